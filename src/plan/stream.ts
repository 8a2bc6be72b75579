import { between, calculate, exactly, first } from './range';
import { longestTry } from './try';
import { nothingKnown } from './unknown';
import { isUnlimited } from '../graph/query';
import { kafkaFacts } from '../lambda/kafka';
import { Path, Polling } from '../model/graph';
import { Course, Figure, Loop, Range } from '../model/plan';
import { isUnknown, number, Unknown } from '../model/value';

const hour = 3_600;

/** How long a stream keeps a record, in seconds. */
const facts = {
  kinesis: { standard: 24, longest: 8_760, link: 'https://docs.aws.amazon.com/streams/latest/dev/kinesis-extended-retention.html' },
  dynamodb: { standard: 24, link: 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html' },
  /** Lambda asks each shard once a second: https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html */
  read: 1,
  docdb: { least: 1, longest: 168, link: 'https://docs.aws.amazon.com/documentdb/latest/developerguide/change_streams.html' },
  /** The largest batch of any stream: https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html */
  batch: 10_000,
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
  const { tries: { link, attempts } } = path;
  const by = polling.by === 'pipe' ? 'EventBridge Pipes' : 'Lambda';
  // Kafka in queue mode: the broker counts.
  if (polling.retries === undefined && isUnknown(attempts)) return nothingKnown('the broker', attempts.reason, link);
  const retries = polling.broker === 'kafka' && polling.destination && isUnlimited(polling) === true ? kafkaFacts.retriesWithDestination : polling.retries ?? -1;
  const kept = retentionOf(path, polling);
  const limit = limitOf(path, polling, kept);
  const takes = longestTry(path);
  /** `late`: when a batch is first tried, at the latest. */
  const span = (make: (ends: Range, takes: number, late: number) => Range): Range | Unknown =>
    (isUnknown(limit.value) ? limit.value : calculate<number>([takes, polling.batchingWindow], (longest, window) => make(limit.value as Range, longest, facts.read + window)));
  const pause = 'AWS does not document the pause between two tries; it is taken for short';
  const refused = { because: `throttling uses up no retries: ${limit.because}`, link, unverified: pause };
  const dropped = (longest: number | Unknown) => {
    if (!polling.destination || !expiresFirst(polling, kept, longest)) return {};
    const { value } = kept;
    return { dropped: { ...kept, value: isUnknown(value) ? value : calculate([longest], (seconds) => ({ least: Math.max(0, value.least - seconds), most: Infinity })) } };
  };
  const throttled: Course = {
    ends: { ...refused, value: span((ends, _, late) => between(ends.least, Math.max(ends.most, late))) },
    rest: { ...refused, value: span((ends, _, late) => between(ends.least - late, ends.most)) },
    survives: { ...refused, value: span((ends, _, late) => between(late < ends.least ? ends.least : 0, ends.most)) },
    ...dropped(0),
  };
  if (isUnknown(retries)) {
    const figure = { value: retries, because: retries.reason, link };
    return { by, tries: figure, failing: { ends: limit, rest: figure, survives: figure, ...dropped(takes) }, throttled };
  }
  const tried = isUnknown(limit.value) ? 1 : span((ends, _, late) => exactly(late < ends.least ? 1 : 0));
  const least = typeof tried === 'number' ? tried : isUnknown(tried) ? 0 : tried.least;
  if (retries >= 0) {
    const splits = splitsOf(polling);
    const halved = splits > 0 ? `; halving a batch of up to ${isUnknown(polling.batchSize) ? facts.batch : polling.batchSize} takes up to ${splits} more` : '';
    const once = retries + splits === 0;
    const counted = `${retries} retries${halved}, or fewer when the record gets too old before: AWS does not document how long Lambda pauses`;
    const ending = span((ends, longest, late) => between(0, Math.max(ends.most, late) + longest));
    const upTo = (value: Range | Unknown): Figure => ({ value, because: counted, link, unverified: 'AWS does not document the pause between two tries; that it does not outlast the record is assumed' });
    return {
      by, tries: { value: { least, most: retries + 1 + splits }, because: counted, link },
      failing: {
        ends: upTo(ending),
        rest: upTo(once ? exactly(0) : span((ends, longest) => between(0, ends.most + longest))),
        survives: upTo(once ? calculate([polling.batchingWindow], (window) => between(0, facts.read + window)) : span((ends) => between(0, ends.most))),
        behind: { ends: upTo(ending), survives: upTo(span((ends) => between(0, ends.most))) },
        ...dropped(takes),
      },
      throttled,
    };
  }
  return {
    by,
    tries: { value: { least, most: Infinity }, because: 'no number of retries is set', link },
    failing: {
      ends: { ...limit, value: span((ends, longest, late) => between(ends.least, Math.max(ends.most, late) + longest)), unverified: pause },
      rest: { ...limit, value: span((ends, longest, late) => between(ends.least - late - longest, ends.most + longest)), unverified: pause },
      survives: { ...limit, value: span((ends, longest, late) => between(late < ends.least ? ends.least - longest : 0, ends.most)), unverified: pause },
      ...dropped(takes),
    },
    throttled,
  };
}

/** When records are given up although retries are left. */
function limitOf({ tries: { link } }: Path, { recordAge = -1 }: Polling, kept: Figure): Figure {
  if (isUnknown(recordAge)) return { value: recordAge, because: recordAge.reason, link };
  if (recordAge < 0) return kept;
  return {
    value: isUnknown(kept.value) ? { least: 0, most: recordAge } : first(kept.value, exactly(recordAge)),
    because: 'the maximum record age, or the end of the record in the stream if that is sooner', link,
  };
}

/** How often a batch is halved before a record is alone, which uses up no retries. What is not known may be anything. */
function splitsOf({ bisect, batchSize }: Polling): number {
  return bisect === false ? 0 : Math.ceil(Math.log2(Math.max(1, isUnknown(batchSize) ? facts.batch : batchSize)));
}

/** Whether the stream may forget records that nobody has discarded: those that wait for others before them, when no age ends the waiting in time. */
function expiresFirst({ recordAge = -1 }: Polling, { value }: Figure, longest: number | Unknown): boolean {
  return isUnknown(recordAge) || recordAge < 0 || isUnknown(value) || isUnknown(longest) || recordAge + longest >= value.least;
}
