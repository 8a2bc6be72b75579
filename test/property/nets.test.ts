import fc from 'fast-check';
import { cloudFormation } from './cloudformation';
import { additions, Change, removals } from './nets';
import { forAll } from './runs';
import { samTemplate } from './sam';
import { Sketch, sketches } from './sketch';
import { asJson } from './told';
import { Result, worst } from '../../src/graph/merge';
import { Fate } from '../../src/model/graph';

/** Where each path ends, and each delivery. */
function fates({ graph }: Result): ReadonlyMap<string, Fate> {
  return new Map(graph.paths.flatMap(({ fn, kind, triggers, qualifier, outcome, delivery }) => {
    const name = `${fn.id}:${qualifier.key} ← ${kind} ${triggers[0]?.id ?? '-'}`;
    return [[name, outcome.fate], ...delivery ? [[`${name}, undelivered`, delivery.fate] as const] : []] as const;
  }));
}

/** The paths that end in another way, as `F1:$LATEST ← sqs F1W1: kept → lost`, if that is worse (or better). */
function turned(before: Result, after: Result, way: 'worse' | 'better'): string[] {
  const then = fates(before);
  return [...fates(after)].flatMap(([name, now]) => {
    const old = then.get(name);
    const step = old === undefined ? 0 : worst.indexOf(now) - worst.indexOf(old);
    return step !== 0 && step < 0 === (way === 'worse') ? [`${name}: ${old} → ${now}`] : [];
  });
}

const errors = ({ findings }: Result) => findings.filter(({ severity }) => severity === 'error').map(({ rule, resource, fn }) => `${rule} on ${resource.id} for ${fn?.id}`);

const forms = [cloudFormation, samTemplate];

function forEachChange(runs: number, changes: (sketch: Sketch) => readonly Change[], property: (change: Change, before: Result, after: Result) => void): void {
  const chosen = (sketch: Sketch, number: number) => changes(sketch)[number % changes(sketch).length] as Change | undefined;
  forAll(runs, sketches, [fc.nat(), fc.constantFrom(0, 1)], (sketch, number, form) => {
    const change = chosen(sketch, number);
    if (change) property(change, asJson(forms[form](sketch)), asJson(forms[form](change.sketch)));
  }, (sketch, number) => chosen(sketch, number)?.what ?? '');
}

test('a correct net more makes no fate worse and is no error', () => {
  forEachChange(400, additions, (_, before, after) => {
    const known = new Set(errors(before));
    expect([turned(before, after, 'worse'), errors(after).filter((error) => !known.has(error))]).toEqual([[], []]);
  });
});

test('a net less makes no fate better', () => {
  forEachChange(300, removals, ({ owner }, before, after) => {
    // One that holds nothing can be in the way of another, such as a redrive policy that leads back.
    const nets = before.graph.nets.filter((net) => net.owner.id === owner);
    if (nets.length > 0 && !nets.some(({ faults }) => faults.some(({ certain }) => certain))) expect(turned(before, after, 'better')).toEqual([]);
  });
});
