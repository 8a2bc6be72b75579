import { sourceContract } from '../support/source-contract';

const table = `Table:
        Type: AWS::DynamoDB::Table
        Properties:
          AttributeDefinitions: [{ AttributeName: id, AttributeType: S }]
          KeySchema: [{ AttributeName: id, KeyType: HASH }]
          StreamSpecification: { StreamViewType: NEW_IMAGE }`;

sourceContract('dynamodb', {
  'without limits a failing batch stops its shard': {
    resources: `
      ${table}
      Mapping:
        Type: AWS::Lambda::EventSourceMapping
        Properties: { EventSourceArn: !GetAtt Table.StreamArn, FunctionName: !Ref Fn, StartingPosition: LATEST }
    `,
    paths: [{ fn: 'Fn', kind: 'dynamodb', mode: 'poll', triggers: ['Mapping', 'Table'], attempts: 'unlimited', fate: 'blocks' }],
  },
  'limits and a destination keep the position': {
    resources: `
      ${table}
      Topic: { Type: AWS::SNS::Topic }
      Mapping:
        Type: AWS::Lambda::EventSourceMapping
        Properties:
          EventSourceArn: !GetAtt Table.StreamArn
          FunctionName: !Ref Fn
          StartingPosition: TRIM_HORIZON
          MaximumRetryAttempts: 0
          DestinationConfig: { OnFailure: { Destination: !Ref Topic } }
    `,
    paths: [{ fn: 'Fn', kind: 'dynamodb', attempts: 1, fate: 'kept', keptIn: ['Topic'], keptAs: 'pointer' }],
  },
  'a stream of another app': {
    resources: `
      Mapping:
        Type: AWS::Lambda::EventSourceMapping
        Properties:
          EventSourceArn: arn:aws:dynamodb:eu-west-1:111111111111:table/orders/stream/2026-01-01T00:00:00.000
          FunctionName: !Ref Fn
          StartingPosition: LATEST
          MaximumRecordAgeInSeconds: 60
    `,
    paths: [{ fn: 'Fn', kind: 'dynamodb', triggers: ['Mapping'], fate: 'lost' }],
  },
});
