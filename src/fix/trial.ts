import { Task } from './task';
import { Result } from '../graph/merge';
import { concerned, Finding, MendingMixin } from '../model/finding';
import { Fate, Path } from '../model/graph';

/** The hand-over that a mixin gives a net to. */
const sides: { readonly [mixin in MendingMixin]?: 'outcome' | 'delivery' } = {
  SqsRedrive: 'outcome', StreamFailures: 'outcome', PipeDeadLetters: 'outcome', AsyncFailures: 'outcome',
  RuleDeadLetters: 'delivery', ScheduleDeadLetters: 'delivery', SubscriptionDeadLetters: 'delivery', TopicRuleErrorAction: 'delivery',
};

/** What the check says of an app before and after it was mended. */
export class Trial {
  /** What it says only now. */
  public readonly news: readonly Finding[];
  private readonly said: ReadonlySet<string>;
  private readonly old: ReadonlyMap<string, Path>;
  private readonly pathsOf = new Map<string, Path[]>();
  private readonly errorsOf = new Map<string, Finding>();

  constructor(before: Result, after: Result) {
    const known = new Set(before.findings.map(identity));
    this.news = after.findings.filter((finding) => !known.has(identity(finding)));
    this.said = new Set(after.findings.map(identity));
    this.old = new Map(before.graph.paths.map((path) => [path.id, path]));
    for (const path of after.graph.paths) {
      for (const { key } of new Set([path.fn, ...path.triggers, ...path.origin ? [path.origin] : []])) {
        const others = this.pathsOf.get(key);
        if (others) others.push(path);
        else this.pathsOf.set(key, [path]);
      }
    }
    for (const finding of this.news) if (finding.severity === 'error') for (const { key } of concerned(finding)) this.errorsOf.set(key, finding);
  }

  /** Why what was done does not do what it is for. */
  public shortcomingOf(task: Task): string | undefined {
    const { mend, findings } = task;
    const still = findings.find((finding) => this.said.has(identity(finding)));
    if (still) return `it was tried out, and the check still says: ${still.what}`;
    const { paths } = this.around(task);
    const side = mend.kind === 'mixin' ? sides[mend.mixin] : undefined;
    const unkept = side && paths.filter((path) => findings.some(({ fn, triggers: [first] }) => fn?.key === path.fn.key && first?.key === path.triggers[0]?.key))
      .map((path) => path[side]).find((end) => end && end.fate !== 'kept');
    return unkept && `it was tried out, and the event is not kept for certain: ${unkept.because}`;
  }

  /** What is worse where something was done: by that, or by something else there. */
  public harmOf(task: Task): string | undefined {
    const { keys, paths } = this.around(task);
    const worse = paths.find((path) => this.isWorse(path));
    if (worse) return `it was tried out, and then ${worse.outcome.because}`;
    const [error] = [...keys].flatMap((key) => this.errorsOf.get(key) ?? []);
    return error && `it was tried out, and then ${error.what}`;
  }

  private around({ mend, findings }: Task) {
    const keys = new Set([mend.on.key, ...findings.flatMap((finding) => concerned(finding).map(({ key }) => key))]);
    return { keys, paths: [...new Set([...keys].flatMap((key) => this.pathsOf.get(key) ?? []))] };
  }

  private isWorse({ id, outcome, delivery }: Path): boolean {
    const old = this.old.get(id);
    return old !== undefined && (isWorse(old.outcome.fate, outcome.fate) || old.delivery !== undefined && delivery !== undefined && isWorse(old.delivery.fate, delivery.fate));
  }
}

/** Whether people would rather have the old one. */
const isWorse = (old: Fate, now: Fate): boolean => old === 'kept' && now !== 'kept' || !isBad(old) && isBad(now);

const isBad = (fate: Fate): boolean => fate === 'lost' || fate === 'blocks';

const identity = ({ rule, resource, fn, property, mend }: Finding): string => [rule, resource.key, property, fn?.key, mend?.on.key].join('|');
