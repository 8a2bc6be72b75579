import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Duration, Stack, StackProps, Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { Construct } from 'constructs';
import { code } from './parts';
import { FailsafeChecks } from '../../src';
import { check } from '../../src/check';
import { Path } from '../../src/model/graph';
import { plans } from '../../src/plan/plan';
import { worlds } from '../../src/read/app';
import { readApp } from '../../src/read/template';
import { readTree } from '../../src/read/tree';
import { report } from '../../src/report/report';

/** An app that is wired by one of our constructs alone. */
export interface ConstructCase {
  readonly app: (stack: Stack) => void;
  readonly env?: StackProps['env'];
  /** Where events end up once the wiring is read back: `kind: fate → places`, and `, delivery: fate → places`. */
  readonly rests: readonly string[];
  /** What cdk-nag says all the same, and why the construct is right. */
  readonly nag?: { readonly [rule: string]: string };
  /** What we say ourselves, where nobody can know better. */
  readonly says?: readonly string[];
  /** What the construct itself acknowledges, and with what reason. */
  readonly acknowledges?: readonly string[];
}

/** What every construct of ours keeps: it rests where it was wired to, nothing is found in it, and cdk-nag agrees. */
export function constructContract(name: string, cases: { readonly [title: string]: ConstructCase }): void {
  describe.each(Object.entries(cases))(`${name}: %s`, (_, given) => {
    const judged = judge(given);

    test('events rest where the wiring said', () => expect(judged.rests).toEqual([...given.rests].sort()));
    test('both readers see the same', () => expect(judged.tree).toEqual(judged.rests));
    test('our own check finds nothing', () => expect([judged.findings, judged.accepted]).toEqual([given.says ?? [], given.acknowledges ?? []]));
    test('CDK and cdk-nag find nothing that has no answer', () => expect(judged.nag).toEqual(Object.keys(given.nag ?? {}).sort()));
  });
}

interface Report { readonly pluginName: string; readonly violations: readonly { readonly ruleName: string }[] }

function judge({ app: build, env }: ConstructCase) {
  const folder = mkdtempSync(join(tmpdir(), 'failsafe-'));
  const quiet = jest.spyOn(console, 'error').mockImplementation();
  try {
    const app = new App({ outdir: join(folder, 'cdk.out'), analyticsReporting: false });
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app), new FailsafeChecks());
    build(new Stack(app, 'Stack', { env }));
    const tree = check(worlds(readTree(app))).graph.paths;
    let failed = '';
    try {
      app.synth();
    } catch (error) {
      failed = (error as Error).message;
    }
    const file = join(app.outdir, 'validation-report.json');
    if (!existsSync(file)) throw new Error(`no validation report: ${failed}`);
    const { pluginReports } = JSON.parse(readFileSync(file, 'utf8')) as { pluginReports: readonly Report[] };
    const { findings: all, graph } = check(worlds(readApp(app.outdir).app));
    const { findings, acknowledged } = report('', plans(graph), all, [], []);
    return {
      rests: rests(graph.paths), tree: rests(tree),
      findings: findings.map(({ rule, what }) => `${rule}: ${what}`),
      accepted: [...new Set(acknowledged.map(({ finding, reason }) => `${finding.rule}: ${reason}`))],
      nag: [...new Set(pluginReports.filter(({ pluginName }) => pluginName !== 'cdk-lambda-failsafe').flatMap(({ violations }) => violations.map(({ ruleName }) => ruleName)))].sort(),
    };
  } finally {
    quiet.mockRestore();
    rmSync(folder, { recursive: true, force: true });
  }
}

function rests(paths: readonly Path[]): string[] {
  const words = ({ fate, nets }: Path['outcome']) => [fate, ...nets.length === 0 ? [] : ['→', nets.map(({ rest, keptAs }) => `${rest.resource?.label ?? rest.text}${keptAs === 'pointer' ? ' (position)' : ''}`).join(' + ')]].join(' ');
  return paths.filter(({ framework }) => !framework).map(({ kind, outcome, delivery }) => `${kind}: ${words(outcome)}${delivery ? `, delivery: ${words(delivery)}` : ''}`).sort();
}

/** What the packs say of every function that is invoked asynchronously and has an on-failure destination. */
export const nagOfAsync = {
  'AwsSolutions-SQS3': 'the queue is what failed events rest in; the pack knows dead-letter queues of queues and functions only',
  'Serverless-LambdaDLQ': 'the on-failure destination keeps more than a dead-letter queue of the function would, and holds for the alias that is invoked',
  'Serverless-SQSRedrivePolicy': 'the queue that has none is what failed events rest in',
};

/**
 * What the Serverless pack says of every function that polls a queue. That the answers are right is shown by `obeying cdk-nag` in
 * the tests of `SqsTrigger`.
 */
export const nagOfPolledQueues = {
  'Serverless-LambdaDLQ': 'Lambda writes to the dead-letter queue of a function for asynchronous invocations only; here it would stay empty',
  'Serverless-LambdaEventSourceMappingDestination': 'Lambda refuses an on-failure destination on the mapping of a queue',
  'Serverless-SQSRedrivePolicy': 'the queue that has none is the dead-letter queue itself',
};

/** Properties of a function that cdk-nag has nothing against, so that what it says is about the wiring. */
export function plain(scope: Construct): lambda.FunctionProps {
  const role = new iam.Role(scope, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
  Validations.of(role).acknowledge({ id: 'AwsSolutions-IAM5[Resource::*]', reason: 'X-Ray, to which the tracing of a function writes, has no resources' });
  return { runtime: lambda.determineLatestNodeRuntime(scope), handler: 'index.handler', code, role, memorySize: 256, timeout: Duration.seconds(10), tracing: lambda.Tracing.ACTIVE };
}
