import * as fc from 'fast-check';
import { Disagreement, expectSimulated } from './promises';
import { buildGraph } from '../../src/graph/build';
import { Figure, Plan, Range } from '../../src/model/plan';
import { plans } from '../../src/plan/plan';
import { JsonObject } from '../../src/read/file';
import { readTemplate, templateOf } from '../support/source-contract';

/** Any settings: the simulated services stay within the bounds of the plan, tries, times, outages and tolls. */
const check = <T>(settings: fc.Arbitrary<T>, resources: (settings: T) => object, numRuns = 60) => () => fc.assert(
  fc.property(settings, fc.integer({ min: 1, max: 1_000_000 }), (chosen, seed) => {
    const graph = buildGraph(readTemplate(templateOf({ template: JSON.stringify({ Resources: resources(chosen) }) })));
    const simulated = plans(graph).filter((plan) => plan.path.fn.id === 'Fn' && expectSimulated(graph, plan, seed, { times: 2, counting: true }));
    if (simulated.length === 0) throw new Error('nothing is simulated');
  }),
  { seed: 4, numRuns },
);

const role = 'arn:aws:iam::111122223333:role/role';
const arn = (id: string): JsonObject => ({ 'Fn::GetAtt': [id, 'Arn'] });
const fn = (Timeout: number, more: JsonObject = {}): JsonObject => ({ Type: 'AWS::Lambda::Function', Properties: { Code: { ZipFile: 'x' }, Role: role, Timeout, ...more } });

/** Without what is not set. */
const defined = (all: object): JsonObject => JSON.parse(JSON.stringify(all)) as JsonObject;

const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const seconds = (min: number, max: number) => fc.oneof(fc.integer({ min, max }), fc.integer({ min, max: Math.min(max, min * 10 + 60) }), fc.constantFrom(min, max));

/** A net, and what it is made of. */
const nets = fc.oneof(
  fc.record({ queue: seconds(60, 1_209_600) }).map(({ queue }) => ({
    name: `a queue that keeps for ${queue} s`, resource: { Type: 'AWS::SQS::Queue', Properties: { MessageRetentionPeriod: queue } } as JsonObject,
  })),
  fc.record({ days: maybe(fc.integer({ min: 1, max: 30 })) }).map(({ days }) => ({
    name: `a bucket that keeps for ${days ?? 'any number of'} days`,
    resource: { Type: 'AWS::S3::Bucket', Properties: days === undefined ? {} : { LifecycleConfiguration: { Rules: [{ Status: 'Enabled', ExpirationInDays: days }] } } } as JsonObject,
  })),
);

const queues = fc.record({
  timeout: seconds(1, 900), slack: seconds(0, 20_000), maxReceiveCount: maybe(fc.integer({ min: 1, max: 20 })), retention: seconds(60, 60_000), delay: seconds(0, 900),
  window: seconds(0, 300), batchSize: fc.integer({ min: 1, max: 10 }), fifo: fc.boolean(), keeps: seconds(60, 1_209_600),
  by: fc.constantFrom('mapping' as const, 'pipe' as const, 'enriched pipe' as const),
});

test('SQS', check(queues, ({ timeout, slack, maxReceiveCount, retention, delay, window, batchSize, fifo, keeps, by }) => ({
  Fn: fn(timeout), Other: fn(300),
  Dlq: { Type: 'AWS::SQS::Queue', Properties: { MessageRetentionPeriod: keeps, ...fifo ? { FifoQueue: true } : {} } },
  Queue: {
    Type: 'AWS::SQS::Queue', Properties: defined({
      VisibilityTimeout: Math.min(timeout + slack, 43_200), MessageRetentionPeriod: retention, DelaySeconds: delay, FifoQueue: fifo || undefined,
      RedrivePolicy: maxReceiveCount === undefined ? undefined : { deadLetterTargetArn: arn('Dlq'), maxReceiveCount },
    }),
  },
  Source: by === 'mapping'
    ? { Type: 'AWS::Lambda::EventSourceMapping', Properties: { EventSourceArn: arn('Queue'), FunctionName: arn('Fn'), BatchSize: batchSize, ...fifo ? {} : { MaximumBatchingWindowInSeconds: window } } }
    : {
      Type: 'AWS::Pipes::Pipe', Properties: defined({
        RoleArn: role, Source: arn('Queue'), SourceParameters: { SqsQueueParameters: { BatchSize: batchSize, ...fifo ? {} : { MaximumBatchingWindowInSeconds: window } } },
        Enrichment: by === 'pipe' ? undefined : arn('Other'), Target: arn('Fn'),
      }),
    },
}), 150));

const asynchronous = fc.record({
  timeout: seconds(1, 900), retries: maybe(fc.integer({ min: 0, max: 2 })), maxAge: maybe(seconds(60, 21_600)),
  reserved: maybe(fc.constantFrom(0, 5)), net: maybe(nets), dlq: maybe(seconds(60, 1_209_600)),
});

test('Lambda\'s queue', check(asynchronous, ({ timeout, retries, maxAge, reserved, net, dlq }) => ({
  Fn: fn(timeout, defined({ ReservedConcurrentExecutions: reserved, DeadLetterConfig: dlq === undefined ? undefined : { TargetArn: arn('Dlq') } })),
  Rest: net?.resource ?? { Type: 'AWS::SQS::Queue' }, Dlq: { Type: 'AWS::SQS::Queue', Properties: defined({ MessageRetentionPeriod: dlq }) },
  Bucket: { Type: 'AWS::S3::Bucket', Properties: { NotificationConfiguration: { LambdaConfigurations: [{ Event: 's3:ObjectCreated:*', Function: arn('Fn') }] } } },
  Config: {
    Type: 'AWS::Lambda::EventInvokeConfig', Properties: defined({
      FunctionName: { Ref: 'Fn' }, Qualifier: '$LATEST', MaximumRetryAttempts: retries, MaximumEventAgeInSeconds: maxAge,
      DestinationConfig: net && { OnFailure: { Destination: arn('Rest') } },
    }),
  },
}), 200));

const streams = fc.record({
  of: fc.constantFrom('kinesis' as const, 'dynamodb' as const, 'kafka' as const, 'documentdb' as const), pipe: fc.boolean(), timeout: seconds(20, 840),
  retries: fc.constantFrom(-1, -1, 0, 1, 2, 5, 100), recordAge: fc.oneof(fc.constant(-1), seconds(60, 7_200), seconds(60, 604_800)), hours: fc.integer({ min: 24, max: 30 }),
  window: seconds(0, 300), batchSize: seconds(1, 200), bisect: fc.boolean(), net: maybe(nets),
});

const streamSources = { kinesis: 'Stream', dynamodb: 'Table', kafka: 'Cluster', documentdb: 'Docs' };
const sourceParameters = { kinesis: 'KinesisStreamParameters', dynamodb: 'DynamoDBStreamParameters', kafka: 'ManagedStreamingKafkaParameters' };

test('streams', check(streams, ({ of, pipe, timeout, retries, recordAge, hours, window, batchSize, bisect, net }) => {
  const source: JsonObject = of === 'dynamodb' ? { 'Fn::GetAtt': ['Table', 'StreamArn'] } : of === 'kinesis' ? arn('Stream') : { Ref: streamSources[of] };
  const limits = { MaximumRetryAttempts: retries, MaximumRecordAgeInSeconds: recordAge };
  const gathering = { BatchSize: batchSize, MaximumBatchingWindowInSeconds: window };
  const toQueue = net?.resource.Type === 'AWS::SQS::Queue';
  return {
    Fn: fn(timeout), Rest: net?.resource ?? { Type: 'AWS::SQS::Queue' },
    Stream: { Type: 'AWS::Kinesis::Stream', Properties: { RetentionPeriodHours: hours } },
    Table: { Type: 'AWS::DynamoDB::Table', Properties: { StreamSpecification: { StreamViewType: 'NEW_IMAGE' } } },
    Cluster: { Type: 'AWS::MSK::Cluster', Properties: {} }, Docs: { Type: 'AWS::DocDB::DBCluster', Properties: {} },
    Source: pipe && of !== 'documentdb'
      ? {
        Type: 'AWS::Pipes::Pipe', Properties: {
          RoleArn: role, Source: source, Target: arn('Fn'),
          SourceParameters: {
            [sourceParameters[of]]: {
              ...gathering,
              ...of === 'kafka' ? {} : { ...limits, ...toQueue ? { DeadLetterConfig: { Arn: arn('Rest') } } : {}, ...bisect ? { OnPartialBatchItemFailure: 'AUTOMATIC_BISECT' } : {} },
            },
          },
        },
      }
      : {
        Type: 'AWS::Lambda::EventSourceMapping', Properties: {
          FunctionName: arn('Fn'), EventSourceArn: source, ...of === 'documentdb' ? { DocumentDBEventSourceConfig: {} } : { ...limits, BisectBatchOnFunctionError: bisect }, ...gathering,
          ...net && of !== 'documentdb' ? { DestinationConfig: { OnFailure: { Destination: arn('Rest') } } } : {},
        },
      },
  };
}, 60));

const retrier = fc.record({
  ErrorEquals: fc.constantFrom(['States.ALL'], ['States.TaskFailed'], ['Lambda.TooManyRequestsException'], ['States.Timeout'], ['Lambda.ServiceException', 'Lambda.SdkClientException']),
  IntervalSeconds: maybe(seconds(1, 300)), MaxAttempts: maybe(fc.integer({ min: 0, max: 8 })), BackoffRate: maybe(fc.constantFrom(1, 1.5, 2, 3)),
  MaxDelaySeconds: maybe(seconds(1, 600)), JitterStrategy: maybe(fc.constantFrom('FULL', 'NONE')),
});
const tasks = fc.record({
  timeout: seconds(1, 900), retries: fc.array(retrier, { maxLength: 3 }), patience: maybe(seconds(1, 900)), ends: maybe(seconds(1, 4_000)),
  express: fc.boolean(), before: fc.boolean(),
});

test('Step Functions', check(tasks, ({ timeout, retries, patience, ends, express, before }) => ({
  Fn: fn(timeout),
  Machine: {
    Type: 'AWS::StepFunctions::StateMachine', Properties: {
      RoleArn: role, StateMachineType: express ? 'EXPRESS' : 'STANDARD',
      Definition: defined({
        StartAt: before ? 'Wait' : 'Work', TimeoutSeconds: ends,
        States: {
          Wait: { Type: 'Wait', Seconds: 60, Next: 'Work' },
          Work: defined({ Type: 'Task', Resource: arn('Fn'), Retry: retries.length === 0 ? undefined : retries.map(defined), TimeoutSeconds: patience, End: true }),
        },
      }),
    },
  },
}), 300));

const subscribers = fc.record({
  timeout: seconds(1, 900), waits: fc.boolean(), retries: maybe(fc.integer({ min: 0, max: 185 })), maxAge: maybe(seconds(60, 86_400)),
  net: maybe(seconds(60, 1_209_600)), days: maybe(fc.integer({ min: 1, max: 365 })),
});

test('EventBridge, to a subscriber that is waited for or not', check(subscribers, ({ timeout, waits, retries, maxAge, net, days }) => ({
  Fn: fn(timeout), Dlq: { Type: 'AWS::SQS::Queue', Properties: defined({ MessageRetentionPeriod: net }) },
  Bus: { Type: 'AWS::EventsV2::EventBus', Properties: defined({ Name: 'bus', StorageConfiguration: days === undefined ? undefined : { RetentionPeriodInDays: days } }) },
  Subscriber: {
    Type: 'AWS::EventsV2::Subscriber', Properties: defined({
      Name: 'fn', EventBusArn: arn('Bus'), InvokeConfiguration: { TargetArn: arn('Fn'), RoleArn: role, LambdaParameters: { InvocationType: waits ? 'REQUEST_RESPONSE' : 'EVENT' } },
      RetryPolicy: defined({ MaxRetryAttempts: retries, MaxEventAgeInSeconds: maxAge }), OnFailureConfiguration: net === undefined ? undefined : { Arn: arn('Dlq') },
    }),
  },
}), 200));

const policy = fc.record({
  timeout: seconds(1, 900), retries: maybe(fc.integer({ min: 0, max: 185 })), maxAge: maybe(seconds(60, 86_400)),
  source: fc.constantFrom('rule' as const, 'schedule' as const, 'waiting schedule' as const),
});

test('rules and schedules', check(policy, ({ timeout, retries, maxAge, source }) => {
  const RetryPolicy = defined({ MaximumRetryAttempts: retries, MaximumEventAgeInSeconds: maxAge });
  const universal = { Arn: 'arn:aws:scheduler:::aws-sdk:lambda:invoke', Input: { 'Fn::Sub': '{"FunctionName":"${Fn}","InvocationType":"RequestResponse"}' } };
  return {
    Fn: fn(timeout),
    Source: source === 'rule' ? { Type: 'AWS::Events::Rule', Properties: { ScheduleExpression: 'rate(1 day)', Targets: [{ Id: 'a', Arn: arn('Fn'), RetryPolicy }] } }
      : { Type: 'AWS::Scheduler::Schedule', Properties: { ScheduleExpression: 'rate(1 day)', FlexibleTimeWindow: { Mode: 'OFF' }, Target: { RoleArn: role, RetryPolicy, ...source === 'schedule' ? { Arn: arn('Fn') } : universal } } },
  };
}, 100));

const callers = fc.record({ timeout: seconds(1, 900), retries: maybe(fc.integer({ min: 0, max: 8 })) });

test('callers, with retries of their own or not', check(callers, ({ timeout, retries }) => ({
  Fn: fn(timeout), Url: { Type: 'AWS::Lambda::Url', Properties: { AuthType: 'NONE', TargetFunctionArn: arn('Fn') } },
  Pool: { Type: 'AWS::Cognito::UserPool', Properties: { LambdaConfig: { PreSignUp: arn('Fn') } } },
  Firehose: {
    Type: 'AWS::KinesisFirehose::DeliveryStream', Properties: {
      ExtendedS3DestinationConfiguration: {
        ProcessingConfiguration: {
          Enabled: true, Processors: [{
            Type: 'Lambda', Parameters: [{ ParameterName: 'LambdaArn', ParameterValue: arn('Fn') }, ...retries === undefined ? [] : [{ ParameterName: 'NumberOfRetries', ParameterValue: String(retries) }]],
          }],
        },
      },
    },
  },
}), 100));

test('a broker', check(fc.record({ timeout: seconds(1, 840) }), ({ timeout }) => ({
  Fn: fn(timeout), Broker: { Type: 'AWS::AmazonMQ::Broker', Properties: { EngineType: 'ACTIVEMQ' } },
  Mapping: { Type: 'AWS::Lambda::EventSourceMapping', Properties: { FunctionName: arn('Fn'), EventSourceArn: arn('Broker'), Queues: ['orders'] } },
}), 20));

describe('a plan that promises something else is noticed', () => {
  const graph = buildGraph(readTemplate(templateOf({
    template: JSON.stringify({
      Resources: {
        Fn: fn(30), Dlq: { Type: 'AWS::SQS::Queue', Properties: { MessageRetentionPeriod: 7_200 } },
        Queue: { Type: 'AWS::SQS::Queue', Properties: { VisibilityTimeout: 180, RedrivePolicy: { deadLetterTargetArn: arn('Dlq'), maxReceiveCount: 5 } } },
        Mapping: { Type: 'AWS::Lambda::EventSourceMapping', Properties: { EventSourceArn: arn('Queue'), FunctionName: arn('Fn') } },
      },
    }),
  })));
  const [plan] = plans(graph);
  const told = (figure: Figure, change: number): Figure => ({ ...figure, value: { least: (figure.value as Range).least + change, most: (figure.value as Range).most + change } });
  const wrong: { readonly [name: string]: Plan } = {
    'a try more': { ...plan, tries: told(plan.tries, 1) },
    'rest three minutes sooner': { ...plan, rest: told(plan.rest, -180) },
    'gone a minute later': { ...plan, kept: plan.kept.map((its) => ({ ...its, expires: told(its.expires, 60) })) },
    'time to take it': { ...plan, kept: plan.kept.map((its) => ({ ...its, lasts: told(its.lasts, 200) })) },
    'survives a receive more of failing code': { ...plan, failing: { ...plan.failing, leaves: told(plan.failing.leaves, 180) } },
    'survives a receive more of throttling': { ...plan, throttled: { ...plan.throttled, leaves: told(plan.throttled.leaves, 400) } },
    'lost a minute later': { ...plan, failing: { ...plan.failing, lost: told(plan.failing.lost, 60) } },
  };

  test('the plan as it is', () => expect(expectSimulated(graph, plan, 1, { times: 10, counting: true })).toBe(true));

  test.each(Object.entries(wrong))('%s', (_, its) => expect(() => expectSimulated(graph, its, 1, { times: 10, counting: false })).toThrow(Disagreement));
});
