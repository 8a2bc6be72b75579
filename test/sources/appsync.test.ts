import { sourceContract } from '../support/source-contract';

const dlq = `Dlq: { Type: AWS::SQS::Queue }
      Fn: { Type: AWS::Lambda::Function, Properties: { Code: { ZipFile: x }, Role: arn, DeadLetterConfig: { TargetArn: !GetAtt Dlq.Arn } } }`;
const source = (type = 'GraphQLApi') => `Api: { Type: AWS::AppSync::${type}, Properties: { Name: orders, AuthenticationType: API_KEY } }
      Source: { Type: AWS::AppSync::DataSource, Properties: { ApiId: !GetAtt Api.ApiId, Name: fn, Type: AWS_LAMBDA, LambdaConfig: { LambdaFunctionArn: !GetAtt Fn.Arn } } }`;
const resolver = (id: string, ...properties: string[]) => `${id}:
        Type: AWS::AppSync::Resolver
        Properties: { ApiId: !GetAtt Api.ApiId, TypeName: Mutation, FieldName: ${id}, ${properties.join(', ')} }`;
const event = '\'export const request = (ctx) => ({ operation: "Invoke", invocationType: "Event", payload: ctx.args });\'';
const namespace = (...handlers: string[]) => `Namespace:
        Type: AWS::AppSync::ChannelNamespace
        Properties:
          ApiId: !GetAtt Api.ApiId
          Name: orders
          HandlerConfigs: { ${handlers.join(', ')} }`;
const handler = (on: string, type: string) => `${on}: { Behavior: DIRECT, Integration: { DataSourceName: fn, LambdaConfig: { InvokeType: ${type} } } }`;

sourceContract('appsync', {
  'some resolvers wait; others, and a step of a pipeline, do not': {
    resources: `
      ${dlq}
      ${source()}
      ${resolver('Order', 'DataSourceName: !GetAtt Source.Name')}
      ${resolver('Log', 'DataSourceName: !GetAtt Source.Name', `Code: ${event}`)}
      Step:
        Type: AWS::AppSync::FunctionConfiguration
        Properties: { ApiId: !GetAtt Api.ApiId, Name: step, DataSourceName: fn, RequestMappingTemplate: '{ "operation": "Invoke", "invocationType": "Event" }' }
    `,
    paths: [
      { fn: 'Fn', kind: 'sync-appsync', mode: 'sync', triggers: ['Source'], attempts: 1, fate: 'caller' },
      { fn: 'Fn', kind: 'async-direct', mode: 'async', triggers: ['Source', 'Log', 'Step'], attempts: 3, fate: 'kept', keptIn: ['Dlq'] },
    ],
  },
  'what others do with their data sources is nothing to this one': {
    template: `
    Parameters: { Later: { Type: String }, Sooner: { Type: String } }
    Resources:
      ${source()}
      Second: { Type: AWS::AppSync::DataSource, Properties: { ApiId: !GetAtt Api.ApiId, Name: table, Type: AMAZON_DYNAMODB, DynamoDBConfig: { TableName: orders, AwsRegion: eu-west-1 } } }
      OtherFn: { Type: AWS::Lambda::Function, Properties: { Code: { ZipFile: x }, Role: arn } }
      Unnamed: { Type: AWS::AppSync::DataSource, Properties: { ApiId: !GetAtt Api.ApiId, Name: !Ref Sooner, Type: AWS_LAMBDA, LambdaConfig: { LambdaFunctionArn: !GetAtt OtherFn.Arn } } }
      ${resolver('Pointed', 'DataSourceName: !GetAtt Second.Name', `Code: ${event}`)}
      ${resolver('Named', 'DataSourceName: table', `Code: ${event}`)}
      ${resolver('Chosen', 'DataSourceName: !Ref Later', `Code: ${event}`)}
    `,
    paths: [{ fn: 'Fn', kind: 'sync-appsync', triggers: ['Source'], fate: 'caller' }, { fn: 'OtherFn', kind: 'sync-appsync', triggers: ['Unnamed'], fate: 'caller' }],
  },
  'a request with spaces, and with none': {
    resources: `
      ${source()}
      ${resolver('Wide', 'DataSourceName: fn', `Code: ${event.replace('invocationType: ', 'invocationType  :  ')}`)}
      ${resolver('Narrow', 'DataSourceName: fn', `Code: ${event.replace('invocationType: ', 'invocationType:')}`)}
    `,
    paths: [{ fn: 'Fn', kind: 'async-direct', triggers: ['Source', 'Wide', 'Narrow'], fate: 'lost' }],
  },
  'an event API: subscribers wait, publishers do not': {
    resources: `
      ${source('Api')}
      ${namespace(handler('OnPublish', 'EVENT'), handler('OnSubscribe', 'REQUEST_RESPONSE'))}
    `,
    paths: [
      { fn: 'Fn', kind: 'async-direct', triggers: ['Source', 'Namespace'], attempts: 3, fate: 'lost' },
      { fn: 'Fn', kind: 'sync-appsync', triggers: ['Source'], fate: 'caller' },
    ],
  },
  'data sources of one name in two APIs: only one is called, and never waited for': {
    resources: `
      ${source('Api')}
      ${namespace(handler('OnPublish', 'EVENT'))}
      Other: { Type: AWS::AppSync::Api, Properties: { Name: other } }
      OtherFn: { Type: AWS::Lambda::Function, Properties: { Code: { ZipFile: x }, Role: arn } }
      OtherSource: { Type: AWS::AppSync::DataSource, Properties: { ApiId: !GetAtt Other.ApiId, Name: fn, Type: AWS_LAMBDA, LambdaConfig: { LambdaFunctionArn: !GetAtt OtherFn.Arn } } }
    `,
    paths: [
      { fn: 'Fn', kind: 'async-direct', triggers: ['Source', 'Namespace'], fate: 'lost' },
      { fn: 'OtherFn', kind: 'sync-appsync', triggers: ['OtherSource'], fate: 'caller' },
    ],
  },
  'authorizers, the first one, further ones and those of event APIs': {
    resources: `
      Second: { Type: AWS::Lambda::Function, Properties: { Code: { ZipFile: x }, Role: arn } }
      GraphQL:
        Type: AWS::AppSync::GraphQLApi
        Properties:
          Name: orders
          AuthenticationType: AWS_LAMBDA
          LambdaAuthorizerConfig: { AuthorizerUri: !GetAtt Fn.Arn }
          AdditionalAuthenticationProviders: [{ AuthenticationType: AWS_LAMBDA, LambdaAuthorizerConfig: { AuthorizerUri: !GetAtt Second.Arn } }]
      Events:
        Type: AWS::AppSync::Api
        Properties:
          Name: events
          EventConfig:
            AuthProviders: [{ AuthType: AWS_LAMBDA, LambdaAuthorizerConfig: { AuthorizerUri: !GetAtt Fn.Arn } }]
            ConnectionAuthModes: [{ AuthType: AWS_LAMBDA }]
            DefaultPublishAuthModes: [{ AuthType: AWS_LAMBDA }]
            DefaultSubscribeAuthModes: [{ AuthType: AWS_LAMBDA }]
    `,
    paths: [
      { fn: 'Fn', kind: 'sync-authorizer', mode: 'sync', triggers: ['GraphQL'], attempts: 1, fate: 'caller', because: 'refused' },
      { fn: 'Second', kind: 'sync-authorizer', triggers: ['GraphQL'], fate: 'caller' },
      { fn: 'Fn', kind: 'sync-authorizer', triggers: ['Events'], fate: 'caller' },
    ],
  },
  'a table as data source': {
    resources: `
      Api: { Type: AWS::AppSync::GraphQLApi, Properties: { Name: orders, AuthenticationType: API_KEY } }
      Source: { Type: AWS::AppSync::DataSource, Properties: { ApiId: !GetAtt Api.ApiId, Name: table, Type: AMAZON_DYNAMODB, DynamoDBConfig: { TableName: orders, AwsRegion: eu-west-1 } } }
    `,
    paths: [],
  },
});
