import { sourceContract } from '../support/source-contract';

const api = 'Api: { Type: AWS::ApiGatewayV2::Api, Properties: { Name: orders, ProtocolType: HTTP } }';

sourceContract('api-gateway-http', {
  'an integration of an HTTP API': {
    resources: `
      ${api}
      Integration: { Type: AWS::ApiGatewayV2::Integration, Properties: { ApiId: !Ref Api, IntegrationType: AWS_PROXY, IntegrationUri: !GetAtt Fn.Arn, PayloadFormatVersion: '2.0' } }
    `,
    paths: [{ fn: 'Fn', kind: 'sync-apigw', mode: 'sync', triggers: ['Integration', 'Api'], qualifier: '$LATEST', attempts: 1, fate: 'caller', because: 'does not retry' }],
  },
  'an alias behind a WebSocket API': {
    resources: `
      Api: { Type: AWS::ApiGatewayV2::Api, Properties: { Name: chat, ProtocolType: WEBSOCKET, RouteSelectionExpression: $request.body.action } }
      Integration:
        Type: AWS::ApiGatewayV2::Integration
        Properties:
          ApiId: !Ref Api
          IntegrationType: AWS_PROXY
          IntegrationUri: !Sub 'arn:aws:apigateway:\${AWS::Region}:lambda:path/2015-03-31/functions/\${Fn.Arn}:live/invocations'
    `,
    paths: [{ fn: 'Fn', kind: 'sync-apigw', triggers: ['Integration', 'Api'], qualifier: 'live', fate: 'caller' }],
  },
  'quick create names the function in the API itself': {
    resources: 'Api: { Type: AWS::ApiGatewayV2::Api, Properties: { Name: orders, ProtocolType: HTTP, Target: !GetAtt Fn.Arn } }',
    paths: [{ fn: 'Fn', kind: 'sync-apigw', triggers: ['Api'], fate: 'caller' }],
  },
  'an OpenAPI definition: a function is found once, in operations and in what they share': {
    resources: `
      Shared: { Type: AWS::Lambda::Function, Properties: { Code: { ZipFile: x }, Role: arn } }
      Api:
        Type: AWS::ApiGatewayV2::Api
        Properties:
          Body:
            paths:
              /orders: { get: { x-amazon-apigateway-integration: { uri: !GetAtt Fn.Arn } }, post: { x-amazon-apigateway-integration: { uri: !GetAtt Fn.Arn } } }
            components: { x-amazon-apigateway-integrations: { shared: { uri: !GetAtt Shared.Arn } } }
    `,
    paths: [
      { fn: 'Fn', kind: 'sync-apigw', triggers: ['Api'], fate: 'caller' },
      { fn: 'Shared', kind: 'sync-apigw', triggers: ['Api'], fate: 'caller' },
    ],
  },
  'a WebSocket API waits less': {
    resources: `
      Socket: { Type: AWS::ApiGatewayV2::Api, Properties: { Name: orders, ProtocolType: WEBSOCKET } }
      Integration: { Type: AWS::ApiGatewayV2::Integration, Properties: { ApiId: !Ref Socket, IntegrationType: AWS_PROXY, IntegrationUri: !GetAtt Fn.Arn } }
    `,
    paths: [{ fn: 'Fn', kind: 'sync-apigw', triggers: ['Integration', 'Socket'], fate: 'caller', callerTimeout: 29, origin: 'Socket' }],
  },
  'an API of another app, with a timeout': {
    resources: 'Integration: { Type: AWS::ApiGatewayV2::Integration, Properties: { ApiId: a1, IntegrationType: AWS_PROXY, IntegrationUri: !GetAtt Fn.Arn, TimeoutInMillis: 5000 } }',
    paths: [{ fn: 'Fn', kind: 'sync-apigw', triggers: ['Integration'], fate: 'caller', callerTimeout: 5, origin: undefined }],
  },
  'an HTTP API waits half a minute': {
    resources: `
      ${api}
      Integration: { Type: AWS::ApiGatewayV2::Integration, Properties: { ApiId: !Ref Api, IntegrationType: AWS_PROXY, IntegrationUri: !GetAtt Fn.Arn } }
    `,
    paths: [{ fn: 'Fn', kind: 'sync-apigw', triggers: ['Integration', 'Api'], fate: 'caller', callerTimeout: 30, origin: 'Api' }],
  },
  'a proxy for another server': {
    resources: `
      ${api}
      Integration: { Type: AWS::ApiGatewayV2::Integration, Properties: { ApiId: !Ref Api, IntegrationType: HTTP_PROXY, IntegrationMethod: ANY, IntegrationUri: 'https://example.com/fn' } }
    `,
    paths: [],
  },
});
