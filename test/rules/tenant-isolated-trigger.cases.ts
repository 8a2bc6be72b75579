import { fnYaml, subscriberYaml } from '../support/parts';
import { ruleCases } from '../support/rule-cases';

const isolated = (trigger: string) => `
Resources:
${trigger}${fnYaml('TenancyConfig: { TenantIsolationMode: PER_TENANT }')}`;

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
    'M44: a subscriber that does not pass the tenant on': { template: subscriberYaml().concat('\n      TenancyConfig: { TenantIsolationMode: PER_TENANT }'), at: 'Subscriber' },
  },
  silent: {
    'a schedule': { template: isolated('  Nightly: { Type: AWS::Scheduler::Schedule, Properties: { ScheduleExpression: rate(1 hour), FlexibleTimeWindow: { Mode: "OFF" }, Target: { Arn: !GetAtt Fn.Arn, RoleArn: "arn:aws:iam::111122223333:role/schedule" } } }') },
    'a REST API': {
      template: isolated('  Api: { Type: AWS::ApiGateway::RestApi, Properties: { Name: api } }\n  Get: { Type: AWS::ApiGateway::Method, Properties: { RestApiId: !Ref Api, ResourceId: !GetAtt Api.RootResourceId, HttpMethod: GET, AuthorizationType: NONE, Integration: { Type: AWS_PROXY, IntegrationHttpMethod: POST, Uri: !Sub "arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/${Fn.Arn}/invocations" } } }'),
    },
    'an HTTP API': {
      template: isolated('  Api: { Type: AWS::ApiGatewayV2::Api, Properties: { Name: api, ProtocolType: HTTP } }\n  Get: { Type: AWS::ApiGatewayV2::Integration, Properties: { ApiId: !Ref Api, IntegrationType: AWS_PROXY, PayloadFormatVersion: "2.0", IntegrationUri: !GetAtt Fn.Arn } }'),
    },
    'a state machine': {
      template: isolated('  Machine: { Type: AWS::StepFunctions::StateMachine, Properties: { RoleArn: "arn:aws:iam::111122223333:role/machine", Definition: { StartAt: Call, States: { Call: { Type: Task, Resource: !GetAtt Fn.Arn, End: true } } } } }'),
    },
    'a custom resource': { template: isolated('  Custom: { Type: Custom::Thing, Properties: { ServiceToken: !GetAtt Fn.Arn } }') },
    'nothing in the app invokes it': { template: isolated('  Queue: { Type: AWS::SQS::Queue }') },
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
    'a data source of AppSync': { template: isolated('  Source: { Type: AWS::AppSync::DataSource, Properties: { ApiId: api, Name: fn, Type: AWS_LAMBDA, ServiceRoleArn: "arn:aws:iam::111122223333:role/api", LambdaConfig: { LambdaFunctionArn: !GetAtt Fn.Arn } } }') },
  },
});
