import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { fuzzCase } from './case';
import { corpus } from './corpus';
import { root } from './disk';
import { fuzz } from './fuzz';
import { smaller } from './smaller';

// npm run fuzz -- --seed 7 --cases 1000 --workers 2 --corpus ~/templates
const { values } = parseArgs({ options: { seed: { type: 'string' }, cases: { type: 'string' }, workers: { type: 'string' }, corpus: { type: 'string' } } });
const seed = Number(values.seed ?? Math.floor(Date.now() / 1_000));
const cases = Number(values.cases ?? 1_000_000);
const workers = Number(values.workers ?? cpus().length);
const began = Date.now();
const terminal = process.stderr.isTTY === true;
let said = 0;

void fuzz({
  seed, cases, workers, folder: values.corpus,
  failed: ({ index, kind, what }) => console.log(`${terminal ? '\n' : ''}case ${index}: ${kind}: ${what.slice(0, 300)}`),
  progress: (done) => {
    const seconds = (Date.now() - began) / 1_000;
    if (!terminal && seconds - said < 30) return;
    said = seconds;
    process.stderr.write(`${terminal ? '\r' : ''}${Math.floor(done)} of ${cases} cases, ${Math.floor(done / seconds)} a second${terminal ? '   ' : '\n'}`);
  },
}).then(async (failures) => {
  const kinds = new Map(failures.map((failure) => [failure.kind, failures.filter(({ kind }) => kind === failure.kind)]));
  console.log(`\nseed ${seed}: ${cases} cases in ${Math.round((Date.now() - began) / 1_000)} s, ${failures.length} of them wrong${kinds.size > 0 ? `, in ${kinds.size} ways` : ''}`);
  const seeds = corpus(values.corpus);
  for (const [kind, [{ index, what }, ...more]] of kinds) {
    const folder = join('.fuzz', `${seed}-${index}`);
    const whole = fuzzCase(seed, index, seeds);
    const small = await smaller(whole, kind);
    for (const [file, bytes] of small.files) {
      const path = join(folder, file.slice(root.length + 1));
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, bytes);
    }
    console.log(`\n${kind} (case ${index}${more.length > 0 ? ` and ${more.length} more` : ''}): ${what}\n  lambda-failsafe ${[...small.command, join(folder, small.app.slice(root.length + 1))].join(' ')}`);
  }
  process.exitCode = failures.length > 0 ? 1 : 0;
});
