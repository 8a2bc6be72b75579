import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack, Stage, Validations } from 'aws-cdk-lib';
import { Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnTopicRule } from 'aws-cdk-lib/aws-iot';
import { Stream } from 'aws-cdk-lib/aws-kinesis';
import { CfnFunction, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { KinesisEventSource, ManagedKafkaEventSource, SnsEventSource, SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { CfnPipe } from 'aws-cdk-lib/aws-pipes';
import { Schedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { IConstruct } from 'constructs';
import { AnalyticsStack } from '../../examples/orders/analytics-stack';
import { CheckoutStack } from '../../examples/orders/checkout-stack';
import { FulfilmentStack } from '../../examples/orders/fulfilment-stack';
import { MessagingStack } from '../../examples/orders/messaging-stack';
import * as failsafe from '../../src';
import { main } from '../../src/cli/main';
import { difference } from '../support/before-after';
import { fn } from '../support/parts';

interface Finding { readonly rule: string; readonly path?: string; readonly function?: string }
interface Mended { readonly findings: readonly Finding[]; readonly construct?: string; readonly code?: string; readonly imports?: readonly string[] }

type Program = (app: App) => void;

const shop = (build: (stack: Stack) => void): Program => (app) => build(new Stack(app, 'Shop'));

/** Programs that lose events, by the mixins that they are told to use. */
const programs: { readonly [title: string]: { readonly program: Program; readonly mixins: readonly string[] } } = {
  'a queue': { program: shop((stack) => fn(stack, 'ShipOrder').addEventSource(new SqsEventSource(new Queue(stack, 'Orders')))), mixins: ['SqsRedrive'] },
  'a stream': {
    program: shop((stack) => fn(stack, 'Count').addEventSource(new KinesisEventSource(new Stream(stack, 'Clicks'), { startingPosition: StartingPosition.LATEST }))), mixins: ['StreamFailures'],
  },
  'a Kafka topic': {
    program: shop((stack) => fn(stack, 'Book').addEventSource(new ManagedKafkaEventSource({
      clusterArn: 'arn:aws:kafka:us-east-1:111122223333:cluster/orders/1', topic: 'payments', startingPosition: StartingPosition.LATEST,
    }))),
    mixins: ['StreamFailures'],
  },
  'a subscription': { program: shop((stack) => fn(stack, 'Notify').addEventSource(new SnsEventSource(new Topic(stack, 'Shipped')))), mixins: ['AsyncFailures', 'SubscriptionDeadLetters'] },
  'a rule': {
    program: shop((stack) => void new Rule(stack, 'Placed', { eventPattern: { source: ['shop'] }, targets: [new LambdaFunction(fn(stack, 'Check'))] })), mixins: ['AsyncFailures', 'RuleDeadLetters'],
  },
  'an alias': {
    program: shop((stack) => void new Rule(stack, 'Placed', { eventPattern: { source: ['shop'] }, targets: [new LambdaFunction(fn(stack, 'Check').addAlias('live'))] })),
    mixins: ['AsyncFailures', 'RuleDeadLetters'],
  },
  'a schedule': {
    program: shop((stack) => void new Schedule(stack, 'Nightly', { schedule: ScheduleExpression.expression('rate(1 day)'), target: new LambdaInvoke(fn(stack, 'Report')) })),
    mixins: ['AsyncFailures', 'ScheduleDeadLetters'],
  },
  'a pipe': {
    program: shop((stack) => void new CfnPipe(stack, 'Pipe', {
      roleArn: new Role(stack, 'Role', { assumedBy: new ServicePrincipal('pipes.amazonaws.com') }).roleArn, source: new Stream(stack, 'Clicks').streamArn, target: fn(stack).functionArn,
      sourceParameters: { kinesisStreamParameters: { startingPosition: 'LATEST' } }, targetParameters: { lambdaFunctionParameters: { invocationType: 'REQUEST_RESPONSE' } },
    })),
    mixins: ['PipeDeadLetters'],
  },
  'a topic rule of AWS IoT': {
    program: shop((stack) => new CfnTopicRule(stack, 'Faults', { topicRulePayload: { sql: 'SELECT *', actions: [{ lambda: { functionArn: fn(stack, 'Diagnose').functionArn } }] } })),
    mixins: ['AsyncFailures', 'TopicRuleErrorAction'],
  },
  'a dead-letter queue that nobody watches': {
    program: shop((stack) => fn(stack, 'ShipOrder').addEventSource(new SqsEventSource(new Queue(stack, 'Orders', { deadLetterQueue: { queue: new Queue(stack, 'Dlq'), maxReceiveCount: 5 } })))),
    mixins: ['FailureAlarms'],
  },
  'a stage': {
    program: (app) => {
      const stack = new Stack(new Stage(app, 'Prod'), 'Shop');
      fn(stack, 'ShipOrder').addEventSource(new SqsEventSource(new Queue(stack, 'Orders-new')));
    },
    mixins: ['SqsRedrive'],
  },
  'the example': {
    program: (app) => {
      const messaging = new MessagingStack(app, 'Messaging');
      new CheckoutStack(app, 'Checkout');
      new FulfilmentStack(app, 'Fulfilment', { messaging });
      new AnalyticsStack(app, 'Analytics', { messaging });
    },
    mixins: ['AsyncFailures', 'SqsRedrive', 'StreamFailures', 'SubscriptionDeadLetters'],
  },
};

const folder = mkdtempSync(join(tmpdir(), 'failsafe-program-'));
let quiet: jest.SpyInstance;
beforeAll(() => { quiet = jest.spyOn(console, 'error').mockImplementation(); });
afterAll(() => {
  quiet.mockRestore();
  rmSync(folder, { recursive: true, force: true });
});

let made = 0;
function appOf(program: Program): App {
  made += 1;
  const app = new App({ outdir: join(folder, `${made}.out`), analyticsReporting: false, context: { 'aws:cdk:enable-path-metadata': true } });
  program(app);
  return app;
}

function run(...args: string[]): string {
  let out = '';
  main(args, { width: 120, colour: false, out: (text) => void (out += text), error: () => undefined });
  return out;
}

/** Runs a line of `fix` with its variable standing for the construct at that path. */
function add(app: App, { code, imports = [], construct: path }: Mended): void {
  const [, variable] = /^([A-Za-z]\w*)\.with\(new \w+\(\)\);$/.exec(code!)!;
  const construct = path!.split('/').reduce<IConstruct>((here, id) => here.node.findChild(id), app);
  // eslint-disable-next-line @typescript-eslint/no-implied-eval
  new Function(variable, ...imports, code!)(construct, ...imports.map((name) => failsafe[name as 'SqsRedrive']));
}

const templatesOf = (app: App): { readonly [name: string]: object } => {
  const assembly = app.synth();
  const stacks = [...assembly.stacksRecursively];
  return Object.fromEntries(stacks.map(({ id, template }) => [id, template as object]));
};

describe.each(Object.entries(programs))('%s', (_, { program, mixins }) => {
  const before = appOf(program);
  const old = templatesOf(before);
  const { apps: [answer] } = JSON.parse(run('fix', before.outdir, '--format', 'json')) as { apps: [{ program: boolean; mended: readonly Mended[] }] };
  const lines = answer.mended.filter(({ code }) => code !== undefined);
  const after = appOf(program);
  for (const line of lines) add(after, line);

  test('every mixin that it is told is one of ours', () => {
    expect(answer.program).toBe(true);
    expect([...new Set(lines.flatMap(({ imports }) => imports!))].sort()).toEqual(mixins);
  });

  test('with the lines, every event of which that was promised is kept', () => {
    const promised = new Set(lines.flatMap(({ findings }) => findings.map(({ function: id }) => id)));
    const { paths } = failsafe.FailureMap.of(after);
    const its = paths.filter(({ function: { node: { defaultChild } } }) => promised.has(Stack.of(defaultChild!).getLogicalId(defaultChild as CfnFunction)));
    expect(new Set(its.map(({ fate }) => fate))).toEqual(new Set([failsafe.Fate.KEPT]));
    const left = JSON.parse(run('fix', after.outdir, '--format', 'json')) as { apps: [{ mended: readonly Mended[] }] };
    const rules = (mended: readonly Mended[]) => mended.flatMap(({ findings }) => findings.map(({ rule, path }) => `${rule} ${path}`));
    expect(rules(left.apps[0].mended).filter((rule) => rules(lines).includes(rule))).toEqual([]);
  });

  test('no logical id is gone', () => {
    const now = templatesOf(after);
    for (const [name, template] of Object.entries(old)) expect(difference(template, now[name]).gone).toEqual([]);
  });

  test('the check and the plugin say the same lines', () => {
    const checked = run('check', before.outdir).replace(/\s+/g, ' ');
    for (const { code } of lines) expect(checked).toContain(`add: ${code}`);
    const judged = appOf(program);
    Validations.of(judged).addPlugins(new failsafe.FailsafeChecks({ failOn: failsafe.FailOn.NEVER }));
    const { directory } = judged.synth();
    const said = readFileSync(join(directory, 'validation-report.json'), 'utf8');
    for (const { code } of lines) expect(said).toContain(code);
  });
});
