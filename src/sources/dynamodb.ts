import { defineSource } from './source';
import { mappings } from '../lambda/mapping';
import { streamFacts, streamOutcome } from '../lambda/stream';

/** The change stream of a table. It keeps records for 24 hours whatever the mapping says. */
export default defineSource({
  id: 'dynamodb',
  title: 'Amazon DynamoDB Streams',
  links: [streamFacts.links.destination, streamFacts.links.dynamodb],
  claims: ['AWS::Lambda::EventSourceMapping'],
  * paths(app) {
    for (const { resource, invoked, origin, originText, polling } of mappings(app, 'dynamodb')) {
      yield {
        source: 'dynamodb', kind: 'dynamodb', mode: 'poll', fn: invoked.fn, qualifier: invoked.qualifier,
        triggers: [resource, ...(origin ? [origin] : [])], origin, originText, polling, ...streamOutcome(polling, streamFacts.links.dynamodb),
      };
    }
  },
});
