import { fnYaml } from '../support/parts';
import { ruleCases } from '../support/rule-cases';

export default ruleCases('fifo-target-no-message-group', {
  fires: {
    'M41: no message group': {
      template: `
Resources:
  Orders: { Type: AWS::SQS::Queue, Properties: { FifoQueue: true, ContentBasedDeduplication: true } }
  Rule:
    Type: AWS::Events::Rule
    Properties: { ScheduleExpression: rate(1 hour), Targets: [{ Id: Orders, Arn: !GetAtt Orders.Arn }] }
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties: { FunctionName: !Ref Fn, EventSourceArn: !GetAtt Orders.Arn }${fnYaml()}`, at: 'Rule', says: /\. the queue refuses every event of the rule, which is dropped\. Set SqsParameters: \{ MessageGroupId/,
    },
    'M41: nothing to deduplicate by': {
      template: `
Resources:
  Orders: { Type: AWS::SQS::Queue, Properties: { FifoQueue: true } }
  Rule:
    Type: AWS::Events::Rule
    Properties: { ScheduleExpression: rate(1 hour), Targets: [{ Id: Orders, Arn: !GetAtt Orders.Arn, SqsParameters: { MessageGroupId: a } }] }
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties: { FunctionName: !Ref Fn, EventSourceArn: !GetAtt Orders.Arn }${fnYaml()}`, at: 'Orders', says: /ContentBasedDeduplication: true/,
    },
    'M41: no message group, for a target with a dead-letter queue': {
      template: `
Resources:
  Dlq: { Type: AWS::SQS::Queue }
  Orders: { Type: AWS::SQS::Queue, Properties: { FifoQueue: true, ContentBasedDeduplication: true } }
  Rule:
    Type: AWS::Events::Rule
    Properties: { ScheduleExpression: rate(1 hour), Targets: [{ Id: Orders, Arn: !GetAtt Orders.Arn, DeadLetterConfig: { Arn: !GetAtt Dlq.Arn } }] }
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties: { FunctionName: !Ref Fn, EventSourceArn: !GetAtt Orders.Arn }${fnYaml()}`, at: 'Rule', says: /which rests in the dead-letter queue of the target instead/,
    },
  },
  silent: {
    'both are there': {
      template: `
Resources:
  Orders: { Type: AWS::SQS::Queue, Properties: { FifoQueue: true, ContentBasedDeduplication: true } }
  Rule:
    Type: AWS::Events::Rule
    Properties: { ScheduleExpression: rate(1 hour), Targets: [{ Id: Orders, Arn: !GetAtt Orders.Arn, SqsParameters: { MessageGroupId: a } }] }
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties: { FunctionName: !Ref Fn, EventSourceArn: !GetAtt Orders.Arn }${fnYaml()}`,
    },
    'a standard queue needs neither': {
      template: `
Resources:
  Orders: { Type: AWS::SQS::Queue, Properties: { VisibilityTimeout: 60 } }
  Rule:
    Type: AWS::Events::Rule
    Properties: { ScheduleExpression: rate(1 hour), Targets: [{ Id: Orders, Arn: !GetAtt Orders.Arn }] }
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties: { FunctionName: !Ref Fn, EventSourceArn: !GetAtt Orders.Arn }${fnYaml()}`,
    },
  },
});
