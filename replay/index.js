// @ts-check
// What replay functions run, with the AWS SDK of the runtime. `Redrive` makes these functions, and sets their environment.
const { replayBucket } = require('./bucket');
const { fromEnvelope } = require('./envelopes');
const { fromDynamoDb } = require('./positions/dynamodb');
const { fromKinesis } = require('./positions/kinesis');
const { replayQueue } = require('./queue');

/** @typedef {import('./run').Order} Order */
/** @typedef {import('./run').Clock} Clock */

const { BUCKET: bucket = '', QUEUE_URL: queueUrl = '', FUNCTIONS = '[]', PER_SECOND = '1', SPARE_SECONDS = '10' } = process.env;

/** @type {import('./run').Settings} */
const settings = { functions: JSON.parse(FUNCTIONS), perSecond: Number(PER_SECOND), spare: Number(SPARE_SECONDS) * 1000 };

/** One client for all invocations that an environment serves. @template T @param {() => T} make */
const once = (make) => {
  /** @type {T | undefined} */
  let made;
  return () => (made ??= make());
};
const lambda = once(() => new (require('@aws-sdk/client-lambda').Lambda)({}));
// By the Region: the URL of a queue may have a host that is not reached from here.
const sqs = once(() => new (require('@aws-sdk/client-sqs').SQS)({ useQueueUrlAsEndpoint: false }));
const s3 = once(() => new (require('@aws-sdk/client-s3').S3)({}));
// As the others do: HTTP/2, which this client prefers, is of no use for one request after the other, and emulators lack it.
const kinesis = once(() => new (require('@aws-sdk/client-kinesis').Kinesis)({ requestHandler: sqs().config.requestHandler }));
// @ts-ignore The runtime has it; nothing else here needs it.
const dynamoDbStreams = once(() => new (require('@aws-sdk/client-dynamodb-streams').DynamoDBStreams)({}));

/** Asynchronous events in a queue. @param {Order} order @param {Clock} clock */
exports.events = (order, clock) => replayQueue(order, { queueUrl, settings, clock, aws: { sqs: sqs(), lambda: lambda() }, read: fromEnvelope });

/** Positions in a Kinesis stream, in a queue. @param {Order} order @param {Clock} clock */
exports.kinesis = (order, clock) => replayQueue(order, { queueUrl, settings, clock, aws: { sqs: sqs(), lambda: lambda() }, read: fromKinesis(kinesis()) });

/** Positions in the stream of a table, in a queue. @param {Order} order @param {Clock} clock */
exports.dynamoDb = (order, clock) => replayQueue(order, { queueUrl, settings, clock, aws: { sqs: sqs(), lambda: lambda() }, read: fromDynamoDb(dynamoDbStreams()) });

/** Objects in a bucket. @param {Order} order @param {Clock} clock */
exports.objects = (order, clock) => replayBucket(order, { bucket, settings, clock, aws: { s3: s3(), lambda: lambda() } });
