import * as fc from 'fast-check';
import { isMap, isScalar, LineCounter, Node, parseDocument } from 'yaml';
import { jsonPositions } from '../../src/read/json-positions';

/** The same, asked of the YAML parser, which reads JSON too. */
function byYaml(text: string, path: readonly string[]): { readonly line: number; readonly column: number } {
  const lines = new LineCounter();
  let here: unknown = parseDocument(text, { lineCounter: lines, schema: 'json' }).contents;
  let offset = 0;
  for (const name of path) {
    const pair = isMap(here) ? here.items.filter(({ key }) => isScalar(key) && key.value === name).at(-1) : undefined;
    if (!pair) break;
    offset = (pair.key as Node).range![0];
    here = pair.value;
  }
  const { line, col: column } = lines.linePos(offset);
  return { line, column };
}

const name = fc.oneof(fc.constantFrom('Resources', 'Properties', 'a', '"', '\\', 'é', '{', ']', ': ', '\n'), fc.string({ maxLength: 3 }));
const { value } = fc.letrec((tie) => ({
  value: fc.oneof({ maxDepth: 4 }, fc.constantFrom(1, -2.5e3, true, null, '', 'text', '{"a": [1]}', '\\"'), fc.array(tie('value'), { maxLength: 3 }), fc.dictionary(name, tie('value'), { maxKeys: 4 })),
}));

test('keys are where the YAML parser finds them', () => fc.assert(fc.property(
  fc.dictionary(name, value, { minKeys: 1, maxKeys: 4 }), fc.constantFrom(undefined, 1, 2, '\t'), fc.constantFrom('\n', '\r\n'), fc.array(name, { maxLength: 4 }),
  (content, space, end, more) => {
    const text = JSON.stringify(content, undefined, space).replaceAll('\n', end);
    const positions = jsonPositions(text);
    const paths: string[][] = [[], more];
    const walk = (node: unknown, path: string[]) => {
      if (typeof node !== 'object' || node === null || Array.isArray(node)) return;
      for (const [key, inner] of Object.entries(node)) {
        paths.push([...path, key], [...path, key, ...more]);
        walk(inner, [...path, key]);
      }
    };
    walk(content, []);
    for (const path of paths) expect([path, positions.of(path)]).toEqual([path, byYaml(text, path)]);
  },
), { numRuns: 200, seed: 7 }));

test('of a key that is written twice the last counts', () => expect(jsonPositions('{\n "a": { "b": 1 },\n "a": { "c": 2 }\n}').of(['a', 'c'])).toEqual({ line: 3, column: 9 }));

test('depth does not matter', () => {
  const deep = 100_000;
  expect(jsonPositions(`{"a":${'['.repeat(deep)}${']'.repeat(deep)},\n"b":1}`).of(['b'])).toEqual({ line: 2, column: 1 });
});
