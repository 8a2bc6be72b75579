import { fnYaml } from '../support/parts';
import { ruleCases } from '../support/rule-cases';

export default ruleCases('tenant-isolated-trigger', {
  fires: {
    'M44: a topic cannot name a tenant': {
      template: `
Resources:
  Topic: { Type: AWS::SNS::Topic }
  Subscription: { Type: AWS::SNS::Subscription, Properties: { Protocol: lambda, TopicArn: !Ref Topic, Endpoint: !GetAtt Fn.Arn } }${fnYaml('TenancyConfig: { TenantIsolationMode: PER_TENANT }')}`,
      at: 'Subscription',
    },
    'M44: neither can a mapping': {
      template: `
Resources:
  Queue: { Type: AWS::SQS::Queue }
  Mapping: { Type: AWS::Lambda::EventSourceMapping, Properties: { FunctionName: !Ref Fn, EventSourceArn: !GetAtt Queue.Arn } }${fnYaml('TenancyConfig: { TenantIsolationMode: PER_TENANT }')}`,
      at: 'Mapping',
    },
  },
  silent: {
    'a subscriber that passes the tenant on': {
      template: `
Resources:
  Bus: { Type: AWS::EventsV2::EventBus, Properties: { Name: orders } }
  Subscriber:
    Type: AWS::EventsV2::Subscriber
    Properties:
      Name: fn
      EventBusArn: !GetAtt Bus.Arn
      InvokeConfiguration: { TargetArn: !GetAtt Fn.Arn, RoleArn: 'arn:aws:iam::111122223333:role/deliver', LambdaParameters: { InvocationType: EVENT, TenantId: $.tenant } }${fnYaml('TenancyConfig: { TenantIsolationMode: PER_TENANT }')}`,
    },
    'no isolation': {
      template: `
Resources:
  Topic: { Type: AWS::SNS::Topic }
  Subscription: { Type: AWS::SNS::Subscription, Properties: { Protocol: lambda, TopicArn: !Ref Topic, Endpoint: !GetAtt Fn.Arn } }${fnYaml()}`,
    },
  },
});
