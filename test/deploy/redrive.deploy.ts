import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { InvokeCommand, UpdateFunctionCodeCommand, waitUntilFunctionUpdatedV2 } from '@aws-sdk/client-lambda';
import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { GetQueueAttributesCommand, StartMessageMoveTaskCommand } from '@aws-sdk/client-sqs';
import { App, DefaultStackSynthesizer, Duration, RemovalPolicies, Stack } from 'aws-cdk-lib';
import { AttributeType, StreamViewType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Stream } from 'aws-cdk-lib/aws-kinesis';
import { Function } from 'aws-cdk-lib/aws-lambda';
import { IQueue } from 'aws-cdk-lib/aws-sqs';
import { IConstruct } from 'constructs';
import { deleteStack, Deployment } from './deployment';
import { succeeds, throws } from './handlers';
import { Send } from './scenario';
import { toFunction, toQueue, toStream, toTable } from './sending';
import { aws, leftOut, own, patience, until } from './target';
import { bucketContents, Contents, gotBy, queueDepth } from './watching';
import { AsyncTrigger, DeadLetterQueue, FailureBucket, FailureTarget, Redrive, RedriveSource, SqsTrigger, StreamTrigger } from '../../src';

/** An event fails and rests; then the function is mended, and the event is brought back. */
interface Rescue {
  /** Connects the function and makes the way back; gives the call that makes the event, and where it rests. */
  readonly app: (stack: Stack, fn: Function) => { readonly send: Send; readonly place: IConstruct; readonly redrive: Redrive };
  /** What is left in the place when all is over. */
  readonly leaves?: readonly string[];
  readonly notEmulated?: string;
}

const processing = { retryAttempts: 0 };

const rescues: { readonly [title: string]: Rescue } = {
  'a message of a queue': {
    app: (stack, fn) => {
      const { queue, deadLetterQueue: place } = new SqsTrigger(stack, 'Orders', { function: fn, processing: { maxReceiveCount: 1 }, queueProps: { visibilityTimeout: Duration.seconds(2) } });
      return { send: toQueue(queue), place: place!, redrive: new Redrive(stack, 'Redrive', { from: RedriveSource.deadLetterQueue(place!, [queue]) }) };
    },
  },
  'an asynchronous event in a queue': {
    app: (stack, fn) => {
      const place = new DeadLetterQueue(stack, 'Failed');
      new AsyncTrigger(stack, 'Trigger', { function: fn, processing: { ...processing, onFailure: FailureTarget.queue(place) } });
      return { send: toFunction(fn), place, redrive: new Redrive(stack, 'Redrive', { from: RedriveSource.asyncEvents(place, [fn]) }) };
    },
  },
  'an asynchronous event in a bucket': {
    app: (stack, fn) => {
      const place = new FailureBucket(stack, 'Failed');
      new AsyncTrigger(stack, 'Trigger', { function: fn, processing: { ...processing, onFailure: FailureTarget.bucket(place) } });
      return { send: toFunction(fn), place, redrive: new Redrive(stack, 'Redrive', { from: RedriveSource.bucket(place, [fn]) }) };
    },
    leaves: ['poison-1'],
    notEmulated: 'LocalStack core does not leave asynchronous events in buckets',
  },
  'a batch of a stream in a bucket': {
    app: (stack, fn) => {
      const stream = new Stream(stack, 'Clicks');
      const place = new FailureBucket(stack, 'Failed');
      new StreamTrigger(stack, 'Trigger', { function: fn, stream, processing: { ...processing, onFailure: FailureTarget.bucket(place) } });
      return { send: toStream(stream), place, redrive: new Redrive(stack, 'Redrive', { from: RedriveSource.bucket(place, [fn]) }) };
    },
    // It has only been moved away.
    leaves: ['poison-1'],
  },
  'the position of a batch of a stream': {
    app: (stack, fn) => {
      const stream = new Stream(stack, 'Clicks');
      const place = new DeadLetterQueue(stack, 'Failed');
      new StreamTrigger(stack, 'Trigger', { function: fn, stream, processing: { ...processing, onFailure: FailureTarget.queue(place) } });
      return { send: toStream(stream), place, redrive: new Redrive(stack, 'Redrive', { from: RedriveSource.kinesisPositions(place, stream, [fn]) }) };
    },
  },
  'the position of a batch of the stream of a table': {
    app: (stack, fn) => {
      const table = new Table(stack, 'Table', { partitionKey: { name: 'id', type: AttributeType.STRING }, stream: StreamViewType.NEW_IMAGE });
      const place = new DeadLetterQueue(stack, 'Failed');
      new StreamTrigger(stack, 'Trigger', { function: fn, table, processing: { ...processing, onFailure: FailureTarget.queue(place) } });
      return { send: toTable(table), place, redrive: new Redrive(stack, 'Redrive', { from: RedriveSource.dynamoDbPositions(place, table, [fn]) }) };
    },
    notEmulated: 'the client of DynamoDB Streams is in the runtimes of Lambda, and not in this repository',
  },
};

interface Rescued { readonly before: number; readonly after: number; readonly left: readonly string[]; readonly answer: unknown }

async function rescued(name: string, { app: build, leaves = [] }: Rescue): Promise<Rescued> {
  const outdir = mkdtempSync(join(tmpdir(), 'failsafe-redrive-'));
  try {
    const assets = name.toLowerCase().replace(/[^a-z0-9]+/g, '-').slice(-60);
    const app = new App({ outdir, analyticsReporting: false });
    const stack = new Stack(app, name, { synthesizer: new DefaultStackSynthesizer({ generateBootstrapVersionRule: false, fileAssetsBucketName: assets }) });
    const fn = new Function(stack, 'Fn', throws);
    const { send, place, redrive } = build(stack, fn);
    // Functions of the emulator run beside this repository, not beside the SDK of the runtime.
    if (own) redrive.replayFunction?.addEnvironment('NODE_PATH', join(__dirname, '..', '..', 'node_modules'));
    RemovalPolicies.of(stack).destroy();
    const { template } = app.synth().getStackByName(name);
    if (redrive.replayFunction) await publish(outdir, name, assets);
    const deployment = await Deployment.of(stack, template as object);
    const contents = contentsOf(place, deployment);
    await send(deployment);
    const got = () => gotBy(deployment.physical(fn));
    // What is printed may be told later than what is left.
    await until('the failed event rests', async () => (await contents()).length === 1 && (await got()).length > 0);
    await mend(deployment.physical(fn), stack);
    const before = (await got()).length;
    const answer = await start(redrive, place, deployment);
    await until('the event is brought back', async () => (await got()).length > before && (await contents()).length === leaves.length);
    await sleep(patience.quiet / 2);
    return { before, answer, after: (await got()).length, left: (await contents()).flat() };
  } finally {
    rmSync(outdir, { recursive: true, force: true });
    if (!own) await deleteStack(name);
  }
}

/** Without taking anything from whoever replays it. */
const contentsOf = (place: IConstruct, deployment: Deployment): Contents => (place instanceof FailureBucket ? bucketContents : queueDepth)(deployment.physical(place));

/** As `cdk deploy` does. */
async function publish(outdir: string, name: string, Bucket: string): Promise<void> {
  const { files } = JSON.parse(readFileSync(join(outdir, `${name}.assets.json`), 'utf8')) as { files: { [hash: string]: { source: { path: string; packaging: string }; destinations: { [id: string]: { objectKey: string } } } } };
  await aws.s3.send(new CreateBucketCommand({ Bucket }));
  for (const { source, destinations } of Object.values(files)) {
    if (source.packaging === 'zip') await aws.s3.send(new PutObjectCommand({ Bucket, Key: Object.values(destinations)[0].objectKey, Body: zipped(join(outdir, source.path)) }));
  }
}

function zipped(folder: string): Buffer {
  const file = `${folder}.zip`;
  execFileSync(process.env.DEPLOY_PYTHON ?? 'python3', ['-m', 'zipfile', '-c', file, ...readdirSync(folder)], { cwd: folder });
  return readFileSync(file);
}

/** What people do before they bring events back. */
async function mend(FunctionName: string, stack: Stack): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'failsafe-mended-'));
  writeFileSync(join(folder, 'index.js'), succeeds.code.bind(stack).inlineCode!);
  await aws.lambda.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile: zipped(folder) }));
  await waitUntilFunctionUpdatedV2({ client: aws.lambda, maxWaitTime: patience.arrival / 1000 }, { FunctionName });
}

async function start({ replayFunction }: Redrive, place: IConstruct, deployment: Deployment): Promise<unknown> {
  if (!replayFunction) {
    const { Attributes } = await aws.sqs.send(new GetQueueAttributesCommand({ QueueUrl: deployment.physical(place as IQueue), AttributeNames: ['QueueArn'] }));
    await aws.sqs.send(new StartMessageMoveTaskCommand({ SourceArn: Attributes!.QueueArn, MaxNumberOfMessagesPerSecond: 10 }));
    return undefined;
  }
  const { Payload } = await aws.lambda.send(new InvokeCommand({ FunctionName: deployment.physical(replayFunction), Payload: '{}' }));
  return JSON.parse(Buffer.from(Payload!).toString());
}

const { DEPLOY_ONLY: only = '' } = process.env;

describe('what has failed is brought back', () => {
  for (const [title, rescue] of Object.entries(rescues)) {
    if (!`redrive: ${title}`.includes(only)) continue;
    if (leftOut(rescue.notEmulated)) {
      test.skip(`redrive: ${title}: ${rescue.notEmulated}`, () => undefined);
      continue;
    }
    const over = rescued(`Failsafe-redrive-${title.replace(/[^A-Za-z0-9]+/g, '-')}-${Date.now().toString(36)}`, rescue);
    over.catch(() => 'the test that waits for it tells');
    test(`redrive: ${title}`, async () => {
      const { before, after, left, answer } = await over;
      expect({ answer, left, again: after - before }).toEqual({ answer: title === 'a message of a queue' ? undefined : { replayed: 1, failed: 0, left: 0 }, left: rescue.leaves ?? [], again: 1 });
    }, patience.arrival * 2);
  }
});
