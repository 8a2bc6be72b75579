import { Figure, Plan, Tolerance } from '../model/plan';
import { isUnknown } from '../model/value';
import { time, tries } from '../report/quantity';

/** A number of the plan, with what it rests on. */
export interface MapFigure {
  readonly name: string;
  /** What it is the number of, for people. */
  readonly label: string;
  readonly text: string;
  /** Tries or seconds; absent where it is not known. `most` is absent where nothing ends it. */
  readonly least?: number;
  readonly most?: number;
  readonly because: string;
  readonly link: string;
  readonly unverified?: string;
}

/** The numbers that somebody on call needs, in the order in which they are asked for. */
export function figuresOf({ path: { mode, outcome: { fate }, source }, tries: often, rest, kept, failing, throttled }: Plan): readonly MapFigure[] {
  if (mode === 'none') return [];
  const count = figure('tries', 'Tries', often, ({ value }) => (isUnknown(value) ? undefined : value.most === Infinity ? 'without end' : tries({ ...often, value })));
  // Whoever waits for the answer is told at once.
  if (fate === 'caller' && source !== 'step-functions') return [count];
  const tolerance = (name: string, label: string, { leaves, lost }: Tolerance) => [
    figure(`${name}-leaves`, `${label}, until the first event leaves the retries`, leaves),
    ...fate === 'kept' ? [figure(`${name}-lost`, `${label}, until the first event is lost for good`, lost)] : [],
  ];
  return [
    count, figure('rest', 'From the first failure to the end of the retries', rest),
    ...kept.flatMap(({ net, lasts, expires }) => [
      figure('kept', `Time to take it from ${net.rest.text}`, lasts), figure('expires', `From its arrival at the source until it is gone from ${net.rest.text}`, expires),
    ]),
    ...tolerance('failing', 'Failing code', failing), ...tolerance('throttled', 'Throttling', throttled),
  ];
}

function figure(name: string, label: string, its: Figure, words: (its: Figure) => string | undefined = time): MapFigure {
  const { value, because, link, unverified } = its;
  if (isUnknown(value)) return { name, label, text: `unknown: ${value.reason}`, because, link, unverified };
  return { name, label, text: words(its) ?? 'no limit', least: finite(value.least), most: finite(value.most), because, link, unverified };
}

const finite = (value: number): number | undefined => (value === Infinity ? undefined : value);
