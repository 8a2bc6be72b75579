// Scores the check on labelled real templates and fails below the bar.
//   node .ci/corpus.mjs FOLDER
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const corpus = process.argv[2];
const bars = { fateAccuracy: 0.98, pathPrecision: 0.98, ruleRecall: 0.97, rulePrecision: 0.97 };
const folder = mkdtempSync(join(tmpdir(), 'corpus-'));
try {
  const node = (...args) => execFileSync(process.execPath, args, { encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'inherit'] });
  const result = join(folder, 'result.json');
  writeFileSync(result, node(join(corpus, 'run.mjs'), 'bin/lambda-failsafe'));
  console.log(node(join(corpus, 'score.mjs'), result));
  const score = JSON.parse(node(join(corpus, 'score.mjs'), result, '--json'));
  const low = Object.entries(bars).filter(([name, bar]) => !(score[name] >= bar)).map(([name, bar]) => `${name} ${score[name]} is below ${bar}`);
  if (score.frameworkNoise !== 0) low.push(`${score.frameworkNoise} findings on functions that CDK adds`);
  if (low.length > 0) {
    console.error(low.join('\n'));
    process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
