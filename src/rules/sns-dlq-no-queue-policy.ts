import { defineRule } from './rule';
import { faultsOf } from '../graph/query';

export default defineRule({
  id: 'sns-dlq-no-queue-policy',
  severity: 'error',
  title: 'SNS may not write to the dead-letter queue of a subscription',
  why: 'SNS has no role for this: the policy of the queue must let sns.amazonaws.com send messages for the topic. Without it a message that cannot be delivered is gone as if there were no queue.',
  event: 'a message that cannot be delivered is dropped',
  fix: 'Add a queue policy that lets sns.amazonaws.com send messages, with aws:SourceArn of the topic.',
  links: ['https://docs.aws.amazon.com/sns/latest/dg/sns-dead-letter-queues.html'],
  check(graph, report) {
    for (const { net, about } of faultsOf(graph, 'policy', true)) {
      if (net.kind === 'subscription-dlq') report({ ...about, mend: { kind: 'allow', on: net.owner, net } });
    }
  },
});
