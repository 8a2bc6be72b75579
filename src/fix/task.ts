import { Finding, Mend } from '../model/finding';

/** One thing to do, and the findings that it is for. */
export interface Task {
  readonly mend: Mend;
  readonly findings: readonly Finding[];
}

/** What is to be done about findings, once for each cause: a queue that several functions poll gets one redrive policy. */
export function tasksOf(findings: readonly Finding[]): Task[] {
  const tasks = new Map<string, Task>();
  for (const finding of findings) {
    if (!finding.mend) continue;
    const key = keyOf(finding.mend);
    const before = tasks.get(key);
    tasks.set(key, before ? { mend: joined(before.mend, finding.mend), findings: [...before.findings, finding] } : { mend: finding.mend, findings: [finding] });
  }
  return [...tasks.values()];
}

/** What is done, and on what. */
export function keyOf(mend: Mend): string {
  const what = mend.kind === 'mixin' ? mend.mixin : mend.kind === 'set' ? Object.keys(mend.values).join() : `allow ${mend.net.property}`;
  return `${what} ${mend.on.key}`;
}

/** Where two functions want different numbers of one queue, the greater one serves both. */
function joined(one: Mend, other: Mend): Mend {
  if (one.kind !== 'set' || other.kind !== 'set') return one;
  return {
    ...one, values: Object.fromEntries(Object.entries(one.values).map(([property, value]) => {
      const its = other.values[property];
      return [property, typeof value === 'number' && typeof its === 'number' ? Math.max(value, its) : value];
    })),
  };
}
