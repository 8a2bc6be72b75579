import { Outcome, Tries } from '../model/graph';

/** Whoever waits for the answer gets the error; Lambda itself neither retries nor stores anything. */
export const callerSees = (because: string): Outcome => ({ fate: 'caller', because, nets: [] });

export const once = (link: string): Tries => ({ attempts: 1, link });
