import { Course, Loop } from '../model/plan';
import { Unknown } from '../model/value';

/** A loop of which the app tells nothing. */
export function nothingKnown(by: string, reason: string, link: string): Loop {
  const figure = { value: new Unknown(reason), because: reason, link };
  const course: Course = { ends: figure, rest: figure, survives: figure };
  return { by, tries: figure, failing: course, throttled: course };
}
