import { App, CfnResource, Duration, Stack, Validations } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as actions from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { DeadLetterQueue, SqsTrigger, SqsTriggeredFunction, SqsTriggeredFunctionProps, SqsTriggerOptions } from '../../src';
import { constructContract, nagOfPolledQueues as nag, plain } from '../support/construct-contract';
import { fn } from '../support/parts';
import { broken } from '../support/polled';

constructContract('SqsTriggeredFunction', {
  'nothing but a function': {
    app: (stack) => void new SqsTriggeredFunction(stack, 'Orders', plain(stack)),
    rests: ['sqs: kept → Orders/Trigger/DeadLetterQueue'], nag,
  },
  'a FIFO queue': {
    app: (stack) => void new SqsTriggeredFunction(stack, 'Orders', { ...plain(stack), queueProps: { fifo: true } }),
    rests: ['sqs: kept → Orders/Trigger/DeadLetterQueue'], nag,
  },
  'a customer-managed key': {
    app: (stack) => void new SqsTriggeredFunction(stack, 'Orders', { ...plain(stack), queueProps: { encryptionMasterKey: new kms.Key(stack, 'Key', { enableKeyRotation: true }) } }),
    rests: ['sqs: kept → Orders/Trigger/DeadLetterQueue'], nag,
  },
  'a slow function, a long window and many receives': {
    app: (stack) => void new SqsTriggeredFunction(stack, 'Orders', { ...plain(stack), timeout: Duration.minutes(15), maxBatchingWindow: Duration.minutes(5), batchSize: 10_000, processing: { maxReceiveCount: 100 } }),
    rests: ['sqs: kept → Orders/Trigger/DeadLetterQueue'], nag,
  },
});

constructContract('SqsTrigger', {
  'an alias, and a dead-letter queue of the user': {
    app: (stack) => {
      const alias = new lambda.Function(stack, 'Fn', plain(stack)).addAlias('live');
      new SqsTrigger(stack, 'Orders', { function: alias, batchSize: 100, maxBatchingWindow: Duration.seconds(30), processing: { deadLetterQueue: new DeadLetterQueue(stack, 'Failed') } });
    },
    rests: ['sqs: kept → Failed'], nag,
  },
  'a correct queue that exists': {
    app: (stack) => {
      const queue = new sqs.Queue(stack, 'Orders', { visibilityTimeout: Duration.minutes(1), enforceSSL: true, deadLetterQueue: { queue: new DeadLetterQueue(stack, 'Failed'), maxReceiveCount: 5 } });
      new SqsTrigger(stack, 'Trigger', { function: new lambda.Function(stack, 'Fn', plain(stack)), queue });
    },
    rests: ['sqs: kept → Failed'], nag,
  },
  'no alarms, for a reason': {
    app: (stack) => void new SqsTriggeredFunction(stack, 'Orders', { ...plain(stack), withoutAlarms: 'watched by Datadog' }),
    rests: ['sqs: kept → Orders/Trigger/DeadLetterQueue'], nag, acknowledges: ['dlq-not-watched: watched by Datadog'],
  },
});

function made(options: Partial<SqsTriggeredFunctionProps> = {}) {
  const stack = new Stack(new App(), 'Shop');
  const { trigger } = new SqsTriggeredFunction(stack, 'Orders', { ...plain(stack), ...options });
  return { stack, trigger, template: Template.fromStack(stack) };
}

describe('what is made', () => {
  test('a queue that fits the function', () => {
    const { template } = made({ timeout: Duration.seconds(20), maxBatchingWindow: Duration.seconds(10) });
    template.hasResource('AWS::SQS::Queue', { Properties: { VisibilityTimeout: 130, SqsManagedSseEnabled: true, RedrivePolicy: Match.objectLike({ maxReceiveCount: 5 }) } });
    template.hasResource('AWS::SQS::Queue', { Properties: { MessageRetentionPeriod: 1_209_600, RedrivePolicy: Match.absent() }, DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', { FunctionResponseTypes: ['ReportBatchItemFailures'] });
  });

  test('everything can be set otherwise', () => {
    const { template } = made({
      queueProps: { queueName: 'orders', visibilityTimeout: Duration.minutes(10), retentionPeriod: Duration.days(7), encryption: sqs.QueueEncryption.UNENCRYPTED, enforceSSL: false },
      processing: { maxReceiveCount: 8, reportBatchItemFailures: false }, batchSize: 1, maxConcurrency: 5, enabled: false,
    });
    template.hasResourceProperties('AWS::SQS::Queue', { QueueName: 'orders', VisibilityTimeout: 600, MessageRetentionPeriod: 604_800, SqsManagedSseEnabled: false, RedrivePolicy: Match.objectLike({ maxReceiveCount: 8 }) });
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', { BatchSize: 1, ScalingConfig: { MaximumConcurrency: 5 }, Enabled: false, FunctionResponseTypes: Match.absent() });
  });

  test('a queue with a name lets nobody else use its dead-letter queue', () => {
    made({ queueProps: { queueName: 'orders' } }).template.hasResourceProperties('AWS::SQS::Queue', {
      RedriveAllowPolicy: { redrivePermission: 'byQueue', sourceQueueArns: [{ 'Fn::Join': ['', Match.arrayWith([':orders'])] }] },
    });
  });

  test('alarms on what means a lost or stuck message, with the actions', () => {
    const stack = new Stack(new App(), 'Shop');
    const topic = new sns.Topic(stack, 'OnCall');
    const { trigger } = new SqsTriggeredFunction(stack, 'Orders', { ...plain(stack), alarmActions: [new actions.SnsAction(topic)] });
    const template = Template.fromStack(stack);
    const [dead] = Object.keys(template.findResources('AWS::SQS::Queue', { Properties: { RedrivePolicy: Match.absent() } }));
    for (const [MetricName, Threshold] of [['ApproximateNumberOfMessagesVisible', 1], ['ApproximateAgeOfOldestMessage', 604_800]] as const) {
      template.hasResourceProperties('AWS::CloudWatch::Alarm', {
        Namespace: 'AWS/SQS', MetricName, Threshold, Statistic: 'Maximum', Period: 60, EvaluationPeriods: 1, DatapointsToAlarm: 1, TreatMissingData: 'notBreaching',
        ComparisonOperator: 'GreaterThanOrEqualToThreshold', Dimensions: [{ Name: 'QueueName', Value: { 'Fn::GetAtt': [dead, 'QueueName'] } }], AlarmActions: [stack.resolve(topic.topicArn)],
      });
    }
    template.hasResourceProperties('AWS::CloudWatch::Alarm', { MetricName: 'ApproximateAgeOfOldestMessage', Threshold: 172_800 });
    expect(trigger.alarms).toHaveLength(3);
  });

  test('metrics', () => {
    const { stack, trigger } = made();
    const dead = trigger.deadLetterQueue as DeadLetterQueue;
    const metrics = [trigger.metricDeadLetters(), trigger.metricBacklogAge({ period: Duration.minutes(5) }), dead.metricDepth(), dead.metricAge()];
    expect(metrics.map(({ metricName, period, statistic }: cloudwatch.Metric) => `${metricName} ${statistic} ${period.toSeconds()}`)).toEqual([
      'ApproximateNumberOfMessagesVisible Maximum 60', 'ApproximateAgeOfOldestMessage Maximum 300', 'ApproximateNumberOfMessagesVisible Maximum 60', 'ApproximateAgeOfOldestMessage Maximum 60',
    ]);
    const { trigger: imported } = new SqsTriggeredFunction(stack, 'Other', { ...plain(new Stack(stack, 'Inner')), queue: sqs.Queue.fromQueueArn(stack, 'Queue', 'arn:aws:sqs:eu-west-1:111122223333:orders') });
    expect(() => imported.metricDeadLetters()).toThrow(/name it as processing\.deadLetterQueue/);
  });
});

describe('what contradicts a documented rule is refused, with the value to use', () => {
  const queue = (stack: Stack) => new sqs.Queue(stack, 'Queue');
  const refused: { readonly [title: string]: readonly [options: (stack: Stack) => Partial<SqsTriggerOptions>, says: RegExp] } = {
    'a visibility timeout below the timeout of the function': [() => ({ queueProps: { visibilityTimeout: Duration.seconds(9) } }), /visibilityTimeout is 9 s, but Shop\/Orders may run for 10 s.*Set Duration\.seconds\(60\)/],
    'a standard dead-letter queue of a FIFO queue': [(stack) => ({ queueProps: { fifo: true }, processing: { deadLetterQueue: queue(stack) } }), /is standard and the source queue is FIFO/],
    'a FIFO dead-letter queue of a standard queue': [(stack) => ({ processing: { deadLetterQueue: new sqs.Queue(stack, 'Queue', { fifo: true }) } }), /is FIFO and the source queue is standard/],
    'a large batch without a window': [() => ({ batchSize: 11 }), /above 10 Lambda wants a batching window: set maxBatchingWindow: Duration\.seconds\(1\)/],
    'a large batch of a FIFO queue': [() => ({ batchSize: 11, queueProps: { queueName: 'orders.fifo' } }), /set 10 or less/],
    'no receive at all': [() => ({ processing: { maxReceiveCount: 0 } }), /maxReceiveCount is 0; SQS takes whole numbers from 1 to 1000/],
    'more receives than SQS counts': [() => ({ processing: { maxReceiveCount: 1001 } }), /maxReceiveCount is 1001; SQS takes whole numbers from 1 to 1000/],
    'another dead-letter queue than that of the queue': [(stack) => ({ queue: new sqs.Queue(stack, 'Own', { deadLetterQueue: { queue: new DeadLetterQueue(stack, 'Failed'), maxReceiveCount: 5 } }), processing: { deadLetterQueue: queue(stack) } }), /Shop\/Own redrives to Shop\/Failed, not to Shop\/Queue\. Leave processing\.deadLetterQueue out/],
    'two ways to limit concurrency': [() => ({ maxConcurrency: 5, provisionedPollerConfig: { minimumPollers: 2, maximumPollers: 5 } }), /exclude each other/],
    'properties for a queue that exists': [(stack) => ({ queue: queue(stack), queueProps: {} }), /set them where that queue is made/],
    'a receive count for a queue that exists': [(stack) => ({ queue: queue(stack), processing: { maxReceiveCount: 5 } }), /set it where that queue is made/],
    'two ways to set redrive': [(stack) => ({ queueProps: { deadLetterQueue: { queue: queue(stack), maxReceiveCount: 5 } } }), /processing\.maxReceiveCount instead/],
    'a queue as its own dead-letter queue': [(stack) => {
      const own = queue(stack);
      return { queue: own, processing: { deadLetterQueue: own } };
    }, /its own dead-letter queue/],
    'no alarms without a reason': [() => ({ withoutAlarms: ' ' }), /withoutAlarms is the reason/],
    'actions of no alarms': [() => ({ withoutAlarms: 'Datadog', alarmActions: [] }), /nothing to act on/],
    'another timeout than that of the function': [() => ({ functionTimeout: Duration.seconds(3) }), /functionTimeout is 3 s, but the timeout of Shop\/Orders is 10 s/],
  };

  test.each(Object.entries(refused))('%s', (_, [options, says]) => {
    const stack = new Stack(new App(), 'Shop');
    expect(() => new SqsTriggeredFunction(stack, 'Orders', { ...plain(stack), ...options(stack) })).toThrow(says);
  });
});

describe('what breaks a recommendation is reported at synthesis, until somebody acknowledges it', () => {
  const found = (options: Partial<SqsTriggeredFunctionProps>, ...ids: string[]) => {
    const stack = new Stack(new App(), 'Shop');
    Validations.of(stack).acknowledge(...ids.map((id) => ({ id: `cdk-lambda-failsafe::${id}`, reason: 'a test' })));
    new SqsTriggeredFunction(stack, 'Orders', { ...plain(stack), ...options });
    return Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('cdk-lambda-failsafe::')).map(({ entry }) => /cdk-lambda-failsafe::([\w-]+)/.exec(String(entry.data))![1]);
  };

  test.each<[string, Partial<SqsTriggeredFunctionProps>]>([
    ['sqs-max-receive-lt-5', { processing: { maxReceiveCount: 2 } }],
    ['sqs-visibility-lt-6x', { queueProps: { visibilityTimeout: Duration.seconds(30) } }],
    ['sqs-no-partial-batch', { processing: { reportBatchItemFailures: false } }],
    ['sqs-low-reserved-concurrency', { reservedConcurrentExecutions: 2 }],
  ])('%s', (id, options) => {
    expect(found(options)).toEqual([id]);
    expect(found(options, id)).toEqual([]);
  });
});

test('partial batch responses are tied to the code: a handler that reports failures is heard, or that is an error', () => {
  const annotated = (reportBatchItemFailures: boolean) => {
    const stack = new Stack(new App(), 'Shop');
    new SqsTriggeredFunction(stack, 'Orders', { ...plain(stack), code: lambda.Code.fromInline('exports.handler = async () => ({ batchItemFailures: [] });'), processing: { reportBatchItemFailures } });
    return Annotations.fromStack(stack).findError('*', Match.stringLikeRegexp('partial-batch-ignored')).length;
  };
  expect([annotated(true), annotated(false)]).toEqual([0, 1]);
});

test('more concurrent invocations than are reserved for the function are reported: the others would be throttled into the dead-letter queue', () => {
  const stack = new Stack(new App(), 'Shop');
  new SqsTriggeredFunction(stack, 'Orders', { ...plain(stack), reservedConcurrentExecutions: 5, maxConcurrency: 10 });
  Annotations.fromStack(stack).hasWarning('*', Match.stringLikeRegexp('sqs-low-reserved-concurrency'));
});

test.each<[string, number, string[]]>([
  ['as long as a mapping waits', 900, []],
  ['longer', 901, ['durable-unsupported']],
])('an execution of a durable function that takes %s', (_, executionTimeout, rules) => {
  expect(broken((stack) => {
    const handler = fn(stack);
    (handler.node.defaultChild as lambda.CfnFunction).durableConfig = { executionTimeout };
    new SqsTrigger(stack, 'Orders', { function: handler.addAlias('live') });
  })).toEqual(rules);
});

describe('a queue that exists', () => {
  const annotated = (queue: (stack: Stack) => sqs.IQueue) => {
    const stack = new Stack(new App(), 'Shop');
    new SqsTrigger(stack, 'Trigger', { function: fn(stack), queue: queue(stack) });
    return Annotations.fromStack(stack);
  };

  test('without redrive: an error at the queue, with the fix', () => {
    annotated((stack) => new sqs.Queue(stack, 'Orders')).hasError('/Shop/Orders/Resource', Match.stringLikeRegexp('has no redrive policy.*deadLetterQueue: \\{ queue: dlq, maxReceiveCount: 5 \\}'));
  });

  const existing = (stack: Stack, { dead = {}, maxReceiveCount = 5, ...own }: sqs.QueueProps & { dead?: sqs.QueueProps; maxReceiveCount?: number } = {}) => new sqs.Queue(stack, 'Orders', {
    visibilityTimeout: Duration.seconds(18), deadLetterQueue: { queue: new DeadLetterQueue(stack, 'Failed', dead), maxReceiveCount }, ...own,
  });

  test.each<[string, string[], Parameters<typeof existing>[1]]>([
    ['nothing', [], {}],
    ['the receive count', ['sqs-max-receive-lt-5'], { maxReceiveCount: 3 }],
    ['a visibility timeout below that of the function', ['sqs-visibility-lt-timeout'], { visibilityTimeout: Duration.seconds(2) }],
    ['a short visibility timeout', ['sqs-visibility-lt-6x'], { visibilityTimeout: Duration.seconds(9) }],
    ['the retention of its dead-letter queue', ['dlq-retention-lt-source'], { dead: { retentionPeriod: Duration.days(1) } }],
    ['its type', ['dlq-fifo-mismatch'], { fifo: true }],
  ])('what is wrong with it is reported: %s', (_, rules, props) => {
    expect(broken((stack) => void new SqsTrigger(stack, 'Trigger', { function: fn(stack), queue: existing(stack, props) }))).toEqual(rules);
  });

  test('in another account or Region than its dead-letter queue: an error', () => {
    const elsewhere = (region: string, account: string) => {
      const stack = new Stack(new App(), 'Shop', { env: { account: '111122223333', region: 'eu-west-1' } });
      const deadLetterQueue = sqs.Queue.fromQueueArn(stack, 'Dead', `arn:aws:sqs:${region}:${account}:dead`);
      new SqsTrigger(stack, 'Trigger', { function: fn(stack), processing: { deadLetterQueue } });
      return Annotations.fromStack(stack).findError('*', Match.stringLikeRegexp('net-other-account-or-region')).length;
    };
    expect([elsewhere('eu-west-1', '111122223333'), elsewhere('eu-central-1', '111122223333'), elsewhere('eu-west-1', '999988887777')]).toEqual([0, 1, 1]);
  });

  test('imported: alarms on its dead-letter queue, once that is named', () => {
    const stack = new Stack(new App(), 'Shop');
    const [queue, deadLetterQueue] = ['orders', 'failed'].map((name) => sqs.Queue.fromQueueArn(stack, name, `arn:aws:sqs:eu-west-1:111122223333:${name}`));
    new SqsTrigger(stack, 'Trigger', { function: fn(stack), queue, processing: { deadLetterQueue } });
    Template.fromStack(stack).hasResourceProperties('AWS::CloudWatch::Alarm', { Namespace: 'AWS/SQS', MetricName: 'ApproximateNumberOfMessagesVisible', Dimensions: [{ Name: 'QueueName', Value: 'failed' }] });
  });

  test('imported: what to verify', () => {
    annotated((stack) => sqs.Queue.fromQueueArn(stack, 'Orders', 'arn:aws:sqs:eu-west-1:111122223333:orders'))
      .hasInfo('*', Match.stringLikeRegexp('verify: a redrive policy with maxReceiveCount of 5 or more.*visibility timeout of at least 18 s'));
  });

  test('it is left as it is', () => {
    const queue = (stack: Stack) => Template.fromStack(stack).findResources('AWS::SQS::Queue');
    const plainStack = new Stack(new App(), 'Shop');
    const triggered = new Stack(new App(), 'Shop');
    for (const stack of [plainStack, triggered]) new sqs.Queue(stack, 'Orders', { deadLetterQueue: { queue: new sqs.Queue(stack, 'Failed'), maxReceiveCount: 3 } });
    new SqsTrigger(triggered, 'Trigger', { function: fn(triggered), queue: triggered.node.findChild('Orders') as sqs.Queue });
    expect(queue(triggered)).toEqual(queue(plainStack));
  });
});

describe('a function that exists', () => {
  const visibility = (handler: (stack: Stack) => lambda.IFunction, options: SqsTriggerOptions = {}) => {
    const stack = new Stack(new App(), 'Shop');
    new SqsTrigger(stack, 'Orders', { function: handler(stack), ...options });
    const [queue] = Object.values(Template.fromStack(stack).findResources('AWS::SQS::Queue', { Properties: { RedrivePolicy: Match.anyValue() } })) as { Properties: { VisibilityTimeout: number } }[];
    return { stack, seconds: queue.Properties.VisibilityTimeout };
  };
  const twenty = { timeout: Duration.seconds(20) };

  test.each<[string, (stack: Stack) => lambda.IFunction]>([
    ['a function', (stack) => fn(stack, 'Fn', twenty)],
    ['an alias', (stack) => fn(stack, 'Fn', twenty).addAlias('live')],
    ['a version', (stack) => fn(stack, 'Fn', twenty).currentVersion],
    ['a singleton', (stack) => new lambda.SingletonFunction(stack, 'Fn', { uuid: 'b', runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('x'), ...twenty })],
  ])('%s: the visibility timeout fits', (_, handler) => expect(visibility(handler).seconds).toBe(120));

  test('imported: the longest timeout is assumed, and what to verify is said, with the statement', () => {
    const { stack, seconds } = visibility((scope) => lambda.Function.fromFunctionArn(scope, 'Fn', 'arn:aws:lambda:eu-west-1:111122223333:function:orders'));
    expect(seconds).toBe(5400);
    Annotations.fromStack(stack).hasInfo('*', Match.stringLikeRegexp('visibility timeout of 5400 s.*set functionTimeout.*its role needs this statement:.*"sqs:ReceiveMessage"'));
  });

  test('imported, with its timeout', () => {
    expect(visibility((scope) => lambda.Function.fromFunctionArn(scope, 'Fn', 'arn:aws:lambda:eu-west-1:111122223333:function:orders'), { functionTimeout: Duration.seconds(20) }).seconds).toBe(120);
  });
});

describe('moving from plain constructs', () => {
  const resources = (build: (stack: Stack, handler: lambda.Function, queue: sqs.Queue) => void) => {
    const stack = new Stack(new App(), 'Shop');
    const queue = new sqs.Queue(stack, 'Orders', { visibilityTimeout: Duration.seconds(60), deadLetterQueue: { queue: new sqs.Queue(stack, 'Failed', { retentionPeriod: Duration.days(14) }), maxReceiveCount: 5 } });
    build(stack, fn(stack), queue);
    return Template.fromStack(stack).toJSON().Resources as { [id: string]: { Type: string; Properties: object } };
  };
  const before = resources((_, handler, queue) => handler.addEventSource(new SqsEventSource(queue)));

  test('keeps function, queues and mapping, and adds alarms only', () => {
    const after = resources((stack, handler, queue) => void new SqsTrigger(stack, 'Trigger', { function: handler, queue }));
    const mapping = (all: typeof before) => Object.keys(all).filter((id) => all[id].Type === 'AWS::Lambda::EventSourceMapping');
    expect(mapping(after)).toEqual(mapping(before));
    for (const id of Object.keys(before)) if (before[id].Type !== 'AWS::Lambda::EventSourceMapping') expect(after[id]).toEqual(before[id]);
    expect(new Set(Object.keys(after).filter((id) => !(id in before)).map((id) => after[id].Type))).toEqual(new Set(['AWS::CloudWatch::Alarm']));
  });

  test('a mapping that was made otherwise keeps its logical id on demand', () => {
    const after = resources((stack, handler, queue) => void new SqsTrigger(stack, 'Trigger', { function: handler, queue, mappingLogicalId: 'OldMapping' }));
    expect(after.OldMapping.Type).toBe('AWS::Lambda::EventSourceMapping');
  });

  test('a second mapping is refused', () => {
    expect(() => resources((stack, handler, queue) => {
      handler.addEventSource(new SqsEventSource(queue));
      new SqsTrigger(stack, 'Trigger', { function: handler, queue });
    })).toThrow(/Lambda refuses a second mapping of the two. Remove the call of addEventSource/);
  });
});

test('obeying cdk-nag would do nothing: the dead-letter queue of a polled function stays empty, and a mapping of a queue has no destination', () => {
  const stack = new Stack(new App(), 'Shop');
  const { trigger } = new SqsTriggeredFunction(stack, 'Orders', { ...plain(stack), deadLetterQueue: new DeadLetterQueue(stack, 'Unused') });
  const mapping = trigger.mapping.node.defaultChild as CfnResource;
  mapping.addPropertyOverride('DestinationConfig.OnFailure.Destination', trigger.deadLetterQueue!.queueArn);
  const annotations = Annotations.fromStack(stack);
  annotations.hasWarning('*', Match.stringLikeRegexp('is never used: .* is polled.*function-dlq-unused'));
  annotations.hasWarning('*', Match.stringLikeRegexp('DestinationConfig.* no effect.*mapping-settings-ignored'));
});
