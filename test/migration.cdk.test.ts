import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Mixin, Stack } from 'aws-cdk-lib';
import { CfnInclude } from 'aws-cdk-lib/cloudformation-include';
import { parse } from 'yaml';
import * as ours from '../src';
import { check } from '../src/check';
import { difference } from './support/before-after';
import { run } from './support/program';
import { main } from '../src/cli/main';
import { severities } from '../src/model/finding';
import { plans } from '../src/plan/plan';
import { worlds } from '../src/read/app';
import { RawApp } from '../src/read/raw';
import { readApp } from '../src/read/template';
import { fateTable } from '../src/report/fate-table';

const page = readFileSync(join(__dirname, '..', 'docs', 'migration.md'), 'utf8');

/** A program or template of the page, and what the page says about it. */
interface Block {
  readonly origin: string;
  /** `Before`, or `After, …`. */
  readonly title: string;
  readonly language: string;
  readonly code: string;
  readonly table: string;
  readonly findings: string;
  /** Logical ids; absent where nothing is compared. */
  readonly gone?: string;
}

const blocks = page.split(/^## /m).slice(1).flatMap((section): Block[] => {
  const [origin] = section.split('\n', 1);
  const form = /^((?:Before|After)[^\n]*):\n\n```(ts|yaml)\n([^]*?)^```\n\n```text\n([^]*?)\n```\n\nFindings: (.*)\.$(?:\n\nLogical ids that go: (.*)\.$)?/gm;
  return [...section.matchAll(form)].map(([, title, language, code, table, findings, gone]) => ({ origin, title, language, code, table, findings, gone }));
});
const titled = blocks.map((block) => [`${block.origin}: ${block.title}`, block] as const);
const befores = new Map(blocks.filter(({ title }) => title.startsWith('Before')).map((block) => [block.origin, block]));

let folder: string;
let quiet: jest.SpyInstance[];
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'failsafe-migration-'));
  // Solutions Constructs warn about values that differ from theirs; the older ones past the console.
  quiet = [...(['log', 'error', 'warn'] as const).map((name) => jest.spyOn(console, name).mockImplementation()), jest.spyOn(process.stderr, 'write').mockReturnValue(true)];
});
afterAll(() => {
  quiet.forEach((spy) => spy.mockRestore());
  rmSync(folder, { recursive: true, force: true });
});

/** Runs a program, which calls its app `app`. */
const appOf = (code: string) => run(code, { expression: 'app' }) as App;

interface Lift {
  readonly service: string;
  readonly lift?: { readonly automaticPermissions?: boolean };
  readonly constructs: { readonly jobs: { readonly maxRetries?: number; readonly alarm?: string; readonly extensions?: { readonly [part: string]: object } } };
}

/**
 * What serverless-lift 1.37.7 with osls 4.3.1 makes of a `serverless.yml` with a queue `jobs`, without the logs and the bucket for code.
 *
 * @see https://github.com/getlift/lift/blob/master/src/constructs/aws/Queue.ts
 */
function compiled(text: string): object {
  const { service, lift, constructs: { jobs: { maxRetries = 3, alarm, extensions = {} } } } = parse(text) as Lift;
  const arn = { 'Fn::GetAtt': ['jobsQueueCEDBAE3E', 'Arn'] };
  const statement = (...actions: string[]) => ({ Effect: 'Allow', Action: actions, Resource: [arn] });
  return {
    Resources: {
      IamRoleLambdaExecution: {
        Type: 'AWS::IAM::Role',
        Properties: {
          AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { Service: ['lambda.amazonaws.com'] }, Action: ['sts:AssumeRole'] }] },
          Policies: [{
            PolicyName: `${service}-dev-lambda`,
            PolicyDocument: {
              Version: '2012-10-17',
              Statement: [...lift?.automaticPermissions === false ? [] : [statement('sqs:SendMessage', 'sqs:ChangeMessageVisibility')], statement('sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes')],
            },
          }],
        },
      },
      JobsWorkerLambdaFunction: {
        Type: 'AWS::Lambda::Function',
        Properties: { Code: { S3Bucket: 'code', S3Key: `${service}.zip` }, Handler: 'src/worker.handler', Runtime: 'nodejs22.x', FunctionName: `${service}-dev-jobsWorker`, Timeout: 6, Role: { 'Fn::GetAtt': ['IamRoleLambdaExecution', 'Arn'] } },
      },
      JobsWorkerEventSourceMappingSQSJobsQueueCEDBAE3E: {
        Type: 'AWS::Lambda::EventSourceMapping',
        Properties: {
          BatchSize: 1, MaximumBatchingWindowInSeconds: 0, Enabled: true, FunctionResponseTypes: ['ReportBatchItemFailures'],
          EventSourceArn: arn, FunctionName: { 'Fn::GetAtt': ['JobsWorkerLambdaFunction', 'Arn'] },
        },
      },
      jobsDlqD18CF374: {
        Type: 'AWS::SQS::Queue', DeletionPolicy: 'Delete', UpdateReplacePolicy: 'Delete',
        Properties: { MessageRetentionPeriod: 1209600, QueueName: `${service}-dev-jobs-dlq` },
        ...extensions.dlq,
      },
      jobsQueueCEDBAE3E: {
        Type: 'AWS::SQS::Queue', DeletionPolicy: 'Delete', UpdateReplacePolicy: 'Delete',
        Properties: { QueueName: `${service}-dev-jobs`, VisibilityTimeout: 36, RedrivePolicy: { maxReceiveCount: maxRetries, deadLetterTargetArn: { 'Fn::GetAtt': ['jobsDlqD18CF374', 'Arn'] } } },
        ...extensions.queue,
      },
      ...alarm && {
        jobsAlarmTopic6C2524F8: { Type: 'AWS::SNS::Topic', Properties: { TopicName: `${service}-dev-jobs-dlq-alarm-topic`, DisplayName: '[Alert][jobs] failed jobs in the DLQ.' } },
        jobsAlarmTopicSubscription4E6FE97C: { Type: 'AWS::SNS::Subscription', Properties: { Protocol: 'email', Endpoint: alarm, TopicArn: { Ref: 'jobsAlarmTopic6C2524F8' } } },
        jobsAlarmAD624355: {
          Type: 'AWS::CloudWatch::Alarm',
          Properties: {
            AlarmName: `${service}-dev-jobs-dlq-alarm`, AlarmActions: [{ Ref: 'jobsAlarmTopic6C2524F8' }],
            Namespace: 'AWS/SQS', MetricName: 'ApproximateNumberOfMessagesVisible', Dimensions: [{ Name: 'QueueName', Value: { 'Fn::GetAtt': ['jobsDlqD18CF374', 'QueueName'] } }],
            Statistic: 'Sum', Period: 60, EvaluationPeriods: 1, Threshold: 0, ComparisonOperator: 'GreaterThanThreshold', TreatMissingData: 'notBreaching',
          },
        },
      },
    },
  };
}

/** What is checked: a cloud assembly, or a template in a file. */
function inputOf({ origin, language, code }: Block): string {
  if (language === 'ts') return appOf(code).synth().directory;
  const file = join(mkdtempSync(join(folder, 'template-')), 'template.yaml');
  writeFileSync(file, origin === 'Serverless Lift' ? JSON.stringify(compiled(code)) : code);
  return file;
}

function judged(app: RawApp): Pick<Block, 'table' | 'findings'> {
  const { graph, findings } = check(worlds(app));
  const ids = severities.flatMap((severity) => [...new Set(findings.filter((finding) => finding.severity === severity).map(({ rule }) => `\`${rule}\``))].sort());
  return { table: fateTable(plans(graph), 140), findings: ids.join(', ') || 'none' };
}

/** The one template of a cloud assembly. */
const templateOf = (block: Block) => JSON.parse(readFileSync(join(inputOf(block), 'Shop.template.json'), 'utf8')) as { readonly Resources: { readonly [id: string]: { readonly Type: string } } };

test('every block of the page has its fates and findings, and every origin a block before and one after', () => {
  expect(blocks).toHaveLength([...page.matchAll(/^```(?:ts|yaml)$/gm)].length);
  expect([...befores.keys()]).toEqual(['Plain constructs', 'AWS Solutions Constructs', 'Serverless Lift', 'AWS SAM']);
  expect(new Set(blocks.filter(({ title }) => title.startsWith('After')).map(({ origin }) => origin))).toEqual(new Set(befores.keys()));
});

test.each(titled)('%s: events end up where the page says', (_, block) => {
  const { app, problems } = readApp(inputOf(block));
  expect(problems).toEqual([]);
  const { table, findings } = judged(app);
  expect({ table, findings }).toEqual({ table: block.table, findings: block.findings });
});

test.each(titled.filter(([, { title }]) => title.startsWith('After')))('%s: nothing is lost or stuck any more', (_, { table }) => {
  expect(table).not.toMatch(/LOST|BLOCKS/);
});

const compared = titled.filter(([, { gone }]) => gone !== undefined);

test.each(compared)('%s: the logical ids that the page does not name stay, and nothing that holds events is replaced', (_, block) => {
  const { gone, changed } = difference(templateOf(befores.get(block.origin)!), templateOf(block));
  expect(gone.map((id) => `\`${id}\``).join(', ') || 'none').toBe(block.gone);
  const holding = ['AWS::DynamoDB::Table', 'AWS::Events::Rule', 'AWS::Kinesis::Stream', 'AWS::SNS::Subscription', 'AWS::SNS::Topic', 'AWS::SQS::Queue', 'AWS::Scheduler::Schedule', 'AWS::Lambda::EventSourceMapping'];
  const properties = new Set(changed.filter((property) => holding.includes(property.split('.', 1)[0])).map((property) => property.replace('AWS::', '')));
  // CloudFormation updates all of them without replacement.
  for (const free of ['BisectBatchOnFunctionError', 'DestinationConfig', 'FunctionResponseTypes', 'MaximumRecordAgeInSeconds', 'MaximumRetryAttempts', 'MetricsConfig']) properties.delete(`Lambda::EventSourceMapping.${free}`);
  for (const free of ['MessageRetentionPeriod', 'RedrivePolicy', 'VisibilityTimeout']) properties.delete(`SQS::Queue.${free}`);
  for (const free of ['Events::Rule.Targets', 'SNS::Subscription.RedrivePolicy', 'Scheduler::Schedule.Target']) properties.delete(free);
  expect([...properties]).toEqual([]);
});

test('programs that follow another are compared with it', () => {
  expect(compared).toHaveLength(blocks.filter(({ title, language, origin }) => title.startsWith('After') && language === 'ts' && befores.get(origin)?.language === 'ts').length);
});

test('Plain constructs: with all the mixins of the table, nothing is lost or stuck', () => {
  const { origin, code } = befores.get('Plain constructs')!;
  const app = appOf(code);
  const lines = [...page.split(`## ${origin}`)[1].split(/^## /m)[0].matchAll(/`(\w+)\.with\(new (\w+)\(\)\)`/g)];
  expect(lines).toHaveLength(10);
  for (const [, name, mixin] of lines) {
    app.node.findChild('Shop').node.findChild(name[0].toUpperCase() + name.slice(1)).with(new (ours as unknown as { readonly [name: string]: new () => Mixin })[mixin]());
  }
  const { table, findings } = judged(readApp(app.synth().directory).app);
  expect(table).not.toMatch(/LOST|BLOCKS/);
  expect(findings).toBe('`sqs-no-partial-batch`');
});

test('AWS Solutions Constructs: numbers that the page names, and alarms that belong to no stream', () => {
  const all = Object.values(templateOf(befores.get('AWS Solutions Constructs')!).Resources as { readonly [id: string]: { readonly Type: string; readonly Properties: { readonly [name: string]: unknown } } });
  const of = (type: string) => all.filter(({ Type }) => Type === type).map(({ Properties }) => Properties);
  expect(of('AWS::SQS::Queue').map(({ VisibilityTimeout, MessageRetentionPeriod }) => [VisibilityTimeout, MessageRetentionPeriod])).toEqual(Array(3).fill([undefined, undefined]));
  expect(of('AWS::SQS::Queue').filter(({ RedrivePolicy }) => RedrivePolicy)).toMatchObject([{ RedrivePolicy: { maxReceiveCount: 15 } }]);
  expect(of('AWS::Lambda::EventSourceMapping').filter(({ MaximumRetryAttempts }) => MaximumRetryAttempts)).toMatchObject([{ MaximumRetryAttempts: 500 }]);
  expect(of('AWS::CloudWatch::Alarm').map(({ Namespace, Dimensions }) => [Namespace, Dimensions])).toEqual(Array(2).fill(['AWS/Kinesis', undefined]));
});

test('AWS SAM: the template after is what `lambda-failsafe fix --write` makes of the one before', () => {
  const [before, after] = blocks.filter(({ origin }) => origin === 'AWS SAM');
  const file = inputOf(before);
  const said: string[] = [];
  const out = (text: string) => void said.push(text);
  main(['fix', '--write', file], { out, error: out, width: 100, colour: false });
  expect(readFileSync(file, 'utf8')).toBe(after.code);
});

test('AWS SAM: CDK does not include a function with OnFailure alone, as the page says', () => {
  const after = blocks.filter(({ origin }) => origin === 'AWS SAM')[1];
  const app = new App({ analyticsReporting: false });
  new CfnInclude(new Stack(app, 'Shop'), 'Template', { templateFile: inputOf(after) });
  expect(() => app.synth()).toThrow(/onSuccess: required but missing/);
});

test('Serverless Lift: without its automatic permissions nothing is left to say', () => {
  const [, extended] = blocks.filter(({ origin }) => origin === 'Serverless Lift');
  expect(page).toContain('`lift: { automaticPermissions: false }`');
  const { app } = readApp(inputOf({ ...extended, code: `${extended.code}lift: { automaticPermissions: false }\n` }));
  expect(judged(app).findings).toBe('none');
});

test('Serverless Lift: both ways that the page shows leave the queues where their messages are', () => {
  const [before, extended, moved] = blocks.filter(({ origin }) => origin === 'Serverless Lift');
  const queues = (template: object) => Object.values((template as { Resources: { [id: string]: { Type: string; DeletionPolicy: string; Properties: { QueueName: string } } } })
    .Resources).filter(({ Type }) => Type === 'AWS::SQS::Queue').map(({ DeletionPolicy, Properties: { QueueName } }) => [QueueName, DeletionPolicy]).sort();
  expect(queues(compiled(before.code))).toEqual([['shop-dev-jobs', 'Delete'], ['shop-dev-jobs-dlq', 'Delete']]);
  expect(queues(compiled(extended.code))).toEqual([['shop-dev-jobs', 'Retain'], ['shop-dev-jobs-dlq', 'Retain']]);
  expect(queues(templateOf(moved))).toEqual([['shop-dev-jobs', 'Retain'], ['shop-dev-jobs-dlq', 'Retain']]);
});
