import { fnYaml } from '../support/parts';
import { ruleCases } from '../support/rule-cases';
import { caught, limited, onKinesis, onTable, pipeYaml } from '../support/streams';

export default ruleCases('stream-finite-retries-no-destination', {
  fires: {
    'M10: five retries, then nothing': { app: onKinesis(limited), at: 'FnKinesisEventSource', says: /after 5 retries or when it is 21600 s old/, property: 'DestinationConfig.OnFailure', mends: 'StreamFailures' },
    'M10: a limited age alone': { app: onTable({ maxRecordAge: limited.maxRecordAge }), at: 'FnDynamoDBEventSource', says: /of \S+ up when it is 21600 s old, and.*Set onFailure: new S3/ },
    'no retry at all': { app: onKinesis({ retryAttempts: 0 }), at: 'FnKinesisEventSource', says: /of \S+ up after 0 retries, and/ },
    'Kafka': {
      template: `
Resources:
  Mapping: { Type: AWS::Lambda::EventSourceMapping, Properties: { FunctionName: !Ref Fn, SelfManagedEventSource: { Endpoints: { KafkaBootstrapServers: [a:9092] } }, Topics: [orders], MaximumRetryAttempts: 3 } }${fnYaml()}`,
      at: 'Mapping', says: /up after 3 retries, and/,
    },
    'a pipe': { template: pipeYaml(', MaximumRetryAttempts: 3'), at: 'Pipe', says: /of Clicks up after 3 retries, and.*DeadLetterConfig: .* in SourceParameters/, property: 'SourceParameters', mends: 'PipeDeadLetters' },
  },
  silent: {
    'an on-failure queue': { app: caught(onKinesis, limited) },
    'Kafka in queue mode, where the broker decides': {
      template: `
Resources:
  Mapping: { Type: AWS::Lambda::EventSourceMapping, Properties: { FunctionName: !Ref Fn, SelfManagedEventSource: { Endpoints: { KafkaBootstrapServers: [a:9092] } }, Topics: [orders], MaximumRetryAttempts: 3, SelfManagedKafkaEventSourceConfig: { ConsumptionMode: QUEUE } } }${fnYaml()}`,
    },
    'unlimited retries block instead': { app: onKinesis({}) },
  },
});
