import { callerLoop, throttledTries } from './caller';
import { keepingOf } from './keeping';
import { lambdaQueueLoop } from './lambda-queue';
import { queueLoop } from './queue';
import { calculate, combine, exactly, last } from './range';
import { streamLoop } from './stream';
import { nothingKnown } from './unknown';
import { FailureGraph, Path, Tries } from '../model/graph';
import { Figure, Keeping, Layer, Loop, Plan, Tolerance } from '../model/plan';
import { isUnknown, Unknown } from '../model/value';

/** The plan of every path, in their order. */
export const plans = (graph: FailureGraph): readonly Plan[] => graph.paths.map((path) => planOf(graph, path));

/** How often and how long an event of that path is tried, where it rests, and what outage it survives. */
export function planOf(graph: FailureGraph, path: Path): Plan {
  const loop = loopOf(graph, path);
  const keptFrom = (ends: Figure) => path.outcome.nets.map((net) => keepingOf(path, net, ends));
  const kept = keptFrom(loop.ends);
  return {
    path, layers: layersOf(graph, path, loop), tries: loop.tries, rest: loop.rest, kept,
    failing: tolerance(path, loop.failing, kept), throttled: tolerance(path, loop.throttled, keptFrom(loop.throttled)),
  };
}

function loopOf(graph: FailureGraph, path: Path): Loop {
  const { mode, polling, tries: { link }, outcome } = path;
  switch (mode) {
    case 'async': return lambdaQueueLoop(path);
    case 'sync': return callerLoop(graph, path);
    case 'none': return nothingKnown('nobody', outcome.because, link);
    case 'poll': break;
  }
  switch (polling?.broker) {
    case 'sqs': return queueLoop(graph, path, polling);
    case 'kinesis': case 'dynamodb': case 'kafka': case 'docdb': return streamLoop(path, polling);
    default: return brokerLoop(path);
  }
}

/** Amazon MQ: the broker redelivers, after pauses that nobody here knows. */
function brokerLoop({ tries: { attempts, link }, outcome }: Path): Loop {
  const loop = nothingKnown('the broker', isUnknown(attempts) ? attempts.reason : outcome.because, link);
  return typeof attempts === 'number' ? { ...loop, tries: { value: exactly(attempts), because: outcome.because, link } } : loop;
}

function tolerance({ outcome }: Path, leaves: Figure, kept: readonly Keeping[]): Tolerance {
  switch (outcome.fate) {
    case 'lost': case 'blocks': return { leaves, lost: leaves };
    // Two nets have a copy each.
    case 'kept': return { leaves, lost: combine(kept.map(({ expires }) => expires), (...all) => all.reduce(last), kept[0].expires.because) };
    default: return { leaves, lost: { value: new Unknown(outcome.because), because: outcome.because, link: leaves.link } };
  }
}

/** The hand-overs of the path in their order, each with retries of its own. */
function layersOf(graph: FailureGraph, path: Path, loop: Loop): Layer[] {
  const { delivery, outcome, mode } = path;
  const layers: Layer[] = [];
  if (delivery) layers.push({ by: delivery.by, on: 'undelivered', ...limits(delivery.tries, delivery.because), outcome: delivery });
  if (mode === 'none') return layers;
  layers.push({ by: loop.by, on: 'failing', tries: loop.tries, within: loop.rest, outcome });
  if (path.source === 'step-functions' && mode === 'sync') layers.push({ by: loop.by, on: 'throttled', tries: throttledTries(graph, path), within: loop.throttled, outcome });
  // Whoever waits sees at once that it was refused.
  else if (mode !== 'sync') layers.push({ by: loop.by, on: 'throttled', tries: { ...loop.throttled, value: new Unknown('AWS does not document how often Lambda tries to run the code') }, within: loop.throttled, outcome });
  return layers;
}

/** Retries with a pause that grows: when they end, only their limits tell. */
function limits({ attempts, maxAge, link }: Tries, because: string): Pick<Layer, 'tries' | 'within'> {
  const most = attempts === 'unlimited' ? Infinity : attempts;
  return {
    tries: { value: calculate([most], (tries) => ({ least: Math.min(tries, 1), most: tries })), because, link },
    within: { value: maxAge === undefined ? new Unknown('AWS does not document how long') : calculate([maxAge], (seconds) => ({ least: 0, most: seconds })), because, link },
  };
}
