import { Duration, RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import { Alarm, Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnQueue, IQueue, Queue, QueueBase, QueueEncryption, QueueProps } from 'aws-cdk-lib/aws-sqs';
import { Construct, IConstruct } from 'constructs';
import { AlarmOptions, Alarms } from './alarms';
import { queueFacts } from '../lambda/queue';

/** Properties of a `DeadLetterQueue`: those of a queue, with other defaults, and alarms. */
export interface DeadLetterQueueProps extends QueueProps, AlarmOptions {}

/**
 * A queue in which failed events wait for somebody to look at them.
 *
 * Unlike a plain `Queue` it keeps messages for 14 days, the longest that SQS offers; stays, with the messages in it, when
 * it is removed from the stack; is encrypted by SQS and reachable over TLS only; and raises an alarm when a message
 * arrives, and another one before the oldest expires. Every property can be set otherwise.
 *
 * SQS moves messages without counting them as sent, so the alarm looks at how many are there.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html
 *
 * @example
 *
 * const failed = new DeadLetterQueue(this, 'FailedOrders', { alarmActions: [new SnsAction(topic)] });
 */
export class DeadLetterQueue extends Queue {
  /** The alarms on the queue; empty with `withoutAlarms`. */
  public readonly alarms: Alarm[];

  constructor(scope: Construct, id: string, props: DeadLetterQueueProps = {}) {
    const { alarmActions, withoutAlarms, ...queue } = props;
    super(scope, id, {
      retentionPeriod: Duration.days(14),
      removalPolicy: RemovalPolicy.RETAIN,
      enforceSSL: true,
      encryption: queue.encryptionMasterKey ? undefined : QueueEncryption.SQS_MANAGED,
      ...queue,
    });
    const alarms = new Alarms(this, { alarmActions, withoutAlarms });
    add(alarms, this);
    alarms.accept(this);
    this.alarms = alarms.all;
  }

  /** How many messages wait in the queue; the most at any moment of a minute. */
  public metricDepth(options: MetricOptions = {}): Metric {
    return depth(this, options);
  }

  /** How long the oldest message has waited, in seconds. SQS counts from the moment at which it moved the message here. */
  public metricAge(options: MetricOptions = {}): Metric {
    return age(this, options);
  }
}

const depth = (queue: IQueue, options: MetricOptions = {}) => queue.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum', period: Duration.minutes(1), ...options });

const age = (queue: IQueue, options: MetricOptions = {}) => queue.metricApproximateAgeOfOldestMessage({ statistic: 'Maximum', period: Duration.minutes(1), ...options });

/** How long a queue of the app keeps messages. */
export function retentionOf(queue: IQueue): Duration | undefined {
  const resource = queue.node.defaultChild;
  if (!(resource instanceof CfnQueue) || Token.isUnresolved(resource.messageRetentionPeriod)) return undefined;
  return Duration.seconds(resource.messageRetentionPeriod ?? queueFacts.retention);
}

/**
 * Adds alarms on a place for failed events, if it is a queue, own or imported. A `DeadLetterQueue` has its own, to which the
 * actions are added; the result is those that were left as they are, because the owner wants none, or they are in another stack.
 */
export function watch(alarms: Alarms, place: IConstruct): Alarm[] {
  if (!(place instanceof QueueBase)) return [];
  const own = place instanceof DeadLetterQueue ? place.alarms : undefined;
  if (own && (own.length === 0 || Stack.of(place) !== Stack.of(alarms.scope))) return own;
  add(alarms, place);
  if (!own) alarms.accept(place);
  return [];
}

/**
 * Alarms on a queue for failed events: one has come, and one has waited for half of its time. Not later, because a standard
 * queue counts retention from when the message was sent to its source, and its age only from when it was moved.
 */
function add(alarms: Alarms, queue: IQueue): void {
  const retention = retentionOf(queue);
  const name = Token.isUnresolved(queue.queueName) ? queue.node.path : queue.queueName;
  alarms.add('DepthAlarm', { of: queue, metric: depth(queue), says: `Failed events wait in ${name}. Find out why they failed, then move them back or delete them before they expire.` });
  if (retention) {
    alarms.add('ExpiryAlarm', {
      of: queue, metric: age(queue), threshold: Math.floor(retention.toSeconds() / 2),
      says: `The oldest failed event in ${name} has waited for half of the ${retention.toHours({ integral: false })} hours that the queue keeps it, less the time it spent before. After that it is gone for good.`,
    });
  }
}
