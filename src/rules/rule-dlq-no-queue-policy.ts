import { defineRule } from './rule';
import { faultsOf } from '../graph/query';

export default defineRule({
  id: 'rule-dlq-no-queue-policy',
  severity: 'error',
  title: 'EventBridge may not write to the dead-letter queue of a rule',
  why: 'EventBridge has no role for this: the policy of the queue must let events.amazonaws.com send messages for the rule. Without it an event that cannot be delivered is gone as if there were no queue.',
  event: 'an event that cannot be delivered is dropped',
  fix: 'Add a queue policy that lets events.amazonaws.com send messages, with aws:SourceArn of the rule.',
  links: ['https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html'],
  check(graph, report) {
    for (const { net, about } of faultsOf(graph, 'policy', true)) {
      if (net.kind === 'target-dlq') report({ ...about, mend: { kind: 'allow', on: net.owner, net } });
    }
  },
});
