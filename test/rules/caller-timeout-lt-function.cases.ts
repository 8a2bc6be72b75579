import { Duration } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import * as sources from 'aws-cdk-lib/aws-lambda-event-sources';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { fn } from '../support/parts';
import { ruleCases } from '../support/rule-cases';

export default ruleCases('caller-timeout-lt-function', {
  fires: {
    'Cognito waits five seconds': {
      app: (stack) => void new cognito.UserPool(stack, 'Users', { lambdaTriggers: { preSignUp: fn(stack, 'Fn', { timeout: Duration.seconds(10) }) } }), at: 'Fn', says: /waits 5 s at most.*Duration\.seconds\(5\)/s,
    },
    'API Gateway waits 29 seconds': { app: (stack) => void new apigateway.LambdaRestApi(stack, 'Api', { handler: fn(stack, 'Fn', { timeout: Duration.minutes(5) }) }), at: 'Fn', says: /behind a queue/ },
    'the integration says how long it waits': {
      app: (stack) => void new apigateway.RestApi(stack, 'Api').root.addMethod('GET', new apigateway.LambdaIntegration(fn(stack, 'Fn', { timeout: Duration.seconds(20) }), { timeout: Duration.seconds(10) })), at: 'Fn', says: /waits 10 s/,
    },
  },
  silent: {
    'a response that is streamed may take 15 minutes': {
      app: (stack) => {
        const handler = fn(stack, 'Fn', { timeout: Duration.minutes(10) });
        const method = new apigateway.RestApi(stack, 'Api').root.addMethod('GET', new apigateway.LambdaIntegration(handler));
        (method.node.defaultChild as apigateway.CfnMethod).addPropertyOverride('Integration.ResponseTransferMode', 'STREAM');
      },
    },
    'a SAM event on an API whose definition streams': {
      template: `
Transform: AWS::Serverless-2016-10-31
Resources:
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: story
      Runtime: nodejs22.x
      Handler: index.handler
      InlineCode: x
      Timeout: 60
      Events: { Story: { Type: Api, Properties: { RestApiId: { Ref: Api }, Path: /, Method: post } } }
  Api:
    Type: AWS::Serverless::Api
    Properties:
      StageName: prod
      DefinitionBody:
        openapi: 3.0.1
        paths:
          /:
            post:
              x-amazon-apigateway-integration:
                type: aws_proxy
                responseTransferMode: STREAM
                uri: { 'Fn::Sub': 'arn:aws:apigateway:\${AWS::Region}:lambda:path/2021-11-15/functions/arn:aws:lambda:\${AWS::Region}:\${AWS::AccountId}:function:story/response-streaming-invocations' }
`,
    },
    'the function is done before': { app: (stack) => void new apigateway.LambdaRestApi(stack, 'Api', { handler: fn(stack, 'Fn', { timeout: Duration.seconds(29) }) }) },
    'a second more does not matter': { app: (stack) => void new apigateway.LambdaRestApi(stack, 'Api', { handler: fn(stack, 'Fn', { timeout: Duration.seconds(30) }) }) },
    'the default timeout of three seconds': { app: (stack) => void new cognito.UserPool(stack, 'Users', { lambdaTriggers: { preSignUp: fn(stack) } }) },
    'nobody waits': { app: (stack) => fn(stack, 'Fn', { timeout: Duration.minutes(5) }).addEventSource(new sources.SqsEventSource(new sqs.Queue(stack, 'Orders', { visibilityTimeout: Duration.minutes(30) }))) },
  },
});
