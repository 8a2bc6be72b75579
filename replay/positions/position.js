// @ts-check
const { functionOf } = require('../invoke');
const { parsed } = require('../json');

/** @typedef {{ shardId: string, startSequenceNumber: string, endSequenceNumber: string, batchSize: number, streamArn: string }} Position */

/**
 * The position in a message, also where it came through a topic.
 *
 * @param {import('../queue').Message} message
 * @param {'KinesisBatchInfo' | 'DDBStreamBatchInfo'} name
 * @param {readonly string[]} functions
 * @returns {{ functionArn: string, position: Position }}
 */
function positionIn({ Body = '' }, name, functions) {
  const outer = parsed(Body);
  const record = outer?.Type === 'Notification' ? parsed(outer.Message) : outer;
  if (!record?.[name]) throw new Error(`the message has no ${name}, so it is no position of a batch`);
  return { functionArn: functionOf(record.requestContext?.functionArn, functions), position: record[name] };
}

/** Where a shard is read on, some answers are empty before the next records come. */
const emptyAnswers = 20;

/**
 * The records from one position to the other.
 *
 * @template R
 * @param {Position} position
 * @param {(record: R) => string} numberOf
 * @param {(iterator?: string) => Promise<{ records: readonly R[], next?: string }>} page
 * @returns {Promise<R[]>}
 */
async function between({ endSequenceNumber }, numberOf, page) {
  const end = BigInt(endSequenceNumber);
  /** @type {R[]} */
  const found = [];
  /** @type {string | undefined} */
  let iterator;
  for (let empty = 0; empty < emptyAnswers;) {
    const { records, next } = await page(iterator);
    for (const record of records) {
      const at = BigInt(numberOf(record));
      if (at <= end) found.push(record);
      if (at >= end) return found;
    }
    if (!next) return found;
    iterator = next;
    empty = records.length === 0 ? empty + 1 : 0;
  }
  return found;
}

/**
 * Refuses what is not the batch that has failed.
 *
 * @template R
 * @param {readonly R[]} found
 * @param {(record: R) => string} numberOf
 * @param {Position} position
 * @param {import('../run').Order} order
 */
function checkBatch(found, numberOf, { startSequenceNumber, batchSize }, { all = false }) {
  if (found.length < batchSize || numberOf(found[0]) !== startSequenceNumber) {
    throw new Error(`expired: the stream has only ${found.length} of the ${batchSize} records any more`);
  }
  if (found.length > batchSize && !all) {
    throw new Error(`there are ${found.length} records between the positions, but ${batchSize} have failed: the mapping filters, or has several batches of a shard at a time. With {"all": true} the function gets all of them`);
  }
}

module.exports = { between, checkBatch, positionIn };
