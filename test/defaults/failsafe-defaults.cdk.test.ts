import { App, CustomResource, DefaultStackSynthesizer, Duration, NestedStack, RemovalPolicy, Stack, Stage, Validations } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { AttributeType, StreamViewType, Table, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Repository } from 'aws-cdk-lib/aws-ecr';
import { Rule, Schedule as RuleSchedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnTopicRule } from 'aws-cdk-lib/aws-iot';
import { Stream } from 'aws-cdk-lib/aws-kinesis';
import { CfnEventSourceMapping, CfnFunction, DockerImageCode, DockerImageFunction, Runtime, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { DynamoEventSource, KinesisEventSource, ManagedKafkaEventSource, SnsEventSource, SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup, LogRetention, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { CfnPipe } from 'aws-cdk-lib/aws-pipes';
import { Bucket, EventType } from 'aws-cdk-lib/aws-s3';
import { BucketDeployment, Source } from 'aws-cdk-lib/aws-s3-deployment';
import { LambdaDestination } from 'aws-cdk-lib/aws-s3-notifications';
import { Schedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { AwsCustomResource, AwsCustomResourcePolicy, PhysicalResourceId, Provider } from 'aws-cdk-lib/custom-resources';
import { Construct } from 'constructs';
import {
  AsyncFunction, AsyncSource, DeadLetterQueue, DocumentDbTriggeredFunction, FailsafeDefault, FailsafeDefaults, FailsafeDefaultsProps, FailsafeNets, FailureMap, FailureTarget, Fate,
  KafkaTriggeredFunction, MqEngine, MqTriggeredFunction, ScheduledFunction, SqsRedrive, SqsTriggeredFunction, SqsVisibility, StreamFailures, StreamTriggeredFunction,
  SyncCaller, SyncFunction,
} from '../../src';
import { check } from '../../src/check';
import { worlds } from '../../src/read/app';
import { readTree } from '../../src/read/tree';
import { difference } from '../support/before-after';
import { code, fn } from '../support/parts';

const newApp = () => new App({ analyticsReporting: false });
const newStack = (scope: Construct, id = 'Shop') => new Stack(scope, id, { synthesizer: new DefaultStackSynthesizer({ generateBootstrapVersionRule: false }) });

/** Everything that AWS has a net for, the plain way. */
function shop(stack: Stack): Stack {
  fn(stack, 'ShipOrder', { timeout: Duration.seconds(20) }).addEventSource(new SqsEventSource(new Queue(stack, 'Orders'), { maxBatchingWindow: Duration.seconds(30) }));
  fn(stack, 'BookOrder').addEventSource(new SqsEventSource(new Queue(stack, 'Books', { fifo: true })));
  fn(stack, 'Refund').addEventSource(new SqsEventSource(new Queue(stack, 'Refunds', { deadLetterQueue: { queue: new Queue(stack, 'RefundsDlq'), maxReceiveCount: 5 } })));
  fn(stack, 'CountClicks').addEventSource(new KinesisEventSource(new Stream(stack, 'Clicks'), { startingPosition: StartingPosition.LATEST }));
  const table = new Table(stack, 'Table', { partitionKey: { name: 'id', type: AttributeType.STRING }, stream: StreamViewType.NEW_IMAGE });
  fn(stack, 'Audit').addEventSource(new DynamoEventSource(table, { startingPosition: StartingPosition.LATEST }));
  fn(stack, 'Meter').addEventSource(new ManagedKafkaEventSource({ clusterArn: 'arn:aws:kafka:eu-west-1:111122223333:cluster/shop/x', topic: 'meters', startingPosition: StartingPosition.LATEST }));
  fn(stack, 'Notify').addEventSource(new SnsEventSource(new Topic(stack, 'Shipped')));
  new Rule(stack, 'Rule', { eventPattern: { source: ['shop'] }, targets: [new LambdaFunction(fn(stack, 'CheckFraud').addAlias('live'))] });
  new Schedule(stack, 'Nightly', { schedule: ScheduleExpression.rate(Duration.days(1)), target: new LambdaInvoke(fn(stack, 'Report')) });
  new Bucket(stack, 'Images').addEventNotification(EventType.OBJECT_CREATED, new LambdaDestination(fn(stack, 'Resize')));
  new CfnPipe(stack, 'Pipe', {
    roleArn: new Role(stack, 'PipeRole', { assumedBy: new ServicePrincipal('pipes.amazonaws.com') }).roleArn, target: fn(stack, 'Enrich').functionArn,
    source: new Stream(stack, 'Piped').streamArn, sourceParameters: { kinesisStreamParameters: { startingPosition: 'LATEST' } },
  });
  new CfnTopicRule(stack, 'Faults', { topicRulePayload: { sql: 'SELECT *', actions: [{ lambda: { functionArn: fn(stack, 'Diagnose').functionArn } }] } });
  // Configured after it was subscribed, which a destination that comes too early would break.
  const tuned = fn(stack, 'Tuned');
  tuned.addEventSource(new SnsEventSource(new Topic(stack, 'Ticks')));
  tuned.configureAsyncInvoke({ retryAttempts: 1 });
  return stack;
}

const fates = (map: FailureMap) => new Set(map.paths.flatMap(({ fate, deliveryFate }) => [fate, ...deliveryFate ? [deliveryFate] : []]));

/** The template of a program in one stack, with defaults that were asked for before it, so many times. */
function templateOf(program: (stack: Stack) => void, props?: FailsafeDefaultsProps, times = props ? 1 : 0): object {
  const app = newApp();
  for (let time = 0; time < times; time += 1) FailsafeDefaults.of(app, props);
  const stack = newStack(app);
  program(stack);
  return Template.fromStack(stack).toJSON();
}

const changes = (program: (stack: Stack) => void, props: FailsafeDefaultsProps = {}) => difference(templateOf(program), templateOf(program, props));

const properties = (program: (stack: Stack) => void, type: string, props: FailsafeDefaultsProps = {}) =>
  Object.values(Template.fromJSON(templateOf(program, props)).findResources(type)).map(({ Properties }: { Properties?: object }) => Properties);

let quiet: jest.SpyInstance[];
beforeAll(() => { quiet = (['error', 'warn'] as const).map((kind) => jest.spyOn(console, kind).mockImplementation()); });
afterAll(() => quiet.forEach((spy) => spy.mockRestore()));

describe('a plain app', () => {
  test('keeps every event, and nothing is renamed or replaced', () => {
    const app = newApp();
    FailsafeDefaults.of(app);
    const stack = shop(newStack(app));
    const map = FailureMap.of(stack);
    expect(map.paths.length).toBeGreaterThanOrEqual(12);
    expect(fates(map)).toEqual(new Set([Fate.KEPT]));
    const { gone, changed } = changes((each) => void shop(each));
    expect(gone).toEqual([]);
    expect([...new Set(changed)]).toEqual([
      'AWS::Events::Rule.Targets', 'AWS::IAM::Policy.PolicyDocument', 'AWS::IoT::TopicRule.TopicRulePayload', 'AWS::Lambda::EventInvokeConfig.DestinationConfig',
      'AWS::Lambda::EventSourceMapping.BisectBatchOnFunctionError',
      'AWS::Lambda::EventSourceMapping.DestinationConfig', 'AWS::Lambda::EventSourceMapping.MaximumRecordAgeInSeconds', 'AWS::Lambda::EventSourceMapping.MaximumRetryAttempts',
      'AWS::Lambda::EventSourceMapping.MetricsConfig', 'AWS::Pipes::Pipe.SourceParameters', 'AWS::SNS::Subscription.RedrivePolicy', 'AWS::SQS::Queue.MessageRetentionPeriod',
      'AWS::SQS::Queue.RedrivePolicy', 'AWS::SQS::Queue.VisibilityTimeout', 'AWS::Scheduler::Schedule.Target',
    ]);
  });

  test('has nothing left that is wrong, but what is for its owner to say', () => {
    const app = newApp();
    FailsafeDefaults.of(app);
    shop(newStack(app));
    app.synth();
    const found = check(worlds(readTree(app))).findings.map(({ severity, rule }) => `${severity}: ${rule}`);
    // Who hears of a queue that was there before, and what handlers return.
    expect([...new Set(found)].sort()).toEqual(['warning: dlq-not-watched', 'warning: sqs-no-partial-batch']);
  });

  test.each([[2, 'twice'], [3, 'three times']])('asked for %d times, it is the same as once', (times) => {
    expect(templateOf((stack) => void shop(stack), {}, times)).toEqual(templateOf((stack) => void shop(stack), {}));
  });

  test('synthesized a second time, it is the same', () => {
    const app = newApp();
    FailsafeDefaults.of(app);
    const stack = shop(newStack(app));
    const once = Template.fromStack(stack).toJSON();
    app.synth({ force: true });
    expect(Template.fromStack(stack).toJSON()).toEqual(once);
  });

  test('with FailsafeNets and the mixins on top, nothing is double', () => {
    const app = newApp();
    FailsafeDefaults.of(app);
    const stack = shop(newStack(app));
    FailsafeNets.of(app);
    stack.with(new SqsVisibility(), new StreamFailures());
    expect(Template.fromStack(stack).toJSON()).toEqual(templateOf((each) => void shop(each), {}));
  });

  test('gets from the mixins, once FailsafeDefaults is gone, the queues and buckets that it has', () => {
    const app = newApp();
    const stack = shop(newStack(app));
    stack.with(new SqsRedrive({ polledOnly: true }), new SqsVisibility(), new StreamFailures());
    FailsafeNets.of(app);
    const ids = (template: object) => new Set(['AWS::SQS::Queue', 'AWS::S3::Bucket', 'AWS::Lambda::EventInvokeConfig'].flatMap((type) => Object.keys(Template.fromJSON(template).findResources(type))));
    expect(ids(Template.fromStack(stack).toJSON())).toEqual(ids(templateOf((each) => void shop(each), {})));
  });

  test('is what places can be given for', () => {
    const app = newApp();
    const stack = newStack(app);
    const failed = new Queue(stack, 'Failed');
    FailsafeDefaults.of(app, { asyncFailures: FailureTarget.queue(failed), streamFailures: FailureTarget.queue(failed), undelivered: failed, maxReceiveCount: 7, withoutAlarms: 'watched by Datadog' });
    const { paths } = FailureMap.of(shop(stack));
    expect(new Set(paths.filter(({ source }) => source !== 'sqs').flatMap(({ restsIn }) => restsIn.map(({ name }) => name)))).toEqual(new Set(['Failed']));
    expect(paths.find(({ function: { node: { id } } }) => id === 'ShipOrder')).toMatchObject({ maxTries: 7 });
    Template.fromStack(stack).resourceCountIs('AWS::CloudWatch::Alarm', 0);
  });
});

describe('each default', () => {
  const every = Object.values(FailsafeDefault);
  const alone = (given: FailsafeDefault) => [...new Set(changes((stack) => void shop(stack), { without: every.filter((each) => each !== given) }).changed)].filter((name) => name !== 'AWS::IAM::Policy.PolicyDocument');

  const mapping = (...names: string[]) => names.map((name) => `AWS::Lambda::EventSourceMapping.${name}`);
  test.each([
    [FailsafeDefault.SQS_REDRIVE, ['AWS::SQS::Queue.RedrivePolicy']],
    [FailsafeDefault.SQS_VISIBILITY, ['AWS::SQS::Queue.VisibilityTimeout']],
    [FailsafeDefault.DEAD_LETTER_RETENTION, ['AWS::SQS::Queue.MessageRetentionPeriod']],
    [FailsafeDefault.STREAM_FAILURES, mapping('BisectBatchOnFunctionError', 'DestinationConfig', 'MaximumRecordAgeInSeconds', 'MaximumRetryAttempts', 'MetricsConfig')],
    [FailsafeDefault.ASYNC_FAILURES, ['AWS::Lambda::EventInvokeConfig.DestinationConfig']],
    [FailsafeDefault.RULE_DEAD_LETTERS, ['AWS::Events::Rule.Targets']],
    [FailsafeDefault.SCHEDULE_DEAD_LETTERS, ['AWS::Scheduler::Schedule.Target']],
    [FailsafeDefault.SUBSCRIPTION_DEAD_LETTERS, ['AWS::SNS::Subscription.RedrivePolicy']],
    [FailsafeDefault.PIPE_DEAD_LETTERS, ['AWS::Pipes::Pipe.SourceParameters']],
    [FailsafeDefault.TOPIC_RULE_ERROR_ACTION, ['AWS::IoT::TopicRule.TopicRulePayload']],
  ])('%s alone', (given, changed) => expect(alone(given)).toEqual(changed));

  test('left out, nothing is left', () => {
    expect(templateOf((stack) => void shop(stack), { without: every })).toEqual(templateOf((stack) => void shop(stack)));
  });

  test('partial batch responses are for those who ask', () => {
    const types = (props: FailsafeDefaultsProps) => properties((stack) => {
      fn(stack, 'Silent').addEventSource(new SqsEventSource(new Queue(stack, 'Silence')));
      fn(stack, 'Refusing').addEventSource(new SqsEventSource(new Queue(stack, 'Refusals'), { reportBatchItemFailures: false }));
      fn(stack, 'Kafka').addEventSource(new ManagedKafkaEventSource({ clusterArn: 'arn:aws:kafka:eu-west-1:111122223333:cluster/shop/x', topic: 'meters', startingPosition: StartingPosition.LATEST }));
    }, 'AWS::Lambda::EventSourceMapping', props).map((each) => (each as { FunctionResponseTypes?: string[] }).FunctionResponseTypes);
    expect(types({})).toEqual([undefined, undefined, undefined]);
    expect(types({ reportBatchItemFailures: true })).toEqual([['ReportBatchItemFailures'], undefined, undefined]);
  });

  test('a value that AWS does not take is refused at once', () => {
    const app = newApp();
    expect(() => FailsafeDefaults.of(app, { maxReceiveCount: 0 })).toThrow('maxReceiveCount is 0');
    expect(() => FailsafeDefaults.of(app, { streamFailures: FailureTarget.function(fn(newStack(app))) })).toThrow('can keep asynchronous events only');
  });
});

describe('stays as it is:', () => {
  const untouched = (program: (stack: Stack) => void, props: FailsafeDefaultsProps = {}) => expect(templateOf(program, props)).toEqual(templateOf(program));

  test('what our own constructs have wired', () => untouched((stack) => {
    const props = { runtime: Runtime.NODEJS_22_X, handler: 'index.handler', code };
    new SqsTriggeredFunction(stack, 'Sqs', props);
    new SqsTriggeredFunction(stack, 'Fifo', { ...props, queueProps: { fifo: true } });
    new StreamTriggeredFunction(stack, 'Stream', props);
    new StreamTriggeredFunction(stack, 'Positions', { ...props, processing: { onFailure: FailureTarget.queue(new DeadLetterQueue(stack, 'Failed')) } });
    new AsyncFunction(stack, 'Async', { ...props, source: AsyncSource.sns(new Topic(stack, 'Topic')) });
    new ScheduledFunction(stack, 'Scheduled', { ...props, schedule: ScheduleExpression.rate(Duration.days(1)), input: { job: 'nightly' } });
    new SyncFunction(stack, 'Sync', { ...props, caller: SyncCaller.functionUrl() });
  }));

  test('what our own constructs have wired to brokers, which take other settings than streams', () => {
    const arn = (service: string, name: string) => `arn:aws:${service}:eu-west-1:111122223333:${name}`;
    const secretArn = arn('secretsmanager', 'secret:broker-AbCdEf');
    untouched((stack) => {
      const props = { runtime: Runtime.NODEJS_22_X, handler: 'index.handler', code };
      const secret = Secret.fromSecretCompleteArn(stack, 'Secret', secretArn);
      new KafkaTriggeredFunction(stack, 'Kafka', { ...props, clusterArn: arn('kafka', 'cluster/shop/x'), topic: 'meters' });
      new MqTriggeredFunction(stack, 'Mq', { ...props, brokerArn: arn('mq', 'broker:shop:b-1234'), engine: MqEngine.ACTIVE_MQ, queue: 'orders', secret });
      new DocumentDbTriggeredFunction(stack, 'DocumentDb', { ...props, clusterArn: arn('rds', 'cluster:shop'), databaseName: 'shop', secret, changeStreamRetention: Duration.hours(24) });
    });
  });

  test('what CDK adds to an app by itself', () => untouched((stack) => {
    const bucket = new Bucket(stack, 'Site', { removalPolicy: RemovalPolicy.DESTROY, autoDeleteObjects: true });
    new BucketDeployment(stack, 'Deploy', { destinationBucket: bucket, sources: [Source.data('index.html', 'hello')] });
    new LogRetention(stack, 'Retention', { logGroupName: 'shop', retention: RetentionDays.ONE_DAY });
    new AwsCustomResource(stack, 'Call', { onCreate: { service: 'SQS', action: 'ListQueues', physicalResourceId: PhysicalResourceId.of('x') }, policy: AwsCustomResourcePolicy.fromSdkCalls({ resources: ['*'] }) });
    new CustomResource(stack, 'Seed', { serviceToken: new Provider(stack, 'Provider', { onEventHandler: fn(stack), isCompleteHandler: fn(stack, 'Complete') }).serviceToken });
    new LogGroup(stack, 'Logs');
  }));

  test('functions that nobody invokes, and that are called synchronously', () => untouched((stack) => {
    fn(stack, 'Idle');
    fn(stack, 'Url').addFunctionUrl();
  }));

  test('queues that no function polls', () => untouched((stack) => {
    new Queue(stack, 'Jobs');
    new Queue(stack, 'Fifo', { fifo: true });
  }));

  test('queues that were imported', () => untouched((stack) => {
    fn(stack, 'ShipOrder', { timeout: Duration.minutes(1) }).addEventSource(new SqsEventSource(Queue.fromQueueArn(stack, 'Orders', 'arn:aws:sqs:eu-west-1:111122223333:orders')));
  }));

  test('what is set', () => untouched((stack) => {
    const dead = new Queue(stack, 'Dead', { retentionPeriod: Duration.days(5) });
    const orders = new Queue(stack, 'Orders', { visibilityTimeout: Duration.seconds(61), deadLetterQueue: { queue: dead, maxReceiveCount: 2 } });
    fn(stack, 'ShipOrder', { timeout: Duration.minutes(1), deadLetterQueue: dead }).addEventSource(new SqsEventSource(orders));
    const clicks = new Stream(stack, 'Clicks');
    fn(stack, 'CountClicks').addEventSource(new KinesisEventSource(clicks, {
      startingPosition: StartingPosition.LATEST, retryAttempts: -1, maxRecordAge: Duration.hours(1), bisectBatchOnError: false,
      onFailure: FailureTarget.queue(dead).toEventSourceDlq(),
    }));
    const notify = fn(stack, 'Notify', { onFailure: FailureTarget.queue(dead).toDestination(), retryAttempts: 0 });
    notify.addPermission('Invoke', { principal: notify.grantPrincipal });
    fn(stack, 'Tuned', { deadLetterQueue: dead, maxEventAge: Duration.hours(1) });
  }));

  test.each(['sqs-no-redrive', 'sqs-visibility-lt-6x'])('what has been accepted: %s', (rule) => {
    const program = (stack: Stack) => {
      const ticks = new Queue(stack, 'Ticks');
      Validations.of(ticks).acknowledge({ id: `cdk-lambda-failsafe::${rule}`, reason: 'a price is worth nothing after a second' });
      fn(stack, 'Show', { timeout: Duration.seconds(10) }).addEventSource(new SqsEventSource(ticks));
    };
    const { changed } = changes(program);
    expect(changed).toEqual([rule === 'sqs-no-redrive' ? 'AWS::SQS::Queue.VisibilityTimeout' : 'AWS::SQS::Queue.RedrivePolicy']);
  });

  test('what has been accepted after it was made, where it is decided late', () => untouched((stack) => {
    const show = fn(stack, 'Show');
    show.addEventSource(new SnsEventSource(new Topic(stack, 'Ticks')));
    new Rule(stack, 'EveryMinute', { schedule: RuleSchedule.rate(Duration.minutes(1)), targets: [new LambdaFunction(show)] });
    for (const rule of ['async-no-dlq-or-destination', 'sns-subscription-no-dlq', 'eventbridge-target-no-dlq']) {
      Validations.of(stack).acknowledge({ id: `cdk-lambda-failsafe::${rule}`, reason: 'the next one comes in a minute' });
    }
  }));

  test('streams and configurations that have been accepted around them', () => untouched((stack) => {
    Validations.of(stack).acknowledge({ id: 'cdk-lambda-failsafe::stream-infinite-retries', reason: 'order matters more than time' }, { id: 'cdk-lambda-failsafe::eic-without-onfailure', reason: 'only pings' });
    fn(stack, 'CountClicks', { retryAttempts: 0 }).addEventSource(new KinesisEventSource(new Stream(stack, 'Clicks'), { startingPosition: StartingPosition.LATEST }));
  }));
});

describe('reaches', () => {
  const reached = (program: (stack: Stack) => void) => {
    const app = newApp();
    FailsafeDefaults.of(app);
    const stack = newStack(app);
    program(stack);
    return [...fates(FailureMap.of(stack))];
  };

  /** A wrapper of somebody else, made of plain parts. */
  class QueueToLambda extends Construct {
    constructor(scope: Construct, id: string) {
      super(scope, id);
      const queue = new Queue(this, 'queue');
      fn(this, 'function', { timeout: Duration.seconds(30) }).addEventSource(new SqsEventSource(queue));
    }
  }

  test.each([
    ['wrappers of others', (stack: Stack) => void new QueueToLambda(stack, 'Orders')],
    ['functions of aws-lambda-nodejs', (stack: Stack) => new NodejsFunction(stack, 'Fn', { code, runtime: Runtime.NODEJS_22_X, handler: 'index.handler' }).addEventSource(new SnsEventSource(new Topic(stack, 'Topic')))],
    ['functions from images', (stack: Stack) => new DockerImageFunction(stack, 'Fn', { code: DockerImageCode.fromEcr(Repository.fromRepositoryName(stack, 'Images', 'images')) })
      .addEventSource(new SqsEventSource(new Queue(stack, 'Orders')))],
    ['tables of the second version', (stack: Stack) => fn(stack).addEventSource(new DynamoEventSource(
      new TableV2(stack, 'Table', { partitionKey: { name: 'id', type: AttributeType.STRING }, dynamoStream: StreamViewType.NEW_IMAGE }), { startingPosition: StartingPosition.LATEST },
    ))],
    ['nested stacks', (stack: Stack) => {
      const nested = new NestedStack(stack, 'Nested');
      fn(nested, 'ShipOrder', { timeout: Duration.seconds(30) }).addEventSource(new SqsEventSource(new Queue(stack, 'Orders')));
      fn(nested, 'Notify').addEventSource(new SnsEventSource(new Topic(nested, 'Shipped')));
    }],
    ['what has no class of the second level, late', (stack: Stack) => void new CfnEventSourceMapping(stack, 'Mapping', { functionName: fn(stack).functionName, eventSourceArn: new Stream(stack, 'Clicks').streamArn, startingPosition: 'LATEST' })],
  ])('%s', (_, program) => expect(reached(program)).toEqual([Fate.KEPT]));

  test('stages and stacks that are made later', () => {
    const app = newApp();
    FailsafeDefaults.of(app);
    const stack = shop(newStack(new Stage(app, 'Prod')));
    expect(fates(FailureMap.of(stack))).toEqual(new Set([Fate.KEPT]));
  });

  test('stages that are there, when it is asked for late: what is decided at synthesis', () => {
    const app = newApp();
    const stack = shop(newStack(new Stage(app, 'Prod')));
    FailsafeDefaults.of(app);
    expect(fates(FailureMap.of(stack))).toEqual(new Set([Fate.KEPT]));
    expect(difference(templateOf((each) => void shop(each)), Template.fromStack(stack).toJSON()).changed).not.toContain('AWS::SQS::Queue.VisibilityTimeout');
  });

  test('a stage alone, and not what is beside it', () => {
    const stages = (hardened: boolean) => {
      const app = newApp();
      const [meant, beside] = ['Meant', 'Beside'].map((id) => new Stage(app, id));
      if (hardened) FailsafeDefaults.of(meant);
      return [meant, beside].map((stage) => shop(newStack(stage)));
    };
    const [inside, outside] = stages(true);
    expect(fates(FailureMap.of(inside))).toEqual(new Set([Fate.KEPT]));
    expect(Template.fromStack(outside).toJSON()).toEqual(Template.fromStack(stages(false)[1]).toJSON());
  });

  test('a stack alone, and no queue of another that a function in it polls', () => {
    const app = newApp();
    const [meant, beside] = [newStack(app, 'Meant'), newStack(app, 'Beside')];
    FailsafeDefaults.of(meant);
    fn(meant, 'ShipOrder', { timeout: Duration.minutes(1) }).addEventSource(new SqsEventSource(new Queue(beside, 'Orders')));
    const [queue] = Object.values(Template.fromStack(beside).findResources('AWS::SQS::Queue')) as { Properties?: object }[];
    expect(queue.Properties).toBeUndefined();
  });

  test('a stage whose functions have no class of the second level: told what to do', () => {
    const app = newApp();
    FailsafeDefaults.of(app);
    new CfnFunction(newStack(new Stage(app, 'Prod')), 'Raw', { role: 'arn:aws:iam::111122223333:role/fn', code: { zipFile: '' } });
    expect(() => app.synth()).toThrow('Prod was made after FailsafeDefaults.of(…)');
  });
});

describe('the nearest settings count', () => {
  test.each([['outer first', true], ['inner first', false]])('%s', (_, outerFirst) => {
    const app = newApp();
    const stack = newStack(app);
    const outer = () => FailsafeDefaults.of(app, { maxReceiveCount: 9 });
    if (outerFirst) outer();
    FailsafeDefaults.of(stack, { maxReceiveCount: 6, without: [FailsafeDefault.SQS_VISIBILITY, FailsafeDefault.SUBSCRIPTION_DEAD_LETTERS] });
    if (!outerFirst) outer();
    fn(stack, 'ShipOrder', { timeout: Duration.minutes(1) }).addEventSource(new SqsEventSource(new Queue(stack, 'Orders')));
    fn(stack, 'Notify').addEventSource(new SnsEventSource(new Topic(stack, 'Shipped')));
    const { paths } = FailureMap.of(stack);
    expect(paths.map(({ source, maxTries, deliveryFate }) => [source, maxTries, deliveryFate])).toEqual([['sns-subscription', 3, Fate.LOST], ['sqs', 6, undefined]]);
    Template.fromStack(stack).hasResourceProperties('AWS::SQS::Queue', { RedrivePolicy: Match.anyValue(), VisibilityTimeout: Match.absent() });
  });

  test('asked for again, the last settings count for what is made from then on', () => {
    const app = newApp();
    FailsafeDefaults.of(app);
    FailsafeDefaults.of(app, { without: [FailsafeDefault.STREAM_FAILURES] });
    const stack = newStack(app);
    fn(stack, 'CountClicks').addEventSource(new KinesisEventSource(new Stream(stack, 'Clicks'), { startingPosition: StartingPosition.LATEST }));
    expect(fates(FailureMap.of(stack))).toEqual(new Set([Fate.BLOCKS]));
  });
});
