import { between, calculate, either, exactly } from './range';
import { nothingKnown } from './unknown';
import { tasksCalling, timeoutOf } from '../graph/query';
import { LambdaTask } from '../lambda/state-machine';
import { FailureGraph, Path } from '../model/graph';
import { Figure, Loop, Range } from '../model/plan';
import { at, isUnknown, list, number, string, Unknown, Value } from '../model/value';
import { facts as tasks } from '../sources/step-functions';

/** Whoever waits for the answer has the event, and decides whether to try again. */
export function callerLoop(graph: FailureGraph, path: Path): Loop {
  const { tries: { attempts, maxAge, link }, outcome, source } = path;
  if (source === 'step-functions') return taskLoop(graph, path);
  if (attempts === 'unlimited' || isUnknown(attempts)) return nothingKnown('the caller', isUnknown(attempts) ? attempts.reason : outcome.because, link);
  const because = attempts <= 1 ? 'nobody tries again but the caller' : `the caller makes ${attempts} tries`;
  const pause = maxAge === undefined ? new Unknown('AWS does not document how long the caller pauses between its tries') : calculate([maxAge], (seconds) => between(0, seconds));
  const time: Figure = { value: attempts <= 1 ? exactly(0) : pause, because, link };
  return { by: 'the caller', tries: { value: exactly(attempts), because, link }, ends: time, rest: time, failing: time, throttled: time };
}

/** The defaults of a retrier: https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html */
const retrier = { interval: 1, attempts: 3, backoff: 2 };

interface Retrying { readonly tries: Range; readonly waits: Range }

const once: Retrying = { tries: exactly(1), waits: exactly(0) };

/** A state machine tries again as the `Retry` of the task says, for the error at hand. */
function taskLoop(graph: FailureGraph, path: Path): Loop {
  const states = tasksCalling(graph, path);
  if (states.length === 0) return nothingKnown('Step Functions', path.outcome.because, tasks.link);
  const failed = retrying(states, ({ state }) => retryOn(state, undefined));
  const refused = retrying(states, ({ state }) => retryOn(state, 'Lambda.TooManyRequestsException'));
  const timeout = timeoutOf(path.fn);
  const because = isUnknown(failed) ? failed.reason : `the Retry of ${states.map(({ name }) => name).join(', ')} for errors of the function`;
  const figure = (value: Range | Unknown): Figure => ({ value, because, link: tasks.link });
  const lasting = isUnknown(failed) ? failed : calculate([timeout], (seconds) => between(failed.waits.least, failed.waits.most + (failed.tries.most - 1) * seconds));
  return {
    by: 'Step Functions', tries: figure(isUnknown(failed) ? failed : failed.tries),
    ends: figure(isUnknown(failed) ? failed : calculate([timeout], (seconds) => between(failed.waits.least, failed.waits.most + failed.tries.most * seconds))),
    rest: figure(lasting), failing: figure(lasting),
    throttled: { ...figure(isUnknown(refused) ? refused : refused.waits), because: `the Retry of ${states.map(({ name }) => name).join(', ')} for Lambda.TooManyRequestsException` },
  };
}

/** The tries of a throttled call, which may have a retrier of their own. */
export function throttledTries(graph: FailureGraph, path: Path): Figure {
  const refused = retrying(tasksCalling(graph, path), ({ state }) => retryOn(state, 'Lambda.TooManyRequestsException'));
  return { value: isUnknown(refused) ? refused : refused.tries, because: 'the Retry for Lambda.TooManyRequestsException', link: tasks.link };
}

/** Of several tasks that call the function, nobody knows which one it is. */
function retrying(states: readonly LambdaTask[], of: (task: LambdaTask) => Retrying | Unknown): Retrying | Unknown {
  const all = states.map(of);
  return all.find(isUnknown) ?? (all as Retrying[]).reduce((some, more) => ({ tries: either(some.tries, more.tries), waits: either(some.waits, more.waits) }));
}

/** The retrier for an error; without a name, for one that the code throws. Its name is known to the code alone. */
function retryOn(state: Value, error: string | undefined): Retrying | Unknown {
  for (const retry of list(at(state, 'Retry'))) {
    const names = list(at(retry, 'ErrorEquals')).map(string);
    if (names.includes(undefined)) return new Unknown('a Retry names errors that are only known at deployment');
    if (names.some((name) => name === 'States.ALL' || name === 'States.TaskFailed' || name === error)) return attemptsOf(retry);
    if (error === undefined && names.some((name) => !/^(Lambda|States)\./.test(name!))) return new Unknown(`the Retry for ${names.join(', ')} is for some errors of the function only`);
  }
  return once;
}

function attemptsOf(retry: Value): Retrying | Unknown {
  const settings = [number(at(retry, 'IntervalSeconds'), retrier.interval), number(at(retry, 'MaxAttempts'), retrier.attempts), number(at(retry, 'BackoffRate'), retrier.backoff), number(at(retry, 'MaxDelaySeconds'), Infinity)];
  const unknown = settings.find(isUnknown);
  if (unknown) return unknown;
  const [interval, attempts, backoff, longest] = settings as number[];
  let waits = 0;
  for (let retried = 0, wait = interval; retried < attempts; retried += 1, wait *= backoff) waits += Math.min(wait, longest);
  // Full jitter waits for any time up to that.
  const least = string(at(retry, 'JitterStrategy')) === 'FULL' ? 0 : waits;
  return { tries: exactly(attempts + 1), waits: { least, most: waits } };
}
