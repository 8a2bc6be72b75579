import { between, either } from './range';
import { nothingKnown } from './unknown';
import { tasksCalling, timeoutOf } from '../graph/query';
import { definitionOf, LambdaTask } from '../lambda/state-machine';
import { FailureGraph, Path } from '../model/graph';
import { Course, Figure, Loop, Range } from '../model/plan';
import { Resource } from '../model/resource';
import { at, isUnknown, list, number, string, Unknown, Value } from '../model/value';
import { facts as tasks } from '../sources/step-functions';

/** The defaults of a retrier: https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html */
const defaults = { interval: 1, attempts: 3, backoff: 2 };

/** What code throws, Step Functions' own word for a task that takes too long, and Lambda's for a refused call. */
const errors = { code: undefined, timeout: 'States.Timeout', throttled: 'Lambda.TooManyRequestsException' };

/** The retries for an error, each after a pause. */
interface Retrier {
  /** As it is written; absent where there is none. */
  readonly retry?: Value;
  readonly retries: number;
  /** A pause lasts for any time up to what it may. */
  readonly jitter: boolean;
  /** Seconds of pause before so many retries together, when pauses are as long as can be. */
  paused(retries: number): number;
}

interface Timing { readonly tries: Range; readonly ends: Range; readonly rest: Range; readonly survives: Range }

/** A state machine tries again as the `Retry` of the task says, for the error at hand. */
export function taskLoop(graph: FailureGraph, path: Path): Loop {
  const states = tasksCalling(graph, path);
  if (states.length === 0) return nothingKnown('Step Functions', path.outcome.because, tasks.link);
  const names = states.map(({ name }) => name).join(', ');
  const course = (timing: Timing | Unknown, because: string): Course => {
    const figure = (of: keyof Timing) => figureOf(timing, of, because);
    return { ends: figure('ends'), rest: figure('rest'), survives: figure('survives') };
  };
  const failed = timingOf(states, (task) => failing(path, task));
  const failingBecause = `the Retry of ${names} for errors of the function`;
  return {
    by: 'Step Functions', tries: figureOf(failed, 'tries', failingBecause),
    failing: course(failed, failingBecause), throttled: course(refused(path, states), `the Retry of ${names} for ${errors.throttled}`),
  };
}

/** The tries of a throttled call, which may have a retrier of their own. */
export const throttledTries = (graph: FailureGraph, path: Path): Figure => figureOf(refused(path, tasksCalling(graph, path)), 'tries', `the Retry for ${errors.throttled}`);

const figureOf = (timing: Timing | Unknown, of: keyof Timing, because: string): Figure =>
  ({ value: isUnknown(timing) ? timing : timing[of], because: isUnknown(timing) ? timing.reason : because, link: tasks.link });

const refused = ({ triggers: [machine] }: Path, states: readonly LambdaTask[]): Timing | Unknown =>
  timingOf(states, (task) => timed(retrierFor(task, errors.throttled), 0, endOf(machine, task)));

/** Of several tasks that call the function, nobody knows which one it is. */
function timingOf(states: readonly LambdaTask[], of: (task: LambdaTask) => Timing | Unknown): Timing | Unknown {
  const all = states.map(of);
  return all.find(isUnknown) ?? (all as Timing[]).reduce(whichever);
}

const whichever = (one: Timing, other: Timing): Timing =>
  ({ tries: either(one.tries, other.tries), ends: either(one.ends, other.ends), rest: either(one.rest, other.rest), survives: either(one.survives, other.survives) });

function failing({ fn, triggers: [machine] }: Path, task: LambdaTask): Timing | Unknown {
  const timeout = timeoutOf(fn);
  if (isUnknown(timeout)) return timeout;
  const patience = number(at(task.state, 'TimeoutSeconds'), Infinity);
  const takes = isUnknown(patience) ? timeout : Math.min(timeout, patience);
  const [thrown, late] = [errors.code, errors.timeout].map((error) => retrierFor(task, error));
  const end = endOf(machine, task);
  const code = timed(thrown, takes, end);
  if (isUnknown(code) || isUnknown(thrown) || (!isUnknown(patience) && patience >= timeout)) return code;
  // Here the task may lose patience before the function fails: another error, and each retrier counts for itself.
  const impatient = timed(late, takes, end);
  return isUnknown(impatient) || isUnknown(late) ? impatient : thrown.retry === late.retry ? code : inTurn(code, impatient, end);
}

/** Now the one and now the other error: the first that has used up its retries ends it. */
function inTurn(one: Timing, other: Timing, end: End): Timing {
  const sum = (of: keyof Timing): Range => ({ least: Math.min(one[of].least, other[of].least), most: Math.min(one[of].most + other[of].most, limitOf(end)) });
  return { tries: { ...sum('tries'), most: one.tries.most + other.tries.most - 1 }, ends: sum('ends'), rest: sum('rest'), survives: sum('survives') };
}

/** When the execution ends whatever its tasks do, if it has a limit; for a task that others come before, nobody knows what is left of that. */
interface End { readonly after: number | Unknown; readonly first: boolean }

function endOf(machine: Resource, { name }: LambdaTask): End {
  const definition = definitionOf(machine);
  const own = number(at(definition, 'TimeoutSeconds'), Infinity);
  const express = machine.properties.StateMachineType === 'EXPRESS' ? tasks.expressTimeout : Infinity;
  return { after: isUnknown(own) ? own : Math.min(own, express), first: string(at(definition, 'StartAt')) === name };
}

const limitOf = ({ after }: End): number => (isUnknown(after) ? Infinity : after);

/** `takes`: seconds that a try lasts, at most. */
function timed(retrier: Retrier | Unknown, takes: number, end: End): Timing | Unknown {
  if (isUnknown(retrier)) return retrier;
  const { after, first } = end;
  const limit = limitOf(end);
  const cut = isUnknown(after) || (after < Infinity && !first);
  const all = retrier.retries + 1;
  const sure = cut ? 1 : limit === Infinity ? all : triesWithin(limit, retrier, takes);
  const most = retrier.paused(all - 1);
  const least = retrier.jitter ? 0 : retrier.paused(sure - 1);
  return {
    tries: { least: sure, most: all },
    ends: between(least, Math.min(most + all * takes, limit)),
    rest: between(least, Math.min(most + (all - 1) * takes, limit)),
    survives: between(least, Math.min(most + (all - 1) * takes, limit)),
  };
}

/** Tries that begin before the limit even when everything takes as long as it may. */
function triesWithin(limit: number, { retries, paused }: Retrier, takes: number): number {
  // By halves: a definition may ask for a hundred million.
  let [least, most] = [1, retries + 1];
  while (least < most) {
    const middle = Math.floor((least + most) / 2);
    if (middle * takes + paused(middle) >= limit) most = middle;
    else least = middle + 1;
  }
  return least;
}

/** The retrier for an error; without a name, for one that the code throws. That name is known to the code alone. */
function retrierFor({ name, state, retriedAround }: LambdaTask, error: string | undefined): Retrier | Unknown {
  if (retriedAround) return new Unknown(`a Parallel or Map around ${name} tries again too`);
  for (const retry of list(at(state, 'Retry'))) {
    const names = list(at(retry, 'ErrorEquals')).map(string);
    if (names.includes(undefined)) return new Unknown('a Retry names errors that are only known at deployment');
    if (names.some((its) => its === 'States.ALL' || (its === 'States.TaskFailed' && error !== errors.timeout) || its === error)) return retrierOf(retry);
    if (error === errors.code && names.some((its) => !/^(Lambda|States)\./.test(its!))) return new Unknown(`the Retry for ${names.join(', ')} is for some errors of the function only`);
  }
  return none;
}

const none: Retrier = { retries: 0, paused: () => 0, jitter: false };

function retrierOf(retry: Value): Retrier | Unknown {
  const settings = [number(at(retry, 'IntervalSeconds'), defaults.interval), number(at(retry, 'MaxAttempts'), defaults.attempts), number(at(retry, 'BackoffRate'), defaults.backoff), number(at(retry, 'MaxDelaySeconds'), Infinity)];
  const unknown = settings.find(isUnknown);
  if (unknown) return unknown;
  const [interval, retries, backoff, longest] = settings as number[];
  if (interval < 0 || retries < 0 || backoff < 1) return new Unknown('Step Functions refuses a Retry with a negative number, or with pauses that get shorter');
  const paused = (count: number): number => {
    if (backoff === 1 || interval === 0) return count * Math.min(interval, longest);
    // As long as they grow, each is so many times the one before.
    const growing = Math.min(count, Math.max(0, Math.ceil(Math.log(longest / interval) / Math.log(backoff))));
    return interval * (backoff ** growing - 1) / (backoff - 1) + (growing < count ? (count - growing) * longest : 0);
  };
  const jitter = at(retry, 'JitterStrategy');
  return { retry, retries, paused, jitter: jitter !== undefined && jitter !== 'NONE' };
}
