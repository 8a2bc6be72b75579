import { App, CustomResource, Duration, RemovalPolicy, Size, Stack, Validations } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as apigw from 'aws-cdk-lib/aws-apigateway';
import * as apigwv2 from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpIamAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Distribution, EdgeLambda, experimental, LambdaEdgeEventType } from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as actions from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Repository } from 'aws-cdk-lib/aws-ecr';
import * as elb from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { LambdaTarget } from 'aws-cdk-lib/aws-elasticloadbalancingv2-targets';
import * as events from 'aws-cdk-lib/aws-events';
import { SfnStateMachine } from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { DeadLetterQueue, FailureTarget, SyncCaller, SyncFunction, SyncTrigger, SyncTriggerOptions, StepFunctionsCallerOptions, CustomResourceCallerOptions } from '../../src';
import { constructContract, plain } from '../support/construct-contract';
import { code, fn } from '../support/parts';

/** That the answer is right is shown by `obeying cdk-nag` below. */
const nag = { 'Serverless-LambdaDLQ': 'Lambda writes to the dead-letter queue of a function for asynchronous invocations only; here it would stay empty' };

/** That the request is kept, is shown by `a custom resource keeps` below. */
const nagOfCustomResources = {
  'Serverless-LambdaDLQ': 'the on-failure destination keeps the request, and with the error',
  'AwsSolutions-SQS3': 'the queue that has no dead-letter queue is one: Lambda writes to it',
  'Serverless-SQSRedrivePolicy': 'the queue that has no dead-letter queue is one: Lambda writes to it',
};

/** That the queue is one for failed events is shown by `a queue for failed inputs` below. */
const nagOfKeeping = { 'AwsSolutions-SQS3': 'the queue that has no dead-letter queue is one: the state machine writes to it', 'Serverless-SQSRedrivePolicy': 'the queue that has no dead-letter queue is one' };

/** LambdaInvoke lets the state machine call all versions of the function, which is no more than the function. */
const nagOfTasks = { ...nag, 'AwsSolutions-IAM5[Resource::<ChargeCard3ED9622A.Arn>:*]': 'versions of one function' };

/** A REST API that cdk-nag has nothing against. */
function restApi(stack: Stack): apigw.RestApi {
  const api = new apigw.RestApi(stack, 'Api', {
    cloudWatchRole: false,
    defaultMethodOptions: { authorizationType: apigw.AuthorizationType.IAM },
    deployOptions: {
      accessLogDestination: new apigw.LogGroupLogDestination(new logs.LogGroup(stack, 'Access')), accessLogFormat: apigw.AccessLogFormat.jsonWithStandardFields(),
      loggingLevel: apigw.MethodLoggingLevel.ERROR, tracingEnabled: true, throttlingRateLimit: 100, throttlingBurstLimit: 50,
    },
  });
  api.addRequestValidator('Validator', { validateRequestBody: true, validateRequestParameters: true });
  Validations.of(stack).acknowledge(
    { id: 'AwsSolutions-APIG3', reason: 'a firewall is a matter of the API, not of its wiring' },
    { id: 'AwsSolutions-COG4', reason: 'clients sign their requests' },
  );
  return api;
}

/** An HTTP API that cdk-nag has nothing against. */
function httpApi(stack: Stack): apigwv2.HttpApi {
  const api = new apigwv2.HttpApi(stack, 'Api', { defaultAuthorizer: new HttpIamAuthorizer(), createDefaultStage: false });
  api.addStage('Stage', {
    autoDeploy: true, throttle: { rateLimit: 100, burstLimit: 50 },
    accessLogSettings: { destination: new apigwv2.LogGroupLogDestination(new logs.LogGroup(stack, 'Access')), format: apigw.AccessLogFormat.jsonWithStandardFields() },
  });
  return api;
}

/** A state machine that cdk-nag has nothing against. */
const machine = (stack: Stack, definition: sfn.IChainable, props: Partial<sfn.StateMachineProps> = {}) => new sfn.StateMachine(stack, 'Checkout', {
  ...props, definitionBody: sfn.DefinitionBody.fromChainable(definition), tracingEnabled: true,
  logs: { destination: new logs.LogGroup(stack, 'Log'), level: sfn.LogLevel.ALL },
  role: acknowledged(new iam.Role(stack, 'MachineRole', { assumedBy: new iam.ServicePrincipal('states.amazonaws.com') })),
});

/** A listener that cdk-nag has nothing against. */
function listener(stack: Stack): elb.ApplicationListener {
  const vpc = new ec2.Vpc(stack, 'Vpc', { natGateways: 0, restrictDefaultSecurityGroup: false });
  const balancer = new elb.ApplicationLoadBalancer(stack, 'Balancer', { vpc });
  Validations.of(stack).acknowledge(
    { id: 'AwsSolutions-VPC7', reason: 'not a test of a VPC' }, { id: 'AwsSolutions-ELB2', reason: 'not a test of a load balancer' }, { id: 'AwsSolutions-EC23', reason: 'not a test of a load balancer' },
  );
  return balancer.addListener('Https', { port: 443, certificates: [elb.ListenerCertificate.fromArn('arn:aws:acm:eu-west-1:111122223333:certificate/a')], open: false });
}

/** A distribution that cdk-nag has nothing against. */
function distribution(stack: Stack, ...edgeLambdas: EdgeLambda[]): Distribution {
  Validations.of(stack).acknowledge(...['CFR1', 'CFR2', 'CFR3', 'CFR4'].map((id) => ({ id: `AwsSolutions-${id}`, reason: 'not a test of a distribution' })));
  return new Distribution(stack, 'Site', { defaultBehavior: { origin: new HttpOrigin('example.com'), edgeLambdas } });
}

const acknowledged = (role: iam.Role) => {
  Validations.of(role).acknowledge({ id: 'AwsSolutions-IAM5[Resource::*]', reason: 'logs and X-Ray have no resources' });
  return role;
};

const atEdge = { memorySize: 128, timeout: Duration.seconds(5), tracing: undefined };

type States = { readonly [name: string]: { readonly [field: string]: unknown } };

/** The states of the only state machine; for references the name of what they refer to, without the end that CDK gives it. */
function statesIn(template: Template): States {
  const [found] = Object.values(template.findResources('AWS::StepFunctions::StateMachine')) as { Properties: { DefinitionString: { 'Fn::Join': [string, (string | { 'Ref'?: string; 'Fn::GetAtt'?: string[] })[]] } } }[];
  const text = found.Properties.DefinitionString['Fn::Join'][1].map((part) => (typeof part === 'string' ? part : (part.Ref ?? part['Fn::GetAtt']![0]).replace('AWS::Partition', 'aws').replace(/[0-9A-F]{8}$/, ''))).join('');
  return (JSON.parse(text) as { States: States }).States;
}

const seen = (kind: string) => [`${kind}: caller`];

constructContract('SyncFunction', {
  'a REST API': {
    app: (stack) => void new SyncFunction(stack, 'ListOrders', { ...plain(stack), caller: SyncCaller.restApi(restApi(stack).root.addResource('orders'), 'GET') }),
    rests: seen('sync-apigw'), nag,
  },
  'an HTTP API': {
    app: (stack) => void new SyncFunction(stack, 'ListOrders', { ...plain(stack), caller: SyncCaller.httpApi(httpApi(stack), '/orders', { methods: [apigwv2.HttpMethod.GET] }) }),
    rests: seen('sync-apigw'), nag,
  },
  'a function URL': {
    app: (stack) => void new SyncFunction(stack, 'ListOrders', { ...plain(stack), caller: SyncCaller.functionUrl() }),
    rests: seen('sync-url'), nag,
  },
  'a task of a state machine': {
    app: (stack) => {
      const { trigger } = new SyncFunction(stack, 'ChargeCard', { ...plain(stack), caller: SyncCaller.stepFunctions({ onError: new sfn.Pass(stack, 'Refund') }) });
      trigger.watchStateMachine(machine(stack, trigger.task));
    },
    rests: seen('sync-sfn'), nag: nagOfTasks,
  },
  'a task in JSONata': {
    app: (stack) => {
      const caller = SyncCaller.stepFunctions({ queryLanguage: sfn.QueryLanguage.JSONATA, payload: sfn.TaskInput.fromText('{% $states.input.order %}'), onError: sfn.Pass.jsonata(stack, 'Refund') });
      machine(stack, new SyncFunction(stack, 'ChargeCard', { ...plain(stack), caller }).trigger.task);
    },
    rests: seen('sync-sfn'), nag: nagOfTasks,
  },
  'a task of an express workflow, with a queue': {
    app: (stack) => {
      const { trigger } = new SyncFunction(stack, 'ChargeCard', { ...plain(stack), caller: SyncCaller.stepFunctions({ deadLetterQueue: new DeadLetterQueue(stack, 'Failed') }) });
      trigger.watchStateMachine(machine(stack, trigger.task, { stateMachineType: sfn.StateMachineType.EXPRESS }));
    },
    rests: seen('sync-sfn'), nag: { ...nagOfTasks, ...nagOfKeeping },
  },
  'a task with a queue of its own and no alarms': {
    app: (stack) => {
      const failed = new sqs.Queue(stack, 'Failed', { enforceSSL: true });
      const caller = SyncCaller.stepFunctions({ queryLanguage: sfn.QueryLanguage.JSONATA, deadLetterQueue: failed });
      machine(stack, new SyncFunction(stack, 'ChargeCard', { ...plain(stack), caller, withoutAlarms: 'watched by Datadog' }).trigger.task, { queryLanguage: sfn.QueryLanguage.JSONATA });
    },
    rests: seen('sync-sfn'), nag: { ...nagOfTasks, ...nagOfKeeping },
  },
  'a custom resource': {
    app: (stack) => void new SyncFunction(stack, 'Migration', { ...plain(stack), caller: SyncCaller.customResource({ resourceType: 'Custom::Migration', properties: { version: '3' } }) }),
    rests: seen('custom-resource'), nag: nagOfCustomResources,
  },
  'a load balancer': {
    app: (stack) => void new SyncFunction(stack, 'ListOrders', { ...plain(stack), caller: SyncCaller.alb(listener(stack), 'Orders') }),
    rests: seen('sync-alb'), nag,
  },
  'Lambda@Edge': {
    env: { region: 'us-east-1', account: '111122223333' },
    app: (stack) => {
      const { trigger } = new SyncFunction(stack, 'Headers', { ...plain(stack), ...atEdge, caller: SyncCaller.edge(LambdaEdgeEventType.ORIGIN_RESPONSE) });
      trigger.watchDistribution(distribution(stack, trigger.edgeLambda));
    },
    rests: seen('sync-edge'), nag: { ...nag, 'Serverless-LambdaTracing': 'Lambda@Edge does not support X-Ray' },
  },
});

constructContract('SyncTrigger', {
  'an alias behind a REST API': {
    app: (stack) => void new SyncTrigger(stack, 'Orders', { function: new lambda.Function(stack, 'Fn', plain(stack)).addAlias('live'), caller: SyncCaller.restApi(restApi(stack).root, 'ANY') }),
    rests: seen('sync-apigw'), nag,
  },
  'an alias with a URL': {
    app: (stack) => void new SyncTrigger(stack, 'Orders', { function: new lambda.Function(stack, 'Fn', plain(stack)).addAlias('live'), caller: SyncCaller.functionUrl() }),
    rests: seen('sync-url'), nag,
  },
  'an alias in a task': {
    app: (stack) => {
      const trigger = new SyncTrigger(stack, 'ChargeCard', { function: new lambda.Function(stack, 'Fn', plain(stack)).addAlias('live'), caller: SyncCaller.stepFunctions() });
      trigger.watchStateMachine(machine(stack, trigger.task));
    },
    rests: seen('sync-sfn'), nag,
  },
  'an alias as a custom resource': {
    app: (stack) => void new SyncTrigger(stack, 'Migration', {
      function: new lambda.Function(stack, 'Fn', plain(stack)).addAlias('live'),
      caller: SyncCaller.customResource({ processing: { retryAttempts: 0, onFailure: FailureTarget.queue(new DeadLetterQueue(stack, 'Failed')) } }),
    }),
    rests: seen('custom-resource'), nag: nagOfCustomResources,
  },
  'two tasks, one function': {
    app: (stack) => {
      const handler = new lambda.Function(stack, 'ChargeCard', plain(stack));
      const [card, fee] = ['Card', 'Fee'].map((id) => new SyncTrigger(stack, id, { function: handler, caller: SyncCaller.stepFunctions() }));
      machine(stack, card.task.next(fee.task));
    },
    rests: seen('sync-sfn'), nag: nagOfTasks,
  },
  'no alarms, for a reason': {
    app: (stack) => void new SyncFunction(stack, 'ListOrders', { ...plain(stack), caller: SyncCaller.functionUrl(), withoutAlarms: 'watched by Datadog' }),
    rests: seen('sync-url'), nag,
  },
});

function made(options: (stack: Stack) => SyncTriggerOptions, handler: (stack: Stack) => lambda.IFunction = (stack) => fn(stack)) {
  const stack = new Stack(new App(), 'Shop');
  const trigger = new SyncTrigger(stack, 'Orders', { function: handler(stack), ...options(stack) });
  return { stack, trigger, get template() { return Template.fromStack(stack); }, get annotations() { return Annotations.fromStack(stack); } };
}

const alias = (stack: Stack) => fn(stack).addAlias('live');
const importedFn = (stack: Stack, attributes: { readonly sameEnvironment?: boolean } = {}) =>
  lambda.Function.fromFunctionAttributes(stack, 'Fn', { functionArn: 'arn:aws:lambda:eu-west-1:111122223333:function:orders', ...attributes });

describe('what is made', () => {
  test('a method of a REST API', () => {
    const { stack, trigger, template } = made((scope) => ({
      caller: SyncCaller.restApi(new apigw.RestApi(scope, 'Api').root, 'GET', { timeout: Duration.seconds(10), allowTestInvoke: false, methodOptions: { apiKeyRequired: true } }),
    }));
    template.hasResourceProperties('AWS::ApiGateway::Method', { HttpMethod: 'GET', ApiKeyRequired: true, Integration: { Type: 'AWS_PROXY', TimeoutInMillis: 10_000 } });
    template.resourceCountIs('AWS::Lambda::Permission', 1);
    expect(stack.resolve(trigger.method.methodId)).toEqual({ Ref: expect.stringMatching('^ApiGET') as string });
  });

  test('a method of a REST API that says that it waits', () => {
    made((stack) => ({ caller: SyncCaller.restApi(new apigw.RestApi(stack, 'Api').root, 'GET', invokedAs("'RequestResponse'")) }))
      .template.hasResourceProperties('AWS::ApiGateway::Method', { Integration: { RequestParameters: { 'integration.request.header.X-Amz-Invocation-Type': "'RequestResponse'" } } });
  });

  test('routes of an HTTP API, its own or an imported one', () => {
    const methods = [apigwv2.HttpMethod.GET, apigwv2.HttpMethod.PUT];
    const options = { methods, timeout: Duration.seconds(5), payloadFormatVersion: apigwv2.PayloadFormatVersion.VERSION_1_0 };
    for (const api of [(stack: Stack) => new apigwv2.HttpApi(stack, 'Api'), (stack: Stack) => apigwv2.HttpApi.fromHttpApiAttributes(stack, 'Api', { httpApiId: 'abc' })]) {
      const { trigger, template } = made((stack) => ({ caller: SyncCaller.httpApi(api(stack), '/orders', options) }));
      template.hasResourceProperties('AWS::ApiGatewayV2::Route', { RouteKey: 'GET /orders' });
      template.hasResourceProperties('AWS::ApiGatewayV2::Route', { RouteKey: 'PUT /orders' });
      template.hasResourceProperties('AWS::ApiGatewayV2::Integration', { TimeoutInMillis: 5000, PayloadFormatVersion: '1.0' });
      expect(trigger.routes).toHaveLength(2);
    }
  });

  test('the URL of a function or an alias', () => {
    const cors = { allowedOrigins: ['https://example.com'] };
    const options = { authType: lambda.FunctionUrlAuthType.NONE, invokeMode: lambda.InvokeMode.RESPONSE_STREAM, cors };
    const { trigger, template } = made(() => ({ caller: SyncCaller.functionUrl(options) }), alias);
    template.hasResourceProperties('AWS::Lambda::Url', { AuthType: 'NONE', InvokeMode: 'RESPONSE_STREAM', Qualifier: 'live', Cors: { AllowOrigins: cors.allowedOrigins } });
    expect(trigger.functionUrl.authType).toBe('NONE');
  });

  describe('a task of a state machine', () => {
    const task = (options: StepFunctionsCallerOptions, handler?: (stack: Stack) => lambda.IFunction) => {
      const { stack, trigger } = made(() => ({ caller: SyncCaller.stepFunctions(options) }), handler);
      return stack.resolve(trigger.task.toStateJson()) as { readonly [name: string]: unknown };
    };

    test('tries again on throttling and on errors of Lambda that pass, with jitter, and has a timeout', () => {
      expect(task({})).toMatchObject({
        TimeoutSeconds: 13,
        Retry: [{
          ErrorEquals: ['Lambda.ClientExecutionTimeoutException', 'Lambda.ServiceException', 'Lambda.AWSLambdaException', 'Lambda.SdkClientException', 'Lambda.TooManyRequestsException'],
          IntervalSeconds: 2, MaxAttempts: 6, BackoffRate: 2, JitterStrategy: 'FULL',
        }],
      });
      expect(task({})).not.toHaveProperty('Catch');
    });

    test('everything can be set otherwise', () => {
      const options = { stateName: 'Charge the card', comment: 'once', payloadResponseOnly: true, taskTimeout: sfn.Timeout.duration(Duration.minutes(2)) };
      expect(task({ ...options, retry: { maxAttempts: 2, errors: ['States.ALL'] } })).toMatchObject({
        Comment: 'once', TimeoutSeconds: 120, Resource: { 'Fn::GetAtt': [expect.stringMatching(/^Fn/), 'Arn'] }, Retry: [{ ErrorEquals: ['States.ALL'], MaxAttempts: 2, BackoffRate: 2, JitterStrategy: 'FULL' }],
      });
      const token = { integrationPattern: sfn.IntegrationPattern.WAIT_FOR_TASK_TOKEN, payload: sfn.TaskInput.fromObject({ token: sfn.JsonPath.taskToken }) };
      expect(task(token)).not.toHaveProperty('TimeoutSeconds');
    });

    test('catches all errors, and keeps the input', () => {
      const refund = () => new sfn.Pass(new Stack(), 'Refund');
      expect(task({ onError: refund() })).toMatchObject({ Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.error', Next: 'Refund' }] });
      expect(task({ onError: sfn.Pass.jsonata(new Stack(), 'Refund'), queryLanguage: sfn.QueryLanguage.JSONATA })).toMatchObject({
        Catch: [{ ErrorEquals: ['States.ALL'], Output: "{% $merge([$states.input, { 'error': $states.errorOutput }]) %}", Next: 'Refund' }],
      });
    });

    describe('a queue for failed inputs', () => {
      const kept = (queue: (stack: Stack) => sqs.IQueue, queryLanguage?: sfn.QueryLanguage, options: Partial<SyncTriggerOptions> = {}) => {
        const result = made((stack) => ({ caller: SyncCaller.stepFunctions({ stateName: 'Charge', queryLanguage, deadLetterQueue: queue(stack) }), ...options }));
        machine(result.stack, result.trigger.task, { queryLanguage });
        return result;
      };
      const own = (stack: Stack) => new DeadLetterQueue(stack, 'Failed');

      test.each([
        ['JSONPath', undefined, { ResultPath: null }, '$', 'JSONata'],
        ['JSONata', sfn.QueryLanguage.JSONATA, { Output: '{% $states.input %}' }, '{% $states.errorOutput %}', undefined],
      ])('gets input and error, and the execution still fails with the error: %s', (_, language, caught, assigned, QueryLanguage) => {
        const { Charge, ...behind } = statesIn(kept(own, language).template);
        const [{ Assign, ...rest }] = Charge.Catch as readonly { readonly Assign: { readonly [name: string]: string } }[];
        expect(rest).toEqual({ ErrorEquals: ['States.ALL'], Next: 'Keep input of Charge', ...caught });
        const [[name, value]] = Object.entries(Assign);
        expect(value).toBe(assigned);
        const variable = `$${name.replace('.$', '')}`;
        expect(behind).toEqual({
          'Keep input of Charge': {
            Type: 'Task', Resource: 'arn:aws:states:::sqs:sendMessage', QueryLanguage,
            Arguments: { QueueUrl: 'Failed', MessageBody: { execution: '{% $states.context.Execution.Id %}', error: `{% ${variable} %}`, input: '{% $states.input %}' } },
            Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 2, MaxAttempts: 6, BackoffRate: 2, JitterStrategy: 'FULL' }],
            Next: 'Charge failed',
          },
          'Charge failed': { Type: 'Fail', QueryLanguage, Error: `{% ${variable}.Error %}`, Cause: `{% ${variable}.Cause & '' %}` },
        });
      });

      test('the state machine may send there, and use a customer-managed key', () => {
        const { template } = kept((stack) => new DeadLetterQueue(stack, 'Failed', { encryptionMasterKey: new kms.Key(stack, 'Key') }));
        const allowed = (Action: unknown, id: string) => ({ PolicyDocument: { Statement: Match.arrayWith([{ Effect: 'Allow', Action, Resource: { 'Fn::GetAtt': [Match.stringLikeRegexp(`^${id}`), 'Arn'] } }]) }, Roles: [{ Ref: Match.stringLikeRegexp('^MachineRole') }] });
        template.hasResourceProperties('AWS::IAM::Policy', allowed('sqs:SendMessage', 'Failed'));
        template.hasResourceProperties('AWS::IAM::Policy', allowed(['kms:Decrypt', 'kms:GenerateDataKey*'], 'Key'));
      });

      test('has alarms: its own, new ones, or none', () => {
        const ofQueue = ({ trigger }: { readonly trigger: SyncTrigger }) => trigger.alarms.map(({ node }) => node.path).filter((path) => /Depth|Expiry/.test(path));
        expect(ofQueue(kept(own))).toEqual(['Shop/Failed/DepthAlarm', 'Shop/Failed/ExpiryAlarm']);
        expect(ofQueue(kept((stack) => new sqs.Queue(stack, 'Failed')))).toEqual(['Shop/Orders/DepthAlarm', 'Shop/Orders/ExpiryAlarm']);
        expect(ofQueue(kept((stack) => new sqs.Queue(stack, 'Failed'), undefined, { withoutAlarms: 'watched by Datadog' }))).toEqual([]);
      });

      test('of another Region is refused', () => {
        const stack = new Stack(new App(), 'Shop', { env: { region: 'eu-west-1', account: '111122223333' } });
        const deadLetterQueue = sqs.Queue.fromQueueArn(stack, 'Failed', 'arn:aws:sqs:us-east-1:111122223333:failed');
        expect(() => new SyncTrigger(stack, 'Orders', { function: fn(stack), caller: SyncCaller.stepFunctions({ deadLetterQueue }) })).toThrow(/Shop\/Failed is in us-east-1, and Step Functions sends to queues of its own Region only, eu-west-1/);
      });

      test('inside of a Map and around it: each error has a name of its own', () => {
        const stack = new Stack(new App(), 'Shop');
        const [outer, inner] = ['Outer', 'Inner'].map((id) => new SyncTrigger(stack, id, { function: fn(stack, `${id}Fn`), caller: SyncCaller.stepFunctions({ deadLetterQueue: new DeadLetterQueue(stack, `${id}Failed`) }) }));
        machine(stack, outer.task.next(new sfn.Map(stack, 'Each').itemProcessor(inner.task)));
        const { Outer, Each } = statesIn(Template.fromStack(stack));
        const { States } = Each.ItemProcessor as { readonly States: States };
        const [around, inside] = [Outer, States.Inner].map(({ Catch }) => (Catch as readonly { readonly Assign: object }[])[0].Assign);
        expect(Object.keys(inside)).not.toEqual(Object.keys(around));
      });

      test.each<[string, (stack: Stack) => sqs.IQueue, boolean]>([
        ['made here', own, false],
        ['imported', (stack) => sqs.Queue.fromQueueArn(stack, 'Failed', 'arn:aws:sqs:eu-west-1:111122223333:failed'), true],
        ['imported with its key', (stack) => sqs.Queue.fromQueueAttributes(stack, 'Failed', { queueArn: 'arn:aws:sqs:eu-west-1:111122223333:failed', keyArn: 'arn:aws:kms:eu-west-1:111122223333:key/a' }), false],
      ])('%s: what to verify', (_, queue, told) => {
        expect(kept(queue).annotations.findInfo('*', Match.stringLikeRegexp('Shop/Failed is made elsewhere. Verify there: that it is encrypted by SQS'))).toHaveLength(told ? 1 : 0);
      });
    });

    test('is called after the function that it is made with, or after the trigger', () => {
      const { trigger, stack } = made(() => ({ caller: SyncCaller.stepFunctions() }));
      expect(trigger.task.stateId).toBe('Orders');
      expect(new SyncFunction(stack, 'ChargeCard', { ...plain(stack), caller: SyncCaller.stepFunctions() }).trigger.task.stateId).toBe('ChargeCard');
    });

    test('of an imported function waits for the longest timeout', () => {
      expect(task({}, importedFn)).toMatchObject({ TimeoutSeconds: 910 });
    });
  });

  describe('a custom resource', () => {
    const waits = (timeout: Duration, options: CustomResourceCallerOptions = {}) => made(() => ({ caller: SyncCaller.customResource(options) }), (stack) => fn(stack, 'Fn', { timeout }));

    test.each([
      [10, undefined, 270], [10, 2, 270], [10, 1, 140], [10, 0, 70], [900, undefined, 2940],
    ])('of a function with a timeout of %s s and %s retries waits %s s', (timeout, retryAttempts, ServiceTimeout) => {
      waits(Duration.seconds(timeout), retryAttempts === undefined ? {} : { processing: { retryAttempts } })
        .template.hasResourceProperties('AWS::CloudFormation::CustomResource', { ServiceTimeout });
    });

    test('keeps the request, on what is invoked', () => {
      for (const [handler, Qualifier] of [[fn, '$LATEST'], [alias, { 'Fn::Select': Match.anyValue() }]] as const) {
        const { trigger, template } = made(() => ({ caller: SyncCaller.customResource() }), (stack) => handler(stack));
        template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', { Qualifier, DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': [Match.stringLikeRegexp('FailedEvents'), 'Arn'] } } } });
        expect(trigger.alarms.length).toBeGreaterThan(4);
      }
    });

    test('everything can be set otherwise', () => {
      const { trigger, template, stack } = waits(Duration.seconds(10), {
        resourceType: 'Custom::Migration', properties: { Version: 3 }, removalPolicy: RemovalPolicy.RETAIN, serviceTimeout: Duration.minutes(20), resourceLogicalId: 'OldMigration',
      });
      template.hasResource('Custom::Migration', { Properties: { Version: 3, ServiceTimeout: '1200' }, DeletionPolicy: 'Retain' });
      expect(stack.resolve(trigger.customResource.getAtt('Result'))).toEqual({ 'Fn::GetAtt': ['OldMigration', 'Result'] });
    });
  });

  test('targets of a load balancer', () => {
    const { trigger, template } = made((stack) => ({
      caller: SyncCaller.alb(listener(stack), 'Orders', { targetGroupName: 'orders', healthCheck: { enabled: true, interval: Duration.minutes(1) } }),
    }));
    template.hasResourceProperties('AWS::ElasticLoadBalancingV2::TargetGroup', { TargetType: 'lambda', Name: 'orders', HealthCheckEnabled: true, HealthCheckIntervalSeconds: 60 });
    expect(trigger.targetGroup.node.id).toBe('OrdersGroup');
  });

  test('targets of a load balancer that is made elsewhere', () => {
    const listenerArn = 'arn:aws:elasticloadbalancing:eu-west-1:111122223333:listener/app/shop/50dc6c495c0c9188/f2f7dc8efc522ab2';
    const { template } = made((stack) => ({
      caller: SyncCaller.alb(elb.ApplicationListener.fromApplicationListenerAttributes(stack, 'Listener', { listenerArn, securityGroup: ec2.SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-1') }), 'Orders', {
        priority: 7, conditions: [elb.ListenerCondition.pathPatterns(['/orders'])],
      }),
    }));
    template.hasResourceProperties('AWS::ElasticLoadBalancingV2::ListenerRule', { ListenerArn: listenerArn, Priority: 7, Actions: [{ Type: 'forward', TargetGroupArn: { Ref: Match.anyValue() } }] });
    template.hasResourceProperties('AWS::CloudWatch::Alarm', { MetricName: 'HTTPCode_Target_5XX_Count', Dimensions: Match.arrayWith([{ Name: 'LoadBalancer', Value: 'app/shop/50dc6c495c0c9188' }]) });
  });

  test('a numbered version for behaviours of a distribution', () => {
    for (const handler of [(stack: Stack) => fn(stack), (stack: Stack) => fn(stack).currentVersion]) {
      const { stack, trigger } = made(() => ({ caller: SyncCaller.edge(LambdaEdgeEventType.VIEWER_REQUEST, { includeBody: true }) }), handler);
      distribution(stack, trigger.edgeLambda);
      Template.fromStack(stack).hasResourceProperties('AWS::CloudFront::Distribution', {
        DistributionConfig: {
          DefaultCacheBehavior: {
            LambdaFunctionAssociations: [{ EventType: 'viewer-request', IncludeBody: true, LambdaFunctionARN: { Ref: Match.stringLikeRegexp('^FnCurrentVersion') } }],
          },
        },
      });
    }
  });

  test('an EdgeFunction of another Region', () => {
    const stack = new Stack(new App(), 'Shop', { env: { region: 'eu-west-1', account: '111122223333' } });
    const handler = new experimental.EdgeFunction(stack, 'Headers', { runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code });
    const trigger = new SyncTrigger(stack, 'Trigger', { function: handler, caller: SyncCaller.edge(LambdaEdgeEventType.ORIGIN_REQUEST) });
    const site = distribution(stack, trigger.edgeLambda);
    expect(() => trigger.watchDistribution(site)).toThrow(/CloudFront counts in us-east-1.*sees its own Region only, eu-west-1/);
  });

  test('what another caller makes is not there', () => {
    const { trigger } = made(() => ({ caller: SyncCaller.functionUrl() }));
    expect(() => trigger.method).toThrow('Shop/Orders: only a trigger with SyncCaller.restApi(…) has a method; this one has functionUrl');
    expect(() => trigger.routes).toThrow(/SyncCaller\.httpApi/);
    expect(() => trigger.task).toThrow(/SyncCaller\.stepFunctions/);
    expect(() => trigger.customResource).toThrow(/SyncCaller\.customResource/);
    expect(() => trigger.targetGroup).toThrow(/SyncCaller\.alb/);
    expect(() => trigger.edgeLambda).toThrow(/SyncCaller\.edge/);
    expect(() => made(() => ({ caller: SyncCaller.edge(LambdaEdgeEventType.ORIGIN_REQUEST) })).trigger.functionUrl).toThrow(/SyncCaller\.functionUrl.*has edgeLambda/);
  });
});

describe('alarms', () => {
  const found = ({ template }: { readonly template: Template }) => Object.values(template.findResources('AWS::CloudWatch::Alarm')).map(({ Properties: alarm }) => alarm as { [name: string]: unknown })
    .map(({ Namespace, MetricName, Dimensions }) => [`${String(Namespace)} ${String(MetricName)}`, Object.fromEntries((Dimensions as { Name: string; Value: unknown }[]).map(({ Name, Value }) => [Name, Value]))]);
  const ref = (id: string) => ({ Ref: expect.stringMatching(`^${id}[0-9A-F]{8}`) as string });
  const ofFunction = (Resource?: object) => ['Errors', 'Throttles'].map((name) => [`AWS/Lambda ${name}`, { FunctionName: ref('Fn'), ...Resource ? { Resource } : {} }]);
  const qualified = (qualifier: unknown) => ({ 'Fn::Join': ['', [ref('Fn'), ...[qualifier].flat()]] });

  test.each<[string, (stack: Stack) => SyncCaller, unknown]>([
    ['a REST API', (stack) => SyncCaller.restApi(new apigw.RestApi(stack, 'Api').root, 'GET'), ['AWS/ApiGateway 5XXError', { ApiName: 'Api', Stage: ref('ApiDeploymentStageprod') }]],
    ['an HTTP API', (stack) => SyncCaller.httpApi(new apigwv2.HttpApi(stack, 'Api'), '/'), ['AWS/ApiGateway 5xx', { ApiId: ref('Api') }]],
    ['a stage of an HTTP API', (stack) => {
      const api = new apigwv2.HttpApi(stack, 'Api');
      return SyncCaller.httpApi(api, '/', { stage: api.defaultStage as apigwv2.IHttpStage });
    }, ['AWS/ApiGateway 5xx', { ApiId: ref('Api'), Stage: '$default' }]],
    ['a URL', () => SyncCaller.functionUrl(), ['AWS/Lambda Url5xxCount', { FunctionName: ref('Fn') }]],
  ])('on the function and on %s', (_, caller, own) => expect(found(made((stack) => ({ caller: caller(stack) })))).toEqual([...ofFunction(), own]));

  test('on the function and on a load balancer', () => {
    const Dimensions = { LoadBalancer: expect.anything() as unknown, TargetGroup: { 'Fn::GetAtt': [expect.stringMatching('OrdersGroup'), 'TargetGroupFullName'] } };
    expect(found(made((stack) => ({ caller: SyncCaller.alb(listener(stack), 'Orders') })))).toEqual([
      ...ofFunction(), ...['HTTPCode_Target_5XX_Count', 'LambdaUserError', 'LambdaInternalError'].map((name) => [`AWS/ApplicationELB ${name}`, Dimensions]),
    ]);
  });

  test('on the function and on the request that a custom resource keeps', () => {
    expect(found(made(() => ({ caller: SyncCaller.customResource() }))).map(([name]) => name as string).sort()).toEqual([
      'AWS/Lambda AsyncEventAge', 'AWS/Lambda AsyncEventsDropped', 'AWS/Lambda DeadLetterErrors', 'AWS/Lambda DestinationDeliveryFailures', 'AWS/Lambda Errors', 'AWS/Lambda Throttles',
      'AWS/SQS ApproximateAgeOfOldestMessage', 'AWS/SQS ApproximateNumberOfMessagesVisible',
    ]);
  });

  test('on the function and on executions of a state machine', () => {
    const { stack, trigger } = made(() => ({ caller: SyncCaller.stepFunctions() }));
    trigger.watchStateMachine(machine(stack, trigger.task));
    expect(found({ template: Template.fromStack(stack) })).toEqual([
      ...ofFunction(), ...['ExecutionsFailed', 'ExecutionsTimedOut'].map((name) => [`AWS/States ${name}`, { StateMachineArn: ref('Checkout') }]),
    ]);
    expect(trigger.alarms).toHaveLength(4);
  });

  test.each([
    [sfn.StateMachineType.STANDARD, 'Its history tells why; it can be redriven'],
    [sfn.StateMachineType.EXPRESS, 'Its log tells why, if it has one'],
  ])('on executions of a %s workflow, with where to look', (stateMachineType, says) => {
    const { stack, trigger } = made(() => ({ caller: SyncCaller.stepFunctions() }));
    trigger.watchStateMachine(machine(stack, trigger.task, { stateMachineType }));
    for (const MetricName of ['ExecutionsFailed', 'ExecutionsTimedOut']) Template.fromStack(stack).hasResourceProperties('AWS::CloudWatch::Alarm', { MetricName, AlarmDescription: Match.stringLikeRegexp(says) });
  });

  test('on a distribution, as its functions are counted where the viewers are', () => {
    const { stack, trigger } = made(() => ({ caller: SyncCaller.edge(LambdaEdgeEventType.ORIGIN_REQUEST) }));
    trigger.watchDistribution(distribution(stack, trigger.edgeLambda));
    expect(found({ template: Template.fromStack(stack) })).toEqual(['LambdaExecutionError', 'LambdaValidationError'].map((name) => [`AWS/CloudFront ${name}`, { DistributionId: ref('Site'), Region: 'Global' }]));
  });

  test.each<[string, boolean, (trigger: SyncTrigger, site: Distribution) => void, Partial<SyncTriggerOptions>]>([
    ['is told of', true, () => {}, {}],
    ['is watched', false, (trigger, site) => trigger.watchDistribution(site), {}],
    ['is not to be watched', false, () => {}, { withoutAlarms: 'watched by Datadog' }],
  ])('a distribution that nobody watches %s', (_, told, watch, options) => {
    const { stack, trigger } = made(() => ({ caller: SyncCaller.edge(LambdaEdgeEventType.ORIGIN_REQUEST), ...options }));
    watch(trigger, distribution(stack, trigger.edgeLambda));
    expect(Annotations.fromStack(stack).findInfo('*', Match.stringLikeRegexp('Call watchDistribution.* on Shop/Orders'))).toHaveLength(told ? 1 : 0);
  });

  test('what is to be watched belongs to the caller', () => {
    const { stack, trigger } = made(() => ({ caller: SyncCaller.functionUrl() }));
    expect(() => trigger.watchStateMachine(machine(stack, new sfn.Pass(stack, 'Nothing')))).toThrow(/SyncCaller\.stepFunctions/);
    expect(() => trigger.watchDistribution(distribution(stack))).toThrow(/SyncCaller\.edge/);
  });

  test('of an alias or a version, by its name', () => {
    const live = qualified(':live');
    expect(found(made(() => ({ caller: SyncCaller.functionUrl() }), alias))).toEqual([...ofFunction(live), ['AWS/Lambda Url5xxCount', { FunctionName: ref('Fn'), Resource: live }]]);
    const version = made((stack) => ({ caller: SyncCaller.httpApi(new apigwv2.HttpApi(stack, 'Api'), '/') }), (stack) => fn(stack).currentVersion);
    expect(found(version).slice(0, 2)).toEqual(ofFunction(qualified([':', { 'Fn::GetAtt': [expect.stringMatching('^FnCurrentVersion'), 'Version'] }])));
  });

  test('fire on the first failure, or the number that was set', () => {
    for (const alarmThreshold of [undefined, 5]) {
      made(() => ({ caller: SyncCaller.functionUrl(), alarmThreshold })).template.allResourcesProperties('AWS::CloudWatch::Alarm', {
        Threshold: alarmThreshold ?? 1, Statistic: 'Sum', Period: 60, EvaluationPeriods: 1, DatapointsToAlarm: 1, TreatMissingData: 'notBreaching', ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      });
    }
  });

  test('of what several triggers share are made once, with the actions of all', () => {
    const stack = new Stack(new App(), 'Shop');
    const [shop, ops] = ['ShopTeam', 'OpsTeam'].map((id) => new sns.Topic(stack, id));
    const api = new apigw.RestApi(stack, 'Api');
    const handler = fn(stack);
    const get = new SyncTrigger(stack, 'Get', { function: handler, caller: SyncCaller.restApi(api.root, 'GET'), alarmActions: [new actions.SnsAction(shop)] });
    const put = new SyncTrigger(stack, 'Put', { function: handler, caller: SyncCaller.restApi(api.root, 'PUT'), alarmActions: [new actions.SnsAction(shop), new actions.SnsAction(ops)] });
    new SyncTrigger(stack, 'Post', { function: handler, caller: SyncCaller.restApi(api.root, 'POST'), withoutAlarms: 'watched by Datadog' });
    expect(put.alarms).toEqual(get.alarms);
    expect(put.alarms).toHaveLength(3);
    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::CloudWatch::Alarm', 3);
    template.allResourcesProperties('AWS::CloudWatch::Alarm', { AlarmActions: [stack.resolve(shop.topicArn), stack.resolve(ops.topicArn)] });
  });

  test('metrics', () => {
    const { trigger } = made(() => ({ caller: SyncCaller.functionUrl() }));
    expect([trigger.metricErrors(), trigger.metricThrottles({ period: Duration.minutes(5) })].map(({ metricName, period, statistic }: cloudwatch.Metric) => `${metricName} ${statistic} ${period.toSeconds()}`)).toEqual(['Errors Sum 60', 'Throttles Sum 300']);
  });
});

/** A header that says whether API Gateway waits. */
const invokedAs = (type: string) => ({ proxy: false, requestParameters: { 'integration.request.header.X-Amz-Invocation-Type': type } });

describe('what contradicts a documented rule is refused, with the value to use', () => {
  const viewer = LambdaEdgeEventType.VIEWER_REQUEST;
  const refused: { readonly [title: string]: readonly [options: (stack: Stack) => SyncTriggerOptions, says: RegExp, handler?: (stack: Stack) => lambda.IFunction] } = {
    'an asynchronous integration of a REST API': [(stack) => ({ caller: SyncCaller.restApi(new apigw.RestApi(stack, 'Api').root, 'GET', invokedAs("'Event'")) }), /API Gateway does not always wait for Shop\/Fn.*use an AsyncTrigger/],
    'an integration that the client may make asynchronous': [(stack) => ({ caller: SyncCaller.restApi(new apigw.RestApi(stack, 'Api').root, 'GET', invokedAs('method.request.header.X-Type')) }), /does not always wait/],
    'the URL of a version': [() => ({ caller: SyncCaller.functionUrl() }), /is a version, and Lambda has URLs for functions and aliases only\. Use an alias/, (stack) => fn(stack).currentVersion],
    'a catch that lets nothing through to a queue': [
      (stack) => ({ caller: SyncCaller.stepFunctions({ onError: new sfn.Pass(stack, 'Refund'), deadLetterQueue: new DeadLetterQueue(stack, 'Failed') }) }), /onError catches every error, and nothing would get to deadLetterQueue/,
    ],
    'a FIFO queue for failed inputs': [(stack) => ({ caller: SyncCaller.stepFunctions({ deadLetterQueue: new sqs.Queue(stack, 'Failed', { fifo: true }) }) }), /Shop\/Failed is a FIFO queue.*new DeadLetterQueue/],
    'a service timeout below that of the function': [() => ({ caller: SyncCaller.customResource({ serviceTimeout: Duration.seconds(2) }) }), /serviceTimeout is 2 s, but Shop\/Fn may run for 3 s.*Set Duration\.seconds\(249\)/],
    'a service timeout of two hours': [() => ({ caller: SyncCaller.customResource({ serviceTimeout: Duration.hours(2) }) }), /CloudFormation takes 1 to 3600/],
    'other targets of a load balancer': [(stack) => ({ caller: SyncCaller.alb(listener(stack), 'Orders', { targets: [] }) }), /the target is the function; remove targets/],
    'a port': [(stack) => ({ caller: SyncCaller.alb(listener(stack), 'Orders', { port: 80 }) }), /neither port nor protocol/],
    'an alias at the edge': [() => ({ caller: SyncCaller.edge(viewer) }), /is an alias; Lambda@Edge takes numbered versions only/, alias],
    'no version at the edge': [() => ({ caller: SyncCaller.edge(viewer) }), /has no number.*fromVersionArn/, importedFn],
    'the body of a response': [() => ({ caller: SyncCaller.edge(LambdaEdgeEventType.VIEWER_RESPONSE, { includeBody: true }) }), /includeBody is for request events/],
    'a slow function at viewers': [() => ({ caller: SyncCaller.edge(viewer) }), /may run for 6 s.*refuses for viewer-request\. Set timeout: Duration\.seconds\(5\)/, (stack) => fn(stack, 'Fn', { timeout: Duration.seconds(6) })],
    'a slow function at origins': [() => ({ caller: SyncCaller.edge(LambdaEdgeEventType.ORIGIN_REQUEST) }), /may run for 31 s.*Duration\.seconds\(30\)/, (stack) => fn(stack, 'Fn', { timeout: Duration.seconds(31) })],
    'a large function at viewers': [() => ({ caller: SyncCaller.edge(viewer) }), /has 256 MB of memory.*memorySize: 128/, (stack) => fn(stack, 'Fn', { memorySize: 256 })],
    'much storage at the edge': [() => ({ caller: SyncCaller.edge(viewer) }), /has 1024 MB of ephemeral storage/, (stack) => fn(stack, 'Fn', { ephemeralStorageSize: Size.gibibytes(1) })],
    'a dead-letter queue at the edge': [() => ({ caller: SyncCaller.edge(viewer) }), /has a dead-letter queue.*Remove deadLetterQueue/, (stack) => fn(stack, 'Fn', { deadLetterQueue: new sqs.Queue(stack, 'Dlq') })],
    'a VPC at the edge': [() => ({ caller: SyncCaller.edge(viewer) }), /is in a VPC/, (stack) => fn(stack, 'Fn', { vpc: new ec2.Vpc(stack, 'Vpc') })],
    'layers at the edge': [() => ({ caller: SyncCaller.edge(viewer) }), /has layers.*bundle the code/, (stack) => fn(stack, 'Fn', { layers: [lambda.LayerVersion.fromLayerVersionArn(stack, 'Layer', 'arn:aws:lambda:us-east-1:111122223333:layer:a:1')] })],
    'tracing at the edge': [() => ({ caller: SyncCaller.edge(viewer) }), /has X-Ray tracing/, (stack) => fn(stack, 'Fn', { tracing: lambda.Tracing.ACTIVE })],
    'reserved concurrency at the edge': [() => ({ caller: SyncCaller.edge(viewer) }), /has reserved concurrency/, (stack) => fn(stack, 'Fn', { reservedConcurrentExecutions: 5 })],
    'arm64 at the edge': [() => ({ caller: SyncCaller.edge(viewer) }), /is for arm64.*X86_64/, (stack) => fn(stack, 'Fn', { architecture: lambda.Architecture.ARM_64 })],
    'an image at the edge': [() => ({ caller: SyncCaller.edge(viewer) }), /is a container image/, (stack) => new lambda.Function(stack, 'Fn', {
      code: lambda.Code.fromEcrImage(Repository.fromRepositoryName(stack, 'Images', 'images')), handler: lambda.Handler.FROM_IMAGE, runtime: lambda.Runtime.FROM_IMAGE,
    })],
    'another Region at the edge': [() => ({ caller: SyncCaller.edge(viewer) }), /is in eu-west-1.*region: 'us-east-1'.*EdgeFunction/, (stack) => fn(new Stack(stack, 'Europe', { env: { region: 'eu-west-1' } }))],
    'no reason for no alarms': [() => ({ caller: SyncCaller.functionUrl(), withoutAlarms: ' ' }), /is the reason for having none/],
    'actions of no alarms': [() => ({ caller: SyncCaller.functionUrl(), withoutAlarms: 'Datadog', alarmActions: [] }), /nothing to act on/],
    'an alarm on no failure': [() => ({ caller: SyncCaller.functionUrl(), alarmThreshold: 0 }), /alarmThreshold is 0.*Use 1 or more, or withoutAlarms/],
  };

  test.each(Object.entries(refused))('%s', (_, [options, says, handler]) => expect(() => made(options, handler)).toThrow(says));
});

describe('what breaks a recommendation is reported at synthesis, until somebody acknowledges it', () => {
  const found = (caller: (stack: Stack) => SyncCaller, props: lambda.FunctionOptions, ...ids: string[]) => {
    const { annotations } = made((scope) => {
      Validations.of(scope).acknowledge(...ids.map((id) => ({ id: `cdk-lambda-failsafe::${id}`, reason: 'a test' })));
      return { caller: caller(scope) };
    }, (scope) => fn(scope, 'Fn', props));
    return annotations.findWarning('*', Match.stringLikeRegexp('cdk-lambda-failsafe::')).map(({ entry }) => /cdk-lambda-failsafe::([\w-]+)/.exec(String(entry.data))![1]);
  };

  test.each<[string, string, (stack: Stack) => SyncCaller, lambda.FunctionOptions]>([
    ['a REST API waits for 29 seconds', 'caller-timeout-lt-function', (stack) => SyncCaller.restApi(new apigw.RestApi(stack, 'Api').root, 'GET'), { timeout: Duration.minutes(1) }],
    ['a REST API waits as long as the method says', 'caller-timeout-lt-function', (stack) => SyncCaller.restApi(new apigw.RestApi(stack, 'Api').root, 'GET', { timeout: Duration.seconds(5) }), { timeout: Duration.seconds(10) }],
    ['an HTTP API waits for 30 seconds', 'caller-timeout-lt-function', (stack) => SyncCaller.httpApi(new apigwv2.HttpApi(stack, 'Api'), '/'), { timeout: Duration.minutes(1) }],
    ['a load balancer waits for 60 seconds', 'caller-timeout-lt-function', (stack) => SyncCaller.alb(listener(stack), 'Orders'), { timeout: Duration.minutes(2) }],
    ['a dead-letter queue that stays empty', 'function-dlq-unused', () => SyncCaller.functionUrl(), { deadLetterQueueEnabled: true }],
  ])('%s: %s', (_, id, caller, props) => {
    expect(found(caller, props)).toContain(id);
    expect(found(caller, props, id)).not.toContain(id);
  });
});

test('an express workflow that nobody waits for, and that catches nothing: that is reported', () => {
  const { stack, trigger } = made(() => ({ caller: SyncCaller.stepFunctions() }));
  const started = machine(stack, trigger.task, { stateMachineType: sfn.StateMachineType.EXPRESS });
  new events.Rule(stack, 'Paid', { eventPattern: { source: ['shop'] }, targets: [new SfnStateMachine(started)] });
  Annotations.fromStack(stack).hasError('*', Match.stringLikeRegexp('Paid starts Checkout and does not wait.*deadLetterQueue.*sfn-express-no-catch'));
});

test('a custom resource whose function cannot reach S3 cannot answer: that is reported', () => {
  const { annotations } = made(() => ({ caller: SyncCaller.customResource() }), (stack) => {
    const vpc = new ec2.Vpc(stack, 'Vpc', { subnetConfiguration: [{ name: 'Inner', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }] });
    return fn(stack, 'Fn', { vpc, vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED } });
  });
  annotations.hasWarning('*', Match.stringLikeRegexp('custom-resource-no-s3-route'));
});

describe('what exists', () => {
  test.each<[string, (stack: Stack) => SyncCaller, RegExp]>([
    ['a REST API', (stack) => SyncCaller.restApi(new apigw.RestApi(stack, 'Api').root, 'GET'), /answers within 29 seconds/],
    ['a response that is streamed', (stack) => SyncCaller.restApi(new apigw.RestApi(stack, 'Api').root, 'GET', { responseTransferMode: apigw.ResponseTransferMode.STREAM }), /resource policy/],
    ['an HTTP API', (stack) => SyncCaller.httpApi(new apigwv2.HttpApi(stack, 'Api'), '/', { timeout: Duration.seconds(5) }), /answers within 5 seconds/],
  ])('an imported function behind %s: how long it may take, and the permission it needs', (_, caller, says) => {
    const { annotations } = made((stack) => ({ caller: caller(stack) }), importedFn);
    annotations.hasInfo('*', Match.stringLikeRegexp(says.source));
    annotations.hasInfo('*', Match.stringLikeRegexp('resource policy has this statement: \\{"Effect":"Allow","Principal":\\{"Service":"apigateway.amazonaws.com"\\}.*AWS:SourceArn'));
  });

  test('an imported function behind a load balancer: how long it may take', () => {
    made((stack) => ({ caller: SyncCaller.alb(listener(stack), 'Orders') }), (stack) => importedFn(stack, { sameEnvironment: true }))
      .annotations.hasInfo('*', Match.stringLikeRegexp('idle timeout of the load balancer, 60 seconds'));
  });

  test.each<[string, SyncCaller, RegExp]>([
    ['a task', SyncCaller.stepFunctions(), /15 minutes at most, which the timeout of the task was made for; set taskTimeout/],
    ['a custom resource', SyncCaller.customResource(), /service timeout of 2940 s was made for; set serviceTimeout/],
  ])('an imported function of %s: what its timeout was taken for', (_, caller, says) => made(() => ({ caller }), importedFn).annotations.hasInfo('*', Match.stringLikeRegexp(says.source)));

  test('a function of the same account gets its permission', () => {
    const { template, annotations } = made((stack) => ({ caller: SyncCaller.restApi(new apigw.RestApi(stack, 'Api').root, 'GET') }),
      (stack) => importedFn(stack, { sameEnvironment: true }));
    template.resourceCountIs('AWS::Lambda::Permission', 2);
    annotations.hasNoInfo('*', Match.stringLikeRegexp('permission-unverified'));
  });

  test('an imported REST API has an alarm when its stage is named', () => {
    const imported = (stack: Stack) => apigw.RestApi.fromRestApiAttributes(stack, 'Api', { restApiId: 'abc', rootResourceId: 'def', restApiName: 'shop' });
    expect(made((stack) => ({ caller: SyncCaller.restApi(imported(stack).root, 'GET') })).trigger.alarms).toHaveLength(2);
    made((stack) => {
      const api = imported(stack);
      return { caller: SyncCaller.restApi(api.root, 'GET', { stage: apigw.Stage.fromStageAttributes(stack, 'Stage', { stageName: 'live', restApi: api }) }) };
    }).template.hasResourceProperties('AWS::CloudWatch::Alarm', { MetricName: '5XXError', Dimensions: [{ Name: 'ApiName', Value: 'shop' }, { Name: 'Stage', Value: 'live' }] });
  });
});

describe('moving from plain constructs', () => {
  type Resources = { [id: string]: { Type: string } };
  const resources = (build: (stack: Stack, handler: lambda.Function) => void): Resources => {
    const stack = new Stack(new App(), 'Shop');
    build(stack, fn(stack));
    return Template.fromStack(stack).toJSON().Resources as Resources;
  };
  const trigger = (caller: (stack: Stack) => SyncCaller) => (stack: Stack, handler: lambda.Function) => void new SyncTrigger(stack, 'Trigger', { function: handler, caller: caller(stack) });
  const rest = (stack: Stack) => new apigw.RestApi(stack, 'Api').root.addResource('orders');
  const http = (stack: Stack) => new apigwv2.HttpApi(stack, 'Api');

  test.each<[string, (stack: Stack, handler: lambda.Function) => void, (stack: Stack) => SyncCaller]>([
    ['resource.addMethod', (stack, handler) => void rest(stack).addMethod('GET', new apigw.LambdaIntegration(handler)), (stack) => SyncCaller.restApi(rest(stack), 'GET')],
    ['api.addRoutes', (stack, handler) => void http(stack).addRoutes({ path: '/orders', integration: new HttpLambdaIntegration('Orders', handler) }), (stack) => SyncCaller.httpApi(http(stack), '/orders', { integrationId: 'Orders' })],
    ['listener.addTargets', (stack, handler) => void listener(stack).addTargets('Orders', { targets: [new LambdaTarget(handler)] }), (stack) => SyncCaller.alb(listener(stack), 'Orders')],
    ['fn.addFunctionUrl', (_, handler) => void handler.addFunctionUrl(), () => SyncCaller.functionUrl()],
  ])('%s: everything stays as it is, and alarms are added', (_, before, after) => {
    const [old, now] = [resources(before), resources(trigger(after))];
    for (const id of Object.keys(old)) expect(now[id]).toEqual(old[id]);
    expect(new Set(Object.keys(now).filter((id) => !(id in old)).map((id) => now[id].Type))).toEqual(new Set(['AWS::CloudWatch::Alarm']));
  });

  test('new LambdaRestApi: the API stays as it is', () => {
    const old = resources((stack, handler) => void new apigw.LambdaRestApi(stack, 'Api', { handler }));
    const now = resources((stack, handler) => {
      const { root } = new apigw.RestApi(stack, 'Api');
      for (const [id, resource] of Object.entries({ Root: root, Proxy: root.addProxy({ anyMethod: false }) })) new SyncTrigger(stack, id, { function: handler, caller: SyncCaller.restApi(resource, 'ANY') });
    });
    for (const id of Object.keys(old)) expect(now[id]).toEqual(old[id]);
  });

  test('new LambdaInvoke: only the definition of the state machine changes', () => {
    const invoke = (stack: Stack, handler: lambda.Function) => void machine(stack, new LambdaInvoke(stack, 'Charge', { lambdaFunction: handler }));
    const old = resources(invoke);
    const now = resources((stack, handler) => void machine(stack, new SyncTrigger(stack, 'Charge', { function: handler, caller: SyncCaller.stepFunctions() }).task));
    expect(Object.keys(old).filter((id) => JSON.stringify(now[id]) !== JSON.stringify(old[id])).map((id) => old[id].Type)).toEqual(['AWS::StepFunctions::StateMachine']);
  });

  test('new CustomResource: its logical id is kept on demand', () => {
    const old = resources((stack, handler) => void new CustomResource(stack, 'Migration', { resourceType: 'Custom::Migration', serviceToken: handler.functionArn, serviceTimeout: Duration.minutes(10) }));
    const [resourceLogicalId] = Object.keys(old).filter((id) => old[id].Type === 'Custom::Migration');
    const now = resources(trigger(() => SyncCaller.customResource({ resourceType: 'Custom::Migration', resourceLogicalId, serviceTimeout: Duration.minutes(10) })));
    expect(now[resourceLogicalId]).toEqual(old[resourceLogicalId]);
  });

  test('edgeLambdas: function, version and distribution stay as they are', () => {
    const type = LambdaEdgeEventType.ORIGIN_REQUEST;
    const old = resources((stack, handler) => void distribution(stack, { functionVersion: handler.currentVersion, eventType: type }));
    const now = resources((stack, handler) => {
      const headers = new SyncTrigger(stack, 'Headers', { function: handler, caller: SyncCaller.edge(type) });
      headers.watchDistribution(distribution(stack, headers.edgeLambda));
    });
    for (const id of Object.keys(old)) expect(now[id]).toEqual(old[id]);
  });

  test.each<[string, (stack: Stack, handler: lambda.Function) => SyncCaller, RegExp]>([
    ['a method', (stack, handler) => {
      const resource = rest(stack);
      resource.addMethod('GET', new apigw.LambdaIntegration(handler));
      return SyncCaller.restApi(resource, 'GET');
    }, /has a method GET already\. Remove that call of addMethod/],
    ['a route', (stack, handler) => {
      const api = http(stack);
      api.addRoutes({ path: '/orders', methods: [apigwv2.HttpMethod.GET], integration: new HttpLambdaIntegration('Orders', handler) });
      return SyncCaller.httpApi(api, '/orders', { methods: [apigwv2.HttpMethod.GET] });
    }, /has a route GET \/orders already\. Remove that call of addRoutes, and set integrationId/],
    ['targets', (stack, handler) => {
      const https = listener(stack);
      https.addTargets('Orders', { targets: [new LambdaTarget(handler)] });
      return SyncCaller.alb(https, 'Orders');
    }, /has targets called Orders already\. Remove that call of addTargets/],
    ['a URL', (_, handler) => {
      handler.addFunctionUrl();
      return SyncCaller.functionUrl();
    }, /has a URL already.*Remove that call of addFunctionUrl/],
  ])('%s that is still there is refused', (_, caller, says) => {
    expect(() => resources((stack, handler) => void new SyncTrigger(stack, 'Trigger', { function: handler, caller: caller(stack, handler) }))).toThrow(says);
  });
});

test('obeying cdk-nag would do nothing: nothing is ever written to the dead-letter queue of a function whose caller waits', () => {
  const { annotations } = made(() => ({ caller: SyncCaller.functionUrl() }), (stack) => fn(stack, 'Fn', { deadLetterQueueEnabled: true }));
  annotations.hasWarning('*', Match.stringLikeRegexp('is never used: the caller waits for the answer.*function-dlq-unused'));
});
