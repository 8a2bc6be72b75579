import { Obstacle, obstaclesIn } from './deployable';
import { Draft } from './draft';
import { drafted } from './mending';
import { keyOf, Task, tasksOf } from './task';
import { Templates } from './templates';
import { applied, Changed } from './texts';
import { Trial } from './trial';
import { Unmendable } from './unmendable';
import { check } from '../check';
import { Result } from '../graph/merge';
import { Broken, BrokenParts } from '../model/broken';
import { acknowledgedBy, Finding, severities } from '../model/finding';
import { World } from '../model/resource';
import { worlds } from '../read/app';
import { BadInput } from '../read/file';
import { readApp } from '../read/template';

/** A task that was tried out: with it, the check finds nothing more to say there. */
export interface Mended {
  readonly task: Task;
  readonly draft: Draft;
}

/** What nobody can mend without deciding something, or what did not do when it was tried out. */
export interface Unmended {
  readonly finding: Finding;
  /** Why there is no change of the template; absent where the finding itself says all. */
  readonly because?: string;
}

export interface Fixes {
  readonly mended: readonly Mended[];
  readonly unmended: readonly Unmended[];
  /** Files whose text changes, with the text before and after. */
  readonly files: readonly Changed[];
  /** What to verify elsewhere once that is done, such as the policies of a role that is made elsewhere. */
  readonly verify: readonly Finding[];
  readonly before: Result;
  readonly after: Result;
  readonly problems: readonly BadInput[];
  /** What failed of this package, before or after. */
  readonly broken: readonly Broken[];
  /** The templates are made by a program: a cloud assembly. */
  readonly program: boolean;
}

/** What can be mended in an app, tried out on its templates, without changing them. */
export function fixesOf(name: string, wanted: (finding: Finding) => boolean = () => true): Fixes {
  const { app, problems, program } = readApp(name);
  const states = worlds(app);
  const before = check(states);
  const isAsked = (finding: Finding) => wanted(finding) && !acknowledgedBy(finding);
  const findings = before.findings.filter(isAsked)
    .sort(gravest);
  const templates = new Templates(app, before.graph.paths);
  const unmended: Unmended[] = findings.filter(({ mend }) => !mend).map((finding) => ({ finding }));
  const done = new Set<string>();
  const draftsOf = (its: readonly Finding[]) => tasksOf(its).filter(({ mend }) => !done.has(keyOf(mend))).flatMap((task): Mended[] => {
    done.add(keyOf(task.mend));
    const draft = new Draft(templates);
    try {
      drafted(draft, task.mend, states.find(({ set }) => set.byKey(task.mend.on.key) === task.mend.on)!.set);
      return [{ task, draft }];
    } catch (error) {
      if (!(error instanceof Unmendable || error instanceof BadInput)) throw error;
      unmended.push(...task.findings.map((finding) => ({ finding, because: error.message })));
      return [];
    }
  });
  let mended = draftsOf(findings);
  const known = new Set(obstaclesIn(app).map(({ because }) => because));
  // What does not do is taken out, and the rest is tried again without it. Every turn takes out one at least, or adds what was not tried before.
  for (;;) {
    const tried = applied(templates, mended, unmended);
    mended = tried.mended;
    const now = tried.files.length === 0 ? { result: before, obstacles: [], states: [] } : recheck(name, tried.files);
    const after = now.result;
    const obstacles = now.obstacles.filter(({ because }) => !known.has(because));
    const trial = new Trial(before, after);
    const those = (reason: (each: Mended) => string | undefined) => mended.flatMap((each) => {
      const because = reason(each);
      return because === undefined ? [] : [{ each, because }];
    });
    // What does not do what it is for may be why others seem to do harm.
    const idle = those((each) => refusal(each, obstacles) ?? trial.shortcomingOf(each.task));
    const useless = idle.length > 0 ? idle : those(({ task }) => trial.harmOf(task));
    if (useless.length === 0) {
      // A queue that takes events only now has nobody who watches it.
      states.push(...now.states);
      const more = draftsOf(trial.news.filter(isAsked));
      if (more.length > 0) {
        mended = [...mended, ...more];
        continue;
      }
      const verify = trial.news.filter(({ severity }) => severity === 'info');
      unmended.sort((one, other) => gravest(one.finding, other.finding));
      const broken = new BrokenParts();
      broken.add(...before.broken, ...after.broken);
      return { mended, unmended, files: tried.files, verify, before, after, problems, broken: broken.all, program };
    }
    for (const { each: { task }, because } of useless) unmended.push(...task.findings.map((finding) => ({ finding, because })));
    mended = mended.filter((each) => !useless.some((other) => other.each === each));
  }
}

const gravest = (one: Finding, other: Finding): number => severities.indexOf(one.severity) - severities.indexOf(other.severity);

function recheck(name: string, files: readonly Changed[]): { readonly result: Result; readonly obstacles: readonly Obstacle[]; readonly states: readonly World[] } {
  const { app } = readApp(name, { texts: new Map(files.map(({ file, after }) => [file, after])) });
  const states = worlds(app);
  return { result: check(states), obstacles: obstaclesIn(app), states };
}

/** Why CloudFormation would refuse what was drafted. */
function refusal({ draft: { edits, additions } }: Mended, obstacles: readonly Obstacle[]): string | undefined {
  const obstacle = obstacles.find(({ file, ids }) => [...edits, ...additions].some((each) => each.file === file && ids.includes(String(each.path[1]))));
  return obstacle && `it was tried out, and then ${obstacle.because}`;
}
