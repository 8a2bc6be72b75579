import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Case, FiringCase, RuleCases } from '../support/rule-cases';

/**
 * Writes the apps of all cases of rules to `.mutation`, once and for all mutants: a case in CDK takes a hundred times as
 * long to synthesize as to judge, and what is synthesized does not depend on what is mutated.
 */
const root = join(__dirname, '..', '..');
const folder = join(root, '.mutation');

/** A case of a rule, and the template or cloud assembly to judge. */
export interface WrittenCase {
  readonly rule: string;
  readonly title: string;
  readonly file: string;
  /** What a firing case reports, and says. */
  readonly at?: readonly string[];
  readonly says?: { readonly source: string; readonly flags: string };
  readonly severity?: FiringCase['severity'];
  readonly property?: FiringCase['property'];
  readonly mends?: FiringCase['mends'];
  readonly sets?: FiringCase['sets'];
}

function written(given: Case, file: string): string {
  if (given.template !== undefined) {
    mkdirSync(file, { recursive: true });
    writeFileSync(join(file, 'app.template.yaml'), given.template);
    return join(file, 'app.template.yaml');
  }
  const app = new App({ outdir: file, analyticsReporting: false });
  given.app?.(new Stack(app, 'Stack', { env: given.env }));
  app.synth();
  return file;
}

if (require.main === module) {
  rmSync(folder, { recursive: true, force: true });
  // CDK's own validation has something to say about many of the wrong apps here.
  console.error = () => {};
  const cases: WrittenCase[] = [];
  for (const name of readdirSync(join(root, 'test', 'rules')).filter((file) => file.endsWith('.cases.ts'))) {
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const { rule, fires, silent } = (require(join(root, 'test', 'rules', name)) as { default: RuleCases }).default;
    const file = () => join(folder, rule, String(cases.length));
    for (const [title, given] of Object.entries(fires)) {
      const { at, says, severity, property, mends, sets } = given;
      cases.push({ rule, title: `fires: ${title}`, file: written(given, file()), at: typeof at === 'string' ? [at] : at, says: says && { source: says.source, flags: says.flags }, severity, property, mends, sets });
    }
    for (const [title, given] of Object.entries(silent)) cases.push({ rule, title: `silent: ${title}`, file: written(given, file()) });
  }
  writeFileSync(join(folder, 'cases.json'), JSON.stringify(cases));
  console.log(`${cases.length} cases in ${folder}`);
}
