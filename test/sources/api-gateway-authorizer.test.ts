import { sourceContract } from '../support/source-contract';

const uri = (fn: string) => `!Sub 'arn:\${AWS::Partition}:apigateway:\${AWS::Region}:lambda:path/2015-03-31/functions/\${${fn}}/invocations'`;

sourceContract('api-gateway-authorizer', {
  'of a REST API': {
    resources: `
      Api: { Type: AWS::ApiGateway::RestApi, Properties: { Name: orders } }
      Authorizer: { Type: AWS::ApiGateway::Authorizer, Properties: { RestApiId: !Ref Api, Name: token, Type: TOKEN, AuthorizerUri: ${uri('Fn.Arn')} } }
    `,
    paths: [{ fn: 'Fn', kind: 'sync-authorizer', mode: 'sync', triggers: ['Authorizer'], qualifier: '$LATEST', attempts: 1, fate: 'caller', because: 'refused' }],
  },
  'of an HTTP API, by an alias': {
    resources: `
      Live: { Type: AWS::Lambda::Alias, Properties: { Name: live, FunctionName: !Ref Fn, FunctionVersion: '3' } }
      Api: { Type: AWS::ApiGatewayV2::Api, Properties: { Name: orders, ProtocolType: HTTP } }
      Authorizer: { Type: AWS::ApiGatewayV2::Authorizer, Properties: { ApiId: !Ref Api, Name: check, AuthorizerType: REQUEST, AuthorizerUri: ${uri('Live')} } }
    `,
    paths: [{ fn: 'Fn', kind: 'sync-authorizer', triggers: ['Authorizer'], qualifier: 'live', fate: 'caller' }],
  },
  'in OpenAPI definitions, of either version': {
    resources: `
      Old:
        Type: AWS::ApiGateway::RestApi
        Properties: { Body: { swagger: '2.0', securityDefinitions: { token: { x-amazon-apigateway-authorizer: { authorizerUri: ${uri('Fn.Arn')} } } } } }
      New:
        Type: AWS::ApiGatewayV2::Api
        Properties: { Body: { openapi: '3.0.1', components: { securitySchemes: { token: { x-amazon-apigateway-authorizer: { authorizerUri: ${uri('Fn.Arn')} } } } } } }
    `,
    paths: [
      { fn: 'Fn', kind: 'sync-authorizer', triggers: ['Old'], fate: 'caller' },
      { fn: 'Fn', kind: 'sync-authorizer', triggers: ['New'], fate: 'caller' },
    ],
  },
  'tokens that API Gateway checks by itself': {
    resources: `
      Api: { Type: AWS::ApiGateway::RestApi, Properties: { Body: { securityDefinitions: { key: { type: apiKey } } } } }
      Pool: { Type: AWS::Cognito::UserPool }
      Authorizer: { Type: AWS::ApiGateway::Authorizer, Properties: { RestApiId: !Ref Api, Name: users, Type: COGNITO_USER_POOLS, ProviderARNs: [!GetAtt Pool.Arn] } }
    `,
    paths: [],
  },
});
