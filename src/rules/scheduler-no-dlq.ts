import { defineRule } from './rule';
import { targetDeadLetters } from '../graph/template-lines';

export default defineRule({
  id: 'scheduler-no-dlq',
  severity: 'warning',
  title: 'invocations that the scheduler cannot deliver are dropped',
  why: 'EventBridge Scheduler tries for 24 hours and 185 times by default, then drops the invocation. The function has no part in this, so its own dead-letter queue or destination does not help.',
  event: 'an invocation that the scheduler cannot deliver is dropped',
  fix: 'Set deadLetterQueue on the target of the schedule.',
  fixInTemplate: 'Set DeadLetterConfig: { Arn: !GetAtt Dlq.Arn } on the target of the schedule.',
  links: ['https://docs.aws.amazon.com/scheduler/latest/UserGuide/configuring-schedule-dlq.html'],
  check(graph, report) {
    for (const path of graph.paths) {
      if (path.kind !== 'async-scheduler' || path.delivery?.fate !== 'lost' || path.delivery.broken) continue;
      report({
        resource: path.triggers[0], property: 'Target.DeadLetterConfig', path, mend: { kind: 'mixin', mixin: 'ScheduleDeadLetters', on: path.triggers[0] },
        what: `${path.triggers[0].label} has no dead-letter queue for its target ${path.fn.label}`,
        fix: 'Add deadLetterQueue: queue to new LambdaInvoke(fn, { … }), a standard queue.',
        fixInTemplate: targetDeadLetters(path.triggers[0], 'a standard queue'),
      });
    }
  },
});
