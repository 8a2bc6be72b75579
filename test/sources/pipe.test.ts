import { sourceContract } from '../support/source-contract';

const queue = 'Queue: { Type: AWS::SQS::Queue, Properties: { RedrivePolicy: { deadLetterTargetArn: !GetAtt Dlq.Arn, maxReceiveCount: 5 } } }';
const stream = 'Stream: { Type: AWS::Kinesis::Stream, Properties: { ShardCount: 1 } }';
const dlq = 'Dlq: { Type: AWS::SQS::Queue }';
const pipe = (...properties: string[]) => `Pipe:
        Type: AWS::Pipes::Pipe
        Properties:
          RoleArn: arn:aws:iam::111111111111:role/pipe
          ${properties.join('\n          ')}`;

sourceContract('pipe', {
  'a function as target: what fails goes back to the queue': {
    resources: `
      ${dlq}
      ${queue}
      ${pipe('Source: !GetAtt Queue.Arn', 'Target: !GetAtt Fn.Arn')}
    `,
    paths: [{ fn: 'Fn', kind: 'pipe-target', mode: 'poll', triggers: ['Pipe', 'Queue'], attempts: 5, fate: 'kept', keptIn: ['Dlq'] }],
  },
  'a target that is not waited for has two ends': {
    resources: `
      ${dlq}
      ${queue}
      ${pipe('Source: !GetAtt Queue.Arn', 'Target: !GetAtt Fn.Arn', 'TargetParameters: { LambdaFunctionParameters: { InvocationType: FIRE_AND_FORGET } }')}
    `,
    paths: [{ fn: 'Fn', kind: 'pipe-target', mode: 'async', attempts: 3, fate: 'lost', delivery: 'kept', deliveryIn: ['Dlq'] }],
  },
  'an enrichment on a stream without limits': {
    resources: `
      Topic: { Type: AWS::SNS::Topic }
      ${stream}
      ${pipe('Source: !GetAtt Stream.Arn', 'Enrichment: !GetAtt Fn.Arn', 'Target: !Ref Topic', 'SourceParameters: { KinesisStreamParameters: { StartingPosition: LATEST } }')}
    `,
    paths: [{ fn: 'Fn', kind: 'pipe-enrichment', triggers: ['Pipe', 'Stream'], attempts: 'unlimited', fate: 'blocks' }],
  },
  'limits and a dead-letter queue keep the position': {
    resources: `
      ${dlq}
      ${stream}
      ${pipe('Source: !GetAtt Stream.Arn', 'Target: !GetAtt Fn.Arn', 'SourceParameters: { KinesisStreamParameters: { StartingPosition: LATEST, MaximumRetryAttempts: 2, DeadLetterConfig: { Arn: !GetAtt Dlq.Arn } } }')}
    `,
    paths: [{ fn: 'Fn', kind: 'pipe-target', attempts: 3, fate: 'kept', keptIn: ['Dlq'], keptAs: 'pointer' }],
  },
  'Kafka has neither': {
    resources: pipe(
      'Source: arn:aws:kafka:eu-west-1:111111111111:cluster/orders/1', 'Target: !GetAtt Fn.Arn',
      'SourceParameters: { ManagedStreamingKafkaParameters: { TopicName: orders, StartingPosition: LATEST } }',
    ),
    paths: [{ fn: 'Fn', kind: 'pipe-target', triggers: ['Pipe'], attempts: 'unlimited', fate: 'blocks', because: 'expires in the topic' }],
  },
  'queues that are named elsewhere': {
    resources: `
      Pipe: { Type: AWS::Pipes::Pipe, Properties: { RoleArn: arn, Source: !ImportValue orders, Target: !GetAtt Fn.Arn, SourceParameters: { SqsQueueParameters: { BatchSize: 1 } } } }
      Second: { Type: AWS::Pipes::Pipe, Properties: { RoleArn: arn, Source: 'arn:aws:sqs:eu-west-1:111111111111:orders', Target: !GetAtt Fn.Arn } }
    `,
    paths: [
      { fn: 'Fn', kind: 'pipe-target', triggers: ['Pipe'], attempts: 'unknown', fate: 'unknown', because: 'the queue cannot be told: orders is imported' },
      { fn: 'Fn', kind: 'pipe-target', triggers: ['Second'], attempts: 'unknown', fate: 'unknown', because: 'orders is not part of this app' },
    ],
  },
});
