import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generated } from './registry';

/**
 * `remember` before the generators run, `compare` after: a generated file that changed had not been committed as it
 * should be. Works without git, so in a source archive too.
 */
const root = join(__dirname, '..');
const memory = join(root, 'node_modules', '.cache', 'generated-before.json');
const read = () => Object.fromEntries(generated.map((path) => [path, existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : '']));

if (process.argv[2] === 'remember') {
  mkdirSync(join(memory, '..'), { recursive: true });
  writeFileSync(memory, JSON.stringify(read()));
} else {
  const before = JSON.parse(readFileSync(memory, 'utf8')) as Record<string, string>;
  const after = read();
  const stale = generated.filter((path) => before[path] !== after[path]);
  if (stale.length > 0) {
    console.error(`Out of date, now written anew; commit them: ${stale.join(', ')}`);
    process.exitCode = 1;
  }
}
