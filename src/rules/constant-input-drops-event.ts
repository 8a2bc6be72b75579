import { defineRule } from './rule';
import { targetOf } from '../graph/query';

export default defineRule({
  id: 'constant-input-drops-event',
  severity: 'warning',
  title: 'a rule throws away the events it matched',
  why: 'A constant Input replaces the whole event. For a schedule that is fine; for events that match a pattern their id, time and detail are gone, and a dead-letter queue holds nothing but the constant: what failed cannot be done again.',
  event: 'the event that matched is thrown away, and what has failed cannot be done again',
  fix: 'Leave out event, or use RuleTargetInput with EventField so that id, time and detail are passed on.',
  fixInTemplate: 'Remove Input, or use InputTransformer so that id, time and detail are passed on.',
  links: ['https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html'],
  check(graph, report) {
    for (const path of graph.paths) {
      const rule = path.triggers[0];
      if (path.source !== 'events-rule' || rule.properties.EventPattern === undefined || rule.properties.ScheduleExpression !== undefined) continue;
      if (targetOf(path)?.Input !== undefined) {
        report({
          resource: rule, property: 'Targets', path, what: `${rule.label} passes a constant to ${path.fn.label} instead of the event that matched`,
          fix: 'Use event: RuleTargetInput.fromObject({ id: EventField.eventId, time: EventField.time, detail: EventField.fromPath(\'$.detail\') }).',
          fixInTemplate: 'Use InputTransformer: { InputPathsMap: { id: $.id, time: $.time, detail: $.detail }, InputTemplate: \'{"id": <id>, "time": <time>, "detail": <detail>}\' } instead of Input.',
        });
      }
    }
  },
});
