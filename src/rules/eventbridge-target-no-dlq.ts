import { defineRule } from './rule';
import { targetDeadLetters } from '../graph/template-lines';

export default defineRule({
  id: 'eventbridge-target-no-dlq',
  severity: 'warning',
  title: 'events that EventBridge cannot deliver to the function are dropped',
  why: 'EventBridge tries for 24 hours and 185 times, and not at all when the permission is missing or the function is gone; then it drops the event. The function has no part in this, so its own dead-letter queue or destination does not help.',
  event: 'an event that EventBridge cannot deliver is dropped',
  fix: 'Set deadLetterQueue on the LambdaFunction target of the rule.',
  fixInTemplate: 'Set DeadLetterConfig: { Arn: !GetAtt Dlq.Arn } on the target of the rule.',
  links: ['https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html'],
  check(graph, report) {
    for (const path of graph.paths) {
      if (path.source !== 'events-rule' || path.delivery?.fate !== 'lost' || path.delivery.broken) continue;
      report({
        resource: path.triggers[0], property: 'Targets', path, mend: { kind: 'mixin', mixin: 'RuleDeadLetters', on: path.triggers[0] },
        what: `${path.triggers[0].label} has no dead-letter queue for its target ${path.fn.label}`,
        fix: 'Add deadLetterQueue: queue to new targets.LambdaFunction(fn, { … }), a standard queue in the same Region.',
        fixInTemplate: targetDeadLetters(path.triggers[0], 'a standard queue in the same Region'),
      });
    }
  },
});
