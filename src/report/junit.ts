import type { Told } from './formats';
import { AppJson, FindingJson, PathJson } from './json';
import { position } from './position';
import { fromHere, sentences, together } from './told';

interface Case { readonly group: string; readonly name: string; readonly content: string; readonly kind: 'passed' | 'failure' | 'error' | 'skipped' }

/**
 * One test for each way in which a function is invoked: it fails where something is found that makes the run fail. What is found beside any such
 * way, what was acknowledged and what could not be read are tests of their own.
 *
 * @see https://github.com/testmoapp/junitxml
 */
export function junit(apps: readonly AppJson[], { failing }: Told): string {
  const suites = apps.map((app) => {
    const { apps: [name], ...all } = together([app]);
    const paths = all.paths.filter(({ framework }) => !framework);
    const onPaths = new Set<FindingJson>();
    const cases = paths.map((path): Case => {
      const its = all.findings.filter((finding) => isAbout(finding, path));
      its.forEach((finding) => onPaths.add(finding));
      return told(path.stack, `${path.name} ← ${path.from}`, its, failing, `${path.fate}: ${path.words}`);
    });
    cases.push(...all.findings.filter((finding) => !onPaths.has(finding)).map((finding) => told(finding.rule, finding.path ?? finding.label, [finding], failing)));
    cases.push(...all.acknowledged.map((finding): Case => (
      { group: finding.rule, name: finding.path ?? finding.label, kind: 'skipped', content: `<skipped message="${attribute(finding.reason)}"/>` }
    )));
    cases.push(...[...all.problems, ...all.broken].map((text): Case => ({ group: 'lambda-failsafe', name: 'input', kind: 'error', content: `<error message="${attribute(text)}"/>` })));
    return { name, cases };
  });
  const everything = suites.flatMap(({ cases }) => cases);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>', `<testsuites name="lambda-failsafe" ${counts(everything)}>`,
    ...suites.flatMap(({ name, cases }) => [
      `  <testsuite name="${attribute(fromHere(name))}" ${counts(cases)}>`,
      ...cases.map(({ group, name: its, content }) => `    <testcase classname="${attribute(group)}" name="${attribute(its)}" time="0">${content}</testcase>`), '  </testsuite>',
    ]), '</testsuites>', '',
  ].join('\n');
}

const isAbout = ({ template, function: fn, trigger }: FindingJson, path: PathJson): boolean =>
  template === path.template && fn === path.function && (trigger.length === 0 || trigger.some((name) => path.trigger.includes(name)));

function told(group: string, name: string, findings: readonly FindingJson[], failing: readonly string[], passed = ''): Case {
  const fails = findings.filter(({ severity }) => failing.includes(severity));
  const others = findings.filter((finding) => !fails.includes(finding));
  const line = (finding: FindingJson) => `${finding.rule}: ${sentences(finding)} (${position({ file: fromHere(finding.file), line: finding.line })})`;
  const words = [...passed === '' ? [] : [passed], ...others.map((finding) => `${finding.severity} ${line(finding)}`)];
  return {
    group, name, kind: fails.length > 0 ? 'failure' : 'passed',
    content: [...fails.length > 0 ? [`<failure type="${attribute(fails[0].rule)}" message="${attribute(fails[0].message)}">${text(fails.map(line).join('\n'))}</failure>`] : [], ...words.length > 0 ? [`<system-out>${text(words.join('\n'))}</system-out>`] : []].join(''),
  };
}

function counts(cases: readonly Case[]): string {
  const of = (kind: Case['kind']) => cases.filter((each) => each.kind === kind).length;
  return `tests="${cases.length}" failures="${of('failure')}" errors="${of('error')}" skipped="${of('skipped')}"`;
}

/** XML knows no other signs of control. */
// eslint-disable-next-line no-control-regex
const text = (words: string): string => words.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd').replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

const attribute = (words: string): string => text(words).replace(/"/g, '&quot;').replace(/[\n\t\r]/g, (sign) => `&#${sign.charCodeAt(0)};`);
