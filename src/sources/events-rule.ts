import { defineSource } from './source';
import { asyncOutcome } from '../lambda/async';
import { invokedBy } from '../lambda/invoked';
import { net } from '../lambda/net';
import { resourceAt } from '../lambda/resource-at';
import { retryPolicy } from '../lambda/retry-policy';
import { targetIdOf } from '../lambda/rule-target';
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
      const targets = list(rule.properties.Targets).map((target, index) => ({ target, index, invoked: invokedBy(app, at(target, 'Arn')) }));
      for (const { target, index, invoked } of targets) {
        if (!invoked) continue;
        const isOneOfSeveral = targets.some((other) => other.index !== index && other.invoked?.fn === invoked.fn && other.invoked.qualifier.key === invoked.qualifier.key);
        const dead = net(app, {
          kind: 'target-dlq', handOver: 'H1', owner: rule, property: `Targets.${index}.DeadLetterConfig.Arn`, value: at(target, 'DeadLetterConfig', 'Arn'),
          writer: { kind: 'service', principal: 'events.amazonaws.com', source: rule },
        });
        const by = { by: 'EventBridge', tries: retryPolicy(at(target, 'RetryPolicy'), facts.link) };
        const delivery: Delivery = dead
          ? { ...by, fate: 'kept', because: 'EventBridge hands it over when it cannot deliver', nets: [dead] }
          : { ...by, fate: 'lost', because: 'after 24 hours or 185 tries, at once when the permission is missing', nets: [] };
        const { outcome, tries } = asyncOutcome(app, invoked);
        yield {
          source: 'events-rule', kind: 'async-events', mode: 'async', fn: invoked.fn, qualifier: invoked.qualifier, triggers: [rule], targetId: targetIdOf(target, index), isOneOfSeveral,
          origin: resourceAt(app, rule.properties.EventBusName), outcome, tries, delivery,
        };
      }
    }
  },
});
