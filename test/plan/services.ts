/**
 * The services as AWS documents them, event by event, with a fake clock and random timing: what the formulas of `src/plan`
 * are held against. Nothing here knows them. All times are seconds from the arrival of the event at its source.
 */

/** Any number from 0 to 1, as fast-check or a seeded generator gives it. */
export type Random = () => number;

/** The same numbers for the same seed, by the generator of Park and Miller. */
export function randomOf(seed: number): Random {
  let state = 1 + seed % 2_147_483_646;
  return () => {
    state = state * 48_271 % 2_147_483_647;
    return (state - 1) / 2_147_483_646;
  };
}

export const upTo = (random: Random, most: number): number => random() * most;

/** Something is wrong with every try that begins before the outage is over: for ever, when nothing is said. */
export interface Trouble {
  readonly kind: 'failing' | 'throttled';
  readonly until?: number;
}

export interface Life {
  /** Invocations of the code. */
  readonly tries: number;
  /** When the code failed first. */
  readonly failed?: number;
  /** When the event left the retries; undefined when it was processed. */
  readonly left?: number;
  /** Deleted where it waited, before anything could keep it. */
  readonly expired?: boolean;
}

const over = ({ until = Infinity }: Trouble, at: number): boolean => at >= until;

export interface QueueSettings {
  readonly delay: number;
  readonly visibility: number;
  readonly retention: number;
  /** Undefined without redrive policy. */
  readonly maxReceiveCount?: number;
  readonly window: number;
  readonly timeout: number;
}

/** A queue, polled by Lambda with a poller that is free within the longest poll of 20 seconds. */
export function queue(settings: QueueSettings, trouble: Trouble, random: Random): Life {
  let tries = 0;
  let failed: number | undefined;
  let receives = 0;
  for (let received = settings.delay + upTo(random, 20); ; received += settings.visibility + upTo(random, 20)) {
    if (received >= settings.retention) return { tries, failed, left: settings.retention, expired: true };
    receives += 1;
    if (receives > (settings.maxReceiveCount ?? Infinity)) return { tries, failed, left: received };
    const invoked = received + upTo(random, settings.window);
    if (trouble.kind === 'failing') {
      tries += 1;
      if (over(trouble, invoked)) return { tries, failed };
      failed ??= invoked + upTo(random, settings.timeout);
    } else {
      // Lambda goes on trying until the message is visible again.
      for (let tried = invoked; tried < received + settings.visibility || tried === invoked; tried += 1 + upTo(random, 60)) {
        // What a poller has in its hands is invoked once, even if it expires in the queue meanwhile.
        if (over(trouble, tried) && (tried === invoked || tried < settings.retention)) return { tries: tries + 1 };
      }
    }
  }
}

export interface AsyncSettings {
  readonly retries: number;
  readonly maxAge: number;
  readonly timeout: number;
  /** Reserved concurrency of zero: Lambda does not try at all. */
  readonly never?: boolean;
}

/** Lambda's own queue. */
export function lambdaQueue({ retries, maxAge, timeout, never }: AsyncSettings, trouble: Trouble, random: Random): Life {
  if (never) return { tries: 0, left: 0 };
  if (trouble.kind === 'throttled') {
    for (let tried = 0, pause = 1; tried <= maxAge; tried += Math.max(1, upTo(random, pause)), pause = Math.min(300, pause * 2)) {
      if (over(trouble, tried)) return { tries: 1 };
    }
    return { tries: 0, left: maxAge };
  }
  let failed: number | undefined;
  for (let tries = 1, at = 0; ; tries += 1) {
    if (over(trouble, at)) return { tries, failed };
    const ended = at + upTo(random, timeout);
    failed ??= ended;
    if (tries > retries) return { tries, failed, left: ended };
    const next = ended + [60, 120][tries - 1];
    // Whether it is given up when it gets too old or when it is looked at next, AWS does not say.
    if (next > maxAge) return { tries, failed, left: Math.max(ended, Math.min(next, maxAge + upTo(random, next - maxAge))) };
    at = next;
  }
}

export interface StreamSettings {
  /** -1: until something else ends it. */
  readonly retries: number;
  /** -1: none. */
  readonly maxAge: number;
  readonly retention: number;
  readonly timeout: number;
  readonly window: number;
  readonly batchSize: number;
  readonly bisect: boolean;
}

/** A shard whose records are read once a second. Between two tries of limited retries there may be any pause. */
export function stream({ retries, maxAge, retention, timeout, window, batchSize, bisect }: StreamSettings, trouble: Trouble, random: Random): Life {
  const limit = Math.min(retention, maxAge < 0 ? Infinity : maxAge);
  const read = upTo(random, 1) + upTo(random, window);
  if (trouble.kind === 'throttled') return (trouble.until ?? Infinity) <= limit ? { tries: 1 } : { tries: 0, left: limit };
  let failed: number | undefined;
  let together = batchSize;
  let retried = 0;
  for (let tries = 1, at = read; ; tries += 1) {
    if (over(trouble, at)) return { tries, failed };
    const ended = at + upTo(random, timeout);
    failed ??= ended;
    // Halving a batch uses up no retry.
    if (bisect && together > 1) together = random() < 0.5 ? Math.floor(together / 2) : Math.ceil(together / 2);
    else if (retries >= 0 && retried >= retries) return { tries, failed, left: ended };
    else retried += 1;
    const next = ended + (retries >= 0 ? upTo(random, limit / 3) : 0);
    if (next > limit) return { tries, failed, left: Math.max(ended, Math.min(next, limit)) };
    at = next;
  }
}

export interface RetrySettings {
  readonly interval: number;
  readonly attempts: number;
  readonly backoff: number;
  readonly longest?: number;
  readonly jitter: boolean;
  readonly timeout: number;
}

/** A task of a state machine whose retrier fits the error. */
export function task({ interval, attempts, backoff, longest = Infinity, jitter, timeout }: RetrySettings, trouble: Trouble, random: Random): Life {
  let failed: number | undefined;
  for (let tries = 1, at = 0, wait = interval; ; tries += 1, wait *= backoff) {
    if (over(trouble, at)) return { tries, failed };
    // What is refused does not run.
    const ended = at + (trouble.kind === 'failing' ? upTo(random, timeout) : 0);
    failed ??= ended;
    if (tries > attempts) return { tries, failed, left: ended };
    const pause = Math.min(wait, longest);
    at = ended + (jitter ? upTo(random, pause) : pause);
  }
}

/** Whoever waits for an answer makes one try. */
export const caller = (trouble: Trouble): Life => (over(trouble, 0) ? { tries: 1 } : { tries: 1, failed: 0, left: 0 });
