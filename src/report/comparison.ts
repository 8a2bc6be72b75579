import { AppJson, PathJson } from './json';

/** What became of a path since another state of the app. */
export interface Change {
  readonly kind: 'worse' | 'better' | 'changed' | 'new' | 'gone';
  readonly before?: PathJson;
  readonly after?: PathJson;
}

export interface Comparison {
  /** As it was given. */
  readonly with: string;
  /** The worst first; paths that are as they were are counted only. */
  readonly changes: readonly Change[];
  readonly same: number;
}

/** What everybody should see comes first. */
export const changeOrder: readonly Change['kind'][] = ['worse', 'new', 'changed', 'better', 'gone'];

/** Path by path, without the functions that CDK adds itself. */
export function compared(name: string, before: AppJson, apps: readonly AppJson[]): Comparison {
  const old = pathsOf([before]);
  const changes: Change[] = [];
  let same = 0;
  for (const [key, after] of pathsOf(apps)) {
    const was = old.get(key);
    old.delete(key);
    const kind = was ? difference(was, after) : 'new';
    if (kind) changes.push({ kind, before: was, after });
    else same += 1;
  }
  changes.push(...[...old.values()].map((gone): Change => ({ kind: 'gone', before: gone })));
  return { with: name, changes: changes.sort((a, b) => changeOrder.indexOf(a.kind) - changeOrder.indexOf(b.kind)), same };
}

/** Paths that nobody should add: those that got worse, and new ones that keep nothing. */
export const isStepBack = ({ kind, after }: Change): boolean => kind === 'worse' || (kind === 'new' && (ranks[after!.fate] < ranks.unknown || after!.deliveryFate === 'lost'));

function pathsOf(apps: readonly AppJson[]): Map<string, PathJson> {
  const found = new Map<string, PathJson>();
  for (const path of apps.flatMap(({ paths }) => paths).map((text) => JSON.parse(text) as PathJson)) {
    if (path.framework) continue;
    const key = JSON.stringify([path.path ?? `${path.within}#${path.function}`, path.kind, path.source, path.qualifier, path.origin ?? path.trigger, path.target]);
    let each = key;
    for (let again = 2; found.has(each); again += 1) each = `${key} ${again}`;
    found.set(each, path);
  }
  return found;
}

const amount = (value: number | 'unlimited'): number => (value === 'unlimited' ? Infinity : value);

/** A day more or less in two weeks is none: what waits longer in one queue is kept shorter in the next one. */
const step = (was: number, is: number): number => (Math.abs(is - was) <= 0.05 * Math.max(was, is) ? 0 : Math.sign(is - was));

/** A caller that is told is as good as a place that keeps the event: somebody knows. */
const ranks: { readonly [fate: string]: number } = { lost: 0, blocks: 1, unknown: 2, caller: 3, kept: 3 };

function difference(before: PathJson, after: PathJson): Change['kind'] | undefined {
  const fates = ranks[after.fate] - ranks[before.fate] || ranks[after.deliveryFate ?? 'kept'] - ranks[before.deliveryFate ?? 'kept'];
  if (fates !== 0) return fates < 0 ? 'worse' : 'better';
  const numbers = [[before.survives.failing, after.survives.failing], [before.survives.throttling, after.survives.throttling], [before.keptSeconds, after.keptSeconds]];
  const steps = numbers.map(([was, is]) => (was === null || is === null ? 0 : step(amount(was), amount(is))));
  const [less, more] = [steps.includes(-1), steps.includes(1)];
  if (less !== more) return less ? 'worse' : 'better';
  return less || before.words !== after.words || before.deliveryWords !== after.deliveryWords ? 'changed' : undefined;
}
