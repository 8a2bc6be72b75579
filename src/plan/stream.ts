import { between, calculate, exactly, first } from './range';
import { isUnlimited, timeoutOf } from '../graph/query';
import { kafkaFacts } from '../lambda/kafka';
import { Path, Polling } from '../model/graph';
import { Figure, Loop, Range } from '../model/plan';
import { isUnknown, number, Unknown } from '../model/value';

const hour = 3_600;

/** How long a stream keeps a record, in seconds. */
const facts = {
  kinesis: { standard: 24, longest: 8_760, link: 'https://docs.aws.amazon.com/streams/latest/dev/kinesis-extended-retention.html' },
  dynamodb: { standard: 24, link: 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html' },
  /** Lambda asks each shard once a second: https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html */
  read: 1,
  docdb: { least: 1, longest: 168, link: 'https://docs.aws.amazon.com/documentdb/latest/developerguide/change_streams.html' },
};

/** How long the records are there at all, which ends every retrying. */
export function retentionOf({ origin }: Path, { broker }: Polling): Figure {
  switch (broker) {
    case 'dynamodb': return { value: exactly(facts.dynamodb.standard * hour), because: 'a DynamoDB stream keeps records for 24 hours', link: facts.dynamodb.link };
    case 'docdb': return { value: { least: facts.docdb.least * hour, most: facts.docdb.longest * hour }, because: 'a change stream keeps events for as long as change_stream_log_retention_duration says, from an hour to seven days, by default three hours', link: facts.docdb.link };
    case 'kinesis': {
      const { standard, longest, link } = facts.kinesis;
      if (origin?.type !== 'AWS::Kinesis::Stream') return { value: { least: standard * hour, most: longest * hour }, because: 'the stream is not part of this app; Kinesis keeps records from 24 hours to 365 days', link };
      return { value: calculate([number(origin.properties.RetentionPeriodHours, standard)], (hours) => exactly(hours * hour)), because: `the retention of ${origin.label}`, link };
    }
    default: return { value: new Unknown('how long the topic keeps records is set in the cluster'), because: 'how long the topic keeps records is set in the cluster', link: kafkaFacts.links.retries };
  }
}

/**
 * A batch that fails is tried again at once, while its shard or partition waits, until a limit ends it or its records expire.
 * AWS does not document how long Lambda pauses between two tries.
 */
export function streamLoop(path: Path, polling: Polling): Loop {
  const { link } = path.tries;
  const retries = polling.broker === 'kafka' && polling.destination && isUnlimited(polling) === true ? kafkaFacts.retriesWithDestination : polling.retries ?? -1;
  const kept = retentionOf(path, polling);
  const age = polling.recordAge ?? -1;
  const limit: Figure = {
    value: isUnknown(age) ? age : age < 0 ? kept.value : isUnknown(kept.value) ? { least: 0, most: age } : first(kept.value, exactly(age)),
    because: typeof age === 'number' && age >= 0 ? 'the maximum record age, or the end of the record in the stream if that is sooner' : kept.because,
    link: typeof age === 'number' && age >= 0 ? link : kept.link,
  };
  const splits = polling.bisect === true && typeof polling.batchSize === 'number' ? Math.ceil(Math.log2(Math.max(1, polling.batchSize))) : 0;
  const halved = splits > 0 ? `; halving a batch of up to ${String(polling.batchSize)} takes up to ${splits} more` : '';
  const pause = 'AWS does not document the pause between two tries; it is taken for short';
  const span = (make: (ends: Range, timeout: number, late: number) => Range): Range | Unknown =>
    (isUnknown(limit.value) ? limit.value : calculate<number>([timeoutOf(path.fn), polling.batchingWindow], (timeout, window) => make(limit.value as Range, timeout, window)));
  const by = polling.by === 'pipe' ? 'EventBridge Pipes' : 'Lambda';
  const throttled: Figure = { value: limit.value, because: `throttling uses up no retries: ${limit.because}`, link, unverified: pause };
  if (isUnknown(retries)) {
    const figure = { value: retries, because: retries.reason, link };
    return { by, tries: figure, ends: limit, rest: figure, failing: figure, throttled };
  }
  if (retries >= 0) {
    const once = retries + splits === 0;
    const because = `${retries} retries${halved}, or fewer when the record gets too old before: AWS does not document how long Lambda pauses`;
    const figure = (value: Range | Unknown): Figure => ({ value, because, link });
    return {
      by, tries: figure({ least: 1, most: retries + 1 + splits }),
      ends: figure(span((ends, timeout, window) => between(0, once ? facts.read + window + timeout : ends.most + timeout))),
      // The last try may begin just before the record is too old.
      rest: figure(once ? exactly(0) : span((ends, timeout) => between(0, ends.most + timeout))),
      failing: figure(span((ends, _timeout, window) => between(0, once ? facts.read + window : ends.most))), throttled,
    };
  }
  return {
    by,
    tries: { value: { least: 1, most: Infinity }, because: 'no number of retries is set', link },
    ends: { ...limit, value: span((ends, timeout) => between(ends.least, ends.most + timeout)) },
    rest: { ...limit, value: span((ends, timeout, window) => between(ends.least - window - timeout - facts.read, ends.most + timeout)), unverified: pause },
    failing: { ...limit, value: span((ends, timeout) => between(ends.least - timeout, ends.most)), unverified: pause },
    throttled,
  };
}
