import { MapData } from './data';
import { Fate } from '../model/graph';
import { fateOrder, fateWords } from '../report/path-words';
import { count } from '../report/quantity';

/** How many paths have each fate, the worst first; fates that none has are left out. */
export function fateCounts({ paths }: MapData): readonly { readonly fate: Fate; readonly paths: number }[] {
  return fateOrder.map((fate) => ({ fate, paths: paths.filter((path) => path.fate === fate).length })).filter((its) => its.paths > 0);
}

/** `✗ 4 LOST · ✓ 4 kept` */
export const summary = (data: MapData): string =>
  fateCounts(data).map(({ fate, paths }) => fateWords[fate].replace(' ', ` ${count(paths)} `)).join(' · ') || 'No function is invoked';

export const undelivered = ({ paths }: MapData): number => paths.filter(({ fate, delivery }) => fate !== 'lost' && delivery?.fate === 'lost').length;
