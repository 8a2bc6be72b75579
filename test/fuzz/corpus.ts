import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { frozen } from './mutate';
import { Json, JsonObject, isJsonObject, parseFile } from '../../src/read/file';

/** A template that somebody has written, as text and as what it means. */
export interface Seed {
  readonly text: string;
  readonly content: JsonObject;
}

const root = join(__dirname, '../..');

/** Every template in the documentation and in the tests of this repository, and those of a folder if one is given. */
export function corpus(folder?: string): readonly Seed[] {
  const texts = [
    ...files(join(root, 'docs'), ['.md']).flatMap((file) => [...readFileSync(file, 'utf8').matchAll(/```(?:yaml|json)\n(.*?)```/gs)].map(([, text]) => text)),
    ...files(join(root, 'test'), ['.ts']).flatMap((file) => [...readFileSync(file, 'utf8').matchAll(/`([^`]*\bResources:[^`]*)`/g)].map(([, text]) => text.replace(/\$\{[^}]*\}/g, ''))),
    ...[join(root, 'test'), join(root, 'examples'), ...folder === undefined ? [] : [folder]].flatMap((each) => files(each, ['.yaml', '.yml', '.json', '.template']).map((file) => readFileSync(file, 'utf8'))),
  ];
  const seeds: Seed[] = [];
  const seen = new Set<string>();
  for (const text of texts) {
    const content = parsed(text);
    if (!content || seen.has(text) || text.length > 60_000) continue;
    seen.add(text);
    seeds.push({ text, content: frozen(content) });
  }
  return seeds;
}

function files(folder: string, endings: readonly string[]): string[] {
  return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1)).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return /^(node_modules|cdk\.out|\..*)$/.test(entry.name) ? [] : files(path, endings);
    return endings.includes(extname(entry.name)) ? [path] : [];
  });
}

function parsed(text: string): JsonObject | undefined {
  let content: Json;
  try {
    ({ content } = parseFile('corpus.yaml', text));
  } catch {
    return undefined;
  }
  return isJsonObject(content) && isJsonObject(content.Resources) ? content : undefined;
}
