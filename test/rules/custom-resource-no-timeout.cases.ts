import { CustomResource, Duration } from 'aws-cdk-lib';
import { Provider } from 'aws-cdk-lib/custom-resources';
import { fn } from '../support/parts';
import { ruleCases } from '../support/rule-cases';

export default ruleCases('custom-resource-no-timeout', {
  fires: {
    'CloudFormation waits an hour for a function that crashed': { app: (stack) => void new CustomResource(stack, 'Seed', { serviceToken: fn(stack).functionArn }), at: 'Seed', says: /serviceTimeout: Duration\.seconds\(189\)/ },
  },
  silent: {
    'with a timeout': { app: (stack) => void new CustomResource(stack, 'Seed', { serviceToken: fn(stack).functionArn, serviceTimeout: Duration.minutes(3) }) },
    'the provider framework answers by itself': { app: (stack) => void new CustomResource(stack, 'Seed', { serviceToken: new Provider(stack, 'Provider', { onEventHandler: fn(stack) }).serviceToken }) },
  },
});
