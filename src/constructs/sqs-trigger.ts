import { ArnFormat, Duration, Stack, Token } from 'aws-cdk-lib';
import { Alarm, Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { IKey } from 'aws-cdk-lib/aws-kms';
import { EventSourceMapping, IFunction, MetricsConfig, ProvisionedPollerConfig } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { IQueue, Queue, QueueEncryption, QueueProps, RedrivePermission } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { AlarmOptions, Alarms } from './alarms';
import { DeadLetterQueue, retentionOf, watch } from './dead-letter-queue';
import { addMapping, tellWhatToVerify, timeoutOf } from './existing-function';
import { queueFacts } from '../lambda/queue';
import { verify } from '../plug/verify';

/** What happens to a message on which the function fails. SQS gives it back, until the redrive policy of the queue ends that. */
export interface SqsProcessing {
  /**
   * How often a message is received before it goes to the dead-letter queue: the `maxReceiveCount` of the redrive policy of
   * the source queue. Throttling counts as well, so AWS advises 5 or more.
   *
   * Range: 1 to 1000. Not possible with an existing `queue`, whose redrive policy is set where it is made.
   *
   * @default 5
   * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
   */
  readonly maxReceiveCount?: number;

  /**
   * Where messages go on which the function keeps failing. FIFO for a FIFO queue, and in the same account and Region.
   *
   * With an existing `queue` that was imported, name its dead-letter queue here to have alarms on it.
   *
   * @default - a new `DeadLetterQueue`: 14 days, retained, with alarms
   */
  readonly deadLetterQueue?: IQueue;

  /**
   * Whether the function may report which messages of a batch have failed, by returning `batchItemFailures`. Otherwise one
   * bad message makes the whole batch fail.
   *
   * A handler that returns nothing is not affected: when it throws, the whole batch comes back, as without this.
   *
   * @default true
   * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
   */
  readonly reportBatchItemFailures?: boolean;
}

/** What `SqsTrigger` and `SqsTriggeredFunction` have in common. */
export interface SqsTriggerOptions extends AlarmOptions {
  /**
   * An existing queue, own or imported. It stays as it is: what is wrong with its redrive policy, visibility timeout,
   * retention or type is reported at synthesis; for an imported queue, what to verify.
   *
   * @default - a new queue, see `queueProps`
   */
  readonly queue?: IQueue;

  /**
   * Properties of the new queue. Not possible together with `queue`.
   *
   * @default - visibility timeout of six times the function timeout plus the batching window, encryption by SQS, TLS only,
   * four days of retention or more where the retries take longer
   */
  readonly queueProps?: QueueProps;

  /** What happens to a message on which the function fails. @default - five receives, then a new dead-letter queue */
  readonly processing?: SqsProcessing;

  /**
   * Messages per invocation, at most. Range: 1 to 10 000, for FIFO queues 1 to 10; above 10 with a batching window only.
   *
   * @default 10
   */
  readonly batchSize?: number;

  /**
   * How long to gather messages. Range: 0 to 300 seconds; not for FIFO queues.
   *
   * @default - none: the function is invoked as soon as there are messages
   */
  readonly maxBatchingWindow?: Duration;

  /**
   * How many invocations of the function the queue may cause at a time. Unlike reserved concurrency it lets no message be
   * received in vain. Range: 2 to 1000; not together with provisioned pollers.
   *
   * @default - as many as the account allows
   */
  readonly maxConcurrency?: number;

  /**
   * Which messages the function gets. Lambda **deletes** the others.
   *
   * @default - all
   * @see https://docs.aws.amazon.com/lambda/latest/dg/with-sqs-filtering.html
   */
  readonly filters?: Array<{ [key: string]: any }>;

  /** Customer-managed key for the filters. @default - a key of AWS */
  readonly filterEncryption?: IKey;

  /** Pollers that are always there. Not together with `maxConcurrency`. @default - pollers on demand */
  readonly provisionedPollerConfig?: ProvisionedPollerConfig;

  /** Counters of the mapping, by `EventSourceMappingUUID`. @default - none */
  readonly metricsConfig?: MetricsConfig;

  /** Whether to poll at all. What arrives while this is false expires unread. @default true */
  readonly enabled?: boolean;

  /**
   * How long the function may run, where it is imported and CDK cannot know.
   *
   * @default - the timeout of the function; for an imported one 15 minutes, the longest there is
   */
  readonly functionTimeout?: Duration;

  /**
   * The logical id of the event source mapping, to take over one that exists. It is not needed when that was made by
   * `fn.addEventSource(new SqsEventSource(queue))`, whose logical id is kept.
   *
   * @default - the logical id that `addEventSource` gives
   */
  readonly mappingLogicalId?: string;
}

/** Properties of a `SqsTrigger`. */
export interface SqsTriggerProps extends SqsTriggerOptions {
  /** The function, version or alias that gets the messages, own or imported. */
  readonly function: IFunction;
}

const redrivenTo = (queue: IQueue): IQueue | undefined => (queue instanceof Queue ? queue.deadLetterQueue?.queue : undefined);

/** Seconds that SQS takes at most: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html */
export const limits = { visibility: 43_200, retention: 1_209_600 };

/**
 * Lets a function process the messages of a queue, and keeps those on which it fails.
 *
 * Makes the queue with a redrive policy to a dead-letter queue with alarms, a visibility timeout that fits the function,
 * and a mapping with partial batch responses; or connects an existing queue, and reports what is wrong with it.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
 *
 * @example
 *
 * new SqsTrigger(this, 'Orders', { function: shipOrder, alarmActions: [new SnsAction(onCall)] });
 */
export class SqsTrigger extends Construct {
  /** The source queue. */
  public readonly queue: IQueue;
  /** Where messages go on which the function keeps failing; undefined when an existing queue has none that is known here. */
  public readonly deadLetterQueue?: IQueue;
  /** The event source mapping. */
  public readonly mapping: EventSourceMapping;
  /** The alarms; empty with `withoutAlarms`. */
  public readonly alarms: Alarm[];

  constructor(scope: Construct, id: string, props: SqsTriggerProps) {
    super(scope, id);
    const { function: fn, processing = {} } = props;
    const timeout = this.timeout(props);
    this.refuseContradictions(props);
    if (props.queue) {
      this.queue = props.queue;
      this.deadLetterQueue = processing.deadLetterQueue ?? redrivenTo(props.queue);
    } else {
      this.deadLetterQueue = processing.deadLetterQueue ?? this.newDeadLetterQueue(props);
      this.queue = this.newQueue(props, timeout, this.deadLetterQueue);
    }
    const { batchSize, maxBatchingWindow, maxConcurrency, filters, filterEncryption, provisionedPollerConfig, metricsConfig, enabled } = props;
    this.mapping = addMapping(fn, new SqsEventSource(this.queue, {
      batchSize, maxBatchingWindow, maxConcurrency, filters, filterEncryption, provisionedPollerConfig, metricsConfig, enabled,
      reportBatchItemFailures: processing.reportBatchItemFailures ?? true,
    }), props.mappingLogicalId);

    const alarms = new Alarms(this, props);
    const ofDeadLetters = this.deadLetterQueue ? watch(alarms, this.deadLetterQueue) : [];
    const retention = retentionOf(this.queue) ?? Duration.seconds(queueFacts.retention);
    alarms.add('BacklogAlarm', {
      metric: this.metricBacklogAge(), threshold: Math.floor(retention.toSeconds() / 2),
      says: `The oldest message in ${this.queue.node.path} has waited for half of the time that the queue keeps it: ${fn.node.path} does not get to it. After that it is deleted unread.`,
    });
    this.alarms = [...ofDeadLetters, ...alarms.all];
    tellWhatToVerify(this, fn, {
      assumed: props.functionTimeout || props.queue ? undefined : `that it may run for 15 minutes at most, which the visibility timeout of ${timeout.toSeconds() * 6} s was made for; set functionTimeout when it is less, so that failed messages come back sooner`,
      needs: new PolicyStatement({ actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:ChangeMessageVisibility', 'sqs:GetQueueUrl', 'sqs:GetQueueAttributes'], resources: [this.queue.queueArn] }),
    });
    verify(this, this.mapping);
  }

  /** How many messages wait in the dead-letter queue. @throws when no dead-letter queue is known */
  public metricDeadLetters(options: MetricOptions = {}): Metric {
    if (!this.deadLetterQueue) throw new Error(`${this.node.path}: the dead-letter queue of ${this.queue.node.path} is not known here; name it as processing.deadLetterQueue`);
    return this.deadLetterQueue.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum', period: Duration.minutes(1), ...options });
  }

  /**
   * How long the oldest message of the source queue has waited, in seconds. SQS leaves out messages that were received three
   * times or more, so this tells of messages that nobody gets to, not of those that fail.
   */
  public metricBacklogAge(options: MetricOptions = {}): Metric {
    return this.queue.metricApproximateAgeOfOldestMessage({ statistic: 'Maximum', period: Duration.minutes(1), ...options });
  }

  private timeout({ function: fn, functionTimeout }: SqsTriggerProps): Duration {
    const known = timeoutOf(fn);
    if (known && functionTimeout && !functionTimeout.isUnresolved() && known.toSeconds() !== functionTimeout.toSeconds()) {
      throw new Error(`${this.node.path}: functionTimeout is ${functionTimeout.toSeconds()} s, but the timeout of ${fn.node.path} is ${known.toSeconds()} s. Leave functionTimeout out; it is for imported functions.`);
    }
    return known ?? functionTimeout ?? Duration.minutes(15);
  }

  private refuseContradictions({ queue, queueProps, processing = {}, batchSize = 10, maxBatchingWindow, maxConcurrency, provisionedPollerConfig }: SqsTriggerProps): void {
    const refuse = (why: string): never => { throw new Error(`${this.node.path}: ${why}`); };
    const fifo = queue ? queue.fifo : queueProps?.fifo ?? queueProps?.queueName?.endsWith('.fifo') ?? false;
    if (queue && queueProps) refuse('queueProps are for a new queue, but queue is given; set them where that queue is made');
    if (queue && processing.maxReceiveCount !== undefined) refuse('maxReceiveCount belongs to the redrive policy of the queue; set it where that queue is made');
    if (queueProps?.deadLetterQueue) refuse('set processing.deadLetterQueue and processing.maxReceiveCount instead of queueProps.deadLetterQueue');
    const { deadLetterQueue: dead, maxReceiveCount } = processing;
    if (maxReceiveCount !== undefined && !Token.isUnresolved(maxReceiveCount) && !(Number.isInteger(maxReceiveCount) && maxReceiveCount >= 1 && maxReceiveCount <= 1000)) {
      refuse(`maxReceiveCount is ${maxReceiveCount}; SQS takes whole numbers from 1 to 1000, and AWS advises 5 or more`);
    }
    const redriven = queue && redrivenTo(queue);
    if (dead && redriven && dead !== redriven) refuse(`${queue.node.path} redrives to ${redriven.node.path}, not to ${dead.node.path}. Leave processing.deadLetterQueue out; it is known already.`);
    if (dead && dead.fifo !== fifo) {
      refuse(`${dead.node.path} is ${dead.fifo ? 'FIFO' : 'standard'} and the source queue is ${fifo ? 'FIFO' : 'standard'}; SQS redrives between queues of one type only. Use a ${fifo ? 'FIFO' : 'standard'} dead-letter queue.`);
    }
    if (dead && dead === queue) refuse('a queue cannot be its own dead-letter queue: a message would never leave it. Use another one.');
    if (fifo && batchSize > 10) refuse(`batchSize is ${batchSize}, but of a FIFO queue Lambda reads 10 messages at a time; set 10 or less`);
    if (!Token.isUnresolved(batchSize) && batchSize > 10 && (maxBatchingWindow === undefined || maxBatchingWindow.toMilliseconds() === 0)) refuse(`batchSize is ${batchSize}; above 10 Lambda wants a batching window: set maxBatchingWindow: Duration.seconds(1) or more`);
    if (maxConcurrency !== undefined && provisionedPollerConfig) refuse('maxConcurrency and provisionedPollerConfig exclude each other; set one of them');
  }

  private newDeadLetterQueue({ queueProps = {}, alarmActions, withoutAlarms }: SqsTriggerProps): DeadLetterQueue {
    const { queueName, fifo = queueName?.endsWith('.fifo'), encryptionMasterKey, encryption } = queueProps;
    const stack = Stack.of(this);
    return new DeadLetterQueue(this, 'DeadLetterQueue', {
      // SQS: the dead-letter queue of a FIFO queue must be FIFO, that of a standard queue must not.
      fifo: fifo ? true : undefined, encryptionMasterKey, encryption,
      // By name only: with a reference each of the two queues would need the other first.
      redriveAllowPolicy: queueName === undefined ? undefined : {
        redrivePermission: RedrivePermission.BY_QUEUE,
        sourceQueues: [Queue.fromQueueArn(this, 'Source', stack.formatArn({ service: 'sqs', resource: queueName, arnFormat: ArnFormat.NO_RESOURCE_NAME }))],
      },
      alarmActions, withoutAlarms,
    });
  }

  private newQueue({ queueProps = {}, processing = {}, maxBatchingWindow, function: fn }: SqsTriggerProps, timeout: Duration, queue: IQueue): Queue {
    const maxReceiveCount = processing.maxReceiveCount ?? 5;
    const seconds = timeout.isUnresolved() ? 900 : timeout.toSeconds();
    const window = maxBatchingWindow?.toSeconds() ?? 0;
    const fitting = Math.min(6 * seconds + window, limits.visibility);
    const { visibilityTimeout } = queueProps;
    if (visibilityTimeout && !visibilityTimeout.isUnresolved() && visibilityTimeout.toSeconds() < seconds) {
      throw new Error(`${this.node.path}: visibilityTimeout is ${visibilityTimeout.toSeconds()} s, but ${fn.node.path} may run for ${seconds} s; Lambda refuses such a queue, as messages would come back while they are processed. Set Duration.seconds(${fitting}), or leave it out.`);
    }
    // Messages must live long enough to be received maxReceiveCount times.
    const visibility = visibilityTimeout && !visibilityTimeout.isUnresolved() ? visibilityTimeout.toSeconds() : fitting;
    const retries = 2 * maxReceiveCount * visibility;
    return new Queue(this, 'Queue', {
      visibilityTimeout: Duration.seconds(fitting),
      retentionPeriod: retries > queueFacts.retention ? Duration.seconds(Math.min(retries, limits.retention)) : undefined,
      enforceSSL: true,
      encryption: queueProps.encryptionMasterKey ? undefined : QueueEncryption.SQS_MANAGED,
      ...queueProps,
      deadLetterQueue: { maxReceiveCount, queue },
    });
  }
}
