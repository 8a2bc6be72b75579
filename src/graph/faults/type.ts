import { isFifo } from '../../lambda/mapping';
import { FailureGraph, Fault, Net, NetKind, RestKind } from '../../model/graph';
import { at, list, show, string } from '../../model/value';
import { isOpaque } from '../iam/spelling';
import { setNet } from '../net-lines';
import { pathsThrough } from '../through';

/** What each kind of net takes. */
const allowed: { readonly [kind in NetKind]?: readonly RestKind[] } = {
  'redrive': ['queue'],
  'function-dlq': ['queue', 'topic'],
  'async-destination': ['queue', 'topic', 'bucket', 'function', 'bus'],
  'mapping-destination': ['queue', 'topic', 'bucket', 'kafka-topic'],
  'subscription-dlq': ['queue'],
  'target-dlq': ['queue'],
  'schedule-dlq': ['queue'],
  'subscriber-dlq': ['queue'],
  'pipe-dlq': ['queue', 'topic'],
};

const words: { readonly [kind in RestKind]: string } = {
  'queue': 'a queue', 'topic': 'a topic', 'bucket': 'a bucket', 'function': 'a function', 'bus': 'an event bus', 'kafka-topic': 'a Kafka topic', 'other': 'another kind of resource',
};

const names: { readonly [kind in NetKind]: string } = {
  'redrive': 'a redrive policy', 'function-dlq': 'the dead-letter queue of a function', 'async-destination': 'an on-failure destination of a function',
  'mapping-destination': 'an on-failure destination of an event source mapping', 'subscription-dlq': 'the dead-letter queue of an SNS subscription',
  'target-dlq': 'the dead-letter queue of an EventBridge target', 'schedule-dlq': 'the dead-letter queue of a schedule',
  'subscriber-dlq': 'the on-failure queue of a subscriber', 'pipe-dlq': 'the dead-letter queue of a pipe', 'error-action': 'the error action of an IoT rule',
};

/** These refuse FIFO queues and topics. For pipes AWS does not say, so nothing is said here. */
const standardOnly = new Set<NetKind>(['function-dlq', 'async-destination', 'mapping-destination', 'subscription-dlq', 'target-dlq', 'schedule-dlq', 'error-action']);

export function* typeFaults(net: Net, graph: FailureGraph): Iterable<Fault> {
  const takes = allowed[net.kind];
  if (takes && isKnown(net) && !takes.includes(net.rest.kind)) {
    const places = takes.map((kind) => words[kind]).join(', ').replace(/, ([^,]+)$/, ' or $1');
    yield { code: 'type', certain: true, what: `${net.rest.text} is ${words[net.rest.kind]}, which cannot be ${names[net.kind]}`, ...setNet(net, places === 'a queue' ? 'with a queue' : `or name ${places} there`) };
    return;
  }
  if (net.rest.kind === 'kafka-topic') yield* kafkaFaults(net, graph);
  if (net.rest.kind !== 'queue' && net.rest.kind !== 'topic') return;
  const fifo = isFifo(net.rest.resource, net.rest.resource ? undefined : net.rest.text);
  if (typeof fifo !== 'boolean') return;
  if (net.kind === 'redrive') yield* mismatch(net, fifo, isFifo(net.owner, undefined), `the source queue ${net.owner.label}`);
  if (net.kind === 'subscriber-dlq') yield* mismatch(net, fifo, fifoSubscriber(net), `the subscriber ${net.owner.label}`);
  if (fifo && standardOnly.has(net.kind)) {
    const what = `${net.rest.text} is a FIFO ${net.rest.kind}; ${names[net.kind]} must be a standard one`;
    yield { code: 'fifo', certain: true, what, fix: `Use a standard ${net.rest.kind} for ${names[net.kind]}: leave out fifo: true.`, fixInTemplate: `Use a standard ${net.rest.kind} for ${names[net.kind]}: leave out Fifo${net.rest.kind === 'queue' ? 'Queue' : 'Topic'}: true.` };
  }
}

function* mismatch(net: Net, fifo: boolean, source: unknown, of: string): Iterable<Fault> {
  if (typeof source !== 'boolean' || source === fifo) return;
  const word = (is: boolean) => (is ? 'FIFO' : 'standard');
  yield {
    code: 'fifo-mismatch', certain: true, what: `${of} is ${word(source)}, its dead-letter queue ${net.rest.text} is ${word(fifo)}`,
    fix: source ? `Set fifo: true on ${net.rest.text}.` : `Remove fifo: true from ${net.rest.text}.`,
    fixInTemplate: source ? `Set FifoQueue: true on ${net.rest.text}.` : `Remove FifoQueue: true from ${net.rest.text}.`,
  };
}

/** Ordered subscribers keep failed events in order too. */
function fifoSubscriber({ owner }: Net): boolean | undefined {
  const type = string(owner.properties.Type);
  return type === undefined ? undefined : type === 'FIFO';
}

/** Whether it can be told what kind of place it is. */
function isKnown({ rest, target }: Net): boolean {
  if (rest.resource) return !isOpaque(rest.resource.type);
  return rest.kind !== 'other' || (target.kind === 'external' && target.arn !== undefined);
}

/** https://docs.aws.amazon.com/lambda/latest/dg/kafka-on-failure-destination.html */
function* kafkaFaults(net: Net, graph: FailureGraph): Iterable<Fault> {
  const topic = net.rest.text.slice('kafka://'.length);
  const fault = (what: string, fix: { readonly fix: string; readonly fixInTemplate?: string }): Fault => ({ code: 'type', certain: true, what, ...fix });
  const paths = pathsThrough(graph, net);
  if (paths.some(({ polling }) => polling && polling.broker !== 'kafka')) yield fault(`${net.rest.text} is a Kafka topic, but ${net.owner.label} does not read from Kafka`, setNet(net, 'or name a topic or bucket there'));
  else if (at(net.owner.properties.ProvisionedPollerConfig) === undefined) yield fault(`a Kafka topic as on-failure destination needs provisioned pollers, which ${net.owner.label} does not have`, { fix: 'Set provisionedPollerConfig: { minimumPollers: 1 } on the event source, or use a queue, topic or bucket.', fixInTemplate: `Set ProvisionedPollerConfig: { MinimumPollers: 1 } on ${net.owner.label}, or use a queue, topic or bucket.` });
  if (list(net.owner.properties.Topics).map(show).includes(topic)) yield fault(`${net.owner.label} reads from ${topic} and writes its failed batches back to it`, { fix: `Name another topic than ${topic} for failed batches.` });
  if (topic.length < 4) yield fault(`the topic name ${topic} is too short for an on-failure destination`, { fix: 'Name a topic for failed batches whose name has four characters or more.' });
}
