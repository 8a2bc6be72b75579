import { parentPort, workerData } from 'node:worker_threads';
import { fuzzCase } from './case';
import { corpus } from './corpus';
import { Disk } from './disk';
import { wrongWith } from './judge';

/** What a worker is to do: the cases from one number on, in steps. */
export interface Work {
  readonly seed: number;
  readonly from: number;
  readonly step: number;
  readonly end: number;
  readonly folder?: string;
  /** The case at work, when it began in milliseconds, its bytes, and how many are done. */
  readonly clock: SharedArrayBuffer;
}

/** Milliseconds for 100 kB; less of it has as long. */
const patience = 1_000;

const { seed, from, step, end, folder, clock } = workerData as Work;
const now = new Float64Array(clock);
const seeds = corpus(folder);
const disk = new Disk();
disk.install();
// What is loaded when it is asked for takes its time once.
for (let index = 0; index < 200; index += 1) wrongWith(disk, fuzzCase(1, index, seeds));
for (let index = from; index < end; index += step) {
  const each = fuzzCase(seed, index, seeds);
  now[2] = [...each.files.values()].reduce((sum, { length }) => sum + length, 0);
  now[0] = index;
  now[1] = Date.now();
  let wrong = wrongWith(disk, each);
  // The machine may have had something else to do: the shortest of a few times counts, by the clock or by what the processors have done.
  const limit = patience * Math.max(1, now[2] / 100_000);
  let least = Date.now() - now[1];
  for (let turn = 0; turn < 3 && least > limit && !wrong; turn += 1) {
    now[1] = Date.now();
    const { user, system } = process.cpuUsage();
    wrong = wrongWith(disk, each);
    const used = process.cpuUsage();
    least = Math.min(least, Date.now() - now[1], (used.user + used.system - user - system) / 1_000);
  }
  if (!wrong && least > limit) wrong = { kind: 'slow', what: `${least} ms for ${now[2]} bytes` };
  now[1] = 0;
  now[3] += 1;
  if (wrong) parentPort!.postMessage({ index, wrong });
}
