import { sourceContract } from '../support/source-contract';

const uri = (fn: string) => `!Sub 'arn:\${AWS::Partition}:apigateway:\${AWS::Region}:lambda:path/2015-03-31/functions/\${${fn}}/invocations'`;
const header = (value: string) => `{ integration.request.header.X-Amz-Invocation-Type: "${value}" }`;
const method = (...integration: string[]) => `Api: { Type: AWS::ApiGateway::RestApi, Properties: { Name: orders } }
      Dlq: { Type: AWS::SQS::Queue }
      Fn: { Type: AWS::Lambda::Function, Properties: { Code: { ZipFile: x }, Role: arn, DeadLetterConfig: { TargetArn: !GetAtt Dlq.Arn } } }
      Live: { Type: AWS::Lambda::Alias, Properties: { Name: live, FunctionName: !Ref Fn, FunctionVersion: '3' } }
      Method:
        Type: AWS::ApiGateway::Method
        Properties:
          RestApiId: !Ref Api
          ResourceId: !GetAtt Api.RootResourceId
          HttpMethod: POST
          AuthorizationType: NONE
          Integration: { IntegrationHttpMethod: POST, ${integration.join(', ')} }`;

sourceContract('api-gateway-rest', {
  'the client waits': {
    resources: method('Type: AWS_PROXY', `Uri: ${uri('Live')}`),
    paths: [{ fn: 'Fn', kind: 'sync-apigw', mode: 'sync', triggers: ['Method', 'Api'], qualifier: 'live', attempts: 1, fate: 'caller', because: 'does not retry' }],
  },
  'nobody waits': {
    resources: method('Type: AWS', `Uri: ${uri('Fn.Arn')}`, `RequestParameters: ${header("'Event'")}`),
    paths: [{ fn: 'Fn', kind: 'async-direct', mode: 'async', triggers: ['Method', 'Api'], attempts: 3, fate: 'kept', keptIn: ['Dlq'] }],
  },
  'the client decides whether it waits': {
    resources: method('Type: AWS', `Uri: ${uri('Fn.Arn')}`, `RequestParameters: ${header('method.request.header.InvocationType')}`),
    paths: [
      { fn: 'Fn', kind: 'sync-apigw', triggers: ['Method', 'Api'], attempts: 1, fate: 'caller' },
      { fn: 'Fn', kind: 'async-direct', triggers: ['Method', 'Api'], attempts: 3, fate: 'kept', keptIn: ['Dlq'] },
    ],
  },
  'the header says what happens without it, too': {
    resources: method('Type: AWS', `Uri: ${uri('Fn.Arn')}`, `RequestParameters: ${header("'RequestResponse'")}`),
    paths: [{ fn: 'Fn', kind: 'sync-apigw', fate: 'caller', callerTimeout: 29 }],
  },
  'a header whose name goes on is another one': {
    resources: method('Type: AWS', `Uri: ${uri('Fn.Arn')}`, `RequestParameters: ${header("'Event'").replace('Type:', 'Type-Of-Old:')}`),
    paths: [{ fn: 'Fn', kind: 'sync-apigw', fate: 'caller' }],
  },
  'a method of an API that is made elsewhere': {
    resources: `
      Method:
        Type: AWS::ApiGateway::Method
        Properties: { RestApiId: !ImportValue api, ResourceId: x, HttpMethod: POST, Integration: { Type: AWS_PROXY, IntegrationHttpMethod: POST, Uri: ${uri('Fn.Arn')} } }
    `,
    paths: [{ fn: 'Fn', kind: 'sync-apigw', triggers: ['Method'], fate: 'caller' }],
  },
  'a response at once has 29 seconds, a streamed one as many as are set': {
    resources: `
      ${method('Type: AWS_PROXY', `Uri: ${uri('Fn.Arn')}`, 'ResponseTransferMode: BUFFERED')}
      Slow: { Type: AWS::ApiGateway::Method, Properties: { RestApiId: !Ref Api, ResourceId: x, HttpMethod: GET, Integration: { Type: AWS_PROXY, Uri: ${uri('Fn.Arn')}, ResponseTransferMode: STREAM } } }
      Set: { Type: AWS::ApiGateway::Method, Properties: { RestApiId: !Ref Api, ResourceId: x, HttpMethod: PUT, Integration: { Type: AWS_PROXY, Uri: ${uri('Fn.Arn')}, ResponseTransferMode: STREAM, TimeoutInMillis: 60000 } } }
    `,
    paths: [
      { fn: 'Fn', kind: 'sync-apigw', triggers: ['Method', 'Api'], fate: 'caller', callerTimeout: 29 },
      { fn: 'Fn', kind: 'sync-apigw', triggers: ['Slow', 'Api'], fate: 'caller', callerTimeout: undefined },
      { fn: 'Fn', kind: 'sync-apigw', triggers: ['Set', 'Api'], fate: 'caller', callerTimeout: 60 },
    ],
  },
  'an OpenAPI definition sets a timeout': {
    resources: `
      Api: { Type: AWS::ApiGateway::RestApi, Properties: { Body: { paths: { /orders: { get: { x-amazon-apigateway-integration: { type: aws_proxy, uri: ${uri('Fn.Arn')}, timeoutInMillis: 5000 } } } } } } }
    `,
    paths: [{ fn: 'Fn', kind: 'sync-apigw', triggers: ['Api'], fate: 'caller', callerTimeout: 5 }],
  },
  'an OpenAPI definition: each way of calling once': {
    resources: `
      Api:
        Type: AWS::ApiGateway::RestApi
        Properties:
          Body:
            paths:
              /orders:
                get: { x-amazon-apigateway-integration: { type: aws_proxy, uri: ${uri('Fn.Arn')} } }
                put: { x-amazon-apigateway-integration: { type: aws_proxy, uri: ${uri('Fn.Arn')} } }
                post: { x-amazon-apigateway-integration: { type: aws, uri: ${uri('Fn.Arn')}, requestParameters: ${header("'Event'")} } }
    `,
    paths: [
      { fn: 'Fn', kind: 'sync-apigw', triggers: ['Api'], fate: 'caller' },
      { fn: 'Fn', kind: 'async-direct', triggers: ['Api'], fate: 'lost' },
    ],
  },
  'another service, and no service at all': {
    resources: `
      Api: { Type: AWS::ApiGateway::RestApi, Properties: { Body: { paths: { /ping: { get: { x-amazon-apigateway-integration: { type: mock } } } } } } }
      Method:
        Type: AWS::ApiGateway::Method
        Properties: { RestApiId: !Ref Api, ResourceId: x, HttpMethod: POST, Integration: { Type: AWS, Uri: !Sub 'arn:aws:apigateway:\${AWS::Region}:sqs:path/queue' } }
    `,
    paths: [],
  },
});
