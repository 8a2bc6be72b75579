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
import { nagOfAsync } from '../support/construct-contract';
import { fn } from '../support/parts';

interface Report { readonly pluginName: string; readonly violations: readonly Violation[] }
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
    // It finds enough in a plain app as well.
    expect(() => app.synth()).toThrow('AwsSolutions');
    const { pluginReports } = JSON.parse(readFileSync(join(app.outdir, 'validation-report.json'), 'utf8')) as { pluginReports: readonly Report[] };
    const found = pluginReports.filter(({ pluginName }) => /nag|AwsSolutions/i.test(pluginName)).flatMap(({ violations }) => violations);
    return new Set(found.flatMap(({ ruleName, violatingConstructs = [] }) => violatingConstructs.map(({ constructPath }) => `${ruleName} ${constructPath}`)));
  } finally {
    quiet.mockRestore();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What it says of the places for failed events, and why they are right. */
const answered: { readonly [finding: string]: string } = {
  'AwsSolutions-SQS3 Shop/Notify/Shipped/UndeliveredEvents/Resource': nagOfAsync['AwsSolutions-SQS3'],
  'AwsSolutions-SQS3 Shop/Notify/FailedEvents/Resource': nagOfAsync['AwsSolutions-SQS3'],
  'AwsSolutions-SQS3 Shop/Rule/UndeliveredEvents/Resource': nagOfAsync['AwsSolutions-SQS3'],
  'AwsSolutions-SQS3 Shop/CheckFraud/FailedEvents/Resource': nagOfAsync['AwsSolutions-SQS3'],
  'AwsSolutions-S1 Shop/CountClicks/KinesisEventSource:ShopClicks480CC7EC/FailedRecords/Resource': 'access logs go to another bucket, which is for the app to choose: streamFailures: FailureTarget.bucket(…)',
  'AwsSolutions-IAM5[Action::s3:Abort*] Shop/CountClicks/ServiceRole/DefaultPolicy/Resource': 'what Bucket.grantPut grants',
  'AwsSolutions-IAM5[Resource::<CountClicksKinesisEventSourceShopClicks480CC7ECFailedRecords4EF7EA8F.Arn>/*] Shop/CountClicks/ServiceRole/DefaultPolicy/Resource':
    'Lambda names the objects itself, after mapping, shard and time, and puts them with the rights of the function',
};

test('cdk-nag has one error less to say, and no new one that has no answer', () => {
  const [before, after] = [nag(false), nag(true)];
  expect([...before].filter((each) => !after.has(each))).toEqual(['AwsSolutions-SQS3 Shop/Orders/Resource']);
  expect([...after].filter((each) => !before.has(each)).sort()).toEqual(Object.keys(answered).sort());
});
