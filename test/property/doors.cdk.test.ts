import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Aspects, CloudFormationValidatePlugin, IPolicyValidationContext, PolicyValidationPluginReport, Stack, Validations } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { cloudFormation } from './cloudformation';
import { levelOne } from './constructs';
import { forAll } from './runs';
import { Sketch, sketches } from './sketch';
import { asJson } from './told';
import { FailsafeAspect, FailsafeChecks, FailureMap } from '../../src';
import { main } from '../../src/cli/main';
import { Result } from '../../src/graph/merge';
import { Severity } from '../../src/model/finding';
import { caseWords, findingWords } from '../../src/report/finding-words';

// CDK's own validation takes ten times as long as everything else.
beforeEach(() => {
  jest.spyOn(CloudFormationValidatePlugin.prototype, 'validate').mockReturnValue({ success: true, violations: [] });
  jest.spyOn(console, 'error').mockImplementation();
});

/** An app of one stack, with somebody to judge it. */
function synthesized<T>(sketch: Sketch, judge: (stack: Stack, folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'failsafe-'));
  const { exitCode } = process;
  try {
    const stack = new Stack(new App({ outdir: folder, analyticsReporting: false }), 'Stack');
    levelOne(cloudFormation(sketch), () => stack);
    return judge(stack, folder);
  } finally {
    // CDK sets it where validation fails, as it does for most of these.
    process.exitCode = exitCode;
    rmSync(folder, { recursive: true, force: true });
  }
}

/** One line for each finding, the same twice being one. */
const findingsOf = ({ findings }: Result) => [...new Set(findings.map((finding) => `${finding.severity} ${finding.rule}: ${findingWords(finding)}`))].sort();

/** A template calls a function by its logical id alone. */
const unnested = (words: string) => words.replace(/^Stack\//, '');

/** What the plugin tells CDK, as it tells it. */
class Overheard extends FailsafeChecks {
  public readonly reports: PolicyValidationPluginReport[] = [];

  public validate(context: IPolicyValidationContext): PolicyValidationPluginReport {
    this.reports.push(super.validate(context));
    return this.reports[0];
  }
}

function byPlugin(stack: Stack): { readonly success: boolean; readonly lines: readonly string[] } {
  const plugin = new Overheard();
  Validations.of(stack.node.root).addPlugins(plugin);
  let failure: unknown;
  try {
    (stack.node.root as App).synth();
  } catch (error) {
    failure = error;
  }
  const { reports } = plugin;
  if (reports.length === 0) throw failure;
  const lines = reports[0].violations.flatMap(({ ruleName, severity, description, ruleMetadata }) => description.split('\n')
    .map((line) => `${severity} ${ruleName}: ${unnested(line.replace(/^ {3}also: /, '')).replace(` ${ruleMetadata?.why}`, '')}`));
  return { success: reports[0].success && failure === undefined, lines: [...new Set(lines)].sort() };
}

function byAspect(stack: Stack): readonly string[] {
  Aspects.of(stack).add(new FailsafeAspect());
  const annotations = Annotations.fromStack(stack);
  const all: [Severity, ReturnType<typeof annotations.findError>][] = [
    ['error', annotations.findError('*', Match.anyValue())], ['warning', annotations.findWarning('*', Match.anyValue())], ['info', annotations.findInfo('*', Match.anyValue())],
  ];
  return all.flatMap(([severity, entries]) => entries.map(({ entry }) => `${severity} ${unnested(String(entry.data))}`));
}

function byCommand(stack: Stack, folder: string): { readonly code: number; readonly lines: readonly string[]; readonly fates: readonly string[] } {
  (stack.node.root as App).synth();
  const out: string[] = [];
  const code = main(['check', folder, '--format', 'json'], { width: 80, colour: false, out: (text) => out.push(text), error: (text) => out.push(text) });
  const { findings, paths } = JSON.parse(out.join('')) as { readonly findings: readonly { rule: string; severity: string; about: string; message: string; event: string; when?: string }[]; readonly paths: readonly { function: string; qualifier: string; source: string; fate: string }[] };
  return {
    code, lines: [...new Set(findings.map(({ rule, severity, about, message: what, event, when }) => `${severity} ${rule}: ${unnested(about)}: ${caseWords({ what, event, when })}`))].sort(),
    fates: paths.map((path) => `${path.function}:${path.qualifier} ← ${path.source}: ${path.fate}`).sort(),
  };
}

test('plugin, aspect and command line find what is in the template', () => {
  forAll(15, sketches, [], (sketch) => {
    const result = asJson(cloudFormation(sketch));
    const expected = findingsOf(result);
    const failing = expected.some((line) => line.startsWith('error'));
    expect(synthesized(sketch, byPlugin)).toEqual({ success: !failing, lines: expected });
    const { code, lines } = synthesized(sketch, byCommand);
    expect([lines, code]).toEqual([expected, failing ? 1 : 0]);
    const notes = synthesized(sketch, byAspect);
    const left = [...notes];
    for (const finding of result.findings) {
      const { severity, rule } = finding;
      const note = notes.find((each) => each.startsWith(`${severity} ${findingWords(finding)}`) && each.includes(`cdk-lambda-failsafe::${rule}`));
      expect(note ?? [notes, `${severity} ${rule}: ${findingWords(finding)}`]).toBe(note);
      if (left.includes(note!)) left.splice(left.indexOf(note!), 1);
    }
    expect(left).toEqual([]);
  });
});

test('FailureMap has the fates that the command line tells', () => {
  forAll(10, sketches, [], (sketch) => {
    // The map leaves out what nothing in the app invokes.
    const told = synthesized(sketch, byCommand).fates.filter((line) => !line.endsWith('direct: unknown'));
    const map = synthesized(sketch, (stack) => FailureMap.of(stack).paths.map((path) => `${path.function.node.id}:${path.qualifier} ← ${path.source}: ${path.fate}`).sort());
    expect(map).toEqual(told);
  });
});
