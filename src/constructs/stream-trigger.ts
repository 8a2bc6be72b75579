import { Duration, Resource, Token, Validations } from 'aws-cdk-lib';
import { Alarm, Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { CfnStream, IStream, IStreamConsumer, Stream, StreamProps } from 'aws-cdk-lib/aws-kinesis';
import { IKey } from 'aws-cdk-lib/aws-kms';
import { EventSourceMapping, IEventSource, IFunction, MetricsConfig, MetricType, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { DynamoEventSource, KinesisConsumerEventSource, KinesisEventSource, StreamEventSourceProps } from 'aws-cdk-lib/aws-lambda-event-sources';
import { QueueBase } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { AlarmOptions, Alarms } from './alarms';
import { addMapping, functionMetric, tellWhatToVerify } from './existing-function';
import { mappingMetric, refuseOutOfRange, refuseStart, watchBatches } from './failed-batches';
import { FailureBucket } from './failure-bucket';
import { FailureTarget } from './failure-target';
import { grantable } from './granted-elsewhere';
import { ruleId } from '../plug/message';
import { tell, verify } from '../plug/verify';

/** What happens to a batch on which the function fails. Until Lambda gives it up, everything behind it in its shard waits. */
export interface StreamProcessing {
  /**
   * How often a failing batch is tried again. Throttling and the halving of batches do not count; `maxRecordAge` ends them.
   *
   * Range: -1 to 10 000, where -1 means until the records are `maxRecordAge` old. The default is small, because every retry
   * holds up the shard, and because what is given up is kept and can be processed again.
   *
   * @default 5
   * @see https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-parameters.html
   */
  readonly retryAttempts?: number;

  /**
   * How old a record may get before it is given up, whatever it waits for.
   *
   * Range: 60 seconds to 7 days, and less than the stream keeps its records: what expires in the stream goes to no
   * destination. That is also why it cannot be unlimited. DynamoDB keeps records for 24 hours.
   *
   * @default - half of the time that the stream keeps its records: 12 hours for DynamoDB, and for a Kinesis stream of which
   * nothing else is known
   * @see https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-parameters.html
   */
  readonly maxRecordAge?: Duration;

  /**
   * Whether to halve a failing batch, again and again, until the bad record is alone.
   *
   * @default true
   * @see https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-parameters.html
   */
  readonly bisectBatchOnError?: boolean;

  /**
   * Whether the function may report the first record of a batch that failed, by returning `batchItemFailures`; then only that
   * one and those behind it are tried again. A handler that returns nothing is not affected.
   *
   * @default true
   * @see https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-batchfailurereporting.html
   */
  readonly reportBatchItemFailures?: boolean;

  /**
   * Where Lambda leaves a batch that it gives up.
   *
   * Only a bucket gets the **records**. A queue or a topic gets their **position** in the stream: whoever reads it must fetch
   * the records before the stream forgets them.
   *
   * @default - `FailureTarget.bucket` with a new `FailureBucket`: encrypted, closed to the public, retained
   * @see https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html
   */
  readonly onFailure?: FailureTarget;
}

/** What `StreamTrigger` and `StreamTriggeredFunction` have in common. */
export interface StreamTriggerOptions extends AlarmOptions {
  /**
   * An existing Kinesis stream, own or imported. Set at most one of `stream`, `consumer` and `table`.
   *
   * @default - a new stream, see `streamProps`
   */
  readonly stream?: IStream;

  /**
   * An existing consumer of a Kinesis stream, own or imported: enhanced fan-out, with a throughput of its own.
   *
   * With aggregated records of the Kinesis Producer Library and a `parallelizationFactor` above 1, records can get lost
   * without reaching the on-failure destination.
   *
   * @default - no consumer
   */
  readonly consumer?: IStreamConsumer;

  /**
   * An existing DynamoDB table with a stream: `Table`, `TableV2` or imported with its `tableStreamArn`.
   *
   * @default - no table
   */
  readonly table?: ITable;

  /**
   * Properties of the new Kinesis stream. Not possible together with `stream`, `consumer` or `table`.
   *
   * @default - those of a `Stream`: encrypted, 24 hours of retention, retained
   */
  readonly streamProps?: StreamProps;

  /** What happens to a batch on which the function fails. @default - five retries, then a new bucket */
  readonly processing?: StreamProcessing;

  /**
   * Where to start when the mapping is made. With `LATEST`, what is written before the mapping works is never read.
   *
   * @default StartingPosition.TRIM_HORIZON, the oldest record there is, so that none is missed
   */
  readonly startingPosition?: StartingPosition;

  /**
   * When to start with `StartingPosition.AT_TIMESTAMP`, in Unix seconds. For Kinesis only.
   *
   * @default - none
   */
  readonly startingPositionTimestamp?: number;

  /** Records per invocation, at most. Range: 1 to 10 000. @default 100 */
  readonly batchSize?: number;

  /** How long to gather records. Range: 0 to 300 seconds. @default - none: the function is invoked as soon as there are records */
  readonly maxBatchingWindow?: Duration;

  /** How many batches of a shard are processed at a time. Range: 1 to 10; the order is kept by partition key. @default 1 */
  readonly parallelizationFactor?: number;

  /**
   * Windows of time over which the function gathers a state. Range: 0 to 15 minutes.
   *
   * @default - none
   * @see https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-windows.html
   */
  readonly tumblingWindow?: Duration;

  /**
   * Which records the function gets. The others are skipped.
   *
   * @default - all
   * @see https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis-filtering.html
   */
  readonly filters?: Array<{ [key: string]: any }>;

  /** Customer-managed key for the filters. @default - a key of AWS */
  readonly filterEncryption?: IKey;

  /**
   * Counters of the mapping, by `EventSourceMappingUUID`. Without `MetricType.EVENT_COUNT` there are no alarms on records that
   * were given up.
   *
   * @default - `MetricType.EVENT_COUNT`; none with `withoutAlarms`
   */
  readonly metricsConfig?: MetricsConfig;

  /** Whether to poll at all. What arrives while this is false expires unread. @default true */
  readonly enabled?: boolean;

  /**
   * The logical id of the event source mapping, to take over one that exists. It is not needed when that was made by
   * `fn.addEventSource(new KinesisEventSource(stream))` and the like, whose logical id is kept.
   *
   * @default - the logical id that `addEventSource` gives
   */
  readonly mappingLogicalId?: string;
}

/** Properties of a `StreamTrigger`. */
export interface StreamTriggerProps extends StreamTriggerOptions {
  /** The function, version or alias that gets the records, own or imported. */
  readonly function: IFunction;
}

const facts = {
  /** How long a new Kinesis stream, and any DynamoDB stream, keeps its records; no stream keeps them for less: https://docs.aws.amazon.com/streams/latest/dev/kinesis-extended-retention.html */
  retention: Duration.hours(24),
  /** The oldest that Lambda lets a record get: https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-parameters.html */
  recordAge: Duration.days(7),
};

/**
 * Lets a function process the records of a Kinesis stream or of the stream of a DynamoDB table, and keeps those on which it
 * fails.
 *
 * Makes a mapping that gives a failing batch up after a few retries and well before it expires, leaves it in a bucket, and goes
 * on with what is behind it. By default, a mapping retries until the records expire, and then nobody has them.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html
 *
 * @example
 *
 * new StreamTrigger(this, 'Clicks', { function: countClicks, stream: clicks, alarmActions: [new SnsAction(onCall)] });
 */
export class StreamTrigger extends Construct {
  /** The Kinesis stream, also where a consumer of it is read; undefined for a table. */
  public readonly stream?: IStream;
  /** The table whose stream is read; undefined for Kinesis. */
  public readonly table?: ITable;
  /** Where Lambda leaves batches that it gives up. */
  public readonly onFailure: FailureTarget;
  /** The event source mapping. */
  public readonly mapping: EventSourceMapping;
  /** The alarms; empty with `withoutAlarms`. */
  public readonly alarms: Alarm[];

  private readonly fn: IFunction;

  constructor(scope: Construct, id: string, props: StreamTriggerProps) {
    super(scope, id);
    const { function: fn, processing = {}, consumer, table, withoutAlarms } = props;
    this.fn = fn;
    this.refuseContradictions(props);
    this.table = table;
    this.stream = table ? undefined : props.stream ?? consumer?.stream ?? new Stream(this, 'Stream', props.streamProps);
    const retention = this.retention();
    const maxRecordAge = this.maxRecordAge(processing, retention);
    this.onFailure = processing.onFailure ?? FailureTarget.bucket(new FailureBucket(this, 'FailedRecords'));

    const metricsConfig = props.metricsConfig ?? (withoutAlarms === undefined ? { metrics: [MetricType.EVENT_COUNT] } : undefined);
    const { startingPosition = StartingPosition.TRIM_HORIZON, batchSize, maxBatchingWindow, parallelizationFactor, tumblingWindow, filters, filterEncryption, enabled } = props;
    const { fn: granted, needs } = grantable(fn);
    this.mapping = addMapping(granted, this.source(props, {
      startingPosition, batchSize, maxBatchingWindow, parallelizationFactor, tumblingWindow, filters, filterEncryption, metricsConfig, enabled, maxRecordAge,
      retryAttempts: processing.retryAttempts ?? 5,
      bisectBatchOnError: processing.bisectBatchOnError ?? true,
      reportBatchItemFailures: processing.reportBatchItemFailures ?? true,
      onFailure: this.onFailure.toEventSourceDlq(),
    }), props.mappingLogicalId);

    const alarms = new Alarms(this, props);
    if (!maxRecordAge.isUnresolved()) {
      alarms.add('IteratorAgeAlarm', {
        metric: this.metricIteratorAge(), threshold: maxRecordAge.toMilliseconds() / 2,
        says: `${fn.node.path} is behind: the records that it gets are half as old as they may be. Older ones are given up untried, and the stream forgets what it has not read.`,
      });
    }
    const unread = maxRecordAge.isUnresolved() || this.onFailure.place instanceof QueueBase === false ? undefined : (retention ?? facts.retention).minus(maxRecordAge);
    const others = watchBatches(alarms, { fn, mapping: this.mapping, target: this.onFailure, metricsConfig, unread });
    this.alarms = [...others, ...alarms.all];
    // Whoever watches otherwise hears of positions as well.
    if (withoutAlarms !== undefined && processing.onFailure) Validations.of(this.mapping).acknowledge({ id: ruleId('stream-pointer-expires'), reason: withoutAlarms });

    tellWhatToVerify(this, fn, { needs });
    this.tellAboutSource(maxRecordAge, retention);
    verify(this, this.mapping);
  }

  /**
   * How old the last record of a batch was when the function got it, in milliseconds; the most in a minute. Lambda counts by
   * function: with several streams it is the oldest of them all.
   */
  public metricIteratorAge(options: MetricOptions = {}): Metric {
    return functionMetric(this.fn, 'IteratorAge', { statistic: 'Maximum', ...options });
  }

  /** How often Lambda could not write to a destination of the function: each time failed records are lost. */
  public metricDestinationDeliveryFailures(options: MetricOptions = {}): Metric {
    return functionMetric(this.fn, 'DestinationDeliveryFailures', options);
  }

  /** How many records were given up and left nowhere. Needs `MetricType.EVENT_COUNT` in `metricsConfig`. */
  public metricDropped(options: MetricOptions = {}): Metric {
    return mappingMetric(this.mapping, 'DroppedEventCount', options);
  }

  /** How many records were given up and left in the on-failure destination. Needs `MetricType.EVENT_COUNT` in `metricsConfig`. */
  public metricFailed(options: MetricOptions = {}): Metric {
    return mappingMetric(this.mapping, 'OnFailureDestinationDeliveredEventCount', options);
  }

  private source({ startingPositionTimestamp, consumer }: StreamTriggerProps, options: StreamEventSourceProps): IEventSource {
    if (this.table) return new DynamoEventSource(this.table, options);
    if (consumer) return new KinesisConsumerEventSource(consumer, { ...options, startingPositionTimestamp });
    return new KinesisEventSource(this.stream!, { ...options, startingPositionTimestamp });
  }

  private refuseContradictions(props: StreamTriggerProps): void {
    const { stream, consumer, table, streamProps, startingPosition, startingPositionTimestamp } = props;
    const { batchSize, maxBatchingWindow, parallelizationFactor, tumblingWindow, processing = {} } = props;
    const refuse = (why: string): never => { throw new Error(`${this.node.path}: ${why}`); };
    const given = Object.entries({ stream, consumer, table }).filter(([, source]) => source).map(([name]) => name);
    if (given.length > 1) refuse(`${given.join(' and ')} are given, but a trigger reads one stream; make a trigger for each`);
    if (given.length > 0 && streamProps) refuse(`streamProps are for a new stream, but ${given[0]} is given; set them where that is made`);
    if (table && !table.tableStreamArn) refuse(`${table.node.path} has no stream; set stream: StreamViewType.NEW_AND_OLD_IMAGES where it is made, dynamoStream for a TableV2, or tableStreamArn where it is imported`);
    if (table && startingPosition === StartingPosition.AT_TIMESTAMP) refuse('a stream of DynamoDB cannot be read from a timestamp on; set StartingPosition.TRIM_HORIZON');
    refuseStart(this, { startingPosition, startingPositionTimestamp });
    const { retryAttempts, maxRecordAge } = processing;
    refuseOutOfRange(this, { batchSize, maxBatchingWindow, parallelizationFactor, tumblingWindow, retryAttempts, maxRecordAge });
  }

  /** How long the stream keeps records, where that can be known. */
  private retention(): Duration | undefined {
    if (!this.stream) return facts.retention;
    const resource = this.stream.node.defaultChild;
    if (!(resource instanceof CfnStream) || Token.isUnresolved(resource.retentionPeriodHours)) return undefined;
    return Duration.hours(resource.retentionPeriodHours ?? facts.retention.toHours());
  }

  private maxRecordAge({ maxRecordAge }: StreamProcessing, retention: Duration | undefined): Duration {
    const fitting = Duration.hours(Math.floor(Math.min((retention ?? facts.retention).toHours() / 2, facts.recordAge.toHours())));
    if (maxRecordAge && !maxRecordAge.isUnresolved() && retention && maxRecordAge.toSeconds() >= retention.toSeconds()) {
      throw new Error(`${this.node.path}: maxRecordAge is ${maxRecordAge.toSeconds()} s, but ${(this.table ?? this.stream)!.node.path} keeps records for ${retention.toSeconds()} s: they would be gone before Lambda gives them up, and never reach onFailure. Set Duration.hours(${fitting.toHours()}) or less${this.table ? '' : ', or let the stream keep them longer'}.`);
    }
    return maxRecordAge ?? fitting;
  }

  private tellAboutSource(maxRecordAge: Duration, retention: Duration | undefined): void {
    const source = (this.table ?? this.stream)!;
    if (Resource.isOwnedResource(source)) return;
    const key = this.table ? this.table.encryptionKey : this.stream!.encryptionKey;
    const toVerify = [
      ...key ? [] : ['if it is encrypted with a customer-managed key, import it with that key, or let the role of the function use the key: kms:Decrypt'],
      ...retention || maxRecordAge.isUnresolved() || maxRecordAge.toHours({ integral: false }) < 24 ? [] : [`that it keeps records for more than ${maxRecordAge.toHours({ integral: false })} hours, the maxRecordAge; otherwise they expire before they reach the on-failure destination`],
    ];
    if (toVerify.length > 0) tell(this, 'stream-unverified', `${source.node.path} is made elsewhere. Verify there: ${toVerify.join('; and ')}.`);
  }
}
