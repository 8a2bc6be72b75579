import { Key, Positions } from './positions';

/** Where the keys and the items of lists, by their number, stand in a text that `JSON.parse` takes. Of a key that is written twice the last counts, as there. */
export const jsonPositions = (text: string): Positions => new Positions(text, { offset: 0, below: () => keysIn(text, 0) });

/** Of the value that begins there, with space before it or not. */
function keysIn(text: string, from: number): Map<string, Key> | undefined {
  const keys = new Map<string, Key>();
  let depth = 0;
  // The last text at the level of the keys, which is a key if a colon comes behind it.
  let last = { from, to: from };
  let list = false;
  const item = (at: number) => {
    while (isSpace(text[at])) at += 1;
    if (list && text[at] !== ']') keys.set(String(keys.size), { offset: at, below: keysLater(text, at) });
  };
  for (let at = from; at < text.length; at += 1) {
    switch (text[at]) {
      case '"': {
        const to = endOfText(text, at);
        if (depth === 1) last = { from: at, to };
        at = to;
        break;
      }
      case '[':
        depth += 1;
        if (depth === 1) {
          list = true;
          item(at + 1);
        }
        break;
      case '{':
        depth += 1;
        break;
      case ']': case '}':
        if (depth === 0) return undefined;
        depth -= 1;
        if (depth === 0) return keys;
        break;
      case ':':
        if (depth === 1 && !list) keys.set(JSON.parse(text.slice(last.from, last.to + 1)) as string, { offset: last.from, below: keysLater(text, at + 1) });
        break;
      case ',':
        if (depth === 0) return undefined;
        if (depth === 1) item(at + 1);
        break;
    }
  }
  return undefined;
}

const isSpace = (character: string): boolean => character === ' ' || character === '\n' || character === '\r' || character === '\t';

const keysLater = (text: string, from: number): Key['below'] => () => keysIn(text, from);

/** Of the quote that ends what the quote there begins. */
function endOfText(text: string, from: number): number {
  for (let at = text.indexOf('"', from + 1); ; at = text.indexOf('"', at + 1)) {
    let before = at - 1;
    while (text[before] === '\\') before -= 1;
    if ((at - before) % 2 === 1) return at;
  }
}
