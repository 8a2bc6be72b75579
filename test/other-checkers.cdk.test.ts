import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Duration, Stack, Validations } from 'aws-cdk-lib';
import { LambdaRestApi } from 'aws-cdk-lib/aws-apigateway';
import { SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { CfnRule, Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Stream } from 'aws-cdk-lib/aws-kinesis';
import { CfnEventInvokeConfig, EventInvokeConfigOptions, IFunction, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { KinesisEventSource, SqsDlq, SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { CfnSchedule, Schedule as OneSchedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import { CfnSubscription, Topic } from 'aws-cdk-lib/aws-sns';
import { LambdaSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { CfnQueue, IQueue, Queue } from 'aws-cdk-lib/aws-sqs';
import { AwsSolutionsChecks, HIPAASecurityChecks, ServerlessChecks } from 'cdk-nag';
import { FailsafeChecks } from '../src';
import { check } from '../src/check';
import { worlds } from '../src/read/app';
import { readApp } from '../src/read/template';
import { rules } from '../src/rules';
import { fn, queueWithDlq } from './support/parts';
import { run } from './support/program';

const root = join(__dirname, '..');
const page = readFileSync(join(root, 'docs/other-checkers.md'), 'utf8');

interface PluginReport { readonly pluginName: string; readonly violations: readonly Violation[]; readonly suppressedViolations?: readonly Suppressed[] }
interface Report { readonly pluginReports: readonly PluginReport[] }
interface Suppressed { readonly ruleName: string; readonly reason: string }
interface Violation { readonly ruleName: string; readonly violatingConstructs: readonly { readonly constructPath?: string }[] }

function reportOf(app: App): Report {
  try {
    app.synth();
  } catch {
    // The report tells all of it.
  }
  return JSON.parse(readFileSync(join(app.outdir, 'validation-report.json'), 'utf8')) as Report;
}

/** What all say of an app, as `rule path`; ours and the validation of CDK without path. */
function said(build: (stack: Stack) => void) {
  const folder = mkdtempSync(join(tmpdir(), 'failsafe-nag-'));
  const quiet = jest.spyOn(console, 'error').mockImplementation();
  try {
    const app = new App({ outdir: folder, analyticsReporting: false });
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app), new HIPAASecurityChecks(app), new FailsafeChecks());
    build(new Stack(app, 'Shop'));
    const { pluginReports } = reportOf(app);
    const of = (plugin: RegExp) => pluginReports.filter(({ pluginName }) => plugin.test(pluginName)).flatMap(({ violations }) => violations);
    return {
      nag: of(/^(AwsSolutions|Serverless|HIPAA\.Security)$/).flatMap(({ ruleName, violatingConstructs }) => violatingConstructs.map(({ constructPath }) => `${ruleName} ${constructPath}`)),
      ours: new Set(of(/^cdk-lambda-failsafe$/).map(({ ruleName }) => ruleName)),
      cdk: new Set(of(/^CloudFormation Validate$/).map(({ ruleName }) => ruleName)),
    };
  } finally {
    quiet.mockRestore();
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Row { readonly claim: string; readonly ours?: string }

/** The rows of the table below a heading: rule and what it is about, and the rule of ours. */
function rows(heading: string): readonly Row[] {
  const [, section] = page.split(`\n### ${heading}\n`);
  return [...section.split(/\n##/)[0].matchAll(/^\| `([^`]+)` \| ([^|]+) \|[^|]+\| (?:\[`[\w-]+`\]\(rules\/([\w-]+)\.md\))?/gm)].map(([, rule, what, ours]) => ({ claim: `${rule}: ${what}`, ours }));
}

const oursOf = (all: readonly Row[], claim: string) => all.find((row) => row.claim === claim)!.ours;

/** A queue for failed events that somebody watches. */
function watched(stack: Stack, id = 'Failed'): Queue {
  const queue = new Queue(stack, id, { retentionPeriod: Duration.days(14) });
  queue.metricApproximateNumberOfMessagesVisible().createAlarm(queue, 'Alarm', { threshold: 1, evaluationPeriods: 1 });
  return queue;
}

const reported = { reportBatchItemFailures: true };
const bounded = { startingPosition: StartingPosition.LATEST, retryAttempts: 5, maxRecordAge: Duration.hours(12), bisectBatchOnError: true, ...reported };
const clicks = (stack: Stack, onFailure?: IQueue) => fn(stack).addEventSource(new KinesisEventSource(new Stream(stack, 'Clicks', { retentionPeriod: Duration.days(7) }), { ...bounded, onFailure: onFailure && new SqsDlq(onFailure) }));
/** What invokes a function and does not wait, and has a net of its own. */
const notify = (stack: Stack, invoked: IFunction, deadLetterQueue: IQueue | undefined = watched(stack, 'Undelivered')) =>
  new Topic(stack, 'Shipped').addSubscription(new LambdaSubscription(invoked, { deadLetterQueue }));
const onFailure = (queue: IQueue): EventInvokeConfigOptions => ({ onFailure: new SqsDestination(queue) });

/** A finding about something that is right: with the net that counts, or without it. */
interface Wrong { readonly at: string; readonly app: (stack: Stack, net: boolean) => void }

const wrong: { readonly [claim: string]: Wrong } = {
  'Serverless-LambdaDLQ: a function that a queue invokes': {
    at: 'Shop/Fn/Resource',
    app: (stack, net) => fn(stack).addEventSource(new SqsEventSource(net ? queueWithDlq(stack) : new Queue(stack, 'Orders'), reported)),
  },
  'Serverless-LambdaDLQ: a function that a stream invokes': { at: 'Shop/Fn/Resource', app: (stack, net) => clicks(stack, net ? watched(stack) : undefined) },
  'Serverless-LambdaDLQ: a function with an on-failure destination': {
    at: 'Shop/Fn/Resource',
    app: (stack, net) => notify(stack, fn(stack, 'Fn', net ? onFailure(watched(stack)) : {})),
  },
  'Serverless-LambdaDLQ: a function whose caller waits': {
    at: 'Shop/Fn/Resource',
    // API Gateway waits for 29 seconds.
    app: (stack, net) => void new LambdaRestApi(stack, 'Api', { handler: fn(stack, 'Fn', { timeout: Duration.seconds(net ? 20 : 60) }) }),
  },
  'Serverless-LambdaAsyncFailureDestination: an asynchronous configuration beside a dead-letter queue': {
    at: 'Shop/Fn/EventInvokeConfig/Resource',
    app: (stack, net) => notify(stack, fn(stack, 'Fn', { maxEventAge: Duration.hours(1), deadLetterQueue: net ? watched(stack) : undefined })),
  },
  'Serverless-LambdaEventSourceMappingDestination: the mapping of a queue': {
    at: 'Shop/Fn/SqsEventSource:ShopOrdersA8B1F509/Resource',
    app: (stack, net) => fn(stack).addEventSource(new SqsEventSource(net ? queueWithDlq(stack) : new Queue(stack, 'Orders'), reported)),
  },
  'Serverless-SQSRedrivePolicy: a dead-letter queue, or an on-failure destination': {
    at: 'Shop/OrdersDlq/Resource',
    app: (stack, net) => fn(stack).addEventSource(new SqsEventSource(net ? queueWithDlq(stack) : unwatched(stack), reported)),
  },
  'AwsSolutions-SQS3: the on-failure destination of a function': {
    at: 'Shop/Failed/Resource',
    app: (stack, net) => {
      const failed = watched(stack);
      notify(stack, fn(stack, 'Fn', net ? onFailure(failed) : {}));
    },
  },
  'AwsSolutions-SQS3: the on-failure destination of a stream': {
    at: 'Shop/Failed/Resource',
    app: (stack, net) => {
      const failed = watched(stack);
      clicks(stack, net ? failed : undefined);
    },
  },
  'AwsSolutions-SQS3: the dead-letter queue of an EventBridge rule': {
    at: 'Shop/Failed/Resource',
    app: (stack, net) => {
      const failed = watched(stack);
      new Rule(stack, 'Rule', { eventPattern: { source: ['shop'] }, targets: [new LambdaFunction(fn(stack, 'Fn', onFailure(failed)), { deadLetterQueue: net ? failed : undefined })] });
    },
  },
  'AwsSolutions-SQS3: the dead-letter queue of a schedule': {
    at: 'Shop/Failed/Resource',
    app: (stack, net) => {
      const failed = watched(stack);
      new OneSchedule(stack, 'Nightly', { schedule: ScheduleExpression.rate(Duration.days(1)), target: new LambdaInvoke(fn(stack, 'Fn', onFailure(failed)), { deadLetterQueue: net ? failed : undefined }) });
    },
  },
  'AwsSolutions-SQS3: the dead-letter queue of a subscription': {
    at: 'Shop/Failed/Resource',
    app: (stack, net) => {
      const failed = watched(stack);
      new Topic(stack, 'Shipped').addSubscription(new LambdaSubscription(fn(stack, 'Fn', onFailure(failed)), { deadLetterQueue: net ? failed : undefined }));
    },
  },
  'AwsSolutions-SQS3: the dead-letter queue of a queue in another stack': {
    at: 'Shop/Failed/Resource',
    app: (stack, net) => {
      const queue = watched(stack);
      const orders = new Stack(stack.node.root as App, 'Orders');
      fn(orders).addEventSource(new SqsEventSource(new Queue(orders, 'Orders', { visibilityTimeout: Duration.minutes(1), deadLetterQueue: net ? { queue, maxReceiveCount: 5 } : undefined }), reported));
    },
  },
};

function unwatched(stack: Stack): Queue {
  const queue = new Queue(stack, 'OrdersDlq', { retentionPeriod: Duration.days(14) });
  return new Queue(stack, 'Orders', { visibilityTimeout: Duration.seconds(60), deadLetterQueue: { queue, maxReceiveCount: 5 } });
}

/** Something wrong of which the rule says nothing. */
const passed: { readonly [claim: string]: (stack: Stack) => void } = {
  'Serverless-LambdaDLQ: a dead-letter queue on a function that a queue invokes': (stack) =>
    fn(stack, 'Fn', { deadLetterQueue: watched(stack) }).addEventSource(new SqsEventSource(new Queue(stack, 'Orders'), reported)),
  'Serverless-LambdaAsyncFailureDestination: a function that SNS invokes, without any configuration': (stack) => notify(stack, fn(stack)),
  'Serverless-LambdaAsyncFailureDestination: the configuration of an alias that nobody invokes': (stack) => {
    const invoked = fn(stack);
    invoked.addAlias('live', onFailure(watched(stack)));
    notify(stack, invoked);
  },
  'Serverless-LambdaEventSourceMappingDestination: a stream with endless retries, and a destination': (stack) =>
    fn(stack).addEventSource(new KinesisEventSource(new Stream(stack, 'Clicks'), { startingPosition: StartingPosition.LATEST, onFailure: new SqsDlq(watched(stack)) })),
  'Serverless-SQSRedrivePolicy: a queue that is its own dead-letter queue': toItself,
  'AwsSolutions-SQS3: a queue that is its own dead-letter queue': toItself,
  'Serverless-SQSRedrivePolicy: a redrive after the first receive': (stack) =>
    fn(stack).addEventSource(new SqsEventSource(new Queue(stack, 'Orders', { visibilityTimeout: Duration.minutes(1), deadLetterQueue: { queue: watched(stack), maxReceiveCount: 1 } }), reported)),
  'Serverless-SQSRedrivePolicy: a redrive policy that an override takes away': (stack) => {
    const orders = queueWithDlq(stack);
    (orders.node.defaultChild as CfnQueue).addPropertyDeletionOverride('RedrivePolicy');
    fn(stack).addEventSource(new SqsEventSource(orders, reported));
  },
  'Serverless-EventBusDLQ: a rule whose dead-letter queue EventBridge may not write to': (stack) => {
    const invoked = fn(stack, 'Fn', onFailure(watched(stack)));
    invoked.addPermission('Events', { principal: new ServicePrincipal('events.amazonaws.com') });
    new CfnRule(stack, 'Rule', { eventPattern: { source: ['shop'] }, targets: [{ id: 'fn', arn: invoked.functionArn, deadLetterConfig: { arn: watched(stack, 'Undelivered').queueArn } }] });
  },
  'Serverless-EventBusDLQ: a rule with a dead-letter queue, for a function that fails': (stack) =>
    void new Rule(stack, 'Rule', { schedule: Schedule.rate(Duration.hours(1)), targets: [new LambdaFunction(fn(stack), { deadLetterQueue: watched(stack) })] }),
  'Serverless-EventBusDLQ: a schedule of EventBridge Scheduler without dead-letter queue': (stack) => {
    const invoked = fn(stack, 'Fn', onFailure(watched(stack)));
    const role = new Role(stack, 'Role', { assumedBy: new ServicePrincipal('scheduler.amazonaws.com') });
    invoked.grantInvoke(role);
    new CfnSchedule(stack, 'Nightly', { scheduleExpression: 'rate(1 day)', flexibleTimeWindow: { mode: 'OFF' }, target: { arn: invoked.functionArn, roleArn: role.roleArn } });
  },
  'Serverless-SNSRedrivePolicy: a subscription whose dead-letter queue SNS may not write to': (stack) => {
    const invoked = fn(stack, 'Fn', onFailure(watched(stack)));
    const topic = new Topic(stack, 'Shipped');
    invoked.addPermission('Sns', { principal: new ServicePrincipal('sns.amazonaws.com'), sourceArn: topic.topicArn });
    new CfnSubscription(stack, 'Subscription', { topicArn: topic.topicArn, protocol: 'lambda', endpoint: invoked.functionArn, redrivePolicy: { deadLetterTargetArn: watched(stack, 'Undelivered').queueArn } });
  },
  'HIPAA.Security-LambdaInsideVPC: a function in a public subnet': (stack) =>
    void fn(stack, 'Fn', { vpc: new Vpc(stack, 'Vpc', { natGateways: 0 }), vpcSubnets: { subnetType: SubnetType.PUBLIC }, allowPublicSubnet: true }),
};

function toItself(stack: Stack): void {
  const orders = new Queue(stack, 'Orders', { visibilityTimeout: Duration.minutes(1) });
  (orders.node.defaultChild as CfnQueue).redrivePolicy = { deadLetterTargetArn: stack.formatArn({ service: 'sqs', resource: 'orders' }), maxReceiveCount: 5 };
  (orders.node.defaultChild as CfnQueue).queueName = 'orders';
  fn(stack).addEventSource(new SqsEventSource(orders, reported));
}

describe('cdk-nag', () => {
  const [wrongRows, passedRows] = [rows('What may be acknowledged'), rows('What it passes')];

  test('the page is about the version that is run here', () => {
    const { version } = JSON.parse(readFileSync(join(root, 'node_modules/cdk-nag/package.json'), 'utf8')) as { version: string };
    expect(page).toContain(`\n## cdk-nag ${version}\n`);
  });

  test('every claim of the page is shown here', () => {
    expect(wrongRows.map(({ claim }) => claim)).toEqual(Object.keys(wrong));
    expect(passedRows.map(({ claim }) => claim)).toEqual(Object.keys(passed));
  });

  test.each(Object.entries(wrong))('%s: is flagged though it is right, and ours speaks when it is not', (claim, { at, app }) => {
    const [rule] = claim.split(': ');
    const { nag, ours } = said((stack) => app(stack, true));
    expect(nag).toContain(`${rule} ${at}`);
    expect([...ours]).toEqual([]);
    expect([...said((stack) => app(stack, false)).ours]).toContain(oursOf(wrongRows, claim));
  });

  test.each(Object.entries(passed))('%s: is passed, and ours speaks', (claim, app) => {
    const [rule] = claim.split(': ');
    const { nag, ours } = said(app);
    const at = rule.includes('SQS') ? 'Shop/Orders/Resource' : '';
    expect(nag.filter((finding) => finding.startsWith(`${rule} ${at}`))).toEqual([]);
    expect([...ours]).toContain(oursOf(passedRows, claim));
  });

  test('a rule without targets is flagged, because cdk-nag fails on it', () => {
    expect(said((stack) => void new Rule(stack, 'Rule', { schedule: Schedule.rate(Duration.hours(1)) })).nag).toContain('Serverless-EventBusDLQ Shop/Rule/Resource');
  });

  test('all of these rules can speak', () => {
    const { nag } = said((stack) => {
      const queue = new Queue(stack, 'Orders');
      const invoked = fn(stack);
      invoked.addEventSource(new SqsEventSource(queue));
      new CfnEventInvokeConfig(stack, 'Config', { functionName: invoked.functionName, qualifier: '$LATEST' });
      new Rule(stack, 'Rule', { schedule: Schedule.rate(Duration.hours(1)), targets: [new LambdaFunction(invoked)] });
      new Topic(stack, 'Shipped').addSubscription(new LambdaSubscription(invoked));
    });
    for (const rule of new Set([...Object.keys(wrong), ...Object.keys(passed)].map((claim) => claim.split(': ')[0]))) expect(nag.map((finding) => finding.split(' ')[0])).toContain(rule);
  });
});

describe('the program of the recipe', () => {
  const recipe = readFileSync(join(root, 'docs/recipes/cdk-nag.md'), 'utf8');
  const [, program] = /```ts\n([^]*?)```/.exec(recipe)!;
  const synth = (code: string) => {
    const quiet = jest.spyOn(console, 'error').mockImplementation();
    const app = run(code, { expression: 'app' }) as App;
    try {
      return reportOf(app).pluginReports;
    } finally {
      quiet.mockRestore();
      rmSync(app.outdir, { recursive: true, force: true });
    }
  };
  const left = (reports: readonly PluginReport[]) => reports.flatMap(({ violations }) => violations.map(({ ruleName }) => ruleName));

  test('leaves nothing about events, and its reasons stay in the report', () => {
    const reports = synth(program);
    expect(left(reports).filter((rule) => !/^AwsSolutions-IAM/.test(rule))).toEqual([]);
    const kept = new Set(reports.flatMap(({ suppressedViolations = [] }) => suppressedViolations.map(({ ruleName, reason }) => `${ruleName}: ${reason}`)));
    const ids = [...program.matchAll(/'\w+::([\w-]+)'/g)].map(([, id]) => id);
    expect(new Set([...kept].map((each) => each.split(': ')[0]))).toEqual(new Set(ids));
    expect([...kept].filter((each) => !program.includes(each.split(': ').slice(1).join(': ')))).toEqual([]);
  });

  test('needs each of its reasons', () => {
    const without = left(synth(program.replace(/^Validations\.of\((?!app).*$/gm, '')));
    for (const [, id] of program.matchAll(/'\w+::([\w-]+)'/g)) expect(without).toContain(id);
  });

  test('the id alone leaves no trace, as the recipe says', () => {
    const reports = synth(program.replaceAll(/'\w+::(?=Serverless-|AwsSolutions-)/g, '\''));
    expect(left(reports).filter((rule) => !/^AwsSolutions-IAM/.test(rule))).toEqual([]);
    expect(reports.flatMap(({ suppressedViolations = [] }) => suppressedViolations)).toEqual([]);
  });
});

describe('the validation of CDK', () => {
  const polled = (visibility: number) => (stack: Stack) =>
    fn(stack, 'Fn', { timeout: Duration.seconds(20) }).addEventSource(new SqsEventSource(queueWithDlq(stack, 'Orders', { visibilityTimeout: Duration.seconds(visibility) }), reported));
  const fifo = (stack: Stack, queue: IQueue) =>
    fn(stack).addEventSource(new SqsEventSource(new Queue(stack, 'Orders', { fifo: true, visibilityTimeout: Duration.minutes(1), deadLetterQueue: { queue, maxReceiveCount: 5 } }), reported));

  test.each<[string, string, (stack: Stack) => void, boolean, string]>([
    ['E3505', 'a time that is too short', polled(10), true, 'sqs-visibility-lt-timeout'],
    ['E3505', 'less than six times', polled(60), false, 'sqs-visibility-lt-6x'],
    ['E3505', 'an alias', (stack) => fn(stack, 'Fn', { timeout: Duration.seconds(20) }).addAlias('live').addEventSource(new SqsEventSource(queueWithDlq(stack, 'Orders', { visibilityTimeout: Duration.seconds(10) }), reported)), false, 'sqs-visibility-lt-timeout'],
    ['E3502', 'a standard queue', (stack) => fifo(stack, watched(stack)), true, 'dlq-fifo-mismatch'],
    ['E3502', 'one in another stack', (stack) => fifo(new Stack(stack.node.root as App, 'Orders'), watched(stack)), false, 'dlq-fifo-mismatch'],
  ])('%s and ours: %s', (rule, _, build, finds, own) => {
    const { cdk, ours } = said(build);
    expect([cdk.has(rule), ours.has(own)]).toEqual([finds, true]);
  });
});

test('the template of the page, whose findings elsewhere are acknowledged, has none of ours', () => {
  const folder = mkdtempSync(join(tmpdir(), 'failsafe-template-'));
  try {
    const [, template] = /```yaml\n([^]*?)```/.exec(page)!;
    writeFileSync(join(folder, 'template.yaml'), template);
    const { app, problems } = readApp(join(folder, 'template.yaml'));
    expect([problems, check(worlds(app)).findings]).toEqual([[], []]);
    expect(check(worlds(app)).graph.paths.map(({ outcome }) => outcome.fate)).toEqual(['kept']);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('every rule that the page names is one', () => {
  const named = [...page.matchAll(/\(rules\/([\w-]+)\.md\)/g)].map(([, id]) => id);
  expect(named.filter((id) => !rules.some((rule) => rule.id === id))).toEqual([]);
  expect(named.length).toBeGreaterThan(10);
});
