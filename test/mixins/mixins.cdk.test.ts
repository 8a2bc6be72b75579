import { Duration, Mixin, Mixins, Stack } from 'aws-cdk-lib';
import { AttributeType, StreamViewType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { CfnRole, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnStream, Stream } from 'aws-cdk-lib/aws-kinesis';
import * as kms from 'aws-cdk-lib/aws-kms';
import { CfnEventInvokeConfig, CfnEventSourceMapping, CfnFunction, Function, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { DynamoEventSource, KinesisEventSource, ManagedKafkaEventSource, SnsEventSource, SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { CfnPipe } from 'aws-cdk-lib/aws-pipes';
import { Schedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { CfnQueue, Queue, QueueProps } from 'aws-cdk-lib/aws-sqs';
import { IConstruct } from 'constructs';
import { AsyncFailures, FailureAlarms, FailureMap, FailureTarget, PipeDeadLetters, RuleDeadLetters, ScheduleDeadLetters, SqsRedrive, SqsVisibility, StreamFailures, SubscriptionDeadLetters } from '../../src';
import { difference, rests, templateOf } from '../support/before-after';
import { fn } from '../support/parts';

/** A program, and what a mixin changes in its template. */
interface Case {
  /** Gives what the mixin is applied to. */
  readonly app: (stack: Stack) => IConstruct;
  readonly mixin: (stack: Stack) => Mixin;
  readonly added: readonly string[];
  readonly changed: readonly string[];
  /** Where events rest afterwards. */
  readonly rests: readonly string[];
}

const short = (type: string) => type.replace('AWS::', '');
const watchedQueue = ['CloudWatch::Alarm', 'CloudWatch::Alarm', 'SQS::Queue', 'SQS::QueuePolicy'];

const orders = (stack: Stack, props: QueueProps = {}) => {
  const queue = new Queue(stack, 'Orders', props);
  fn(stack, 'ShipOrder').addEventSource(new SqsEventSource(queue));
  return queue;
};

/** Without a class of the second level anywhere. */
const rawFunction = (stack: Stack, role = new CfnRole(stack, 'Role', { assumeRolePolicyDocument: {} }).attrArn) =>
  new CfnFunction(stack, 'Raw', { role, runtime: 'nodejs22.x', handler: 'index.handler', code: { zipFile: 'exports.handler = async () => {};' } });

const rawMapping = (stack: Stack, eventSourceArn: string, more: object = {}) => new CfnEventSourceMapping(stack, 'Mapping', { functionName: rawFunction(stack).ref, eventSourceArn, ...more });

const clicks = (stack: Stack, props = {}) => {
  const countClicks = fn(stack, 'CountClicks');
  countClicks.addEventSource(new KinesisEventSource(new Stream(stack, 'Clicks'), { startingPosition: StartingPosition.LATEST, ...props }));
  return countClicks;
};

const notified = (stack: Stack, props = {}) => {
  const notify = fn(stack, 'Notify', props);
  notify.addEventSource(new SnsEventSource(new Topic(stack, 'Shipped')));
  return notify;
};

const pipe = (stack: Stack, roleArn: string) => new CfnPipe(stack, 'Pipe', {
  roleArn, source: new Stream(stack, 'Clicks').streamArn, target: fn(stack).functionArn,
  sourceParameters: { kinesisStreamParameters: { startingPosition: 'LATEST' } }, targetParameters: { lambdaFunctionParameters: { invocationType: 'REQUEST_RESPONSE' } },
});

const alarms = (count: number) => Array<string>(count).fill('CloudWatch::Alarm');

const limits = ['BisectBatchOnFunctionError', 'DestinationConfig', 'MaximumRecordAgeInSeconds', 'MaximumRetryAttempts', 'MetricsConfig'].map((name) => `Lambda::EventSourceMapping.${name}`);

const cases: { readonly [title: string]: Case } = {
  'SqsRedrive, a queue': {
    app: (stack) => orders(stack), mixin: () => new SqsRedrive(),
    added: watchedQueue, changed: ['SQS::Queue.RedrivePolicy'], rests: ['sqs: kept → Orders/DeadLetterQueue'],
  },
  'SqsRedrive, a FIFO queue with a key': {
    app: (stack) => orders(stack, { fifo: true, encryptionMasterKey: new kms.Key(stack, 'Key') }), mixin: () => new SqsRedrive({ maxReceiveCount: 7 }),
    added: watchedQueue, changed: ['SQS::Queue.RedrivePolicy'], rests: ['sqs: kept → Orders/DeadLetterQueue'],
  },
  'SqsRedrive, a queue of the first level': {
    app: (stack) => {
      const queue = new CfnQueue(stack, 'Orders');
      rawMapping(stack, queue.attrArn);
      return queue;
    },
    mixin: () => new SqsRedrive({ withoutAlarms: 'watched by Datadog' }),
    added: ['SQS::Queue', 'SQS::QueuePolicy'], changed: ['SQS::Queue.RedrivePolicy'], rests: ['sqs: kept → Orders/DeadLetterQueue'],
  },
  'SqsRedrive, the queue of a function': {
    app: (stack) => {
      orders(stack);
      return stack.node.findChild('ShipOrder');
    },
    mixin: () => new SqsRedrive({ polledOnly: true }),
    added: watchedQueue, changed: ['SQS::Queue.RedrivePolicy'], rests: ['sqs: kept → Orders/DeadLetterQueue'],
  },
  'SqsRedrive, one queue for all': {
    app: (stack) => orders(stack), mixin: (stack) => new SqsRedrive({ deadLetterQueue: new Queue(stack, 'Failed') }),
    added: ['SQS::Queue'], changed: ['SQS::Queue.RedrivePolicy'], rests: ['sqs: kept → Failed'],
  },
  'SqsVisibility, a function that may run longer than the queue waits': {
    app: (stack) => {
      const shipOrder = fn(stack, 'ShipOrder', { timeout: Duration.seconds(20) });
      shipOrder.addEventSource(new SqsEventSource(new Queue(stack, 'Orders'), { maxBatchingWindow: Duration.seconds(10) }));
      return shipOrder;
    },
    mixin: () => new SqsVisibility(),
    added: [], changed: ['SQS::Queue.VisibilityTimeout'], rests: ['sqs: lost'],
  },
  'StreamFailures, a Kinesis stream': {
    app: (stack) => clicks(stack), mixin: () => new StreamFailures(),
    added: [...alarms(3), 'S3::Bucket', 'S3::BucketPolicy'], changed: ['IAM::Policy.PolicyDocument', ...limits], rests: [expect.stringMatching(/^kinesis: kept → CountClicks\/.*FailedRecords$/) as unknown as string],
  },
  'StreamFailures, a table with a limit of its own': {
    app: (stack) => {
      const table = new Table(stack, 'Orders', { partitionKey: { name: 'id', type: AttributeType.STRING }, stream: StreamViewType.NEW_IMAGE });
      const sendMail = fn(stack, 'SendMail');
      const limited = { retryAttempts: 2, maxRecordAge: Duration.hours(1), bisectBatchOnError: true };
      sendMail.addEventSource(new DynamoEventSource(table, { startingPosition: StartingPosition.LATEST, ...limited }));
      return sendMail;
    },
    mixin: (stack) => new StreamFailures({ onFailure: FailureTarget.queue(new Queue(stack, 'Failed')) }),
    added: [...alarms(5), 'SQS::Queue'], changed: ['IAM::Policy.PolicyDocument', 'Lambda::EventSourceMapping.DestinationConfig', 'Lambda::EventSourceMapping.MetricsConfig'], rests: ['dynamodb: kept → Failed'],
  },
  'StreamFailures, a mapping of the first level': {
    app: (stack) => rawMapping(stack, new CfnStream(stack, 'Clicks').attrArn, { startingPosition: 'LATEST', maximumRetryAttempts: -1 }), mixin: () => new StreamFailures(),
    added: [...alarms(3), 'IAM::Policy', 'S3::Bucket', 'S3::BucketPolicy'], changed: limits, rests: ['kinesis: kept → Mapping/FailedRecords'],
  },
  'StreamFailures, a Kafka topic': {
    app: (stack) => {
      const book = fn(stack, 'Book');
      book.addEventSource(new ManagedKafkaEventSource({ clusterArn: 'arn:aws:kafka:us-east-1:111122223333:cluster/orders/1', topic: 'payments', startingPosition: StartingPosition.LATEST }));
      return book;
    },
    mixin: () => new StreamFailures(),
    added: [...alarms(1), 'S3::Bucket', 'S3::BucketPolicy'], changed: ['IAM::Policy.PolicyDocument', 'Lambda::EventSourceMapping.DestinationConfig'], rests: [expect.stringMatching(/^msk: kept → Book\/.*FailedRecords$/) as unknown as string],
  },
  'AsyncFailures, a function': {
    app: (stack) => notified(stack), mixin: () => new AsyncFailures(),
    added: [...watchedQueue, 'IAM::Policy', 'Lambda::EventInvokeConfig'].sort(), changed: [], rests: ['sns-subscription: kept → Notify/FailedEvents, undelivered: lost'],
  },
  'AsyncFailures, the alias that is invoked': {
    app: (stack) => {
      const live = fn(stack, 'Notify').addAlias('live');
      new Rule(stack, 'Rule', { eventPattern: { source: ['shop'] }, targets: [new LambdaFunction(live)] });
      return live;
    },
    mixin: () => new AsyncFailures(),
    added: [...watchedQueue, 'IAM::Policy', 'Lambda::EventInvokeConfig'].sort(), changed: [], rests: ['events-rule: kept → Notify/Aliaslive/FailedEvents, undelivered: lost'],
  },
  'AsyncFailures, a function that is configured, without a place': {
    app: (stack) => notified(stack, { retryAttempts: 1 }), mixin: () => new AsyncFailures({ withoutAlarms: 'watched by Datadog' }),
    added: ['IAM::Policy', 'SQS::Queue', 'SQS::QueuePolicy'], changed: ['Lambda::EventInvokeConfig.DestinationConfig'], rests: ['sns-subscription: kept → Notify/FailedEvents, undelivered: lost'],
  },
  'AsyncFailures, a function of the first level': {
    app: (stack) => {
      const raw = rawFunction(stack);
      new CfnEventInvokeConfig(stack, 'Config', { functionName: raw.ref, qualifier: '$LATEST', maximumRetryAttempts: 1 });
      new Topic(stack, 'Shipped').addSubscription({ bind: () => ({ subscriberId: 'Raw', endpoint: raw.attrArn, protocol: 'lambda' as never }) });
      return raw;
    },
    mixin: (stack) => new AsyncFailures({ onFailure: FailureTarget.queue(new Queue(stack, 'Failed')) }),
    added: ['IAM::Policy', 'SQS::Queue'], changed: ['Lambda::EventInvokeConfig.DestinationConfig'], rests: ['sns-subscription: kept → Failed, undelivered: lost'],
  },
  'RuleDeadLetters, a rule': {
    app: (stack) => new Rule(stack, 'Rule', { eventPattern: { source: ['shop'] }, targets: [new LambdaFunction(fn(stack, 'Notify', { onFailure: new SqsDestination(new Queue(stack, 'Failed')) }))] }),
    mixin: () => new RuleDeadLetters(),
    added: watchedQueue, changed: ['Events::Rule.Targets'], rests: ['events-rule: kept → Failed, undelivered: kept'],
  },
  'ScheduleDeadLetters, a schedule': {
    app: (stack) => new Schedule(stack, 'Nightly', { schedule: ScheduleExpression.rate(Duration.days(1)), target: new LambdaInvoke(fn(stack, 'Report', { onFailure: new SqsDestination(new Queue(stack, 'Failed')) })) }),
    mixin: () => new ScheduleDeadLetters(),
    added: watchedQueue, changed: ['IAM::Policy.PolicyDocument', 'Scheduler::Schedule.Target'], rests: ['scheduler: kept → Failed, undelivered: kept'],
  },
  'SubscriptionDeadLetters, the function that has subscribed': {
    app: (stack) => notified(stack, { onFailure: new SqsDestination(new Queue(stack, 'Failed')) }), mixin: () => new SubscriptionDeadLetters(),
    added: watchedQueue, changed: ['SNS::Subscription.RedrivePolicy'], rests: ['sns-subscription: kept → Failed, undelivered: kept'],
  },
  'PipeDeadLetters, a pipe': {
    app: (stack) => pipe(stack, new Role(stack, 'Role', { assumedBy: new ServicePrincipal('pipes.amazonaws.com') }).roleArn), mixin: () => new PipeDeadLetters(),
    added: [...watchedQueue, 'IAM::Policy'].sort(), changed: ['Pipes::Pipe.SourceParameters'], rests: ['pipe: kept → Pipe/UndeliveredEvents'],
  },
  'FailureAlarms, a dead-letter queue': {
    app: (stack) => {
      const queue = new Queue(stack, 'Dlq');
      orders(stack, { deadLetterQueue: { queue, maxReceiveCount: 5 } });
      return queue;
    },
    mixin: () => new FailureAlarms(),
    added: ['CloudWatch::Alarm', 'CloudWatch::Alarm'], changed: [], rests: ['sqs: kept → Dlq'],
  },
  'FailureAlarms, a function with a destination': {
    app: (stack) => notified(stack, { onFailure: new SqsDestination(new Queue(stack, 'Failed')) }), mixin: () => new FailureAlarms(),
    added: Array<string>(4).fill('CloudWatch::Alarm'), changed: [], rests: ['sns-subscription: kept → Failed, undelivered: lost'],
  },
};

/** A program, with the mixin so many times. */
function applied({ app, mixin }: Case, times: number): { readonly template: object; readonly rests: string[] } {
  let found: string[] = [];
  const template = templateOf((stack) => {
    const construct = app(stack);
    const its = mixin(stack);
    for (let time = 0; time < times; time += 1) construct.with(its);
    found = rests(stack);
  });
  return { template, rests: found };
}

let quiet: jest.SpyInstance;
beforeAll(() => { quiet = jest.spyOn(console, 'error').mockImplementation(); });
afterAll(() => quiet.mockRestore());

describe.each(Object.entries(cases))('%s', (_, given) => {
  const once = () => applied(given, 1);

  test('gets what it lacks, and nothing else is changed', () => {
    const { added, changed, gone } = difference(templateOf((stack) => void given.app(stack)), once().template);
    expect({ added: added.map(short), changed: changed.map(short), gone }).toEqual({ added: given.added, changed: given.changed, gone: [] });
  });
  test('events rest there', () => expect(once().rests).toEqual(given.rests));
  test('a second time nothing is changed', () => expect(applied(given, 2).template).toEqual(once().template));
});

/** Programs to which a mixin has nothing to add. */
const untouched: { readonly [title: string]: Pick<Case, 'app' | 'mixin'> } = {
  'SqsRedrive, a queue with a redrive policy': { app: (stack) => orders(stack, { deadLetterQueue: { queue: new Queue(stack, 'Dlq'), maxReceiveCount: 3 } }), mixin: () => new SqsRedrive() },
  'SqsRedrive, one that was set by an override': {
    app: (stack) => {
      const queue = orders(stack);
      (queue.node.defaultChild as CfnQueue).addPropertyOverride('RedrivePolicy', { deadLetterTargetArn: new Queue(stack, 'Dlq').queueArn, maxReceiveCount: 3 });
      return queue;
    },
    mixin: () => new SqsRedrive(),
  },
  'SqsRedrive, queues that nothing polls': { app: (stack) => new Queue(stack, 'Orders').stack, mixin: () => new SqsRedrive({ polledOnly: true }) },
  'SqsRedrive, queues that keep failed events': {
    app: (stack) => {
      const undelivered = new Queue(stack, 'Undelivered');
      const notify = fn(stack, 'Notify', { onFailure: new SqsDestination(new Queue(stack, 'Failed')) });
      new Rule(stack, 'Rule', { eventPattern: { source: ['shop'] }, targets: [new LambdaFunction(notify, { deadLetterQueue: undelivered })] });
      notify.addEventSource(new SnsEventSource(new Topic(stack, 'Topic'), { deadLetterQueue: new Queue(stack, 'Unsent') }));
      return stack;
    },
    mixin: () => new SqsRedrive(),
  },
  'SqsVisibility, a timeout that was set': {
    app: (stack) => {
      orders(stack, { visibilityTimeout: Duration.seconds(5) });
      return stack;
    },
    mixin: () => new SqsVisibility(),
  },
  'StreamFailures, a stream with limits and a place': {
    app: (stack) => clicks(stack, { retryAttempts: 3, onFailure: { bind: () => ({ destination: new Queue(stack, 'Failed').queueArn }) } }), mixin: () => new StreamFailures(),
  },
  'StreamFailures, a queue': {
    app: (stack) => {
      orders(stack);
      return stack;
    },
    mixin: () => new StreamFailures(),
  },
  'AsyncFailures, a function with a dead-letter queue': { app: (stack) => notified(stack, { deadLetterQueueEnabled: true }), mixin: () => new AsyncFailures() },
  'AsyncFailures, a configuration beside a dead-letter queue': { app: (stack) => notified(stack, { deadLetterQueueEnabled: true, retryAttempts: 0 }), mixin: () => new AsyncFailures() },
  'AsyncFailures, a durable function, which takes none': { app: (stack) => notified(stack, { durableConfig: { executionTimeout: Duration.hours(1) } }), mixin: () => new AsyncFailures() },
  'AsyncFailures, a function with a destination': { app: (stack) => notified(stack, { onFailure: new SqsDestination(new Queue(stack, 'Failed')) }), mixin: () => new AsyncFailures() },
  'AsyncFailures, a function that is made elsewhere': { app: (stack) => Function.fromFunctionName(stack, 'Elsewhere', 'notify'), mixin: () => new AsyncFailures() },
  'PipeDeadLetters, a pipe of a queue': {
    app: (stack) => new CfnPipe(stack, 'Pipe', { roleArn: 'arn:aws:iam::111122223333:role/pipe', source: new Queue(stack, 'Orders').queueArn, target: fn(stack).functionArn }), mixin: () => new PipeDeadLetters(),
  },
};

test.each(Object.entries(untouched))('%s is left as it is', (_, { app, mixin }) => {
  expect(templateOf((stack) => void app(stack).with(mixin(stack)))).toEqual(templateOf((stack) => void app(stack)));
});

describe('says what it applies to', () => {
  test('where all have to be supported, what is not is named', () => {
    const stack = new Stack();
    expect(() => Mixins.of(new Queue(stack, 'Queue').node.defaultChild!).requireAll().apply(new AsyncFailures())).toThrow(/AsyncFailures/);
  });

  test('and what has been changed', () => {
    const stack = new Stack();
    orders(stack);
    expect(Mixins.of(stack).apply(new SqsRedrive({ polledOnly: true })).report.map(({ construct }) => construct.node.path)).toEqual(['Default/ShipOrder/SqsEventSource:Orders/Resource']);
  });
});

describe('is refused', () => {
  test('a number of receives that SQS does not take', () => expect(() => new SqsRedrive({ maxReceiveCount: 0 })).toThrow('maxReceiveCount is 0; SQS takes whole numbers from 1 to 1000'));
  test('a standard queue for a FIFO queue', () => {
    const stack = new Stack();
    expect(() => orders(stack, { fifo: true }).with(new SqsRedrive({ deadLetterQueue: new Queue(stack, 'Failed') }))).toThrow('Failed is standard and Default/Orders is FIFO');
  });
  test('a place that takes asynchronous events only', () => {
    const stack = new Stack();
    expect(() => clicks(stack).with(new StreamFailures({ onFailure: FailureTarget.function(fn(stack, 'Repair')) }))).toThrow('can keep asynchronous events only');
  });
  test('retries out of range', () => expect(() => clicks(new Stack()).with(new StreamFailures({ retryAttempts: 10_001 }))).toThrow('retryAttempts is 10001; Lambda takes -1 to 10000'));
});

test('a role that is made elsewhere is told what it needs', () => {
  const errors = jest.spyOn(console, 'log').mockImplementation();
  const stack = new Stack();
  pipe(stack, 'arn:aws:iam::111122223333:role/pipe').with(new PipeDeadLetters());
  FailureMap.of(stack);
  expect(stack.node.findChild('Pipe').node.metadata.map(({ data }) => String(data)).join()).toContain('The role of Default/Pipe is made elsewhere. Verify there: it needs this statement: {"Action":"sqs:SendMessage"');
  errors.mockRestore();
});
