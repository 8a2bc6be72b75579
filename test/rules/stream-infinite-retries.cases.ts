import { StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { ManagedKafkaEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { fn, fnYaml } from '../support/parts';
import { ruleCases } from '../support/rule-cases';
import { caught, limited, onKinesis, onTable, pipe, pipeYaml } from '../support/streams';

const kafka = (more = '', arn = '!GetAtt Cluster.Arn', source = `EventSourceArn: ${arn}`) => `
Parameters: { Later: { Type: Number } }
Resources:
  Failed: { Type: AWS::S3::Bucket }
  Clicks: { Type: AWS::Kinesis::Stream }
  Cluster: { Type: AWS::MSK::ServerlessCluster, Properties: { ClusterName: shop, ClientAuthentication: { Sasl: { Iam: { Enabled: true } } }, VpcConfigs: [{ SubnetIds: [subnet-1] }] } }
  Mapping: { Type: AWS::Lambda::EventSourceMapping, Properties: { FunctionName: !Ref Fn, ${source}${more} } }${fnYaml()}`;

export default ruleCases('stream-infinite-retries', {
  fires: {
    'M11: a Kinesis mapping with the defaults': { app: onKinesis({}), at: 'FnKinesisEventSource', says: /its shard waits/, property: 'MaximumRetryAttempts', mends: 'StreamFailures' },
    'M11: a DynamoDB mapping with the defaults': { app: onTable({}), at: 'FnDynamoDBEventSource', says: /Duration\.hours\(12\)/ },
    'M11: -1 is unlimited too': { app: onKinesis({ retryAttempts: -1 }), at: 'FnKinesisEventSource' },
    'a pipe': { template: pipeYaml(), at: 'Pipe', says: /in SourceParameters of the pipe/, property: 'SourceParameters', mends: 'PipeDeadLetters' },
    'Kafka with the defaults': { template: kafka(), at: 'Mapping', says: /^Fn retries a failing batch of Cluster without limit\. its partition waits.* Set MaximumRetryAttempts: 5 and DestinationConfig: [^,]* on the event source mapping\.$/s, property: 'MaximumRetryAttempts', mends: 'StreamFailures' },
    'Kafka with the defaults, in a program': { app: (stack) => fn(stack).addEventSource(new ManagedKafkaEventSource({ clusterArn: 'arn:aws:kafka:eu-west-1:111122223333:cluster/shop/1', topic: 'orders', startingPosition: StartingPosition.LATEST })), at: 'FnKafkaEventSource', says: /Set retryAttempts: 5 and onFailure: new S3OnFailureDestination\(bucket\) on the event source\./ },
    'Kinesis in a template': { template: kafka(', StartingPosition: LATEST', '!GetAtt Clicks.Arn'), at: 'Mapping', says: /its shard waits.* Set MaximumRetryAttempts: 5, MaximumRecordAgeInSeconds: 43200, BisectBatchOnFunctionError: true and/s },
    'a destination, which a stream never gets to': { app: caught(onKinesis, {}), at: 'FnKinesisEventSource' },
    'a pipe in a program': { app: pipe({}), at: 'Pipe', says: /DeadLetterConfig: \{ Arn: queue\.queueArn \} in SourceParameters of the pipe/ },
  },
  silent: {
    'Kafka with a destination, which ends the retries': { template: kafka(', Topics: [orders], DestinationConfig: { OnFailure: { Destination: !GetAtt Failed.Arn } }') },
    'Kafka with a limit': { template: kafka(', MaximumRetryAttempts: 5, Topics: [orders]') },
    'Kafka in queue mode, where the broker decides': { template: kafka(', SelfManagedKafkaEventSourceConfig: { ConsumptionMode: QUEUE }', undefined, 'SelfManagedEventSource: { Endpoints: { KafkaBootstrapServers: [a:9092] } }, Topics: [orders]') },
    'retries that are known at deployment': { template: kafka(', MaximumRetryAttempts: !Ref Later') },
    'limited retries': { app: caught(onKinesis, limited) },
    'limited age alone': { app: caught(onTable, { maxRecordAge: limited.maxRecordAge }) },
  },
});
