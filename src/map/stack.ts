import { join } from 'node:path';
import { End, Leg, MapPath } from './data';

/** Sizes in pixels; `run` is the number of lanes that one source or place has at most. */
export interface Sizes {
  readonly slot: number;
  readonly head: number;
  readonly foot: number;
  readonly gap: number;
  readonly run: number;
}

/** One leg of a path; `y` is its middle. */
export interface Lane<P> {
  readonly path: P;
  readonly leg: Leg;
  readonly delivery: boolean;
  readonly y: number;
}

export interface StackEnd<P> {
  readonly end: End;
  readonly fate: Leg['fate'];
  readonly y: number;
  readonly lanes: readonly { readonly lane: Lane<P>; readonly y: number }[];
}

export interface Stacked<P> {
  readonly cards: readonly { readonly id: string; readonly y: number; readonly height: number; readonly lanes: readonly Lane<P>[] }[];
  readonly sources: readonly { readonly id: string; readonly y: number; readonly lanes: readonly Lane<P>[] }[];
  readonly ends: readonly StackEnd<P>[];
  readonly height: number;
}

/** The files of the page, which the package has as they are. */
export const pageFolder = join(__dirname, '..', '..', 'map');

/** The page places the paths by the same lines, each time that somebody filters them. */
// eslint-disable-next-line @typescript-eslint/no-require-imports
export const { stack } = require(join(pageFolder, 'stack.js')) as { stack<P extends Leg & Pick<MapPath, 'source' | 'function' | 'delivery'>>(paths: readonly P[], sizes: Sizes): Stacked<P> };
