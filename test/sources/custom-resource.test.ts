import { sourceContract } from '../support/source-contract';

const role = 'Code: { ZipFile: x }, Role: arn';

sourceContract('custom-resource', {
  'a function as service token': {
    resources: `
      Resource: { Type: Custom::Thing, Properties: { ServiceToken: !GetAtt Fn.Arn } }
      Other: { Type: AWS::CloudFormation::CustomResource, Properties: { ServiceToken: !GetAtt Fn.Arn, ServiceTimeout: 60 } }
    `,
    paths: [
      { fn: 'Fn', kind: 'custom-resource', mode: 'async', triggers: ['Resource'], attempts: 3, fate: 'caller', because: 'ServiceTimeout' },
      { fn: 'Fn', kind: 'custom-resource', mode: 'async', triggers: ['Other'], fate: 'caller' },
    ],
  },
  'a topic as service token': {
    resources: `
      Topic: { Type: AWS::SNS::Topic }
      Subscription: { Type: AWS::SNS::Subscription, Properties: { Protocol: lambda, TopicArn: !Ref Topic, Endpoint: !GetAtt Fn.Arn } }
      Resource: { Type: Custom::Thing, Properties: { ServiceToken: !Ref Topic } }
    `,
    paths: [{ fn: 'Fn', kind: 'custom-resource', triggers: ['Resource', 'Topic'], fate: 'caller' }],
  },
  'a provider of another app': {
    resources: 'Resource: { Type: Custom::Thing, Properties: { ServiceToken: !ImportValue provider } }',
    paths: [],
  },
  'the handlers behind the provider framework': {
    resources: `
      OnEvent: { Type: AWS::Lambda::Function, Properties: { ${role} } }
      IsComplete: { Type: AWS::Lambda::Function, Properties: { ${role} } }
      Unused: { Type: AWS::Lambda::Function, Properties: { ${role} } }
      Framework:
        Type: AWS::Lambda::Function
        Properties:
          Code: { ZipFile: x }
          Role: arn
          Environment: { Variables: { USER_ON_EVENT_FUNCTION_ARN: !GetAtt OnEvent.Arn, USER_IS_COMPLETE_FUNCTION_ARN: !GetAtt IsComplete.Arn } }
      Waiter:
        Type: AWS::Lambda::Function
        Properties:
          Code: { ZipFile: x }
          Role: arn
          Environment: { Variables: { USER_ON_EVENT_FUNCTION_ARN: !GetAtt OnEvent.Arn, USER_IS_COMPLETE_FUNCTION_ARN: !GetAtt IsComplete.Arn } }
      OtherFramework: { Type: AWS::Lambda::Function, Properties: { ${role}, Environment: { Variables: { USER_ON_EVENT_FUNCTION_ARN: !GetAtt Unused.Arn } } } }
      Resource: { Type: Custom::Thing, Properties: { ServiceToken: !GetAtt Framework.Arn } }
    `,
    paths: [
      { fn: 'Framework', kind: 'custom-resource', mode: 'async', triggers: ['Resource'], fate: 'caller' },
      { fn: 'OnEvent', kind: 'custom-resource', mode: 'sync', triggers: ['Resource'], attempts: 1, fate: 'caller' },
      { fn: 'IsComplete', kind: 'custom-resource', mode: 'sync', triggers: ['Resource'], fate: 'caller' },
      { fn: 'Unused', kind: 'custom-resource', mode: 'sync', triggers: [], fate: 'caller' },
    ],
  },
  'what a Trigger runs': {
    resources: `
      Provider: { Type: AWS::Lambda::Function, Properties: { ${role} } }
      Version: { Type: AWS::Lambda::Version, Properties: { FunctionName: !Ref Fn } }
      Trigger: { Type: Custom::Trigger, Properties: { ServiceToken: !GetAtt Provider.Arn, HandlerArn: !Ref Version, InvocationType: RequestResponse } }
      Later: { Type: Custom::Trigger, Properties: { ServiceToken: !GetAtt Provider.Arn, HandlerArn: !GetAtt Fn.Arn, InvocationType: Event } }
    `,
    paths: [
      { fn: 'Provider', kind: 'custom-resource', triggers: ['Trigger'], fate: 'caller' },
      { fn: 'Provider', kind: 'custom-resource', triggers: ['Later'], fate: 'caller' },
      { fn: 'Fn', kind: 'custom-resource', mode: 'sync', triggers: ['Trigger'], fate: 'caller' },
      { fn: 'Fn', kind: 'async-direct', mode: 'async', triggers: ['Later'], fate: 'lost' },
    ],
  },
  'what an AwsCustomResource calls': {
    resources: `
      Resource:
        Type: Custom::AWS
        Properties:
          ServiceToken: arn:aws:lambda:eu-west-1:111111111111:function:sdk
          Create: !Join ['', ['{"service":"Lambda","action":"invoke","parameters":{"FunctionName":"', !Ref Fn, '","InvocationType":"Event"}}']]
          Delete: !Join ['', ['{"service":"S3","action":"putObject","parameters":{"Key":"', !Ref Fn, '"}}']]
    `,
    paths: [{ fn: 'Fn', kind: 'async-direct', mode: 'async', triggers: ['Resource'], fate: 'lost' }],
  },
  'what a topic as service token passes on to, and only that': {
    resources: `
      Topic: { Type: AWS::SNS::Topic, Properties: { Subscription: [{ Protocol: lambda, Endpoint: !GetAtt Fn.Arn }] } }
      Other: { Type: AWS::SNS::Topic }
      Bystander: { Type: AWS::Lambda::Function, Properties: { ${role} } }
      Here: { Type: AWS::SNS::Subscription, Properties: { Protocol: lambda, TopicArn: !Ref Other, Endpoint: !GetAtt Bystander.Arn } }
      Elsewhere: { Type: AWS::SNS::Subscription, Properties: { Protocol: lambda, TopicArn: 'arn:aws:sns:eu-west-1:111111111111:news', Endpoint: !GetAtt Bystander.Arn } }
      Resource: { Type: Custom::Thing, Properties: { ServiceToken: !Ref Topic } }
    `,
    paths: [{ fn: 'Fn', kind: 'custom-resource', triggers: ['Resource', 'Topic'], fate: 'caller' }],
  },
  'properties of the same names elsewhere mean something else': {
    resources: `
      Desk: { Type: Acme::Shop::Desk, Properties: { ServiceToken: !GetAtt Fn.Arn } }
      Resource: { Type: Custom::Handler, Properties: { ServiceToken: !ImportValue provider, HandlerArn: !GetAtt Fn.Arn } }
    `,
    paths: [],
  },
  'what an AwsCustomResource calls and waits for': {
    resources: `
      Resource:
        Type: Custom::AWS
        Properties:
          ServiceToken: arn:aws:lambda:eu-west-1:111111111111:function:sdk
          Create: !Sub '{"service":"@aws-sdk/client-lambda","action":"InvokeCommand","parameters":{"FunctionName":"\${Fn}"}}'
    `,
    paths: [{ fn: 'Fn', kind: 'custom-resource', mode: 'sync', triggers: ['Resource'], attempts: 1, fate: 'caller' }],
  },
  'the old call that nobody waits for': {
    resources: `
      Resource:
        Type: Custom::AWS
        Properties:
          ServiceToken: arn:aws:lambda:eu-west-1:111111111111:function:sdk
          Create: !Sub '{"service":"Lambda","action":"invokeAsync","parameters":{"FunctionName":"\${Fn}"}}'
    `,
    paths: [{ fn: 'Fn', kind: 'async-direct', mode: 'async', triggers: ['Resource'], fate: 'lost' }],
  },
  'calls that name a function and do not invoke it': {
    resources: `
      Resource:
        Type: Custom::AWS
        Properties:
          ServiceToken: arn:aws:lambda:eu-west-1:111111111111:function:sdk
          Create: !Sub '{"service":"Lambda","action":"putFunctionEventInvokeConfig","parameters":{"FunctionName":"\${Fn}"}}'
          Update: !Sub '{"service":"LambdaTwin","action":"invoke","parameters":{"FunctionName":"\${Fn}"}}'
          Delete: !Sub '{"parameters":{"FunctionName":"\${Fn}"}}'
    `,
    paths: [],
  },
});
