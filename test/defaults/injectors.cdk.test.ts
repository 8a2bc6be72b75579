import { App, Duration, Fn, IPropertyInjector, PropertyInjectors, Stack, Stage, Validations } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Stream, StreamConsumer, StreamProps } from 'aws-cdk-lib/aws-kinesis';
import { CfnEventSourceMapping, EventInvokeConfig, EventSourceMapping, Function, IDestination, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { KinesisConsumerEventSource, KinesisEventSource, KinesisEventSourceProps, SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Queue, QueueProps } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { DeadLetterQueue, FailsafeDefaults, FailureTarget } from '../../src';
import { fn } from '../support/parts';

const newApp = () => new App({ analyticsReporting: false });

let quiet: jest.SpyInstance;
beforeAll(() => { quiet = jest.spyOn(console, 'error').mockImplementation(); });
afterAll(() => quiet.mockRestore());

/** A stack in an app with defaults. */
function hardened(): Stack {
  const app = newApp();
  FailsafeDefaults.of(app);
  return new Stack(app, 'Shop');
}

describe('an event source of a stream', () => {
  const only = (stack: Stack) => Object.values(Template.fromStack(stack).findResources('AWS::Lambda::EventSourceMapping'))[0].Properties as { [name: string]: unknown };
  const mapping = (props: Partial<KinesisEventSourceProps>, streamProps: StreamProps = {}) => {
    const stack = hardened();
    fn(stack).addEventSource(new KinesisEventSource(new Stream(stack, 'Clicks', streamProps), { startingPosition: StartingPosition.LATEST, ...props }));
    return only(stack);
  };
  const given = {
    MaximumRetryAttempts: 5, MaximumRecordAgeInSeconds: 43_200, BisectBatchOnFunctionError: true,
    DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': [expect.stringMatching(/FailedRecords/), 'Arn'] as unknown[] } } },
  };

  test('gives up well before its records expire, and keeps them', () => expect(mapping({})).toMatchObject(given));

  test.each([
    ['retries', { retryAttempts: 2 }, { ...given, MaximumRetryAttempts: 2 }],
    ['retries without end, which the age ends', { retryAttempts: -1 }, { ...given, MaximumRetryAttempts: -1 }],
    ['age, until which it is retried', { maxRecordAge: Duration.hours(1) }, { ...given, MaximumRetryAttempts: undefined, MaximumRecordAgeInSeconds: 3600 }],
    ['more than the stream keeps', { maxRecordAge: Duration.days(7) }, { ...given, MaximumRetryAttempts: undefined, MaximumRecordAgeInSeconds: 604_800 }],
    ['no halves', { bisectBatchOnError: false }, { ...given, BisectBatchOnFunctionError: false }],
    ['windows, which halves may tear', { tumblingWindow: Duration.minutes(1) }, { ...given, BisectBatchOnFunctionError: undefined }],
  ])('that sets %s', (_, props, expected) => {
    const made = mapping(props);
    for (const [name, value] of Object.entries(expected)) expect(made[name]).toEqual(value);
  });

  test.each([[48, 24], [720, 168]])('of %d hours gives up after %d', (kept, hours) => {
    expect(mapping({}, { retentionPeriod: Duration.hours(kept) })).toMatchObject({ MaximumRecordAgeInSeconds: hours * 3600 });
  });

  test('with its own throughput is no different', () => {
    const stack = hardened();
    const stream = new Stream(stack, 'Clicks', { retentionPeriod: Duration.hours(72) });
    fn(stack).addEventSource(new KinesisConsumerEventSource(new StreamConsumer(stack, 'Consumer', { stream, streamConsumerName: 'count' }), { startingPosition: StartingPosition.LATEST }));
    Template.fromStack(stack).hasResourceProperties('AWS::Lambda::EventSourceMapping', { MaximumRecordAgeInSeconds: 36 * 3600, MaximumRetryAttempts: 5 });
  });

  test.each([
    ['an ARN', (stack: Stack) => Stream.fromStreamArn(stack, 'Clicks', 'arn:aws:kinesis:eu-west-1:111122223333:stream/clicks')],
    ['an ARN that is known at deployment', (stack: Stack) => Stream.fromStreamArn(stack, 'Clicks', Fn.importValue('ClicksArn'))],
  ])('that is imported by %s', (_, stream) => {
    const stack = hardened();
    fn(stack).addEventSource(new KinesisEventSource(stream(stack), { startingPosition: StartingPosition.LATEST }));
    Template.fromStack(stack).hasResourceProperties('AWS::Lambda::EventSourceMapping', { MaximumRecordAgeInSeconds: 43_200, MaximumRetryAttempts: 5 });
  });

  test('tells somebody of what it gives up', () => {
    const app = newApp();
    const stack = new Stack(app, 'Shop');
    FailsafeDefaults.of(app, { alarmActions: [new SnsAction(new Topic(stack, 'OnCall'))] });
    fn(stack).addEventSource(new KinesisEventSource(new Stream(stack, 'Clicks'), { startingPosition: StartingPosition.LATEST }));
    const template = Template.fromStack(stack);
    const [id] = Object.keys(template.findResources('AWS::Lambda::EventSourceMapping'));
    for (const MetricName of ['DroppedEventCount', 'OnFailureDestinationDeliveredEventCount']) {
      template.hasResourceProperties('AWS::CloudWatch::Alarm', { MetricName, Dimensions: [{ Name: 'EventSourceMappingUUID', Value: { Ref: id } }], AlarmActions: [Match.anyValue()] });
    }
    template.hasResourceProperties('AWS::CloudWatch::Alarm', { MetricName: 'DestinationDeliveryFailures' });
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', { MetricsConfig: { Metrics: ['EventCount'] } });
  });

  test('that leaves positions in a queue tells before the records expire', () => {
    const app = newApp();
    const stack = new Stack(app, 'Shop');
    FailsafeDefaults.of(app, { streamFailures: FailureTarget.queue(new DeadLetterQueue(stack, 'Failed')) });
    fn(stack).addEventSource(new KinesisEventSource(new Stream(stack, 'Clicks', { retentionPeriod: Duration.hours(48) }), { startingPosition: StartingPosition.LATEST }));
    // Half of the 24 hours that are left when the record is given up.
    Template.fromStack(stack).hasResourceProperties('AWS::CloudWatch::Alarm', { MetricName: 'ApproximateAgeOfOldestMessage', Threshold: 43_200, AlarmDescription: Match.stringLikeRegexp('position') });
  });

  test('whose function has been accepted as it is, stays', () => {
    const stack = hardened();
    const count = fn(stack);
    Validations.of(count).acknowledge({ id: 'cdk-lambda-failsafe::stream-infinite-retries', reason: 'order matters more than time' });
    new EventSourceMapping(stack, 'Mapping', { target: count, eventSourceArn: new Stream(stack, 'Clicks').streamArn, startingPosition: StartingPosition.LATEST });
    expect(Object.keys(only(stack)).sort()).toEqual(['EventSourceArn', 'FunctionName', 'StartingPosition']);
  });

  test('of a function that is made elsewhere: it is said what its role needs', () => {
    const stack = hardened();
    const count = Function.fromFunctionAttributes(stack, 'Count', { functionArn: 'arn:aws:lambda:eu-west-1:111122223333:function:count' });
    count.addEventSourceMapping('Clicks', { eventSourceArn: 'arn:aws:kinesis:eu-west-1:111122223333:stream/clicks', startingPosition: StartingPosition.LATEST });
    Template.fromStack(stack).hasResourceProperties('AWS::Lambda::EventSourceMapping', { MaximumRetryAttempts: 5, DestinationConfig: Match.anyValue() });
    expect(Annotations.fromStack(stack).findInfo('*', Match.stringLikeRegexp('its role needs'))).toHaveLength(1);
  });

  test.each([
    ['Amazon MQ', { eventSourceArn: 'arn:aws:mq:eu-west-1:111122223333:broker:shop:b-1' }],
    ['DocumentDB, which refuses what streams take', { eventSourceArn: 'arn:aws:rds:eu-west-1:111122223333:cluster:shop', startingPosition: StartingPosition.LATEST }],
  ])('is not one of %s', (_, options) => {
    const stack = hardened();
    const { node } = fn(stack).addEventSourceMapping('Mapping', options);
    if ('startingPosition' in options) (node.defaultChild as CfnEventSourceMapping).documentDbEventSourceConfig = { databaseName: 'shop' };
    expect(Object.keys(only(stack)).filter((name) => !['DocumentDBEventSourceConfig', 'EventSourceArn', 'FunctionName', 'StartingPosition'].includes(name))).toEqual([]);
  });
});

describe('an event source of a queue', () => {
  const visibility = (build: (stack: Stack, orders: Queue) => void, queueProps: QueueProps = {}) => {
    const stack = hardened();
    build(stack, new Queue(stack, 'Orders', queueProps));
    const orders = Object.entries(Template.fromStack(stack).findResources('AWS::SQS::Queue')).find(([id]) => /^Orders[0-9A-F]{8}$/.test(id))![1];
    return (orders.Properties as { VisibilityTimeout?: number }).VisibilityTimeout;
  };
  const polled = (stack: Stack, orders: Queue, seconds: number, id = 'Fn', window?: Duration) =>
    fn(stack, id, { timeout: Duration.seconds(seconds) }).addEventSource(new SqsEventSource(orders, { maxBatchingWindow: window }));

  test.each<[string, (stack: Stack, orders: Queue) => void, number | undefined]>([
    ['six times the timeout', (stack, orders) => polled(stack, orders, 60), 360],
    ['and the window', (stack, orders) => polled(stack, orders, 60, 'Fn', Duration.minutes(5)), 660],
    ['the longest of several functions', (stack, orders) => [20, 60, 40].forEach((seconds) => polled(stack, orders, seconds, `Fn${seconds}`)), 360],
    ['nothing where the 30 seconds of SQS do', (stack, orders) => polled(stack, orders, 5), undefined],
    ['that of the function behind an alias', (stack, orders) => fn(stack, 'Fn', { timeout: Duration.seconds(60) }).addAlias('live').addEventSource(new SqsEventSource(orders)), 360],
  ])('%s', (_, build, expected) => expect(visibility(build)).toBe(expected));

  test('what is set stays', () => expect(visibility((stack, orders) => polled(stack, orders, 60), { visibilityTimeout: Duration.seconds(70) })).toBe(70));

  test('a dead-letter queue that is processed gets none of its own, whatever is made first', () => {
    const stack = hardened();
    const dead = new Queue(stack, 'Dead');
    polled(stack, dead, 5, 'Replay');
    polled(stack, new Queue(stack, 'Orders', { deadLetterQueue: { queue: dead, maxReceiveCount: 5 } }), 5, 'ShipOrder');
    Template.fromStack(stack).resourceCountIs('AWS::SQS::Queue', 2);
  });
});

describe('the queue to which another redrives', () => {
  const kept = (queue: (stack: Stack) => Queue) => {
    const stack = hardened();
    new Queue(stack, 'Orders', { deadLetterQueue: { queue: queue(stack), maxReceiveCount: 5 } });
    return Object.values(Template.fromStack(stack).findResources('AWS::SQS::Queue')).map(({ Properties }) => (Properties as { MessageRetentionPeriod?: number } | undefined)?.MessageRetentionPeriod);
  };
  test('keeps messages for 14 days', () => expect(kept((stack) => new Queue(stack, 'Dead'))).toEqual([1_209_600, undefined]));
  test('or for as long as is set', () => expect(kept((stack) => new Queue(stack, 'Dead', { retentionPeriod: Duration.days(5) }))).toEqual([432_000, undefined]));
  test('and is left alone where it is imported', () => expect(kept((stack) => Queue.fromQueueArn(stack, 'Dead', 'arn:aws:sqs:eu-west-1:111122223333:dead') as Queue)).toEqual([undefined]));
});

describe('a configuration of asynchronous invocations', () => {
  const destinations = (build: (stack: Stack) => void) => {
    const stack = hardened();
    build(stack);
    return Object.values(Template.fromStack(stack).findResources('AWS::Lambda::EventInvokeConfig')).map(({ Properties }) => (Properties as { DestinationConfig?: object }).DestinationConfig);
  };
  const queue = { 'Fn::GetAtt': [expect.stringMatching(/FailedEvents/), 'Arn'] as unknown[] };
  const nowhere: IDestination = { bind: () => ({ destination: 'arn:aws:sqs:eu-west-1:111122223333:done' }) };

  test.each<[string, (stack: Stack) => void, readonly unknown[]]>([
    ['gets a queue', (stack) => fn(stack, 'Fn', { retryAttempts: 0 }), [{ OnFailure: { Destination: queue } }]],
    ['that of an alias too', (stack) => fn(stack).addAlias('live', { maxEventAge: Duration.hours(1) }), [{ OnFailure: { Destination: queue } }]],
    ['beside what happens on success', (stack) => fn(stack, 'Fn', { onSuccess: nowhere }), [{ OnFailure: { Destination: queue }, OnSuccess: { Destination: 'arn:aws:sqs:eu-west-1:111122223333:done' } }]],
    ['several of one function get one each', (stack) => {
      const invoked = fn(stack, 'Fn', { retryAttempts: 0 });
      for (const qualifier of ['1', '2']) new EventInvokeConfig(stack, `Config${qualifier}`, { function: invoked, qualifier, retryAttempts: 1 });
    }, [{ OnFailure: { Destination: queue } }, { OnFailure: { Destination: queue } }, { OnFailure: { Destination: queue } }]],
    ['stays as it is', (stack) => fn(stack, 'Fn', { onFailure: nowhere }), [{ OnFailure: { Destination: 'arn:aws:sqs:eu-west-1:111122223333:done' } }]],
    ['beside a dead-letter queue stays as it is', (stack) => fn(stack, 'Fn', { retryAttempts: 0, deadLetterQueueEnabled: true }), [undefined]],
    ['of a durable function, which takes none, stays as it is', (stack) => fn(stack, 'Fn', { retryAttempts: 0, durableConfig: { executionTimeout: Duration.hours(1) } }), [undefined]],
  ])('%s', (_, build, expected) => expect(destinations(build)).toEqual(expected));
});

describe('injectors of somebody else', () => {
  /** Gives what it was made with, where that is not set. */
  const injector = (constructUniqueId: string, defaults: object): IPropertyInjector => ({
    constructUniqueId,
    inject: (original: object | undefined) => ({ ...defaults, ...Object.fromEntries(Object.entries(original ?? {}).filter(([, value]) => value !== undefined)) }),
  });
  const theirs = () => [
    injector(Queue.PROPERTY_INJECTION_ID, { maxMessageSizeBytes: 4096 }),
    injector(Function.PROPERTY_INJECTION_ID, { memorySize: 512, timeout: Duration.seconds(50) }),
    injector(EventSourceMapping.PROPERTY_INJECTION_ID, { batchSize: 7 }),
  ];
  const orders = (scope: Construct) => fn(scope, 'ShipOrder').addEventSource(new SqsEventSource(new Queue(scope, 'Orders')));

  /** Both have done their part: the visibility timeout even counts with the timeout that theirs has given. */
  const both = (stack: Stack) => {
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::SQS::Queue', { MaximumMessageSize: 4096, VisibilityTimeout: 300, RedrivePolicy: Match.anyValue() });
    template.hasResourceProperties('AWS::Lambda::Function', { MemorySize: 512 });
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', { BatchSize: 7 });
  };

  test('on the same construct, registered before', () => {
    const app = new App({ analyticsReporting: false, propertyInjectors: theirs() });
    FailsafeDefaults.of(app);
    const stack = new Stack(app, 'Shop');
    orders(stack);
    both(stack);
  });

  test('further up', () => {
    const app = new App({ analyticsReporting: false, propertyInjectors: theirs() });
    const stage = new Stage(app, 'Prod');
    FailsafeDefaults.of(stage);
    const stack = new Stack(stage, 'Shop');
    orders(stack);
    both(stack);
  });

  test('further up, with FailsafeDefaults in between and around', () => {
    const app = new App({ analyticsReporting: false, propertyInjectors: theirs() });
    FailsafeDefaults.of(app);
    const stage = new Stage(app, 'Prod');
    FailsafeDefaults.of(stage);
    const stack = new Stack(stage, 'Shop');
    FailsafeDefaults.of(stack);
    orders(stack);
    both(stack);
  });

  test('nearer: theirs alone are asked, events are kept all the same, and it is said what to do', () => {
    const app = newApp();
    FailsafeDefaults.of(app);
    const stack = new Stack(app, 'Shop', { propertyInjectors: theirs() });
    orders(stack);
    Template.fromStack(stack).hasResourceProperties('AWS::SQS::Queue', { MaximumMessageSize: 4096, RedrivePolicy: Match.anyValue(), VisibilityTimeout: Match.absent() });
    const told = () => Annotations.fromStack(stack).findInfo('/Shop', Match.stringLikeRegexp('property injectors of its own for Queue, Function, EventSourceMapping')).length;
    expect(told()).toBe(1);
  });

  test('nearer, and accepted', () => {
    const app = newApp();
    FailsafeDefaults.of(app);
    const stack = new Stack(app, 'Shop', { propertyInjectors: theirs() });
    orders(stack);
    Validations.of(stack).acknowledge({ id: 'cdk-lambda-failsafe::defaults-hidden', reason: 'they are enough' });
    expect(Annotations.fromStack(stack).findInfo('*', Match.stringLikeRegexp('property injectors'))).toEqual([]);
  });

  test('nearer, and asked for there as well', () => {
    const app = newApp();
    FailsafeDefaults.of(app);
    const stack = new Stack(app, 'Shop', { propertyInjectors: theirs() });
    FailsafeDefaults.of(stack);
    orders(stack);
    both(stack);
    expect(Annotations.fromStack(stack).findInfo('*', Match.stringLikeRegexp('property injectors'))).toEqual([]);
  });

  test('on the same construct, registered after: CDK has forgotten ours, and synthesis says so', () => {
    const app = newApp();
    FailsafeDefaults.of(app);
    PropertyInjectors.of(app).add(...theirs().slice(0, 1));
    expect(() => app.synth()).toThrow('The property injector for Queue was registered after FailsafeDefaults.of(…)');
  });

  test('that give a destination', () => {
    const app = new App({ analyticsReporting: false });
    const stack = new Stack(app, 'Shop');
    const failed = new DeadLetterQueue(stack, 'Failed');
    PropertyInjectors.of(stack).add(injector(EventInvokeConfig.PROPERTY_INJECTION_ID, { onFailure: FailureTarget.queue(failed).toDestination() }));
    FailsafeDefaults.of(stack);
    fn(stack, 'Fn', { retryAttempts: 0 });
    Template.fromStack(stack).resourceCountIs('AWS::SQS::Queue', 1);
  });
});
