import { defineRule } from './rule';
import { faultsOf } from '../graph/query';

export default defineRule({
  id: 'net-policy-unverified',
  severity: 'info',
  title: 'whether the queue lets the service write failed events cannot be told',
  why: 'EventBridge and SNS have no role for dead-letter queues; the policy of the queue must let them in. For a queue that is not part of the app nothing renders that policy, and CDK does not warn: without it every event that cannot be delivered is gone.',
  event: 'if it does not, an event that cannot be delivered is dropped',
  fix: 'Verify that the policy of the queue, where it is owned, has the statement.',
  links: ['https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html', 'https://docs.aws.amazon.com/sns/latest/dg/sns-dead-letter-queues.html'],
  check(graph, report) {
    for (const { about } of faultsOf(graph, 'policy', false)) report(about);
  },
});
