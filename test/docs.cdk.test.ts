import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { CommandWords, commands, everywhere } from '../src/cli/words';
import { readApp } from '../src/read/template';
import { rules } from '../src/rules';
import { sources } from '../src/sources';
import { run } from './support/program';

const root = join(__dirname, '..');
const pages = ['README.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'SECURITY.md', ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.md')).map((name) => join('docs', name))];

interface Block { readonly page: string; readonly language: string; readonly code: string }

const blocks = pages.flatMap((page): Block[] => [...readFileSync(join(root, page), 'utf8').matchAll(/^```(\w+)(?: nofixture)?\n([^]*?)^```$/gm)].map(([, language, code]) => ({ page, language, code })));
// Tests, and what they test, are run by test/recipes; the pages of rules by test/rules, those of sources by test/sources, the recipes for contributors by test/scaffold.
const elsewhere = /docs.(?:rules|sources).|add-a-\w+\.md$|recipes.unit-tests\.md$/;
const programs = blocks.filter(({ page, language, code }) => language === 'ts' && code.includes('import ') && !elsewhere.test(page));
const templates = blocks.filter(({ language, code }) => language === 'yaml' && /^Resources:/m.test(code));

/** A page without its blocks of code, which may hold pages themselves. */
const proseOf = (page: string) => readFileSync(join(root, page), 'utf8').replace(/^(`{3,}).*\n[^]*?^\1$/gm, '');

test('there are programs and templates to run', () => {
  const constructs = readdirSync(join(root, 'docs', 'constructs')).filter((name) => !['README.md', 'features.md'].includes(name)).map((name) => join('docs', 'constructs', name));
  const others = ['defaults.md', 'existing-apps.md', 'migration.md', 'redrive.md', join('recipes', 'cdk-nag.md'), join('recipes', 'monorepo.md')].map((name) => join('docs', name));
  expect(new Set(programs.map(({ page }) => page))).toEqual(new Set(['README.md', ...others, ...constructs]));
  expect(templates).not.toHaveLength(0);
});

test.each(programs.map(({ page, code }) => [`${page}: ${code.split('\n').find((line) => line.startsWith('const'))}`, code]))('runs: %s', (_, code) => {
  const quiet = [jest.spyOn(console, 'log'), jest.spyOn(console, 'error')].map((spy) => spy.mockImplementation());
  const before = process.exitCode;
  try {
    run(code);
    expect(process.exitCode).toBe(before);
  } finally {
    quiet.forEach((spy) => spy.mockRestore());
    process.exitCode = before;
  }
});

test.each(templates.map(({ page, code }) => [page, code]))('can be read: a template of %s', (_, code) => {
  const folder = mkdtempSync(join(tmpdir(), 'failsafe-docs-'));
  try {
    writeFileSync(join(folder, 'template.yaml'), code);
    expect(readApp(join(folder, 'template.yaml')).problems).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('every rule and every source has its page, and every page its rule or source', () => {
  const named = (folder: string) => readdirSync(join(root, 'docs', folder)).map((name) => name.replace(/\.md$/, '')).filter((name) => name !== 'README').sort();
  expect(named('rules')).toEqual(rules.map(({ id }) => id).sort());
  expect(named('sources')).toEqual(sources.map(({ id }) => id).sort());
});

test('links between pages lead somewhere', () => {
  // Pages that exist are linked by their place in the repository where people come from elsewhere.
  const absolute = ['.github/ISSUE_TEMPLATE/config.yml', 'SECURITY.md'].flatMap((page) => [...readFileSync(join(root, page), 'utf8').matchAll(/cdk-lambda-failsafe\/(?:blob\/main\/([\w./-]+)|issues\/new\?template=([\w.-]+))/g)].map(([, file, form]) => file ?? join('.github/ISSUE_TEMPLATE', form)));
  expect(absolute).not.toHaveLength(0);
  expect(absolute.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  const broken = pages.flatMap((page) => [...proseOf(page).matchAll(/\]\((?!https?:|#)([^)#]+)[^)]*\)/g)].map(([, link]) => join(dirname(page), link)).filter((link) => !existsSync(join(root, link))).map((link) => `${page}: ${link}`));
  expect(broken).toEqual([]);
});

test('every page is linked from another one, and every page for readers from the README', () => {
  const linked = (page: string) => [...proseOf(page).matchAll(/\]\((?!https?:|#)([^)#]+)[^)]*\)/g)].map(([, link]) => join(dirname(page), link));
  const all = new Set(pages.flatMap(linked));
  expect(pages.filter((page) => page !== 'README.md' && !all.has(page))).toEqual([]);
  const fromReadme = new Set(linked('README.md'));
  expect(pages.filter((page) => dirname(page) === 'docs' && !fromReadme.has(page))).toEqual([]);
});

test('every answer of the FAQ names what AWS says, and a page or rule', () => {
  const answers = readFileSync(join(root, 'docs/faq.md'), 'utf8').split(/^### /m).slice(1);
  expect(answers.length).toBeGreaterThan(15);
  const thin = answers.filter((answer) => !answer.includes('](https://docs.aws.amazon.com/') || !/\]\((?!https:)[\w./-]+\.md/.test(answer));
  expect(thin.map((answer) => answer.split('\n')[0])).toEqual([]);
});

test('headings that links name are there', () => {
  const slug = (heading: string) => heading.toLowerCase().replace(/[^\w\s-]/g, '').trim().replace(/\s/g, '-');
  const headings = new Map(pages.map((page) => [page, new Set([...readFileSync(join(root, page), 'utf8').matchAll(/^#+ (.*)$/gm)].map(([, heading]) => slug(heading)))]));
  const named = pages.flatMap((page) => [...proseOf(page).matchAll(/\]\((?!https?:)([^)#\s]*)#([^)\s]+)\)/g)].map(([, link, heading]) => ({ page, to: link === '' ? page : join(dirname(page), link), heading })));
  expect(named.length).toBeGreaterThan(10);
  expect(named.filter(({ to, heading }) => headings.has(to) && !headings.get(to)!.has(heading))).toEqual([]);
});

test('commands in the pages exist', () => {
  const { scripts, bin } = createRequire(__filename)(relative(__dirname, join(root, 'package.json')).replace(/^(?!\.)/, './')) as { scripts: object; bin: object };
  const lines = blocks.filter(({ language }) => language === 'sh').flatMap(({ code }) => code.split('\n'));
  const words = [...lines, ...pages.flatMap((page) => [...readFileSync(join(root, page), 'utf8').matchAll(/`(np[mx] [^`]+)`/g)].map(([, line]) => line))];
  expect(words.flatMap((line) => [...line.matchAll(/(?:npm run|npx projen) ([\w:-]+)/g)].map(([, name]) => name)).filter((name) => !(name in scripts))).toEqual([]);
  const called = lines.flatMap((line) => [...line.matchAll(/npx (lambda-[\w-]+) (\w+)([^#|)]*)/g)]).map(([, name, command, rest]) => ({ name, command, options: [...rest.matchAll(/ --([\w-]+)/g)].map(([, option]) => option) }));
  const known: { readonly [command: string]: CommandWords } = commands;
  expect(called.filter(({ name, command }) => !(name in bin) || !(command in known))).toEqual([]);
  expect(called.filter(({ command, options }) => options.some((option) => !(option in known[command].options) && !(option in everywhere)))).toEqual([]);
});
