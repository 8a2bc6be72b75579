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
  },
});
