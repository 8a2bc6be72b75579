import { Duration } from 'aws-cdk-lib';
import { Code, FunctionProps, Runtime } from 'aws-cdk-lib/aws-lambda';

/** The ids in an event, of which Kinesis and CloudWatch Logs make base 64. Each try is a line in the log. */
const code = (body: string) => Code.fromInline(`
const { gunzipSync } = require('node:zlib');
const plain = (bytes) => (bytes[0] === 0x1f ? gunzipSync(bytes) : bytes).toString();
const idsIn = (event) => [...new Set(JSON.stringify(event, (key, value) => (key === 'data' ? plain(Buffer.from(value, 'base64')) : value)).match(/(poison|fine)-[0-9]+/g))];
const bad = (event) => idsIn(event).some((id) => id.startsWith('poison'));
exports.handler = async (event) => {
  console.log('GOT ' + idsIn(event).join(' '));
  ${body}
};`);

const fn = (body: string): FunctionProps => ({ runtime: Runtime.NODEJS_22_X, handler: 'index.handler', code: code(body), timeout: Duration.seconds(2) });

/** Fails as a whole when there is poison in the event. */
export const throws = fn("if (bad(event)) throw new Error('failed');");

/** Says which messages or records have failed. */
export const reportsItems = fn(`
  const idOf = ({ messageId, kinesis, dynamodb }) => messageId ?? kinesis?.sequenceNumber ?? dynamodb.SequenceNumber;
  return { batchItemFailures: event.Records.filter(bad).map((record) => ({ itemIdentifier: idOf(record) })) };`);

/** Does not end in time. */
export const hangs: FunctionProps = { ...fn('await new Promise((resolve) => setTimeout(resolve, 60000));'), timeout: Duration.seconds(1) };

/** Takes everything. */
export const succeeds = fn('');
