import { parentPort } from 'node:worker_threads';
import { FuzzCase } from './case';
import { Disk } from './disk';
import { wrongWith } from './judge';

const disk = new Disk();
disk.install();
parentPort!.on('message', ({ files, command, app }: FuzzCase) => {
  // Bytes come as plain ones.
  const whole = new Map([...files].map(([file, bytes]) => [file, Buffer.from(bytes)]));
  parentPort!.postMessage(wrongWith(disk, { files: whole, command, app })?.kind);
});
