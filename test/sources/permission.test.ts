import { sourceContract } from '../support/source-contract';

const permission = (id: string, principal: string, more = '') => `${id}:
        Type: AWS::Lambda::Permission
        Properties: { Action: lambda:InvokeFunction, FunctionName: !GetAtt Fn.Arn, Principal: ${principal}${more} }`;

sourceContract('permission', {
  'services whose trigger is made elsewhere': {
    resources: `
      ${permission('Sns', 'sns.amazonaws.com')}
      ${permission('Alarm', 'lambda.alarms.cloudwatch.amazonaws.com')}
      ${permission('Api', 'apigateway.amazonaws.com')}
      ${permission('Alexa', 'alexa-appkit.amazon.com')}
      ${permission('Pipeline', 'codepipeline.amazonaws.com')}
      ${permission('Login', 'transfer.amazonaws.com')}
    `,
    paths: [
      { fn: 'Fn', kind: 'async-sns', mode: 'async', triggers: ['Sns'], attempts: 3, fate: 'lost', delivery: 'unknown' },
      { fn: 'Fn', kind: 'async-alarm', mode: 'async', triggers: ['Alarm'], fate: 'lost' },
      { fn: 'Fn', kind: 'sync-apigw', mode: 'sync', triggers: ['Api'], attempts: 1, fate: 'caller' },
      { fn: 'Fn', kind: 'sync-other', mode: 'sync', triggers: ['Alexa', 'Login'], fate: 'caller' },
      { fn: 'Fn', kind: 'codepipeline', triggers: ['Pipeline'], fate: 'caller' },
    ],
  },
  'principals of a Region, several permissions for one service': {
    resources: `
      Group: { Type: AWS::Logs::LogGroup }
      ${permission('One', "!Sub 'logs.${AWS::Region}.amazonaws.com'", ', SourceArn: !GetAtt Group.Arn')}
      ${permission('Two', 'logs.eu-west-1.amazonaws.com')}
    `,
    paths: [{ fn: 'Fn', kind: 'async-logs', triggers: ['One', 'Two', 'Group'], fate: 'lost' }],
  },
  'a permission for a trigger of this app says nothing new, whatever the qualifier': {
    after: ['sns-subscription', 'events-rule'],
    resources: `
      Topic: { Type: AWS::SNS::Topic }
      Subscription: { Type: AWS::SNS::Subscription, Properties: { Protocol: lambda, TopicArn: !Ref Topic, Endpoint: !Sub '\${Fn.Arn}:live' } }
      ${permission('Sns', 'sns.amazonaws.com')}
      ${permission('Events', 'events.amazonaws.com')}
    `,
    paths: [{ fn: 'Fn', kind: 'async-events', triggers: ['Events'], fate: 'lost', delivery: 'unknown' }],
  },
  'AWS IoT waits for authorizers and hooks, not for rules': {
    resources: `
      ${permission('Rule', 'iot.amazonaws.com', ", SourceArn: 'arn:aws:iot:eu-west-1:111111111111:rule/tills'")}
      ${permission('Authorizer', 'iot.amazonaws.com', ", SourceArn: !Sub 'arn:aws:iot:${AWS::Region}:${AWS::AccountId}:authorizer/tills'")}
      ${permission('Hook', 'iot.amazonaws.com', ", SourceArn: 'arn:aws:iot:eu-west-1:111111111111:provisioningtemplate/tills'")}
    `,
    paths: [
      { fn: 'Fn', kind: 'async-iot', mode: 'async', triggers: ['Rule'], fate: 'lost' },
      { fn: 'Fn', kind: 'sync-authorizer', mode: 'sync', triggers: ['Authorizer'], attempts: 1, fate: 'caller' },
      { fn: 'Fn', kind: 'sync-other', mode: 'sync', triggers: ['Hook'], attempts: 1, fate: 'caller' },
    ],
  },
  'a permission for an authorizer of this app says nothing new': {
    after: ['iot-authorizer'],
    resources: `
      Tills: { Type: AWS::IoT::Authorizer, Properties: { AuthorizerFunctionArn: !GetAtt Fn.Arn } }
      ${permission('Iot', 'iot.amazonaws.com', ', SourceArn: !GetAtt Tills.Arn')}
    `,
    paths: [],
  },
  'CloudFormation invokes macros with the same principal as custom resources': {
    after: ['macro'],
    resources: `
      Macro: { Type: AWS::CloudFormation::Macro, Properties: { Name: Explode, FunctionName: !GetAtt Fn.Arn } }
      ${permission('CloudFormation', 'cloudformation.amazonaws.com')}
    `,
    paths: [],
  },
  'accounts, roles, unknown services, function URLs and other actions are no triggers': {
    resources: `
      ${permission('Account', '"111111111111"')}
      ${permission('Anyone', '"*"')}
      ${permission('New', 'new.amazonaws.com')}
      ${permission('Imported', '!ImportValue principal')}
      Url:
        Type: AWS::Lambda::Permission
        Properties: { Action: lambda:InvokeFunctionUrl, FunctionName: !GetAtt Fn.Arn, Principal: cloudfront.amazonaws.com, FunctionUrlAuthType: AWS_IAM }
      Read: { Type: AWS::Lambda::Permission, Properties: { Action: lambda:GetFunction, FunctionName: !GetAtt Fn.Arn, Principal: sns.amazonaws.com } }
    `,
    paths: [],
  },
  'a whole policy': {
    resources: `
      Bucket: { Type: AWS::S3::Bucket }
      Policy:
        Type: AWS::Lambda::ResourcePolicy
        Properties:
          ResourceArn: !GetAtt Fn.Arn
          PolicyDocument:
            Statement:
              - { Effect: Allow, Action: lambda:InvokeFunction, Principal: { Service: s3.amazonaws.com }, Condition: { ArnLike: { 'aws:SourceArn': !GetAtt Bucket.Arn } } }
              - { Effect: Deny, Action: lambda:InvokeFunction, Principal: { Service: sns.amazonaws.com } }
    `,
    paths: [{ fn: 'Fn', kind: 'async-s3', triggers: ['Policy', 'Bucket'], fate: 'lost' }],
  },
  'permissions of AWS IoT for a rule, or a hook, of this app say nothing new': {
    after: ['iot-rule', 'iot-authorizer'],
    resources: `
      Hooked: { Type: AWS::Lambda::Function, Properties: { Code: { ZipFile: x }, Role: arn } }
      Tills: { Type: AWS::IoT::TopicRule, Properties: { TopicRulePayload: { Sql: SELECT, Actions: [{ Lambda: { FunctionArn: !GetAtt Fn.Arn } }] } } }
      Template: { Type: AWS::IoT::ProvisioningTemplate, Properties: { ProvisioningRoleArn: arn, TemplateBody: '{}', PreProvisioningHook: { TargetArn: !GetAtt Hooked.Arn } } }
      ${permission('Iot', 'iot.amazonaws.com')}
      ${permission('Hook', 'iot.amazonaws.com').replace('Fn.Arn', 'Hooked.Arn')}
    `,
    paths: [],
  },
});
