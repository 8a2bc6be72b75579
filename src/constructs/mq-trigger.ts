import { Duration, Fn } from 'aws-cdk-lib';
import { Alarm, IMetric, MathExpression, Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { IKey } from 'aws-cdk-lib/aws-kms';
import { CfnEventSourceMapping, EventSourceMapping, IFunction, SourceAccessConfigurationType } from 'aws-cdk-lib/aws-lambda';
import { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { AlarmOptions, Alarms } from './alarms';
import { addMapping, functionMetric, tellWhatToVerify } from './existing-function';
import { mappingId, networkInterfaces, refuseOutOfRange } from './failed-batches';
import { grantable } from './granted-elsewhere';
import { tell, tellWhatPollersReach, verify } from '../plug/verify';
import { facts } from '../sources/amazon-mq';

/** What a broker of Amazon MQ runs. */
export enum MqEngine {
  /** ActiveMQ: moves a message to its dead-letter queue after six redeliveries. */
  ACTIVE_MQ = 'ACTIVEMQ',
  /**
   * RabbitMQ: gives a message back again and again, unless a policy of the broker ends that. From version 4 on, a quorum queue, which is
   * the default there, drops it after 20 redeliveries if it has no dead-letter exchange.
   */
  RABBIT_MQ = 'RABBITMQ',
}

/** What happens to a message on which the function fails. It is the broker that decides, and no setting of Lambda changes that. */
export interface MqProcessing {
  /**
   * The queue of the broker to which it moves messages that it gives up, so that an alarm can look at it.
   *
   * From RabbitMQ 4 on, CloudWatch has no metrics of queues: the alarm on this queue stays silent there, and that on errors of the
   * function is what remains.
   *
   * @default - `ActiveMQ.DLQ` for ActiveMQ; none for RabbitMQ, which has one only if you set up a dead-letter exchange
   * @see https://docs.aws.amazon.com/lambda/latest/dg/services-mq-errors.html
   */
  readonly deadLetterQueue?: string;
}

/** What `MqTrigger` and `MqTriggeredFunction` have in common. */
export interface MqTriggerOptions extends AlarmOptions {
  /** The ARN of the broker. */
  readonly brokerArn: string;

  /** What the broker runs. */
  readonly engine: MqEngine;

  /** The queue to read. */
  readonly queue: string;

  /** The virtual host that the queue is in. For RabbitMQ only. @default '/' */
  readonly virtualHost?: string;

  /** User name and password for the broker. */
  readonly secret: ISecret;

  /** What happens to a message on which the function fails. @default - what the broker does by itself */
  readonly processing?: MqProcessing;

  /** Messages per invocation, at most. Range: 1 to 10 000. @default 100 */
  readonly batchSize?: number;

  /** How long to gather messages. Range: 0 to 300 seconds. @default - 500 milliseconds, to which it cannot be set back */
  readonly maxBatchingWindow?: Duration;

  /** Which messages the function gets. Lambda drops the others. @default - all */
  readonly filters?: Array<{ [key: string]: any }>;

  /** Customer-managed key for the filters. @default - a key of AWS */
  readonly filterEncryption?: IKey;

  /** Whether to poll at all. What arrives while this is false stays in the queue. @default true */
  readonly enabled?: boolean;

  /**
   * The logical id of the event source mapping, to take over one that exists, such as one made by `new EventSourceMapping`.
   *
   * @default - one made from broker and queue
   */
  readonly mappingLogicalId?: string;
}

/** Properties of a `MqTrigger`. */
export interface MqTriggerProps extends MqTriggerOptions {
  /** The function, version or alias that gets the messages, own or imported. */
  readonly function: IFunction;
}

/**
 * Lets a function process the messages of a queue of Amazon MQ, and watches what it fails on.
 *
 * The net for failed messages is on the broker, out of the reach of Lambda and CloudFormation. For ActiveMQ it is there: the
 * construct watches `ActiveMQ.DLQ`. For RabbitMQ you have to set it up; the construct says how, and watches the errors of the
 * function, and the queue when you name it.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-mq.html
 *
 * @example
 *
 * new MqTrigger(this, 'Orders', { function: shipOrder, brokerArn: broker.attrArn, engine: MqEngine.ACTIVE_MQ, queue: 'orders', secret: credentials });
 */
export class MqTrigger extends Construct {
  /** The event source mapping. */
  public readonly mapping: EventSourceMapping;
  /** The queue of the broker for messages that it gives up; undefined when none is known. */
  public readonly deadLetterQueue?: string;
  /** The alarms; empty with `withoutAlarms`. */
  public readonly alarms: Alarm[];

  private readonly props: MqTriggerProps;

  constructor(scope: Construct, id: string, props: MqTriggerProps) {
    super(scope, id);
    this.props = props;
    const { function: fn, brokerArn, engine, queue, virtualHost, secret, processing = {}, batchSize, maxBatchingWindow, filters, filterEncryption, enabled } = props;
    this.deadLetterQueue = processing.deadLetterQueue ?? (engine === MqEngine.ACTIVE_MQ ? 'ActiveMQ.DLQ' : undefined);
    this.refuseContradictions(props);

    const { fn: granted, needs } = grantable(fn);
    this.mapping = addMapping(granted, {
      bind: (target) => void target.addEventSourceMapping(mappingId(this, 'AmazonMqEventSource', [brokerArn, virtualHost, queue], queue), {
        eventSourceArn: brokerArn, batchSize, maxBatchingWindow, filters, filterEncryption, enabled,
        sourceAccessConfigurations: [
          { type: SourceAccessConfigurationType.BASIC_AUTH, uri: secret.secretArn },
          ...virtualHost === undefined ? [] : [{ type: SourceAccessConfigurationType.VIRTUAL_HOST, uri: virtualHost }],
        ],
      }),
    }, props.mappingLogicalId);
    // The class for mappings has no property for this.
    (this.mapping.node.defaultChild as CfnEventSourceMapping).queues = [queue];
    // https://docs.aws.amazon.com/lambda/latest/dg/permissions-source-mq.html
    granted.addToRolePolicy(new PolicyStatement({ actions: ['mq:DescribeBroker'], resources: [brokerArn] }));
    granted.addToRolePolicy(networkInterfaces());
    secret.grantRead(granted);

    const alarms = new Alarms(this, props);
    // RabbitMQ 4 has no metrics of queues, and what version a broker has cannot be told from its ARN.
    if (engine === MqEngine.RABBIT_MQ) {
      alarms.add('ErrorsAlarm', { metric: this.metricErrors(), says: `${fn.node.path} has failed on messages of ${queue}. RabbitMQ gives them back again and again, or drops them, unless a dead-letter exchange of the broker keeps them.` });
    }
    // One alarm for each instance: an expression over both would have to fill in what is missing, and CloudWatch is always late with the last minute.
    for (const [index, metric] of this.deadLetters().entries()) {
      alarms.add(index === 0 ? 'DeadLettersAlarm' : 'DeadLettersOfStandbyAlarm', { metric, says: `Failed messages wait in ${this.deadLetterQueue} of the broker. Find out why they failed, then move them back or delete them.` });
    }
    this.alarms = alarms.all;

    tellWhatToVerify(this, fn, { needs });
    tell(this, 'broker-unverified', `What ${fn.node.path} fails on, the broker alone keeps, and that cannot be seen from here. ${toSetUp[engine](queue)}`);
    // https://docs.aws.amazon.com/lambda/latest/dg/process-messages-with-lambda.html
    tellWhatPollersReach(this, 'broker-unverified', this.mapping, ['Lambda', ...engine === MqEngine.ACTIVE_MQ ? ['STS'] : [], 'Secrets Manager']);
    verify(this, this.mapping);
  }

  /**
   * How many messages wait in the dead-letter queue of the broker; the most in a minute. For ActiveMQ of whichever instance of a pair
   * is active.
   *
   * Names and dimensions are those that AWS documents: `QueueSize` by broker, with `-1` or `-2` behind its name, and queue for
   * ActiveMQ; `MessageCount` by broker, virtual host and queue for RabbitMQ, up to version 3. CloudWatch sees 1000 queues and topics of
   * an ActiveMQ broker, and of a RabbitMQ broker the 500 queues with the most consumers, whose names have neither blanks nor non-ASCII
   * characters.
   *
   * @throws when no dead-letter queue is known
   * @see https://docs.aws.amazon.com/amazon-mq/latest/developer-guide/activemq-logging-monitoring.html
   * @see https://docs.aws.amazon.com/amazon-mq/latest/developer-guide/rabbitmq-logging-monitoring.html
   * @see https://docs.aws.amazon.com/amazon-mq/latest/developer-guide/rabbitmq-4.html
   */
  public metricDeadLetters(options: MetricOptions = {}): IMetric {
    const [first, second] = this.deadLetters(options);
    if (!first) throw new Error(`${this.node.path}: RabbitMQ has a dead-letter queue only if you set one up; name it as processing.deadLetterQueue`);
    return second ? new MathExpression({ expression: 'MAX([first, second])', usingMetrics: { first, second }, label: this.deadLetterQueue, period: first.period }) : first;
  }

  /** One metric for each instance that ActiveMQ can have; none where no dead-letter queue is known. */
  private deadLetters(options: MetricOptions = {}): Metric[] {
    const { deadLetterQueue, props: { brokerArn, engine, virtualHost = '/' } } = this;
    if (deadLetterQueue === undefined) return [];
    const broker = Fn.select(6, Fn.split(':', brokerArn));
    const metric = (metricName: string, dimensionsMap: { readonly [name: string]: string }) =>
      new Metric({ namespace: 'AWS/AmazonMQ', metricName, dimensionsMap: { ...dimensionsMap, Queue: deadLetterQueue }, statistic: 'Maximum', period: Duration.minutes(1), ...options });
    return engine === MqEngine.RABBIT_MQ ? [metric('MessageCount', { Broker: broker, VirtualHost: virtualHost })] : ['1', '2'].map((instance) => metric('QueueSize', { Broker: `${broker}-${instance}` }));
  }

  /** How often the function failed. */
  public metricErrors(options: MetricOptions = {}): Metric {
    return functionMetric(this.props.function, 'Errors', options);
  }

  private refuseContradictions({ engine, queue, virtualHost, batchSize, maxBatchingWindow }: MqTriggerProps): void {
    const refuse = (why: string): never => { throw new Error(`${this.node.path}: ${why}`); };
    if (engine === MqEngine.ACTIVE_MQ && virtualHost !== undefined) refuse('virtualHost is for RabbitMQ; leave it out, ActiveMQ has none');
    if (this.deadLetterQueue === queue) refuse(`${queue} is the queue that is read; a failed message would never leave it. Set processing.deadLetterQueue to the queue that the broker moves messages of ${queue} to.`);
    refuseOutOfRange(this, { batchSize, maxBatchingWindow });
  }
}

const toSetUp: { readonly [engine in MqEngine]: (queue: string) => string } = {
  [MqEngine.ACTIVE_MQ]: (queue) => `After ${facts.redeliveries} redeliveries ActiveMQ moves it to ActiveMQ.DLQ. Verify that the configuration of the broker does not discard messages of ${queue} instead (deadLetterStrategy, discardingDLQBrokerPlugin), and that somebody empties that queue.`,
  [MqEngine.RABBIT_MQ]: (queue) => `RabbitMQ gives it back again and again, and from version 4 on drops it after 20 redeliveries if ${queue} is a quorum queue. Set up on the broker: a dead-letter exchange, a queue bound to it, and a policy for ${queue} with dead-letter-exchange, and delivery-limit (quorum queues) or message-ttl.`,
};
