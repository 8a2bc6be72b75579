import { defineRule } from './rule';
import { faultsOf } from '../graph/query';

export default defineRule({
  id: 'net-other-account-or-region',
  severity: 'error',
  title: 'the place for failed events is in another account or Region',
  why: 'A dead-letter queue has to be in the same account and Region as the queue or subscription it is for, and in the same Region as the rule. Writes to anywhere else are refused and the event is gone.',
  event: 'a failed event is dropped when it should be kept',
  fix: 'Use a queue in the same account and Region.',
  links: ['https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html', 'https://docs.aws.amazon.com/sns/latest/dg/sns-dead-letter-queues.html', 'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html'],
  check(graph, report) {
    for (const { about } of faultsOf(graph, 'place', true)) report(about);
    for (const { about } of faultsOf(graph, 'place', false)) report({ ...about, severity: 'warning' });
  },
});
