import { judge } from '../support/judge';

/** Why an asynchronous event is lost, and what it says of a net. */

const lost = (properties: string, more: string) => judge(`
Resources:
  Fn: { Type: AWS::Lambda::Function, Properties: { Code: { ZipFile: x }, Role: !GetAtt Role.Arn, ${properties} } }
  Role: { Type: AWS::IAM::Role, Properties: { AssumeRolePolicyDocument: { Statement: [{ Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: sts:AssumeRole }] } } }
  Failed: { Type: AWS::SQS::Queue }
  Uploads: { Type: AWS::S3::Bucket, Properties: { NotificationConfiguration: { LambdaConfigurations: [{ Event: "s3:ObjectCreated:*", Function: !GetAtt Fn.Arn }] } } }
${more}`);
const because = (properties: string, more = '') => lost(properties, more).graph.paths.find(({ source }) => source === 's3-notification')!.outcome.because;
const config = (qualifier: string, settings: string) => `  Config: { Type: AWS::Lambda::EventInvokeConfig, Properties: { FunctionName: !Ref Fn, Qualifier: ${qualifier}, ${settings} } }`;
const onFailure = 'DestinationConfig: { OnFailure: { Destination: !GetAtt Failed.Arn } }';
const neither = 'the function has neither an on-failure destination nor a dead-letter queue';

test.each([
  ['nothing is configured', '', '', neither],
  ['another alias is configured, without destination', '', config('live', 'MaximumRetryAttempts: 0'), neither],
  ['another alias has the destination', '', config('live', onFailure), 'the destination is on live, the invocation goes to $LATEST'],
  ['the function is durable and has a destination', 'DurableConfig: { ExecutionTimeout: 60 }', config('$LATEST', onFailure), 'durable functions have no destinations, only a dead-letter queue'],
  ['the function is durable and has none', 'DurableConfig: { ExecutionTimeout: 60 }', '', neither],
])('lost, as %s', (_, properties, more, expected) => expect(because(properties, more)).toBe(expected));

test('what is lost when the dead-letter queue of a function cannot be written to', () => {
  const { findings } = lost('DeadLetterConfig: { TargetArn: !GetAtt Failed.Arn }', '');
  expect(findings.filter(({ rule }) => rule === 'net-role-cannot-write').map(({ event }) => event)).toEqual(['an event on which the function keeps failing is dropped, and never gets to Failed']);
});
