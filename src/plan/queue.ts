import { between, calculate } from './range';
import { nothingKnown } from './unknown';
import { redriveOf, timeoutOf } from '../graph/query';
import { queueFacts } from '../lambda/queue';
import { FailureGraph, Path, Polling } from '../model/graph';
import { Figure, Loop, Range } from '../model/plan';
import { isUnknown, number } from '../model/value';

const facts = {
  /** Seconds for which a poller waits at most before it asks again: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-short-and-long-polling.html */
  poll: 20,
};

/** What decides on a message, in seconds. */
interface Pace {
  /** Receives before redrive; more than there is time for when nothing counts them. */
  readonly receives: number;
  readonly hidden: number;
  readonly keeps: number;
  readonly late: number;
  readonly window: number;
  readonly timeout: number;
}

/**
 * A message that is not deleted comes back when its visibility timeout is over, counted from when it was received, until
 * it was received too often or the retention of the queue ends. That a poller is free to receive it is assumed: with a
 * backlog it waits longer, and at most for as long as the queue keeps it.
 */
export function queueLoop({ app }: FailureGraph, path: Path, polling: Polling): Loop {
  const { origin: queue, outcome, fn } = path;
  const { errors, configure, redrive } = queueFacts.links;
  if (queue?.type !== 'AWS::SQS::Queue') return nothingKnown('SQS', outcome.because, errors);
  const { net, maxReceiveCount } = redriveOf(app, queue);
  if (isUnknown(net)) return nothingKnown('SQS', net.reason, errors);
  const settings = [
    net ? maxReceiveCount : Infinity,
    number(queue.properties.VisibilityTimeout, queueFacts.visibilityTimeout), number(queue.properties.MessageRetentionPeriod, queueFacts.retention),
    number(queue.properties.DelaySeconds, 0), polling.batchingWindow, timeoutOf(fn),
  ];
  const figure = (make: (pace: Pace) => Range, because: string, link = errors): Figure => ({
    value: calculate(settings, (counted, hidden, keeps, late, window, timeout) => {
      const enough = Math.ceil(keeps / Math.max(hidden, 1)) + 1;
      return make({ receives: Math.min(counted, enough), hidden, keeps, late, window, timeout });
    }),
    because, link,
  });
  const ending = net
    ? `${queue.label} gives it up after maxReceiveCount receives, a visibility timeout apart, when a poller is free within ${facts.poll} s`
    : `${queue.label} has no redrive policy, so that only its retention ends it`;
  return {
    by: 'SQS',
    tries: figure((pace) => between(Math.min(pace.receives, surely(pace)), Math.min(pace.receives, possibly(pace))), net ? `maxReceiveCount of ${queue.label}` : ending, configure),
    ends: figure((pace) => between(Math.min(pace.late + pace.receives * pace.hidden, pace.keeps), Math.min(latest(pace, pace.receives), pace.keeps)), ending, redrive),
    rest: figure(({ receives, hidden, keeps, late, window, timeout }) => {
      const soonest = Math.min(receives * hidden, keeps - late - facts.poll) - window - timeout;
      return between(soonest, Math.min(receives * (hidden + facts.poll), keeps));
    }, ending),
    failing: figure((pace) => between(lastChance(pace), Math.min(latest(pace, pace.receives - 1), pace.keeps) + pace.window), 'the last receive is the last chance'),
    throttled: figure((pace) => between(lastChance(pace), Math.min(latest(pace, pace.receives), pace.keeps) + pace.window), 'Lambda tries until the visibility timeout is over, and every receive counts'),
  };
}

/** When a message is received again after so many receives, at the latest. */
const latest = ({ late, hidden }: Pace, receives: number): number => late + facts.poll + receives * (hidden + facts.poll);

/** However late the pollers are, there are so many receives before the retention ends. */
const surely = ({ hidden, keeps, late }: Pace): number => Math.ceil((keeps - late - facts.poll) / (hidden + facts.poll));

/** However soon the pollers are, there are not more. */
const possibly = ({ hidden, keeps, late }: Pace): number => Math.floor((keeps - late) / Math.max(hidden, 1)) + 1;

/** However soon the pollers are, the last receive is not before. */
const lastChance = ({ receives, hidden, keeps, late, window }: Pace): number => Math.min(late + (receives - 1) * hidden, keeps - hidden - facts.poll - window);
