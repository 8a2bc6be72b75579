import { Duration, Fn, Token, Validations } from 'aws-cdk-lib';
import { Alarm, Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { ISecurityGroup, IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { IKey } from 'aws-cdk-lib/aws-kms';
import {
  EventSourceMapping, EventSourceMappingLogLevel, IEventSource, IEventSourceDlq, IFunction, ISchemaRegistry, MetricsConfig, MetricType, ProvisionedPollerConfig, StartingPosition,
} from 'aws-cdk-lib/aws-lambda';
import { AuthenticationMethod, KafkaDlq, KafkaEventSourceProps, ManagedKafkaEventSource, SelfManagedKafkaEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { AlarmOptions, Alarms } from './alarms';
import { addMapping, functionMetric, tellWhatToVerify } from './existing-function';
import { counts, mappingMetric, networkInterfaces, refuseOutOfRange, refuseStart, watchBatches } from './failed-batches';
import { FailureBucket } from './failure-bucket';
import { FailureTarget } from './failure-target';
import { grantable } from './granted-elsewhere';
import { kafkaFacts } from '../lambda/kafka';
import { ruleId } from '../plug/message';
import { tell, tellWhatPollersReach, verify } from '../plug/verify';

/**
 * What happens to a batch on which the function fails. Until Lambda gives it up, everything behind it in its partition waits.
 *
 * Lambda takes all of this but `onFailure` in provisioned mode only. Without it a failing batch is tried again ten times.
 */
export interface KafkaProcessing {
  /**
   * How often a failing batch is tried again. With -1, Lambda stops after ten retries, as there is an on-failure destination.
   *
   * Range: -1 to 10 000. In provisioned mode only.
   *
   * @default - 5 in provisioned mode, otherwise the 10 of Lambda
   * @see https://docs.aws.amazon.com/lambda/latest/dg/kafka-retry-configurations.html
   */
  readonly retryAttempts?: number;

  /**
   * How old a record may get before it is given up, whatever it waits for. Keep it below the retention of the topic: what
   * expires there goes to no destination.
   *
   * Range: 60 seconds to 7 days. In provisioned mode only.
   *
   * @default - no limit, because the retention of the topic is not known here
   * @see https://docs.aws.amazon.com/lambda/latest/dg/kafka-retry-configurations.html
   */
  readonly maxRecordAge?: Duration;

  /**
   * Whether to halve a failing batch, again and again, until the bad record is alone. In provisioned mode only.
   *
   * @default - true in provisioned mode
   */
  readonly bisectBatchOnError?: boolean;

  /**
   * Whether the function may report which records of a batch failed, by returning `batchItemFailures` with the identifiers
   * `{ "topic-partition": …, "offset": … }`. In provisioned mode only.
   *
   * @default - true in provisioned mode
   */
  readonly reportBatchItemFailures?: boolean;

  /**
   * Where Lambda leaves a batch that it gives up. Not together with `failureTopic`.
   *
   * A bucket gets the **records**. A queue or a topic of SNS gets their **position** only.
   *
   * @default - `FailureTarget.bucket` with a new `FailureBucket`: encrypted, closed to the public, retained
   * @see https://docs.aws.amazon.com/lambda/latest/dg/kafka-on-failure.html
   */
  readonly onFailure?: FailureTarget;

  /**
   * Name of a Kafka topic of the same cluster in which Lambda leaves the records that it gives up, instead of `onFailure`. The
   * topic must exist, and keep records for as long as you need to look at them.
   *
   * At least four characters, and not the topic that is read. In provisioned mode only.
   *
   * @default - none
   * @see https://docs.aws.amazon.com/lambda/latest/dg/kafka-on-failure-destination.html
   */
  readonly failureTopic?: string;
}

/** Where the brokers of a self-managed cluster can be reached, when that is in a VPC. */
export interface KafkaNetwork {
  /** The VPC. */
  readonly vpc: IVpc;
  /**
   * The subnets, from which the brokers must be reachable, and over a NAT gateway or endpoints Lambda, STS, Secrets Manager and the
   * service of the place for failed records; in provisioned mode only the latter.
   *
   * @see https://docs.aws.amazon.com/lambda/latest/dg/with-kafka-cluster-network.html
   */
  readonly vpcSubnets: SubnetSelection;
  /** The security group of the pollers. */
  readonly securityGroup: ISecurityGroup;
}

/** What `KafkaTrigger` and `KafkaTriggeredFunction` have in common. */
export interface KafkaTriggerOptions extends AlarmOptions {
  /** The ARN of an Amazon MSK cluster, provisioned or serverless. Either this or `bootstrapServers`. @default - none */
  readonly clusterArn?: string;

  /** Addresses of the brokers of a self-managed cluster, such as `kafka.example.com:9092`. Either this or `clusterArn`. @default - none */
  readonly bootstrapServers?: string[];

  /** The topic to read. */
  readonly topic: string;

  /** The consumer group to join, unique among all mappings. It cannot be changed later. @default - one that Lambda makes */
  readonly consumerGroupId?: string;

  /**
   * The credentials. A self-managed cluster needs them unless it is in a VPC; for MSK they are of SASL/SCRAM.
   *
   * @default - none; MSK lets the role of the function in, which gets the rights to read
   */
  readonly secret?: ISecret;

  /** How a self-managed cluster wants the credentials. @default AuthenticationMethod.SASL_SCRAM_512_AUTH */
  readonly authenticationMethod?: AuthenticationMethod;

  /** The certificate of the authority that signed those of the brokers of a self-managed cluster. @default - one of a public authority */
  readonly rootCACertificate?: ISecret;

  /** Where a self-managed cluster can be reached. Lambda finds the network of an MSK cluster itself. @default - over the internet */
  readonly network?: KafkaNetwork;

  /**
   * Pollers that are always there: provisioned mode, which costs by the hour and offers finite retries, record age, bisecting,
   * partial batch responses, Kafka topics for failed records, counters and logs.
   *
   * @default - pollers on demand
   * @see https://docs.aws.amazon.com/lambda/latest/dg/kafka-scaling-modes.html
   */
  readonly provisionedPollerConfig?: ProvisionedPollerConfig;

  /** What happens to a batch on which the function fails. @default - a few retries, then a new bucket */
  readonly processing?: KafkaProcessing;

  /**
   * Where to start when the mapping is made. With `LATEST`, what is written before the mapping works is never read.
   *
   * @default StartingPosition.TRIM_HORIZON, the oldest record there is, so that none is missed
   */
  readonly startingPosition?: StartingPosition;

  /** When to start with `StartingPosition.AT_TIMESTAMP`, in Unix seconds. @default - none */
  readonly startingPositionTimestamp?: number;

  /** Records per invocation, at most. Range: 1 to 10 000. @default 100 */
  readonly batchSize?: number;

  /** How long to gather records. Range: 0 to 300 seconds. @default - 500 milliseconds, to which it cannot be set back */
  readonly maxBatchingWindow?: Duration;

  /** Which records the function gets. The others are skipped. @default - all */
  readonly filters?: Array<{ [key: string]: any }>;

  /** Customer-managed key for the filters. @default - a key of AWS */
  readonly filterEncryption?: IKey;

  /** The registry of the schemas of the records. In provisioned mode only. @default - none */
  readonly schemaRegistryConfig?: ISchemaRegistry;

  /** Counters of the mapping, by `EventSourceMappingUUID`. In provisioned mode only. @default - in provisioned mode events and errors, unless `withoutAlarms` */
  readonly metricsConfig?: MetricsConfig;

  /** What the pollers write to the log of the function. In provisioned mode only. @default - nothing */
  readonly pollerLogLevel?: EventSourceMappingLogLevel;

  /** How many records the function may be behind before the alarm fires. @default - a hundred batches */
  readonly maxOffsetLag?: number;

  /** Whether to poll at all. What arrives while this is false expires unread. @default true */
  readonly enabled?: boolean;

  /**
   * The logical id of the event source mapping, to take over one that exists. It is not needed when that was made by
   * `fn.addEventSource(new ManagedKafkaEventSource(…))` or `SelfManagedKafkaEventSource`, whose logical id is kept.
   *
   * @default - the logical id that `addEventSource` gives
   */
  readonly mappingLogicalId?: string;
}

/** Properties of a `KafkaTrigger`. */
export interface KafkaTriggerProps extends KafkaTriggerOptions {
  /** The function, version or alias that gets the records, own or imported. */
  readonly function: IFunction;
}

/**
 * Lets a function process the records of a Kafka topic, of Amazon MSK or of a cluster of your own, and keeps those on which it
 * fails.
 *
 * By default, a mapping retries a failing batch until its records expire in the topic. With the bucket that is made here it
 * leaves them there after ten retries; in provisioned mode retries, age, bisecting and partial batch responses can be set too.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-msk.html
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-kafka.html
 *
 * @example
 *
 * new KafkaTrigger(this, 'Orders', { function: shipOrder, clusterArn: cluster.attrArn, topic: 'orders', alarmActions: [new SnsAction(onCall)] });
 */
export class KafkaTrigger extends Construct {
  /** Where Lambda leaves batches that it gives up; undefined with `failureTopic`. */
  public readonly onFailure?: FailureTarget;
  /** The event source mapping. */
  public readonly mapping: EventSourceMapping;
  /** The alarms; empty with `withoutAlarms`. */
  public readonly alarms: Alarm[];

  private readonly fn: IFunction;

  constructor(scope: Construct, id: string, props: KafkaTriggerProps) {
    super(scope, id);
    const { function: fn, processing = {}, provisionedPollerConfig, withoutAlarms, batchSize = 100, secret, clusterArn } = props;
    this.fn = fn;
    this.refuseContradictions(props);
    const { failureTopic } = processing;
    this.onFailure = failureTopic === undefined ? processing.onFailure ?? FailureTarget.bucket(new FailureBucket(this, 'FailedRecords')) : undefined;

    const provisioned = provisionedPollerConfig ? true : undefined;
    const metricsConfig = props.metricsConfig ?? (provisioned && withoutAlarms === undefined ? { metrics: [MetricType.EVENT_COUNT, MetricType.ERROR_COUNT] } : undefined);
    const { fn: granted, needs } = grantable(fn);
    const destination = this.onFailure ? this.onFailure.toEventSourceDlq() : toTopic(granted, failureTopic!, secret ? undefined : clusterArn);
    const { topic, consumerGroupId, startingPosition = StartingPosition.TRIM_HORIZON, startingPositionTimestamp } = props;
    const { maxBatchingWindow, filters, filterEncryption, schemaRegistryConfig, pollerLogLevel, enabled } = props;
    this.mapping = addMapping(granted, this.source(props, {
      topic, consumerGroupId, secret, startingPosition, startingPositionTimestamp, batchSize, maxBatchingWindow,
      filters, filterEncryption, schemaRegistryConfig, metricsConfig, enabled,
      provisionedPollerConfig, logLevel: pollerLogLevel, onFailure: destination,
      retryAttempts: processing.retryAttempts ?? (provisioned && 5),
      maxRecordAge: processing.maxRecordAge,
      bisectBatchOnError: processing.bisectBatchOnError ?? provisioned,
      reportBatchItemFailures: processing.reportBatchItemFailures ?? provisioned,
    }), props.mappingLogicalId);
    if (clusterArn !== undefined && !secret) grantRead(granted, clusterArn, topic, consumerGroupId);
    if (props.network) granted.addToRolePolicy(networkInterfaces());

    const alarms = new Alarms(this, props);
    if (!Token.isUnresolved(batchSize)) {
      const { maxOffsetLag: threshold = 100 * batchSize } = props;
      alarms.add('OffsetLagAlarm', { metric: this.metricOffsetLag(), threshold, says: `${fn.node.path} is ${threshold} records or more behind the end of ${topic}. What the topic forgets before it is read is lost.` });
    }
    const others = this.onFailure ? watchBatches(alarms, { fn, mapping: this.mapping, target: this.onFailure, metricsConfig }) : [];
    if (counts(metricsConfig, MetricType.EVENT_COUNT) && failureTopic !== undefined) {
      alarms.add('FailedRecordsAlarm', { metric: this.metricFailed(), says: `${fn.node.path} has failed for good on records, which are in the topic ${failureTopic} now. Find out why, and process them again.` });
      alarms.add('DroppedAlarm', { metric: this.metricDropped(), says: `Lambda has given records up on which ${fn.node.path} failed, without leaving them anywhere.` });
    }
    if (counts(metricsConfig, MetricType.ERROR_COUNT)) {
      alarms.add('DestinationErrorsAlarm', { metric: this.metricDestinationErrors(), says: `Lambda could not leave failed records of ${fn.node.path} in ${this.onFailure?.place.node.path ?? failureTopic}. Check the network of the cluster, and what the role may do.` });
    }
    this.alarms = [...others, ...alarms.all];
    if (withoutAlarms !== undefined && processing.onFailure) Validations.of(this.mapping).acknowledge({ id: ruleId('stream-pointer-expires'), reason: withoutAlarms });

    tellWhatToVerify(this, fn, { assumed: clusterArn === undefined || fn.role ? undefined : 'that its role has the managed policy service-role/AWSLambdaMSKExecutionRole', needs });
    this.tellAboutCluster(props);
    verify(this, this.mapping);
  }

  /** How many records the function is behind the end of the topic; the most in a minute. */
  public metricOffsetLag(options: MetricOptions = {}): Metric {
    return functionMetric(this.fn, 'OffsetLag', { statistic: 'Maximum', ...options });
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

  /** How often the pollers could not write to the on-failure destination. Needs `MetricType.ERROR_COUNT` in `metricsConfig`. */
  public metricDestinationErrors(options: MetricOptions = {}): Metric {
    return mappingMetric(this.mapping, 'OnFailureDestinationDeliveryErrorCount', options);
  }

  private source({ clusterArn, bootstrapServers, authenticationMethod, rootCACertificate, network }: KafkaTriggerProps, options: KafkaEventSourceProps): IEventSource {
    if (clusterArn !== undefined) return new ManagedKafkaEventSource({ ...options, clusterArn });
    return new SelfManagedKafkaEventSource({ ...options, bootstrapServers: bootstrapServers!, authenticationMethod, rootCACertificate, ...network });
  }

  private refuseContradictions(props: KafkaTriggerProps): void {
    const { clusterArn, bootstrapServers, topic, secret, authenticationMethod, rootCACertificate, network, processing = {} } = props;
    const { provisionedPollerConfig, metricsConfig, pollerLogLevel, schemaRegistryConfig } = props;
    const refuse = (why: string): never => { throw new Error(`${this.node.path}: ${why}`); };
    if ((clusterArn === undefined) === (bootstrapServers === undefined)) refuse('set clusterArn for a cluster of Amazon MSK, or bootstrapServers for one of your own; one of the two');
    const own = Object.entries({ authenticationMethod, rootCACertificate, network }).filter(([, value]) => value !== undefined).map(([name]) => name);
    if (clusterArn !== undefined && own.length > 0) refuse(`${own.join(', ')} ${own.length === 1 ? 'is' : 'are'} for self-managed clusters; leave ${own.length === 1 ? 'it' : 'them'} out, Lambda asks MSK`);
    if (bootstrapServers && !network && !secret) refuse('brokers that are reached over the internet need credentials; set secret, or network when they are in a VPC');
    const { retryAttempts, maxRecordAge, bisectBatchOnError, reportBatchItemFailures, failureTopic, onFailure } = processing;
    const wanting = Object.entries({ retryAttempts, maxRecordAge, bisectBatchOnError, reportBatchItemFailures, failureTopic, metricsConfig, pollerLogLevel, schemaRegistryConfig })
      .filter(([, value]) => value !== undefined && value !== false).map(([name]) => name);
    if (!provisionedPollerConfig && wanting.length > 0) {
      refuse(`${wanting.join(', ')} ${wanting.length === 1 ? 'needs' : 'need'} provisioned mode; set provisionedPollerConfig: { minimumPollers: 1 }, which costs by the hour, or leave ${wanting.length === 1 ? 'it' : 'them'} out: a failing batch is then tried again ${kafkaFacts.retriesWithDestination} times and left in onFailure`);
    }
    if (failureTopic !== undefined && onFailure) refuse('failureTopic and onFailure exclude each other; set one of them');
    if (failureTopic !== undefined && failureTopic === topic) refuse(`failureTopic is the topic that is read: a record would never leave it. Use another one, such as ${topic}-failed.`);
    if (failureTopic !== undefined && !Token.isUnresolved(failureTopic) && failureTopic.length < 4) refuse(`failureTopic is ${failureTopic}; Lambda takes names of four characters or more`);
    refuseStart(this, props);
    const { batchSize, maxBatchingWindow } = props;
    refuseOutOfRange(this, { batchSize, maxBatchingWindow, retryAttempts, maxRecordAge });
  }

  private tellAboutCluster({ topic, clusterArn, network, processing = {}, provisionedPollerConfig, secret }: KafkaTriggerProps): void {
    const { maxRecordAge, failureTopic } = processing;
    const toVerify = [
      `that the topic ${topic} keeps its records for longer than ${maxRecordAge && !maxRecordAge.isUnresolved() ? `${maxRecordAge.toHours({ integral: false })} hours, the maxRecordAge` : 'the function may be down or behind'}`,
      ...failureTopic === undefined ? [] : [`that the topic ${failureTopic} exists`],
    ];
    tell(this, 'kafka-unverified', `What happens in the Kafka cluster cannot be seen from here. Verify ${toVerify.join('; and ')}.`);
    // In provisioned mode Lambda invokes the function by a way of its own.
    const services = [...provisionedPollerConfig ? [] : ['Lambda', 'STS', ...secret ? ['Secrets Manager'] : []], ...this.onFailure ? [`the service of ${this.onFailure.place.node.path}`] : []];
    if (services.length > 0 && (clusterArn !== undefined || network)) tellWhatPollersReach(this, 'kafka-unverified', this.mapping, services);
  }
}

/** CDK grants nothing for a topic: https://docs.aws.amazon.com/lambda/latest/dg/kafka-on-failure-destination.html */
function toTopic(fn: IFunction, topic: string, clusterArn: string | undefined): IEventSourceDlq {
  if (clusterArn !== undefined) {
    fn.addToRolePolicy(new PolicyStatement({ actions: ['kafka-cluster:Connect'], resources: [clusterArn] }));
    fn.addToRolePolicy(new PolicyStatement({ actions: ['kafka-cluster:DescribeTopic', 'kafka-cluster:WriteData', 'kafka-cluster:ReadData'], resources: [within(clusterArn, 'topic', topic)] }));
  }
  return new KafkaDlq(topic);
}

/** What a cluster that lets roles in wants of the reader: https://docs.aws.amazon.com/lambda/latest/dg/msk-cluster-auth.html */
function grantRead(fn: IFunction, clusterArn: string, topic: string, group = '*'): void {
  fn.addToRolePolicy(new PolicyStatement({ actions: ['kafka-cluster:Connect', 'kafka-cluster:DescribeClusterDynamicConfiguration'], resources: [clusterArn] }));
  fn.addToRolePolicy(new PolicyStatement({ actions: ['kafka-cluster:DescribeTopic', 'kafka-cluster:ReadData'], resources: [within(clusterArn, 'topic', topic)] }));
  fn.addToRolePolicy(new PolicyStatement({ actions: ['kafka-cluster:DescribeGroup', 'kafka-cluster:AlterGroup'], resources: [within(clusterArn, 'group', group)] }));
}

/** Topics and groups have the ARN of their cluster with another word in it. */
function within(clusterArn: string, kind: string, name: string): string {
  const [before, after] = Token.isUnresolved(clusterArn) ? [0, 1].map((part) => Fn.select(part, Fn.split(':cluster/', clusterArn))) : clusterArn.split(':cluster/');
  return `${before}:${kind}/${after}/${name}`;
}
