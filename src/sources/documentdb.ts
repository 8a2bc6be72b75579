import { defineSource } from './source';
import { mappings } from '../lambda/mapping';

export const facts = {
  link: 'https://docs.aws.amazon.com/lambda/latest/dg/with-documentdb.html',
};

/** The change stream of a DocumentDB cluster: there is neither a retry limit nor a destination to set. */
export default defineSource({
  id: 'documentdb',
  title: 'Amazon DocumentDB change streams',
  links: [facts.link],
  claims: ['AWS::Lambda::EventSourceMapping'],
  * paths(app) {
    for (const { resource, invoked, origin, originText, polling } of mappings(app, 'docdb')) {
      yield {
        source: 'documentdb', kind: 'docdb', mode: 'poll', fn: invoked.fn, qualifier: invoked.qualifier,
        triggers: [resource, ...(origin ? [origin] : [])], origin, originText, polling,
        outcome: { fate: 'blocks', because: 'Lambda retries until the change stream no longer holds the event; everything behind it waits, and no setting ends that', nets: [] },
        tries: { attempts: 'unlimited', link: facts.link },
      };
    }
  },
});
