import { calculate, combine, exactly, first, last, minus, plus } from './range';
import { retentionOf } from './stream';
import { queueFacts } from '../lambda/queue';
import { Net, Path } from '../model/graph';
import { Figure, Keeping } from '../model/plan';
import { at, flag, isUnknown, list, number, string, Unknown } from '../model/value';

const facts = {
  lifecycle: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lifecycle-mgmt.html',
  topic: 'https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html',
  invoked: 'https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html',
  retention: 'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html',
  day: 86_400,
};

/** How long a net keeps an event that leaves the retries at that time after its arrival. */
export function keepingOf(path: Path, net: Net, ends: Figure): Keeping {
  const stored = storage(net);
  // A message that SQS moves keeps its age, except between FIFO queues: one that is too old already is gone at once.
  const aged = net.kind === 'redrive' && flag(net.rest.resource?.properties.FifoQueue, false) !== true;
  const whole: Figure = combine([stored, ends], aged ? last : plus, stored.because);
  const expires = net.keptAs === 'pointer' && path.polling ? bounded(whole, retentionOf(path, path.polling)) : whole;
  return { net, expires, lasts: combine([expires, ends], minus, expires.because) };
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
      const days = list(at(resource.properties.LifecycleConfiguration, 'Rules')).filter((rule) => string(at(rule, 'Status')) !== 'Disabled' && touches(string(at(rule, 'Prefix')))).map((rule) => number(at(rule, 'ExpirationInDays'), Infinity));
      return { value: calculate([...days, Infinity], (...all) => exactly(Math.min(...all) * facts.day)), because: `the lifecycle rules of ${resource.label}`, link: facts.lifecycle };
    }
    case 'topic': return unknown(`${text} keeps nothing; whoever has subscribed to it has it`, facts.topic);
    case 'function': return unknown(`${text} gets it, as another event`, facts.invoked);
    case 'bus': return unknown(`${text} keeps nothing; the rules of the bus say who gets it`, facts.invoked);
    case 'kafka-topic': return unknown(`how long ${text} keeps records is set in the cluster`, facts.invoked);
    default: return unknown(`how long ${text} keeps it is not known`, facts.invoked);
  }
}

/** Lambda writes below `aws/lambda/`. */
const touches = (prefix: string | undefined): boolean => prefix === undefined || 'aws/lambda/'.startsWith(prefix) || prefix.startsWith('aws/lambda/');
