// @ts-check
const { Run } = require('./run');

/**
 * @typedef {object} Message
 * @property {string} [MessageId]
 * @property {string} [ReceiptHandle]
 * @property {string} [Body]
 * @property {Partial<Record<string, string>>} [Attributes]
 * @property {Record<string, { StringValue?: string }>} [MessageAttributes]
 */

/**
 * @typedef {object} Sqs
 * @property {(input: { QueueUrl: string, MaxNumberOfMessages: number, VisibilityTimeout: number, WaitTimeSeconds: number, MessageAttributeNames: string[], MessageSystemAttributeNames: 'SentTimestamp'[] }) => Promise<{ Messages?: Message[] }>} receiveMessage
 * @property {(input: { QueueUrl: string, ReceiptHandle: string }) => Promise<unknown>} deleteMessage
 * @property {(input: { QueueUrl: string, Entries: { Id: string, ReceiptHandle: string, VisibilityTimeout: number }[] }) => Promise<unknown>} changeMessageVisibilityBatch
 */

/**
 * What a message says: the event, and the function that it was for. Throws where it cannot be replayed.
 *
 * @typedef {(message: Message, context: { functions: readonly string[], order: import('./run').Order }) => import('./run').Replay | Promise<import('./run').Replay>} Read
 */

/**
 * Replays the messages of a queue, and deletes those that have arrived.
 *
 * @param {import('./run').Order} order
 * @param {{ queueUrl: string, settings: import('./run').Settings, clock: import('./run').Clock, aws: { sqs: Sqs, lambda: import('./invoke').Lambda }, read: Read }} given
 */
async function replayQueue(order, { queueUrl: QueueUrl, settings, clock, aws, read }) {
  const run = new Run(order, settings, clock);
  /** @type {string[]} */
  const kept = [];
  try {
    while (!run.stop) {
      const messages = await next(aws.sqs, QueueUrl, run);
      if (messages.length === 0) return run.result();
      for (const message of messages) {
        const { MessageId = '', ReceiptHandle = '', Attributes } = message;
        const done = !run.stop && run.covers(Number(Attributes?.SentTimestamp))
          && await run.one(MessageId, aws, () => read(message, { functions: settings.functions, order: run.order }));
        if (done) await aws.sqs.deleteMessage({ QueueUrl, ReceiptHandle });
        else kept.push(ReceiptHandle);
      }
    }
    return run.result(run.stop);
  } finally {
    await release(aws.sqs, QueueUrl, kept);
  }
}

/** Nobody else gets what is received here, and this run does not get it twice, as long as it may last. @param {Sqs} sqs @param {string} QueueUrl @param {Run} run */
async function next(sqs, QueueUrl, run) {
  const { Messages = [] } = await sqs.receiveMessage({
    QueueUrl, MaxNumberOfMessages: Math.min(10, run.room), VisibilityTimeout: Math.ceil(run.clock.getRemainingTimeInMillis() / 1000) + 1,
    // Long polling asks all servers: what is empty then is empty.
    WaitTimeSeconds: 2, MessageAttributeNames: ['All'], MessageSystemAttributeNames: ['SentTimestamp'],
  });
  return Messages;
}

/** Gives back what stays in the queue. @param {Sqs} sqs @param {string} QueueUrl @param {readonly string[]} kept */
async function release(sqs, QueueUrl, kept) {
  for (let at = 0; at < kept.length; at += 10) {
    await sqs.changeMessageVisibilityBatch({ QueueUrl, Entries: kept.slice(at, at + 10).map((ReceiptHandle, index) => ({ Id: String(index), ReceiptHandle, VisibilityTimeout: 0 })) });
  }
}

module.exports = { replayQueue };
