import { Duration, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elb from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { LambdaTarget } from 'aws-cdk-lib/aws-elasticloadbalancingv2-targets';
import * as sources from 'aws-cdk-lib/aws-lambda-event-sources';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { fn, fnYaml } from '../support/parts';
import { ruleCases } from '../support/rule-cases';

function balanced(stack: Stack, seconds: number, props: Partial<elb.ApplicationLoadBalancerProps> = {}): void {
  const balancer = new elb.ApplicationLoadBalancer(stack, 'Balancer', { vpc: new ec2.Vpc(stack, 'Vpc', { natGateways: 0 }), ...props });
  const listener = balancer.addListener('Http', { port: 80, open: false, defaultAction: elb.ListenerAction.fixedResponse(404) });
  const conditions = [elb.ListenerCondition.pathPatterns(['/orders'])];
  listener.addTargets('Orders', { priority: 1, conditions, targets: [new LambdaTarget(fn(stack, 'Fn', { timeout: Duration.seconds(seconds) }))] });
}

/** An API whose integration says how long it waits. */
const integrated = (waits: number, seconds: number) => (stack: Stack) =>
  void new apigateway.RestApi(stack, 'Api').root.addMethod('GET', new apigateway.LambdaIntegration(fn(stack, 'Fn', { timeout: Duration.seconds(seconds) }), { timeout: Duration.seconds(waits) }));

/** A task without a timeout of its own, of a function with one. */
function checkout(stack: Stack, minutes: number, props: Partial<sfn.StateMachineProps>) {
  const task = new tasks.LambdaInvoke(stack, 'Charge', { lambdaFunction: fn(stack, 'Fn', { timeout: Duration.minutes(minutes) }) });
  task.addRetry({ errors: ['Lambda.TooManyRequestsException'] });
  new sfn.StateMachine(stack, 'Checkout', { definitionBody: sfn.DefinitionBody.fromChainable(task), ...props });
}

export default ruleCases('caller-timeout-lt-function', {
  fires: {
    'Cognito waits five seconds': {
      app: (stack) => void new cognito.UserPool(stack, 'Users', { lambdaTriggers: { preSignUp: fn(stack, 'Fn', { timeout: Duration.seconds(10) }) } }), at: 'Fn', says: /waits 5 s at most.*Duration\.seconds\(5\) on Fn, or less\.$/s,
    },
    'API Gateway waits 29 seconds': { app: (stack) => void new apigateway.LambdaRestApi(stack, 'Api', { handler: fn(stack, 'Fn', { timeout: Duration.minutes(5) }) }), at: 'Fn', says: /behind a queue/ },
    'the integration says how long it waits': { app: integrated(10, 20), at: 'Fn', says: /waits 10 s/ },
    'a load balancer waits 60 seconds': { app: (stack) => balanced(stack, 90), at: 'Fn', says: /waits 60 s/ },
    'a load balancer waits as long as it says, before a rule of a listener too': { app: (stack) => balanced(stack, 90, { idleTimeout: Duration.seconds(80) }), at: 'Fn', says: /waits 80 s/ },
    'a task waits as long as it says': {
      app: (stack) => {
        const task = new tasks.LambdaInvoke(stack, 'Charge', { lambdaFunction: fn(stack, 'Fn', { timeout: Duration.minutes(5) }), taskTimeout: sfn.Timeout.duration(Duration.minutes(1)) });
        task.addRetry({ errors: ['Lambda.TooManyRequestsException'] });
        new sfn.StateMachine(stack, 'Checkout', { definitionBody: sfn.DefinitionBody.fromChainable(task) });
      },
      at: 'Fn', says: /waits 60 s/,
    },
    'an express workflow takes five minutes': { app: (stack) => checkout(stack, 10, { stateMachineType: sfn.StateMachineType.EXPRESS }), at: 'Fn', says: /Checkout\S* waits 300 s/ },
    'a state machine takes as long as it says': { app: (stack) => checkout(stack, 10, { timeout: Duration.minutes(8) }), at: 'Fn', says: /Checkout\S* waits 480 s/ },
    'a second more than a short wait': { app: integrated(10, 11), at: 'Fn', says: /may run for 11 s; .* waits 10 s/ },
  },
  silent: {
    'an express workflow that is patient enough': { app: (stack) => checkout(stack, 5, { stateMachineType: sfn.StateMachineType.EXPRESS }) },
    'a standard workflow takes a year': { app: (stack) => checkout(stack, 15, {}) },
    'a load balancer that is patient enough': { app: (stack) => balanced(stack, 90, { idleTimeout: Duration.seconds(120) }) },
    'a load balancer that is made elsewhere': {
      template: `
Resources:
  Fn: { Type: AWS::Lambda::Function, Properties: { Code: { ZipFile: x }, Role: arn:aws:iam::111122223333:role/fn, Runtime: nodejs22.x, Handler: index.handler, Timeout: 900 } }
  Group: { Type: AWS::ElasticLoadBalancingV2::TargetGroup, Properties: { TargetType: lambda, Targets: [{ Id: !GetAtt Fn.Arn }] } }
`,
    },
    'a task that waits for a token': {
      app: (stack) => {
        const task = new tasks.LambdaInvoke(stack, 'Ask', {
          lambdaFunction: fn(stack, 'Fn', { timeout: Duration.minutes(5) }), taskTimeout: sfn.Timeout.duration(Duration.minutes(1)),
          integrationPattern: sfn.IntegrationPattern.WAIT_FOR_TASK_TOKEN, payload: sfn.TaskInput.fromObject({ token: sfn.JsonPath.taskToken }),
        });
        task.addRetry({ errors: ['Lambda.TooManyRequestsException'] });
        new sfn.StateMachine(stack, 'Checkout', { definitionBody: sfn.DefinitionBody.fromChainable(task) });
      },
    },
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
    'a second more than twenty does not matter either': { app: integrated(20, 21) },
    'a timeout that is known at deployment': {
      template: `
Parameters: { Later: { Type: Number } }
Resources:
  Users: { Type: AWS::Cognito::UserPool, Properties: { LambdaConfig: { PreSignUp: !GetAtt Fn.Arn } } }${fnYaml('Timeout: !Ref Later')}`,
    },
  },
});
