import { Figure, Range } from '../model/plan';
import { isUnknown, Unknown } from '../model/value';

export const exactly = (value: number): Range => ({ least: value, most: value });

export const between = (least: number, most: number): Range => ({ least: Math.max(0, least), most: Math.max(0, least, most) });

export const plus = (one: Range, other: Range): Range => ({ least: one.least + other.least, most: one.most + other.most });

/** What is left of one when the other is taken away. */
export const minus = (one: Range, other: Range): Range => between(one.least - other.most, one.most - other.least);

/** Whichever comes first. */
export const first = (one: Range, other: Range): Range => ({ least: Math.min(one.least, other.least), most: Math.min(one.most, other.most) });

/** Whichever comes last. */
export const last = (one: Range, other: Range): Range => ({ least: Math.max(one.least, other.least), most: Math.max(one.most, other.most) });

/** Either, nobody knows which. */
export const either = (one: Range, other: Range): Range => ({ least: Math.min(one.least, other.least), most: Math.max(one.most, other.most) });

/** Calculates with what is known; the first that is not is the reason why the result is not. */
export function calculate<T>(known: readonly (T | Unknown)[], make: (...values: readonly T[]) => Range): Range | Unknown {
  const unknown = known.find(isUnknown);
  return unknown ?? make(...known as T[]);
}

/** The same of figures; what the first rests on, the result rests on. */
export function combine(figures: readonly Figure[], make: (...values: readonly Range[]) => Range, because: string): Figure {
  const { link } = figures[0];
  const unverified = figures.find((figure) => figure.unverified !== undefined)?.unverified;
  return { value: calculate(figures.map(({ value }) => value), make), because, link, unverified };
}
