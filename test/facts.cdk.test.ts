import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, CfnResource, Stack } from 'aws-cdk-lib';
import { ranges } from '../src/constructs/failed-batches';
import { limits as queueLimits } from '../src/constructs/sqs-trigger';

// CDK checks templates against the schemas of CloudFormation, which AWS makes of what its services take. A release that moves
// a limit fails here. What the schemas do not know is told with the reason, so that nothing is left out by accident.

type Properties = { readonly [name: string]: unknown };

/** A resource in which one property has a value. */
type Probe = (value: number) => { readonly type: string; readonly properties: Properties };

const arn = 'arn:aws:lambda:eu-west-1:111122223333:function:fn';
const role = 'arn:aws:iam::111122223333:role/role';
const queue = (property: string): Probe => (value) => ({ type: 'AWS::SQS::Queue', properties: { [property]: value } });
const fn = (property: string): Probe => (value) => ({ type: 'AWS::Lambda::Function', properties: { Code: { ZipFile: 'x' }, Runtime: 'nodejs22.x', Handler: 'index.handler', Role: role, [property]: value } });
const asyncConfig = (property: string): Probe => (value) => ({ type: 'AWS::Lambda::EventInvokeConfig', properties: { FunctionName: 'fn', Qualifier: 'live', [property]: value } });
const mapping = (property: string): Probe => (value) => ({
  type: 'AWS::Lambda::EventSourceMapping', properties: { FunctionName: 'fn', EventSourceArn: 'arn:aws:kinesis:eu-west-1:111122223333:stream/clicks', StartingPosition: 'LATEST', [property]: value },
});
const concurrency: Probe = (value) => ({ type: 'AWS::Lambda::EventSourceMapping', properties: { FunctionName: 'fn', EventSourceArn: 'arn:aws:sqs:eu-west-1:111122223333:orders', ScalingConfig: { MaximumConcurrency: value } } });
const rule = (property: string): Probe => (value) => ({ type: 'AWS::Events::Rule', properties: { ScheduleExpression: 'rate(1 day)', Targets: [{ Id: 'fn', Arn: arn, RetryPolicy: { [property]: value } }] } });
const schedule = (property: string): Probe => (value) => ({
  type: 'AWS::Scheduler::Schedule', properties: { ScheduleExpression: 'rate(1 day)', FlexibleTimeWindow: { Mode: 'OFF' }, Target: { Arn: arn, RoleArn: role, RetryPolicy: { [property]: value } } },
});

/** The facts of sources that a property of CloudFormation holds: each is what the property has when nothing is set, so it must be allowed. */
const defaults: { readonly [fact: string]: readonly Probe[] } = {
  'lambda/async asyncFacts.retryAttempts': [asyncConfig('MaximumRetryAttempts')],
  'lambda/async asyncFacts.maxEventAge': [asyncConfig('MaximumEventAgeInSeconds')],
  'lambda/queue queueFacts.visibilityTimeout': [queue('VisibilityTimeout')],
  'lambda/queue queueFacts.retention': [queue('MessageRetentionPeriod')],
  'lambda/retry-policy retryPolicyFacts.retries': [rule('MaximumRetryAttempts'), schedule('MaximumRetryAttempts')],
  'lambda/retry-policy retryPolicyFacts.maxAge': [rule('MaximumEventAgeInSeconds'), schedule('MaximumEventAgeInSeconds')],
};

/** And those that no schema holds, with the reason. */
const fixed = 'a behaviour of the service, which no property sets';
const elsewhere: { readonly [fact: string]: string } = {
  'lambda/kafka kafkaFacts.retriesWithDestination': fixed,
  'lambda/queue queueFacts.maxReceiveCount': 'the redrive policy is JSON, into which the schema does not look',
  'sources/alb-target facts.idleTimeout': 'an attribute by name and text, into which the schema does not look',
  'sources/amazon-mq facts.redeliveries': fixed,
  'sources/api-gateway-http facts.timeout.http': 'the schema gives TimeoutInMillis one range for HTTP and WebSocket APIs, whose quotas can be raised',
  'sources/api-gateway-http facts.timeout.webSocket': 'the schema gives TimeoutInMillis one range for HTTP and WebSocket APIs, whose quotas can be raised',
  'sources/api-gateway-rest facts.timeout': 'a quota that can be raised, so the schema has no upper limit',
  'sources/appsync facts.timeout': fixed,
  'sources/cognito-trigger facts.timeout': fixed,
  'sources/cognito-trigger facts.attempts': fixed,
  'sources/eventbridge-subscriber facts.retryAttempts': 'a preview, whose type the schemas of CDK do not have yet',
  'sources/eventbridge-subscriber facts.maxAge': 'a preview, whose type the schemas of CDK do not have yet',
  'sources/firehose-transform facts.timeout': fixed,
  'sources/firehose-transform facts.retries': 'NumberOfRetries is a parameter by name and text, into which the schema does not look',
  'sources/lambda-edge facts.viewerTimeout': fixed,
  'sources/lambda-edge facts.originTimeout': fixed,
  'sources/logs-subscription facts.maxAge': fixed,
  'sources/iot-authorizer facts.timeout': fixed,
  'sources/ses-receipt-rule facts.timeout': fixed,
  'sources/ssm-automation facts.timeout': fixed,
  'sources/ssm-automation facts.maxAttempts': 'runbooks are documents, of which CloudFormation has no schema',
  'sources/sns-subscription facts.attempts': fixed,
  'sources/sns-subscription facts.maxAge': fixed,
  'sources/step-functions facts.expressTimeout': fixed,
};

/** What constructs refuse and rules compute with: the least and the most that a service takes; where the schema is wider, why. */
interface Limit { readonly what: string; readonly range: readonly [least: number, most: number]; readonly probe: Probe; readonly least?: string; readonly most?: string }

const limits: readonly Limit[] = [
  { what: 'visibility timeout', range: [0, queueLimits.visibility], probe: queue('VisibilityTimeout') },
  { what: 'retention of a queue', range: [60, queueLimits.retention], probe: queue('MessageRetentionPeriod') },
  { what: 'timeout of a function', range: [1, 900], probe: fn('Timeout'), most: 'of managed instances it is 5400, and only newer versions of CDK tell the two apart' },
  { what: 'retries of asynchronous invocations', range: [0, 2], probe: asyncConfig('MaximumRetryAttempts') },
  { what: 'age of asynchronous events', range: [60, 21_600], probe: asyncConfig('MaximumEventAgeInSeconds') },
  { what: 'batch size', range: ranges.batchSize, probe: mapping('BatchSize') },
  { what: 'batching window', range: ranges.maxBatchingWindow, probe: mapping('MaximumBatchingWindowInSeconds') },
  { what: 'parallelization factor', range: ranges.parallelizationFactor, probe: mapping('ParallelizationFactor') },
  { what: 'tumbling window', range: ranges.tumblingWindow, probe: mapping('TumblingWindowInSeconds') },
  { what: 'retries of a stream', range: ranges.retryAttempts, probe: mapping('MaximumRetryAttempts') },
  { what: 'age of records', range: ranges.maxRecordAge, probe: mapping('MaximumRecordAgeInSeconds'), least: 'the schema begins at -1, for without limit, and does not know that nothing lies between it and 60' },
  { what: 'maximum concurrency of a mapping', range: [2, 1_000], probe: concurrency },
  { what: 'retries of a rule', range: [0, 185], probe: rule('MaximumRetryAttempts') },
  { what: 'age of events of a rule', range: [60, 86_400], probe: rule('MaximumEventAgeInSeconds') },
  { what: 'retries of a schedule', range: [0, 185], probe: schedule('MaximumRetryAttempts') },
  { what: 'age of invocations of a schedule', range: [60, 86_400], probe: schedule('MaximumEventAgeInSeconds') },
];

/** Every number among the facts of sources, and of what they share. */
function numericFacts(): Map<string, number> {
  const found = new Map<string, number>();
  const walk = (value: unknown, path: string): void => {
    if (typeof value === 'number') found.set(path, value);
    else if (typeof value === 'object' && value !== null) for (const [key, inner] of Object.entries(value)) walk(inner, `${path}.${key}`);
  };
  for (const folder of ['lambda', 'sources']) {
    for (const name of readdirSync(join(__dirname, '..', 'src', folder))) {
      if (!name.endsWith('.ts') || name === 'index.ts') continue;
      const module = name.slice(0, -'.ts'.length);
      for (const [key, value] of Object.entries(jest.requireActual<object>(`../src/${folder}/${module}`))) if (/facts$/i.test(key)) walk(value, `${folder}/${module} ${key}`);
    }
  }
  return found;
}

const facts = numericFacts();

/** Which of the resources CDK's validation finds out of range, of all that are tried here: the engine takes a second to start. */
function outOfRange(probes: readonly { readonly id: string; readonly made: ReturnType<Probe> }[]): ReadonlySet<string> {
  const outdir = mkdtempSync(join(tmpdir(), 'failsafe-facts-'));
  const silent = jest.spyOn(console, 'error').mockImplementation(() => undefined);
  try {
    const app = new App({ outdir, analyticsReporting: false, context: { '@aws-cdk/core:stackResourceLimit': 0 } });
    // A stack each: two configurations of one function in one stack would be a finding too.
    for (const { id, made } of probes) new CfnResource(new Stack(app, id), 'Probe', made);
    app.synth();
    const { pluginReports } = JSON.parse(readFileSync(join(outdir, 'validation-report.json'), 'utf8')) as { pluginReports: { violations: { ruleName: string; violatingConstructs: { constructPath: string }[] }[] }[] };
    const violations = pluginReports.flatMap((report) => report.violations).filter(({ ruleName }) => /(F3034|E3717)$/.test(ruleName));
    return new Set(violations.flatMap(({ violatingConstructs }) => violatingConstructs.map(({ constructPath }) => constructPath.split('/')[0])));
  } finally {
    silent.mockRestore();
    rmSync(outdir, { recursive: true, force: true });
  }
}

const tried = [
  ...[...Object.entries(defaults)].flatMap(([fact, probes], index) => probes.map((probe, each) => ({ id: `Default${index}x${each}`, made: probe(facts.get(fact)!) }))),
  ...limits.flatMap(({ range: [least, most], probe }, index) => [least - 1, least, most, most + 1].map((value, each) => ({ id: `Limit${index}x${each}`, made: probe(value) }))),
];
const refused = outOfRange(tried);

test('every number among the facts is looked up in a schema, or has a reason why not', () => {
  expect([...facts.keys()].sort()).toEqual([...Object.keys(defaults), ...Object.keys(elsewhere)].sort());
});

test.each(Object.keys(defaults).map((fact, index) => ({ fact, index })))('$fact is a value that CloudFormation takes', ({ fact, index }) => {
  defaults[fact].forEach((_, each) => expect(refused).not.toContain(`Default${index}x${each}`));
});

test.each(limits.map(({ what, range, least, most }, index) => ({ what, range, least, most, index })))('the range of $what is $range', ({ index, least, most }) => {
  const [below, first, last, above] = [0, 1, 2, 3].map((each) => refused.has(`Limit${index}x${each}`));
  expect({ first, last }).toEqual({ first: false, last: false });
  if (least === undefined) expect(below).toBe(true);
  if (most === undefined) expect(above).toBe(true);
});
