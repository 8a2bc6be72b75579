import { readdirSync } from 'node:fs';
import { Finding } from '../../src/model/finding';
import { rules } from '../../src/rules';
import { judged } from '../support/judged';
import { languages } from '../support/page-code';
import { rulePage } from '../support/rule-page';

const briefly = ({ rule, severity, what }: Finding): string => `${severity} ${rule}: ${what}`;

const shown = readdirSync(__dirname).filter((name) => name.endsWith('.page.md')).map((name) => name.replace('.page.md', ''));

test('every rule has code on its page, and all code is of a rule', () => {
  expect(shown.sort()).toEqual(rules.map(({ id }) => id).sort());
});

describe.each(shown.map((id) => [id, rulePage(id)] as const))('the page of %s', (rule, page) => {
  test.each(page.fires.map((example) => [example.language, example] as const))('fires in %s', (_, example) => {
    expect(judged(example).findings.map((finding) => finding.rule)).toContain(rule);
  });

  const fixed = languages.flatMap((language) => {
    const example = page.fixed[language];
    return example ? [[language, example] as const] : [];
  });

  test.each(fixed)('is fixed in %s, and nothing else is lost or stuck', (_, example) => {
    const { findings, graph } = judged(example);
    expect(findings.filter((finding) => finding.rule === rule || finding.severity === 'error').map(briefly)).toEqual([]);
    expect(graph.paths).not.toHaveLength(0);
  });

  test('shows other code in the same languages', () => {
    expect(new Set(page.fires.map(({ language }) => language)).size).toBe(page.fires.length);
    expect(fixed).not.toHaveLength(0);
    const fires = page.fires.map(({ code }) => code);
    expect(fixed.filter(([, { code }]) => fires.includes(code))).toEqual([]);
    expect(fixed.map(([language, example]) => [language, example.language, /^Transform:/m.test(example.code)])).toEqual(fixed.map(([language]) => [language, language === 'CDK' ? 'ts' : 'yaml', language === 'SAM']));
  });
});
