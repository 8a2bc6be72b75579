import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Example, examplesIn, Language, languages } from './page-code';

/** What the page of a rule shows. */
export interface RulePage {
  /** What is wrong: in CDK and as a template. */
  readonly fires: readonly Example[];
  /** The same, mended. A language in which it cannot be said has a sentence instead. */
  readonly fixed: { readonly [language in Language]: Example | undefined };
  /** The text of the two parts, to be put into the page. */
  readonly texts: { readonly fires: string; readonly fixed: string };
}

/**
 * Reads `test/rules/<id>.page.md`: a part `## Fires` with a `ts` and a `yaml` block, and a part `## Fix` with `### CDK`,
 * `### SAM` and `### CloudFormation`, each with a block, or with a sentence why there is none.
 */
export function rulePage(rule: string): RulePage {
  const name = `${rule}.page.md`;
  const text = readFileSync(join(__dirname, '..', 'rules', name), 'utf8');
  const [, fires, fixed] = /^## Fires\n([^]+?)^## Fix\n([^]+)$/m.exec(text) ?? [];
  if (fires === undefined) throw new Error(`${name} needs the parts "## Fires" and "## Fix"`);
  const byLanguage = new Map([...fixed.matchAll(/^### (\w+)\n([^]+?)(?=^### |(?![^]))/gm)].map(([, heading, part]) => [heading, part]));
  const mended = languages.map((language) => {
    const part = byLanguage.get(language);
    if (part === undefined || (examplesIn(part).length === 0 && part.trim().length < 20)) throw new Error(`${name} needs "### ${language}" under "## Fix", with a block of code or the reason why there is none`);
    return [language, examplesIn(part).at(0)] as const;
  });
  if (examplesIn(fires).length === 0) throw new Error(`${name} shows nothing that fires`);
  return { fires: examplesIn(fires), fixed: Object.fromEntries(mended) as RulePage['fixed'], texts: { fires: fires.trim(), fixed: fixed.trim() } };
}
