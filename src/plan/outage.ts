import { between, exactly, minus } from './range';
import { Outage, Plan, Range, Toll } from '../model/plan';
import { isUnknown, Unknown } from '../model/value';

const none = exactly(0);

/** Unknown, with the reason, where nobody can tell. */
export function tollOf(plan: Plan, { seconds, kind }: Outage): Toll | Unknown {
  const { outcome: { fate, because }, mode } = plan.path;
  const { leaves, lost } = plan[kind].behind ?? plan[kind];
  const nothing = { retried: none, blocked: none, kept: none, lost: none, refused: none };
  if (mode === 'none') return new Unknown(because);
  if (isUnknown(leaves.value)) return leaves.value;
  const left = after(leaves.value, seconds);
  const still = minus(exactly(seconds), left);
  switch (fate) {
    case 'caller': return { ...nothing, retried: still, refused: left };
    case 'lost': return { ...nothing, retried: still, lost: left };
    case 'blocks': return { ...nothing, blocked: still, lost: left };
    case 'unknown': return left.most === 0 ? { ...nothing, retried: still } : new Unknown(because);
    case 'kept': {
      // What is kept for an unknown time is there at first.
      const gone = isUnknown(lost.value) ? none : after(lost.value, seconds);
      return { ...nothing, retried: still, kept: minus(left, gone), lost: gone };
    }
  }
}

/** Of so many seconds of arrivals, those to which it happens when each has that long. */
const after = (has: Range, seconds: number): Range => between(seconds - has.most, seconds - has.least);
