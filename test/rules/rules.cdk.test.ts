import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Result } from '../../src/graph/merge';
import { rules } from '../../src/rules';
import { inWords, judge, judgeTemplates } from '../support/both-doors';
import { expectWhole } from '../support/message-contract';
import { expectFiring, expectSilent, RuleCases } from '../support/rule-cases';

const files = readdirSync(__dirname).filter((name) => name.endsWith('.cases.ts'));
// eslint-disable-next-line @typescript-eslint/no-require-imports
const all = files.map((name) => (require(join(__dirname, name)) as { default: RuleCases }).default);

/** What an assembly tells and its templates do not: the folders of programs, and where stacks are deployed to. */
const besideTemplates = new Set(['partial-batch-ignored', 'net-other-account-or-region']);

test('every rule has a file of cases, and every file of cases a rule', () => {
  expect(all.map(({ rule }) => rule).sort()).toEqual(rules.map(({ id }) => id).sort());
  expect(files.map((name) => name.replace('.cases.ts', '')).sort()).toEqual(rules.map(({ id }) => id).sort());
});

describe.each(all.map((cases) => [cases.rule, cases] as const))('%s', (rule, { fires, silent }) => {
  test('has firing and silent cases', () => {
    expect(Object.keys(fires)).not.toHaveLength(0);
    expect(Object.keys(silent)).not.toHaveLength(0);
  });

  test.each(Object.entries(fires))('fires: %s', (_, given) => {
    const { files: fromFiles, tree } = judge(given);
    expectFiring(fromFiles.findings.filter((finding) => finding.rule === rule), { ...given, at: typeof given.at === 'string' ? [given.at] : given.at });
    expect(inWords(tree)).toEqual(inWords(fromFiles));
  });

  test.each(Object.entries(fires))('every message is whole: %s', (_, given) => {
    const { files: fromFiles, tree } = judge(given);
    const templates = given.template === undefined ? judgeTemplates(given) : fromFiles;
    for (const finding of [...fromFiles.findings, ...tree.findings, ...templates.findings]) expectWhole(finding);
    // Who has templates is told in their language.
    expect(templates.findings.filter(({ resource }) => resource.path !== undefined)).toEqual([]);
    const found = ({ findings }: Result) => findings.filter((finding) => finding.rule === rule).length;
    if (!besideTemplates.has(rule)) expect(found(templates)).toBe(found(fromFiles));
  });

  test.each(Object.entries(silent))('silent: %s', (_, given) => {
    const { files: fromFiles, tree } = judge(given);
    expectSilent(fromFiles.findings.filter((finding) => finding.rule === rule));
    expect(inWords(tree)).toEqual(inWords(fromFiles));
  });
});
