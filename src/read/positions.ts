/** A key, and the keys in its value, which are looked for when somebody asks. */
export interface Key {
  readonly offset: number;
  readonly below: () => ReadonlyMap<string, Key> | undefined;
}

/** Where the keys of a text stand. */
export class Positions {
  private readonly lines: readonly number[];
  private readonly below = new Map<Key, ReadonlyMap<string, Key> | undefined>();

  constructor(text: string, private readonly root: Key) {
    const lines = [0];
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines.push(at + 1);
    this.lines = lines;
  }

  /** Of the last key on the way that is there. Lines and columns count from one. */
  public of(path: readonly string[]): { readonly line: number; readonly column: number } {
    let here = this.root;
    for (const name of path) {
      const key = this.keysBelow(here)?.get(name);
      if (!key) break;
      here = key;
    }
    let [low, high] = [0, this.lines.length];
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (this.lines[middle] <= here.offset) low = middle;
      else high = middle;
    }
    return { line: low + 1, column: here.offset - this.lines[low] + 1 };
  }

  private keysBelow(key: Key): ReadonlyMap<string, Key> | undefined {
    if (!this.below.has(key)) this.below.set(key, key.below());
    return this.below.get(key);
  }
}
