import { defineRule } from './rule';

export default defineRule({
  id: 'subscriber-default-retries',
  severity: 'warning',
  title: 'a subscriber of a custom event bus that gives up after five minutes',
  why: 'Without a RetryPolicy EventBridge tries five times within 300 seconds. A rule of a classic bus tries for a day: who moves over does not expect the difference, and a short outage is enough.',
  event: 'after that the event is dropped, or goes to the on-failure queue',
  fix: 'Set RetryPolicy on the subscriber: MaxRetryAttempts up to 185, MaxEventAgeInSeconds up to 86400.',
  links: ['https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-custom-bus-retry.html'],
  check(graph, report) {
    for (const path of graph.paths) {
      if (path.source !== 'eventbridge-subscriber' || path.triggers[0].properties.RetryPolicy !== undefined) continue;
      const [subscriber] = path.triggers;
      report({
        resource: subscriber, property: 'RetryPolicy', path, what: `${subscriber.label} tries to deliver to ${path.fn.label} for five minutes only`,
        event: subscriber.properties.OnFailureConfiguration === undefined ? 'after that the event is dropped' : 'after that the event goes to the on-failure queue',
        fix: 'Set retryPolicy: { maxRetryAttempts: 185, maxEventAgeInSeconds: 86400 } on the subscriber.', fixInTemplate: 'Set RetryPolicy: { MaxRetryAttempts: 185, MaxEventAgeInSeconds: 86400 } on the subscriber.',
      });
    }
  },
});
