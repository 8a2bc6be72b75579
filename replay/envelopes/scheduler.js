// @ts-check
const { textOf } = require('../json');

/**
 * The dead-letter queue of a schedule. Its target is named as a function or as the call that EventBridge Scheduler makes; in the
 * latter case the body may hold the whole call.
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/configuring-schedule-dlq.html
 *
 * @type {import('.').Envelope}
 */
const scheduler = ({ text, body, attributes: { SCHEDULE_ARN, TARGET_ARN = '', IS_PAYLOAD_TRUNCATED } }) => {
  if (SCHEDULE_ARN === undefined) return undefined;
  if (IS_PAYLOAD_TRUNCATED === 'true') throw new Error('EventBridge Scheduler has cut the event off; invoke the function with the input of the schedule instead');
  const isFunction = TARGET_ARN.includes(':function:');
  if (!isFunction && typeof body?.FunctionName === 'string') return { functionArn: body.FunctionName, payload: typeof body.Payload === 'string' ? body.Payload : textOf(text, 'Payload') ?? '{}' };
  return { functionArn: isFunction ? TARGET_ARN : undefined, payload: text };
};

module.exports = { scheduler };
