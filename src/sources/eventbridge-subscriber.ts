import { defineSource, Resource, ResourceSet } from './source';
import { asyncPath } from '../lambda/async';
import { Invoked, invokedBy, qualifierFrom } from '../lambda/invoked';
import { net } from '../lambda/net';
import { resourceAt } from '../lambda/resource-at';
import { Delivery, Tries } from '../model/graph';
import { at, isUnknown, number, string, Unknown } from '../model/value';

export const facts = {
  /** Retries and seconds where the subscriber sets none: far fewer than those of a rule. */
  retryAttempts: 5,
  maxAge: 300,
  links: {
    retry: 'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-custom-bus-retry.html',
    lambda: 'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-custom-bus-target-lambda.html',
  },
};

/**
 * A subscriber of an EventBridge custom event bus. Invoked as `EVENT`, the event is Lambda's business once Lambda took
 * it; as `REQUEST_RESPONSE` the function's error is a failed delivery, retried and then handed over by the subscriber.
 */
export default defineSource({
  id: 'eventbridge-subscriber',
  title: 'Amazon EventBridge custom event bus subscriber',
  links: [facts.links.retry, facts.links.lambda],
  claims: ['AWS::EventsV2::Subscriber'],
  * paths(app) {
    for (const subscriber of app.ofType('AWS::EventsV2::Subscriber')) {
      const invoke = subscriber.properties.InvokeConfiguration;
      const named = invokedBy(app, at(invoke, 'TargetArn'));
      if (!named) continue;
      const parameters = at(invoke, 'LambdaParameters');
      const qualifier = at(parameters, 'Qualifier');
      const invoked: Invoked = qualifier === undefined || isUnknown(parameters) ? named : { ...named, qualifier: qualifierFrom(app, named.fn, qualifier) };
      const origin = resourceAt(app, subscriber.properties.EventBusArn);
      const base = { source: 'eventbridge-subscriber', triggers: origin ? [subscriber, origin] : [subscriber], origin };
      const held = subscriberOutcome(app, subscriber);
      const queued = asyncPath(app, invoked, { namesTenant: at(parameters, 'TenantId') !== undefined });
      switch (string(at(parameters, 'InvocationType'))) {
        case 'EVENT':
          yield { ...base, kind: 'async-events', ...queued, delivery: held };
          break;
        case 'REQUEST_RESPONSE':
          yield { ...base, kind: 'sync-other', mode: 'sync', fn: invoked.fn, qualifier: invoked.qualifier, outcome: held, tries: held.tries };
          break;
        default:
          // AWS documents no default: the answer is known only if it is the same either way.
          yield {
            ...base, kind: 'async-events', ...queued, delivery: held,
            outcome: queued.outcome.fate === held.fate ? queued.outcome : { fate: 'unknown', because: 'it depends on InvocationType, which is not set or not known', nets: [] },
          };
      }
    }
  },
});

/** The queue gets a record with the ids of the events: the events themselves stay on the bus for its retention. */
function subscriberOutcome(app: ResourceSet, subscriber: Resource): Delivery {
  const by = { by: 'EventBridge', tries: triesOf(subscriber) };
  const dead = net(app, {
    kind: 'subscriber-dlq', handOver: 'H1', owner: subscriber, property: 'OnFailureConfiguration.Arn', value: at(subscriber.properties.OnFailureConfiguration, 'Arn'),
    writer: { kind: 'role', role: at(subscriber.properties.InvokeConfiguration, 'RoleArn'), of: subscriber }, keptAs: 'pointer',
  });
  return dead
    ? { ...by, fate: 'kept', because: 'EventBridge hands over the ids of the events when its retries end', nets: [dead] }
    : { ...by, fate: 'lost', because: 'EventBridge drops it when its retries end, by default after 5 within 5 minutes', nets: [] };
}

function triesOf(subscriber: Resource): Tries {
  const retries = number(at(subscriber.properties.RetryPolicy, 'MaxRetryAttempts'), facts.retryAttempts);
  return {
    attempts: isUnknown(retries) ? new Unknown(retries.reason) : retries + 1,
    maxAge: number(at(subscriber.properties.RetryPolicy, 'MaxEventAgeInSeconds'), facts.maxAge),
    link: facts.links.retry,
  };
}
