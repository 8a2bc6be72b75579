import * as fc from 'fast-check';
import { AsyncSettings, caller, lambdaQueue, Life, queue, QueueSettings, Random, randomOf, RetrySettings, stream, StreamSettings, task, Trouble } from './services';
import { buildGraph } from '../../src/graph/build';
import { Figure, Plan, Range } from '../../src/model/plan';
import { isUnknown } from '../../src/model/value';
import { tollOf } from '../../src/plan/outage';
import { plans } from '../../src/plan/plan';
import { JsonObject } from '../../src/read/file';
import { readTemplate } from '../support/source-contract';

/** Some apps of each kind, and so many events in each. The seed makes a failure come again. */
const runs = { seed: 20261124, numRuns: 60 };
const events = 12;

const fn = (timeout: number, more: JsonObject = {}): JsonObject => ({
  Type: 'AWS::Lambda::Function', Properties: { Runtime: 'nodejs22.x', Handler: 'i.h', Role: 'arn:aws:iam::111111111111:role/role', Code: { ZipFile: 'x' }, Timeout: timeout, ...more },
});
const arn = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });
const queueOf = (properties: JsonObject = {}): JsonObject => ({ Type: 'AWS::SQS::Queue', Properties: properties });

function planOf(Resources: JsonObject): Plan {
  const [plan, ...more] = plans(buildGraph(readTemplate({ Resources })));
  if (!plan || more.length > 0) throw new Error(`${more.length + 1} paths`);
  return plan;
}

const known = ({ value, because }: Figure): Range => {
  if (isUnknown(value)) throw new Error(`unknown: ${value.reason} (${because})`);
  return value;
};

/** A thousandth of a second is nothing but rounding. */
function within(what: string, value: number, figure: Figure): void {
  const { least, most } = known(figure);
  if (value < least - 1e-3 || value > most + 1e-3) throw new Error(`${what} is ${value}, but the plan says ${least} to ${most}: ${figure.because}`);
}

type Simulate = (trouble: Trouble, random: Random) => Life;

/** Every figure of the plan against what the service does. */
function agree(plan: Plan, simulate: Simulate, random: Random): void {
  for (let event = 0; event < events; event += 1) {
    const life = simulate({ kind: 'failing' }, random);
    within('the number of tries', life.tries, plan.tries);
    if (life.failed !== undefined) within('the time to rest', Math.max(0, life.left! - life.failed), plan.rest);
    for (const kind of ['failing', 'throttled'] as const) {
      const { least, most } = known(plan[kind].leaves);
      const short = simulate({ kind, until: least * random() }, random);
      if (short.left !== undefined) throw new Error(`${kind} for less than ${least}, but the event has left the retries at ${short.left}`);
      const sure = simulate({ kind, until: least }, random);
      if (sure.left !== undefined) throw new Error(`${kind} for ${least}, but the event has left the retries at ${sure.left}`);
      if (most === Infinity) continue;
      const long = simulate({ kind, until: most + 1 + 100 * random() }, random);
      if (long.left === undefined) throw new Error(`${kind} for more than ${most}, and the event was processed`);
    }
  }
  outages(plan, simulate, random);
}

/** Events that arrive all through an outage. */
function outages(plan: Plan, simulate: Simulate, random: Random): void {
  for (const kind of ['failing', 'throttled'] as const) {
    const { least, most } = known(plan[kind].leaves);
    const seconds = (1 + 2 * random()) * Math.max(1, Math.min(most, 2 * least + 10));
    const toll = tollOf(plan, { seconds, kind });
    if (isUnknown(toll)) throw new Error(toll.reason);
    const arrivals = 40;
    let left = 0;
    for (let arrival = 0; arrival < arrivals; arrival += 1) {
      if (simulate({ kind, until: seconds * (1 - (arrival + 0.5) / arrivals) }, random).left !== undefined) left += 1;
    }
    const each = seconds / arrivals;
    const bounds = (range: Range): Range => ({ least: Math.floor(range.least / each) - 1, most: Math.ceil(range.most / each) + 1 });
    const gone = bounds({ least: toll.kept.least + toll.lost.least + toll.refused.least, most: toll.kept.most + toll.lost.most + toll.refused.most });
    const late = bounds({ least: toll.retried.least + toll.blocked.least, most: toll.retried.most + toll.blocked.most });
    expect({ left, as: left >= gone.least && left <= gone.most ? 'planned' : gone }).toEqual({ left, as: 'planned' });
    expect({ left, late: arrivals - left >= late.least && arrivals - left <= late.most ? 'planned' : late }).toEqual({ left, late: 'planned' });
  }
}

/** Timing from a seed, at one of its bounds in one of five times, where formulas are wrong first. */
function timing(seed: number): Random {
  const next = randomOf(seed);
  return () => {
    const where = next();
    return where < 0.1 ? 0 : where > 0.9 ? 1 - 1e-9 : next();
  };
}

function simulated<T>(
  name: string, settings: fc.Arbitrary<T>, plan: (given: T) => Plan, simulate: (given: T) => Simulate, more?: (plan: Plan, given: T, random: Random) => void,
): void {
  test(name, () => {
    fc.assert(fc.property(settings, fc.integer({ min: 1, max: 2_000_000_000 }), (given, seed) => {
      const its = plan(given);
      const random = timing(seed);
      agree(its, simulate(given), random);
      more?.(its, given, random);
    }), runs);
  });
}

const seconds = (min: number, max: number) => fc.integer({ min, max });

/** What is kept is there for that long, counted from the event's arrival. */
function expires(plan: Plan, at: number): void {
  within('when it is gone', at, plan.kept[0].expires);
}

describe('SQS', () => {
  const settings: fc.Arbitrary<QueueSettings & { readonly fifo: boolean; readonly keeps: number }> = fc.record({
    delay: seconds(0, 900), visibility: seconds(0, 1_800), retention: seconds(60, 86_400), maxReceiveCount: seconds(1, 12), window: seconds(0, 60), timeout: seconds(1, 300),
    fifo: fc.boolean(), keeps: seconds(60, 1_209_600),
  }).map((given) => ({
    ...given, window: given.fifo ? 0 : given.window, visibility: Math.max(given.visibility, given.timeout + given.window),
    // Long enough for a message to be read at all.
    retention: Math.max(given.retention, given.delay + given.window + 21),
  }));
  const made = ({ delay, visibility, retention, maxReceiveCount, window, timeout, fifo, keeps }: QueueSettings & { readonly fifo: boolean; readonly keeps: number }) => planOf({
    Fn: fn(timeout),
    Dead: queueOf({ ...fifo ? { FifoQueue: true } : {}, MessageRetentionPeriod: keeps }),
    Queue: queueOf({
      DelaySeconds: delay, VisibilityTimeout: visibility, MessageRetentionPeriod: retention, ...fifo ? { FifoQueue: true } : {},
      ...maxReceiveCount === undefined ? {} : { RedrivePolicy: { deadLetterTargetArn: arn('Dead'), maxReceiveCount } },
    }),
    Feed: { Type: 'AWS::Lambda::EventSourceMapping', Properties: { FunctionName: { Ref: 'Fn' }, EventSourceArn: arn('Queue'), MaximumBatchingWindowInSeconds: window } },
  });
  const simulate = (given: QueueSettings): Simulate => (trouble, random) => queue(given, trouble, random);

  simulated('with a redrive policy', settings, made, simulate, (plan, given, random) => {
    const { left, expired } = queue(given, { kind: 'failing' }, random);
    // The dead-letter queue of a standard queue counts from when the message was sent first, that of a FIFO queue anew.
    if (!expired) expires(plan, given.fifo ? left! + given.keeps : Math.max(left!, given.keeps));
  });
  simulated('without', settings.map((given) => ({ ...given, visibility: Math.max(given.visibility, 120), maxReceiveCount: undefined })), made, simulate);
});

describe('Lambda\'s own queue', () => {
  const settings = fc.record({
    retries: seconds(0, 2), maxAge: seconds(60, 21_600), timeout: seconds(1, 900), keeps: seconds(60, 1_209_600), by: fc.constantFrom('destination', 'queue', 'nothing'),
  });
  type Given = AsyncSettings & { readonly keeps: number; readonly by: string };
  const made = ({ retries, maxAge, timeout, keeps, by, never }: Given) => planOf({
    Fn: fn(timeout, { ...by === 'queue' ? { DeadLetterConfig: { TargetArn: arn('Dead') } } : {}, ...never ? { ReservedConcurrentExecutions: 0 } : {} }),
    Dead: queueOf({ MessageRetentionPeriod: keeps }),
    Config: {
      Type: 'AWS::Lambda::EventInvokeConfig', Properties: {
        FunctionName: { Ref: 'Fn' }, Qualifier: '$LATEST', MaximumRetryAttempts: retries, MaximumEventAgeInSeconds: maxAge,
        ...by === 'destination' ? { DestinationConfig: { OnFailure: { Destination: arn('Dead') } } } : {},
      },
    },
    Topic: { Type: 'AWS::SNS::Topic' },
    Subscription: { Type: 'AWS::SNS::Subscription', Properties: { Protocol: 'lambda', TopicArn: { Ref: 'Topic' }, Endpoint: arn('Fn') } },
  });

  simulated('retries after one and two minutes, within the maximum age', settings, made, (given) => (trouble, random) => lambdaQueue(given, trouble, random), (plan, given, random) => {
    if (given.by !== 'nothing') expires(plan, lambdaQueue(given, { kind: 'failing' }, random).left! + given.keeps);
  });
  simulated('does not try at all with a reserved concurrency of zero', settings.map((given): Given => ({ ...given, never: true })), made, (given) => (trouble, random) => (
    // However short the outage is, Lambda does not look.
    trouble.until === 0 ? { tries: 0 } : lambdaQueue(given, trouble, random)
  ));
});

describe('streams', () => {
  const limits = fc.record({
    retries: seconds(0, 20), maxAge: fc.oneof(fc.constant(-1), seconds(60, 7_200)), timeout: seconds(1, 300), window: seconds(0, 60), batchSize: seconds(1, 200),
    bisect: fc.boolean(),
  });
  const unlimited = limits.map((given) => ({ ...given, retries: -1, bisect: false, timeout: Math.max(60, given.timeout), maxAge: given.maxAge }));
  /** Without any limit there are many tries, so let them be long. */
  const patient = ({ retries, maxAge, timeout }: Pick<StreamSettings, 'retries' | 'maxAge' | 'timeout'>) => (retries < 0 && maxAge < 0 ? 300 + timeout : timeout);
  const mapping = ({ retries, maxAge, window, batchSize, bisect }: Omit<StreamSettings, 'retention' | 'timeout'>, source: JsonObject, more: JsonObject = {}): JsonObject => ({
    Type: 'AWS::Lambda::EventSourceMapping', Properties: {
      FunctionName: { Ref: 'Fn' }, ...source, StartingPosition: 'LATEST', MaximumRetryAttempts: retries, MaximumRecordAgeInSeconds: maxAge,
      MaximumBatchingWindowInSeconds: window, BatchSize: batchSize, BisectBatchOnFunctionError: bisect, ...more,
    },
  });
  const simulate = (given: StreamSettings): Simulate => (trouble, random) => stream(given, trouble, random);
  const toQueue = { DestinationConfig: { OnFailure: { Destination: arn('Dead') } } };

  const kinesis = (given: StreamSettings & { readonly keeps?: number }) => planOf({
    Fn: fn(given.timeout), Dead: queueOf({ MessageRetentionPeriod: given.keeps ?? 345_600 }),
    Stream: { Type: 'AWS::Kinesis::Stream', Properties: { ShardCount: 1, RetentionPeriodHours: given.retention / 3_600 } },
    Feed: mapping(given, { EventSourceArn: arn('Stream') }, toQueue),
  });
  const retained = <T>(given: fc.Arbitrary<T>) => fc.tuple(given, seconds(24, 72), seconds(60, 1_209_600)).map(([its, hours, keeps]) => ({
    ...its, retention: hours * 3_600,
    keeps,
  }));

  simulated('Kinesis with limited retries: a position is gone with the queue or with the stream', retained(limits), kinesis, simulate, (plan, given, random) => {
    const { left } = stream(given, { kind: 'failing' }, random);
    expires(plan, Math.min(left! + given.keeps, given.retention));
  });
  simulated('Kinesis until the records are too old', retained(unlimited.map((given) => ({ ...given, maxAge: Math.max(60, given.maxAge) }))), kinesis, simulate);
  simulated('Kinesis until the records expire', retained(unlimited.map((given) => ({ ...given, maxAge: -1, timeout: 300 + given.timeout }))), kinesis, simulate);

  simulated('DynamoDB', fc.oneof(limits, unlimited).map((given) => ({ ...given, retention: 86_400, timeout: patient(given) })), (given) => planOf({
    Fn: fn(given.timeout), Dead: queueOf(),
    Table: { Type: 'AWS::DynamoDB::Table', Properties: { StreamSpecification: { StreamViewType: 'NEW_IMAGE' } } },
    Feed: mapping(given, { EventSourceArn: { 'Fn::GetAtt': ['Table', 'StreamArn'] } }, toQueue),
  }), simulate);

  simulated('a stream of another app keeps records for 24 hours at least', unlimited.map((given) => ({ ...given, maxAge: Math.max(60, given.maxAge), retention: 86_400 })), (given) => planOf({
    Fn: fn(given.timeout), Dead: queueOf(), Feed: mapping(given, { EventSourceArn: 'arn:aws:kinesis:eu-west-1:111111111111:stream/elsewhere' }, toQueue),
  }), simulate);

  // The topic keeps the records for longer than that: how long, only the cluster knows.
  const kafka = (given: StreamSettings) => planOf({
    Fn: fn(given.timeout), Dead: queueOf(), Feed: mapping(given, { EventSourceArn: 'arn:aws:kafka:eu-west-1:111111111111:cluster/c/1', Topics: ['orders'] }, toQueue),
  });
  simulated('Kafka with limited retries and age', limits.map((given) => ({ ...given, maxAge: Math.max(60, given.maxAge), retention: Infinity })), kafka, simulate);

  simulated('a pipe', fc.oneof(limits, unlimited).map((given) => ({ ...given, bisect: false, retention: 86_400, timeout: patient(given) })), (given) => planOf({
    Fn: fn(given.timeout), Dead: queueOf(),
    Table: { Type: 'AWS::DynamoDB::Table', Properties: { StreamSpecification: { StreamViewType: 'NEW_IMAGE' } } },
    Pipe: {
      Type: 'AWS::Pipes::Pipe', Properties: {
        RoleArn: 'arn:aws:iam::111111111111:role/pipe', Source: { 'Fn::GetAtt': ['Table', 'StreamArn'] }, Target: arn('Fn'), SourceParameters: {
          DynamoDBStreamParameters: {
            StartingPosition: 'LATEST', MaximumRetryAttempts: given.retries, MaximumRecordAgeInSeconds: given.maxAge,
            MaximumBatchingWindowInSeconds: given.window, BatchSize: given.batchSize,
            DeadLetterConfig: { Arn: arn('Dead') },
          },
        },
      },
    },
  }), simulate);
});

describe('callers', () => {
  const retry = fc.record({
    interval: seconds(1, 60), attempts: seconds(0, 8), backoff: fc.constantFrom(1, 1.5, 2, 3), longest: fc.option(seconds(1, 300), { nil: undefined }),
    jitter: fc.boolean(), timeout: seconds(1, 900),
  });
  const machine = (Retry: JsonObject[], timeout: number) => planOf({
    Fn: fn(timeout),
    Machine: {
      Type: 'AWS::StepFunctions::StateMachine',
      Properties: { Definition: { StartAt: 'Task', States: { Task: { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', Parameters: { FunctionName: arn('Fn') }, Retry, End: true } } } },
    },
  });
  const retrier = (names: string[], { interval, attempts, backoff, longest, jitter }: RetrySettings): JsonObject => ({
    ErrorEquals: names, IntervalSeconds: interval, MaxAttempts: attempts, BackoffRate: backoff, ...longest === undefined ? {} : { MaxDelaySeconds: longest }, ...jitter ? { JitterStrategy: 'FULL' } : {},
  });

  simulated('Step Functions: one Retry for all', retry, (given) => machine([retrier(['States.ALL'], given)], given.timeout), (given) => (trouble, random) => task(given, trouble, random));
  simulated('Step Functions: a Retry for throttling alone', retry, (given) => machine([retrier(['Lambda.TooManyRequestsException'], given)], given.timeout), (given) => (trouble, random) => (
    trouble.kind === 'throttled' ? task(given, trouble, random) : caller(trouble)
  ));
  simulated('a function URL: one try', fc.record({ timeout: seconds(1, 900) }), ({ timeout }) => planOf({
    Fn: fn(timeout), Url: { Type: 'AWS::Lambda::Url', Properties: { AuthType: 'NONE', TargetFunctionArn: { Ref: 'Fn' } } },
  }), () => caller);
});

test('a simulation that does something else is noticed', () => {
  const plan = planOf({
    Fn: fn(30), Dead: queueOf(), Queue: queueOf({ VisibilityTimeout: 180, RedrivePolicy: { deadLetterTargetArn: arn('Dead'), maxReceiveCount: 5 } }),
    Feed: { Type: 'AWS::Lambda::EventSourceMapping', Properties: { FunctionName: { Ref: 'Fn' }, EventSourceArn: arn('Queue') } },
  });
  const really: QueueSettings = { delay: 0, visibility: 180, retention: 345_600, maxReceiveCount: 5, window: 0, timeout: 30 };
  const against = (given: Partial<QueueSettings>) => () => agree(plan, (trouble, random) => queue({ ...really, ...given }, trouble, random), timing(1));
  expect(against({})).not.toThrow();
  expect(against({ maxReceiveCount: 4 })).toThrow('the number of tries is 4');
  expect(against({ visibility: 150 })).toThrow(/but the plan says/);
  expect(against({ visibility: 240 })).toThrow(/but the plan says/);
});
