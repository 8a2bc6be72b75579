/** How far it is, in one line that is written over and gone at the end. Nobody has to know of what takes no time. */
export class Progress {
  private readonly start = Date.now();
  private last = this.start + 200;
  private shown = false;

  constructor(private readonly total: number, private readonly write: (text: string) => void) {}

  public at(done: number): void {
    const now = Date.now();
    if (now < this.last + 100) return;
    this.last = now;
    this.shown = true;
    this.write(`\r\u001b[KChecked ${done} of ${this.total}`);
  }

  public end(): void {
    if (this.shown) this.write('\r\u001b[K');
  }
}
