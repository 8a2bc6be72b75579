import { existsSync } from 'node:fs';
import { readBaseline } from './baseline';
import { BadUse } from './command';
import { Ignore, readConfig } from './config';
import { ignoreName, Policy } from './policy';
import { severities, Severity } from '../model/finding';

/** What an app is measured by: the options of the command line before what `lambda-failsafe.json` says. */
export interface Standard {
  readonly policy: Policy;
  /** Severities that make the exit code 1. */
  readonly failing: readonly Severity[];
  /** As `2026-11-25`, in UTC. */
  readonly today: string;
  /** What of it has no use any more, a line each, given what had one. */
  notes(used: ReadonlySet<string>): string[];
}

interface Given {
  readonly config?: string;
  readonly baseline?: string;
  readonly failOn?: string;
  /** What stands in the baseline counts too: it is about to be written anew, to be drawn, or to be mended. */
  readonly withoutBaseline?: boolean;
}

export function standard({ config: named, baseline: given, failOn, withoutBaseline = false }: Given): Standard {
  const config = readConfig(named);
  const today = new Date().toISOString().slice(0, 10);
  const valid = config.ignores.map(({ until }) => until === undefined || until >= today);
  const file = withoutBaseline ? undefined : given ?? config.baseline;
  if (file !== undefined && !existsSync(file)) throw new BadUse(`there is no baseline ${file}; --write-baseline ${file} makes it`);
  const baseline = file === undefined ? {} : readBaseline(file);
  // A place in the list is a name, so those that have ended stay in it and cover nothing.
  const ignores = config.ignores.map((ignore, index): Ignore => (valid[index] ? ignore : { ...ignore, rule: '' }));
  return {
    policy: { severities: config.severities, ignores, baseline }, today,
    failing: severities.slice(0, severities.indexOf((failOn ?? config.failOn ?? 'error') as Severity) + 1),
    notes: (used) => [
      ...config.ignores.flatMap(({ rule, until }, index) => {
        if (!valid[index]) return [`${config.places[index]}: to ignore ${rule} was meant until ${until}; what it finds counts again`];
        return used.has(ignoreName(index)) ? [] : [`${config.places[index]}: nothing is found that this would ignore (${rule}); take it out`];
      }),
      ...Object.keys(baseline).filter((identity) => !used.has(identity)).map((identity) => {
        const [rule, resource] = JSON.parse(identity) as string[];
        return `${file}: ${rule} is not found at ${resource} any more; take it out, or write the baseline again`;
      }),
    ],
  };
}
