import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

/**
 * Holds what survived against `answers/`, where survivors have the reason why no test can notice them. A survivor without a
 * reason is told, and so is a reason that nothing needs any more. What decides about the run is the score: how many slow
 * tests are asked depends on the machine, so another survivor may be there on another one.
 *
 *     src/graph/iam.ts:
 *       - line: if (!role) return undefined;
 *         now: 'false'
 *         why: a role that is undefined has no policies either
 *
 * `line` is the first line that is changed, `now` what Stryker writes there; without `now` the reason is about all changes
 * of the line, and a list of lines shares it. Where a change spans lines, `now` is its first.
 */
interface Answer { readonly line: string | readonly string[]; readonly now?: string | readonly string[]; readonly why: string }

interface Mutant {
  readonly mutatorName: string;
  readonly replacement?: string;
  readonly status: string;
  readonly location: { readonly start: { readonly line: number; readonly column: number } };
}

interface Report { readonly files: { readonly [file: string]: { readonly source: string; readonly mutants: readonly Mutant[] } } }

const root = join(__dirname, '..', '..');
const folder = join(__dirname, 'answers');

const report = JSON.parse(readFileSync(join(root, '.mutation', 'report.json'), 'utf8')) as Report;
const answers = Object.assign({}, ...readdirSync(folder).map((name) => parse(readFileSync(join(folder, name), 'utf8')) as object)) as { readonly [file: string]: readonly Answer[] };

const firstLine = (text: string) => text.trim().split('\n')[0].trim();
const listOf = (given: string | readonly string[] | undefined) => (given === undefined ? [] : [given].flat().map((text) => firstLine(String(text))));

const open: string[] = [];
const used = new Set<string>();
let answered = 0;
for (const [file, { source, mutants }] of Object.entries(report.files)) {
  const lines = source.split('\n');
  for (const { status, replacement = '', location: { start }, mutatorName } of mutants) {
    if (status !== 'Survived' && status !== 'NoCoverage') continue;
    const line = lines[start.line - 1].trim();
    const now = firstLine(replacement);
    const reasons = (answers[file] ?? []).filter((answer) => listOf(answer.line).includes(line) && (answer.now === undefined || listOf(answer.now).includes(now)));
    if (reasons.length === 0) {
      open.push(`${file}:${start.line}:${start.column} ${mutatorName}\n    - line: ${JSON.stringify(line)}\n      now: ${JSON.stringify(now)}`);
    } else {
      answered += 1;
      for (const { line: of } of reasons) for (const each of listOf(of)) if (each === line) used.add(`${file}: ${each}`);
    }
  }
}
const asked = new Set(Object.keys(report.files));
const stale = Object.entries(answers).filter(([file]) => asked.has(file)).flatMap(([file, its]) => its.flatMap(({ line }) => listOf(line).map((each) => `${file}: ${each}`))).filter((key) => !used.has(key));

for (const each of open) console.log(each);
for (const each of stale) console.log(`nothing survives any more at ${each}`);
console.log(`${answered} survivors have a reason in test/mutation/answers, ${open.length} have none; ${stale.length} reasons are not needed.`);
