import { fnYaml } from '../support/parts';
import { ruleCases } from '../support/rule-cases';

export default ruleCases('batch-size-needs-window', {
  fires: {
    'M34: 100 messages per batch and no window': {
      template: `
Resources:
  Orders: { Type: AWS::SQS::Queue }
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties: { FunctionName: !Ref Fn, EventSourceArn: !GetAtt Orders.Arn, BatchSize: 100 }${fnYaml()}`, at: 'Mapping', says: /batches of 100 messages/,
    },
  },
  silent: {
    'with a window': {
      template: `
Resources:
  Orders: { Type: AWS::SQS::Queue }
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties: { FunctionName: !Ref Fn, EventSourceArn: !GetAtt Orders.Arn, BatchSize: 100, MaximumBatchingWindowInSeconds: 5 }${fnYaml()}`,
    },
    'ten messages': {
      template: `
Resources:
  Orders: { Type: AWS::SQS::Queue }
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties: { FunctionName: !Ref Fn, EventSourceArn: !GetAtt Orders.Arn, BatchSize: 10 }${fnYaml()}`,
    },
    'a FIFO queue has a rule of its own': {
      template: `
Resources:
  Orders: { Type: AWS::SQS::Queue, Properties: { FifoQueue: true } }
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties: { FunctionName: !Ref Fn, EventSourceArn: !GetAtt Orders.Arn, BatchSize: 100 }${fnYaml()}`,
    },
    'a batch size that is known at deployment': {
      template: `
Parameters: { Later: { Type: Number } }
Resources:
  Orders: { Type: AWS::SQS::Queue }
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties: { FunctionName: !Ref Fn, EventSourceArn: !GetAtt Orders.Arn, BatchSize: !Ref Later }${fnYaml()}`,
    },
  },
});
