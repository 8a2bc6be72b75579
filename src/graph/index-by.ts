import { memoized } from '../model/memoized';
/** What is found by a key again and again, put in order when the first one asks. */
export function indexBy<Owner extends object, T>(entries: (owner: Owner) => Iterable<readonly [key: string, item: T]>): (owner: Owner, key: string) => readonly T[] {
  const index = memoized((owner: Owner) => {
    const made = new Map<string, T[]>();
    for (const [its, item] of entries(owner)) {
      const before = made.get(its);
      if (before) before.push(item);
      else made.set(its, [item]);
    }
    return made;
  });
  return (owner, key) => index(owner).get(key) ?? none;
}

const none: readonly never[] = [];
