import { defineRule } from './rule';

export default defineRule({
  id: 'subscriber-no-dlq',
  severity: 'warning',
  title: 'events that a subscriber of a custom event bus cannot deliver are dropped',
  why: 'EventBridge tries five times within five minutes unless told otherwise, far less than for a rule; then it drops the event if the subscriber has no on-failure queue.',
  event: 'an event that cannot be delivered is dropped',
  fix: 'Set OnFailureConfiguration on the subscriber: the ARN of a queue.',
  links: ['https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-custom-bus-retry.html'],
  check(graph, report) {
    for (const path of graph.paths) {
      if (path.source !== 'eventbridge-subscriber') continue;
      const { OnFailureConfiguration } = path.triggers[0].properties;
      if (OnFailureConfiguration === undefined) report({ resource: path.triggers[0], property: 'OnFailureConfiguration', path, what: `${path.triggers[0].label} has no on-failure queue for what it cannot deliver to ${path.fn.label}`, fix: 'Set onFailureConfiguration: { arn: dlq.queueArn } on the subscriber.', fixInTemplate: 'Set OnFailureConfiguration: { Arn: !GetAtt Dlq.Arn } on the subscriber.' });
    }
  },
});
