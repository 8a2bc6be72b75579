import { defineSource } from './source';
import { kafkaFacts, kafkaOutcome } from '../lambda/kafka';
import { mappings } from '../lambda/mapping';
import { list, show } from '../model/value';

/** A topic of a Kafka cluster that AWS does not run, named by its bootstrap servers. */
export default defineSource({
  id: 'self-managed-kafka',
  title: 'Self-managed Apache Kafka',
  links: ['https://docs.aws.amazon.com/lambda/latest/dg/with-kafka.html', kafkaFacts.links.retries, kafkaFacts.links.destination, kafkaFacts.links.queueMode],
  claims: ['AWS::Lambda::EventSourceMapping'],
  * paths(app) {
    for (const mapping of mappings(app, 'kafka')) {
      const { resource, invoked } = mapping;
      if (resource.properties.SelfManagedEventSource === undefined) continue;
      const topics = list(resource.properties.Topics).map(show).join(', ');
      yield {
        source: 'self-managed-kafka', kind: 'kafka', mode: 'poll', fn: invoked.fn, qualifier: invoked.qualifier,
        triggers: [resource], originText: topics ? `Kafka topic ${topics}` : 'a Kafka topic', ...kafkaOutcome(mapping),
      };
    }
  },
});
