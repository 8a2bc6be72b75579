import { App, CfnElement, Duration, Lazy, Stack, TimeZone, Token, Validations } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as actions from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as scheduler from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { DeadLetterQueue, FailureTarget, ScheduledFunction, ScheduledFunctionProps, ScheduleService, ScheduleTrigger, ScheduleTriggerOptions } from '../../src';
import { constructContract, nagOfAsync as nag, plain } from '../support/construct-contract';
import { fn } from '../support/parts';

const hourly = scheduler.ScheduleExpression.rate(Duration.hours(1));
const input = { job: 'nightly', shards: [1, 2], dry: false, note: null };
const { RULE, SCHEDULER } = ScheduleService;
const cron = (stack: Stack) => new events.Rule(stack, 'Rule', { schedule: events.Schedule.cron({ hour: '2', minute: '0' }) });

const scheduled = (options: (stack: Stack) => Partial<ScheduledFunctionProps> = () => ({})) => (stack: Stack) =>
  void new ScheduledFunction(stack, 'Fn', { ...plain(stack), schedule: hourly, input, ...options(stack) });
const failed = 'kept → Fn/Trigger/FailedEvents';
const undelivered = 'kept → Fn/Trigger/UndeliveredEvents';
const nagOfScheduler = { ...nag, 'AwsSolutions-IAM5[Resource::<Fn9270CBC0.Arn>:*]': 'CDK lets the schedule invoke all versions of the function' };

constructContract('ScheduledFunction', {
  'EventBridge Scheduler': { app: scheduled(), rests: [`async-scheduler: ${failed}, delivery: ${undelivered}`], nag: nagOfScheduler },
  'a rule': { app: scheduled(() => ({ service: RULE })), rests: [`async-events: ${failed}, delivery: ${undelivered}`], nag },
  'a rule that exists': { app: scheduled((stack) => ({ schedule: undefined, rule: cron(stack) })), rests: [`async-events: ${failed}, delivery: ${undelivered}`], nag },
  'customer-managed keys everywhere': {
    app: scheduled((stack) => {
      const key = new kms.Key(stack, 'Key', { enableKeyRotation: true });
      const queue = new DeadLetterQueue(stack, 'Failed', { encryptionMasterKey: key });
      return { scheduleKey: key, delivery: { deadLetterQueue: queue }, processing: { onFailure: FailureTarget.queue(queue) } };
    }),
    rests: ['async-scheduler: kept → Failed, delivery: kept → Failed'],
    nag: { ...nagOfScheduler, ...Object.fromEntries(['GenerateDataKey', 'ReEncrypt'].map((right) => [`AwsSolutions-IAM5[Action::kms:${right}*]`, 'rights to one key, which CDK gives to whoever sends to a queue'])) },
  },
  'no alarms, for a reason': {
    app: scheduled(() => ({ withoutAlarms: 'watched by Datadog' })), rests: [`async-scheduler: ${failed}, delivery: ${undelivered}`], nag: nagOfScheduler, acknowledges: ['dlq-not-watched: watched by Datadog'],
  },
});

constructContract('ScheduleTrigger', {
  'an alias': {
    app: (stack) => void new ScheduleTrigger(stack, 'Nightly', { function: new lambda.Function(stack, 'Fn', plain(stack)).addAlias('live'), schedule: hourly, input }),
    rests: ['async-scheduler: kept → Nightly/FailedEvents, delivery: kept → Nightly/UndeliveredEvents'],
    nag,
  },
  'two schedules of one function': {
    app: (stack) => {
      const handler = new lambda.Function(stack, 'Fn', plain(stack));
      new ScheduleTrigger(stack, 'Nightly', { function: handler, schedule: hourly, input });
      new ScheduleTrigger(stack, 'Weekly', { function: handler, schedule: hourly, input: { job: 'weekly' } });
    },
    rests: ['async-scheduler: kept → Nightly/FailedEvents, delivery: kept → Nightly/UndeliveredEvents', 'async-scheduler: kept → Nightly/FailedEvents, delivery: kept → Weekly/UndeliveredEvents'],
    nag: nagOfScheduler,
  },
});

function made(options: Partial<ScheduledFunctionProps> | ((stack: Stack) => Partial<ScheduledFunctionProps>) = {}) {
  const stack = new Stack(new App(), 'Shop');
  const { trigger } = new ScheduledFunction(stack, 'Fn', { ...plain(stack), schedule: hourly, input, ...typeof options === 'function' ? options(stack) : options });
  return { stack, trigger, template: Template.fromStack(stack) };
}

describe('what is made', () => {
  test('a schedule with the constant input, in a group of its own', () => {
    const { template } = made();
    const [group] = Object.values(template.findResources('AWS::Scheduler::ScheduleGroup')) as { Properties: { Name: string } }[];
    template.hasResourceProperties('AWS::Scheduler::Schedule', {
      ScheduleExpression: 'rate(1 hour)', State: 'ENABLED', FlexibleTimeWindow: { Mode: 'OFF' }, GroupName: group.Properties.Name,
      Target: Match.objectLike({ Input: JSON.stringify(input), RetryPolicy: { MaximumRetryAttempts: 185, MaximumEventAgeInSeconds: 86_400 }, DeadLetterConfig: Match.anyValue() }),
    });
  });

  test('a rule with the constant input', () => {
    made({ service: RULE }).template.hasResourceProperties('AWS::Events::Rule', {
      ScheduleExpression: 'rate(1 hour)', State: 'ENABLED', Targets: [Match.objectLike({ Input: JSON.stringify(input), InputPath: Match.absent(), InputTransformer: Match.absent(), DeadLetterConfig: Match.anyValue() })],
    });
  });

  test('everything can be set otherwise', () => {
    const { template } = made((stack) => ({
      schedule: scheduler.ScheduleExpression.cron({ hour: '2', minute: '0', timeZone: TimeZone.EUROPE_BERLIN }), scheduleName: 'nightly', scheduleDescription: 'Reports', scheduleEnabled: false,
      scheduleGroup: new scheduler.ScheduleGroup(stack, 'Jobs', { scheduleGroupName: 'jobs' }), timeWindow: scheduler.TimeWindow.flexible(Duration.minutes(5)),
      start: new Date('2030-01-01T00:00:00Z'), end: new Date('2031-01-01T00:00:00Z'), scheduleLogicalId: 'Kept',
      delivery: { retryAttempts: 3, maxEventAge: Duration.hours(1) }, processing: { retryAttempts: 0, maxEventAge: Duration.minutes(5), onFailure: FailureTarget.topic(new sns.Topic(stack, 'Topic')) },
    }));
    expect(template.toJSON()).toMatchObject({
      Resources: {
        Kept: {
          Properties: {
            Name: 'nightly', Description: 'Reports', GroupName: 'jobs', ScheduleExpression: 'cron(0 2 * * ? *)', ScheduleExpressionTimezone: 'Europe/Berlin', State: 'DISABLED',
            FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 5 }, StartDate: '2030-01-01T00:00:00.000Z', EndDate: '2031-01-01T00:00:00.000Z',
            Target: { RetryPolicy: { MaximumRetryAttempts: 3, MaximumEventAgeInSeconds: 3600 } },
          },
        },
      },
    });
    template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', { MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 300 });
    made({ service: RULE, scheduleName: 'nightly', scheduleDescription: 'Reports', scheduleEnabled: false, delivery: { retryAttempts: 3 } })
      .template.hasResourceProperties('AWS::Events::Rule', { Name: 'nightly', Description: 'Reports', State: 'DISABLED', Targets: [Match.objectLike({ RetryPolicy: { MaximumRetryAttempts: 3 } })] });
  });

  test.each<[string, (handler: lambda.Function) => lambda.IFunction, unknown]>([
    ['a function', (handler) => handler, '$LATEST'],
    ['an alias', (handler) => handler.addAlias('live'), { 'Fn::Select': [7, { 'Fn::Split': [':', { Ref: Match.stringLikeRegexp('Aliaslive') }] }] }],
    ['a version', (handler) => handler.currentVersion, { 'Fn::GetAtt': [Match.stringLikeRegexp('CurrentVersion'), 'Version'] }],
  ])('%s has its own configuration', (_, qualified, Qualifier) => {
    const stack = new Stack(new App(), 'Shop');
    new ScheduleTrigger(stack, 'Trigger', { function: qualified(fn(stack)), schedule: hourly, input });
    Template.fromStack(stack).hasResourceProperties('AWS::Lambda::EventInvokeConfig', { Qualifier });
  });

  test('the role of the schedule may use the customer-managed key of the queue', () => {
    const { stack, template } = made((scope) => ({ delivery: { deadLetterQueue: new sqs.Queue(scope, 'Dead', { encryptionMasterKey: new kms.Key(scope, 'Key') }) } }));
    const key = stack.resolve((stack.node.findChild('Key') as kms.Key).keyArn) as object;
    template.hasResourceProperties('AWS::IAM::Policy', { PolicyName: Match.stringLikeRegexp('SchedulerRole'), PolicyDocument: Match.objectLike({ Statement: Match.arrayWith([{ Effect: 'Allow', Action: ['kms:Decrypt', 'kms:GenerateDataKey'], Resource: key }]) }) });
  });
});

const bucketName = (stack: Stack) => new s3.Bucket(stack, 'Bucket').bucketName;
const circle: { [key: string]: unknown } = {};
circle.self = { circle };

describe('an input that is not constant, or not JSON, is refused, with the place and the fix', () => {
  type Input = ScheduleTriggerOptions['input'];
  const refused: { readonly [title: string]: readonly [input: (stack: Stack) => unknown, says: RegExp] } = {
    'a token': [(stack) => ({ to: bucketName(stack) }), /input\.to is a token.*allowTokens: true if a reference/],
    'a token in a text': [(stack) => ({ to: [`s3://${bucketName(stack)}/x`] }), /input\.to\[0\] is a token/],
    'a token as a name': [(stack) => ({ [bucketName(stack)]: 1 }), /the name .* in input is a token/],
    'a number that is a token': [() => ({ at: Token.asNumber({ Ref: 'At' }) }), /input\.at is a token/],
    'a list that is a token': [() => ({ at: Token.asList({ Ref: 'At' }) }), /input\.at is a token/],
    'something that is resolved later': [() => ({ at: Lazy.any({ produce: () => 1 }) }), /input\.at is a token/],
    'a field of an event': [() => ({ at: events.EventField.time }), /input\.at is a field of an event.*AsyncSource\.eventBridge/],
    'a RuleTargetInput': [() => events.RuleTargetInput.fromObject({}), /input is a RuleTargetInput.*Pass the object itself/],
    'a ScheduleTargetInput': [() => ({ it: scheduler.ScheduleTargetInput.fromObject({}) }), /input\.it is a ScheduleTargetInput/],
    'a context attribute': [() => ({ at: scheduler.ContextAttribute.scheduledTime }), /context attribute <aws\.scheduler\.scheduled-time>.*allowContextAttributes: true/],
    'a function': [() => ({ make: () => 1 }), /input\.make is a function, which JSON cannot say/],
    'a symbol': [() => ({ it: Symbol('x') }), /is a symbol/],
    'a large integer': [() => ({ it: BigInt(1) }), /is a bigint.*as text or a number/],
    'a Date': [() => ({ on: new Date() }), /input\.on is a Date, which would stay at this moment for ever/],
    'an invalid Date': [() => ({ on: new Date(NaN) }), /is a Date/],
    'undefined': [() => ({ a: { b: undefined } }), /input\.a\.b is undefined/],
    'a hole in a list': [() => ({ a: new Array<number>(1) }), /input\.a\[0\] is undefined/],
    'NaN': [() => ({ a: NaN }), /input\.a is NaN, which JSON turns into null/],
    'infinity': [() => ({ a: [1, Infinity] }), /input\.a\[1\] is Infinity/],
    'a circle': [() => circle, /contains itself/],
    'a Map': [() => ({ a: new Map() }), /object of class Map/],
    'a construct': [(stack) => ({ a: new s3.Bucket(stack, 'B') }), /input\.a is an object of class Bucket/],
    'a list as a whole': [() => [1], /input must be an object/],
    'null as a whole': [() => null, /input must be an object/],
  };

  test.each(Object.entries(refused))('%s', (_, [given, says]) => {
    expect(() => made((stack) => ({ input: given(stack) as Input }))).toThrow(says);
    expect(() => made((stack) => ({ input: given(stack) as Input, service: RULE }))).toThrow(/Shop\/Fn\/Trigger: .*(input|context attribute)/);
  });

  test('too large', () => {
    expect(() => made({ service: RULE, input: { x: 'x'.repeat(8_185) } })).toThrow(/input has 8193 characters as JSON, but at most 8192 are possible.*Put the data into S3/);
    expect(made({ service: RULE, input: { x: 'x'.repeat(8_184) } }).trigger.rule).toBeDefined();
    expect(() => made({ input: { x: '€'.repeat(349_526) } })).toThrow(/input has 1048586 bytes as JSON/);
    expect(made({ input: { x: '€'.repeat(8_185) } }).trigger.schedule).toBeDefined();
  });

  test('the same object twice is not a circle, and text may look like anything else', () => {
    const part = { a: 1 };
    const text = { parts: [part, part], path: '$.detail', template: '<name>', braces: '${x}', empty: {}, unicode: 'ü😀"\\\n' };
    for (const service of [RULE, SCHEDULER]) {
      const { template } = made({ input: text, service });
      const target = service === RULE ? { Targets: [Match.objectLike({ Input: JSON.stringify(text) })] } : { Target: Match.objectLike({ Input: JSON.stringify(text) }) };
      template.hasResourceProperties(service === RULE ? 'AWS::Events::Rule' : 'AWS::Scheduler::Schedule', target);
    }
  });

  test('references on demand', () => {
    const Input = { 'Fn::Join': ['', ['{"to":"', { Ref: Match.stringLikeRegexp('^Bucket') }, '"}']] };
    const options = (stack: Stack) => ({ allowTokens: true, input: { to: bucketName(stack) } });
    made(options).template.hasResourceProperties('AWS::Scheduler::Schedule', { Target: Match.objectLike({ Input }) });
    made((stack) => ({ ...options(stack), service: RULE })).template.hasResourceProperties('AWS::Events::Rule', { Targets: [Match.objectLike({ Input })] });
    expect(() => made({ allowTokens: true, input: { at: events.EventField.time } })).toThrow(/is a field of an event/);
  });

  test('context attributes on demand, of EventBridge Scheduler alone', () => {
    const at = scheduler.ContextAttribute.scheduledTime;
    made({ allowContextAttributes: true, input: { at } }).template.hasResourceProperties('AWS::Scheduler::Schedule', { Target: Match.objectLike({ Input: '{"at":"<aws.scheduler.scheduled-time>"}' }) });
    expect(() => made({ service: RULE, input: { at } })).toThrow(/EventBridge Scheduler alone fills in/);
    expect(() => made({ service: RULE, allowContextAttributes: true })).toThrow(/a rule does not fill them in/);
  });
});

describe('what contradicts a documented rule is refused, with the value to use', () => {
  const refused: { readonly [title: string]: readonly [options: (stack: Stack) => Partial<ScheduledFunctionProps>, says: RegExp] } = {
    'no schedule': [() => ({ schedule: undefined }), /schedule is missing.*ScheduleExpression\.rate/],
    'settings that a rule does not have': [() => ({ service: RULE, timeWindow: scheduler.TimeWindow.off(), end: new Date() }), /a rule has no timeWindow, end\. Leave that out, or use EventBridge Scheduler/],
    'a one-time schedule by a rule': [() => ({ service: RULE, schedule: scheduler.ScheduleExpression.at(new Date('2030-01-01T00:00:00Z')) }), /no one-time schedules, but schedule is at\(2030-01-01T00:00:00\)/],
    'a time zone of a rule': [() => ({ service: RULE, schedule: scheduler.ScheduleExpression.cron({ hour: '2', timeZone: TimeZone.EUROPE_BERLIN }) }), /keeps time in UTC, but schedule is in Europe\/Berlin/],
    'a rule and Scheduler': [(stack) => ({ schedule: undefined, rule: cron(stack), service: SCHEDULER }), /remove one of them/],
    'a schedule for a rule that exists': [(stack) => ({ rule: cron(stack), scheduleName: 'x' }), /schedule, scheduleName is for a new schedule, but rule is given/],
    'a rule by pattern': [(stack) => ({ schedule: undefined, rule: new events.Rule(stack, 'Rule', { eventPattern: { source: ['shop'] } }) }), /has no schedule: its events would be replaced.*AsyncSource\.eventBridge\(\{ rule \}\)/],
    'too many retries': [() => ({ delivery: { retryAttempts: 186 } }), /delivery\.retryAttempts is 186.*0 to 185/],
    'too short': [() => ({ delivery: { maxEventAge: Duration.seconds(59) } }), /delivery\.maxEventAge is 59 s.*60 to 86400/],
    'too many retries of the function': [() => ({ processing: { retryAttempts: 3 } }), /processing\.retryAttempts is 3/],
    'a FIFO queue for what cannot be delivered': [(stack) => ({ delivery: { deadLetterQueue: new sqs.Queue(stack, 'Q', { fifo: true }) } }), /FIFO queue.*standard queues only/],
    'no alarms without a reason': [() => ({ withoutAlarms: '' }), /withoutAlarms is the reason/],
  };

  test.each(Object.entries(refused))('%s', (_, [options, says]) => expect(() => made(options)).toThrow(says));
});

test('what breaks a recommendation is reported at synthesis, until somebody acknowledges it', () => {
  const found = (...ids: string[]) => {
    const stack = new Stack(new App(), 'Shop');
    Validations.of(stack).acknowledge(...ids.map((id) => ({ id: `cdk-lambda-failsafe::${id}`, reason: 'a test' })));
    new ScheduledFunction(stack, 'Fn', { ...plain(stack), schedule: hourly, input, deadLetterQueue: new DeadLetterQueue(stack, 'Dead'), processing: {} });
    return Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('cdk-lambda-failsafe::')).map(({ entry }) => /cdk-lambda-failsafe::([\w-]+)/.exec(String(entry.data))![1]);
  };
  expect(found()).toEqual(['dlq-and-destination']);
  expect(found('dlq-and-destination')).toEqual([]);
});

describe('what exists', () => {
  test('an imported function: what to verify', () => {
    const stack = new Stack(new App(), 'Shop');
    new ScheduleTrigger(stack, 'Nightly', { function: lambda.Function.fromFunctionArn(stack, 'Fn', 'arn:aws:lambda:eu-west-1:111122223333:function:report'), schedule: hourly, input });
    Annotations.fromStack(stack).hasInfo('*', Match.stringLikeRegexp('made elsewhere. Verify there: that the version or alias that is invoked has an on-failure destination'));
    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', { PolicyDocument: Match.objectLike({ Statement: Match.arrayWith([{ Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: 'arn:aws:lambda:eu-west-1:111122223333:function:report' }]) }) });
  });

  test.each<[string, (stack: Stack) => lambda.IFunction, string]>([
    ['a version', (stack) => lambda.Version.fromVersionArn(stack, 'Fn', 'arn:aws:lambda:eu-west-1:111122223333:function:report:3'), '3'],
    ['an alias', (stack) => lambda.Alias.fromAliasAttributes(stack, 'Fn', { aliasName: 'live', aliasVersion: lambda.Version.fromVersionArn(stack, 'V', 'arn:aws:lambda:eu-west-1:111122223333:function:report:3') }), 'live'],
  ])('%s that is imported is invoked, and configured on demand', (_, imported, Qualifier) => {
    const stack = new Stack(new App(), 'Shop');
    new ScheduleTrigger(stack, 'Nightly', { function: imported(stack), schedule: hourly, input, processing: { retryAttempts: 0 } });
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', { FunctionName: 'report', Qualifier });
    template.hasResourceProperties('AWS::Scheduler::Schedule', { Target: Match.objectLike({ Arn: `arn:aws:lambda:eu-west-1:111122223333:function:report:${Qualifier}` }) });
  });

  test('an imported function that a rule invokes: the statement that its policy needs', () => {
    const stack = new Stack(new App(), 'Shop');
    new ScheduleTrigger(stack, 'Nightly', { function: lambda.Function.fromFunctionArn(stack, 'Fn', 'arn:aws:lambda:eu-west-1:111122223333:function:report'), rule: cron(stack), input });
    Annotations.fromStack(stack).hasInfo('/Shop/Nightly', Match.stringLikeRegexp('"Principal":{"Service":"events.amazonaws.com"},"Action":"lambda:InvokeFunction".*permission-unverified'));
  });

  test('an imported dead-letter queue: the role of the schedule may write there; for a rule, the statement to add', () => {
    const dead = (stack: Stack) => ({ delivery: { deadLetterQueue: sqs.Queue.fromQueueArn(stack, 'Dead', 'arn:aws:sqs:eu-west-1:111122223333:dead') } });
    made(dead).template.hasResourceProperties('AWS::IAM::Policy', { PolicyName: Match.stringLikeRegexp('SchedulerRole'), PolicyDocument: Match.objectLike({ Statement: Match.arrayWith([Match.objectLike({ Action: 'sqs:SendMessage', Resource: 'arn:aws:sqs:eu-west-1:111122223333:dead' })]) }) });
    const { stack } = made((scope) => ({ ...dead(scope), service: RULE }));
    Annotations.fromStack(stack).hasInfo('*', Match.stringLikeRegexp('"Service":"events.amazonaws.com".*sqs:SendMessage.*net-policy-unverified'));
  });

  test('plain queues for both nets have alarms each, one queue for both has them once', () => {
    const alarms = (ids: readonly string[]) => made((stack) => {
      const [delivery, processing] = ids.map((id) => (stack.node.tryFindChild(id) ?? new sqs.Queue(stack, id)) as sqs.Queue);
      return { delivery: { deadLetterQueue: delivery }, processing: { onFailure: FailureTarget.queue(processing) } };
    }).template.findResources('AWS::CloudWatch::Alarm', { Properties: { MetricName: 'ApproximateNumberOfMessagesVisible' } });
    expect([Object.keys(alarms(['One', 'Two'])).length, Object.keys(alarms(['One', 'One'])).length]).toEqual([2, 1]);
  });

  test('a queue of the user has alarms too', () => {
    const { stack, trigger } = made((scope) => ({ delivery: { deadLetterQueue: new sqs.Queue(scope, 'Dead') } }));
    expect(trigger.deliveryDeadLetterQueue).toBe(stack.node.findChild('Dead'));
    expect(trigger.alarms.map(({ node }) => node.id)).toContain('DepthAlarm');
  });
});

describe('alarms', () => {
  const expected: readonly (readonly [service: ScheduleService, namespace: string, names: readonly string[], dimension: string])[] = [
    [SCHEDULER, 'AWS/Scheduler', ['InvocationDroppedCount', 'InvocationsFailedToBeSentToDeadLetterCount'], 'ScheduleGroup'],
    [RULE, 'AWS/Events', ['FailedInvocations', 'InvocationsFailedToBeSentToDlq'], 'RuleName'],
  ];

  test.each(expected)('on what means a lost invocation, with the actions: %s', (service, Namespace, names, dimension) => {
    const { stack, trigger, template } = made((scope) => ({ service, alarmActions: [new actions.SnsAction(new sns.Topic(scope, 'OnCall'))] }));
    const value: unknown = service === RULE ? { Ref: stack.getLogicalId(trigger.rule!.node.defaultChild as CfnElement) } : trigger.schedule!.scheduleGroup!.scheduleGroupName;
    const common = { Statistic: 'Sum', Period: 60, Threshold: 1, EvaluationPeriods: 1, TreatMissingData: 'notBreaching', AlarmActions: [{ Ref: Match.stringLikeRegexp('OnCall') }] };
    for (const MetricName of names) template.hasResourceProperties('AWS::CloudWatch::Alarm', { ...common, Namespace, MetricName, Dimensions: [{ Name: dimension, Value: stack.resolve(value) as unknown }] });
    for (const MetricName of ['AsyncEventsDropped', 'DestinationDeliveryFailures', 'DeadLetterErrors']) template.hasResourceProperties('AWS::CloudWatch::Alarm', { ...common, Namespace: 'AWS/Lambda', MetricName });
    expect(trigger.alarms).toHaveLength(10);
  });

  test('a shared group counts more than this schedule, and the alarm says so', () => {
    made((stack) => ({ scheduleGroup: scheduler.ScheduleGroup.fromScheduleGroupName(stack, 'Jobs', 'jobs') })).template
      .hasResourceProperties('AWS::CloudWatch::Alarm', { MetricName: 'InvocationDroppedCount', Dimensions: [{ Name: 'ScheduleGroup', Value: 'jobs' }], AlarmDescription: Match.stringLikeRegexp('a schedule of the group Shop/Jobs') });
  });

  test('metrics', () => {
    const names = ({ trigger }: ReturnType<typeof made>) => [
      trigger.metricUndelivered(), trigger.metricUndeliveredLost({ period: Duration.minutes(5) }),
      trigger.metricAsyncEventsDropped(), trigger.metricAsyncEventAge(), trigger.metricDestinationDeliveryFailures(), trigger.metricDeadLetterErrors(),
    ].map(({ metricName, statistic, period }) => `${metricName} ${statistic} ${period.toSeconds()}`);
    const ofLambda = ['AsyncEventsDropped Sum 60', 'AsyncEventAge Maximum 60', 'DestinationDeliveryFailures Sum 60', 'DeadLetterErrors Sum 60'];
    expect(names(made())).toEqual(['InvocationDroppedCount Sum 60', 'InvocationsFailedToBeSentToDeadLetterCount Sum 300', ...ofLambda]);
    expect(names(made({ service: RULE }))).toEqual(['FailedInvocations Sum 60', 'InvocationsFailedToBeSentToDlq Sum 300', ...ofLambda]);
    expect(made().trigger.metricTargetErrors()).toMatchObject({ namespace: 'AWS/Scheduler', metricName: 'TargetErrorCount' });
    expect(() => made({ service: RULE }).trigger.metricTargetErrors()).toThrow(/use metricUndelivered/);
  });
});

describe('moving from plain constructs', () => {
  const resources = (build: (stack: Stack, handler: lambda.Function) => void) => {
    const stack = new Stack(new App(), 'Shop');
    build(stack, fn(stack));
    return Template.fromStack(stack).toJSON().Resources as { [id: string]: { Type: string; Properties: { [name: string]: object } } };
  };
  const added = (before: object, after: { readonly [id: string]: { readonly Type: string } }) =>
    [...new Set(Object.keys(after).filter((id) => !(id in before)).map((id) => after[id].Type))].sort();
  const nets = ['AWS::CloudWatch::Alarm', 'AWS::IAM::Policy', 'AWS::Lambda::EventInvokeConfig', 'AWS::SQS::Queue', 'AWS::SQS::QueuePolicy'];

  test('a rule keeps its logical id, its target and its permission', () => {
    const rule = (stack: Stack) => new events.Rule(stack, 'Rule', { schedule: events.Schedule.expression('rate(1 hour)') });
    const before = resources((stack, handler) => rule(stack).addTarget(new targets.LambdaFunction(handler, { event: events.RuleTargetInput.fromObject(input) })));
    const after = resources((stack, handler) => void new ScheduleTrigger(stack, 'Trigger', { function: handler, rule: rule(stack), input }));
    for (const id of Object.keys(before)) if (before[id].Type !== 'AWS::Lambda::Function' && before[id].Type !== 'AWS::Events::Rule') expect(after[id]).toEqual(before[id]);
    const [id] = Object.keys(before).filter((name) => before[name].Type === 'AWS::Events::Rule');
    expect(after[id].Properties).toMatchObject(before[id].Properties);
    expect(added(before, after)).toEqual(nets);
  });

  test('a schedule keeps its logical id, its group, its name and its role on demand', () => {
    const before = resources((stack, handler) => {
      new scheduler.Schedule(stack, 'Nightly', { schedule: hourly, target: new LambdaInvoke(handler, { input: scheduler.ScheduleTargetInput.fromObject(input) }) });
    });
    const [id] = Object.keys(before).filter((name) => before[name].Type === 'AWS::Scheduler::Schedule');
    const after = resources((stack, handler) => {
      const scheduleGroup = scheduler.ScheduleGroup.fromDefaultScheduleGroup(stack, 'Default');
      new ScheduleTrigger(stack, 'Trigger', { function: handler, schedule: hourly, input, scheduleGroup, scheduleLogicalId: id });
    });
    expect(after[id].Properties).toEqual({ ...before[id].Properties, Target: { ...before[id].Properties.Target, DeadLetterConfig: expect.anything() as object } });
    const role = Object.keys(before).find((name) => before[name].Type === 'AWS::IAM::Role' && name.startsWith('SchedulerRole'))!;
    expect(after[role]).toEqual(before[role]);
    expect(added(before, after)).toEqual(nets);
  });

  test('a second target of one rule is refused', () => {
    expect(() => resources((stack, handler) => {
      const rule = cron(stack);
      rule.addTarget(new targets.LambdaFunction(handler));
      new ScheduleTrigger(stack, 'Trigger', { function: handler, rule, input });
    })).toThrow(/has Shop\/Fn as a target already, and would invoke it twice\. Remove the call of addTarget/);
  });
});
