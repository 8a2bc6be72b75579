// @ts-check

/** @typedef {{ invoke(input: { FunctionName: string, InvocationType: 'Event' | 'RequestResponse', Payload: Uint8Array }): Promise<{ FunctionError?: string, Payload?: Uint8Array }> }} Lambda */

/** An event of a function that this replay has nothing to do with, such as another one that shares the queue. */
class NotMine extends Error {}

/**
 * The function, as this replay may invoke it.
 *
 * @param {string | undefined} arn or its name; undefined where the record has neither
 * @param {readonly string[]} functions
 */
function functionOf(arn, functions) {
  if (arn === undefined) {
    if (functions.length === 1) return functions[0];
    throw new Error(`the message does not say which function it was for, and there are ${functions.length}; make a replay of one function`);
  }
  // Records of what was invoked without a qualifier end in $LATEST; schedules may have the name alone.
  const found = functions.find((one) => [one, `${one}:$LATEST`, one.split(':').slice(6).join(':')].includes(arn));
  if (!found) throw new NotMine(arn);
  return found;
}

/**
 * Gives an event to its function again. Asynchronously it has arrived when Lambda has taken it; otherwise when the function
 * has not failed.
 *
 * @param {Lambda} lambda
 * @param {import('./run').Replay} replay
 */
async function invoke(lambda, { functionArn, payload, sync }) {
  const { FunctionError, Payload } = await lambda.invoke({ FunctionName: functionArn, InvocationType: sync ? 'RequestResponse' : 'Event', Payload: Buffer.from(payload) });
  if (!sync) return;
  const answer = Payload ? Buffer.from(Payload).toString() : '';
  if (FunctionError) throw new Error(`the function has failed: ${answer.slice(0, 500)}`);
  const failures = batchItemFailures(answer);
  if (failures > 0) throw new Error(`the function has failed on the record that it names, and perhaps on what is behind it: ${answer.slice(0, 500)}`);
}

/** What a function says that processes a batch in parts. @param {string} answer */
function batchItemFailures(answer) {
  if (!answer.includes('batchItemFailures')) return 0;
  /** @type {{ batchItemFailures?: unknown } | null} */
  const parsed = JSON.parse(answer);
  return Array.isArray(parsed?.batchItemFailures) ? parsed.batchItemFailures.length : 0;
}

module.exports = { functionOf, invoke, NotMine };
