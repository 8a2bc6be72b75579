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
