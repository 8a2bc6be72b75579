import { timeoutOf } from '../graph/query';
import { Path } from '../model/graph';
import { isUnknown, Unknown } from '../model/value';

/** Seconds that one run of a pipe may take: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html#eb-limits-pipes */
const pipe = 300;

/** Seconds from the beginning of a try until the function has failed, at most. The target of a pipe waits for the enrichment. */
export function longestTry({ fn, kind, triggers: [trigger] }: Path): number | Unknown {
  const timeout = timeoutOf(fn);
  const enriched = kind === 'pipe-target' && trigger.properties.Enrichment !== undefined;
  return isUnknown(timeout) || !enriched ? timeout : Math.max(timeout, pipe);
}
