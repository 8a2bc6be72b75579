import { defineSource } from './source';
import { mappings } from '../lambda/mapping';
import { queueFacts, queueOutcome } from '../lambda/queue';

/** A queue, standard or FIFO, polled by Lambda. Only the queue's own redrive policy keeps what fails. */
export default defineSource({
  id: 'sqs',
  title: 'Amazon SQS',
  links: [queueFacts.links.errors, queueFacts.links.configure],
  claims: ['AWS::Lambda::EventSourceMapping'],
  * paths(app) {
    for (const { resource, invoked, origin, originText, source, polling } of mappings(app, 'sqs')) {
      const reason = source.kind === 'unknown' ? `the queue cannot be told: ${source.reason}` : undefined;
      yield {
        source: 'sqs', kind: 'sqs', mode: 'poll', fn: invoked.fn, qualifier: invoked.qualifier,
        triggers: [resource, ...(origin ? [origin] : [])], origin, originText, polling,
        ...queueOutcome(app, origin, originText, reason),
      };
    }
  },
});
