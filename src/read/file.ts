import { jsonPositions } from './json-positions';
import { Positions } from './positions';
import { Place } from '../model/resource';

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

/** A file that cannot be used, said in one line. */
export class BadInput extends Error {
  constructor(public readonly file: string, problem: string, public readonly line?: number, public readonly column?: number) {
    super(`${file}${line === undefined ? '' : `:${line}:${column}`}: ${problem}`);
  }
}

/** A parsed JSON or YAML file that still knows where everything stood. */
export interface ParsedFile {
  readonly file: string;
  readonly content: Json;
  /** What was read otherwise than its author may think. */
  readonly remarks: readonly string[];
  place(path: readonly string[]): Place;
}

export const isJsonObject = (value: Json | undefined): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Parses a template. What nearly all of them are written in goes the fast way; positions are looked up only when somebody asks for one. */
export function parseFile(file: string, text: string): ParsedFile {
  const clean = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  if (/^\s*[{[]/.test(clean)) {
    try {
      return parsed(file, JSON.parse(clean) as Json, () => jsonPositions(clean));
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      // YAML in flow style looks like JSON too, but not in a file that says it is JSON.
      if (file.endsWith('.json')) throw lazily.yaml().brokenJson(file, clean, error.message);
    }
  }
  const { usualYaml, usualYamlPositions } = lazily.usualYaml();
  const content = usualYaml(clean);
  return content ? parsed(file, content, () => usualYamlPositions(clean)) : lazily.yaml().parseYaml(file, clean);
}

function parsed(file: string, content: Json, positions: () => Positions): ParsedFile {
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
