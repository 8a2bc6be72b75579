import { CustomResource, Duration } from 'aws-cdk-lib';
import { Provider } from 'aws-cdk-lib/custom-resources';
import { fn, fnYaml } from '../support/parts';
import { ruleCases } from '../support/rule-cases';

const seed = (timeout: string) => `
Parameters: { Later: { Type: Number } }
Resources:
  Seed: { Type: Custom::Seed, Properties: { ServiceToken: !GetAtt Fn.Arn } }${fnYaml(`Timeout: ${timeout}`)}`;

export default ruleCases('custom-resource-no-timeout', {
  fires: {
    'CloudFormation waits an hour for a function that crashed': { app: (stack) => void new CustomResource(stack, 'Seed', { serviceToken: fn(stack).functionArn }), at: 'Seed', says: /serviceTimeout: Duration\.seconds\(189\) on the CustomResource: three tries of 3 s and the minutes in between\./ },
    'a function whose timeout is known at deployment': { template: seed('!Ref Later'), at: 'Seed', says: /Set ServiceTimeout: 2880 on Seed\.$/ },
    'a function that may take as long as any': { template: seed('900'), at: 'Seed', says: /Set ServiceTimeout: 2880 on Seed: three tries of 900 s/ },
    'one of a few seconds': { template: seed('1'), at: 'Seed', says: /Set ServiceTimeout: 183 on Seed: three tries of 1 s/ },
  },
  silent: {
    'with a timeout': { app: (stack) => void new CustomResource(stack, 'Seed', { serviceToken: fn(stack).functionArn, serviceTimeout: Duration.minutes(3) }) },
    'the provider framework answers by itself': { app: (stack) => void new CustomResource(stack, 'Seed', { serviceToken: new Provider(stack, 'Provider', { onEventHandler: fn(stack) }).serviceToken }) },
  },
});
