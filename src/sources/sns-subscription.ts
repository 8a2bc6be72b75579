import { defineSource, ResourceSet } from './source';
import { asyncPath } from '../lambda/async';
import { fromJson } from '../lambda/json';
import { isFifo } from '../lambda/mapping';
import { net } from '../lambda/net';
import { Subscription, subscriptions } from '../lambda/subscription';
import { Delivery, Outcome } from '../model/graph';
import { at, isUnknown, show } from '../model/value';

export const facts = {
  /** Tries while Lambda is unavailable, over 23 days; fixed for Lambda. None when permission or function is missing. */
  attempts: 100_015,
  /** Seconds, a little over 23 days: 2 pauses of one second, 10 of up to 20, and 100,000 of 20. */
  maxAge: 2_000_202,
  links: {
    retries: 'https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html',
    dlq: 'https://docs.aws.amazon.com/sns/latest/dg/sns-dead-letter-queues.html',
    fifo: 'https://docs.aws.amazon.com/sns/latest/dg/fifo-message-delivery.html',
  },
};

/** A function subscribed to a topic. The redrive policy of the subscription catches failed deliveries only. */
export default defineSource({
  id: 'sns-subscription',
  title: 'Amazon SNS',
  links: [facts.links.dlq, facts.links.retries, facts.links.fifo],
  claims: ['AWS::SNS::Subscription', 'AWS::SNS::Topic'],
  * paths(app) {
    const seen = new Set<string>();
    for (const subscription of subscriptions(app)) {
      const { resource, topic, topicValue, invoked } = subscription;
      // A topic that lists the same endpoint twice has one subscription to it.
      const key = `${resource.key}|${invoked.fn.key}|${invoked.qualifier.key}`;
      if (seen.has(key)) continue;
      seen.add(key);
      const path = asyncPath(app, invoked);
      const refused = topic && isFifo(topic, topicValue) === true;
      yield {
        source: 'sns-subscription', kind: 'async-sns', triggers: !topic || topic === resource ? [resource] : [resource, topic],
        origin: topic, originText: topic?.label ?? show(topicValue), ...path,
        outcome: refused ? fifoRefused : path.outcome,
        delivery: refused ? { ...by, ...fifoRefused } : delivery(app, subscription),
      };
    }
  },
});

const fifoRefused: Outcome = { fate: 'lost', because: 'a FIFO topic cannot invoke functions: only a FIFO queue in between can', nets: [] };

const by = { by: 'SNS', tries: { attempts: facts.attempts, maxAge: facts.maxAge, link: facts.links.retries } };

function delivery(app: ResourceSet, { resource, topic }: Subscription): Delivery {
  const policy = fromJson(resource.properties.RedrivePolicy);
  if (isUnknown(policy)) return { ...by, fate: 'unknown', because: `the redrive policy of ${resource.label} cannot be told: ${policy.reason}`, nets: [] };
  const dead = net(app, {
    kind: 'subscription-dlq', handOver: 'H1', owner: resource, property: 'RedrivePolicy.deadLetterTargetArn', value: at(policy, 'deadLetterTargetArn'),
    writer: { kind: 'service', principal: 'sns.amazonaws.com', source: topic ?? resource },
  });
  return dead
    ? { ...by, fate: 'kept', because: 'SNS hands it over when it cannot deliver', nets: [dead] }
    : { ...by, fate: 'lost', because: 'after 23 days while Lambda is unavailable, at once when the permission or the function is missing', nets: [] };
}
