import { Duration, Mixin } from 'aws-cdk-lib';
import { CfnEventSourceMapping, EventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import { IConstruct } from 'constructs';
import { asFunction, functionOf, isInvoked, isSet, owner, referredResource } from './resource';
import { AlarmOptions } from '../constructs/alarms';
import { refuseOutOfRange } from '../constructs/failed-batches';
import { FailureBucket } from '../constructs/failure-bucket';
import { FailureTarget } from '../constructs/failure-target';

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
 * stays; `-1`, which means no limit, counts as not set.
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

  /** Event source mappings of a stream or Kafka topic, and a function of this app, that lack a limit or a destination. */
  public supports(construct: IConstruct): boolean {
    if (!(construct instanceof CfnEventSourceMapping)) return false;
    const kind = kindOf(construct);
    if (kind === undefined || !isInvoked(referredResource(construct.functionName))) return false;
    return lacksDestination(construct) || kind === 'stream' && (isUnlimited(construct, 'maximumRetryAttempts') && isUnlimited(construct, 'maximumRecordAgeInSeconds'));
  }

  /** @throws when a number is out of range, and when the target is an event bus or a function, which Lambda offers for asynchronous events only */
  public applyTo(construct: IConstruct): void {
    if (!this.supports(construct)) return;
    const mapping = construct as CfnEventSourceMapping;
    const { retryAttempts = 5, maxRecordAge = Duration.hours(12), bisectBatchOnError = true } = this.props;
    if (kindOf(mapping) === 'stream') {
      refuseOutOfRange(owner(mapping), { retryAttempts, maxRecordAge });
      if (isUnlimited(mapping, 'maximumRetryAttempts')) mapping.maximumRetryAttempts = retryAttempts;
      if (isUnlimited(mapping, 'maximumRecordAgeInSeconds')) mapping.maximumRecordAgeInSeconds = maxRecordAge.toSeconds();
      if (!isSet(mapping, 'bisectBatchOnFunctionError')) mapping.bisectBatchOnFunctionError = bisectBatchOnError;
    }
    if (!lacksDestination(mapping)) return;
    const made = owner(mapping);
    const invoked = referredResource(mapping.functionName);
    const fn = isInvoked(invoked) ? functionOf(invoked) : undefined;
    if (!fn) throw new Error(`${made.node.path}: the function of this mapping is not known here, so that nobody can let it write to a place for failed batches`);
    const target = this.props.onFailure ?? FailureTarget.bucket(new FailureBucket(made, 'FailedRecords'));
    const { destination } = target.toEventSourceDlq().bind(made as EventSourceMapping, asFunction(fn));
    mapping.destinationConfig = { onFailure: { destination } };
  }
}

const lacksDestination = (mapping: CfnEventSourceMapping): boolean => !isSet(mapping, 'destinationConfig');

/** Without a limit a batch is tried until its records expire. */
const isUnlimited = (mapping: CfnEventSourceMapping, name: 'maximumRetryAttempts' | 'maximumRecordAgeInSeconds'): boolean => !isSet(mapping, name) || mapping[name] === -1;

/** Queues and brokers have no starting position. */
function kindOf(mapping: CfnEventSourceMapping): 'stream' | 'kafka' | undefined {
  if (mapping.startingPosition === undefined || mapping.documentDbEventSourceConfig !== undefined) return undefined;
  return mapping.topics === undefined ? 'stream' : 'kafka';
}
