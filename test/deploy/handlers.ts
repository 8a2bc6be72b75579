import { Duration } from 'aws-cdk-lib';
import { Code, FunctionProps, Runtime } from 'aws-cdk-lib/aws-lambda';

/** The ids in an event, whose data may be in base 64; each try is a line in the log. */
const code = (body: string) => Code.fromInline(`
const clear = (key, value) => (key === 'data' ? Buffer.from(value, 'base64').toString() : value);
const idsIn = (event) => [...new Set(JSON.stringify(event, clear).match(/(poison|fine)-[0-9]+/g))];
const bad = (event) => idsIn(event).some((id) => id.startsWith('poison'));
exports.handler = async (event) => {
  console.log('GOT ' + idsIn(event).join(' '));
  ${body}
};`);

const fn = (body: string): FunctionProps => ({ runtime: Runtime.NODEJS_22_X, handler: 'index.handler', code: code(body), timeout: Duration.seconds(3) });

/** Fails as a whole when there is poison among the events. */
export const throws = fn("if (bad(event)) throw new Error('poison');");

/** Says which messages of a batch have failed. */
export const reportsItems = fn(`
  const idOf = ({ messageId, kinesis, dynamodb }) => messageId ?? (kinesis ?? dynamodb).${'sequenceNumber'} ?? dynamodb.SequenceNumber;
  return { batchItemFailures: event.Records.filter(bad).map((record) => ({ itemIdentifier: idOf(record) })) };`);

/** Never ends by itself. */
export const hangs: FunctionProps = { ...fn('await new Promise((resolve) => setTimeout(resolve, 60000));'), timeout: Duration.seconds(1) };

/** Takes everything. */
export const succeeds = fn('');
