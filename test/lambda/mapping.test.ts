import { isUnknown } from '../../src/model/value';
import { judge } from '../support/judge';

/** What an event source mapping reads, and what its poller was told. */

const resources = `
  Fn: { Type: AWS::Lambda::Function, Properties: { Code: { ZipFile: x }, Role: arn } }
  Orders: { Type: AWS::SQS::Queue }
  Clicks: { Type: AWS::Kinesis::Stream }
  Consumer: { Type: AWS::Kinesis::StreamConsumer, Properties: { ConsumerName: c, StreamARN: !GetAtt Clicks.Arn } }
  Foreign: { Type: AWS::Kinesis::StreamConsumer, Properties: { ConsumerName: c, StreamARN: arn:aws:kinesis:eu-west-1:111122223333:stream/clicks } }
  TableChanges: { Type: AWS::Kinesis::Stream }
  TableReader: { Type: AWS::Kinesis::StreamConsumer, Properties: { ConsumerName: c, StreamARN: !GetAtt TableChanges.Arn } }
  Carts: { Type: AWS::DynamoDB::Table, Properties: { StreamSpecification: { StreamViewType: NEW_IMAGE } } }
  Global: { Type: AWS::DynamoDB::GlobalTable }
  Kafka: { Type: AWS::MSK::Cluster, Properties: { ClusterName: shop } }
  Serverless: { Type: AWS::MSK::ServerlessCluster, Properties: { ClusterName: shop } }
  Broker: { Type: AWS::AmazonMQ::Broker, Properties: { EngineType: ACTIVEMQ } }
  Documents: { Type: AWS::DocDB::DBCluster }
  Elastic: { Type: AWS::DocDBElastic::Cluster }
  Bucket: { Type: AWS::S3::Bucket, Properties: { BucketName: failed } }
  News: { Type: AWS::SNS::Topic }
  Failed: { Type: AWS::SQS::Queue }`;

function pathOf(properties: string, more = '') {
  const { graph } = judge(`
Parameters: { Later: { Type: String }, OrdersTable: { Type: String } }
Resources:${resources}
  Mapping: { Type: AWS::Lambda::EventSourceMapping, Properties: { FunctionName: !Ref Fn, ${properties} } }
${more}`);
  expect(graph.broken).toEqual([]);
  return graph.paths[0];
}

const start = ', StartingPosition: LATEST';

test.each([
  ['EventSourceArn: !GetAtt Orders.Arn', 'sqs', 'Orders'], [`EventSourceArn: !GetAtt Clicks.Arn${start}`, 'kinesis', 'Clicks'], [`EventSourceArn: !Ref Consumer${start}`, 'kinesis', 'Clicks'], [`EventSourceArn: !Ref Foreign${start}`, 'kinesis', 'Foreign'], [`EventSourceArn: !GetAtt Carts.StreamArn${start}`, 'dynamodb', 'Carts'], [`EventSourceArn: !GetAtt Global.StreamArn${start}`, 'dynamodb', 'Global'],
  ['EventSourceArn: !GetAtt Kafka.Arn', 'kafka', 'Kafka'], ['EventSourceArn: !GetAtt Serverless.Arn', 'kafka', 'Serverless'], ['EventSourceArn: !GetAtt Broker.Arn', 'mq', 'Broker'], ['EventSourceArn: !Ref Documents', 'docdb', 'Documents'], ['EventSourceArn: !GetAtt Elastic.ClusterArn', 'docdb', 'Elastic'],
  ['EventSourceArn: arn:aws:sqs:eu-west-1:111122223333:orders', 'sqs', 'arn:aws:sqs:eu-west-1:111122223333:orders'], ['EventSourceArn: arn:aws:kinesis:eu-west-1:111122223333:stream/clicks', 'kinesis', 'arn:aws:kinesis:eu-west-1:111122223333:stream/clicks'], ['EventSourceArn: arn:aws:dynamodb:eu-west-1:111122223333:table/carts/stream/1', 'dynamodb', 'arn:aws:dynamodb:eu-west-1:111122223333:table/carts/stream/1'],
  ['EventSourceArn: arn:aws:kafka:eu-west-1:111122223333:cluster/shop/1', 'kafka', 'arn:aws:kafka:eu-west-1:111122223333:cluster/shop/1'], ['EventSourceArn: arn:aws:mq:eu-west-1:111122223333:broker:shop:b-1', 'mq', 'arn:aws:mq:eu-west-1:111122223333:broker:shop:b-1'], ['EventSourceArn: arn:aws:rds:eu-west-1:111122223333:cluster:shop', 'docdb', 'arn:aws:rds:eu-west-1:111122223333:cluster:shop'],
  ['EventSourceArn: arn:aws:docdb-elastic:eu-west-1:111122223333:cluster/1', 'docdb', 'arn:aws:docdb-elastic:eu-west-1:111122223333:cluster/1'],
  // A resource is what its type says, whatever it is called and however it is read.
  [`EventSourceArn: !GetAtt TableChanges.Arn${start}`, 'kinesis', 'TableChanges'], [`EventSourceArn: !Ref TableReader${start}`, 'kinesis', 'TableChanges'], [`EventSourceArn: !GetAtt Orders.Arn${start}`, 'sqs', 'Orders'],
  // What the mapping says tells where its ARN does not.
  ['EventSourceArn: !Ref Later', 'sqs', /Later/], [`EventSourceArn: !Ref Later${start}`, 'kinesis', /Later/], [`EventSourceArn: !Ref OrdersTable${start}`, 'dynamodb', /OrdersTable/], [`EventSourceArn: !ImportValue shop-dynamo-arn${start}`, 'dynamodb', /shop-dynamo-arn/], [`EventSourceArn: !ImportValue shop-ddb-arn${start}`, 'dynamodb', /shop-ddb-arn/], [`EventSourceArn: !Sub "arn:aws:\${Later}:x:y:TABLE"${start}`, 'dynamodb', /TABLE/],
  [`EventSourceArn: !Ref Later, Topics: [orders]${start}`, 'kafka', /Later/], ['EventSourceArn: !Ref Later, Queues: [orders]', 'mq', /Later/], [`EventSourceArn: !Ref Later, DocumentDBEventSourceConfig: { DatabaseName: shop }${start}`, 'docdb', /Later/], [`EventSourceArn: !Ref Later, AmazonManagedKafkaEventSourceConfig: { ConsumerGroupId: c }${start}`, 'kafka', /Later/], [`EventSourceArn: !Ref Later, SelfManagedKafkaEventSourceConfig: { ConsumerGroupId: c }${start}`, 'kafka', /Later/],
  [`SelfManagedEventSource: { Endpoints: { KafkaBootstrapServers: [a:9092] } }, Topics: [orders, bills]${start}`, 'kafka', /^Kafka topic orders, bills$/], [`SelfManagedEventSource: { Endpoints: { KafkaBootstrapServers: [a:9092] } }${start}`, 'kafka', /^a Kafka topic$/], [`SelfManagedKafkaEventSourceConfig: { ConsumerGroupId: c }, Topics: [orders]${start}`, 'kafka', /^orders$/], ['Queues: [orders, bills]', 'mq', /^orders, bills$/],
  ['EventSourceArn: arn:aws:something:eu-west-1:111122223333:x', 'sqs', 'arn:aws:something:eu-west-1:111122223333:x'], ['EventSourceArn: arn:aws:toString:eu-west-1:111122223333:x', 'sqs', 'arn:aws:toString:eu-west-1:111122223333:x'],
])('%s: from %s %s', (properties, broker, text) => {
  const { polling, origin, originText } = pathOf(properties);
  expect(polling?.broker).toBe(broker);
  if (typeof text === 'string') expect(origin?.label ?? originText).toBe(text);
  else expect(originText).toMatch(text);
});

test.each([
  ['Kinesis', 'kinesis'], ['DynamoDB', 'dynamodb'],
])('an event of the type %s says itself what it reads', (type, broker) => {
  const { graph } = judge(`
Transform: AWS::Serverless-2016-10-31
Parameters: { Later: { Type: String }, OrdersTable: { Type: String } }
Resources:
  Fn: { Type: AWS::Serverless::Function, Properties: { Events: {
    Named: { Type: ${type}, Properties: { Stream: !Ref OrdersTable, StartingPosition: LATEST } }, Nameless: { Type: ${type}, Properties: { Stream: !Ref Later, StartingPosition: LATEST } } } } }`);
  expect(graph.paths.map(({ polling }) => polling?.broker)).toEqual([broker, broker]);
});

const figure = (value: unknown) => (isUnknown(value) ? 'unknown' : value);

test.each<[string, object]>([
  ['EventSourceArn: !GetAtt Orders.Arn', { batchSize: 10, batchingWindow: 0, retries: undefined, recordAge: undefined, bisect: false, partialBatch: false, enabled: true, fifo: false, by: 'mapping' }],
  [`EventSourceArn: !GetAtt Clicks.Arn${start}`, { batchSize: 100, retries: -1, recordAge: -1, fifo: undefined }], [`EventSourceArn: !GetAtt Carts.StreamArn${start}`, { batchSize: 100, retries: -1, recordAge: -1 }], ['EventSourceArn: !GetAtt Kafka.Arn', { batchSize: 100, retries: -1, recordAge: -1 }],
  ['EventSourceArn: !GetAtt Broker.Arn', { batchSize: 100, retries: undefined, recordAge: undefined }], ['EventSourceArn: !Ref Documents', { batchSize: 100, retries: undefined, recordAge: undefined }],
  [`EventSourceArn: !GetAtt Clicks.Arn, BatchSize: 5, MaximumBatchingWindowInSeconds: 20, MaximumRetryAttempts: 3, MaximumRecordAgeInSeconds: 60, BisectBatchOnFunctionError: true, FunctionResponseTypes: [ReportBatchItemFailures], Enabled: false${start}`, { batchSize: 5, batchingWindow: 20, retries: 3, recordAge: 60, bisect: true, partialBatch: true, enabled: false }],
  [`EventSourceArn: !GetAtt Clicks.Arn, BatchSize: !Ref Later, MaximumRetryAttempts: !Ref Later, Enabled: !Ref Later${start}`, { batchSize: 'unknown', retries: 'unknown', enabled: 'unknown' }],
  ['EventSourceArn: !GetAtt Orders.Arn, MaximumRetryAttempts: 3, MaximumRecordAgeInSeconds: 60', { retries: undefined, recordAge: undefined }], ['EventSourceArn: arn:aws:sqs:eu-west-1:111122223333:orders.fifo', { fifo: true }], ['EventSourceArn: arn:aws:sqs:eu-west-1:111122223333:orders', { fifo: false }], ['EventSourceArn: !Ref Later', { fifo: 'unknown' }],
])('%s', (properties, expected) => {
  const polling = pathOf(properties).polling!;
  expect(Object.fromEntries(Object.entries(polling).map(([name, value]) => [name, figure(value)]))).toMatchObject(expected);
});

test.each([
  ['FifoQueue: true', true], ['FifoQueue: "true"', true], ['FifoQueue: false', false], ['QueueName: orders.fifo', true], ['QueueName: orders', false], ['QueueName: orders.fifo, FifoQueue: false', false], ['FifoQueue: !Ref Later', 'unknown'], ['QueueName: !Ref Later', false],
])('a queue with %s: FIFO is %s', (properties, fifo) => expect(figure(pathOf('EventSourceArn: !GetAtt Own.Arn', `  Own: { Type: AWS::SQS::Queue, Properties: { ${properties} } }`).polling!.fifo)).toBe(fifo));

test.each([
  ['!GetAtt Failed.Arn', 'pointer'], ['!Ref News', 'pointer'], ['!GetAtt Bucket.Arn', 'payload'], ['arn:aws:s3:::elsewhere', 'payload'], ['arn:aws:sqs:eu-west-1:111122223333:failed', 'pointer'], ['arn:aws:sns:eu-west-1:111122223333:failed', 'pointer'], ['kafka://orders-failed', 'payload'], ['!Ref Later', 'pointer'],
])('%s keeps the %s', (place, keptAs) => expect(pathOf(`EventSourceArn: !GetAtt Clicks.Arn, MaximumRetryAttempts: 3, DestinationConfig: { OnFailure: { Destination: ${place} } }${start}`).polling!.destination).toMatchObject({ keptAs, handOver: 'H3' }));

test('only streams and Kafka have a destination', () => {
  const destination = ', DestinationConfig: { OnFailure: { Destination: !GetAtt Failed.Arn } }';
  expect(['Orders', 'Broker'].map((id) => pathOf(`EventSourceArn: !GetAtt ${id}.Arn${destination}`).polling!.destination)).toEqual([undefined, undefined]);
  expect(pathOf(`EventSourceArn: !Ref Documents${destination}`).polling!.destination).toBeUndefined();
  expect(pathOf(`EventSourceArn: !GetAtt Kafka.Arn${destination}`).polling!.destination).toBeDefined();
});

test('a mapping of a function of another app is none of this one', () => {
  const { graph } = judge(`Resources:${resources}\n  Mapping: { Type: AWS::Lambda::EventSourceMapping, Properties: { FunctionName: elsewhere, EventSourceArn: !GetAtt Orders.Arn } }`);
  expect(graph.paths.map(({ kind }) => kind)).toEqual(['untriggered']);
  expect(graph.broken).toEqual([]);
});

describe('when it gives up', () => {
  const ends = (settings: string, broker = 'Clicks') => {
    const { outcome, tries } = pathOf(`EventSourceArn: !GetAtt ${broker}.Arn${settings}${start}`);
    return [outcome.fate, figure(tries.attempts), figure(tries.maxAge)];
  };
  const destination = ', DestinationConfig: { OnFailure: { Destination: !GetAtt Failed.Arn } }';

  test.each<[string, readonly unknown[]]>([
    ['', ['blocks', 'unlimited', undefined]], [', MaximumRetryAttempts: -1', ['blocks', 'unlimited', undefined]], [', MaximumRetryAttempts: 0', ['lost', 1, undefined]], [', MaximumRetryAttempts: 3', ['lost', 4, undefined]], [', MaximumRecordAgeInSeconds: 60', ['lost', 'unlimited', 60]], [', MaximumRecordAgeInSeconds: 0', ['lost', 'unlimited', 0]], [', MaximumRecordAgeInSeconds: -1', ['blocks', 'unlimited', undefined]],
    [', MaximumRetryAttempts: 3, MaximumRecordAgeInSeconds: 60', ['lost', 4, 60]], [`, MaximumRetryAttempts: 3${destination}`, ['kept', 4, undefined]], [destination, ['blocks', 'unlimited', undefined]], [', MaximumRetryAttempts: !Ref Later', ['unknown', 'unknown', undefined]], [', MaximumRecordAgeInSeconds: !Ref Later', ['unknown', 'unlimited', 'unknown']],
    [', MaximumRetryAttempts: !Ref Later, MaximumRecordAgeInSeconds: 60', ['lost', 'unknown', 60]],
  ])('a stream%s: %j', (settings, expected) => expect(ends(settings)).toEqual(expected));

  test.each<[string, readonly unknown[]]>([
    ['', ['blocks', 'unlimited', undefined]], [destination, ['kept', 11, undefined]], [`, MaximumRetryAttempts: 3${destination}`, ['kept', 4, undefined]], [', MaximumRetryAttempts: 3', ['lost', 4, undefined]], [`, MaximumRetryAttempts: !Ref Later${destination}`, ['unknown', 'unknown', undefined]],
  ])('a partition of Kafka%s: %j', (settings, expected) => expect(ends(settings, 'Kafka')).toEqual(expected));
});

test('in queue mode a share group of Kafka counts, and what the mapping says about that does not', () => {
  const destination = 'DestinationConfig: { OnFailure: { Destination: !GetAtt Failed.Arn } }';
  const { polling, outcome } = pathOf(`SelfManagedEventSource: { Endpoints: { KafkaBootstrapServers: [a:9092] } }, SelfManagedKafkaEventSourceConfig: { ConsumptionMode: QUEUE }, BatchSize: 7, MaximumRetryAttempts: 3, MaximumRecordAgeInSeconds: 60, ${destination}, Topics: [orders]`);
  expect(outcome.fate).toBe('unknown');
  expect(polling).toMatchObject({ broker: 'kafka', by: 'mapping', batchSize: 7, enabled: true, retries: undefined, recordAge: undefined, destination: undefined });
});

describe('when SQS gives up', () => {
  const ends = (queue: string, source = '!GetAtt Own.Arn') => {
    const { outcome, tries } = pathOf(`EventSourceArn: ${source}`, `  Own: { Type: AWS::SQS::Queue, Properties: { ${queue} } }`);
    return [outcome.fate, figure(tries.attempts), figure(tries.maxAge)];
  };

  test.each<[string, readonly unknown[]]>([
    ['', ['lost', 'unlimited', 345_600]], ['MessageRetentionPeriod: 60', ['lost', 'unlimited', 60]], ['RedrivePolicy: { deadLetterTargetArn: !GetAtt Failed.Arn }', ['kept', 10, 345_600]], ['RedrivePolicy: { deadLetterTargetArn: !GetAtt Failed.Arn, maxReceiveCount: "3" }', ['kept', 3, 345_600]], ['RedrivePolicy: !Ref Later, MessageRetentionPeriod: 60', ['unknown', 'unknown', 60]],
    ['RedrivePolicy: { maxReceiveCount: 3 }', ['lost', 'unlimited', 345_600]], ['RedrivePolicy: { deadLetterTargetArn: !GetAtt Failed.Arn, maxReceiveCount: !Ref Later }', ['kept', 'unknown', 345_600]],
  ])('a queue with %s: %j', (queue, expected) => expect(ends(queue)).toEqual(expected));

  test('what a redrive policy names is on the way from the poller to the code', () => {
    expect(pathOf('EventSourceArn: !GetAtt Own.Arn', '  Own: { Type: AWS::SQS::Queue, Properties: { RedrivePolicy: { deadLetterTargetArn: !GetAtt Failed.Arn } } }').outcome.nets).toMatchObject([{ kind: 'redrive', handOver: 'H3' }]);
  });

  test('a queue that another resource makes', () => {
    const { outcome, polling } = pathOf('EventSourceArn: !GetAtt Made.QueueArn', '  Made: { Type: Custom::Queue, Properties: { ServiceToken: arn } }');
    expect([polling?.broker, outcome.fate]).toEqual(['sqs', 'unknown']);
  });

  test('a queue of another app', () => expect(ends('', 'arn:aws:sqs:eu-west-1:111122223333:orders')).toEqual(['unknown', 'unknown', undefined]));
});
