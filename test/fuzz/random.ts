/* eslint-disable no-bitwise */
/** The same numbers for the same seed, everywhere: mulberry32, which is fast and even enough to choose with. */
export class Random {
  private state: number;

  constructor(seed: number, stream = 0) {
    // Neighbouring cases must not begin alike.
    this.state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(stream + 1, 0xc2b2ae35);
    this.next();
    this.next();
  }

  /** From 0 up to 1. */
  public next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  public below(most: number): number { return Math.floor(this.next() * most); }

  public chance(probability: number): boolean { return this.next() < probability; }

  public of<T>(items: readonly T[]): T { return items[this.below(items.length)]; }
}
