import { invokedBy, Invoked } from './invoked';
import { net } from './net';
import { Broker, brokerHint, Polling } from '../model/graph';
import { memoized } from '../model/memoized';
import { Resource, ResourceSet, Target } from '../model/resource';
import { at, flag, list, number, show, string, Unknown, Value } from '../model/value';

/** An event source mapping, read once for all sources that poll. */
export interface Mapping {
  readonly resource: Resource;
  readonly invoked: Invoked;
  readonly broker: Broker;
  readonly origin?: Resource;
  readonly originText: string;
  /** What the mapping's source is, as far as it can be told. */
  readonly source: Target;
  readonly polling: Polling;
}

export const mappings = (app: ResourceSet, ...brokers: Broker[]): readonly Mapping[] => allMappings(app).filter(({ broker }) => brokers.includes(broker));

const allMappings = memoized((app: ResourceSet) => app.ofType('AWS::Lambda::EventSourceMapping').flatMap((resource) => read(app, resource) ?? []));

/** Defaults of `CreateEventSourceMapping`: https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html */
const batchSizes: { readonly [broker in Broker]: number } = { sqs: 10, kinesis: 100, dynamodb: 100, kafka: 100, mq: 100, docdb: 100 };

function read(app: ResourceSet, resource: Resource): Mapping | undefined {
  const invoked = invokedBy(app, resource.properties.FunctionName);
  if (!invoked) return undefined;
  const { properties } = resource;
  const source = app.target(properties.EventSourceArn);
  const broker = brokerOf(resource, source);
  const origin = originOf(app, source);
  const limited = broker === 'kinesis' || broker === 'dynamodb' || broker === 'kafka';
  return {
    resource, invoked, broker, origin, source,
    originText: origin?.label ?? (show(properties.EventSourceArn) || describe(properties)),
    polling: {
      broker, by: 'mapping', fifo: broker === 'sqs' ? isFifo(origin, properties.EventSourceArn) : undefined,
      enabled: flag(properties.Enabled, true),
      batchSize: number(properties.BatchSize, batchSizes[broker]),
      batchingWindow: number(properties.MaximumBatchingWindowInSeconds, 0),
      retries: limited ? number(properties.MaximumRetryAttempts, -1) : undefined,
      recordAge: limited ? number(properties.MaximumRecordAgeInSeconds, -1) : undefined,
      bisect: flag(properties.BisectBatchOnFunctionError, false),
      partialBatch: list(properties.FunctionResponseTypes).includes('ReportBatchItemFailures'),
      destination: limited ? net(app, {
        kind: 'mapping-destination', handOver: 'H3', owner: resource, property: 'DestinationConfig.OnFailure.Destination',
        value: at(properties.DestinationConfig, 'OnFailure', 'Destination'), writer: { kind: 'role', role: invoked.fn.properties.Role, of: invoked.fn },
        keptAs: keptAs(app, at(properties.DestinationConfig, 'OnFailure', 'Destination')),
      }) : undefined,
    },
  };
}

/** Queues and topics get the position only; a bucket and a Kafka topic get the records. */
function keptAs(app: ResourceSet, destination: Value): 'payload' | 'pointer' {
  const target = app.target(destination);
  if (target.kind === 'resource') return target.resource.type === 'AWS::S3::Bucket' ? 'payload' : 'pointer';
  return target.kind === 'external' && (target.arn?.service === 's3' || target.text.startsWith('kafka://')) ? 'payload' : 'pointer';
}

const brokersByType: { readonly [type: string]: Broker } = {
  'AWS::SQS::Queue': 'sqs',
  'AWS::Kinesis::Stream': 'kinesis',
  'AWS::Kinesis::StreamConsumer': 'kinesis',
  'AWS::DynamoDB::Table': 'dynamodb',
  'AWS::DynamoDB::GlobalTable': 'dynamodb',
  'AWS::MSK::Cluster': 'kafka',
  'AWS::MSK::ServerlessCluster': 'kafka',
  'AWS::AmazonMQ::Broker': 'mq',
  'AWS::DocDB::DBCluster': 'docdb',
  'AWS::DocDBElastic::Cluster': 'docdb',
};

const brokersByService: { readonly [service: string]: Broker } = { 'sqs': 'sqs', 'kinesis': 'kinesis', 'dynamodb': 'dynamodb', 'kafka': 'kafka', 'mq': 'mq', 'rds': 'docdb', 'docdb-elastic': 'docdb' };

function brokerOf(resource: Resource, source: Target): Broker {
  const { properties } = resource;
  const hint = string(resource.metadata[brokerHint]);
  if (hint !== undefined) return hint as Broker;
  if (properties.DocumentDBEventSourceConfig !== undefined) return 'docdb';
  if (properties.SelfManagedEventSource !== undefined || properties.SelfManagedKafkaEventSourceConfig !== undefined || properties.AmazonManagedKafkaEventSourceConfig !== undefined) return 'kafka';
  if (properties.Queues !== undefined) return 'mq';
  if (properties.Topics !== undefined) return 'kafka';
  if (source.kind === 'resource' && brokersByType[source.resource.type]) return brokersByType[source.resource.type];
  if (source.kind === 'external' && source.arn && Object.hasOwn(brokersByService, source.arn.service)) return brokersByService[source.arn.service];
  // An ARN from a parameter or an import. Only queues have no starting position; a stream's name is all there is to tell the two apart.
  if (properties.StartingPosition === undefined) return 'sqs';
  return /dynamo|ddb|table/i.test(show(properties.EventSourceArn)) ? 'dynamodb' : 'kinesis';
}

/** The queue, stream, table or cluster; a registered consumer, which alone names a stream, stands for that. */
function originOf(app: ResourceSet, source: Target): Resource | undefined {
  if (source.kind !== 'resource') return undefined;
  const stream = app.target(source.resource.properties.StreamARN);
  return stream.kind === 'resource' ? stream.resource : source.resource;
}

export function isFifo(queue: Resource | undefined, named: Value): boolean | Unknown {
  if (queue) return fifoProperty(queue);
  const text = string(named);
  return text === undefined ? new Unknown('the queue is not part of this app') : text.endsWith('.fifo');
}

function fifoProperty({ properties: { FifoQueue, FifoTopic, QueueName, TopicName } }: Resource): boolean | Unknown {
  return flag(FifoQueue ?? FifoTopic, string(QueueName ?? TopicName)?.endsWith('.fifo') ?? false);
}

const describe = (properties: Resource['properties']) => list(properties.Topics).map(show).join(', ') || list(properties.Queues).map(show).join(', ') || 'an event source';
