import { Item, Read, Spot } from './patch-spot';
import { Json } from '../read/file';

const token = /[\s,:]*(?:([{[])|([}\]])|("(?:[^"\\]|\\.)*")|([^\s,:{}[\]"]+))/y;

/** Where everything stands in a text that `JSON.parse` takes. */
export function readJson(text: string): Read {
  token.lastIndex = 0;
  const next = () => {
    const found = token.exec(text)!;
    const end = token.lastIndex;
    const [, open, close, quoted] = found;
    return { open, close, quoted, start: end - (open ?? close ?? quoted ?? found[4]).length, end };
  };
  const value = ({ open, start, end }: ReturnType<typeof next>): Spot => {
    if (open === undefined) return { kind: 'scalar', start, body: start, end, items: [] };
    const items: Item[] = [];
    for (;;) {
      const first = next();
      if (first.close) return { kind: open === '{' ? 'map' : 'list', start, body: start, end: first.end, flow: true, items };
      if (open === '[') {
        items.push({ start: first.start, mark: first.start, marked: false, value: value(first) });
      } else {
        const mark = text.indexOf(':', first.end) + 1;
        items.push({ start: first.start, key: JSON.parse(first.quoted) as string, mark, marked: true, value: value(next()) });
      }
    }
  };
  return { text, root: value(next()), json: true, plain: (spot) => JSON.parse(text.slice(spot.start, spot.end)) as Json, shared: [] };
}
