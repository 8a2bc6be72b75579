import { Duration } from 'aws-cdk-lib';
import { Alarm, Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { IKey } from 'aws-cdk-lib/aws-kms';
import { CfnEventSourceMapping, EventSourceMapping, IFunction, SourceAccessConfigurationType, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { AlarmOptions, Alarms } from './alarms';
import { addMapping, functionMetric, tellWhatToVerify } from './existing-function';
import { mappingId, networkInterfaces, refuseOutOfRange, refuseStart } from './failed-batches';
import { grantable } from './granted-elsewhere';
import { tell, tellWhatPollersReach, verify } from '../plug/verify';

/** What an event of an update has of the document. */
export enum DocumentDbFullDocument {
  /** What has changed. */
  DEFAULT = 'Default',
  /** What has changed, and the whole document as it is when the event is read. */
  UPDATE_LOOKUP = 'UpdateLookup',
}

/** What `DocumentDbTrigger` and `DocumentDbTriggeredFunction` have in common. */
export interface DocumentDbTriggerOptions extends AlarmOptions {
  /** The ARN of the cluster, on which change streams must be switched on for the collection. */
  readonly clusterArn: string;

  /** The database to read. */
  readonly databaseName: string;

  /** The collection to read. @default - all of the database */
  readonly collectionName?: string;

  /** What an event of an update has of the document. @default DocumentDbFullDocument.DEFAULT */
  readonly fullDocument?: DocumentDbFullDocument;

  /** User name and password for the cluster. */
  readonly secret: ISecret;

  /**
   * How long the cluster keeps its change stream: the parameter `change_stream_log_retention_duration` of its parameter group.
   * It is all the time that there is to find out that the function fails, so set it to days there, and say so here.
   *
   * Range: 1 hour to 7 days.
   *
   * @default Duration.hours(3), that of a cluster with the default parameters
   * @see https://docs.aws.amazon.com/documentdb/latest/developerguide/change_streams.html
   */
  readonly changeStreamRetention?: Duration;

  /**
   * Where to start when the mapping is made. With `LATEST`, what changes before the mapping works is never read.
   *
   * @default StartingPosition.TRIM_HORIZON, the oldest event there is, so that none is missed
   */
  readonly startingPosition?: StartingPosition;

  /** When to start with `StartingPosition.AT_TIMESTAMP`, in Unix seconds. @default - none */
  readonly startingPositionTimestamp?: number;

  /** Events per invocation, at most. Range: 1 to 10 000. @default 100 */
  readonly batchSize?: number;

  /** How long to gather events. Range: 0 to 300 seconds. @default - 500 milliseconds, to which it cannot be set back */
  readonly maxBatchingWindow?: Duration;

  /** Which events the function gets. The others are skipped. @default - all */
  readonly filters?: Array<{ [key: string]: any }>;

  /** Customer-managed key for the filters. @default - a key of AWS */
  readonly filterEncryption?: IKey;

  /** Whether to poll at all. What happens while this is false expires unread. @default true */
  readonly enabled?: boolean;

  /**
   * The logical id of the event source mapping, to take over one that exists, such as one made by `new EventSourceMapping`.
   *
   * @default - one made from cluster, database and collection
   */
  readonly mappingLogicalId?: string;
}

/** Properties of a `DocumentDbTrigger`. */
export interface DocumentDbTriggerProps extends DocumentDbTriggerOptions {
  /** The function, version or alias that gets the events, own or imported. */
  readonly function: IFunction;
}

/** In seconds: https://docs.aws.amazon.com/documentdb/latest/developerguide/change_streams.html */
const limits = { retention: [3_600, 604_800], defaultRetention: 10_800 } as const;

/**
 * Lets a function process the changes in a database of Amazon DocumentDB, and tells in time that it fails.
 *
 * **There is no net for what the function fails on.** Lambda retries until the change stream no longer holds the event, everything
 * behind it waits, and no setting ends that. Catch errors in the function, and store the event that caused them; the alarm of the
 * construct fires while there is still time.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-documentdb.html
 *
 * @example
 *
 * new DocumentDbTrigger(this, 'Orders', { function: shipOrder, clusterArn, databaseName: 'shop', collectionName: 'orders', secret: credentials });
 */
export class DocumentDbTrigger extends Construct {
  /** The event source mapping. */
  public readonly mapping: EventSourceMapping;
  /** The alarms; empty with `withoutAlarms`. */
  public readonly alarms: Alarm[];

  private readonly fn: IFunction;

  constructor(scope: Construct, id: string, props: DocumentDbTriggerProps) {
    super(scope, id);
    const { function: fn, clusterArn, databaseName, collectionName, fullDocument, secret, changeStreamRetention = Duration.seconds(limits.defaultRetention) } = props;
    this.fn = fn;
    this.refuseContradictions(props);

    const { startingPosition = StartingPosition.TRIM_HORIZON, startingPositionTimestamp, batchSize, maxBatchingWindow, filters, filterEncryption, enabled } = props;
    const { fn: granted, needs } = grantable(fn);
    this.mapping = addMapping(granted, {
      bind: (target) => void target.addEventSourceMapping(mappingId(this, 'DocumentDbEventSource', [clusterArn, databaseName, collectionName], collectionName ?? databaseName), {
        eventSourceArn: clusterArn, startingPosition, startingPositionTimestamp, batchSize, maxBatchingWindow, filters, filterEncryption, enabled,
        sourceAccessConfigurations: [{ type: SourceAccessConfigurationType.BASIC_AUTH, uri: secret.secretArn }],
      }),
    }, props.mappingLogicalId);
    // The class for mappings has no property for this.
    (this.mapping.node.defaultChild as CfnEventSourceMapping).documentDbEventSourceConfig = { databaseName, collectionName, fullDocument };
    // https://docs.aws.amazon.com/lambda/latest/dg/with-documentdb.html
    granted.addToRolePolicy(new PolicyStatement({ actions: ['rds:DescribeDBClusters', 'rds:DescribeDBClusterParameters', 'rds:DescribeDBSubnetGroups'], resources: ['*'] }));
    granted.addToRolePolicy(networkInterfaces());
    secret.grantRead(granted);

    const alarms = new Alarms(this, props);
    if (!changeStreamRetention.isUnresolved()) {
      alarms.add('IteratorAgeAlarm', {
        metric: this.metricIteratorAge(), threshold: changeStreamRetention.toMilliseconds() / 2,
        says: `${fn.node.path} is behind, or fails on an event again and again: half of the time has passed after which the change stream forgets it, and what is behind it. Nothing else keeps it.`,
      });
    }
    alarms.add('OversizedRecordsAlarm', { metric: this.metricOversizedRecords(), says: `An event was too large for ${fn.node.path}, and Lambda has dropped it. Read the document itself.` });
    this.alarms = alarms.all;

    tellWhatToVerify(this, fn, { needs });
    const hours = changeStreamRetention.isUnresolved() ? 'long enough' : `for ${changeStreamRetention.toHours({ integral: false })} hours`;
    tell(this, 'documentdb-unverified', `Nothing keeps an event of DocumentDB on which ${fn.node.path} fails. Verify that the function catches errors and stores the event, and that the cluster keeps its change stream ${hours} (change_stream_log_retention_duration).`);
    tellWhatPollersReach(this, 'documentdb-unverified', this.mapping, ['Lambda', 'STS', 'Secrets Manager']);
    verify(this, this.mapping);
  }

  /** How old the last event of a batch was when the function got it, in milliseconds; the most in a minute. */
  public metricIteratorAge(options: MetricOptions = {}): Metric {
    return functionMetric(this.fn, 'IteratorAge', { statistic: 'Maximum', ...options });
  }

  /** How many events were dropped because they are larger than 6 MB. */
  public metricOversizedRecords(options: MetricOptions = {}): Metric {
    return functionMetric(this.fn, 'OversizedRecordCount', options);
  }

  private refuseContradictions(props: DocumentDbTriggerProps): void {
    const { changeStreamRetention, batchSize, maxBatchingWindow } = props;
    refuseStart(this, props);
    refuseOutOfRange(this, { batchSize, maxBatchingWindow });
    const [least, most] = limits.retention;
    if (!changeStreamRetention || changeStreamRetention.isUnresolved()) return;
    const seconds = changeStreamRetention.toSeconds();
    if (seconds < least || seconds > most) throw new Error(`${this.node.path}: changeStreamRetention is ${seconds} s; DocumentDB keeps a change stream for ${least} to ${most} s`);
  }
}
