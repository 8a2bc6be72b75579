import { fnYaml } from '../support/parts';
import { ruleCases } from '../support/rule-cases';

export default ruleCases('mapping-settings-ignored', {
  fires: {
    'M49: retries and a destination on the mapping of a queue': {
      template: `
Resources:
  Orders: { Type: AWS::SQS::Queue }
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties: { FunctionName: !Ref Fn, EventSourceArn: !GetAtt Orders.Arn, MaximumRetryAttempts: 2, DestinationConfig: { OnFailure: { Destination: !GetAtt Orders.Arn } } }${fnYaml()}`, at: 'Mapping', says: /DestinationConfig, MaximumRetryAttempts have no effect.*RedrivePolicy/s,
    },
    'M49: bisecting on the mapping of a broker': {
      template: `
Resources:
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties: { FunctionName: !Ref Fn, EventSourceArn: 'arn:aws:mq:eu-west-1:111122223333:broker:orders:b-1', Queues: [orders], BisectBatchOnFunctionError: true }${fnYaml()}`,
      at: 'Mapping', says: /the broker decides/,
    },
    'M49: record age on the mapping of DocumentDB': {
      template: `
Resources:
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties: { FunctionName: !Ref Fn, EventSourceArn: 'arn:aws:rds:eu-west-1:111122223333:cluster:shop', StartingPosition: LATEST, DocumentDBEventSourceConfig: { DatabaseName: shop }, MaximumRecordAgeInSeconds: 60 }${fnYaml()}`,
      at: 'Mapping', says: /where MaximumRecordAgeInSeconds has no effect\. .* Remove MaximumRecordAgeInSeconds; nothing does/, property: 'MaximumRecordAgeInSeconds',
    },
  },
  silent: {
    'nothing of that kind': {
      template: `
Resources:
  Orders: { Type: AWS::SQS::Queue }
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties: { FunctionName: !Ref Fn, EventSourceArn: !GetAtt Orders.Arn, BatchSize: 5 }${fnYaml()}`,
    },
    'on a stream they count': {
      template: `
Resources:
  Stream: { Type: AWS::Kinesis::Stream }
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties: { FunctionName: !Ref Fn, EventSourceArn: !GetAtt Stream.Arn, StartingPosition: LATEST, MaximumRetryAttempts: 3, BisectBatchOnFunctionError: true }${fnYaml()}`,
    },
  },
});
