import { judge, netOf } from '../support/judge';

/** What becomes of an asynchronous event that its function never manages to process. */

const invoked = (properties: string, more = '') => judge(`
Parameters: { Later: { Type: String } }
Resources:
  Fn: { Type: AWS::Lambda::Function, Properties: { Code: { ZipFile: x }, Role: arn${properties} } }
  Rule: { Type: AWS::Events::Rule, Properties: { ScheduleExpression: rate(1 day), Targets: [{ Id: a, Arn: !GetAtt Fn.Arn }] } }
  Failed: { Type: AWS::SQS::Queue }
${more}`);

const config = (qualifier: string, more: string) => `  Config${qualifier.replace(/\W/g, '')}: { Type: AWS::Lambda::EventInvokeConfig, Properties: { FunctionName: !Ref Fn, Qualifier: ${qualifier}${more} } }`;
const destination = ', DestinationConfig: { OnFailure: { Destination: !GetAtt Failed.Arn } }';
const durable = ', DurableConfig: { ExecutionTimeout: 600 }';

const neither = 'the function has neither an on-failure destination nor a dead-letter queue';
const elsewhere = 'the destination is on live, the invocation goes to $LATEST';

test.each<[string, string, readonly string[], string]>([
  ['a function with nothing', '', [], neither], ['a durable function with nothing', durable, [], neither],
  ['settings without a destination', '', [config('$LATEST', ', MaximumRetryAttempts: 1')], neither], ['settings without a destination for another qualifier', '', [config('live', ', MaximumRetryAttempts: 1')], neither],
  ['a destination for success', '', [config('$LATEST', ', DestinationConfig: { OnSuccess: { Destination: !GetAtt Failed.Arn } }')], neither],
  ['a destination for another qualifier', '', [config('live', destination)], elsewhere], ['a destination for another qualifier, and settings for this one', '', [config('$LATEST', ', MaximumRetryAttempts: 1'), config('live', destination)], elsewhere],
  ['a destination of a durable function for another qualifier', durable, [config('live', destination)], 'durable functions have no destinations, only a dead-letter queue'],
  ['a destination of a durable function for one that cannot be told', durable, [config('!Ref Later', destination)], 'durable functions have no destinations, only a dead-letter queue'],
  ['a destination of a durable function', durable, [config('$LATEST', destination)], 'durable functions have no destinations, only a dead-letter queue'],
])('%s: it is lost', (_, properties, configs, because) => {
  const { outcome } = invoked(properties, configs.join('\n')).graph.paths[0];
  expect([outcome.fate, outcome.because]).toEqual(['lost', because]);
});

describe('of several configurations for something else, in every order', () => {
  const both = (...configs: string[]) => [configs, [...configs].reverse()].map((its) => invoked('', its.join('\n')));

  test('the one with a destination is told', () => {
    const mismatch = both(config('live', ', MaximumRetryAttempts: 1'), config('next', destination)).map(({ findings }) => findings.filter(({ rule }) => rule === 'eic-qualifier-mismatch').map(({ resource }) => resource.id));
    expect(mismatch).toEqual([['Confignext'], ['Confignext']]);
  });

  test('an alias is told before a version', () => {
    const version = `${config('!GetAtt Version.Version', destination)}\n  Version: { Type: AWS::Lambda::Version, Properties: { FunctionName: !Ref Fn } }`;
    expect(both(version, config('live', destination)).map(({ graph: { paths } }) => paths.find(({ source }) => source === 'events-rule')?.outcome.because)).toEqual([elsewhere, elsewhere]);
  });
});

test('the dead-letter queue of a function is on the way from the queue of Lambda to the code', () => {
  const net = netOf(invoked(', DeadLetterConfig: { TargetArn: !GetAtt Failed.Arn }'), 'function-dlq');
  expect(net).toMatchObject({ handOver: 'H2', rest: { text: 'Failed' } });
});

test('an event that the dead-letter queue does not take is dropped', () => {
  const { findings } = invoked(', DeadLetterConfig: { TargetArn: !GetAtt Bucket.Arn }', '  Bucket: { Type: AWS::S3::Bucket }');
  expect(findings.find(({ rule }) => rule === 'net-type-unsupported')?.event).toMatch(/an event on which the function keeps failing is dropped/);
});
