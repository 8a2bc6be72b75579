import * as fc from 'fast-check';

/** A value, and how it is written. */
type Tree =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'block'; readonly header: string; readonly lines: readonly string[]; readonly tag: string }
  | { readonly kind: 'list'; readonly flow: number; readonly tag: string; readonly compact: boolean; readonly items: readonly Item[] }
  | { readonly kind: 'map'; readonly flow: number; readonly tag: string; readonly compact: boolean; readonly items: readonly Item[] };

interface Item { readonly key: string; readonly value: Tree; readonly before: string; readonly after: string }

const sound = fc.constantFrom(
  'a', 'b c', 'AWS::SQS::Queue', '1', '-1', '+12', '007', '1_000', '0o7', '0o8', '0x1F', '0b1', '1e3', '-1.5E-7', '.5', '5.', '1.0', '.inf', '-.INF', '.nan', '.NaN', '~', 'null', 'Null', 'true', 'False', 'yes', 'No', 'on', 'y',
  '2012-10-17', '2001-12-14t21:59:43.10-05:00', '12:30:45', '99999999999999999999', '-0', '0', '.', '..', '=', '<', 'a#b', 'a:b', 'é', '😀', '\u00a0', 'nul', 'trueish', '-a', '?a', ':a', 'a\n b', 'constructor', 'arn:aws:sqs:eu-west-1:1:q', 'rate(1 day)',
);
const odd = fc.constantFrom('-', '?', ':', '${A}', '<<', '@a', '`', '%x', '*', '&', 'a #b', 'a: b', '{', ']', ',', 'a, b', 'a\u2028b', '---', '...', '- a', '? a', '! a', 'a\n\n  b', 'a\nb');
const plain = fc.oneof({ weight: 40, arbitrary: sound }, { weight: 1, arbitrary: odd });
const quoted = fc.tuple(fc.constantFrom('"', '\''), fc.oneof(fc.constantFrom('', 'a', '1', 'null', 'a b', ' a ', '<<', 'a: b', '#', '{{a}}', '\'\'', '\\"', '\\n', '\\x41', '\\u00e9', '\\U0001F600', '\\/', 'a\n b', 'a \n\n  b', 'a\\\n  b', '\\ta', '*/5'), plain, odd))
  .map(([quote, text]) => quote + text + quote);
const shortForm = fc.constantFrom('!Ref', '!Sub', '!GetAtt', '!Join', '!Select', '!If', '!Condition', '!Equals', '!GetAZs', '!FindInMap', '!ImportValue');
const tag = fc.oneof({ weight: 60, arbitrary: fc.constant('') }, { weight: 20, arbitrary: shortForm }, { weight: 1, arbitrary: fc.constantFrom('!!str', '!!int', '!!map', '!!seq', '!', '!Unknown', '!<!Sub>', '&a', '&a !Sub', '!Sub &a', '!S%75b') });
const text = fc.tuple(tag, fc.oneof({ weight: 6, arbitrary: fc.constantFrom('a', 'Queue', 'b c', '1', 'true') }, { weight: 3, arbitrary: plain }, { weight: 2, arbitrary: quoted }, { weight: 1, arbitrary: fc.constantFrom('', 'Fn.Arn', 'Stack.Outputs.Queue') }))
  .map(([its, written]): Tree => ({ kind: 'text', text: `${its}${its && written ? ' ' : ''}${written}` }));
const block = fc.record({
  kind: fc.constant('block' as const), tag,
  header: fc.oneof({ weight: 8, arbitrary: fc.constantFrom('|', '>', '|-', '>-', '|+', '>+', '| # comment', '|  ') }, { weight: 1, arbitrary: fc.constantFrom('|2', '>1-', '|-2') }),
  lines: fc.array(fc.oneof({ weight: 9, arbitrary: fc.constantFrom('a', 'import x', '  deeper', '', '# no comment', 'a: b', '- c', 'end ', '---', ' one') }, { weight: 1, arbitrary: fc.constantFrom('\tx', '   ') }), { maxLength: 5 }),
}) as fc.Arbitrary<Tree>;
const key = fc.oneof({ weight: 60, arbitrary: fc.constantFrom('Resources', 'Properties', 'Type', 'a', 'b', 'c', 'Fn::Sub', 'aws:cdk:path', '1', 'x y', '/path/{id}', '"quoted"', '\'single\'', 'é') },
  { weight: 1, arbitrary: fc.oneof(plain, quoted, fc.constantFrom('? a', '? a\n', '[a]', '{a: b}', '!!str a', '&k a', '*a', '', '!Ref a', '<<', '__proto__', 'constructor', 'a '.repeat(520))) });
const between = fc.oneof({ weight: 14, arbitrary: fc.constant('') }, { weight: 3, arbitrary: fc.constantFrom('\n', '# comment\n', '    # further in\n', '   \n', '\n\n', '#\n', ' #a: b\n') });
const after = fc.oneof({ weight: 14, arbitrary: fc.constant('') }, { weight: 3, arbitrary: fc.constantFrom(' # comment', '  ', ' #') });

/** Hardly ever with a key that is written twice. */
const some = (item: fc.Arbitrary<Item>) => fc.oneof(
  { weight: 20, arbitrary: fc.uniqueArray(item, { minLength: 1, maxLength: 5, selector: ({ key: its }) => its }) },
  { weight: 1, arbitrary: fc.array(item, { minLength: 1, maxLength: 5 }) },
);

const { tree } = fc.letrec<{ tree: Tree; item: Item }>((tie) => ({
  item: fc.record({ key, value: tie('tree'), before: between, after }),
  tree: fc.oneof({ maxDepth: 5, depthSize: 'medium' }, text, block,
    fc.record({ kind: fc.constantFrom('map' as const, 'list' as const), tag, compact: fc.boolean(), flow: fc.constantFrom(0, 0, 0, 0, 1, 2, 3), items: some(tie('item')) }) as fc.Arbitrary<Tree>),
}));

function write(node: Tree, indent: number): string {
  const pad = ' '.repeat(indent);
  if (node.kind === 'text') return node.text.replace(/\n(?=.)/g, `\n${pad}`);
  const its = node.tag === '' ? '' : `${node.tag} `;
  if (node.kind === 'block') return `${its}${node.header}\n${node.lines.map((line) => (line === '' ? '' : pad + line)).join('\n')}`;
  if (node.flow > 0) return its + flow(node, indent);
  const inner = node.items.map(({ key: name, value, before, after: end }) => {
    const deeper = indent + 2;
    const head = node.kind === 'map' ? `${name}:` : '-';
    const blockIn = (value.kind === 'map' || value.kind === 'list') && value.flow === 0;
    const compact = blockIn && node.kind === 'list' && value.compact && value.tag === '';
    const body = compact ? ` ${write(value, deeper).trimStart()}` : blockIn ? `${value.tag === '' ? '' : ` ${value.tag}`}${end}\n${write({ ...value, tag: '' }, value.kind === 'list' && value.compact ? indent : deeper)}` : ` ${write(value, deeper)}${value.kind === 'block' ? '' : end}`;
    return `${before}${pad}${head}${body}`;
  });
  return inner.join('\n');
}

function flow(node: Tree & { kind: 'list' | 'map' }, indent: number): string {
  const space = ['', '', ' ', `\n${' '.repeat(indent + 2)}`][node.flow];
  const items = node.items.map(({ key: name, value }) => {
    const body = value.kind === 'block' ? 'x' : value.kind === 'text' ? write(value, indent + 2) : flow({ ...value, flow: value.flow || 1 }, indent + 2);
    return node.kind === 'map' ? `${name}:${node.flow === 1 && body.startsWith('"') ? '' : ' '}${body}` : body;
  });
  const [open, close] = node.kind === 'map' ? '{}' : '[]';
  return `${open}${space}${items.join(`,${space}`)}${node.flow === 3 ? `\n${' '.repeat(indent)}` : space}${close}`;
}

/** What is done to a text that was well written, in places given as shares of it. */
const change = fc.tuple(fc.constantFrom('insert', 'remove', 'repeat', 'in', 'out'), fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom(' ', '  ', '\n', ':', ': ', '-', '- ', '#', ' #', ',', '[', ']', '{', '}', '"', '\'', '!', '&a', '*a', '|', '>', '?', '? ', '%', '@', '\t', '\r', '\u0085', '\ufeff', '\0', '---\n', '...\n', '\n---\n', '\\', '1'));

function changed(whole: string, [what, share, piece]: readonly [string, number, string]): string {
  const at = Math.floor(share * whole.length);
  if (what === 'insert') return whole.slice(0, at) + piece + whole.slice(at);
  if (what === 'remove') return whole.slice(0, at) + whole.slice(at + piece.length);
  const lines = whole.split('\n');
  const line = Math.floor(share * (lines.length - 1));
  const instead = what === 'repeat' ? [lines[line], lines[line]] : [what === 'in' ? ` ${lines[line]}` : lines[line].replace(/^ /, '')];
  return [...lines.slice(0, line), ...instead, ...lines.slice(line + 1)].join('\n');
}

/** YAML of every style, some of it broken: well written in the first place, then changed here and there. */
export const randomYaml: fc.Arbitrary<string> = fc.tuple(
  fc.record({ kind: fc.constant('map' as const), flow: fc.constant(0), tag: fc.constant(''), compact: fc.constant(false), items: some(fc.record({ key, value: tree, before: between, after })) }),
  fc.oneof({ weight: 8, arbitrary: fc.constant('') }, { weight: 1, arbitrary: fc.constantFrom('---\n', '--- # a\n', '%YAML 1.2\n---\n', '# comment\n', '\n\n', '--- ', '\ufeff') }),
  fc.oneof({ weight: 8, arbitrary: fc.constant('\n') }, { weight: 1, arbitrary: fc.constantFrom('', '\n\n', '\n...\n', '\n---\nb: 1\n', '\n# comment', '  ', '\n  ', '\n---\n') }),
  fc.constantFrom('\n', '\n', '\n', '\r\n'),
  fc.oneof(fc.constant([]), fc.array(change, { maxLength: 2 })),
).map(([root, start, end, line, changes]) => changes.reduce(changed, `${start}${write(root, 0)}${end}`).replaceAll('\n', line));
