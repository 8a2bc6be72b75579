import { fnYaml } from '../support/parts';
import { ruleCases } from '../support/rule-cases';
import { caught, kafkaYaml, laterYaml, limited, onKinesis, onTable, pipe, pipeYaml } from '../support/streams';

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
    'M10: a topic of Kafka': { template: kafkaYaml(', MaximumRetryAttempts: 3'), at: 'Mapping', says: /up after 3 retries, and.* Set DestinationConfig: [^,]* on the event source mapping\.$/ },
    'no age at all': { template: kafkaYaml(', MaximumRecordAgeInSeconds: 0'), at: 'Mapping', says: /up when it is 0 s old, and/ },
    'a pipe in a program': { app: pipe({ retries: 3 }), at: 'Pipe', says: /Set DeadLetterConfig: \{ Arn: queue\.queueArn \} in SourceParameters of the pipe\.$/ },
    'a limited age, and retries that are known at deployment': { template: laterYaml('MaximumRetryAttempts: !Ref Later, MaximumRecordAgeInSeconds: 60'), at: 'Mapping', says: /of Clicks up when it is 60 s old, and/ },
    'limited retries, and an age that is known at deployment': { template: laterYaml('MaximumRetryAttempts: 5, MaximumRecordAgeInSeconds: !Ref Later'), at: 'Mapping', says: /of Clicks up after 5 retries, and/ },
  },
  silent: {
    'an on-failure queue': { app: caught(onKinesis, limited) },
    'Kafka in queue mode, where the broker decides': {
      template: `
Resources:
  Mapping: { Type: AWS::Lambda::EventSourceMapping, Properties: { FunctionName: !Ref Fn, SelfManagedEventSource: { Endpoints: { KafkaBootstrapServers: [a:9092] } }, Topics: [orders], MaximumRetryAttempts: 3, SelfManagedKafkaEventSourceConfig: { ConsumptionMode: QUEUE } } }${fnYaml()}`,
    },
    'unlimited retries block instead': { app: onKinesis({}) },
    'a topic of Kafka in queue mode, where the broker decides': { template: kafkaYaml(', SelfManagedKafkaEventSourceConfig: { ConsumptionMode: QUEUE }').replace(/EventSourceArn: '.*?'/, 'SelfManagedEventSource: { Endpoints: { KafkaBootstrapServers: [a:9092] } }') },
  },
});
