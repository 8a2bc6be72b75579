/** A key, and the keys in its value. */
export interface Key {
  readonly offset: number;
  below?: Map<string, Key>;
}

/** Where the keys of a text stand. */
export class Positions {
  private readonly lines: readonly number[];

  constructor(text: string, private readonly keys: ReadonlyMap<string, Key>) {
    const lines = [0];
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines.push(at + 1);
    this.lines = lines;
  }

  /** Of the last key on the way that is there. Lines and columns count from one. */
  public of(path: readonly string[]): { readonly line: number; readonly column: number } {
    let here: ReadonlyMap<string, Key> | undefined = this.keys;
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
