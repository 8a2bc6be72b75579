import { Scenario, Scenarios, Twin, Twins } from './scenario';
import * as sqs from './scenarios/sqs';
import { own, patience } from './target';
import { Seen, tryOut } from './trial';

const files: { readonly [source: string]: { readonly right: Scenarios; readonly wrong: Twins } } = { SQS: sqs };

/** All are deployed at once, as most of the time is spent waiting for tries. */
const started = new Map<string, Promise<Seen>>();
const deployable = ({ notEmulated }: Scenario): boolean => !own || notEmulated === undefined;
const only = process.env.DEPLOY_ONLY;

function start(title: string, scenario: Scenario, over: (seen: Seen, quietFor: number) => boolean): () => Promise<Seen> {
  const name = `Failsafe-${title.replace(/[^A-Za-z0-9]+/g, '-')}-${Date.now().toString(36)}`.slice(0, 100);
  const trial = tryOut(name, scenario, over);
  // Whoever waits for it hears of it; until then it is no unhandled rejection.
  trial.catch(() => undefined);
  started.set(title, trial);
  return () => trial;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

for (const [source, { right, wrong }] of Object.entries(files)) {
  describe(source, () => {
    for (const [title, scenario] of Object.entries(right)) {
      if (only && !`${source} ${title}`.includes(only)) continue;
      if (!deployable(scenario)) {
        test.skip(`${title}: not on the emulator, ${scenario.notEmulated}`, () => undefined);
        continue;
      }
      const rests = [...scenario.rests ?? ['poison-1']].sort();
      const seen = start(`${source} ${title}`, scenario, ({ rested, elsewhere }, quiet) => rested.length >= rests.length && elsewhere.length === 0 && quiet > patience.quiet / 3);

      test(title, async () => {
        const { path, tries, rested, elsewhere } = await seen();
        expect({ fate: path.fate, rested, elsewhere }).toEqual({ fate: 'kept', rested: rests, elsewhere: [] });
        expect(tries['poison-1']).toBeGreaterThanOrEqual(path.minTries!);
        expect(tries['poison-1']).toBeLessThanOrEqual(path.maxTries!);
        expect(Object.keys(tries)).toEqual(expect.arrayContaining([...scenario.passes ?? []]));
      }, patience.arrival * 2);
    }
  });
}
