import { Duration, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sources from 'aws-cdk-lib/aws-lambda-event-sources';
import { fn, fnYaml } from '../support/parts';
import { ruleCases } from '../support/rule-cases';

const read = (stack: Stack, minutes: number) => fn(stack, 'Fn', { timeout: Duration.minutes(minutes) }).addEventSource(new sources.ManagedKafkaEventSource({
  clusterArn: 'arn:aws:kafka:eu-west-1:111122223333:cluster/orders/abc', topic: 'orders', startingPosition: lambda.StartingPosition.LATEST,
}));

const yaml = (poller: string, properties = 'Timeout: 900') => `
Parameters: { Later: { Type: Number } }
Resources:
  Poller: { ${poller} }${fnYaml(properties)}`;
const mapping = (arn: string, more: string) => `Type: AWS::Lambda::EventSourceMapping, Properties: { FunctionName: !Ref Fn, EventSourceArn: "arn:aws:${arn}", ${more} }`;
const mq = mapping('mq:eu-west-1:111122223333:broker:orders:b-1', 'Queues: [orders]');
const kafka = 'arn:aws:kafka:eu-west-1:111122223333:cluster/orders/abc';

export default ruleCases('poller-timeout-gt-14-min', {
  fires: {
    'a function that reads from Kafka and may run for 15 minutes': { app: (stack) => read(stack, 15), at: 'Fn', says: /Duration\.minutes\(14\)/ },
    'a broker': { template: yaml(mq), at: 'Fn', says: /Set Timeout: 840 on Fn/ },
    'a broker and managed instances, which may take longer for Kafka only': { template: yaml(mq, 'Timeout: 900\nCapacityProviderConfig: { LambdaManagedInstancesCapacityProviderConfig: { CapacityProviderArn: arn } }'), at: 'Fn' },
    'DocumentDB': { template: yaml(mapping('rds:eu-west-1:111122223333:cluster:shop', 'StartingPosition: LATEST, DocumentDBEventSourceConfig: { DatabaseName: shop }')), at: 'Fn' },
  },
  silent: {
    'fourteen minutes': { app: (stack) => read(stack, 14) },
    'managed instances, which may take 90 minutes for Kafka': {
      app: (stack) => {
        read(stack, 15);
        (stack.node.findChild('Fn').node.defaultChild as lambda.CfnFunction).addPropertyOverride('CapacityProviderConfig', { LambdaManagedInstancesCapacityProviderConfig: { CapacityProviderArn: 'arn' } });
      },
    },
    'a pipe, which has other limits': { template: yaml(`Type: AWS::Pipes::Pipe, Properties: { RoleArn: "arn:aws:iam::111122223333:role/pipe", Source: "${kafka}", Target: !GetAtt Fn.Arn }`) },
    'a timeout that is known at deployment': { template: yaml(mq, 'Timeout: !Ref Later') },
  },
});
