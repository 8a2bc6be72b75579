import { Duration, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sources from 'aws-cdk-lib/aws-lambda-event-sources';
import { fn, fnYaml } from '../support/parts';
import { ruleCases } from '../support/rule-cases';

const read = (stack: Stack, minutes: number) => fn(stack, 'Fn', { timeout: Duration.minutes(minutes) }).addEventSource(new sources.ManagedKafkaEventSource({
  clusterArn: 'arn:aws:kafka:eu-west-1:111122223333:cluster/orders/abc', topic: 'orders', startingPosition: lambda.StartingPosition.LATEST,
}));

const mapping = (source: string, more = '', timeout = '900') => `
Parameters: { Later: { Type: Number } }
Resources:
  Mapping: { Type: AWS::Lambda::EventSourceMapping, Properties: { FunctionName: !Ref Fn, EventSourceArn: ${source} } }${fnYaml(`Timeout: ${timeout}${more}`)}`;

export default ruleCases('poller-timeout-gt-14-min', {
  fires: {
    'a function that reads from Kafka and may run for 15 minutes': { app: (stack) => read(stack, 15), at: 'Fn', says: /Duration\.minutes\(14\)/ },
    'Amazon MQ': { template: mapping('arn:aws:mq:eu-west-1:111122223333:broker:shop:b-1'), at: 'Fn' },
    'DocumentDB': { template: mapping('arn:aws:rds:eu-west-1:111122223333:cluster:shop'), at: 'Fn' },
    'Amazon MQ on managed instances': { template: mapping('arn:aws:mq:eu-west-1:111122223333:broker:shop:b-1', '\nCapacityProviderConfig: { LambdaManagedInstancesCapacityProviderConfig: { CapacityProviderArn: arn } }'), at: 'Fn' },
  },
  silent: {
    'a timeout that is known at deployment': { template: mapping('arn:aws:mq:eu-west-1:111122223333:broker:shop:b-1', '', '!Ref Later') },
    'fourteen minutes': { app: (stack) => read(stack, 14) },
    'managed instances, which may take 90 minutes for Kafka': {
      app: (stack) => {
        read(stack, 15);
        (stack.node.findChild('Fn').node.defaultChild as lambda.CfnFunction).addPropertyOverride('CapacityProviderConfig', { LambdaManagedInstancesCapacityProviderConfig: { CapacityProviderArn: 'arn' } });
      },
    },
  },
});
