import { defineRule } from './rule';
import { isFifo } from '../graph/query';

export default defineRule({
  id: 'sns-subscription-no-dlq',
  severity: 'warning',
  title: 'notifications that SNS cannot deliver to the function are dropped',
  why: 'SNS retries when Lambda is unavailable, but not when the permission is missing or the function is gone; then it drops the notification. The function has no part in this, so its own dead-letter queue or destination does not help.',
  event: 'a notification that SNS cannot deliver is dropped',
  fix: 'Set deadLetterQueue on the LambdaSubscription.',
  fixInTemplate: 'Set RedrivePolicy: { deadLetterTargetArn: !GetAtt Dlq.Arn } on the subscription.',
  links: ['https://docs.aws.amazon.com/sns/latest/dg/sns-dead-letter-queues.html'],
  check(graph, report) {
    for (const path of graph.paths) {
      // A FIFO topic refuses the subscription, with a redrive policy or without: sns-fifo-to-lambda tells that.
      if (path.source !== 'sns-subscription' || path.delivery?.fate !== 'lost' || path.delivery.broken || isFifo(path.origin, undefined) === true) continue;
      report({
        resource: path.triggers[0], property: 'RedrivePolicy', path, mend: { kind: 'mixin', mixin: 'SubscriptionDeadLetters', on: path.triggers[0] },
        what: `${path.triggers[0].label} has no redrive policy for notifications to ${path.fn.label}`,
        fix: 'Add deadLetterQueue: queue to new LambdaSubscription(fn, { … }), a standard queue in the same account and Region.',
        fixInTemplate: `${path.triggers[0].type === 'AWS::SNS::Topic' ? 'Write an AWS::SNS::Subscription of its own, and add' : 'Add'} RedrivePolicy: { deadLetterTargetArn: !GetAtt Dlq.Arn } to the subscription, a standard queue in the same account and Region.`,
      });
    }
  },
});
