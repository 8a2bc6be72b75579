/** A key, and the keys in its value. */
interface Key {
  readonly offset: number;
  below?: Map<string, Key>;
}

const token = /[\s,:]*(?:([{[])|([}\]])|("(?:[^"\\]|\\.)*")|[^\s,:{}[\]"]+)/g;

/** Where the keys stand in a text that `JSON.parse` takes, in one pass. Of one that is written twice the last counts, as there. */
export class JsonPositions {
  private readonly keys: Map<string, Key>;
  private readonly lines: readonly number[];

  constructor(text: string) {
    this.keys = keysIn(text);
    const lines = [0];
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines.push(at + 1);
    this.lines = lines;
  }

  /** Of the last key on the way that is there. Lines and columns count from one. */
  public of(path: readonly string[]): { readonly line: number; readonly column: number } {
    let here: Map<string, Key> | undefined = this.keys;
    let offset = 0;
    for (const name of path) {
      const key: Key | undefined = here?.get(name);
      if (!key) break;
      offset = key.offset;
      here = key.below;
    }
    let [low, high] = [0, this.lines.length];
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (this.lines[middle] <= offset) low = middle;
      else high = middle;
    }
    return { line: low + 1, column: offset - this.lines[low] + 1 };
  }
}

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
