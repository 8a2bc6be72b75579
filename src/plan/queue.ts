import { between, calculate } from './range';
import { longestTry } from './try';
import { nothingKnown } from './unknown';
import { redriveOf } from '../graph/query';
import { queueFacts } from '../lambda/queue';
import { FailureGraph, Path, Polling } from '../model/graph';
import { Course, Figure, Loop, Range } from '../model/plan';
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
  /** The longest try. */
  readonly takes: number;
}

/**
 * A message that is not deleted comes back when its visibility timeout is over, counted from when it was received, until
 * it was received too often or the retention of the queue ends. That a poller is free to receive it is assumed: with a
 * backlog it waits longer, and at most for as long as the queue keeps it.
 */
export function queueLoop({ app }: FailureGraph, path: Path, polling: Polling): Loop {
  const { origin: queue, outcome } = path;
  const { errors, configure, redrive } = queueFacts.links;
  if (queue?.type !== 'AWS::SQS::Queue') return nothingKnown('SQS', outcome.because, errors);
  const { net, maxReceiveCount } = redriveOf(app, queue);
  if (isUnknown(net)) return nothingKnown('SQS', net.reason, errors);
  const settings = [
    net ? maxReceiveCount : Infinity,
    number(queue.properties.VisibilityTimeout, queueFacts.visibilityTimeout), number(queue.properties.MessageRetentionPeriod, queueFacts.retention),
    number(queue.properties.DelaySeconds, 0), polling.batchingWindow, longestTry(path),
  ];
  const figure = (make: (pace: Pace) => Range, because: string, link = errors): Figure => ({
    value: calculate(settings, (counted, hidden, keeps, late, window, takes) => {
      const enough = Math.ceil(keeps / Math.max(hidden, 1)) + 1;
      return make({ receives: Math.min(counted, enough), hidden, keeps, late, window, takes });
    }),
    because, link,
  });
  const ending = net
    ? `${queue.label} gives it up after maxReceiveCount receives, a visibility timeout apart, when a poller is free within ${facts.poll} s`
    : `${queue.label} has no redrive policy, so that only its retention ends it`;
  const fifo = polling.fifo !== false;
  const inGroups = 'messages of a group wait for those before them, until the retention of the queue ends';
  const ends = figure((pace) => between(soonest(pace), Math.min(latest(pace, pace.receives), pace.keeps)), ending, redrive);
  /** `holds`: for how long after a receive Lambda may still run the code. */
  const course = (because: string, holds: (pace: Pace) => number, fails: (pace: Pace) => number): Course => {
    const survives = (pace: Pace) => between(lastChance(pace), lastTry(pace, holds(pace)));
    const dropped = figure((pace) => {
      if (latest(pace, pace.receives) > pace.keeps) return { least: lastChance(pace), most: soonest(pace) >= pace.keeps ? survives(pace).most : Infinity };
      // In a group, those behind others may have to wait for longer than the queue keeps them.
      return { least: fifo ? waits(pace) : Infinity, most: Infinity };
    }, `${queue.label} deletes what is older than its retention, received often enough or not`, redrive);
    return {
      ends,
      rest: figure((pace) => {
        const { receives, hidden, keeps, late } = pace;
        return between(Math.min(receives * hidden, keeps - late - facts.poll) - fails(pace), Math.min(receives * (hidden + facts.poll), keeps));
      }, ending),
      survives: figure(survives, because),
      ...fifo ? {
        behind: {
          ends: figure((pace) => between(soonest(pace), pace.keeps), inGroups, redrive),
          survives: figure((pace) => between(lastChance(pace), pace.keeps + holds(pace)), `${because}, and ${inGroups}`),
        },
      } : {},
      ...net ? { dropped } : {},
    };
  };
  return {
    by: 'SQS',
    tries: figure((pace) => between(Math.min(pace.receives, surely(pace)), Math.min(pace.receives, possibly(pace))), net ? `maxReceiveCount of ${queue.label}` : ending, configure),
    failing: course('the last receive is the last chance', ({ window }) => window, ({ window, takes }) => window + takes),
    throttled: course('Lambda tries until the visibility timeout is over, and every receive counts', ({ window, hidden }) => Math.max(window, hidden), ({ window }) => window),
  };
}

/** When a message is received again after so many receives, at the latest. */
const latest = ({ late, hidden }: Pace, receives: number): number => late + facts.poll + receives * (hidden + facts.poll);

/** When it leaves the queue, at the earliest. */
const soonest = ({ late, receives, hidden, keeps }: Pace): number => Math.min(late + receives * hidden, keeps);

/** However late the pollers are, there are so many receives before the retention ends. */
const surely = ({ hidden, keeps, late }: Pace): number => Math.ceil((keeps - late - facts.poll) / (hidden + facts.poll));

/** However soon the pollers are, there are not more. */
const possibly = ({ hidden, keeps, late }: Pace): number => Math.floor((keeps - late) / Math.max(hidden, 1)) + 1;

/** However soon the pollers are, the last receive is not before; with little time there may be none. */
function lastChance(pace: Pace): number {
  const { receives, hidden, keeps, late } = pace;
  return keeps < late + facts.poll ? 0 : Math.max(0, Math.min(late + (receives - 1) * hidden, waits(pace)));
}

/** Until then, a message that is hidden comes back before the retention ends. */
const waits = ({ keeps, hidden }: Pace): number => Math.max(0, keeps - hidden - facts.poll);

/** However late the pollers are, the last try has begun by then. */
const lastTry = (pace: Pace, holds: number): number => Math.min(latest(pace, pace.receives - 1), pace.keeps) + holds;
