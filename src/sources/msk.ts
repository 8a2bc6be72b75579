import { defineSource } from './source';
import { kafkaFacts, kafkaOutcome } from '../lambda/kafka';
import { mappings } from '../lambda/mapping';

/** A topic of an Amazon MSK cluster, provisioned or serverless. Batches that fail hold up their partition. */
export default defineSource({
  id: 'msk',
  title: 'Amazon MSK',
  links: ['https://docs.aws.amazon.com/lambda/latest/dg/with-msk.html', kafkaFacts.links.retries, kafkaFacts.links.destination],
  claims: ['AWS::Lambda::EventSourceMapping'],
  * paths(app) {
    for (const mapping of mappings(app, 'kafka')) {
      const { resource, invoked, origin, originText } = mapping;
      if (resource.properties.SelfManagedEventSource !== undefined) continue;
      yield {
        source: 'msk', kind: 'kafka', mode: 'poll', fn: invoked.fn, qualifier: invoked.qualifier,
        triggers: [resource, ...(origin ? [origin] : [])], origin, originText, ...kafkaOutcome(mapping),
      };
    }
  },
});
