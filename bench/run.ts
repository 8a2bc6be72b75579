import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { templates } from './templates';

/**
 * Measures whole processes: seconds from start to end, and the most memory that they had. What is compared runs in turn,
 * so that a machine that gets slower or faster does so for all of them, and is compared run by run.
 *
 *   npm run bench             all of it, and writes docs/performance.md
 *   npm run bench -- --quick  what there are bars for, in under five minutes; fails where one is missed
 */
const quick = process.argv.includes('--quick');
const root = join(__dirname, '..');
const work = mkdtempSync(join(tmpdir(), 'failsafe-bench-'));

interface Run { readonly seconds: number; readonly mebibytes: number }

interface Contestant { readonly name: string; readonly command: readonly string[] }

/** One whole process. The preloaded file tells the memory when it ends. */
function run({ name, command }: Contestant): Run {
  const start = process.hrtime.bigint();
  const { status, stderr, stdout, output } = spawnSync(process.execPath, ['--require', join(__dirname, 'peak.js'), ...command], { cwd: root, encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'pipe', 'pipe'] });
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  if (status !== 0) throw new Error(`${name} ended with ${status}:\n${stderr || stdout}`);
  return { seconds, mebibytes: Number(output[3]) / 1024 };
}

const median = (numbers: readonly number[]): number => {
  const sorted = [...numbers].sort((a, b) => a - b);
  return (sorted[Math.floor((sorted.length - 1) / 2)] + sorted[Math.ceil((sorted.length - 1) / 2)]) / 2;
};

/** So many rounds, each contestant once a round, after one round that does not count. */
function race(contestants: readonly Contestant[], rounds: number, warmUp = true): readonly (readonly Run[])[] {
  if (warmUp) contestants.forEach(run);
  const all = Array.from({ length: rounds }, () => contestants.map(run));
  return contestants.map((_, index) => all.map((round) => round[index]));
}

const app = (shape: string, functions: number, check: string): Contestant => ({
  name: check, command: [join('bench', 'app.js'), shape, String(functions), check, join(work, 'cdk.out')],
});
