// @ts-check

/**
 * The dead-letter queue of a function: the event itself. Which function it was is not said.
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html#invocation-dlq
 *
 * @type {import('.').Envelope}
 */
const functionDlq = ({ text, attributes }) => (attributes.RequestID !== undefined && attributes.ErrorCode !== undefined ? { payload: text } : undefined);

module.exports = { functionDlq };
