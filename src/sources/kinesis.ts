import { defineSource } from './source';
import { mappings } from '../lambda/mapping';
import { streamFacts, streamOutcome } from '../lambda/stream';

/** A Kinesis data stream, shared or with enhanced fan-out. Batches that fail hold up their shard. */
export default defineSource({
  id: 'kinesis',
  title: 'Amazon Kinesis Data Streams',
  links: [streamFacts.links.destination, streamFacts.links.parameters],
  claims: ['AWS::Lambda::EventSourceMapping'],
  * paths(app) {
    for (const { resource, invoked, origin, originText, polling } of mappings(app, 'kinesis')) {
      yield {
        source: 'kinesis', kind: 'kinesis', mode: 'poll', fn: invoked.fn, qualifier: invoked.qualifier,
        triggers: [resource, ...(origin ? [origin] : [])], origin, originText, polling, ...streamOutcome(polling, streamFacts.links.parameters),
      };
    }
  },
});
