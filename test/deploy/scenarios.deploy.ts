import { Calls, Scenario, Scenarios, Twins } from './scenario';
import { altered } from './scenarios/altered';
import * as async from './scenarios/async';
import * as nets from './scenarios/nets';
import { eventBridge, logs, s3, schedule, sns } from './scenarios/services';
import * as sqs from './scenarios/sqs';
import * as stream from './scenarios/stream';
import { calls, inNetworks, stateMachines } from './scenarios/sync';
import { leftOut, patience } from './target';
import { Seen, tryOut } from './trial';

const sources: { readonly [source: string]: { readonly right: Scenarios; readonly wrong?: Twins; readonly calls?: Calls } } = {
  // Those first that take long.
  'schedules': schedule, 'SQS': sqs, 'streams': stream, 'asynchronous invocations': async, 'SNS': sns, 'EventBridge': eventBridge, 'S3': s3, 'CloudWatch Logs': logs,
  'callers': { right: {}, calls }, 'state machines': { right: {}, calls: stateMachines }, 'networks': { right: inNetworks }, 'apps that exist': nets,
};

/** Part of a title, to run some only. */
const { DEPLOY_ONLY: only = '' } = process.env;

/** All run at once from the start, as most of the time is spent waiting for tries; a test then waits for its own. */
function trial(title: string, scenario: Scenario, over: (seen: Seen, quietFor: number) => boolean, expectations: (seen: Seen) => void): void {
  if (!title.includes(only)) return;
  if (leftOut(scenario.notEmulated)) return void test.skip(`${title}: ${scenario.notEmulated}`, () => undefined);
  const name = `Failsafe-${title.replace(/[^A-Za-z0-9]+/g, '-')}`.slice(0, 100) + `-${Date.now().toString(36)}`;
  const seen = tryOut(name, scenario, over);
  seen.catch(() => 'the test that waits for it tells');
  test(title, async () => {
    expectations(await seen);
    report.push(told(title, await seen));
  }, patience.arrival * 2);
}

/** For the reader: what the map has said, and what was seen. */
const report: string[] = [];
const told = (title: string, seen: Seen) => `${title}\n    said: ${seen.path.description}\n    seen: ${tried(seen).times} tries, ${seen.rested.length === 0 ? 'it is nowhere' : `then ${seen.rested.join(', ')} in the place`}\n`;
afterAll(() => void process.stdout.write(`\n${report.join('')}\n`));

/** The event is in the place that the map has named, and nowhere else, after as many tries as the plan says. */
function expectAsPlanned(scenario: Scenario, seen: Seen): void {
  const { path, rested, elsewhere, tries } = seen;
  expect({ fate: scenario.undelivered ? path.deliveryFate : path.fate, rested, elsewhere }).toEqual({ fate: 'kept', rested: restsIn(scenario), elsewhere: [] });
  expect(Object.keys(tries)).toEqual(expect.arrayContaining([...scenario.passes ?? []]));
  if (!scenario.undelivered) expectTriesOfPlan(seen);
}

function expectTriesOfPlan(seen: Seen): void {
  // A plan without bounds would be right whatever happens.
  expect(seen.path).toMatchObject({ minTries: expect.any(Number), maxTries: expect.any(Number) });
  const { times, least, most } = tried(seen);
  expect(times).toBeGreaterThanOrEqual(Math.max(least, 1));
  expect(times).toBeLessThanOrEqual(most);
}

const restsIn = ({ rests = ['poison-1'] }: Scenario): readonly string[] => [...rests].sort();
const havePassed = ({ passes = [] }: Pick<Scenario, 'passes'>, { tries }: Seen): boolean => passes.every((id) => id in tries);

const tried = ({ path, tries }: Seen, id = 'poison-1') => ({ times: tries[id] ?? 0, least: path.minTries ?? 0, most: path.maxTries ?? Infinity });

describe.each(Object.entries(sources))('%s', (source, { right, wrong = {}, calls: called = {} }) => {
  for (const [title, scenario] of Object.entries(right)) {
    const arrived = (seen: Seen, quietFor: number) => seen.rested.length >= restsIn(scenario).length && seen.elsewhere.length === 0
      && havePassed(scenario, seen) && quietFor > patience.quiet / 2;
    trial(`${source}: ${title}`, scenario, arrived, (seen) => expectAsPlanned(scenario, seen));
  }

  for (const [title, twin] of Object.entries(wrong)) {
    const { fate, undelivered, starves = [], passes = [], findings } = twin;
    // A block is believed after more tries than a destination would have waited for.
    const ended = (seen: Seen, quietFor: number) => (fate === 'blocks' ? tried(seen).times >= 7 : quietFor > patience.quiet * 1.5 && seen.elsewhere.length === 0 && havePassed(twin, seen) && (undelivered !== undefined || tried(seen).times >= Math.max(tried(seen).least, 1)));
    trial(`${source}, wired wrongly: ${title}`, twin, ended, (seen) => {
      const { path, rested, elsewhere, tries } = seen;
      expect({ fate: undelivered ? path.deliveryFate : path.fate, rested, elsewhere }).toEqual({ fate, rested: [], elsewhere: [] });
      if (twin.listen === false) expect(path.restsIn.map(({ withoutSubscription }) => withoutSubscription)).toEqual([true]);
      expect(seen.findings).toEqual(expect.arrayContaining([...findings]));
      expect(Object.keys(tries)).toEqual(expect.arrayContaining([...passes]));
      for (const id of starves) expect(tries).not.toHaveProperty([id]);
      if (fate === 'lost' && !undelivered) expectTriesOfPlan(seen);
    });
  }

  for (const [title, call] of Object.entries(called)) {
    const rests = call.keeps ? ['poison-1'] : [];
    const ended = (seen: Seen, quietFor: number) => quietFor > patience.quiet * 1.5
      && (seen.rested.length >= rests.length && tried(seen).times > 0 || call.answer !== undefined && seen.answer !== call.answer);
    trial(`${source}: ${title}`, call, ended, (seen) => {
      const { path, rested, elsewhere, answer } = seen;
      expect({ fate: path.fate, rested, elsewhere }).toEqual({ fate: 'caller', rested: rests, elsewhere: [] });
      if (call.answer !== undefined) expect(answer).toBe(call.answer);
      expectTriesOfPlan(seen);
    });
  }
});

describe('what is deployed is not what the map was made of', () => {
  for (const [title, { noticed, ...scenario }] of Object.entries(altered)) {
    const quiet = (seen: Seen, quietFor: number) => quietFor > patience.quiet * 1.5 && tried(seen).times > 0;
    trial(`altered: ${title}`, scenario, quiet, (seen) => expect(() => expectAsPlanned(scenario, seen)).toThrow(noticed));
  }
});
