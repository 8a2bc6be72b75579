import { Outcome, Polling, Tries } from '../model/graph';
import { isUnknown, Unknown } from '../model/value';

export const streamFacts = {
  links: {
    destination: 'https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html',
    parameters: 'https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-parameters.html',
    dynamodb: 'https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-params.html',
  },
};

/** What is set where nothing is: so that a record can still be read when it is given up, half of what a stream keeps by default. */
export const streamLimits = {
  retryAttempts: 5,
  /** Seconds. */
  maxRecordAge: 43_200,
};

/** True when neither the number of retries nor the age of the record ends the retrying. */
export function isUnlimited({ retries, recordAge }: Pick<Polling, 'retries' | 'recordAge'>): boolean | Unknown {
  const limits = [retries, recordAge].map(limitOf);
  return !limits.some((limit) => typeof limit === 'number') && (limits.find(isUnknown) ?? true);
}

/** Minus one is none. */
const limitOf = (set: number | Unknown | undefined) => (typeof set === 'number' && set < 0 ? undefined : set);

/** What a poller does with a batch that keeps failing, for streams that are read shard by shard. */
export function streamOutcome(polling: Polling, link: string, unit = 'shard'): { readonly outcome: Outcome; readonly tries: Tries } {
  const unlimited = isUnlimited(polling);
  const retries = limitOf(polling.retries);
  const tries: Tries = { attempts: retries === undefined ? 'unlimited' : isUnknown(retries) ? retries : retries + 1, maxAge: limitOf(polling.recordAge), link };
  if (isUnknown(unlimited)) return { outcome: { fate: 'unknown', because: `whether retries end cannot be told: ${unlimited.reason}`, nets: [] }, tries };
  if (unlimited) return { outcome: { fate: 'blocks', because: `neither retries nor record age are limited: the ${unit} waits until the record expires`, nets: [] }, tries };
  if (!polling.destination) return { outcome: { fate: 'lost', because: 'retries end and nothing catches what is then dropped', nets: [] }, tries };
  return { outcome: { fate: 'kept', because: 'handed over when the retries end', nets: [polling.destination] }, tries };
}
