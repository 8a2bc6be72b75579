import { sourceContract } from '../support/source-contract';

const mapping = (properties = '') => `Mapping:
        Type: AWS::Lambda::EventSourceMapping
        Properties:
          SelfManagedEventSource: { Endpoints: { KafkaBootstrapServers: ['broker:9092'] } }
          FunctionName: !Ref Fn
          Topics: [orders]
          ${properties}`;

sourceContract('self-managed-kafka', {
  'neither limits nor destination: the partition waits': {
    resources: mapping('StartingPosition: LATEST'),
    paths: [{ fn: 'Fn', kind: 'kafka', mode: 'poll', triggers: ['Mapping'], attempts: 'unlimited', fate: 'blocks' }],
  },
  'with a destination Lambda stops after ten retries by itself': {
    resources: `
      Queue: { Type: AWS::SQS::Queue }
      ${mapping(`StartingPosition: LATEST
          DestinationConfig: { OnFailure: { Destination: !GetAtt Queue.Arn } }`)}
    `,
    paths: [{ fn: 'Fn', kind: 'kafka', attempts: 11, fate: 'kept', keptIn: ['Queue'], keptAs: 'pointer' }],
  },
  'a limit from elsewhere leaves it open': {
    resources: mapping(`StartingPosition: LATEST
          MaximumRetryAttempts: !ImportValue retries`),
    paths: [{ fn: 'Fn', kind: 'kafka', attempts: 'unknown', fate: 'unknown' }],
  },
  'in queue mode the broker redelivers': {
    resources: mapping('SelfManagedKafkaEventSourceConfig: { ConsumptionMode: Queue }'),
    paths: [{ fn: 'Fn', kind: 'kafka', attempts: 'unknown', fate: 'unknown', because: 'share group' }],
  },
  'topics, and none that is known': {
    resources: `
      ${mapping('StartingPosition: LATEST').replace('[orders]', '[orders, returns]')}
      ${mapping('StartingPosition: LATEST').replace('Mapping:', 'Second:').replace('Topics: [orders]', 'Queues: []')}
    `,
    paths: [
      { fn: 'Fn', kind: 'kafka', triggers: ['Mapping'], originText: 'Kafka topic orders, returns', attempts: 'unlimited', fate: 'blocks' },
      { fn: 'Fn', kind: 'kafka', triggers: ['Second'], originText: 'a Kafka topic', attempts: 'unlimited', fate: 'blocks' },
    ],
  },
});
