// Every test that docs/constructs/features.md names has to be among those that have passed.
import { readFileSync } from 'node:fs';

const { testResults } = JSON.parse(readFileSync('.jest-floor.json', 'utf8'));
const passed = new Set(testResults.flatMap(({ name, assertionResults }) => assertionResults.filter(({ status }) => status === 'passed')
  .map(({ ancestorTitles, title }) => [name.split('/test/')[1], ...ancestorTitles, title].join(' › '))));
const named = readFileSync('docs/constructs/features.md', 'utf8').split('\n').filter((line) => line.includes('.test.ts ›'))
  .flatMap((line) => line.split(' | ').slice(2).join(' | ').replace(/ \|$/, '').split('<br>')).map((name) => name.trim());
const missing = named.filter((name) => !passed.has(name));
for (const name of missing) console.error(`no such test has passed: ${name}`);
console.log(`features: ${named.length - missing.length} of ${named.length} named tests have passed`);
process.exitCode = missing.length === 0 && named.length > 0 ? 0 : 1;
