import { defineSource } from './source';
import { asyncOutcome } from '../lambda/async';
import { invokedBy } from '../lambda/invoked';
import { net } from '../lambda/net';
import { retryPolicy } from '../lambda/retry-policy';
import { Delivery } from '../model/graph';
import { at, list } from '../model/value';

export const facts = {
  link: 'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html',
};

/** An EventBridge (CloudWatch Events) rule, by pattern or by schedule. The target's queue catches failed deliveries only. */
export default defineSource({
  id: 'events-rule',
  title: 'Amazon EventBridge rule',
  links: [facts.link],
  claims: ['AWS::Events::Rule'],
  * paths(app) {
    for (const rule of app.ofType('AWS::Events::Rule')) {
      for (const [index, target] of list(rule.properties.Targets).entries()) {
        const invoked = invokedBy(app, at(target, 'Arn'));
        if (!invoked) continue;
        const dead = net(app, {
          kind: 'target-dlq', handOver: 'H1', owner: rule, property: `Targets.${index}.DeadLetterConfig.Arn`, value: at(target, 'DeadLetterConfig', 'Arn'),
          writer: { kind: 'service', principal: 'events.amazonaws.com', source: rule },
        });
        const bus = app.target(rule.properties.EventBusName);
        const by = { by: 'EventBridge', tries: retryPolicy(at(target, 'RetryPolicy'), facts.link) };
        const delivery: Delivery = dead
          ? { ...by, fate: 'kept', because: 'EventBridge hands it over when it cannot deliver', nets: [dead] }
          : { ...by, fate: 'lost', because: 'after 24 hours or 185 tries, at once when the permission is missing', nets: [] };
        const { outcome, tries } = asyncOutcome(app, invoked);
        yield {
          source: 'events-rule', kind: 'async-events', mode: 'async', fn: invoked.fn, qualifier: invoked.qualifier, triggers: [rule],
          origin: bus.kind === 'resource' ? bus.resource : undefined, outcome, tries, delivery,
        };
      }
    }
  },
});
