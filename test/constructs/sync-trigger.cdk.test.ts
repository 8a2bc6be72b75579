import { App, Duration, Stack, Validations } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as apigw from 'aws-cdk-lib/aws-apigateway';
import * as apigwv2 from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpIamAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as actions from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sns from 'aws-cdk-lib/aws-sns';
import { SyncCaller, SyncFunction, SyncTrigger, SyncTriggerOptions } from '../../src';
import { constructContract, plain } from '../support/construct-contract';
import { fn } from '../support/parts';

/** That the answer is right is shown by `obeying cdk-nag` below. */
const nag = { 'Serverless-LambdaDLQ': 'Lambda writes to the dead-letter queue of a function for asynchronous invocations only; here it would stay empty' };

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

describe('what is made', () => {
  test('a method of a REST API', () => {
    const { stack, trigger, template } = made((scope) => ({
      caller: SyncCaller.restApi(new apigw.RestApi(scope, 'Api').root, 'GET', { timeout: Duration.seconds(10), allowTestInvoke: false, methodOptions: { apiKeyRequired: true } }),
    }));
    template.hasResourceProperties('AWS::ApiGateway::Method', { HttpMethod: 'GET', ApiKeyRequired: true, Integration: { Type: 'AWS_PROXY', TimeoutInMillis: 10_000 } });
    template.resourceCountIs('AWS::Lambda::Permission', 1);
    expect(stack.resolve(trigger.method.methodId)).toEqual({ Ref: expect.stringMatching('^ApiGET') as string });
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
    const { trigger, template } = made(() => ({ caller: SyncCaller.functionUrl({ authType: lambda.FunctionUrlAuthType.NONE, invokeMode: lambda.InvokeMode.RESPONSE_STREAM, cors }) }), alias);
    template.hasResourceProperties('AWS::Lambda::Url', { AuthType: 'NONE', InvokeMode: 'RESPONSE_STREAM', Qualifier: 'live', Cors: { AllowOrigins: cors.allowedOrigins } });
    expect(trigger.functionUrl.authType).toBe('NONE');
  });

  test('what another caller makes is not there', () => {
    const { trigger } = made(() => ({ caller: SyncCaller.functionUrl() }));
    expect(() => trigger.method).toThrow('Shop/Orders: only a trigger with SyncCaller.restApi(…) has a method; this one has functionUrl');
    expect(() => trigger.routes).toThrow(/SyncCaller\.httpApi/);
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

describe('what contradicts a documented rule is refused, with the value to use', () => {
  const refused: { readonly [title: string]: readonly [options: (stack: Stack) => SyncTriggerOptions, says: RegExp, handler?: (stack: Stack) => lambda.IFunction] } = {
    'an asynchronous integration of a REST API': [
      (stack) => ({ caller: SyncCaller.restApi(new apigw.RestApi(stack, 'Api').root, 'GET', { requestParameters: { 'integration.request.header.X-Amz-Invocation-Type': "'Event'" } }) }),
      /API Gateway does not wait for Shop\/Fn.*use an AsyncTrigger/,
    ],
    'the URL of a version': [() => ({ caller: SyncCaller.functionUrl() }), /is a version, and Lambda has URLs for functions and aliases only\. Use an alias/, (stack) => fn(stack).currentVersion],
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
    ['a dead-letter queue that stays empty', 'function-dlq-unused', () => SyncCaller.functionUrl(), { deadLetterQueueEnabled: true }],
  ])('%s: %s', (_, id, caller, props) => {
    expect(found(caller, props)).toContain(id);
    expect(found(caller, props, id)).not.toContain(id);
  });
});

describe('what exists', () => {
  const importedFn = (stack: Stack) => lambda.Function.fromFunctionArn(stack, 'Fn', 'arn:aws:lambda:eu-west-1:111122223333:function:orders');

  test.each<[string, (stack: Stack) => SyncCaller, RegExp]>([
    ['a REST API', (stack) => SyncCaller.restApi(new apigw.RestApi(stack, 'Api').root, 'GET'), /answers within 29 seconds/],
    ['an HTTP API', (stack) => SyncCaller.httpApi(new apigwv2.HttpApi(stack, 'Api'), '/', { timeout: Duration.seconds(5) }), /answers within 5 seconds/],
  ])('an imported function behind %s: how long it may take, and the permission it needs', (_, caller, says) => {
    const { annotations } = made((stack) => ({ caller: caller(stack) }), importedFn);
    annotations.hasInfo('*', Match.stringLikeRegexp(says.source));
    annotations.hasInfo('*', Match.stringLikeRegexp('resource policy has this statement: \\{"Effect":"Allow","Principal":\\{"Service":"apigateway.amazonaws.com"\\}.*AWS:SourceArn'));
  });

  test('a function of the same account gets its permission', () => {
    const { template, annotations } = made((stack) => ({ caller: SyncCaller.restApi(new apigw.RestApi(stack, 'Api').root, 'GET') }),
      (stack) => lambda.Function.fromFunctionAttributes(stack, 'Fn', { functionArn: 'arn:aws:lambda:eu-west-1:111122223333:function:orders', sameEnvironment: true }));
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
    ['fn.addFunctionUrl', (_, handler) => void handler.addFunctionUrl(), () => SyncCaller.functionUrl()],
  ])('%s: everything stays as it is, and alarms are added', (_, before, after) => {
    const [old, now] = [resources(before), resources(trigger(after))];
    for (const id of Object.keys(old)) expect(now[id]).toEqual(old[id]);
    expect(new Set(Object.keys(now).filter((id) => !(id in old)).map((id) => now[id].Type))).toEqual(new Set(['AWS::CloudWatch::Alarm']));
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
