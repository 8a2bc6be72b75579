import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { Wrong } from './judge';
import { Work } from './worker';

export interface Fuzzing {
  readonly seed: number;
  readonly cases: number;
  readonly workers: number;
  /** Templates to begin with, besides those of the repository. */
  readonly folder?: string;
  /** Called a few times a second with the number of cases that are done. */
  readonly progress?: (done: number) => void;
  /** Called with every case that goes wrong, when it does. */
  readonly failed?: (failure: Failure) => void;
}

export interface Failure extends Wrong { readonly index: number }

/** Milliseconds for 100 kB after which a case will not come to an end; less of it has as long. What is merely slow the worker tells. */
const patience = 20_000;

/** Runs that many cases on several threads; one that does not come to an end in its time is ended. */
export async function fuzz({ seed, cases, workers, folder, progress, failed }: Fuzzing): Promise<readonly Failure[]> {
  const failures: Failure[] = [];
  const add = (failure: Failure) => {
    failures.push(failure);
    failed?.(failure);
  };
  const clocks = Array.from({ length: workers }, () => new SharedArrayBuffer(32));
  const done = () => progress?.(clocks.reduce((sum, clock) => sum + new Float64Array(clock)[3], 0));
  const ticking = setInterval(done, 500);
  await Promise.all(clocks.map(async (clock, offset) => {
    for (let from = offset; from < cases;) from = await run({ seed, from, step: workers, end: cases, folder, clock }, add);
  }));
  clearInterval(ticking);
  done();
  return failures.sort((a, b) => a.index - b.index);
}

/** Gives the number of the case to go on with, when one had to be ended. */
function run(work: Work, add: (failure: Failure) => void): Promise<number> {
  const now = new Float64Array(work.clock);
  now.fill(0, 0, 3);
  const worker = new Worker(join(__dirname, 'worker.ts'), { workerData: work, execArgv: ['-r', 'ts-node/register/transpile-only'], resourceLimits: { maxOldGenerationSizeMb: 2_048 } });
  return new Promise((resolve) => {
    let next = work.end;
    const fail = (kind: string, what: string) => {
      add({ index: now[0], kind, what });
      next = now[0] + work.step;
    };
    const watching = setInterval(() => {
      const [, began, size] = now;
      if (began === 0 || Date.now() - began < patience * Math.max(1, size / 100_000)) return;
      clearInterval(watching);
      fail('hang', `more than ${Date.now() - began} ms for ${size} bytes`);
      void worker.terminate();
    }, 100);
    worker.on('message', ({ index, wrong }: { readonly index: number; readonly wrong: Wrong }) => add({ index, ...wrong }));
    worker.on('error', (error) => fail(`crash ${error.message.slice(0, 60)}`, error.stack ?? error.message));
    worker.on('exit', () => {
      clearInterval(watching);
      resolve(next);
    });
  });
}
