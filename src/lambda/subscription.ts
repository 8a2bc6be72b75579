import { invokedBy, Invoked } from './invoked';
import { Resource, ResourceSet } from '../model/resource';
import { at, list, string, Value } from '../model/value';

/** A function that an SNS topic invokes: by a subscription resource, or by an entry in the topic itself. */
export interface Subscription {
  /** What subscribes: the subscription, or the topic that lists it. */
  readonly resource: Resource;
  /** Undefined when the topic is not part of the app. */
  readonly topic?: Resource;
  readonly topicValue: Value;
  readonly invoked: Invoked;
}

export function subscriptions(app: ResourceSet): readonly Subscription[] {
  const found: Subscription[] = [];
  for (const resource of app.ofType('AWS::SNS::Subscription')) {
    const invoked = endpoint(app, resource.properties.Protocol, resource.properties.Endpoint);
    const topic = app.target(resource.properties.TopicArn);
    if (invoked) found.push({ resource, topic: topic.kind === 'resource' ? topic.resource : undefined, topicValue: resource.properties.TopicArn, invoked });
  }
  for (const topic of app.ofType('AWS::SNS::Topic')) {
    for (const entry of list(topic.properties.Subscription)) {
      const invoked = endpoint(app, at(entry, 'Protocol'), at(entry, 'Endpoint'));
      if (invoked) found.push({ resource: topic, topic, topicValue: undefined, invoked });
    }
  }
  return found;
}

/** A protocol that is only known at deployment goes with the endpoint: no other protocol takes a function. */
function endpoint(app: ResourceSet, protocol: Value, value: Value): Invoked | undefined {
  const known = string(protocol);
  return known === undefined || known.toLowerCase() === 'lambda' ? invokedBy(app, value) : undefined;
}
