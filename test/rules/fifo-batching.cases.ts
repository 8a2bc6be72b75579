import { fnYaml } from '../support/parts';
import { ruleCases } from '../support/rule-cases';

export default ruleCases('fifo-batching', {
  fires: {
    'M35: a batching window': {
      template: `
Resources:
  Orders: { Type: AWS::SQS::Queue, Properties: { FifoQueue: true } }
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties: { FunctionName: !Ref Fn, EventSourceArn: !GetAtt Orders.Arn, MaximumBatchingWindowInSeconds: 5 }${fnYaml()}`, at: 'Mapping', says: /Remove MaximumBatchingWindowInSeconds/,
    },
    'M34: more than ten messages per batch': {
      template: `
Resources:
  Orders: { Type: AWS::SQS::Queue, Properties: { FifoQueue: true } }
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties: { FunctionName: !Ref Fn, EventSourceArn: !GetAtt Orders.Arn, BatchSize: 100 }${fnYaml()}`, at: 'Mapping', says: /^Mapping takes batches of 100 messages from Orders, which is FIFO.* Set BatchSize: 10\.$/,
    },
  },
  silent: {
    'a standard queue': {
      template: `
Resources:
  Orders: { Type: AWS::SQS::Queue }
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties: { FunctionName: !Ref Fn, EventSourceArn: !GetAtt Orders.Arn, BatchSize: 100, MaximumBatchingWindowInSeconds: 5 }${fnYaml()}`,
    },
    'a FIFO queue with the defaults': {
      template: `
Resources:
  Orders: { Type: AWS::SQS::Queue, Properties: { FifoQueue: true } }
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties: { FunctionName: !Ref Fn, EventSourceArn: !GetAtt Orders.Arn, BatchSize: 10 }${fnYaml()}`,
    },
  },
});
