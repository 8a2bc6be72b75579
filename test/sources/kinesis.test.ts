import { sourceContract } from '../support/source-contract';

const stream = 'Stream: { Type: AWS::Kinesis::Stream, Properties: { ShardCount: 1 } }';

sourceContract('kinesis', {
  'a mapping with the defaults stops its shard': {
    resources: `
      ${stream}
      Mapping:
        Type: AWS::Lambda::EventSourceMapping
        Properties: { EventSourceArn: !GetAtt Stream.Arn, FunctionName: !Ref Fn, StartingPosition: LATEST }
    `,
    paths: [{ fn: 'Fn', kind: 'kinesis', mode: 'poll', triggers: ['Mapping', 'Stream'], attempts: 'unlimited', fate: 'blocks' }],
  },
});
