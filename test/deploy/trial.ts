import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { App, DefaultStackSynthesizer, RemovalPolicies, Stack } from 'aws-cdk-lib';
import { EventBus, Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { IConstruct } from 'constructs';
import { deleteFunction, deleteStack, Deployment } from './deployment';
import { Scenario, Send, Template } from './scenario';
import { own, patience } from './target';
import { bucketContents, Contents, functionContents, gotBy, queueContents, queueDepth } from './watching';
import { FailureMap, FailurePath } from '../../src';
import { check } from '../../src/check';
import { worlds } from '../../src/read/app';
import { readTree } from '../../src/read/tree';

/** What was seen of a scenario. */
export interface Seen {
  readonly path: FailurePath;
  readonly findings: readonly string[];
  /** What the API has answered to the event. */
  readonly answer: unknown;
  /** How often the function got each event. */
  readonly tries: { readonly [id: string]: number };
  /** The ids of the events in the resting place. */
  readonly rested: readonly string[];
  /** The ids of the events in all other places of the stack, with the name of the place. */
  readonly elsewhere: readonly string[];
}

/** Deploys a scenario, sends its events, and looks until `over` says that nothing more will happen. */
export async function tryOut(name: string, scenario: Scenario, over: (seen: Seen, quietFor: number) => boolean): Promise<Seen> {
  const outdir = mkdtempSync(join(tmpdir(), 'failsafe-app-'));
  try {
    const look = await deployInTurn(async () => {
      const { app, stack, send } = build(name, scenario, outdir);
      const { path, findings } = mapped(stack, scenario);
      const { undelivered, keeps, listen = true } = scenario;
      const elsewhere = undelivered ?? keeps;
      const resting = elsewhere ? [elsewhere(stack)] : path.restsIn.map(({ construct }) => construct && (listen ? listener(stack, construct) : construct));
      // Once more, for those who listen at the place that the map has named.
      const template = app.synth({ force: true }).getStackByName(name).template as Template;
      scenario.altered?.(template);
      const deployment = await Deployment.of(stack, template);
      if (undelivered) await deleteFunction(deployment.physical(path.function));
      const answer = await send(deployment);
      return looker(deployment, { path, findings, answer }, resting.filter((each) => each !== undefined));
    });
    return await watched(look, over);
  } finally {
    rmSync(outdir, { recursive: true, force: true });
    if (!own) await deleteStack(name);
  }
}

/** So many at a time, and the others in turn. */
function turns(free: number): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free += 1;
    }
  };
}

/** Few stacks at a time are there sooner than all at once. */
const deployInTurn = turns(4);
/** An emulator on a busy machine has better things to do than to be looked at: the slower it is, the less often. */
const lookInTurn = turns(4);

function build(name: string, scenario: Scenario, outdir: string): { readonly app: App; readonly stack: Stack; readonly send: Send } {
  const app = new App({ outdir, analyticsReporting: false });
  const stack = new Stack(app, name, { synthesizer: new DefaultStackSynthesizer({ generateBootstrapVersionRule: false }) });
  const send = scenario.app(stack);
  // What is kept for ever in a real app must not stay in an account that only lends itself.
  if (!own) RemovalPolicies.of(stack).destroy();
  return { app, stack, send };
}

function mapped(stack: Stack, { source, origin }: Scenario): Pick<Seen, 'path' | 'findings'> {
  const { paths } = FailureMap.of(stack);
  const found = paths.filter((path) => (source === undefined || path.source === source) && (origin === undefined || path.origin === origin));
  if (found.length !== 1) throw new Error(`expected one path, but there are ${paths.map(String).join(', ') || 'none'}`);
  return { path: found[0], findings: [...new Set(check(worlds(readTree(stack.node.root))).findings.map(({ rule }) => rule))] };
}

/** The construct to look into; topics and buses keep nothing, so a queue is connected to them. */
function listener(stack: Stack, place: IConstruct): IConstruct {
  if (!(place instanceof Topic) && !(place instanceof EventBus)) return place;
  const queue = new Queue(stack, 'Listener');
  if (place instanceof Topic) place.addSubscription(new SqsSubscription(queue));
  else new Rule(stack, 'ListenerRule', { eventBus: place, eventPattern: { source: ['lambda'] }, targets: [new SqsQueue(queue)] });
  return queue;
}

function looker(deployment: Deployment, known: Pick<Seen, 'path' | 'findings' | 'answer'>, places: readonly IConstruct[]): () => Promise<Seen> {
  const { path } = known;
  const resting = places.map((construct) => deployment.physical(construct));
  const fn = deployment.physical(path.function);
  // A bucket that invokes the function has the event anyway.
  const buckets = deployment.ofType('AWS::S3::Bucket').filter((name) => path.source !== 's3-notification' || resting.includes(name));
  const looks = new Map<string, Contents>([
    ...deployment.ofType('AWS::SQS::Queue').map((url) => [url, resting.includes(url) ? queueContents(url) : queueDepth(url)] as const),
    ...buckets.map((name) => [name, bucketContents(name)] as const),
    ...deployment.ofType('AWS::Lambda::Function').filter((name) => resting.includes(name)).map((name) => [name, functionContents(name)] as const),
  ]);
  return async () => {
    const tries: Record<string, number> = {};
    for (const id of await gotBy(fn)) tries[id] = (tries[id] ?? 0) + 1;
    const contents = await Promise.all([...looks].map(async ([name, look]) => ({ name, ids: (await look()).flat() })));
    return {
      ...known, tries,
      rested: contents.filter(({ name }) => resting.includes(name)).flatMap(({ ids }) => ids).sort(),
      elsewhere: contents.filter(({ name }) => !resting.includes(name)).flatMap(({ name, ids }) => ids.map((id) => `${id} in ${name}`)),
    };
  };
}

async function watched(look: () => Promise<Seen>, over: (seen: Seen, quietFor: number) => boolean): Promise<Seen> {
  let [before, since] = ['', Date.now()];
  for (const end = Date.now() + patience.arrival; ; await sleep(own ? 2_000 : 10_000)) {
    const seen = await lookInTurn(look);
    const now = JSON.stringify([seen.tries, seen.rested, seen.elsewhere]);
    if (now !== before) [before, since] = [now, Date.now()];
    if (over(seen, Date.now() - since) || Date.now() > end) return seen;
  }
}
