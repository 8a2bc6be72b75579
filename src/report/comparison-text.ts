import { changeOrder, Comparison } from './comparison';
import { PathJson } from './json';
import { fateWords } from './path-words';
import { wrap } from './wrap';
import { Fate } from '../model/graph';

/** For people: what changed, path by path. */
export function comparisonText({ with: name, changes, same }: Comparison, width: number): string {
  const totals = changeOrder.map((kind) => [kind, changes.filter((change) => change.kind === kind).length] as const).filter(([, many]) => many > 0).map(([kind, many]) => `${many} ${kind}`);
  const state = (word: string, path: PathJson | undefined) => (path ? [wrap(`${word}: ${fateWords[path.fate as Fate]}, ${path.words}${path.deliveryWords ? `; ${path.deliveryWords}` : ''}`, width, '  ', '    ')] : []);
  const rows = changes.flatMap(({ kind, before, after }) => [
    wrap(`${kind}: ${(after ?? before)!.name} ← ${(after ?? before)!.from}`, width, '', '  '), ...state('before', before), ...state('now', after),
  ]);
  return `${[wrap(`Compared with ${name}: ${totals.length === 0 ? 'nothing changed' : totals.join(', ')}; ${same} as before`, width), ...rows.length === 0 ? [] : ['', ...rows]].join('\n')}\n`;
}
