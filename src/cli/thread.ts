import { parentPort, workerData } from 'node:worker_threads';
import { Form, Outcome, outcomeOf } from './checked';

/** Some of the apps, which stand together in the order of the command line. */
export interface Share {
  readonly from: number;
  readonly names: readonly string[];
}

export interface Done {
  readonly from: number;
  readonly outcomes: readonly Outcome[];
}

/** Checks what it is given, share by share. Runs as a thread; see `ahead.ts`. */
parentPort?.on('message', ({ from, names }: Share) => {
  const done: Done = { from, outcomes: names.map((name) => outcomeOf(name, workerData as Form)) };
  parentPort!.postMessage(done);
});
