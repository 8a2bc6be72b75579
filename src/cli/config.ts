import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { ErrorObject } from 'ajv';
import { closest } from './closest';
import { BadUse } from './command';
import { Severity } from '../model/finding';
import { readText } from '../read/disk';
import { BadInput, Json, parseFile, ParsedFile } from '../read/file';

/** Findings that somebody accepts, wherever they are; `*` stands for any text. */
export interface Ignore {
  readonly rule: string;
  /** Name, logical id or construct path of the function. */
  readonly function?: string;
  /** The same of the resource to change. */
  readonly resource?: string;
  readonly template?: string;
  readonly reason: string;
  /** The last day on which it holds, as `2027-01-31`. */
  readonly until?: string;
}

/** What `lambda-failsafe.json` says. */
export interface Config {
  readonly failOn?: Severity | 'never';
  readonly severities: { readonly [rule: string]: Severity };
  readonly ignores: readonly Ignore[];
  /** Where each of them stands, as `lambda-failsafe.json:7`. */
  readonly places: readonly string[];
  /** The file with the findings that were there before. */
  readonly baseline?: string;
}

/** Taken from the working directory where `--config` names no other. */
export const configName = 'lambda-failsafe.json';

const nothing: Config = { severities: {}, ignores: [], places: [] };

/** Reads the given file, or the usual one where there is one. */
export function readConfig(given: string | undefined): Config {
  if (given === undefined && !existsSync(configName)) return nothing;
  const file = readChecked(given ?? configName, 'config');
  const { failOn, rules = {}, ignore = [], baseline } = file.content as { failOn?: Config['failOn']; rules?: Config['severities']; ignore?: readonly Ignore[]; baseline?: string };
  return {
    failOn, severities: rules, ignores: ignore, baseline: baseline === undefined ? undefined : resolve(dirname(file.file), baseline),
    places: ignore.map((_, index) => at(file, ['ignore', String(index)])),
  };
}

/** A file of ours as its published schema wants it; one error, with the position and the way out, where it is not. */
export function readChecked(name: string, kind: 'config' | 'baseline'): ParsedFile {
  let file;
  try {
    file = parseFile(name, readText(name));
  } catch (error) {
    if (error instanceof BadInput) throw new BadUse(error.message);
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new BadUse(code === 'ENOENT' ? `${name}: no such file` : `${name} cannot be read (${code})`);
  }
  const wrong = lazily.validator(kind)(file.content);
  if (wrong) throw new BadUse(`${at(file, wrong.path)}: ${wrong.says}`);
  return file;
}

/** `file:line:column` of what stands there. */
function at(file: ParsedFile, path: readonly string[]): string {
  const { line, column } = file.place(path);
  return line === undefined ? file.file : `${file.file}:${line}:${column}`;
}

interface Wrong { readonly path: readonly string[]; readonly says: string }

/* eslint-disable @typescript-eslint/no-require-imports */
const lazily = {
  /** The schema says what is right; only how it is told is ours. */
  validator: (kind: 'config' | 'baseline') => {
    const Ajv = (require('ajv') as typeof import('ajv')).default;
    const validate = new Ajv({ allErrors: true, verbose: true, strict: true }).compile(require(`../../schema/${kind}.schema.json`) as object);
    return (content: Json): Wrong | undefined => (validate(content) ? undefined : told(validate.errors!.find(({ keyword }) => keyword === 'propertyNames') ?? validate.errors![0]));
  },
};
/* eslint-enable @typescript-eslint/no-require-imports */

function told({ instancePath, keyword, params, parentSchema, data, message }: ErrorObject): Wrong {
  const path = instancePath.split('/').slice(1).map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  const name = path.length === 0 ? 'it' : path[path.length - 1];
  const described = (parentSchema as { description?: string } | undefined)?.description;
  switch (keyword) {
    case 'additionalProperties': {
      const { additionalProperty: key } = params as { additionalProperty: string };
      const known = Object.keys((parentSchema as { properties: object }).properties);
      return { path: [...path, key], says: `there is no ${key} here${closest(key, known) || `; there are ${known.join(', ')}`}` };
    }
    case 'required': return { path, says: `${(params as { missingProperty: string }).missingProperty} is missing` };
    case 'enum': {
      const allowed = (params as { allowedValues: unknown[] }).allowedValues.map(String);
      return { path, says: `${name} is ${JSON.stringify(data)}, which is none of ${allowed.length > 10 ? 'the rules' : allowed.join(', ')}${closest(String(data), allowed)}` };
    }
    case 'propertyNames': {
      const { propertyName } = params as { propertyName: string };
      const allowed = ((parentSchema as { propertyNames: { enum?: string[] } }).propertyNames.enum ?? []);
      return { path: [...path, propertyName], says: `there is no rule ${propertyName}${closest(propertyName, allowed)}` };
    }
    default: return { path, says: `${name} ${message}${described ? `: ${described}` : ''}` };
  }
}
