import { Alarm, Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { IFunction } from 'aws-cdk-lib/aws-lambda';
import { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { AlarmOptions } from './alarms';
import { Bound } from './async/bound';
import { AsyncProcessing, configureAsync } from './async-processing';
import { AsyncSource } from './async-source';
import { functionMetric, tellWhoInvokes } from './existing-function';
import { FailureTarget } from './failure-target';
import { verify } from '../plug/verify';

/** What `AsyncTrigger` and `AsyncFunction` have in common. */
export interface AsyncTriggerOptions extends AlarmOptions {
  /** What invokes the function, with what happens to events that cannot be delivered. @default AsyncSource.direct() */
  readonly source?: AsyncSource;

  /**
   * What happens to an event on which the function fails, on the version or alias that is invoked. One configuration serves all
   * sources of a function: set it with one trigger only.
   *
   * @default - two retries within 6 hours, then a new `DeadLetterQueue`
   */
  readonly processing?: AsyncProcessing;
}

/** Properties of an `AsyncTrigger`. */
export interface AsyncTriggerProps extends AsyncTriggerOptions {
  /** The function, version or alias that is invoked, own or imported. */
  readonly function: IFunction;
}

/**
 * Lets something invoke a function asynchronously, and keeps the events that get lost otherwise: those that the source cannot
 * deliver, where it has a net for them, and those on which the function fails.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async.html
 *
 * @example
 *
 * new AsyncTrigger(this, 'Uploads', { function: resizeImage, source: AsyncSource.s3(uploads) });
 */
export class AsyncTrigger extends Construct {
  /** Where events rest on which the function fails; undefined when the function has had a net of its own before. */
  public readonly onFailure?: FailureTarget;
  /** Where events rest that could not be delivered; undefined for sources without a net. */
  public readonly deliveryDeadLetterQueue?: IQueue;
  /** The alarms; empty with `withoutAlarms`. */
  public readonly alarms: Alarm[];

  private readonly invoked: IFunction;
  private readonly bound: Bound;

  constructor(scope: Construct, id: string, props: AsyncTriggerProps) {
    super(scope, id);
    const { function: fn, source = AsyncSource.direct(), processing } = props;
    this.invoked = fn;
    const net = configureAsync(this, fn, processing, props);
    this.bound = source._bind(this, fn, props);
    this.onFailure = net.onFailure;
    this.deliveryDeadLetterQueue = this.bound.deliveryQueue;
    this.alarms = [...net.alarms, ...this.bound.alarms ?? []];
    const { invoker } = this.bound;
    if (invoker) tellWhoInvokes(this, fn, invoker, invoker.source ? [invoker.source] : []);
    verify(this, fn, ...this.bound.made ?? []);
  }

  /** How many events Lambda has given up, kept in a destination or not. Counted by function, whatever the version or alias. */
  public metricAsyncEventsDropped(options: MetricOptions = {}): Metric {
    return functionMetric(this.invoked, 'AsyncEventsDropped', options);
  }

  /** How old events are when the function gets them, in milliseconds. Counted by function. */
  public metricAsyncEventAge(options: MetricOptions = {}): Metric {
    return functionMetric(this.invoked, 'AsyncEventAge', { statistic: 'Maximum', ...options });
  }

  /** How many events Lambda could not write to their destination. Counted by function. */
  public metricDestinationDeliveryFailures(options: MetricOptions = {}): Metric {
    return functionMetric(this.invoked, 'DestinationDeliveryFailures', options);
  }

  /** How many events Lambda could not write to the dead-letter queue of the function. Counted by function. */
  public metricDeadLetterErrors(options: MetricOptions = {}): Metric {
    return functionMetric(this.invoked, 'DeadLetterErrors', options);
  }

  /**
   * How many events the source could not deliver: `FailedInvocations` of a rule, `NumberOfNotificationsFailed` of a topic,
   * `DeliveryErrors` of a log group.
   *
   * @throws for sources that count nothing of the kind
   */
  public metricUndelivered(options: MetricOptions = {}): Metric {
    if (!this.bound.undelivered) throw new Error(`${this.node.path}: this source does not count what it cannot deliver`);
    return this.bound.undelivered(options);
  }

  /**
   * How many events the source could not even write to its dead-letter queue: `InvocationsFailedToBeSentToDlq` of a rule,
   * `NumberOfNotificationsFailedToRedriveToDlq` of a topic.
   *
   * @throws for sources that count nothing of the kind
   */
  public metricUndeliveredLost(options: MetricOptions = {}): Metric {
    if (!this.bound.lost) throw new Error(`${this.node.path}: this source does not count what it cannot write to a dead-letter queue`);
    return this.bound.lost(options);
  }
}
