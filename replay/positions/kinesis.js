// @ts-check
const { between, checkBatch, positionIn } = require('./position');

/** @typedef {{ SequenceNumber?: string, PartitionKey?: string, Data?: Uint8Array, ApproximateArrivalTimestamp?: Date }} Record */

/**
 * @typedef {object} Kinesis
 * @property {(input: { StreamARN: string, ShardId: string, ShardIteratorType: 'AT_SEQUENCE_NUMBER', StartingSequenceNumber: string }) => Promise<{ ShardIterator?: string }>} getShardIterator
 * @property {(input: { StreamARN: string, ShardIterator: string }) => Promise<{ Records?: Record[], NextShardIterator?: string }>} getRecords
 */

/** @param {Record} record */
const numberOf = ({ SequenceNumber = '' }) => SequenceNumber;

/**
 * The batch to which a message points, as the function got it: https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html
 *
 * @param {Kinesis} kinesis
 * @returns {import('../queue').Read}
 */
const fromKinesis = (kinesis) => async (message, { functions, order }) => {
  const { functionArn, position } = positionIn(message, 'KinesisBatchInfo', functions);
  const { streamArn: StreamARN, shardId: ShardId, startSequenceNumber: StartingSequenceNumber } = position;
  const found = await between(position, numberOf, async (iterator) => {
    const ShardIterator = iterator ?? (await kinesis.getShardIterator({ StreamARN, ShardId, ShardIteratorType: 'AT_SEQUENCE_NUMBER', StartingSequenceNumber })).ShardIterator ?? '';
    const { Records = [], NextShardIterator } = await kinesis.getRecords({ StreamARN, ShardIterator });
    return { records: Records, next: NextShardIterator };
  });
  checkBatch(found, numberOf, position, order);
  return { functionArn, payload: JSON.stringify({ Records: found.map((record) => asFunctionsGetIt(record, position)) }), sync: true };
};

/** @param {Record} record @param {import('./position').Position} position */
const asFunctionsGetIt = ({ SequenceNumber: sequenceNumber, PartitionKey: partitionKey, Data, ApproximateArrivalTimestamp }, { shardId, streamArn }) => ({
  kinesis: {
    kinesisSchemaVersion: '1.0', partitionKey, sequenceNumber, data: Buffer.from(Data ?? []).toString('base64'),
    approximateArrivalTimestamp: ApproximateArrivalTimestamp && ApproximateArrivalTimestamp.getTime() / 1000,
  },
  eventSource: 'aws:kinesis', eventVersion: '1.0', eventID: `${shardId}:${sequenceNumber}`, eventName: 'aws:kinesis:record', awsRegion: streamArn.split(':')[3], eventSourceARN: streamArn,
});

module.exports = { fromKinesis };
