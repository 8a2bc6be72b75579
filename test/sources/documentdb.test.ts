import { sourceContract } from '../support/source-contract';

sourceContract('documentdb', {
  'everything behind a failing event waits': {
    resources: `
      Cluster: { Type: AWS::DocDB::DBCluster, Properties: { MasterUsername: admin, MasterUserPassword: '{{resolve:secretsmanager:docdb}}' } }
      Mapping:
        Type: AWS::Lambda::EventSourceMapping
        Properties:
          EventSourceArn: !Sub 'arn:\${AWS::Partition}:rds:\${AWS::Region}:\${AWS::AccountId}:cluster:\${Cluster}'
          FunctionName: !Ref Fn
          StartingPosition: LATEST
          DocumentDBEventSourceConfig: { DatabaseName: orders }
    `,
    paths: [{ fn: 'Fn', kind: 'docdb', mode: 'poll', triggers: ['Mapping', 'Cluster'], attempts: 'unlimited', fate: 'blocks' }],
  },
  'a destination would be ignored': {
    resources: `
      Queue: { Type: AWS::SQS::Queue }
      Mapping:
        Type: AWS::Lambda::EventSourceMapping
        Properties:
          EventSourceArn: arn:aws:rds:eu-west-1:111111111111:cluster:orders
          FunctionName: !Ref Fn
          StartingPosition: LATEST
          MaximumRetryAttempts: 2
          DocumentDBEventSourceConfig: { DatabaseName: orders }
          DestinationConfig: { OnFailure: { Destination: !GetAtt Queue.Arn } }
    `,
    paths: [{ fn: 'Fn', kind: 'docdb', triggers: ['Mapping'], fate: 'blocks' }],
  },
});
