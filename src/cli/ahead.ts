import { availableParallelism } from 'node:os';
import { extname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { checkArguments } from './check';
import { Form, Outcome, outcomeOf } from './checked';
import { BadUse, Streams } from './command';
import { Progress } from './progress';
import { Done, Share } from './thread';

/** As each takes about 100 MiB. */
const mostThreads = 8;

/**
 * Milliseconds of work that have to be left for another thread to pay: it compiles everything once more, and the compiler of the first
 * one, which has threads of its own, needs the other cores too.
 */
const worthIt = 6_000;

/** So many apps tell how much is left, once they have run for so many milliseconds: the first ones take ten times as long as those that find everything compiled. */
const known = { apps: 25, time: 500 };

/** Apps of one share. Small, so that nobody waits for the last one. */
const together = 4;

/**
 * Checks the apps of `lambda-failsafe check`, with other threads where that pays, and says how far it is where somebody looks at a
 * terminal. In the order of the command line, whoever was done first. Nothing if there is no app to check.
 */
export async function checkAhead(args: readonly string[], streams: Streams): Promise<readonly Outcome[] | undefined> {
  let read;
  try {
    read = checkArguments(args, streams);
  } catch (error) {
    if (error instanceof BadUse) return undefined; // the command itself says so
    throw error;
  }
  const { names, form, threads, quiet } = read;
  const progress = new Progress(names.length, quiet || !streams.progress || form.format !== 'text' && !streams.terminal ? () => undefined : streams.progress);
  const work = new Work(names, form, progress);
  try {
    return await work.all(threads);
  } finally {
    work.stop();
    progress.end();
  }
}

class Work {
  private readonly outcomes: Outcome[] = [];
  private readonly workers: Worker[] = [];
  private given = 0;
  private done = 0;
  private waiting?: { readonly finished: () => void; readonly failed: (error: Error) => void };

  constructor(private readonly names: readonly string[], private readonly form: Form, private readonly progress: Progress) {}

  public async all(threads: number | undefined): Promise<readonly Outcome[]> {
    const others = new Promise<void>((finished, failed) => void (this.waiting = { finished, failed }));
    others.catch(() => undefined); // it is heard at the end
    if (threads !== undefined) this.start(threads - 1);
    let times: number[] = [];
    let spent = 0;
    for (let share = this.next(1); share; share = this.next(1)) {
      const start = performance.now();
      this.take({ from: share.from, outcomes: share.names.map((name) => outcomeOf(name, this.form)) });
      times = [...times, performance.now() - start].slice(-known.apps);
      spent += times.at(-1)!;
      if (threads === undefined && this.workers.length === 0 && spent >= known.time) this.startIfItPays(times);
      // What the others have done meanwhile.
      if (this.workers.length > 0) await new Promise(setImmediate);
    }
    if (this.done < this.names.length) await others;
    return this.outcomes;
  }

  public stop(): void {
    for (const worker of this.workers) void worker.terminate();
  }

  /** By the times of the last apps. */
  private startIfItPays(times: readonly number[]): void {
    const left = times.reduce((sum, time) => sum + time, 0) / times.length * (this.names.length - this.given);
    this.start(Math.min(availableParallelism(), mostThreads, 1 + Math.floor(left / worthIt)) - 1);
  }

  private start(count: number): void {
    for (let index = 0; index < count && this.given < this.names.length; index += 1) {
      const worker = new Worker(join(__dirname, `thread${extname(__filename)}`), { workerData: this.form });
      worker.on('message', (done: Done) => {
        this.take(done);
        this.give(worker);
      });
      worker.on('error', (error) => this.waiting?.failed(error));
      worker.on('exit', () => this.waiting?.failed(new Error('a thread has ended too early')));
      this.workers.push(worker);
      // One to work on, and one that waits, so that it never does.
      this.give(worker);
      this.give(worker);
    }
  }

  private give(worker: Worker): void {
    const share = this.next(together);
    if (share) worker.postMessage(share);
  }

  private next(count: number): Share | undefined {
    if (this.given === this.names.length) return undefined;
    const from = this.given;
    const names = this.names.slice(from, from + count);
    this.given += names.length;
    return { from, names };
  }

  private take({ from, outcomes }: Done): void {
    outcomes.forEach((outcome, index) => void (this.outcomes[from + index] = outcome));
    this.done += outcomes.length;
    this.progress.at(this.done);
    if (this.done === this.names.length) this.waiting?.finished();
  }
}
