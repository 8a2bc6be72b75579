import { Broken, BrokenParts } from '../model/broken';
import { Finding } from '../model/finding';
import { Fate, FailureGraph, Fault, Net, Outcome, Path } from '../model/graph';

export interface Result {
  readonly graph: FailureGraph;
  readonly findings: readonly Finding[];
  /** What failed of this package, so that something of the answer may be missing. */
  readonly broken: readonly Broken[];
}

/** What one state of the app's conditions gave; `when` says which state, and is absent when there is only one. */
export interface Tried extends Result {
  readonly when?: string;
}

/** The fate that a person must hear of first comes first. */
export const worst: readonly Fate[] = ['lost', 'blocks', 'unknown', 'kept', 'caller'];

/**
 * One answer out of several states: every path and finding that some state has. Where states disagree on a fate, the
 * worst one is told, with the state it belongs to.
 */
export function mergeWorlds(tried: readonly Tried[]): Result {
  if (tried.length === 1) return { graph: tried[0].graph, findings: tried[0].findings, broken: tried[0].broken };
  const first = tried[0].graph;
  const parts = new BrokenParts();
  for (const { broken } of tried) parts.add(...broken);
  return {
    graph: {
      app: first.app,
      paths: mergePaths(tried),
      nets: mergeNets(tried.flatMap(({ graph }) => graph.nets)),
      functions: distinct(tried.flatMap(({ graph }) => graph.functions), (fn) => fn.key),
      broken: parts.all,
    },
    findings: mergeFindings(tried),
    broken: parts.all,
  };
}

function mergePaths(tried: readonly Tried[]): Path[] {
  const byId = new Map<string, { path: Path; states: Tally[] }>();
  for (const { graph, when } of tried) {
    for (const path of graph.paths) {
      const known = byId.get(path.id);
      const { fate, because } = path.outcome;
      if (!known) {byId.set(path.id, { path, states: [{ when, fate, because }] });} else {
        known.states.push({ when, fate, because });
        const isOneOfSeveral = known.path.isOneOfSeveral || path.isOneOfSeveral;
        if (rank(path) < rank(known.path)) known.path = path;
        if (isOneOfSeveral && !known.path.isOneOfSeveral) known.path = { ...known.path, isOneOfSeveral };
      }
    }
  }
  // What stands in for an unseen trigger gives way where another state shows the trigger.
  const seen = [...byId.values()].map(({ path }) => path);
  const shown = new Set(seen.filter(({ source }) => source !== 'direct').map(({ fn }) => fn.key));
  const explained = new Set(seen.filter(({ source }) => source !== 'permission').map(({ fn, kind }) => `${fn.key}|${kind}`));
  const standsIn = ({ source, fn, kind }: Path) => (source === 'direct' ? shown.has(fn.key) : source === 'permission' && explained.has(`${fn.key}|${kind}`));
  return [...byId.values()].filter(({ path }) => !standsIn(path)).map(({ path, states }) => {
    const { fate, because } = path.outcome;
    if (states.every((state) => state.fate === fate)) return path;
    const its = states.filter((state) => state.because === because);
    return { ...path, outcome: { ...path.outcome, because: `${because} (when ${commonWords(its.map(({ when }) => when), states.map(({ when }) => when))})` } };
  });
}

/** What became of a path in one state. */
interface Tally extends Pick<Outcome, 'fate' | 'because'> {
  readonly when?: string;
}

/** Each net once, as it is in the state that finds most wrong with it. */
function mergeNets(nets: readonly Net[]): Net[] {
  const seen = new Map<string, Net>();
  for (const net of nets) {
    const key = `${net.owner.key}|${net.property}|${net.rest.text}`;
    const known = seen.get(key);
    if (!known || isWorse(net, known)) seen.set(key, net);
  }
  return [...seen.values()];
}

function isWorse({ faults }: Net, known: Net): boolean {
  const sure = (all: readonly Fault[]) => all.filter(({ certain }) => certain).length;
  return (sure(faults) - sure(known.faults) || faults.length - known.faults.length) > 0;
}

const rank = (path: Path) => worst.indexOf(path.outcome.fate);

interface Said {
  readonly finding: Finding;
  readonly states: (string | undefined)[];
}

/** A function has one for each version or alias that is invoked; what mends them differs. */
const keyOf = ({ rule, resource, property, fn, mend }: Finding): string => `${rule}|${resource.key}|${property}|${fn?.key}|${mend?.on.key}`;

/** When findings of two states are the same one, the surest sign first: words can differ from state to state, such as by a number in them. */
const likeness: readonly ((one: Finding, other: Finding) => boolean)[] = [
  (one, other) => one.what === other.what,
  (one, other) => one.triggers[0]?.key === other.triggers[0]?.key,
  () => true,
];

function mergeFindings(tried: readonly Tried[]): Finding[] {
  const seen = new Map<string, Said[]>();
  for (const { findings, when } of tried) {
    // What one state says several times about one thing is about several paths.
    const open = new Map<string, Set<Said>>();
    const openOf = (key: string) => open.get(key) ?? open.set(key, new Set(seen.get(key))).get(key)!;
    let left = findings;
    for (const same of likeness) {
      left = left.filter((finding) => {
        const known = [...openOf(keyOf(finding))].find((said) => same(said.finding, finding));
        if (!known) return true;
        known.states.push(when);
        openOf(keyOf(finding)).delete(known);
        return false;
      });
    }
    for (const finding of left) seen.set(keyOf(finding), [...seen.get(keyOf(finding)) ?? [], { finding, states: [when] }]);
  }
  return [...seen.values()].flat().map(({ finding, states }) => {
    const possible = tried.filter(({ graph }) => graph.app.byKey(finding.resource.key) !== undefined && (!finding.fn || graph.app.byKey(finding.fn.key) !== undefined));
    return states.length >= possible.length ? finding : { ...finding, when: commonWords(states, possible.map(({ when }) => when)) };
  });
}

/** `Stage is prod, Region is eu` per state: the parts that make a difference and that all states of the finding share. */
function commonWords(states: readonly (string | undefined)[], all: readonly (string | undefined)[]): string {
  const some = relevant(states.map(parts), all.map(parts));
  const shared = some[0].filter((part) => some.every((state) => state.includes(part)));
  return shared.join(' and ') || [...new Set(some.map((state) => state.join(', ')))].join('; or ');
}

type Parts = readonly string[];

const parts = (state: string | undefined): Parts => (state ?? '').split(', ');

/** Without what makes no difference: whatever it is, the rest alone says whether the state is one of those. */
function relevant(some: readonly Parts[], all: readonly Parts[]): readonly Parts[] {
  for (let at = all[0].length - 1; at >= 0; at -= 1) {
    const without = (state: Parts): Parts => state.filter((_, index) => index !== at);
    const [its, every] = [some.map(without), all.map(without)];
    const times = (states: readonly Parts[], one: Parts) => states.filter((state) => state.join() === one.join()).length;
    if (its.every((state) => times(its, state) === times(every, state))) return relevant(its, every);
  }
  return some;
}

function distinct<T>(items: readonly T[], key: (item: T) => string): T[] {
  return [...new Map(items.map((item) => [key(item), item])).values()];
}
