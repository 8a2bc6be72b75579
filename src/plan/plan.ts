import { callerLoop } from './caller';
import { keepingOf } from './keeping';
import { lambdaQueueLoop } from './lambda-queue';
import { queueLoop } from './queue';
import { calculate, combine, exactly, first, last } from './range';
import { streamLoop } from './stream';
import { throttledTries } from './task';
import { nothingKnown } from './unknown';
import { Broken, BrokenParts } from '../model/broken';
import { FailureGraph, Path, Tries } from '../model/graph';
import { Course, Figure, Keeping, Layer, Loop, Plan, Tolerance } from '../model/plan';
import { isUnknown, number, Unknown } from '../model/value';

/** The plan of every path, in their order. */
export const plans = (graph: FailureGraph): readonly Plan[] => graph.paths.map((path) => planOf(graph, path));

/** The same as far as it can be worked out; what fails is a fault of ours. */
export function soundPlans(graph: FailureGraph): { readonly plans: readonly Plan[]; readonly broken: readonly Broken[] } {
  const [sound, broken]: [Plan[], BrokenParts] = [[], new BrokenParts()];
  for (const path of graph.paths) broken.guard(`the plan of ${path.kind} paths`, () => void sound.push(planOf(graph, path)));
  return { plans: sound, broken: broken.all };
}

/** How often and how long an event of that path is tried, where it rests, and what outage it survives. */
export function planOf(graph: FailureGraph, path: Path): Plan {
  const loop = loopOf(graph, path);
  return {
    path, layers: layersOf(graph, path, loop), tries: loop.tries, rest: loop.failing.rest, kept: keptBy(path, loop.failing),
    failing: tolerance(path, loop.failing), throttled: tolerance(path, loop.throttled),
  };
}

const keptBy = (path: Path, course: Course): readonly Keeping[] => path.outcome.nets.map((net) => keepingOf(path, net, course));

function loopOf(graph: FailureGraph, path: Path): Loop {
  const { mode, polling, tries: { link }, outcome } = path;
  switch (mode) {
    case 'async': return lambdaQueueLoop(path);
    case 'sync': return callerLoop(graph, path);
    case 'none': return nothingKnown('nobody', outcome.because, link);
    case 'poll': break;
  }
  if (polling?.enabled === false) return nothingKnown('nobody', 'polling is turned off, so that nobody takes it', link);
  switch (polling?.broker) {
    case 'sqs': return neverRun(path, queueLoop(graph, path, polling));
    case 'kinesis': case 'dynamodb': case 'kafka': case 'docdb': return neverRun(path, streamLoop(path, polling));
    default: return brokerLoop(path);
  }
}

/** With a reserved concurrency of 0 every try is refused. */
function neverRun({ fn }: Path, loop: Loop): Loop {
  if (number(fn.properties.ReservedConcurrentExecutions, undefined) !== 0) return loop;
  return { ...loop, tries: { ...loop.tries, value: exactly(0), because: `${fn.label} has a reserved concurrency of 0` }, failing: loop.throttled };
}

/** Amazon MQ: the broker redelivers, after pauses that nobody here knows. */
function brokerLoop({ tries: { attempts, link }, outcome }: Path): Loop {
  const loop = nothingKnown('the broker', isUnknown(attempts) ? attempts.reason : outcome.because, link);
  return typeof attempts === 'number' ? { ...loop, tries: { value: exactly(attempts), because: outcome.because, link } } : loop;
}

function tolerance(path: Path, { behind, ...course }: Course): Tolerance {
  const { outcome: { fate, because } } = path;
  const { survives: leaves, dropped } = course;
  const its = (lost: Figure): Tolerance => ({ leaves, lost, behind: behind && tolerance(path, { ...course, ...behind }) });
  switch (fate) {
    case 'lost': case 'blocks': return its(leaves);
    case 'kept': {
      // Two nets have a copy each.
      const kept = keptBy(path, course).map(({ expires }) => expires);
      const gone = combine(kept, (...all) => all.reduce(last), kept[0].because);
      const ever = dropped ? combine([gone, dropped], first, gone.because) : gone;
      // What has not left the loop is not lost.
      return its(isUnknown(leaves.value) ? ever : combine([ever, leaves], last, ever.because));
    }
    default: return its({ value: new Unknown(because), because, link: leaves.link });
  }
}

/** The hand-overs of the path in their order, each with retries of its own. */
function layersOf(graph: FailureGraph, path: Path, loop: Loop): Layer[] {
  const { delivery, outcome, mode } = path;
  const layers: Layer[] = [];
  if (delivery) layers.push({ by: delivery.by, on: 'undelivered', ...limits(delivery.tries, delivery.because), outcome: delivery });
  if (mode === 'none') return layers;
  layers.push({ by: loop.by, on: 'failing', tries: loop.tries, within: loop.failing.rest, outcome });
  if (path.source === 'step-functions' && mode === 'sync') layers.push({ by: loop.by, on: 'throttled', tries: throttledTries(graph, path), within: loop.throttled.rest, outcome });
  // Whoever waits sees at once that it was refused.
  else if (mode !== 'sync') layers.push({ by: loop.by, on: 'throttled', tries: { ...loop.throttled.rest, value: new Unknown('AWS does not document how often Lambda tries to run the code') }, within: loop.throttled.rest, outcome });
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
