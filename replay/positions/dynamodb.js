// @ts-check
const { between, checkBatch, positionIn } = require('./position');

/** @typedef {{ SequenceNumber?: string, ApproximateCreationDateTime?: Date, [image: string]: unknown }} Change */
/** @typedef {{ dynamodb?: Change, userIdentity?: { PrincipalId?: string, Type?: string }, [field: string]: unknown }} Record */

/**
 * @typedef {object} DynamoDbStreams
 * @property {(input: { StreamArn: string, ShardId: string, ShardIteratorType: 'AT_SEQUENCE_NUMBER', SequenceNumber: string }) => Promise<{ ShardIterator?: string }>} getShardIterator
 * @property {(input: { ShardIterator: string }) => Promise<{ Records?: Record[], NextShardIterator?: string }>} getRecords
 */

/** @param {Record} record */
const numberOf = ({ dynamodb }) => dynamodb?.SequenceNumber ?? '';

/**
 * The batch to which a message points, as the function got it: https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html
 *
 * @param {DynamoDbStreams} streams
 * @returns {import('../queue').Read}
 */
const fromDynamoDb = (streams) => async (message, { functions, order }) => {
  const { functionArn, position } = positionIn(message, 'DDBStreamBatchInfo', functions);
  const { streamArn: StreamArn, shardId: ShardId, startSequenceNumber: SequenceNumber } = position;
  const found = await between(position, numberOf, async (iterator) => {
    const ShardIterator = iterator ?? (await streams.getShardIterator({ StreamArn, ShardId, ShardIteratorType: 'AT_SEQUENCE_NUMBER', SequenceNumber })).ShardIterator ?? '';
    const { Records = [], NextShardIterator } = await streams.getRecords({ ShardIterator });
    return { records: Records, next: NextShardIterator };
  }).catch((error) => {
    if (error?.name === 'TrimmedDataAccessException') throw new Error(`expired: the stream does not have the ${position.batchSize} records any more`, { cause: error });
    throw error;
  });
  checkBatch(found, numberOf, position, order);
  return { functionArn, payload: JSON.stringify({ Records: found.map((record) => asFunctionsGetIt(record, StreamArn)) }, bytesAsText), sync: true };
};

/** @param {Record} record @param {string} eventSourceARN */
const asFunctionsGetIt = ({ dynamodb = {}, userIdentity, ...rest }, eventSourceARN) => ({
  ...rest,
  dynamodb: { ...dynamodb, ApproximateCreationDateTime: dynamodb.ApproximateCreationDateTime && dynamodb.ApproximateCreationDateTime.getTime() / 1000 },
  ...userIdentity ? { userIdentity: { principalId: userIdentity.PrincipalId, type: userIdentity.Type } } : {},
  eventSourceARN,
});

/** @param {string} _ @param {unknown} value */
const bytesAsText = (_, value) => (value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value);

module.exports = { fromDynamoDb };
