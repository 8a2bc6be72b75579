import { between, calculate, exactly } from './range';
import { taskLoop } from './task';
import { nothingKnown } from './unknown';
import { timeoutOf } from '../graph/query';
import { FailureGraph, Path } from '../model/graph';
import { Course, Figure, Loop, Range } from '../model/plan';
import { isUnknown, Unknown } from '../model/value';

/** Whoever waits for the answer has the event, and decides whether to try again. */
export function callerLoop(graph: FailureGraph, path: Path): Loop {
  const { tries: { attempts, maxAge, link }, outcome, source, fn, delivery } = path;
  if (source === 'step-functions') return taskLoop(graph, path);
  if (isUnknown(attempts)) return nothingKnown('the caller', attempts.reason, link);
  if (attempts === 'unlimited') return nothingKnown('the caller', outcome.because, link);
  const once = attempts <= 1;
  // Not every error is worth another try to every caller.
  const because = once ? 'nobody tries again but the caller' : `the caller makes up to ${attempts} tries`;
  const figure = (value: Range | Unknown): Figure => ({ value, because, link });
  const pause = maxAge ?? new Unknown('AWS does not document how long the caller pauses between its tries');
  const until = (takes: number | Unknown) => figure(calculate([once ? 0 : pause, takes], (age, longest) => between(0, age + longest)));
  const failing: Course = { ends: until(timeoutOf(fn)), rest: once ? figure(exactly(0)) : until(timeoutOf(fn)), survives: until(0) };
  const throttled: Course = { ends: until(0), rest: until(0), survives: until(0) };
  const loop: Loop = { by: 'the caller', tries: figure(once ? exactly(attempts) : { least: 1, most: attempts }), failing, throttled };
  // To a source that only hands over, being refused is a failed delivery.
  return delivery ? { ...loop, throttled: nothingKnown(delivery.by, `${delivery.by} tries again what Lambda refuses, as often as it hands over`, delivery.tries.link).throttled } : loop;
}
