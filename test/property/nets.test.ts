import fc from 'fast-check';
import { cloudFormation } from './cloudformation';
import { additions, Change, idle, removals } from './nets';
import { forAll } from './runs';
import { samTemplate } from './sam';
import { Sketch, sketches } from './sketch';
import { asJson } from './told';
import { Result, worst } from '../../src/graph/merge';
import { Finding } from '../../src/model/finding';
import { Fate, Path } from '../../src/model/graph';

/** One end of a path: what the function fails on, or what the source could not hand over. */
interface End {
  readonly fate: Fate;
  /** The net that was changed is for this end. */
  readonly isChanged: boolean;
}

/** The same for an app in another folder. */
const nameOf = ({ fn, kind, triggers, qualifier, isOneOfSeveral, targetId }: Path) => `${fn.id}:${qualifier.resource?.id ?? qualifier.key} ← ${kind} ${triggers[0]?.id ?? '-'}${isOneOfSeveral ? ` ${targetId}` : ''}`;

function endsOf({ graph }: Result, isFor: Change['isFor']): ReadonlyMap<string, End> {
  return new Map(graph.paths.flatMap((path): [string, End][] => {
    const { outcome, delivery } = path;
    const name = nameOf(path);
    const changed = isFor(path);
    return [[name, { fate: outcome.fate, isChanged: changed === 'outcome' }], ...delivery ? [[`${name}, undelivered`, { fate: delivery.fate, isChanged: changed === 'delivery' }] as [string, End]] : []];
  }));
}

/** Where the paths of the first app end in the second one, as `F1:$LATEST ← sqs F1W1: kept → lost`. */
function turns(before: Result, after: Result, { isFor }: Change): { readonly name: string; readonly words: string; readonly step: number; readonly now: End }[] {
  const then = endsOf(before, isFor);
  return [...endsOf(after, isFor)].flatMap(([name, now]) => {
    const old = then.get(name);
    return old ? [{ name, words: `${name}: ${old.fate} → ${now.fate}`, step: worst.indexOf(now.fate) - worst.indexOf(old.fate), now }] : [];
  });
}

const errors = ({ findings }: Result) => findings.filter(({ severity }) => severity === 'error');
const inWords = ({ rule, resource, fn }: Finding) => `${rule} on ${resource.id} for ${fn?.id}`;

/** Errors that were not there before. Of a path that had no net at all, one now says that there is a net, for another qualifier, or names another such net. */
function newErrors(before: Result, after: Result): string[] {
  const known = new Set(errors(before).map(inWords));
  const about = (result: Result, id: string) => new Set(errors(result).filter(({ rule }) => rule === id).flatMap(({ paths }) => paths.map(nameOf)));
  const [then, now] = [before, after].map((result) => about(result, 'async-no-dlq-or-destination'));
  const elsewhere = about(before, 'eic-qualifier-mismatch');
  const saidBetter = ({ rule, paths }: Finding) => rule === 'eic-qualifier-mismatch' && paths.map(nameOf).every((name) => elsewhere.has(name) || then.has(name) && !now.has(name));
  return errors(after).filter((finding) => !known.has(inWords(finding)) && !saidBetter(finding)).map(inWords);
}

const forms = [cloudFormation, samTemplate];

/** Tries out every change of each app; returns how many there were. */
function forEachChange(runs: number, changes: (sketch: Sketch) => readonly Change[], property: (change: Change, before: Result, after: Result) => void): number {
  let made = 0;
  forAll(runs, sketches, [fc.constantFrom(0, 1)], (sketch, form) => {
    const before = asJson(forms[form](sketch));
    for (const change of changes(sketch)) {
      made += 1;
      try {
        property(change, before, asJson(forms[form](change.sketch)));
      } catch (error) {
        throw new Error(`${change.what}: ${(error as Error).message}`, { cause: error });
      }
    }
  });
  return made;
}

test('a correct net more keeps what it is for, changes nothing else, and is no error', () => {
  expect(forEachChange(50, additions, (change, before, after) => {
    const all = turns(before, after, change);
    expect({
      lost: all.filter(({ now }) => now.isChanged && now.fate !== 'kept').map(({ words }) => words),
      others: all.filter(({ now, step }) => !now.isChanged && step !== 0).map(({ words }) => words),
      worse: all.filter(({ step }) => step < 0).map(({ words }) => words),
      errors: newErrors(before, after),
    }).toEqual({ lost: [], others: [], worse: [], errors: [] });
  })).toBeGreaterThan(100);
});

test('a net less makes no fate better, and changes nothing else', () => {
  expect(forEachChange(60, removals, (change, before, after) => {
    // One that holds nothing can be in the way of another, such as a redrive policy that leads back.
    const nets = before.graph.nets.filter(({ owner }) => owner.id === change.owner);
    if (nets.length === 0 || nets.some(({ faults }) => faults.some(({ certain }) => certain))) return;
    const all = turns(before, after, change);
    // Of a circle, the dead-letter queue of one function is the end for all.
    const circle = new Set(after.graph.paths.filter(({ outcome }) => outcome.broken?.some(({ faults }) => faults.some(({ code }) => code === 'destination-loop'))).map(nameOf));
    expect({
      better: all.filter(({ step }) => step > 0).map(({ words }) => words),
      others: all.filter(({ name, now, step }) => !now.isChanged && step !== 0 && !circle.has(name)).map(({ words }) => words),
    }).toEqual({ better: [], others: [] });
  })).toBeGreaterThan(100);
});

test('a net at another hand-over changes nothing', () => {
  expect(forEachChange(80, idle, (change, before, after) => {
    expect(turns(before, after, change).filter(({ step }) => step !== 0).map(({ words }) => words)).toEqual([]);
  })).toBeGreaterThan(100);
});
