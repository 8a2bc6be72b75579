import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, DefaultStackSynthesizer, Duration, Stack, Stage, Tags, Validations } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Stream } from 'aws-cdk-lib/aws-kinesis';
import { Runtime, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { KinesisEventSource, SnsEventSource, SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Bucket, EventType } from 'aws-cdk-lib/aws-s3';
import { LambdaDestination } from 'aws-cdk-lib/aws-s3-notifications';
import { Schedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { CfnInclude } from 'aws-cdk-lib/cloudformation-include';
import { Construct } from 'constructs';
import { FailsafeNets, FailureMap, FailureTarget, Fate, SqsTriggeredFunction } from '../../src';
import { check } from '../../src/check';
import { worlds } from '../../src/read/app';
import { readApp } from '../../src/read/template';
import { difference } from '../support/before-after';
import { code, fn } from '../support/parts';

/** Everything that AWS has a net for, without any; some of it right already. */
function shop(scope: Construct, id = 'Shop'): Stack {
  const stack = new Stack(scope, id, { synthesizer: new DefaultStackSynthesizer({ generateBootstrapVersionRule: false }) });
  fn(stack, 'ShipOrder', { timeout: Duration.seconds(5) }).addEventSource(new SqsEventSource(new Queue(stack, 'Orders')));
  fn(stack, 'CountClicks').addEventSource(new KinesisEventSource(new Stream(stack, 'Clicks'), { startingPosition: StartingPosition.LATEST }));
  fn(stack, 'Notify').addEventSource(new SnsEventSource(new Topic(stack, 'Shipped')));
  new Rule(stack, 'Rule', { eventPattern: { source: ['shop'] }, targets: [new LambdaFunction(fn(stack, 'CheckFraud').addAlias('live'))] });
  new Schedule(stack, 'Nightly', { schedule: ScheduleExpression.rate(Duration.days(1)), target: new LambdaInvoke(fn(stack, 'Report')) });
  new Bucket(stack, 'Images').addEventNotification(EventType.OBJECT_CREATED, new LambdaDestination(fn(stack, 'Resize')));
  new SqsTriggeredFunction(stack, 'Refund', { runtime: Runtime.NODEJS_22_X, handler: 'index.handler', code });
  return stack;
}

const newApp = () => new App({ analyticsReporting: false });
const fates = (map: FailureMap) => new Set(map.paths.flatMap(({ fate, deliveryFate }) => [fate, ...deliveryFate ? [deliveryFate] : []]));
const templateOf = (stack: Stack) => Template.fromStack(stack).toJSON();

let quiet: jest.SpyInstance;
beforeAll(() => { quiet = jest.spyOn(console, 'error').mockImplementation(); });
afterAll(() => quiet.mockRestore());

test('every path that AWS has a net for keeps its events, and nothing is renamed or replaced', () => {
  const app = newApp();
  const stack = shop(app);
  FailsafeNets.of(app);
  expect(fates(FailureMap.of(stack))).toEqual(new Set([Fate.KEPT]));
  const { gone, changed } = difference(templateOf(shop(newApp())), templateOf(stack));
  expect(gone).toEqual([]);
  expect([...new Set(changed)]).toEqual([
    'AWS::Events::Rule.Targets', 'AWS::IAM::Policy.PolicyDocument', 'AWS::Lambda::EventSourceMapping.BisectBatchOnFunctionError', 'AWS::Lambda::EventSourceMapping.DestinationConfig',
    'AWS::Lambda::EventSourceMapping.MaximumRecordAgeInSeconds', 'AWS::Lambda::EventSourceMapping.MaximumRetryAttempts',
    'AWS::Lambda::EventSourceMapping.MetricsConfig', 'AWS::SNS::Subscription.RedrivePolicy', 'AWS::SQS::Queue.RedrivePolicy',
    'AWS::Scheduler::Schedule.Target',
  ]);
});

test('twice is as good as once', () => {
  const twice = (times: number) => {
    const app = newApp();
    const stack = shop(app);
    for (let time = 0; time < times; time += 1) FailsafeNets.of(app);
    return templateOf(stack);
  };
  expect(twice(2)).toEqual(twice(1));
});

test('an app that keeps all its events is not touched', () => {
  const right = (hardened: boolean) => {
    const app = newApp();
    const stack = new Stack(app, 'Shop');
    new SqsTriggeredFunction(stack, 'Refund', { runtime: Runtime.NODEJS_22_X, handler: 'index.handler', code });
    fn(stack, 'Idle');
    if (hardened) FailsafeNets.of(app);
    return templateOf(stack);
  };
  expect(right(true)).toEqual(right(false));
});

test('what somebody has accepted as it is, stays', () => {
  const accepted = (hardened: boolean) => {
    const app = newApp();
    const stack = shop(app);
    for (const rule of ['sqs-no-redrive', 'stream-no-destination', 'async-no-dlq-or-destination', 'eventbridge-target-no-dlq', 'scheduler-no-dlq', 'sns-subscription-no-dlq']) {
      Validations.of(stack).acknowledge({ id: `cdk-lambda-failsafe::${rule}`, reason: 'a test' });
    }
    if (hardened) FailsafeNets.of(app);
    return templateOf(stack);
  };
  expect(accepted(true)).toEqual(accepted(false));
});

test('places can be given', () => {
  const app = newApp();
  const stack = shop(app);
  const failed = new Queue(stack, 'Failed');
  FailsafeNets.of(app, { asyncFailures: FailureTarget.queue(failed), streamFailures: FailureTarget.queue(failed), undelivered: failed, maxReceiveCount: 7, withoutAlarms: 'watched by Datadog' });
  const { paths } = FailureMap.of(stack);
  expect(new Set(paths.filter(({ source }) => source !== 'sqs').flatMap(({ restsIn }) => restsIn.map(({ name }) => name)))).toEqual(new Set(['Failed']));
  expect(paths.find(({ source, function: { node: { id } } }) => source === 'sqs' && id === 'ShipOrder')).toMatchObject({ maxTries: 7 });
});

test('aspects see what it has added', () => {
  const app = newApp();
  const stack = shop(app);
  FailsafeNets.of(app);
  Tags.of(app).add('team', 'shop');
  app.synth();
  const untagged = Object.entries(Template.fromStack(stack).findResources('AWS::SQS::Queue')).filter(([, { Properties }]) => !(Properties as { Tags?: unknown }).Tags).map(([id]) => id);
  expect(untagged).toEqual([]);
});

describe('stages', () => {
  test('have theirs', () => {
    const app = newApp();
    const stage = new Stage(app, 'Prod');
    const stack = shop(stage);
    FailsafeNets.of(app);
    expect(fates(FailureMap.of(stack))).toEqual(new Set([Fate.KEPT]));
  });

  test('that are made too late are named', () => {
    const app = newApp();
    FailsafeNets.of(app);
    shop(new Stage(app, 'Prod'));
    expect(() => app.synth()).toThrow('CDK aspects stop at stages, and Prod was made after FailsafeNets.of(…)');
  });

  test('and stacks beside the one that was meant are left alone', () => {
    const app = newApp();
    const [meant, beside] = [shop(app, 'Meant'), shop(app, 'Beside')];
    FailsafeNets.of(meant);
    expect(fates(FailureMap.of(meant))).toEqual(new Set([Fate.KEPT]));
    expect(fates(FailureMap.of(beside))).toEqual(new Set([Fate.KEPT, Fate.LOST, Fate.BLOCKS]));
  });
});

test('a template that is included', () => {
  const folder = mkdtempSync(join(tmpdir(), 'failsafe-include-'));
  try {
    const file = join(folder, 'template.json');
    const before = templateOf(shop(newApp()));
    writeFileSync(file, JSON.stringify(before));
    const app = newApp();
    const stack = new Stack(app, 'Included');
    new CfnInclude(stack, 'Include', { templateFile: file });
    FailsafeNets.of(app);
    const after = templateOf(stack);
    expect(difference(before, after).gone).toEqual([]);
    const { graph } = check(worlds(readApp(app.outdir).app));
    expect(new Set(graph.paths.filter(({ framework }) => !framework).flatMap(({ outcome, delivery }) => [outcome.fate, ...delivery ? [delivery.fate] : []]))).toEqual(new Set(['kept']));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
