import { Mapping } from './mapping';
import { isUnlimited, streamOutcome } from './stream';
import { Outcome, Polling, Tries } from '../model/graph';
import { at, string, Unknown } from '../model/value';

/** What Lambda does with a batch of a Kafka partition, whoever runs the cluster. */
export const kafkaFacts = {
  /** With an on-failure destination and no limit of its own, a mapping gives up after this many retries. */
  retriesWithDestination: 10,
  links: {
    retries: 'https://docs.aws.amazon.com/lambda/latest/dg/kafka-retry-configurations.html',
    destination: 'https://docs.aws.amazon.com/lambda/latest/dg/kafka-on-failure.html',
    queueMode: 'https://docs.aws.amazon.com/lambda/latest/dg/polling-kafka-queue.html',
  },
};

export function kafkaOutcome({ resource, polling }: Mapping): { readonly polling: Polling; readonly outcome: Outcome; readonly tries: Tries } {
  const link = kafkaFacts.links.retries;
  const mode = at(resource.properties.SelfManagedKafkaEventSourceConfig, 'ConsumptionMode');
  if (string(mode)?.toLowerCase() === 'queue') {
    // A share group: the broker counts deliveries and redelivers; the mapping neither retries nor has a destination.
    const because = 'in queue mode the broker redelivers as often as its share group allows, and the mapping keeps nothing';
    return {
      polling: { ...polling, retries: undefined, recordAge: undefined, destination: undefined },
      outcome: { fate: 'unknown', because, nets: [] },
      tries: { attempts: new Unknown('the share group of the broker decides'), link: kafkaFacts.links.queueMode },
    };
  }
  if (polling.destination && isUnlimited(polling) === true) {
    return {
      polling,
      outcome: { fate: 'kept', because: `handed over after ${kafkaFacts.retriesWithDestination} retries, where Lambda stops once there is a destination`, nets: [polling.destination] },
      tries: { attempts: kafkaFacts.retriesWithDestination + 1, link },
    };
  }
  return { polling, ...streamOutcome(polling, link, 'partition') };
}
