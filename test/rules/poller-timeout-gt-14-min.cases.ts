import { Duration, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sources from 'aws-cdk-lib/aws-lambda-event-sources';
import { fn } from '../support/parts';
import { ruleCases } from '../support/rule-cases';

const read = (stack: Stack, minutes: number) => fn(stack, 'Fn', { timeout: Duration.minutes(minutes) }).addEventSource(new sources.ManagedKafkaEventSource({
  clusterArn: 'arn:aws:kafka:eu-west-1:111122223333:cluster/orders/abc', topic: 'orders', startingPosition: lambda.StartingPosition.LATEST,
}));

export default ruleCases('poller-timeout-gt-14-min', {
  fires: {
    'a function that reads from Kafka and may run for 15 minutes': { app: (stack) => read(stack, 15), at: 'Fn', says: /Duration\.minutes\(14\)/ },
  },
  silent: {
    'fourteen minutes': { app: (stack) => read(stack, 14) },
    'managed instances, which may take 90 minutes for Kafka': {
      app: (stack) => {
        read(stack, 15);
        (stack.node.findChild('Fn').node.defaultChild as lambda.CfnFunction).addPropertyOverride('CapacityProviderConfig', { LambdaManagedInstancesCapacityProviderConfig: { CapacityProviderArn: 'arn' } });
      },
    },
  },
});
