import { Loop } from '../model/plan';
import { Unknown } from '../model/value';

/** A loop of which the app tells nothing. */
export function nothingKnown(by: string, reason: string, link: string): Loop {
  const figure = { value: new Unknown(reason), because: reason, link };
  return { by, tries: figure, ends: figure, rest: figure, failing: figure, throttled: figure };
}
