import { fnYaml } from '../support/parts';
import { ruleCases } from '../support/rule-cases';

export default ruleCases('iot-no-error-action', {
  fires: {
    'no error action': {
      template: `
Resources:
  Dlq: { Type: AWS::SQS::Queue }
  Rule:
    Type: AWS::IoT::TopicRule
    Properties:
      TopicRulePayload:
        Sql: SELECT * FROM 'sensors'
        Actions: [{ Lambda: { FunctionArn: !GetAtt Fn.Arn } }]${fnYaml()}`, at: 'Rule',
    },
  },
  silent: {
    'with one': {
      template: `
Resources:
  Dlq: { Type: AWS::SQS::Queue }
  Rule:
    Type: AWS::IoT::TopicRule
    Properties:
      TopicRulePayload:
        Sql: SELECT * FROM 'sensors'
        Actions: [{ Lambda: { FunctionArn: !GetAtt Fn.Arn } }]
        ErrorAction: { Sqs: { QueueUrl: !Ref Dlq, RoleArn: 'arn:aws:iam::111122223333:role/iot' } }${fnYaml()}`,
    },
    'a function that is the error action itself, after which nothing comes': {
      template: `
Resources:
  Rule:
    Type: AWS::IoT::TopicRule
    Properties:
      TopicRulePayload:
        Sql: SELECT * FROM 'sensors'
        Actions: [{ Sns: { TargetArn: 'arn:aws:sns:eu-west-1:111122223333:sensors', RoleArn: 'arn:aws:iam::111122223333:role/iot' } }]
        ErrorAction: { Lambda: { FunctionArn: !GetAtt Fn.Arn } }${fnYaml()}`,
    },
    'a subscription, of which another rule says it': {
      template: `
Resources:
  Topic: { Type: AWS::SNS::Topic }
  Subscription: { Type: AWS::SNS::Subscription, Properties: { Protocol: lambda, TopicArn: !Ref Topic, Endpoint: !GetAtt Fn.Arn } }${fnYaml()}`,
    },
  },
});
