import { Figure, Range } from '../model/plan';
import { isUnknown } from '../model/value';

const units = [[86_400, 'd'], [3_600, 'h'], [60, 'min'], [1, 's']] as const;

/** Seconds in the largest unit that they nearly fill. */
export function duration(seconds: number): string {
  const [size, unit] = units.find(([its]) => seconds >= its * 0.999) ?? units[units.length - 1];
  return `${rounded(seconds / size)} ${unit}`;
}

const rounded = (value: number): string => String(Math.round(value * 10) / 10);

/** Two bounds in words: `12 min`, `15–18 min`, `50 min–2 h`, `up to 12 h`, `4 d or more`; undefined when nothing bounds it. */
export function span(range: Range, write: (value: number) => string = duration): string | undefined {
  const { least, most } = range;
  if (least === Infinity) return 'for ever';
  if (most === Infinity) return least === 0 ? undefined : `${write(least)} or more`;
  const [from, to] = [write(least), write(most)];
  if (from === to) return from;
  if (least === 0) return `up to ${to}`;
  const [, unit] = to.split(' ');
  return unit !== undefined && from.endsWith(` ${unit}`) ? `${from.slice(0, -unit.length - 1)}–${to}` : `${from}–${to}`;
}

/** What is known of a time; undefined when that is nothing. */
export const time = ({ value }: Figure): string | undefined => (isUnknown(value) ? undefined : span(value));

/** `5 tries`, `up to 6 tries`, `tries without end`. */
export function tries({ value }: Figure): string {
  if (isUnknown(value)) return 'an unknown number of tries';
  const { least, most } = value;
  if (most === Infinity) return 'tries';
  if (most === 0) return 'never run';
  if (least === most) return `${count(most)} ${most === 1 ? 'try' : 'tries'}`;
  return least <= 1 ? `up to ${count(most)} tries` : `${count(least)}–${count(most)} tries`;
}

// Made once: toLocaleString makes one for every number, which takes longer than everything else.
const english = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** With commas, as one reads them. */
export const count = (value: number): string => (value < 1_000 && Number.isInteger(value) ? String(value) : english.format(value));
