import fc from 'fast-check';
import { show, Sketch } from './sketch';

/** `FAILSAFE_SEED` gives other apps, `FAILSAFE_RUNS` gives that many times more. */
const seed = Number(process.env.FAILSAFE_SEED ?? 20_260_101);
const times = Number(process.env.FAILSAFE_RUNS ?? 1);

/** Runs a property on random apps; what fails is shown as the smallest app that fails, in YAML. */
export function forAll<More extends unknown[]>(
  runs: number, apps: fc.Arbitrary<Sketch>, more: { [K in keyof More]: fc.Arbitrary<More[K]> },
  property: (sketch: Sketch, ...chosen: More) => void, alsoShown?: (sketch: Sketch, ...chosen: More) => string,
): void {
  const choices = fc.tuple(...more as fc.Arbitrary<unknown>[]) as unknown as fc.Arbitrary<More>;
  const details = fc.check(fc.property(apps, choices, (sketch, chosen) => property(sketch, ...chosen)), { seed, numRuns: runs * times });
  if (!details.failed) return;
  const [sketch, chosen] = details.counterexample!;
  const { message } = details.errorInstance as Error;
  throw new Error(`Fails for this app, after ${details.numRuns} others (seed ${details.seed}, path ${details.counterexamplePath}):\n\n${show(sketch)}${chosen.length > 0 ? `\nwith ${JSON.stringify(chosen)}\n` : ''}${alsoShown ? `\n${alsoShown(sketch, ...chosen)}` : ''}\n${message}`, { cause: details.errorInstance });
}
