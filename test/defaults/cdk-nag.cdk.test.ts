import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Duration, Stack, Validations } from 'aws-cdk-lib';
import { Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Stream } from 'aws-cdk-lib/aws-kinesis';
import { StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { KinesisEventSource, SnsEventSource, SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { AwsSolutionsChecks } from 'cdk-nag';
import { FailsafeDefaults } from '../../src';
import { fn } from '../support/parts';

interface Violation { readonly ruleName: string; readonly violatingConstructs?: readonly { readonly constructPath?: string }[] }

/** What the AwsSolutions pack says of an app, and of which construct. */
function nag(hardened: boolean): Set<string> {
  const folder = mkdtempSync(join(tmpdir(), 'failsafe-'));
  const quiet = jest.spyOn(console, 'error').mockImplementation();
  try {
    const app = new App({ outdir: join(folder, 'cdk.out'), analyticsReporting: false });
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
    if (hardened) FailsafeDefaults.of(app);
    const stack = new Stack(app, 'Shop');
    fn(stack, 'ShipOrder', { timeout: Duration.seconds(20) }).addEventSource(new SqsEventSource(new Queue(stack, 'Orders')));
    fn(stack, 'CountClicks').addEventSource(new KinesisEventSource(new Stream(stack, 'Clicks'), { startingPosition: StartingPosition.LATEST }));
    fn(stack, 'Notify').addEventSource(new SnsEventSource(new Topic(stack, 'Shipped')));
    new Rule(stack, 'Rule', { eventPattern: { source: ['shop'] }, targets: [new LambdaFunction(fn(stack, 'CheckFraud'))] });
    expect(() => app.synth()).toThrow('Validation failed');
    const { pluginReports } = JSON.parse(readFileSync(join(app.outdir, 'validation-report.json'), 'utf8')) as { pluginReports: readonly { readonly pluginName: string; readonly violations: readonly Violation[] }[] };
    const found = pluginReports.filter(({ pluginName }) => /nag|AwsSolutions/i.test(pluginName)).flatMap(({ violations }) => violations);
    return new Set(found.flatMap(({ ruleName, violatingConstructs = [] }) => violatingConstructs.map(({ constructPath }) => `${ruleName} ${constructPath}`)));
  } finally {
    quiet.mockRestore();
    rmSync(folder, { recursive: true, force: true });
  }
}

test('cdk-nag says less than before, and of what is new only that a queue for failed events has no dead-letter queue', () => {
  const [before, after] = [nag(false), nag(true)];
  expect([...before]).not.toHaveLength(0);
  expect([...before].filter((each) => !after.has(each))).toEqual([]);
  expect([...after].filter((each) => !before.has(each))).toEqual([]);
});
