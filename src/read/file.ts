import { deepest, outOfBounds, tooDeepAt } from './bounds';
import { Folder } from './disk';
import { jsonPositions } from './json-positions';
import { Positions } from './positions';
import { Place } from '../model/resource';
import { visible } from '../model/visible';

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

/** A file that cannot be used, said in one line. */
export class BadInput extends Error {
  constructor(public readonly file: string, problem: string, public readonly line?: number, public readonly column?: number) {
    super(visible(`${file}${line === undefined ? '' : `:${line}:${column}`}: ${problem}`));
  }
}

/** A parsed JSON or YAML file that still knows where everything stood. */
export interface ParsedFile {
  readonly file: string;
  readonly content: Json;
  /** What was read otherwise than its author may think. */
  readonly remarks: readonly string[];
  /** Where files may be that it names; the folder it stands in, unless more than that was asked about. */
  readonly within?: Folder;
  place(path: readonly string[]): Place;
}

export const isJsonObject = (value: Json | undefined): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);

/** A plain value as a text; nothing for maps and lists, which need not be anything that JavaScript makes a text of. */
export const plainText = (value: Json | undefined): string => (value === undefined || (typeof value === 'object' && value !== null) ? '' : String(value));

/**
 * Parses a template, whatever stands in it: what is out of all bounds is refused before anybody walks through it. Where the text can be
 * had again it is not kept, though positions are counted in it: hardly anybody asks for one in the templates of a program.
 */
export function parseFile(file: string, text: string, again?: () => string): ParsedFile {
  let parsed: ParsedFile | undefined;
  try {
    parsed = parse(file, text, again);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  const reason = parsed === undefined ? 'deep' : outOfBounds(parsed.content, text.length);
  if (reason === 'large') throw new BadInput(file, 'its aliases repeat more than can be looked at', 1, 1);
  if (parsed === undefined || reason === 'deep') {
    const before = text.slice(0, tooDeepAt(text)).split('\n');
    throw new BadInput(file, `nested deeper than ${deepest} levels`, before.length, before[before.length - 1].length + 1);
  }
  return parsed;
}

/** What nearly all templates are written in goes the fast way; positions are looked up only when somebody asks for one. */
function parse(file: string, text: string, again?: () => string): ParsedFile {
  const clean = withoutMark(text);
  if (/^\s*[{[]/.test(clean)) {
    try {
      return again ? locatedLater(file, JSON.parse(clean) as Json, again) : located(file, JSON.parse(clean) as Json, () => jsonPositions(clean));
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      // YAML in flow style looks like JSON too, but not in a file that says it is JSON.
      if (file.endsWith('.json')) throw lazily.yaml().brokenJson(file, clean, error.message);
    }
  }
  // Both parsers call themselves for every level, and an expression that is compiled where the stack ends takes the process with it.
  if (tooDeepAt(clean) > 0) throw new RangeError('deep');
  const { usualYaml, usualYamlPositions } = lazily.usualYaml();
  const content = usualYaml(clean);
  return content ? located(file, content, () => usualYamlPositions(clean)) : lazily.yaml().parseYaml(file, clean);
}

const withoutMark = (text: string): string => (text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);

/** Of its own, as a function keeps what any function inside of it needs. */
function locatedLater(file: string, content: Json, again: () => string): ParsedFile {
  return located(file, content, () => {
    try {
      return jsonPositions(withoutMark(again()));
    } catch {
      // It was there a moment ago; now no position in it means anything.
      return jsonPositions('');
    }
  });
}

function located(file: string, content: Json, positions: () => Positions): ParsedFile {
  let found: Positions | undefined;
  return { file, content, remarks: [], place: (path) => ({ file, ...(found ??= positions()).of(path) }) };
}

/** JSON needs neither of them, and most YAML only the fast one. */
/* eslint-disable @typescript-eslint/no-require-imports */
const lazily = {
  usualYaml: () => require('./usual-yaml') as typeof import('./usual-yaml'),
  yaml: () => require('./yaml') as typeof import('./yaml'),
};
/* eslint-enable @typescript-eslint/no-require-imports */
