import { Chance, Service, Shelf, Story } from './mechanisms';
import { handOverOf, serviceOf, shelfOf } from './simulated';
import { FailureGraph } from '../../src/model/graph';
import { Figure, Plan, Range } from '../../src/model/plan';
import { isUnknown } from '../../src/model/value';
import { tollOf } from '../../src/plan/outage';

type Kind = 'failing' | 'throttled';
const kinds: readonly Kind[] = ['failing', 'throttled'];

/** What a number of the plan says and the simulation does not, in words. */
export class Disagreement extends Error {}

const words = ({ least, most }: Range) => `${least}–${most}`;

/** Seconds are sums of fractions. */
const slack = 1e-3;

function inside({ value }: Figure, simulated: number, what: string, story?: Story): void {
  if (isUnknown(value) || (simulated >= value.least - slack && simulated <= value.most + slack)) return;
  throw new Disagreement(`${what}: ${simulated}, planned ${words(value)}${story ? `\n  ${story.log.join('\n  ')}` : ''}`);
}

function holds(condition: boolean, what: string, story: Story): void {
  if (!condition) throw new Disagreement(`${what}\n  ${story.log.join('\n  ')}`);
}

/** Compares every number of a plan with what the simulated services do; false where the settings are not known. */
export function expectSimulated(graph: FailureGraph, plan: Plan, seed: number, { times, counting }: { readonly times: number; readonly counting: boolean }): boolean {
  const chance = new Chance(seed);
  handOvers(plan, chance);
  for (let time = 0; time < times; time += 1) {
    const service = serviceOf(graph, plan.path, chance);
    if (!service) return false;
    const shelves = plan.kept.map(({ net }) => shelfOf(plan.path, net, chance));
    for (const kind of kinds) {
      for (let again = 0; again < 3; again += 1) forEver(plan, service, kind, shelves, chance);
      outages(plan, service, kind, shelves, chance);
      if (counting) tolls(plan, service, kind, shelves, chance);
    }
  }
  return true;
}

function handOvers({ path, layers }: Plan, chance: Chance): void {
  const layer = layers.find(({ on }) => on === 'undelivered');
  const simulated = layer && handOverOf(path, chance);
  if (!simulated) return;
  inside(layer.tries, simulated.tries, 'deliveries');
  inside(layer.within, simulated.seconds, 'seconds of delivering');
}

/** An event that nothing helps. */
function forEver(plan: Plan, service: Service, kind: Kind, shelves: readonly (Shelf | undefined)[], chance: Chance): void {
  const [story] = service.send([0], { bad: kind, until: Infinity }, chance);
  const layer = plan.layers.find(({ on }) => on === kind);
  const first = kind === 'failing' ? story.firstFailure : story.firstRefusal;
  if (first !== undefined && layer) inside(layer.within, Math.max(0, story.end - first), `seconds of the layer that is for ${kind}`, story);
  if (kind === 'throttled') return holds(story.tries === 0, 'it runs', story);
  inside(plan.tries, story.tries, 'tries', story);
  if (first !== undefined) inside(plan.rest, Math.max(0, story.end - first), 'seconds from the first failure to rest', story);
  if (story.how !== 'over') return;
  plan.kept.forEach(({ net, expires, lasts }, index) => {
    const gone = shelves[index]?.(0, story.end);
    if (gone === undefined) return;
    inside(expires, gone, `seconds until it is gone from ${net.rest.text}`, story);
    inside(lasts, gone === Infinity ? Infinity : Math.max(0, gone - story.end), `seconds to take it from ${net.rest.text}`, story);
  });
}

/** True when nobody can find it any more at that time; undefined when the place of its rest does not tell. */
function isLost({ path: { outcome: { fate } } }: Plan, story: Story, shelves: readonly (Shelf | undefined)[], now: number): boolean | undefined {
  if (story.how === 'processed') return false;
  if (fate === 'lost' || fate === 'blocks' || story.how === 'expired') return true;
  if (shelves.length === 0 || shelves.includes(undefined)) return undefined;
  return Math.max(...shelves.map((shelf) => shelf!(story.arrives, story.end))) < now - slack;
}

/** Outages around the bounds, on the sides where the plan promises something. */
function outages(plan: Plan, service: Service, kind: Kind, shelves: readonly (Shelf | undefined)[], chance: Chance): void {
  const { leaves, lost } = plan[kind];
  for (const [figure, is] of [[leaves, 'leaves'], [lost, 'lost']] as const) {
    if (isUnknown(figure.value)) continue;
    const { least, most } = figure.value;
    const lengths = [least, least * chance.next(), most + 1, most * (1 + chance.next()) + 1].filter((seconds) => seconds > 0 && seconds < Infinity);
    for (const seconds of lengths) {
      const [story] = service.send([0], { bad: kind, until: seconds }, chance);
      const outage = `${seconds} s of ${kind}; ${is} after ${words(figure.value)}`;
      const happens = is === 'leaves' ? story.how !== 'processed' : isLost(plan, story, shelves, seconds);
      if (happens === undefined) continue;
      if (seconds <= least) holds(!happens, `${outage}: it happens`, story);
      if (seconds > most) holds(happens, `${outage}: it does not happen`, story);
    }
  }
}

/** Events that arrive during an outage, counted. */
function tolls(plan: Plan, service: Service, kind: Kind, shelves: readonly (Shelf | undefined)[], chance: Chance): void {
  const { leaves: { value }, lost } = plan[kind].behind ?? plan[kind];
  if (isUnknown(value)) return;
  const marks = [value, ...isUnknown(lost.value) ? [] : [lost.value]].flatMap(({ least, most }) => [least, most]).filter((mark) => mark > 0 && mark < Infinity);
  const mark = marks[Math.floor(chance.next() * marks.length)] ?? 60;
  const seconds = mark * chance.between(0.2, 3) + 1;
  const events = 20;
  const toll = tollOf(plan, { seconds, kind });
  if (isUnknown(toll)) return;
  const arrivals = Array.from({ length: events }, (_, index) => (index + chance.next()) * seconds / events);
  const stories = service.send(arrivals, { bad: kind, until: seconds }, chance);
  const processed = stories.filter(({ how }) => how === 'processed').length;
  const lostOnes = stories.filter((story) => isLost(plan, story, shelves, seconds) === true).length;
  const told = !isUnknown(lost.value) && stories.every((story) => isLost(plan, story, shelves, seconds) !== undefined);
  const count = (range: Range, simulated: number, what: string) => {
    const rate = events / seconds;
    // The first and the last arrive at any time of their turn.
    if (simulated >= range.least * rate - 2 && simulated <= range.most * rate + 2) return;
    throw new Disagreement(`${seconds} s of ${kind}, ${events} events: ${simulated} ${what}, planned ${words({ least: range.least * rate, most: range.most * rate })}\n  ${stories.map(({ log }) => `${log[0]} ${log[log.length - 1]}`).join('\n  ')}`);
  };
  const { fate } = plan.path.outcome;
  count(fate === 'blocks' ? toll.blocked : toll.retried, processed, 'processed late');
  if (fate === 'caller') return count(toll.refused, events - processed, 'refused');
  if (!told) return count({ least: toll.kept.least + toll.lost.least, most: toll.kept.most + toll.lost.most }, events - processed, 'kept or lost');
  count(toll.lost, lostOnes, 'lost');
  count(toll.kept, events - processed - lostOnes, 'kept');
}

function* figuresOf({ tries, rest, kept, layers, failing, throttled }: Plan): Iterable<readonly [name: string, figure: Figure]> {
  yield ['tries', tries];
  yield ['rest', rest];
  for (const { expires, lasts } of kept) yield* [['expires', expires], ['lasts', lasts]] as const;
  for (const layer of layers) yield* [[`tries of ${layer.by}`, layer.tries], [`time of ${layer.by}`, layer.within]] as const;
  for (const its of [failing, throttled]) for (const { leaves, lost } of [its, its.behind ?? its]) yield* [['leaves', leaves], ['lost', lost]] as const;
}

/** What the figures of a plan lack, in words. */
export function* gaps(plan: Plan): Iterable<string> {
  for (const [name, { value, because, link }] of figuresOf(plan)) {
    if (because === '' || /undefined|NaN|\[object/.test(because)) yield `${name} because "${because}"`;
    if (!link.startsWith('https://')) yield `${name} with the link ${link}`;
    if (isUnknown(value) ? value.reason === '' : !(value.least >= 0 && value.least <= value.most)) yield `${name} is ${JSON.stringify(value)}`;
  }
}
