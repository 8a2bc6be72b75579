// @ts-check
const { functionOf } = require('./invoke');
const { parsed, textOf } = require('./json');
const { Run } = require('./run');

/**
 * @typedef {object} S3
 * @property {(input: { Bucket: string, Prefix: string, ContinuationToken?: string }) => Promise<{ Contents?: { Key?: string, LastModified?: Date }[], NextContinuationToken?: string }>} listObjectsV2
 * @property {(input: { Bucket: string, Key: string }) => Promise<{ Body?: { transformToString(): Promise<string> } }>} getObject
 * @property {(input: { Bucket: string, Key: string, CopySource: string, TaggingDirective: 'REPLACE' }) => Promise<unknown>} copyObject
 * @property {(input: { Bucket: string, Key: string }) => Promise<unknown>} deleteObject
 */

/** Lambda writes below this; what has arrived is moved away from there. */
const home = 'aws/lambda/';

/**
 * Replays the objects that Lambda has left in a bucket, and moves those that have arrived below `replayed/`. The names of what
 * one function or one shard has left are in the order of time, and so is the list.
 *
 * @param {import('./run').Order} order
 * @param {{ bucket: string, settings: import('./run').Settings, clock: import('./run').Clock, aws: { s3: S3, lambda: import('./invoke').Lambda } }} given
 */
async function replayBucket(order, { bucket: Bucket, settings, clock, aws }) {
  const run = new Run(order, settings, clock);
  const { prefix: Prefix = home } = run.order;
  if (!Prefix.startsWith(home)) throw new Error(`prefix is ${Prefix}; it has to begin with ${home}, where Lambda leaves what has failed`);
  for (let ContinuationToken; ;) {
    /** @type {Awaited<ReturnType<S3['listObjectsV2']>>} */
    const { Contents = [], NextContinuationToken } = await aws.s3.listObjectsV2({ Bucket, Prefix, ContinuationToken });
    for (const { Key = '', LastModified } of Contents) {
      if (run.stop) return run.result(run.stop);
      if (run.covers(Number(LastModified)) && await run.one(Key, aws, () => read(aws.s3, Bucket, Key, settings.functions))) await moveAway(aws.s3, Bucket, Key);
    }
    if (!NextContinuationToken) return run.result();
    ContinuationToken = NextContinuationToken;
  }
}

/** @param {S3} s3 @param {string} Bucket @param {string} Key @param {readonly string[]} functions @returns {Promise<import('./run').Replay>} */
async function read(s3, Bucket, Key, functions) {
  const { Body } = await s3.getObject({ Bucket, Key });
  const text = await Body?.transformToString() ?? '';
  /** @type {{ requestContext?: { functionArn?: string }, payload?: unknown } | undefined} */
  const record = parsed(text);
  if (!record?.requestContext?.functionArn) throw new Error('the object is no record of a failed invocation');
  const functionArn = functionOf(record.requestContext.functionArn, functions);
  const event = textOf(text, 'requestPayload');
  if (event !== undefined) return { functionArn, payload: event, sync: false };
  // A batch of a stream or of Kafka: as text, which has to be taken as it is, or as a part of the record.
  const batch = typeof record.payload === 'string' ? record.payload : textOf(text, 'payload');
  if (batch === undefined) throw new Error('the record holds neither requestPayload nor payload, so the event is not in it');
  return { functionArn, payload: batch, sync: true };
}

/** @param {S3} s3 @param {string} Bucket @param {string} Key */
async function moveAway(s3, Bucket, Key) {
  // The names have shards and times in them.
  await s3.copyObject({ Bucket, Key: `replayed/${Key}`, CopySource: `${Bucket}/${Key.split('/').map(encodeURIComponent).join('/')}`, TaggingDirective: 'REPLACE' });
  await s3.deleteObject({ Bucket, Key });
}

module.exports = { replayBucket };
