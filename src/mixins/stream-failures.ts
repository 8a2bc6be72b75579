import { Duration, Mixin } from 'aws-cdk-lib';
import { CfnStream } from 'aws-cdk-lib/aws-kinesis';
import { CfnEventSourceMapping, CfnFunction, EventSourceMapping, IFunction, MetricType } from 'aws-cdk-lib/aws-lambda';
import { QueueBase } from 'aws-cdk-lib/aws-sqs';
import { Construct, IConstruct } from 'constructs';
import { asFunction, functionOf, invokedBy, isNumber, isSet, owner, referredResource, valueAt, waitForPolicy } from './resource';
import { AlarmOptions, Alarms } from '../constructs/alarms';
import { refuseOutOfRange, watchBatches } from '../constructs/failed-batches';
import { FailureBucket } from '../constructs/failure-bucket';
import { FailureTarget } from '../constructs/failure-target';
import { streamLimits } from '../lambda/stream';

/** How the failed batches of streams and Kafka topics end. */
export interface StreamFailuresProps extends AlarmOptions {
  /**
   * How often a batch is tried again. Not for Kafka, where a destination ends the retries.
   *
   * Range: 0 to 10 000.
   *
   * @default 5
   * @see https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-parameters.html
   */
  readonly retryAttempts?: number;

  /**
   * How old a record gets before it is given up, so that it can still be read by then. Not for Kafka.
   *
   * Range: 60 seconds to 7 days.
   *
   * @default - 12 hours, half of what a stream keeps by default
   * @see https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-parameters.html
   */
  readonly maxRecordAge?: Duration;

  /** Whether a batch that fails is split, until the bad record is alone. Not for Kafka. @default true */
  readonly bisectBatchOnError?: boolean;

  /**
   * Where failed batches go.
   *
   * @default - a new `FailureBucket` below each mapping, as only a bucket keeps the records
   */
  readonly onFailure?: FailureTarget;
}

/**
 * Ends the retries of a stream or Kafka topic, and keeps what is given up.
 *
 * It is for event source mappings of Kinesis, DynamoDB and Kafka, and so for functions, which have theirs below them. What is set
 * stays; `-1`, which means no limit, counts as not set. Alarms tell of what has been given up, for which the mapping counts its events.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html
 *
 * @example
 *
 * countClicks.with(new StreamFailures());
 */
export class StreamFailures extends Mixin {
  constructor(private readonly props: StreamFailuresProps = {}) {
    super();
  }

  /** Event source mappings of a stream or Kafka topic, and a function of this app, that have neither limit, or no destination. */
  public supports(construct: IConstruct): boolean {
    if (!(construct instanceof CfnEventSourceMapping)) return false;
    const kind = kindOf(construct);
    if (kind === undefined || !functionIn(construct)) return false;
    return lacksDestination(construct) || kind === 'stream' && (isUnlimited(construct, 'maximumRetryAttempts') && isUnlimited(construct, 'maximumRecordAgeInSeconds'));
  }

  /** @throws when a number is out of range, and when the target is an event bus or a function, which Lambda offers for asynchronous events only */
  public applyTo(construct: IConstruct): void {
    if (!this.supports(construct)) return;
    const mapping = construct as CfnEventSourceMapping;
    const { retryAttempts = streamLimits.retryAttempts, maxRecordAge = Duration.seconds(streamLimits.maxRecordAge), bisectBatchOnError = true } = this.props;
    if (kindOf(mapping) === 'stream') {
      refuseOutOfRange(owner(mapping), { retryAttempts, maxRecordAge });
      if (isUnlimited(mapping, 'maximumRetryAttempts')) mapping.maximumRetryAttempts = retryAttempts;
      if (isUnlimited(mapping, 'maximumRecordAgeInSeconds')) mapping.maximumRecordAgeInSeconds = maxRecordAge.toSeconds();
      if (!isSet(mapping, 'bisectBatchOnFunctionError')) mapping.bisectBatchOnFunctionError = bisectBatchOnError;
    }
    if (!lacksDestination(mapping)) return;
    const made = owner(mapping);
    const fn = asFunction(functionIn(mapping)!, mapping);
    const target = this.props.onFailure ?? FailureTarget.bucket(new FailureBucket(made, 'FailedRecords'));
    const { destination } = target.toEventSourceDlq().bind(made as EventSourceMapping, fn);
    mapping.destinationConfig = { onFailure: { destination } };
    waitForPolicy(mapping, fn);
    this.watch(mapping, fn, target);
  }

  /** Lambda counts what is given up by mapping where it was asked to, which it offers for Kafka in provisioned mode only. */
  private watch(mapping: CfnEventSourceMapping, fn: IFunction, target: FailureTarget): void {
    const { alarmActions, withoutAlarms } = this.props;
    const made = owner(mapping);
    const counted = kindOf(mapping) === 'stream' || isSet(mapping, 'provisionedPollerConfig');
    if (withoutAlarms === undefined && counted && !isSet(mapping, 'metricsConfig')) mapping.metricsConfig = { metrics: [MetricType.EVENT_COUNT] };
    const metrics = valueAt(mapping, 'metricsConfig', 'metrics');
    const alarms = new Alarms(new Construct(made, 'FailedBatches'), { alarmActions, withoutAlarms });
    watchBatches(alarms, {
      fn, target, unread: unread(mapping, target),
      mapping: made instanceof EventSourceMapping ? made : EventSourceMapping.fromEventSourceMappingId(mapping, 'Mapping', mapping.ref),
      metricsConfig: Array.isArray(metrics) ? { metrics: metrics as MetricType[] } : undefined,
    });
  }
}

/** How long the records of a position that is left in a queue can still be read. */
function unread(mapping: CfnEventSourceMapping, { place }: FailureTarget): Duration | undefined {
  const age = valueAt(mapping, 'maximumRecordAgeInSeconds');
  const stream = referredResource(mapping.eventSourceArn);
  const hours = stream instanceof CfnStream ? valueAt(stream, 'retentionPeriodHours') ?? 24 : 24;
  if (!(place instanceof QueueBase) || kindOf(mapping) !== 'stream' || !isNumber(age) || !isNumber(hours) || age >= hours * 3600) return undefined;
  return Duration.seconds(hours * 3600 - age);
}

/** The function of this app that a mapping invokes. */
function functionIn(mapping: CfnEventSourceMapping): CfnFunction | undefined {
  const invoked = invokedBy(mapping.functionName, mapping);
  return invoked && functionOf(invoked);
}

const lacksDestination = (mapping: CfnEventSourceMapping): boolean => !isSet(mapping, 'destinationConfig');

/** Without a limit a batch is tried until its records expire. */
const isUnlimited = (mapping: CfnEventSourceMapping, name: 'maximumRetryAttempts' | 'maximumRecordAgeInSeconds'): boolean => !isSet(mapping, name) || mapping[name] === -1;

/** Queues and brokers have no starting position. */
function kindOf(mapping: CfnEventSourceMapping): 'stream' | 'kafka' | undefined {
  if (mapping.startingPosition === undefined || mapping.documentDbEventSourceConfig !== undefined) return undefined;
  return mapping.topics === undefined ? 'stream' : 'kafka';
}
