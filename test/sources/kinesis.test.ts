import { sourceContract } from '../support/source-contract';

const stream = 'Stream: { Type: AWS::Kinesis::Stream, Properties: { ShardCount: 1 } }';
const queue = 'Queue: { Type: AWS::SQS::Queue }';

sourceContract('kinesis', {
  'without limits a failing batch stops its shard': {
    resources: `
      ${stream}
      Mapping:
        Type: AWS::Lambda::EventSourceMapping
        Properties: { EventSourceArn: !GetAtt Stream.Arn, FunctionName: !Ref Fn, StartingPosition: LATEST }
    `,
    paths: [{ fn: 'Fn', kind: 'kinesis', mode: 'poll', triggers: ['Mapping', 'Stream'], attempts: 'unlimited', fate: 'blocks', because: 'shard waits' }],
  },
  'a destination does nothing while retries are unlimited': {
    resources: `
      ${stream}
      ${queue}
      Mapping:
        Type: AWS::Lambda::EventSourceMapping
        Properties:
          EventSourceArn: !GetAtt Stream.Arn
          FunctionName: !Ref Fn
          StartingPosition: LATEST
          DestinationConfig: { OnFailure: { Destination: !GetAtt Queue.Arn } }
    `,
    paths: [{ fn: 'Fn', kind: 'kinesis', fate: 'blocks' }],
  },
  'a queue keeps the position in the stream': {
    resources: `
      ${stream}
      ${queue}
      Mapping:
        Type: AWS::Lambda::EventSourceMapping
        Properties:
          EventSourceArn: !GetAtt Stream.Arn
          FunctionName: !Ref Fn
          StartingPosition: LATEST
          MaximumRetryAttempts: 3
          DestinationConfig: { OnFailure: { Destination: !GetAtt Queue.Arn } }
    `,
    paths: [{ fn: 'Fn', kind: 'kinesis', attempts: 4, fate: 'kept', keptIn: ['Queue'], keptAs: 'pointer' }],
  },
  'a bucket keeps the records': {
    resources: `
      ${stream}
      Bucket: { Type: AWS::S3::Bucket }
      Mapping:
        Type: AWS::Lambda::EventSourceMapping
        Properties:
          EventSourceArn: !GetAtt Stream.Arn
          FunctionName: !Ref Fn
          StartingPosition: LATEST
          MaximumRecordAgeInSeconds: 3600
          DestinationConfig: { OnFailure: { Destination: !GetAtt Bucket.Arn } }
    `,
    paths: [{ fn: 'Fn', kind: 'kinesis', attempts: 'unlimited', fate: 'kept', keptIn: ['Bucket'], keptAs: 'payload' }],
  },
  'limits without a destination drop the batch': {
    resources: `
      ${stream}
      Mapping:
        Type: AWS::Lambda::EventSourceMapping
        Properties: { EventSourceArn: !GetAtt Stream.Arn, FunctionName: !Ref Fn, StartingPosition: LATEST, MaximumRetryAttempts: 3 }
    `,
    paths: [{ fn: 'Fn', kind: 'kinesis', attempts: 4, fate: 'lost' }],
  },
  'a limit from a parameter leaves it open': {
    template: `
      Parameters: { Retries: { Type: Number } }
      Resources:
        ${stream}
        Mapping:
          Type: AWS::Lambda::EventSourceMapping
          Properties: { EventSourceArn: !GetAtt Stream.Arn, FunctionName: !Ref Fn, StartingPosition: LATEST, MaximumRetryAttempts: !Ref Retries }
    `,
    paths: [{ fn: 'Fn', kind: 'kinesis', attempts: 'unknown', fate: 'unknown', because: 'Retries' }],
  },
  'a consumer with enhanced fan-out stands for its stream': {
    resources: `
      ${stream}
      Consumer: { Type: AWS::Kinesis::StreamConsumer, Properties: { ConsumerName: fn, StreamARN: !GetAtt Stream.Arn } }
      Mapping:
        Type: AWS::Lambda::EventSourceMapping
        Properties: { EventSourceArn: !Ref Consumer, FunctionName: !Ref Fn, StartingPosition: LATEST }
    `,
    paths: [{ fn: 'Fn', kind: 'kinesis', triggers: ['Mapping', 'Stream'], fate: 'blocks' }],
  },
});
