import { calculate, combine, either, exactly, first, last, minus, plus } from './range';
import { retentionOf } from './stream';
import { queueFacts } from '../lambda/queue';
import { Net, Path } from '../model/graph';
import { Course, Figure, Keeping, Range } from '../model/plan';
import { at, flag, isUnknown, list, number, string, Unknown, Value } from '../model/value';

const day = 86_400;

const facts = {
  lifecycle: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html',
  topic: 'https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html',
  invoked: 'https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html',
  retention: 'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html',
  /** Days for which a custom event bus keeps its events; AWS documents no default. */
  bus: { least: 1, most: 365, link: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-eventsv2-eventbus-storageconfiguration.html' },
};

/** How long a net keeps an event that leaves the loop in that way. */
export function keepingOf(path: Path, net: Net, { ends }: Course): Keeping {
  const stored = storage(net);
  // A message that SQS moves keeps its age, except between FIFO queues.
  const fresh = net.kind === 'redrive' ? flag(net.rest.resource?.properties.FifoQueue, false) : true;
  const whole = { lasts: stored, expires: combine([stored, ends], plus, stored.because) };
  const aged = { lasts: combine([stored, ends], minus, stored.because), expires: combine([stored, ends], last, stored.because) };
  const its = fresh === true ? whole : fresh === false ? aged
    : { lasts: combine([aged.lasts, whole.lasts], either, stored.because), expires: combine([aged.expires, whole.expires], either, stored.because) };
  const replayed = net.keptAs === 'pointer' ? recordsOf(path, net) : undefined;
  return replayed ? { net, lasts: bounded(its.lasts, combine([replayed, ends], minus, replayed.because)), expires: bounded(its.expires, replayed) } : { net, ...its };
}

/** What a position points to. */
function recordsOf(path: Path, { kind }: Net): Figure | undefined {
  if (path.polling) return retentionOf(path, path.polling);
  if (kind !== 'subscriber-dlq') return undefined;
  const { bus: { least, most, link } } = facts;
  const days = path.origin?.type === 'AWS::EventsV2::EventBus' ? number(at(path.origin.properties.StorageConfiguration, 'RetentionPeriodInDays'), undefined) : undefined;
  if (days === undefined) return { value: { least: least * day, most: most * day }, because: `the bus keeps events for ${least} to ${most} days`, link };
  return { value: isUnknown(days) ? days : exactly(days * day), because: `the retention of ${path.origin!.label}`, link };
}

/** A position is worth nothing once the stream has forgotten the record. */
function bounded(kept: Figure, stream: Figure): Figure {
  if (isUnknown(stream.value)) return stream;
  if (isUnknown(kept.value)) return { ...kept, value: { least: 0, most: stream.value.most }, because: `${kept.because}, and for as long as the stream has the record` };
  return { ...(stream.value.most <= kept.value.most ? stream : kept), value: first(stream.value, kept.value) };
}

/** Seconds from the arrival in that place. */
function storage({ rest: { kind, resource, text } }: Net): Figure {
  const unknown = (because: string, link: string): Figure => ({ value: new Unknown(because), because, link });
  switch (kind) {
    case 'queue':
      return resource
        ? { value: calculate([number(resource.properties.MessageRetentionPeriod, queueFacts.retention)], exactly), because: `the retention of ${resource.label}`, link: facts.retention }
        : unknown(`the retention of ${text} is set elsewhere`, facts.retention);
    case 'bucket': {
      if (!resource) return unknown(`whether objects of ${text} expire is set elsewhere`, facts.lifecycle);
      return { value: expiry(list(at(resource.properties.LifecycleConfiguration, 'Rules'))), because: `the lifecycle rules of ${resource.label}`, link: facts.lifecycle };
    }
    case 'topic': return unknown(`${text} keeps nothing; whoever has subscribed to it has it`, facts.topic);
    case 'function': return unknown(`${text} gets it, as another event`, facts.invoked);
    case 'bus': return unknown(`${text} keeps nothing; the rules of the bus say who gets it`, facts.invoked);
    case 'kafka-topic': return unknown(`how long ${text} keeps records is set in the cluster`, facts.invoked);
    default: return unknown(`how long ${text} keeps it is not known`, facts.invoked);
  }
}

/** Whichever rule comes first; S3 counts days to the next midnight. */
function expiry(rules: readonly Value[]): Range | Unknown {
  return calculate([exactly(Infinity), ...rules.map(expiryBy)], (...all) => all.reduce(first));
}

const never = exactly(Infinity);

function expiryBy(rule: Value): Range | Unknown {
  if (isUnknown(rule)) return rule;
  const matches = matching(rule);
  if (matches === false) return never;
  if (at(rule, 'ExpirationDate') !== undefined) return new Unknown('a lifecycle rule expires objects at a date');
  return calculate([number(at(rule, 'ExpirationInDays'), Infinity)], (days) => ({ least: days * day, most: matches === undefined ? Infinity : (days + 1) * day }));
}

/** Whether a rule is for what Lambda writes, below `aws/lambda/` and without tags; undefined when it may be. */
function matching(rule: Value): boolean | undefined {
  if (string(at(rule, 'Status')) === 'Disabled' || list(at(rule, 'TagFilters')).length > 0) return false;
  const prefix = at(rule, 'Prefix');
  const known = prefix === undefined || prefix === null ? '' : string(prefix);
  if (known !== undefined && !'aws/lambda/'.startsWith(known) && !known.startsWith('aws/lambda/')) return false;
  const all = known !== undefined && 'aws/lambda/'.startsWith(known) && string(at(rule, 'Status')) === 'Enabled';
  return all && ['ObjectSizeGreaterThan', 'ObjectSizeLessThan'].every((size) => at(rule, size) === undefined) ? true : undefined;
}
