import { deepStrictEqual } from 'node:assert';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { stringify } from 'yaml';
import { templates } from '../../bench/templates';
import { Json, parseFile } from '../../src/read/file';
import { usualYaml, usualYamlPositions } from '../../src/read/usual-yaml';
import { parseYaml } from '../../src/read/yaml';
import { randomYaml } from '../support/random-yaml';
import { declared, declareOnly } from '../support/source-contract';

const root = join(__dirname, '../..');

/** Every way along the keys, and some to keys that are not there. */
function pathsIn(content: Json): string[][] {
  const paths: string[][] = [[]];
  const walk = (node: Json, path: string[]) => {
    paths.push([...path, 'Nowhere']);
    if (typeof node !== 'object' || node === null) return;
    for (const [key, inner] of Object.entries(node)) {
      paths.push([...path, key]);
      walk(inner, [...path, key]);
    }
  };
  walk(content, []);
  return paths;
}

/** Whether it was read, in which case it has to be the same as what the parser says that knows all of YAML, which finds no fault with it. */
function agrees(text: string): boolean {
  const content = usualYaml(text);
  if (content === undefined) return false;
  const whole = parseYaml('t.yaml', text);
  deepStrictEqual(content, whole.content);
  deepStrictEqual(whole.remarks, []);
  const positions = usualYamlPositions(text);
  for (const path of pathsIn(content)) deepStrictEqual([path, { file: 't.yaml', ...positions.of(path) }], [path, whole.place(path)]);
  return true;
}

describe('what is read is what all of YAML says, and stands where it says', () => {
  test('in random texts, broken ones among them', () => {
    let [read, all] = [0, 0];
    fc.assert(fc.property(randomYaml, (text) => {
      all += 1;
      if (agrees(text)) read += 1;
    }), { numRuns: 3_000, seed: 7 });
    expect(read).toBeGreaterThan(all / 5);
    expect(read).toBeLessThan(all);
  });

  test('in any content, as it is written by a program', () => {
    const name = fc.oneof(fc.constantFrom('Resources', 'Type', 'Fn::Sub', '1', 'yes', 'null', '~', '<<', '-', '?', '#', 'a: b', ' ', '\n', 'é'), fc.string({ maxLength: 4 }));
    const value = fc.jsonValue({ maxDepth: 4, noUnicodeString: false });
    let read = 0;
    fc.assert(fc.property(fc.dictionary(name, value, { minKeys: 1, maxKeys: 5 }), fc.record({
      lineWidth: fc.constantFrom(0, 20, 80), defaultStringType: fc.constantFrom('PLAIN', 'QUOTE_SINGLE', 'QUOTE_DOUBLE', 'BLOCK_FOLDED', 'BLOCK_LITERAL' as const),
      collectionStyle: fc.constantFrom('any', 'block', 'flow' as const), indentSeq: fc.boolean(), indent: fc.constantFrom(1, 2, 4),
    }), (content, style) => {
      if (agrees(stringify(content, style))) read += 1;
    }), { numRuns: 500, seed: 7 });
    expect(read).toBeGreaterThan(250);
  });

  test('in the templates and examples of this repository', () => {
    declareOnly();
    const examples = join(root, 'test/sources');
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    for (const name of readdirSync(examples)) if (/^[\w-]+\.test\.ts$/.test(name)) require(join(examples, name));
    const ofSources = declared.flatMap(({ examples: its }) => Object.values(its).map(({ template, resources }) => template ?? `Resources:\n${/^\s/.test(resources!) ? '' : '      '}${resources}`));
    const pages = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.md')).map((name) => readFileSync(join(root, 'docs', name), 'utf8'));
    const ofPages = pages.flatMap((page) => [...page.matchAll(/^```ya?ml\n([^]*?)^```$/gm)].map(([, code]) => code));
    const files = ['.github/workflows/build.yml', '.github/workflows/release.yml', 'test/plug/lossy.template.yaml'].map((name) => readFileSync(join(root, name), 'utf8'));
    for (const [texts, least] of [[ofSources, 100], [ofPages, 20], [files, 3]] as const) {
      expect(texts.length).toBeGreaterThanOrEqual(least);
      expect(texts.filter((text) => !agrees(text))).toEqual([]);
      expect(texts.filter((text) => !agrees(text.replaceAll('\n', '\r\n')))).toEqual([]);
    }
  });

  test('in what is measured', () => {
    const folder = mkdtempSync(join(tmpdir(), 'failsafe-'));
    try {
      for (const format of ['YAML', 'SAM'] as const) for (const file of templates(join(folder, format), format, 1)) expect(agrees(readFileSync(file, 'utf8'))).toBe(true);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('each of these is for the parser that knows all of YAML', () => {
  test.each([
    ['an anchor', 'a: &x 1\nb: *x\n', { a: 1, b: 1 }],
    ['a merge', 'a: &x { c: 1 }\nb: { <<: *x }\n', { a: { c: 1 }, b: { c: 1 } }],
    ['a tag of YAML', 'a: !!str 1\n', { a: '1' }],
    ['a key of nothing', '~: 1\n', { '': 1 }],
    ['a key that is no text', '[a, b]: 1\n', { '[ a, b ]': 1 }],
    ['a key that objects have', '__proto__: 1\n', JSON.parse('{ "__proto__": 1 }')],
    ['another one', 'constructor: 1\n', { constructor: 1 }],
    ['a directive', '%YAML 1.2\n---\na: 1\n', { a: 1 }],
    ['a tab', 'a:\t1\n', { a: 1 }],
    ['a list', '- 1\n', [1]],
    ['nothing at all', '', null],
  ])('%s', (_, text, content: unknown) => {
    expect(usualYaml(text)).toBeUndefined();
    deepStrictEqual(parseFile('t.yaml', text).content, content);
  });

  test.each([
    ['a key that is written twice', 'a: 1\na: 2\n', { content: { a: 2 }, remarks: ['t.yaml:2:1: this key is written twice; like CloudFormation, only the last one is read'] }],
  ])('%s', (_, text, expected) => {
    expect(usualYaml(text)).toBeUndefined();
    expect(parseFile('t.yaml', text)).toMatchObject(expected);
  });

  test.each([
    ['two documents', 'a: 1\n---\nb: 2\n', 't.yaml:2:1: several YAML documents in one file, where a template is one'],
    ['a fault', 'a:\n  - b\n c: 1\n', /^t\.yaml:3:1: /],
  ])('%s', (_, text, message) => {
    expect(usualYaml(text)).toBeUndefined();
    expect(() => parseFile('t.yaml', text)).toThrow(message);
  });
});

test('after a byte order mark, columns count as without it', () => expect(parseFile('t.yaml', '\ufeffa: 1\nb: 2\n').place(['a'])).toEqual({ file: 't.yaml', line: 1, column: 1 }));
