import { defineRule } from './rule';
import { faultsOf } from '../graph/query';

export default defineRule({
  id: 'dlq-fifo-mismatch',
  severity: 'error',
  title: 'a FIFO queue with a standard dead-letter queue, or the reverse',
  why: 'SQS moves messages only between queues of the same type. Deployment fails, or the redrive policy has no effect and messages come back until they expire.',
  event: 'SQS does not move a failed message, which comes back until it expires',
  fix: 'Give the dead-letter queue the same fifo setting as the source queue.',
  fixInTemplate: 'Give the dead-letter queue the same FifoQueue setting as the source queue.',
  links: ['https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html'],
  check(graph, report) {
    for (const { about } of faultsOf(graph, 'fifo-mismatch', true)) report(about);
  },
});
