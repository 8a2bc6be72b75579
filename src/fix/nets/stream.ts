import { isUnlimited, streamLimits } from '../../lambda/stream';
import { Resource } from '../../model/resource';
import { arn, Draft } from '../draft';
import { allowBucket, failureBucket } from '../resources';
import { Unmendable } from '../unmendable';

/** Ends the retries of a stream or Kafka topic, and keeps what is given up in a bucket, which gets the records themselves. */
export function streamFailures(draft: Draft, mapping: Resource): void {
  const path = draft.templates.paths.find(({ triggers: [first], polling }) => first?.key === mapping.key && polling);
  if (!path?.polling) throw new Unmendable(`what ${mapping.label} reads cannot be told`);
  const { polling, fn } = path;
  if (polling.broker !== 'kafka' && isUnlimited(polling) === true) {
    draft.set(mapping, ['MaximumRetryAttempts'], streamLimits.retryAttempts);
    draft.set(mapping, ['MaximumRecordAgeInSeconds'], streamLimits.maxRecordAge);
    if (polling.bisect === false) draft.set(mapping, ['BisectBatchOnFunctionError'], true);
  }
  if (polling.destination) return;
  if (fn.stack.name !== mapping.stack.name) throw new Unmendable(`${mapping.label} is in another stack than ${fn.label}`);
  const bucket = failureBucket(draft, fn, `${fn.id}FailedRecords`);
  draft.set(mapping, ['DestinationConfig', 'OnFailure'], { ...mapping.madeBy ? { Type: 'S3' } : {}, Destination: arn(bucket) });
  // Told what the place is, SAM lets a role write that it makes itself.
  if (!mapping.madeBy || !draft.hasRoleOfSam(fn)) draft.depend(mapping, allowBucket(draft, fn, bucket));
}
