import { Draft } from './draft';
import { drafted } from './mending';
import { patched } from './patch';
import { Task, tasksOf } from './task';
import { Addition, FileEdit, Templates } from './templates';
import { Unmendable } from './unmendable';
import { check } from '../check';
import { Result } from '../graph/merge';
import { Finding, MendingMixin } from '../model/finding';
import { Path } from '../model/graph';
import { worlds } from '../read/app';
import { BadInput, isJsonObject, Json } from '../read/file';
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
  readonly files: readonly { readonly file: string; readonly before: string; readonly after: string }[];
  /** What to verify elsewhere once that is done, such as the policies of a role that is made elsewhere. */
  readonly verify: readonly Finding[];
  readonly before: Result;
  readonly after: Result;
  readonly problems: readonly BadInput[];
  /** The templates are made by a program: a cloud assembly. */
  readonly program: boolean;
}

/** What can be mended in an app, tried out on its templates, without changing them. */
export function fixesOf(name: string, wanted: (finding: Finding) => boolean = () => true): Fixes {
  const { app, problems, program } = readApp(name);
  const before = check(worlds(app));
  const findings = before.findings.filter((finding) => wanted(finding) && !isAccepted(finding));
  const templates = new Templates(app, before.graph.paths);
  const unmended: Unmended[] = findings.filter(({ mend }) => !mend).map((finding) => ({ finding }));
  let mended = tasksOf(findings).flatMap((task): Mended[] => {
    const draft = new Draft(templates);
    try {
      drafted(draft, task.mend, before.graph.app);
      return [{ task, draft }];
    } catch (error) {
      if (!(error instanceof Unmendable || error instanceof BadInput)) throw error;
      unmended.push(...task.findings.map((finding) => ({ finding, because: error.message })));
      return [];
    }
  });
  // What does not do is taken out, and the rest is tried again without it; every turn takes out one at least.
  for (;;) {
    const tried = applied(templates, mended, unmended);
    mended = tried.mended;
    const after = tried.files.length === 0 ? before : recheck(name, tried.files);
    const useless = mended.flatMap((each) => {
      const because = shortcoming(each, before, after);
      return because === undefined ? [] : [{ each, because }];
    });
    if (useless.length === 0) return { mended, unmended, files: tried.files, verify: news(before, after).filter(({ severity }) => severity === 'info'), before, after, problems, program };
    for (const { each: { task }, because } of useless) unmended.push(...task.findings.map((finding) => ({ finding, because })));
    mended = mended.filter((each) => !useless.some((other) => other.each === each));
  }
}

const isAccepted = ({ rule, resource, fn, triggers }: Finding): boolean => [resource, ...fn ? [fn] : [], ...triggers].some(({ acknowledged }) => acknowledged.some(({ id }) => id === rule));

interface Applied {
  readonly mended: Mended[];
  readonly files: { readonly file: string; readonly before: string; readonly after: string }[];
}

/** The texts with all of the drafts. A draft that cannot be put into a text is given up. */
function applied(templates: Templates, mended: readonly Mended[], unmended: Unmended[]): Applied {
  try {
    return { mended: [...mended], files: textsWith(templates, mended) };
  } catch (error) {
    if (!(error instanceof BadInput)) throw error;
  }
  const possible = mended.filter((each) => {
    try {
      textsWith(templates, [each]);
      return true;
    } catch (error) {
      if (!(error instanceof BadInput)) throw error;
      unmended.push(...each.task.findings.map((finding) => ({ finding, because: error.message })));
      return false;
    }
  });
  return { mended: possible, files: textsWith(templates, possible) };
}

function textsWith(templates: Templates, mended: readonly Mended[]): Applied['files'] {
  const edits = new Map<string, FileEdit[]>();
  for (const edit of [...mended.flatMap(({ draft }) => draft.edits), ...joined(mended.flatMap(({ draft }) => draft.additions))]) edits.set(edit.file, [...edits.get(edit.file) ?? [], edit]);
  return [...edits].map(([file, its]) => {
    const before = templates.text(file);
    return { file, before, after: patched(file, before, its) };
  }).filter(({ before, after }) => before !== after);
}

/** Additions to one list, one behind the other. */
function joined(additions: readonly Addition[]): FileEdit[] {
  const lists = new Map<string, Addition[]>();
  for (const addition of additions) {
    const key = `${addition.file} ${JSON.stringify(addition.path)}`;
    const before = lists.get(key) ?? [];
    if (!before.some(({ item }) => JSON.stringify(item) === JSON.stringify(addition.item))) lists.set(key, [...before, addition]);
  }
  return [...lists.values()].flatMap((list): FileEdit[] => {
    const [{ file, path, now, around }] = list;
    const items = list.map(({ item }) => item);
    if (around) return [{ file, path: path.slice(0, 2), value: filled(around, path.slice(2), items) }];
    if (Array.isArray(now)) return items.map((value, index) => ({ file, path: [...path, now.length + index], value }));
    return [{ file, path, value: now === undefined || now === null ? items : [now, ...items] }];
  });
}

function filled(around: Json, path: readonly (string | number)[], value: Json): Json {
  const [step, ...rest] = path;
  return step === undefined || !isJsonObject(around) ? value : { ...around, [step]: filled(around[step], rest, value) };
}

function recheck(name: string, files: Applied['files']): Result {
  const texts = new Map(files.map(({ file, after }) => [file, after]));
  return check(worlds(readApp(name, { texts }).app));
}

/** Why a change does not do: it leaves what it is for, or makes something worse. */
function shortcoming({ task: { findings, mend } }: Mended, before: Result, after: Result): string | undefined {
  const still = findings.find((finding) => after.findings.some((other) => identity(other) === identity(finding)));
  if (still) return `it was tried out, and the check still says: ${still.what}`;
  const concerned = new Set([mend.on.key, ...findings.flatMap(({ fn, triggers }) => [...fn ? [fn.key] : [], ...triggers.map(({ key }) => key)])]);
  const isConcerned = ({ fn, triggers, origin }: Path) => [fn, ...triggers, ...origin ? [origin] : []].some(({ key }) => concerned.has(key));
  const side = mend.kind === 'mixin' ? sides[mend.mixin] : undefined;
  for (const path of side === undefined ? [] : after.graph.paths) {
    const isMeant = findings.some(({ fn, triggers }) => fn?.key === path.fn.key && triggers[0]?.key === path.triggers[0]?.key);
    const end = path[side!];
    if (isMeant && end && end.fate !== 'kept') return `it was tried out, and the event is not kept for certain: ${end.because}`;
  }
  const known = new Map(before.graph.paths.map((path) => [path.id, path]));
  for (const path of after.graph.paths.filter(isConcerned)) {
    const old = known.get(path.id);
    if (old && (isWorse(old.outcome.fate, path.outcome.fate) || old.delivery && path.delivery && isWorse(old.delivery.fate, path.delivery.fate))) return `it was tried out, and ${path.outcome.because}`;
  }
  const worse = news(before, after).find(({ severity, resource, fn, triggers }) => severity === 'error' && [resource, ...fn ? [fn] : [], ...triggers].some(({ key }) => concerned.has(key)));
  return worse && `it was tried out, and then ${worse.what}`;
}

/** The hand-over that a mixin gives a net to. */
const sides: { readonly [mixin in MendingMixin]?: 'outcome' | 'delivery' } = {
  SqsRedrive: 'outcome', StreamFailures: 'outcome', PipeDeadLetters: 'outcome', AsyncFailures: 'outcome',
  RuleDeadLetters: 'delivery', ScheduleDeadLetters: 'delivery', SubscriptionDeadLetters: 'delivery', TopicRuleErrorAction: 'delivery',
};

/** Of two fates, whether people would rather have the first. */
const isWorse = (old: Path['outcome']['fate'], now: Path['outcome']['fate']): boolean => old === 'kept' && now !== 'kept' || !['lost', 'blocks'].includes(old) && ['lost', 'blocks'].includes(now);

const identity = ({ rule, resource, fn, property }: Finding): string => [rule, resource.key, property, fn?.key].join('|');

function news(before: Result, after: Result): Finding[] {
  const known = new Set(before.findings.map(identity));
  return after.findings.filter((finding) => !known.has(identity(finding)));
}
