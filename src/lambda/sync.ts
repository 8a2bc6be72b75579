import { callerSees, once } from './caller';
import { Invoked } from './invoked';

/** The part of a path that all synchronous sources share: whoever called waits, and gets the error. */
export function syncPath(invoked: Invoked, because: string, link: string) {
  return { mode: 'sync' as const, fn: invoked.fn, qualifier: invoked.qualifier, outcome: callerSees(because), tries: once(link) };
}
