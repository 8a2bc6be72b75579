import { LineCounter, parseDocument, isMap, isScalar, visit, Document, YAMLParseError, ScalarTag, CollectionTag, YAMLMap, YAMLSeq, Node, Pair } from 'yaml';
import { tooDeepAt } from './bounds';
import { BadInput, Json, ParsedFile } from './file';
import { withFlowIndents } from './flow-indents';
import { inLongForm, longForms } from './short-forms';
import { Place } from '../model/resource';

/** All of YAML, and a position for everything that is wrong with it. */
export function parseYaml(file: string, text: string): ParsedFile {
  const strictly = locatedIn(text);
  const problem = problemOf(strictly);
  if (problem?.message.startsWith('Maximum call stack')) throw new RangeError(problem.message);
  const located = problem ? indented(text) ?? strictly : strictly;
  if (problem && (located === strictly || problemOf(located))) {
    const { line, col } = strictly.linePos(problem.pos[0]);
    throw new BadInput(file, inWords(problem), line, col);
  }
  const { errors } = located.document;
  // CloudFormation takes such a template: https://github.com/aws-cloudformation/cfn-language-discussion/issues/96
  const remarks = errors.map(({ pos }) => {
    const { line, col } = located.linePos(pos[0]);
    return `${file}:${line}:${col}: this key is written twice; like CloudFormation, only the last one is read`;
  });
  return { file, content: plain(file, located), remarks, place: (path) => locate(file, located, path) };
}

function inWords({ code, message }: YAMLParseError): string {
  if (code === 'MULTIPLE_DOCS') return 'several YAML documents in one file, where a template is one';
  const words = message.split('\n')[0].replace(/ at line \d+, column \d+:?$/, '');
  // The parser repeats what it does not know, which may be a whole file.
  if (words.length > 300) return `${words.slice(0, 299)}…`;
  return words.replace(/^Missing closing (.)quote$/, 'the quote $1 is never closed');
}

/** The content without anything of YAML in it, which an alias of nothing or of itself does not have. */
function plain(file: string, { document, linePos }: Located): Json {
  const anchors = new Set<string>();
  visit(document, {
    Node: (_, node) => void ('anchor' in node && node.anchor !== undefined && anchors.add(node.anchor)),
    Alias: (_, alias, around) => {
      const itself = around.some((node) => 'anchor' in node && node.anchor === alias.source);
      if (anchors.has(alias.source) && !itself) return;
      const { line, col } = linePos(alias.range![0]);
      throw new BadInput(file, `the alias *${alias.source.length > 60 ? `${alias.source.slice(0, 60)}…` : alias.source} refers to ${itself ? 'what it is a part of' : 'no anchor before it'}`, line, col);
    },
  });
  try {
    return document.toJS({ maxAliasCount: 10_000 }) as Json;
  } catch (error) {
    throw new BadInput(file, (error as Error).message); // too many aliases, or a merge of something else than a map
  }
}

/** Node tells the position of most faults in JSON; for the rest the YAML parser, held to JSON's rules, does. */
export function brokenJson(file: string, text: string, message: string): BadInput {
  const known = /at position (\d+)/.exec(message)?.[1] ?? (message.includes('end of JSON') ? text.length : undefined);
  const position = known ?? (tooDeepAt(text) > 0 ? 0 : parseDocument(text, { schema: 'json', version: '1.2', logLevel: 'silent' }).errors[0]?.pos[0] ?? 0);
  const before = text.slice(0, Number(position)).split('\n');
  return new BadInput(file, `not valid JSON: ${message.replace(/ (in|after) JSON at position.*$/s, '').replace(/, "?\.*.*is not valid JSON$/s, '')}`, before.length, before[before.length - 1].length + 1);
}

interface Located { readonly document: Document.Parsed; readonly linePos: LineCounter['linePos'] }

const problemOf = ({ document: { errors } }: Located): YAMLParseError | undefined => errors.find(({ code }) => code !== 'DUPLICATE_KEY');

/** With the spaces that are missing within brackets and quotes, which do not count where something stands; undefined when none are. */
function indented(text: string): Located | undefined {
  const { text: whole, lines, spaces } = withFlowIndents(text);
  if (lines.size === 0) return undefined;
  const { document, linePos } = locatedIn(whole);
  return {
    document,
    linePos(offset) {
      const { line, col } = linePos(offset);
      return { line, col: lines.has(line - 1) ? Math.max(1, col - spaces) : col };
    },
  };
}

function locatedIn(text: string): Located {
  const lines = new LineCounter();
  // CloudFormation reads YAML 1.1 without its odd booleans, and dates stay strings.
  const document = parseDocument(text, { lineCounter: lines, customTags: shortForms, version: '1.2', logLevel: 'error', merge: true });
  return { document, linePos: lines.linePos };
}

function locate(file: string, { document, linePos }: Located, path: readonly string[]): Place {
  let here: unknown = document.contents;
  let offset = 0;
  for (const name of path) {
    if (!isMap(here)) break;
    const pair = pairsOf(here).get(name);
    if (!pair) break;
    offset = (pair.key as Node).range?.[0] ?? offset;
    here = pair.value;
  }
  const { line, col } = linePos(offset);
  return { file, line, column: col };
}

const pairs = new WeakMap<YAMLMap, Map<string, Pair>>();

/** By key; the last of one that is written twice counts. Thousands of resources are looked up in one map. */
function pairsOf(map: YAMLMap): Map<string, Pair> {
  let byKey = pairs.get(map);
  if (!byKey) {
    byKey = new Map(map.items.flatMap((pair) => (isScalar(pair.key) ? [[String(pair.key.value), pair] as const] : [])));
    pairs.set(map, byKey);
  }
  return byKey;
}

/** `!Sub x` is `{ Fn::Sub: x }`, and so on. */
const shortForms = [...longForms].flatMap(([tag, key]): (ScalarTag | CollectionTag)[] => [
  { tag, resolve: (text: string) => ({ [key]: inLongForm(tag, text) }) } as unknown as ScalarTag,
  { tag, collection: 'seq', resolve: (seq: YAMLMap.Parsed | YAMLSeq.Parsed) => wrap(key, seq) } as unknown as CollectionTag,
  { tag, collection: 'map', resolve: (map: YAMLMap.Parsed | YAMLSeq.Parsed) => wrap(key, map) } as unknown as CollectionTag,
]);

function wrap(key: string, inner: YAMLMap.Parsed | YAMLSeq.Parsed): YAMLMap {
  const map = new YAMLMap();
  map.set(key, inner);
  map.range = inner.range;
  return map;
}
