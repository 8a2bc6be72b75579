import { closest } from './closest';
import { BadUse, parse, Streams } from './command';
import { acceptedBy, weighed } from './policy';
import { standard } from './standard';
import { sayTroubles } from './troubles';
import { commands } from './words';
import { check } from '../check';
import { difference } from '../fix/difference';
import { Fixes, fixesOf } from '../fix/fixes';
import { Finding, placeOf } from '../model/finding';
import { worlds } from '../read/app';
import { readApp } from '../read/template';
import { codeFor } from '../report/code';
import { AppFixes, fixJson } from '../report/fix-report';
import { fixText } from '../report/fix-text';
import { position } from '../report/position';
import { writeWhole } from '../report/write';
import { rules } from '../rules';

/** `lambda-failsafe fix APP…`: what mends the findings, as a diff or in place; of an app of CDK, as lines for its program. */
export function fixCommand(args: readonly string[], streams: Streams): number {
  const { values, positionals } = parse(args, commands.fix);
  if (positionals.length === 0) throw new BadUse('fix which app? Name a template, a folder of templates or a cdk.out');
  const { policy } = standard({ config: values.config, withoutBaseline: true });
  const chosen = wantedRules(values.rule);
  const wanted = (finding: Finding) => chosen(finding) && !acceptedBy(finding, policy);
  // Before anything is written.
  const synthesized = values.write ? positionals.find((name) => readApp(name).program) : undefined;
  if (synthesized !== undefined) throw new BadUse(`${synthesized} is made by cdk synth, so --write would be undone by the next one: add the lines that fix prints without it to the program`);
  const apps = positionals.map((name) => fixApp(name, wanted, values.write));
  const incomplete = sayTroubles(streams, apps);
  if (values.format === 'json') {
    streams.out(`${fixJson(apps)}\n`);
  } else {
    const width = Math.min(Math.max(streams.width, 60), 120);
    const text = apps.filter(({ mended, unmended, problems }) => mended.length + unmended.length > 0 || problems.length === 0).map((app) => `${fixText(app, width)}\n`).join('\n');
    // What is read by `git apply` stands alone on the standard output; the lines for a program are that output.
    const diff = values.write ? '' : apps.filter(({ program }) => !program).flatMap(({ diffs }) => diffs.map((each) => each.diff)).join('');
    (diff === '' ? streams.out : streams.error)(text);
    streams.out(diff);
  }
  if (incomplete) return 2;
  const left = apps.flatMap(({ mended, unmended, written }) => [...written ? [] : mended.flatMap(({ findings }) => findings), ...unmended.map(({ finding }) => finding)]);
  return weighed(left, policy).some(({ severity }) => severity === 'error') ? 1 : 0;
}

function wantedRules(given: readonly string[]): (finding: Finding) => boolean {
  if (given.length === 0) return () => true;
  const ids = given.flatMap((each) => each.split(',')).map((id) => id.trim()).filter((id) => id !== '');
  if (ids.length === 0) throw new BadUse('--rule needs a value');
  const unknown = ids.find((id) => !rules.some((rule) => rule.id === id));
  if (unknown !== undefined) throw new BadUse(`there is no rule ${unknown}${closest(unknown, rules.map(({ id }) => id)) || '; lambda-failsafe rules lists them'}`);
  return ({ rule }) => ids.includes(rule);
}

function fixApp(name: string, wanted: (finding: Finding) => boolean, write: boolean): AppFixes {
  const fixes = fixesOf(name, wanted);
  // What a broken part would have said of the changes nobody knows.
  const unwritten = !write ? [] : fixes.broken.length > 0 ? [`${name}: nothing was changed, because a part of the check failed`] : writeAll(fixes.files);
  const written = write && unwritten.length === 0;
  const problems = [...fixes.problems.map(({ message }) => message), ...unwritten, ...written ? stillThere(name, fixes) : []];
  return {
    name, program: fixes.program, problems, broken: fixes.broken, written, verify: fixes.verify,
    mended: fixes.mended.map(({ task: { findings } }) => {
      const [first] = findings;
      const [code, { resource }, place] = [codeFor(first), first, placeOf(first)];
      return { findings, code, of: code?.of ?? resource.path ?? resource.label, at: place.line === undefined ? undefined : position(place) };
    }),
    unmended: fixes.unmended,
    diffs: fixes.files.map(({ file, before, after }) => ({ file, diff: difference(file, before, after) })),
  };
}

/** All of the files or, where one cannot be written, none of them. */
function writeAll(files: Fixes['files']): string[] {
  const done: Fixes['files'][number][] = [];
  for (const each of files) {
    try {
      writeWhole(each.file, each.after);
      done.push(each);
    } catch (error) {
      for (const { file, before } of done) writeWhole(file, before);
      return [`${each.file} cannot be written (${(error as NodeJS.ErrnoException).code}); nothing was changed`];
    }
  }
  return [];
}

/** Reads what was written, and looks whether it is what was tried out. */
function stillThere(name: string, { after }: Fixes): string[] {
  const now = check(worlds(readApp(name).app));
  const differ = now.findings.length !== after.findings.length || now.graph.paths.some((path, index) => path.outcome.fate !== after.graph.paths[index]?.outcome.fate);
  return differ ? [`${name}: what was written is not what was tried out; somebody else may have changed it meanwhile`] : [];
}
