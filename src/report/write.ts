import { realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** All of a file or nothing of it: whoever looks meanwhile sees the one that was there before. */
export function writeWhole(file: string, text: string): void {
  const known = statSync(file, { throwIfNoEntry: false });
  // A device or a pipe is written to, never replaced.
  if (known && !known.isFile()) return writeFileSync(file, text);
  // A link stays one.
  const whole = known ? realpathSync(file) : file;
  const half = join(dirname(whole), `.${basename(whole)}.${process.pid}`);
  try {
    writeFileSync(half, text, { mode: known?.mode });
    renameSync(half, whole);
  } catch (error) {
    rmSync(half, { force: true });
    throw error;
  }
}
