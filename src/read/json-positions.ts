import { Key, Positions } from './positions';

const token = /[\s,:]*(?:([{[])|([}\]])|("(?:[^"\\]|\\.)*")|[^\s,:{}[\]"]+)/g;

/** Where the keys stand in a text that `JSON.parse` takes, in one pass. Of one that is written twice the last counts, as there. */
export const jsonPositions = (text: string): Positions => new Positions(text, keysIn(text));

function keysIn(text: string): Map<string, Key> {
  const root: Key = { offset: 0 };
  // Of a map its keys, and the one whose value comes next; of a list nothing.
  const around: { keys?: Map<string, Key>; next?: Key }[] = [{ next: root }];
  for (const { 0: all, 1: open, 2: close, 3: quoted, index } of text.matchAll(token)) {
    const inside = around[around.length - 1];
    if (open) {
      const keys = open === '{' ? new Map<string, Key>() : undefined;
      if (inside.next) inside.next.below = keys;
      inside.next = undefined;
      around.push({ keys });
    } else if (close) {
      around.pop();
    } else if (quoted && inside.keys && !inside.next) {
      inside.next = { offset: index + all.length - quoted.length };
      inside.keys.set(quoted.includes('\\') ? JSON.parse(quoted) as string : quoted.slice(1, -1), inside.next);
    } else {
      inside.next = undefined;
    }
  }
  return root.below ?? new Map<string, Key>();
}
