import { fnYaml } from '../support/parts';
import { ruleCases } from '../support/rule-cases';

export default ruleCases('subscriber-no-dlq', {
  fires: {
    'no on-failure queue': {
      template: `
Resources:
  Bus: { Type: AWS::EventsV2::EventBus, Properties: { Name: orders } }
  Dlq: { Type: AWS::SQS::Queue }
  Subscriber:
    Type: AWS::EventsV2::Subscriber
    Properties:
      Name: fn
      EventBusArn: !GetAtt Bus.Arn
      InvokeConfiguration: { TargetArn: !GetAtt Fn.Arn, RoleArn: 'arn:aws:iam::111122223333:role/deliver', LambdaParameters: { InvocationType: EVENT } }${fnYaml()}`, at: 'Subscriber',
    },
  },
  silent: {
    'with one': {
      template: `
Resources:
  Bus: { Type: AWS::EventsV2::EventBus, Properties: { Name: orders } }
  Dlq: { Type: AWS::SQS::Queue }
  Subscriber:
    Type: AWS::EventsV2::Subscriber
    Properties:
      Name: fn
      EventBusArn: !GetAtt Bus.Arn
      InvokeConfiguration: { TargetArn: !GetAtt Fn.Arn, RoleArn: 'arn:aws:iam::111122223333:role/deliver', LambdaParameters: { InvocationType: EVENT } }
      OnFailureConfiguration: { Arn: !GetAtt Dlq.Arn }${fnYaml()}`,
    },
  },
});
