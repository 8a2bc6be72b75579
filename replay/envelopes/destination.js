// @ts-check
const { textOf } = require('../json');

/**
 * The on-failure destination of asynchronous invocations.
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
 *
 * @type {import('.').Envelope}
 */
const destination = ({ text, body }) => {
  const functionArn = body?.requestContext?.functionArn;
  if (typeof functionArn !== 'string') return undefined;
  if (body.KinesisBatchInfo || body.DDBStreamBatchInfo) throw new Error('this is the position of a batch in a stream; replay it with RedriveSource.kinesisPositions or .dynamoDbPositions');
  const payload = textOf(text, 'requestPayload');
  // https://docs.aws.amazon.com/lambda/latest/api/API_OnFailure.html
  if (payload === undefined) throw new Error('the record has no requestPayload; Lambda leaves it out where a topic cannot take it');
  return { functionArn, payload };
};

module.exports = { destination };
