/**
 * What AWS documents of the services that invoke functions, one event after the other, with a clock of its own. Nothing
 * here knows the formulas of the plan. Whatever AWS leaves open, chance decides.
 */

/** Numbers that come out the same for the same seed. The bounds themselves come often: faults like to sit there. */
export class Chance {
  private state: number;

  constructor(seed: number) {
    this.state = (Math.abs(Math.trunc(seed)) % 2_147_483_645) + 1;
    this.next();
  }

  /** From 0, to below 1. */
  public next(): number {
    this.state = (this.state * 16_807) % 2_147_483_647;
    return (this.state - 1) / 2_147_483_646;
  }

  public between(least: number, most: number): number {
    const where = this.next();
    if (where < 0.2) return least;
    return where < 0.4 ? most : least + (most - least) * this.next();
  }

  public toss(): boolean {
    return this.next() < 0.5;
  }
}

/** The code fails, or Lambda does not run it, until that second. */
export interface Weather {
  readonly bad: 'failing' | 'throttled';
  readonly until: number;
}

/** What became of one event. Seconds on the clock. */
export interface Story {
  readonly arrives: number;
  /** Runs of the code. */
  tries: number;
  firstFailure?: number;
  firstRefusal?: number;
  /** `over`: handed on to whatever net there is. `expired`: deleted by the source itself. */
  how?: 'processed' | 'over' | 'expired';
  end: number;
  /** For people. */
  readonly log: string[];
}

/** Something that invokes a function. */
export interface Service {
  /** Events that arrive at those seconds; without order, each is on its own. */
  send(arrivals: readonly number[], weather: Weather, chance: Chance): Story[];
}

const begin = (arrives: number): Story => ({ arrives, tries: 0, end: arrives, log: [`arrives at ${arrives}`] });

function finish(story: Story, how: NonNullable<Story['how']>, end: number): Story {
  story.log.push(`${how} at ${end}`);
  return Object.assign(story, { how, end });
}

function failed(story: Story, from: number, to: number): void {
  story.tries += 1;
  story.firstFailure ??= to;
  if (story.log.length < 40) story.log.push(`fails from ${from} to ${to}`);
}

function refused(story: Story, now: number): void {
  story.firstRefusal ??= now;
  if (story.log.length < 40) story.log.push(`refused at ${now}`);
}

type Way = (arrives: number, weather: Weather, chance: Chance) => Story;

const alone = (way: Way): Service => ({ send: (arrivals, weather, chance) => arrivals.map((arrives) => way(arrives, weather, chance)) });

/** Whoever waits for the answer: https://docs.aws.amazon.com/lambda/latest/dg/invocation-sync.html */
export const caller = ({ timeout }: { readonly timeout: number }): Service => repeatingCaller({ attempts: 1, maxAge: 0, timeout, retriesErrors: true });

/**
 * A caller that tries again, after pauses that grow, until an age.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-custom-bus-retry.html
 */
export interface RepeatingCaller {
  readonly attempts: number;
  readonly maxAge: number;
  readonly timeout: number;
  /** Some only try again when there is no answer at all: https://docs.aws.amazon.com/firehose/latest/dev/data-transformation-failure-handling.html */
  readonly retriesErrors: boolean;
}

export function repeatingCaller({ attempts, maxAge, timeout, retriesErrors }: RepeatingCaller): Service {
  return alone((arrives, { bad, until }, chance) => {
    const story = begin(arrives);
    const worthIt = retriesErrors || chance.toss();
    let now = arrives;
    let pause = chance.between(0, 2);
    for (let tried = 1; ; tried += 1) {
      if (now >= until) return finish(story, 'processed', now);
      const began = now;
      if (bad === 'failing') {
        now += chance.between(0, timeout);
        failed(story, began, now);
      } else {
        refused(story, now);
      }
      const next = now + pause;
      if (tried >= attempts || !worthIt || next - arrives > maxAge) return finish(story, 'over', now);
      now = next;
      pause *= chance.between(1, 2);
    }
  });
}

/** https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html */
export interface LambdaQueue {
  readonly retries: number;
  readonly maxAge: number;
  readonly timeout: number;
  readonly reserved?: number;
}

export function lambdaQueue({ retries, maxAge, timeout, reserved }: LambdaQueue): Service {
  return alone((arrives, { bad, until }, chance) => {
    const story = begin(arrives);
    // "Without any retries": https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
    if (reserved === 0) return finish(story, 'over', arrives);
    let now = arrives;
    let backOff = 1;
    for (;;) {
      if (now >= until) return finish(story, 'processed', now);
      const began = now;
      let next: number;
      if (bad === 'failing') {
        now += chance.between(0, timeout);
        failed(story, began, now);
        if (story.tries > retries) return finish(story, 'over', now);
        next = now + (story.tries === 1 ? 60 : 120);
      } else {
        refused(story, now);
        next = now + backOff;
        backOff = Math.min(backOff * 2, 300);
      }
      // Lambda may see at once that the event will be too old, or when it is.
      if (next - arrives > maxAge) return finish(story, 'over', chance.toss() ? now : Math.max(now, Math.min(next, arrives + maxAge)));
      now = next;
    }
  });
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-visibility-timeout.html */
export interface Queue {
  readonly hidden: number;
  readonly retention: number;
  readonly delay: number;
  /** Without, only the retention ends it. */
  readonly maxReceiveCount?: number;
  readonly window: number;
  readonly batchSize: number;
  readonly fifo: boolean;
  /** From the beginning of a try to its end, at most. */
  readonly takes: number;
}

/** A free poller asks within 20 seconds; with that, a message is received for another time or moved. */
const poll = 20;

export function queue(settings: Queue): Service {
  if (settings.fifo) return { send: (arrivals, weather, chance) => group(settings, arrivals, weather, chance) };
  return alone((arrives, weather, chance) => group(settings, [arrives], weather, chance)[0]);
}

/** One message group; a message of a standard queue is one of its own. */
function group(settings: Queue, arrivals: readonly number[], { bad, until }: Weather, chance: Chance): Story[] {
  const { hidden, retention, delay, maxReceiveCount = Infinity, window, batchSize, takes } = settings;
  const messages = arrivals.map((arrives) => ({ story: begin(arrives), receives: 0 }));
  let waiting = [...messages];
  let visible = 0;
  let busy = false;
  while (waiting.length > 0) {
    // A poller that has found something asks again at once.
    const now = Math.max(visible, waiting[0].story.arrives + delay) + chance.between(0, busy ? 0 : poll);
    busy = false;
    for (const { story } of waiting.filter((message) => message.story.arrives + retention < now)) finish(story, 'expired', story.arrives + retention);
    for (const { story } of waiting.filter((message) => !message.story.how && message.receives >= maxReceiveCount)) finish(story, 'over', now);
    waiting = waiting.filter(({ story }) => !story.how);
    const batch = waiting.filter(({ story }) => story.arrives + delay <= now).slice(0, batchSize);
    visible = now;
    if (batch.length === 0) continue;
    for (const message of batch) message.receives += 1;
    let tried = now + chance.between(0, window);
    visible = now + hidden;
    if (tried < until && bad === 'throttled') {
      for (const { story } of batch) refused(story, tried);
      // Tried again for as long as the messages are hidden: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
      while (tried < until && tried <= visible) tried += chance.between(hidden / 20, hidden);
      if (tried > visible) continue;
    }
    if (tried >= until) {
      for (const { story } of batch) finish(story, 'processed', tried);
      visible = tried;
      busy = true;
    } else {
      const took = chance.between(0, takes);
      for (const { story } of batch) failed(story, tried, tried + took);
    }
    waiting = waiting.filter(({ story }) => !story.how);
  }
  return messages.map(({ story }) => story);
}

/** https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html */
export interface Shard {
  /** Undefined is unlimited. */
  readonly retries?: number;
  readonly maxAge?: number;
  readonly retention: number;
  readonly window: number;
  readonly batchSize: number;
  readonly bisect: boolean;
  readonly takes: number;
}

/** The records of a shard or partition wait for each other. */
export function shard({ retries = Infinity, maxAge = Infinity, retention, window, batchSize, bisect, takes }: Shard): Service {
  return {
    send(arrivals, { bad, until }, chance) {
      const stories = arrivals.map(begin);
      // AWS documents no pause: any, where retries are counted; none, where only time ends them.
      const longest = retries === Infinity || bad === 'throttled' ? 0 : chance.between(0, 600);
      let now = 0;

      function work(batch: readonly Story[], left: number): void {
        for (let retry = left; ;) {
          for (const story of batch) {
            if (story.how) continue;
            if (now - story.arrives > retention) finish(story, 'expired', now);
            else if (now - story.arrives > maxAge) finish(story, 'over', now);
          }
          const rest = batch.filter(({ how }) => !how);
          if (rest.length === 0) return;
          if (now >= until) return rest.forEach((story) => finish(story, 'processed', now));
          if (bad === 'throttled') {
            for (const story of rest) refused(story, now);
            // Without a pause to speak of: what matters is the next thing that happens.
            now = Math.min(until, ...rest.map(({ arrives }) => arrives + Math.min(retention, maxAge) + 1e-6));
            continue;
          }
          const began = now;
          now += retries === Infinity ? chance.between(takes / 10, takes) : chance.between(0, takes);
          for (const story of rest) failed(story, began, now);
          if (bisect && rest.length > 1) {
            const half = Math.ceil(rest.length / 2);
            work(rest.slice(0, half), retry);
            return work(rest.slice(half), retry);
          }
          if (retry === 0) return rest.forEach((story) => finish(story, 'over', now));
          retry -= 1;
          // What gets too old meanwhile is given up then.
          now = Math.max(now, Math.min(now + chance.between(0, longest), rest[0].arrives + Math.min(retention, maxAge) + 1e-6));
        }
      }

      for (let next = 0; next < stories.length;) {
        // Read once a second, then gathered for as long as the window.
        now = Math.max(now, stories[next].arrives + chance.between(0, 1));
        const waiting = () => stories.slice(next).filter(({ arrives }) => arrives <= now).length;
        if (waiting() < batchSize) now = Math.max(now, stories[next].arrives + chance.between(0, window));
        const batch = stories.slice(next, next + Math.max(1, Math.min(batchSize, waiting())));
        next += batch.length;
        work(batch, retries);
      }
      return stories;
    },
  };
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html */
export interface Retry {
  readonly errors: readonly string[];
  readonly interval: number;
  readonly attempts: number;
  readonly backoff: number;
  readonly maxDelay: number;
  readonly jitter: boolean;
}

export interface Task {
  readonly retries: readonly Retry[];
  readonly timeout: number;
  /** Of the task. */
  readonly patience?: number;
  /** Of the execution. */
  readonly ends?: number;
}

export function task({ retries, timeout, patience = Infinity, ends = Infinity }: Task): Service {
  return alone((arrives, { bad, until }, chance) => {
    const story = begin(arrives);
    const used = retries.map(() => 0);
    let now = arrives;
    for (;;) {
      if (now >= until) return finish(story, 'processed', now);
      const took = bad === 'throttled' ? 0 : chance.between(0, timeout);
      const error = bad === 'throttled' ? 'Lambda.TooManyRequestsException' : took >= patience && patience < timeout ? 'States.Timeout' : 'Error';
      const began = now;
      now += Math.min(took, patience);
      if (bad === 'failing') failed(story, began, Math.min(now, arrives + ends));
      else refused(story, now);
      // Whoever is first in the list and knows the error decides; each counts for itself.
      const knows = (name: string) => name === 'States.ALL' || name === error || (name === 'States.TaskFailed' && error !== 'States.Timeout');
      const index = retries.findIndex(({ errors }) => errors.some(knows));
      if (now - arrives >= ends) return finish(story, 'over', arrives + ends);
      if (index < 0 || used[index] >= retries[index].attempts) return finish(story, 'over', now);
      const { interval, backoff, maxDelay, jitter } = retries[index];
      const delay = Math.min(interval * backoff ** used[index], maxDelay);
      used[index] += 1;
      now += jitter ? chance.between(0, delay) : delay;
      if (now - arrives >= ends) return finish(story, 'over', arrives + ends);
    }
  });
}

/** A broker of Amazon MQ counts redeliveries; their pauses are its own affair. https://docs.aws.amazon.com/lambda/latest/dg/services-mq-errors.html */
export const broker = ({ redeliveries, timeout }: { readonly redeliveries: number; readonly timeout: number }): Service =>
  repeatingCaller({ attempts: redeliveries + 1, maxAge: Infinity, timeout, retriesErrors: true });

/** A hand-over to Lambda that never succeeds: how often it is tried, and for how many seconds. */
export interface HandOver {
  readonly tries: number;
  readonly seconds: number;
}

/** Back-off with jitter, of EventBridge and its like: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-retry-policy.html */
export function handOver({ attempts, maxAge, permanent }: { readonly attempts: number; readonly maxAge: number; readonly permanent: boolean }, chance: Chance): HandOver {
  let now = 0;
  let tries = Math.min(attempts, 1);
  for (let pause = 1; !permanent && tries < attempts; tries += 1) {
    const next = now + chance.between(0, pause);
    if (next > maxAge) break;
    now = next;
    pause = Math.min(pause * 2, 1_200);
  }
  return { tries, seconds: now };
}

/** The phases of SNS: https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html */
export function handOverBySns({ permanent }: { readonly permanent: boolean }, chance: Chance): HandOver {
  // The first try is among the hundred thousand.
  const pauses = [[3, 0, 0], [2, 1, 1], [10, 1, 20], [99_999, 20, 20]] as const;
  let now = 0;
  let tries = 1;
  for (const [times, least, most] of permanent ? [] : pauses) {
    for (let time = 0; time < times; time += 1) now += chance.between(least, most);
    tries += times;
  }
  return { tries, seconds: now };
}

/** A place that keeps events: when one that arrived at its source, and was put there, is gone. */
export type Shelf = (arrived: number, put: number) => number;

/** Message age: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/setting-up-dead-letter-queue-retention.html */
export const redriven = ({ retention, fifo }: { readonly retention: number; readonly fifo: boolean }): Shelf =>
  (arrived, put) => (fifo ? put + retention : Math.max(put, arrived + retention));

export const sent = ({ retention }: { readonly retention: number }): Shelf => (_, put) => put + retention;

/** Days count to the next midnight of UTC: https://repost.aws/knowledge-center/s3-lifecycle-rule-delay */
export const bucket = ({ days, midnight }: { readonly days: number; readonly midnight: number }): Shelf =>
  (_, put) => (days === Infinity ? Infinity : midnight + Math.ceil((put - midnight) / 86_400 + days) * 86_400);

/** A position, of use while what it points to is there. */
export const pointer = (shelf: Shelf, retention: number): Shelf => (arrived, put) => Math.min(shelf(arrived, put), arrived + retention);
