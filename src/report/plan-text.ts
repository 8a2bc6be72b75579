import { heading } from './fate-table';
import { worstFirst } from './path-words';
import { endWords, keptWords, layerWords } from './plan-words';
import { count, duration, span, time } from './quantity';
import { wrap } from './wrap';
import { Figure, Layer, Outage, Plan, PlanRow, Range, Tolerance, Toll } from '../model/plan';
import { isUnknown } from '../model/value';

export interface PlanTextOptions {
  /** Columns. */
  readonly width: number;
  /** Whether to say of each number what it rests on. */
  readonly facts: boolean;
}

/** Function by function, the worst first: every hand-over of every path, and the outage that it survives. */
export function planText(plans: readonly Plan[], options: PlanTextOptions): string {
  const byFunction = new Map<string, Plan[]>();
  for (const plan of [...plans].filter(({ path }) => !path.framework).sort((a, b) => worstFirst(a.path, b.path))) {
    byFunction.set(plan.path.fn.key, [...byFunction.get(plan.path.fn.key) ?? [], plan]);
  }
  return [...byFunction.values()].map((its) => its.map((plan) => pathText(plan, options)).join('\n')).join('\n\n');
}

function pathText(plan: Plan, { width, facts }: PlanTextOptions): string {
  const { path: { mode, outcome, source }, layers, failing, throttled } = plan;
  const lines = [heading(plan, width)];
  if (mode === 'none' || outcome.fate === 'caller' && source !== 'step-functions') return [...lines, wrap(outcome.because, width, indent)].join('\n');
  const line = (label: string, words: string) => lines.push(wrap(words, width, `${indent}${label.padEnd(labelled)}`, indent + ' '.repeat(labelled)));
  for (const layer of layers) line(when[layer.on], `${layerWords(layer)} (${layer.by})${layer.on === 'undelivered' ? `, then ${endWords(layer.outcome)}` : ''}`);
  line('then', outcome.fate === 'kept' ? `in ${plan.kept.map(keptWords).join(' and ')}` : endWords(outcome));
  line('survives', `${lasting(failing.leaves)} of failing code, ${lasting(throttled.leaves)} of throttling`);
  if (outcome.fate === 'kept') line('', lostWords(failing));
  if (facts) for (const fact of factsOf(plan)) line(fact.label, fact.words);
  return lines.join('\n');
}

const indent = ' '.repeat(10);
const labelled = 13;

const when: { readonly [on in Layer['on']]: string } = { undelivered: 'undelivered', failing: 'code fails', throttled: 'throttled' };

const lasting = (figure: Figure): string => (isUnknown(figure.value) ? 'an unknown time' : figure.value.most === 0 ? 'no time' : time(figure) ?? 'an unknown time');

const lostWords = ({ lost }: Tolerance): string =>
  (isUnknown(lost.value) ? `how long it is kept: ${lost.value.reason}` : lost.value.least === Infinity ? 'nothing is ever lost' : `the first event is lost after ${time(lost)}, if nobody takes it from there`);

/** What each number rests on, once. */
function factsOf({ layers, kept, failing, throttled }: Plan): readonly { readonly label: string; readonly words: string }[] {
  const figures: readonly (readonly [string, Figure])[] = [
    ...layers.flatMap((layer): (readonly [string, Figure])[] => [[when[layer.on], layer.tries], [when[layer.on], layer.within]]),
    ...kept.map(({ lasts }) => ['kept', lasts] as const), ['survives', failing.leaves], ['survives', throttled.leaves],
  ];
  const words = new Set(figures.map(([of, { because, link, unverified }]) => `${of}: ${because}${unverified === undefined ? '' : `; unverified: ${unverified}`} ${link}`));
  return [...words].map((fact, index) => ({ label: index === 0 ? 'because' : '', words: fact }));
}

/** What an outage does to the events that arrive meanwhile, the worst first; with a rate in events, otherwise in the times in which they arrive. */
export function outageText(rows: readonly PlanRow[], { seconds, kind }: Outage, rate: number | undefined, width: number): string {
  const what = kind === 'failing' ? 'the code of every function fails' : 'every function is throttled';
  const counted = rate === undefined ? '; the times tell in how much of it they arrive' : `, ${count(rate * seconds)} on each path`;
  const lines = [wrap(`If ${what} for ${duration(seconds)}: what becomes of the events that arrive meanwhile${counted}`, width)];
  for (const { plan, toll } of [...rows].sort((a, b) => worstFirst(a.plan.path, b.plan.path))) {
    if (toll) lines.push('', heading(plan, width), wrap(isUnknown(toll) ? toll.reason : tollWords(plan, toll, rate), width, indent));
  }
  return lines.join('\n');
}

function tollWords(plan: Plan, { retried, blocked, kept, lost, refused }: Toll, rate: number | undefined): string {
  const amount = (range: Range) => (rate === undefined ? span(range) : span({ least: Math.floor(range.least * rate), most: Math.ceil(range.most * rate) }, count));
  const parts = [
    [lost, 'LOST'], [kept, `kept in ${plan.kept.map(({ net }) => net.rest.text).join(' and ')}`],
    [blocked, 'wait, and everything behind them'], [refused, 'refused: their callers have them'], [retried, 'processed late'],
  ] as const;
  return parts.filter(([range]) => range.most > 0).map(([range, words]) => `${amount(range)} ${words}`).join(', ');
}
