import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Example, examplesIn, Language, languages, partsOf } from './page-code';
import { Fate } from '../../src/model/graph';

/** Code on the page of a source, and what becomes of the event there. */
export interface Shown {
  readonly heading: string;
  /** Undefined where the heading does not say it. */
  readonly language?: Language;
  /** The first fate that stands in backticks in the text, or else in the text that all of them have in common. */
  readonly fate: Fate;
  readonly example: Example;
}

export interface SourcePage {
  /** Headings, in order. */
  readonly parts: readonly string[];
  readonly headings: readonly string[];
  readonly shown: readonly Shown[];
  /** Rules that are linked from the text around the examples. */
  readonly told: readonly string[];
  /** What is linked in the list below `## Rules`: ids and what is said about each. */
  readonly rules: readonly (readonly [id: string, title: string])[];
  /** What stands below that list. */
  readonly acknowledge: string;
}

/** Headings below `## Example`, for what loses events and for what does not: a page has either or both. */
export const forLoss = ['Lost', ...languages.map((language) => `Kept, in ${language}`)];
export const forOthers = languages.map((language) => `In ${language}`);

/** Reads `docs/sources/<id>.md`. */
export function sourcePage(source: string): SourcePage {
  const parts = partsOf(readFileSync(join(__dirname, '..', '..', 'docs', 'sources', `${source}.md`), 'utf8'), '##');
  const { '': common = '', ...named } = Object.fromEntries(partsOf(parts.get('Example') ?? '', '###'));
  const shown = Object.entries(named).flatMap(([heading, text]): Shown[] => {
    const examples = examplesIn(text);
    if (examples.length === 0 && !/\w+ \w+ \w+.*\.$/m.test(text)) throw new Error(`${source}: "${heading}" has neither code nor a sentence why not`);
    const fate = fateIn(text) ?? (heading.startsWith('Kept') ? 'kept' : fateIn(common));
    if (fate === undefined) throw new Error(`${source}: "${heading}" does not say what becomes of the event`);
    return examples.map((example) => ({ heading, language: languages.find((each) => heading.endsWith(each)), fate, example }));
  });
  const told = [...(parts.get('Example') ?? '').matchAll(/\]\(\.\.\/rules\/([\w-]+)\.md\)/g)].map(([, id]) => id);
  const rules = parts.get('Rules') ?? '';
  return {
    parts: [...parts.keys()].slice(1), headings: Object.keys(named), shown, told,
    rules: [...rules.matchAll(/^- \[`([\w-]+)`\]\(\.\.\/rules\/\1\.md\): (.*)$/gm)].map(([, id, title]) => [id, title]),
    acknowledge: rules.replace(/^- .*$/gm, '').trim(),
  };
}

const fateIn = (text: string): Fate | undefined => /`(kept|lost|blocks|caller|unknown)`/.exec(text.replace(/^```[^]*?^```$/gm, ''))?.[1] as Fate | undefined;
