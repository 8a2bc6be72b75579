import { callerSees, once } from './caller';
import { Invoked } from './invoked';
import { isUnknown, Unknown } from '../model/value';

/** The part of a path that all synchronous sources share: whoever called waits, and gets the error. */
export function syncPath(invoked: Invoked, because: string, link: string, callerTimeout?: number | Unknown) {
  return { mode: 'sync' as const, fn: invoked.fn, qualifier: invoked.qualifier, outcome: callerSees(because), tries: once(link), callerTimeout };
}

export const seconds = (milliseconds: number | Unknown): number | Unknown => (isUnknown(milliseconds) ? milliseconds : milliseconds / 1000);
