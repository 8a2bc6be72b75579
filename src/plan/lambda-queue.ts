import { between, calculate, exactly } from './range';
import { timeoutOf } from '../graph/query';
import { asyncFacts } from '../lambda/async';
import { Path } from '../model/graph';
import { Figure, Loop, Range } from '../model/plan';
import { Unknown } from '../model/value';

/** Seconds: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html */
const facts = {
  /** Before the first and before the second retry. */
  waits: [60, 120],
  /** The longest pause between two tries of a throttled event. */
  backOff: 300,
};

interface Pace {
  /** Invocations that the configuration allows. */
  readonly attempts: number;
  readonly maxAge: number;
  readonly timeout: number;
}

/** Lambda's own queue: errors are tried again after one and two minutes, throttled events until they are too old. That the queue is short is assumed. */
export function lambdaQueueLoop({ fn, tries }: Path): Loop {
  const { link } = tries;
  const attempts = tries.attempts === 'unlimited' ? new Unknown('the number of retries is not known') : tries.attempts;
  const figure = (make: (pace: Pace) => Range, because: string): Figure => ({
    value: calculate([attempts, tries.maxAge ?? asyncFacts.maxEventAge, timeoutOf(fn)], (often, maxAge, timeout) => make({ attempts: often, maxAge, timeout })), because, link,
  });
  const often = attempts === 0 ? 'Lambda does not run it at all' : 'the retries that the function has for asynchronous events, unless one of them comes after the maximum event age';
  const spaced = `retries come ${facts.waits.join(' and ')} s after a failure, and a failure takes up to the timeout of the function`;
  const throttled = figure(({ attempts: all, maxAge }) => (all === 0 ? exactly(0) : between(maxAge - facts.backOff, maxAge)), `a throttled event is tried until its maximum age, at least every ${facts.backOff} s`);
  return {
    by: 'Lambda',
    tries: figure((pace) => between(sure(pace), possible(pace)), often),
    failing: {
      ends: figure((pace) => between(waited(sure(pace)), lasts(pace)), spaced),
      rest: figure((pace) => between(waited(sure(pace)), lasts(pace) - pace.timeout), spaced),
      survives: figure((pace) => between(waited(sure(pace)), Math.min(lasts(pace) - pace.timeout, pace.maxAge)), 'the last retry is the last chance'),
    },
    throttled: { ends: throttled, rest: throttled, survives: throttled },
  };
}

/** Seconds between the first and the last of so many tries, when every one of them fails at once. */
const waited = (tries: number): number => facts.waits.slice(0, Math.max(0, tries - 1)).reduce((sum, wait) => sum + wait, 0);

/** Seconds from the beginning to the end of all tries, when each takes as long as it may. */
const lasts = ({ attempts, timeout }: Pace): number => waited(attempts) + attempts * timeout;

/** Tries that come before the maximum age even when each takes as long as it may. */
const sure = (pace: Pace): number => counted(pace, pace.timeout);

/** Tries that come before it when each fails at once. */
const possible = (pace: Pace): number => counted(pace, 0);

function counted({ attempts, maxAge }: Pace, takes: number): number {
  let tries = Math.min(attempts, 1);
  for (; tries <= facts.waits.length; tries += 1) if (tries >= attempts || waited(tries + 1) + tries * takes > maxAge) return tries;
  // No more pauses from here on: however many there are, nobody counts them one by one.
  return takes === 0 ? attempts : Math.min(attempts, Math.floor((maxAge - waited(tries)) / takes) + 1);
}
