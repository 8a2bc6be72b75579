import * as fc from 'fast-check';
import { isMap, isNode, isScalar, isSeq, parseDocument } from 'yaml';
import { Edit, patched } from '../../src/fix/patch';
import { BadInput, isJsonObject, Json, JsonObject, parseFile } from '../../src/read/file';

const maybe = <T>(arbitrary: fc.Arbitrary<T>, freq: number) => fc.option(arbitrary, { nil: undefined, freq });
const runs = Number(process.env.PATCH_RUNS ?? 400);

/** Of an alias, a value of its own. */
const copy = (value: Json): Json => JSON.parse(JSON.stringify(value)) as Json;

/** The same edits on what was parsed. */
function edited(content: Json, edits: readonly Edit[]): Json {
  const root = { content: copy(content) } as { [key: string]: Json };
  for (const { path, value } of [...edits].sort((one, other) => one.path.length - other.path.length)) {
    let here = root as { [key: string | number]: Json };
    const steps = ['content', ...path];
    for (const step of steps.slice(0, -1)) here = (here[step] ??= {}) as { [key: string]: Json };
    here[steps.at(-1)!] = copy(value);
  }
  return root.content;
}

const isFunction = (value: Json): boolean => isJsonObject(value) && Object.keys(value).some((key) => key === 'Ref' || key.startsWith('Fn::'));

const words = ['Type', 'QueueName', 'yes', 'on', '12', 'Fn', 'a b', 'x:y', 'x: y', '#', 'é', '<<', '-', '', '2012-10-17', 'a#b', "it's", '"', 'null', '012', '1e3', '[a]', '{b}', 'a, b', '*x', '&x', '!x', '%', '@', '`', '? x', ' a', 'a ', '\t', ':', 'a:', 'true', '~', '=', '0x1f', '1:30', '.5', '...', '---', '-a', '\u0085', '\u2028', '\u{1f600}', '\ud800', '|', '>'];
const lines = ['one\ntwo', 'one\ntwo\n', '\none', 'one\n\n', 'a\n\n  b\n', ' x\ny', 'a \nb', 'a: b\n# c\n', 'a\r\nb', 'x\ty\nz', 'x\n\ty\n', '\n'];
const text = fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...words) }, { weight: 1, arbitrary: fc.constantFrom(...lines) }, { weight: 1, arbitrary: fc.string({ unit: 'grapheme' }) });
const key = fc.oneof({ weight: 5, arbitrary: fc.constantFrom('New', 'Other', 'RedrivePolicy', 'Properties') }, { weight: 1, arbitrary: fc.constantFrom(...words) });
const functions = fc.constantFrom<Json>({ Ref: 'Dlq' }, { 'Fn::GetAtt': ['Dlq', 'Arn'] }, { 'Fn::GetAtt': ['Dlq', { Ref: 'X' }] }, { 'Fn::GetAtt': 'Dlq.Arn' }, { 'Fn::Sub': '${A}: x' }, { 'Fn::Sub': 'one\ntwo\n' },
  { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }]] }, { 'Fn::Base64': { 'Fn::Sub': '${A}' } }, { 'Fn::Sub': ['${A}', { A: { Ref: 'X' } }] }, { 'Fn::If': ['Prod', { a: 1 }, { Ref: 'AWS::NoValue' }] },
  { Ref: 1 }, { 'Fn::GetAZs': '' }, { 'Fn::Transform': { Name: 'AWS::Include', Parameters: { Location: 's3://x' } } }, { 'Fn::Select': [0, { 'Fn::GetAZs': '' }] });
const { value: newValue } = fc.letrec<{ value: Json; map: JsonObject; list: Json[] }>((tie) => ({
  value: fc.oneof({ maxDepth: 3 }, { weight: 3, arbitrary: fc.oneof(text, fc.integer(), fc.boolean(), fc.constant(null), fc.constantFrom(0.5, 1e21, -3)) }, { weight: 2, arbitrary: functions }, { weight: 2, arbitrary: tie('map') }, { weight: 1, arbitrary: tie('list') }),
  map: fc.dictionary(key, tie('value'), { maxKeys: 3 }).map((made) => ({ ...made })),
  list: fc.array(tie('value'), { maxLength: 3 }),
}));

/** Places to edit: what is there, what is not there in a map, and behind the end of a list. */
function places(value: Json, path: readonly (string | number)[] = []): (readonly (string | number)[])[] {
  if (isFunction(value)) return [path];
  if (Array.isArray(value)) return [path, [...path, value.length], ...value.flatMap((item, index) => places(item, [...path, index]))];
  if (isJsonObject(value)) return [path, [...path, 'New'], [...path, 'Far', 'Off', 'On'], ...Object.entries(value).flatMap(([name, item]) => places(item, [...path, name]))];
  return value === null ? [path, [...path, 'New'], [...path, 'Far', 'yes']] : [path];
}

const choices = fc.array(fc.record({ at: fc.nat(), value: newValue, below: maybe(fc.constantFrom('New', 'Other'), 5) }), { minLength: 1, maxLength: 5 });

/** Some of the places, and a value for each; none goes through what another one makes to be no map. */
function editsOf(content: Json, chosen: readonly { readonly at: number; readonly value: Json; readonly below?: string }[]): Edit[] {
  const all = places(content).filter((path) => path.length > 0);
  const edits: Edit[] = [];
  for (const { at, value, below } of chosen) {
    const path = all[at % all.length];
    const made = isJsonObject(value) && !isFunction(value) && below ? [{ path, value }, { path: [...path, below], value: 'x' }] : [{ path, value }];
    // One of the two is at or below the other.
    const crossing = edits.some((edit) => edit.path.slice(0, Math.min(path.length, edit.path.length)).every((step, index) => step === path[index]));
    if (!crossing) edits.push(...made);
  }
  return edits;
}

describe('JSON of every style', () => {
  const jsonKey = fc.oneof(key, fc.constantFrom('Resources', 'Queue', 'é"'));
  const { value: content } = fc.letrec<{ value: JsonObject; inner: Json }>((tie) => ({
    value: fc.dictionary(jsonKey, tie('inner'), { minKeys: 1, maxKeys: 4 }).map((made) => ({ ...made })),
    inner: fc.oneof({ maxDepth: 4 }, { weight: 1, arbitrary: newValue }, { weight: 3, arbitrary: tie('value') }, { weight: 1, arbitrary: fc.array(tie('inner'), { maxLength: 3 }) }),
  }));
  const indent = fc.constantFrom(undefined, 1, 2, 4, '\t');

  test('is changed in these places and nowhere else', () => fc.assert(fc.property(content, indent, choices, fc.constantFrom('', '\n', '\r\n'), fc.boolean(), (before, space, chosen, end, mark) => {
    const lineEnd = end || '\n';
    const written = `${mark ? '\ufeff' : ''}${JSON.stringify(before, undefined, space).replace(/\n/g, lineEnd)}${end}`;
    const edits = editsOf(before, chosen);
    const after = patched('t.json', written, edits);
    expect(parseFile('t.json', after).content).toEqual(edited(before, edits));
    // Written by JSON.stringify as well, so everything is where that puts it.
    const expected = JSON.stringify(parseFile('t.json', after).content, undefined, space).replace(/\n/g, lineEnd);
    expect(after).toBe(`${mark ? '\ufeff' : ''}${space === undefined ? after.slice(mark ? 1 : 0).trimEnd() : expected}${end}`);
    if (space === undefined) expect(after.trim()).not.toMatch(/\n/);
    expect(patched('t.json', after, edits)).toBe(after);
  }), { numRuns: runs, seed: 5 }));
});

// YAML with comments, blank lines and both styles.
interface Written { readonly above?: true; readonly behind?: true; readonly blank?: true; readonly gap: string }
type Node = Written & (
  { readonly scalar: string } | { readonly entries: readonly (readonly [string, Node])[]; readonly flow: Flow } | { readonly list: readonly Node[]; readonly flow: Flow }
);
type Flow = undefined | 'line' | 'lines' | 'comma' | 'json';
interface Habits { readonly step: number; readonly listStep: number; readonly root: Flow }

const inLine = ['30', 'plain text', "'it''s # no'", '"a: \\n b"', '!Ref Queue', '!GetAtt Queue.Arn', "!Sub '${A}: x'", 'null', '~', 'true', 'https://x.y/#z', "'2012-10-17'", '{}', '[]', '{ }', '!Join [",", [a, !Ref B]]', '""', 'yes'];
const inBlock = ['', '', '|\n~one\n~# no comment\n~two', '>-\n~folded\n~text', '|+\n~kept\n\n', '>\n~a\n\n~b', 'plain on\n~two lines', '"quoted on\n~two"', '!Sub |\n~x ${A}\n~y', '|2-\n~  indented', '# only'];
const jsonOnly = ['30', '"x"', '{}', '[]', 'null', '{ "Ref": "Queue" }', 'true'];
const flag = maybe(fc.constant(true as const), 2);
const looks = { above: flag, behind: flag, blank: flag, gap: fc.constantFrom(' ', ' ', ' ', '   ') };
const names = fc.uniqueArray(fc.constantFrom('Resources', 'Queue', 'Fn', 'Type', 'Properties', "'quoted key'", '"12"', 'Events', 'é'), { minLength: 0, maxLength: 4 });
const { node } = fc.letrec<{ node: Node; scalar: Node; map: Node; list: Node }>((tie) => ({
  node: fc.oneof({ maxDepth: 4 }, tie('scalar'), tie('map'), tie('map'), tie('list')),
  scalar: fc.record({ ...looks, scalar: fc.oneof(fc.constantFrom(...inLine), fc.constantFrom(...inBlock.slice(0, -1))) }),
  map: fc.tuple(names, fc.array(tie('node'), { minLength: 4, maxLength: 4 }), fc.record({ ...looks, flow: fc.constantFrom<Flow[]>(undefined, undefined, undefined, 'line', 'lines', 'comma', 'json') }))
    .map(([keys, values, look]) => ({ ...look, entries: keys.map((name, index) => [name, values[index]] as const) })),
  list: fc.record({ ...looks, list: fc.array(tie('node'), { maxLength: 3 }), flow: fc.constantFrom<Flow[]>(undefined, undefined, 'line', 'lines', 'comma', 'json') }),
}));

/** The text of a template; every comment has its number. */
function write(root: readonly (readonly [string, Node])[], { step, listStep, root: rootFlow }: Habits): string {
  let count = 0;
  const comment = () => `# c${count += 1}.`;
  const pad = (column: number) => ' '.repeat(column);
  const quoted = (name: string, flow: Flow) => (flow === 'json' ? `"${name.replace(/['"]/g, '')}"` : name);

  const inBrackets = (of: Node, flow: Flow, column: number): string => {
    if ('scalar' in of) return flow === 'json' ? jsonOnly[of.scalar.length % jsonOnly.length] : inLine.includes(of.scalar) ? of.scalar : 'x';
    const own = flow === 'json' ? flow : of.flow === 'json' ? 'line' : of.flow ?? 'line';
    const several = own !== 'line' && flow !== 'line';
    const parts = 'list' in of ? of.list.map((item) => inBrackets(item, own === 'json' ? own : several ? own : 'line', column + 2))
      : of.entries.map(([name, value]) => `${quoted(name, own)}: ${inBrackets(value, own === 'json' ? own : several ? own : 'line', column + 2)}`);
    const [open, close] = 'list' in of ? '[]' : '{}';
    if (parts.length === 0) return own !== 'json' && several && of.above ? `${open} ${comment()}\n${pad(column)}${close}` : open + close;
    if (!several) return `${open}${of.above ? ' ' : ''}${parts.join(', ')}${own === 'comma' ? ', ' : ''}${of.above ? ' ' : ''}${close}`;
    const separated = parts.map((part, index) => `${pad(column + 2)}${part}${index < parts.length - 1 || own === 'comma' ? ',' : ''}${of.behind && own !== 'json' ? ` ${comment()}` : ''}`);
    return `${open}\n${separated.join('\n')}\n${pad(column)}${close}`;
  };

  /** What stands behind a mark, and below it. */
  const behind = (of: Node, column: number, listColumn: number, dash: boolean): string => {
    const tail = of.behind ? ` ${comment()}` : '';
    if ('scalar' in of) {
      const [first, ...rest] = of.scalar.split('\n');
      const hasTail = tail && !/^(plain on|"quoted on)$/.test(first) ? tail : '';
      return `${first && of.gap}${first}${hasTail}\n${rest.map((line) => (line === '' ? '\n' : `${line.replace('~', pad(column))}\n`)).join('')}`;
    }
    const { length } = 'list' in of ? of.list : of.entries;
    if (of.flow || length === 0) return `${of.gap}${inBrackets(of, of.flow ?? 'line', column)}${tail}\n`;
    const at = 'list' in of ? listColumn : column;
    const below = 'list' in of ? items(of.list, at) : entries(of.entries, at);
    if (dash && !/^\s*(#|\n)/.test(below)) return ` ${below.slice(at)}`;
    return `${tail}\n${below}`;
  };
  const led = (of: Node, column: number, mark: string, inner: string) => `${of.blank ? '\n' : ''}${of.above ? `${pad(column)}${comment()}\n` : ''}${pad(column)}${mark}${inner}`;
  const entries = (all: readonly (readonly [string, Node])[], column: number): string => all.map(([name, of]) => led(of, column, `${name}:`, behind(of, column + step, column + listStep, false))).join('');
  const items = (all: readonly Node[], column: number): string => all.map((of) => led(of, column, '-', behind(of, column + 2, column + 2, true))).join('');

  if (rootFlow) return `${inBrackets({ entries: root, flow: rootFlow, gap: ' ' }, rootFlow, 0)}\n`;
  return entries(root, 0);
}

const template = fc.record({
  root: fc.tuple(names.filter(({ length }) => length > 0), fc.array(node, { minLength: 4, maxLength: 4 }))
    .map(([keys, values]) => keys.map((name, index) => [name, values[index]] as const)),
  habits: fc.record({ step: fc.constantFrom(2, 4), listStep: fc.constantFrom(0, 2), root: fc.constantFrom<Flow[]>(undefined, undefined, undefined, undefined, 'lines', 'comma') }),
  crlf: fc.boolean(), lastLine: fc.boolean(), mark: fc.boolean(), last: fc.boolean(),
}).map(({ root, habits, crlf, lastLine, mark, last }) => {
  const all = `${write(root, habits)}${last ? '# the end.\n' : ''}`;
  return `${mark ? '\ufeff' : ''}${(lastLine ? all : all.replace(/\n$/, '')).replace(/\n/g, crlf ? '\r\n' : '\n')}`;
});

/** Lines that an edit may change, and comments that go with what it replaces. */
function touched(before: string, edits: readonly Edit[]): { readonly lines: ReadonlySet<number>; readonly comments: ReadonlySet<string> } {
  const clean = before.replace(/^\ufeff/, '');
  const document = parseDocument(clean, { version: '1.2', logLevel: 'silent' });
  const changed = new Set<number>();
  const comments = new Set<string>();
  const lineOf = (offset: number) => clean.slice(0, offset).split('\n').length - 1;
  for (const { path } of edits) {
    let here: unknown = document.contents;
    let from = 0;
    let depth = 0;
    for (const step of path) {
      const pair = isMap(here) ? here.items.find((one) => isScalar(one.key) && String(one.key.value ?? '') === step) : undefined;
      const found = pair ? pair.value : isSeq(here) ? here.items[Number(step)] : undefined;
      if (found === undefined && !pair) break;
      from = pair && isNode(pair.key) ? pair.key.range![0] : isNode(found) ? (isSeq(here) && here.flow ? found.range![0] : clean.lastIndexOf('-', found.range![0] - 1)) : from;
      here = found;
      depth += 1;
    }
    const [start, end] = isNode(here) ? here.range! : [from, from];
    const isBlock = (isMap(here) || isSeq(here)) && !here.flow;
    if (depth < path.length && isBlock) continue;
    for (let line = lineOf(Math.min(from, start)); line <= lineOf(end); line += 1) changed.add(line);
    if (depth === path.length) for (const [comment] of clean.slice(start, end).matchAll(/# c\d+\./g)) comments.add(comment);
  }
  return { lines: changed, comments };
}

/** Whether these lines are there, in this order. */
function inOrder(wanted: readonly string[], all: readonly string[]): string | undefined {
  let at = 0;
  for (const line of wanted) {
    while (at < all.length && all[at] !== line) at += 1;
    if (at === all.length) return line;
    at += 1;
  }
  return undefined;
}

describe('YAML', () => {
  test('is changed in these places and nowhere else', () => fc.assert(fc.property(template, choices, (before, chosen) => {
    const { content } = parseFile('t.yaml', before);
    const edits = editsOf(content, chosen);
    const after = patched('t.yaml', before, edits);
    expect(parseFile('t.yaml', after).content).toEqual(edited(content, edits));

    const { lines: free, comments } = touched(before, edits);
    expect(inOrder(before.split(/\r?\n/).filter((line, index) => line.trim() !== '' && !free.has(index)), after.split(/\r?\n/))).toBeUndefined();
    const numbers = (of: string) => (of.match(/# c\d+\./g) ?? []).filter((comment) => !comments.has(comment));
    expect(numbers(after)).toEqual(numbers(before));

    expect(patched('t.yaml', after, edits)).toBe(after);
    const crlf = before.includes('\r\n');
    if (before.includes('\n')) expect(/(?<!\r)\n/.test(after)).toBe(!crlf && after.includes('\n'));
    expect(after.startsWith('\ufeff')).toBe(before.startsWith('\ufeff'));
    expect(after.endsWith('\n')).toBe(before.endsWith('\n'));
    const old = new Set(before.split(/\r?\n/));
    expect(after.split(/\r?\n/).filter((line) => /\s$/.test(line) && !old.has(line))).toEqual([]);
  }), { numRuns: runs, seed: 5 }));

  test('that has every value already stays as it is', () => fc.assert(fc.property(template, (before) => {
    expect(patched('t.yaml', before, [{ path: [], value: parseFile('t.yaml', before).content }])).toBe(before);
  }), { numRuns: runs, seed: 5 }));

  /** Some values become anchors and aliases; undefined where that gives nothing that can be read. */
  const shared = template.map((plain) => {
    const made = plain.replace(/\bFn:(?=\r?\n)/, 'Fn: &fn').replace(/true/, '&yes true').replace(/~(?=\r?\n)/g, '*fn').replace(/!Ref Queue/g, '*fn').replace(/null/g, '*yes').replace(/Events: 30/g, '<<: *fn');
    try {
      return /[*]/.test(made) ? { text: made, content: parseFile('t.yaml', made).content } : undefined;
    } catch {
      return undefined;
    }
  }).filter((made) => made !== undefined);

  test('with anchors is changed in these places, or not at all', () => {
    const done = { patched: 0, refused: 0 };
    fc.assert(fc.property(shared, choices, ({ text: before, content }, chosen) => {
      const edits = editsOf(content, chosen);
      try {
        const after = patched('t.yaml', before, edits);
        expect(parseFile('t.yaml', after).content).toEqual(edited(content, edits));
        if (after !== before) done.patched += 1;
      } catch (error) {
        if (!(error instanceof BadInput)) throw error;
        done.refused += 1;
      }
    }), { numRuns: runs / 4, seed: 5 });
    expect(done.patched).toBeGreaterThan(runs / 16);
    expect(done.refused).toBeGreaterThan(runs / 40);
  });
});
