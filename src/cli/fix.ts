import { renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { BadUse, parse, Streams } from './command';
import { difference } from '../fix/difference';
import { Fixes, fixesOf } from '../fix/fixes';
import { Finding, placeOf } from '../model/finding';
import { codeFor } from '../report/code';
import { AppFixes, fixJson } from '../report/fix-report';
import { fixText } from '../report/fix-text';
import { position } from '../report/position';
import { rules } from '../rules';

/** `lambda-failsafe fix APP…`: what mends the findings, as a diff or in place; of an app of CDK, as lines for its program. */
export function fixCommand(args: readonly string[], streams: Streams): number {
  const { values, positionals } = parse(args, { format: ['text', 'json'], write: 'flag', rule: 'text' });
  if (positionals.length === 0) throw new BadUse('fix which app? Name a template, a folder of templates or a cdk.out');
  const wanted = wantedRules(values.rule);
  const apps = positionals.map((name) => fixApp(name, wanted, values.write));
  for (const problem of apps.flatMap(({ problems }) => problems)) streams.error(`${problem}\n`);
  if (values.format === 'json') {
    streams.out(`${fixJson(apps)}\n`);
  } else {
    const width = Math.min(Math.max(streams.width, 60), 120);
    const text = apps.filter(({ mended, unmended, problems }) => mended.length + unmended.length > 0 || problems.length === 0).map((app) => `${fixText(app, width)}\n`).join('\n');
    // What is read by `git apply` stands alone on the standard output; the lines for a program are that output.
    const diff = apps.filter(({ program, written }) => !program && !written).flatMap(({ diffs }) => diffs.map((each) => each.diff)).join('');
    (diff === '' ? streams.out : streams.error)(text);
    streams.out(diff);
  }
  if (apps.some(({ problems }) => problems.length > 0)) return 2;
  return apps.some(({ mended, unmended, written }) => [...written ? [] : mended.flatMap(({ findings }) => findings), ...unmended.map(({ finding }) => finding)].some(({ severity }) => severity === 'error')) ? 1 : 0;
}

function wantedRules(given: string | undefined): (finding: Finding) => boolean {
  if (given === undefined) return () => true;
  const ids = given.split(',').map((id) => id.trim());
  const unknown = ids.find((id) => !rules.some((rule) => rule.id === id));
  if (unknown !== undefined) throw new BadUse(`there is no rule ${unknown}; lambda-failsafe rules lists them`);
  return ({ rule }) => ids.includes(rule);
}

function fixApp(name: string, wanted: (finding: Finding) => boolean, write: boolean): AppFixes {
  const fixes = fixesOf(name, wanted);
  const program = fixes.program;
  if (write && program) throw new BadUse(`${name} is made by cdk synth, so --write would be undone by the next one: add the lines that fix prints without it to the program`);
  const problems = fixes.problems.map(({ message }) => message);
  if (write) writeAll(fixes.files);
  const left = write ? stillThere(name, fixes) : [];
  return {
    name, program, problems: [...problems, ...left], written: write, verify: fixes.verify,
    mended: fixes.mended.map(({ task: { findings } }) => {
      const [first] = findings;
      const [code, { resource }, place] = [codeFor(first), first, placeOf(first)];
      return { findings, code, of: code?.of ?? resource.path ?? resource.label, at: place.line === undefined ? undefined : position(place) };
    }),
    unmended: fixes.unmended,
    diffs: fixes.files.map(({ file, before, after }) => ({ file, diff: difference(file, before, after) })),
  };
}

/** Each file as a whole or not at all, with the rights that it has. */
function writeAll(files: Fixes['files']): void {
  for (const { file, after } of files) {
    const beside = `${file}.${process.pid}.tmp`;
    try {
      writeFileSync(beside, after, { mode: statSync(file).mode });
      renameSync(beside, file);
    } catch (error) {
      rmSync(beside, { force: true });
      throw new BadUse(`${file} cannot be written (${(error as NodeJS.ErrnoException).code}); the files before it were: ${files.slice(0, files.findIndex((each) => each.file === file)).map((each) => each.file).join(', ') || 'none'}`);
    }
  }
}

/** Reads what was written, and looks whether it is what was tried out. */
function stillThere(name: string, { after }: Fixes): string[] {
  const now = fixesOf(name).before;
  const differ = now.findings.length !== after.findings.length || now.graph.paths.some((path, index) => path.outcome.fate !== after.graph.paths[index]?.outcome.fate);
  return differ ? [`${name}: what was written is not what was tried out; somebody else may have changed it meanwhile`] : [];
}
