import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const programs: { readonly [language: string]: string } = { python: '.py', java: '.java', go: '.go' };

/** Without the indentation that all lines share. */
function dedented(lines: readonly string[]): string {
  const indents = lines.filter((line) => line.trim() !== '').map((line) => /^[ \t]*/.exec(line)![0].length);
  return lines.map((line) => line.slice(Math.min(...indents))).join('\n');
}

const files = (extension: string): string[] => readdirSync(__dirname, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith(extension)).map((name) => readFileSync(join(__dirname, name), 'utf8'));

const isPartOf = (block: string, program: string): boolean => {
  const [wanted, lines] = [block.split('\n'), program.split('\n')];
  return lines.some((_, from) => dedented(lines.slice(from, from + wanted.length)) === dedented(wanted));
};

const page = readFileSync(join(__dirname, '../../docs/languages.md'), 'utf8');
const blocks = [...page.matchAll(/^```(\w+)\n([^]*?)\n```$/gm)].map(([, language, code]) => ({ language, code })).filter(({ language }) => language in programs);

test('there are four examples for each language', () => {
  expect(Object.keys(programs).map((name) => blocks.filter(({ language }) => language === name).length)).toEqual([4, 4, 4]);
});

test.each(blocks.map(({ language, code }) => [language, code.split('\n').at(0), code]))('in %s, the lines after "%s" are those of a program that runs', (language, _, code) => {
  expect(files(programs[language]).filter((program) => isPartOf(code, program))).toHaveLength(1);
});
