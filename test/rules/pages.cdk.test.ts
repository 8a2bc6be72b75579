import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { check } from '../../src/check';
import { Result } from '../../src/graph/merge';
import { Finding } from '../../src/model/finding';
import { worlds } from '../../src/read/app';
import { readApp } from '../../src/read/template';
import { readTree } from '../../src/read/tree';
import { rules } from '../../src/rules';
import { inWords } from '../support/both-doors';
import { run } from '../support/program';
import { Example, languages, rulePage } from '../support/rule-page';

/** What somebody gets who runs the code of a page. */
function judged({ language, code }: Example): Result {
  return language === 'ts' ? judgedProgram(code) : judgedTemplate(code);
}

function judgedProgram(code: string): Result {
  // What CDK's own validation says about wrong apps is not asked here.
  const quiet = jest.spyOn(console, 'error').mockImplementation();
  const app = (run(code, { expression: 'stack' }) as Stack).node.root as App;
  try {
    const tree = check(worlds(readTree(app)));
    const files = check(worlds(readApp(app.synth().directory).app));
    expect(inWords(tree)).toEqual(inWords(files));
    return files;
  } finally {
    rmSync(app.outdir, { recursive: true, force: true });
    quiet.mockRestore();
  }
}

function judgedTemplate(code: string): Result {
  const folder = mkdtempSync(join(tmpdir(), 'failsafe-page-'));
  try {
    writeFileSync(join(folder, 'template.yaml'), code);
    const { app, problems } = readApp(join(folder, 'template.yaml'));
    expect(problems).toEqual([]);
    return check(worlds(app));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

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
