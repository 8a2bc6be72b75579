import { defineRule } from './rule';
import { faultsOf } from '../graph/query';

export default defineRule({
  id: 'redrive-to-itself',
  severity: 'error',
  title: 'redrive policies that lead back to the source queue',
  why: 'A message that failed too often is moved to a queue that hands it on to where it came from: it is never at rest, and expires in the end.',
  event: 'a failed message goes round until it expires',
  fix: 'Use a dead-letter queue of its own, without redrive policy.',
  links: ['https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html'],
  check(graph, report) {
    for (const { about } of faultsOf(graph, 'redrive-loop', true)) report(about);
  },
});
