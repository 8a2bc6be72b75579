import { CustomResource, Duration } from 'aws-cdk-lib';
import { Provider } from 'aws-cdk-lib/custom-resources';
import { fn, fnYaml } from '../support/parts';
import { ruleCases } from '../support/rule-cases';

const yaml = (timeout: string) => `
Parameters: { Later: { Type: Number } }
Resources:
  Seed: { Type: Custom::Seed, Properties: { ServiceToken: !GetAtt Fn.Arn } }${fnYaml(`Timeout: ${timeout}`)}`;

export default ruleCases('custom-resource-no-timeout', {
  fires: {
    'CloudFormation waits an hour for a function that crashed': { app: (stack) => void new CustomResource(stack, 'Seed', { serviceToken: fn(stack).functionArn }), at: 'Seed', says: /serviceTimeout: Duration\.seconds\(189\)/ },
    'a minute for each of three tries, and three in between': { template: yaml('60'), at: 'Seed', says: /Set ServiceTimeout: 360 on Seed: three tries of 60 s and the minutes in between\.$/ },
    'a timeout of the function that is known at deployment': { template: yaml('!Ref Later'), at: 'Seed', says: /Set ServiceTimeout: 2880 on Seed\.$/ },
  },
  silent: {
    'with a timeout': { app: (stack) => void new CustomResource(stack, 'Seed', { serviceToken: fn(stack).functionArn, serviceTimeout: Duration.minutes(3) }) },
    'the provider framework answers by itself': { app: (stack) => void new CustomResource(stack, 'Seed', { serviceToken: new Provider(stack, 'Provider', { onEventHandler: fn(stack) }).serviceToken }) },
  },
});
