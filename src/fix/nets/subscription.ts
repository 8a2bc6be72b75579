import { Resource } from '../../model/resource';
import { Json } from '../../read/file';
import { arn, Draft } from '../draft';
import { undeliveredQueue } from '../resources';
import { Unmendable } from '../unmendable';

/** A dead-letter queue for notifications that SNS cannot deliver. */
export function subscriptionDeadLetters(draft: Draft, subscription: Resource): void {
  const path = draft.templates.paths.find(({ triggers: [first] }) => first?.key === subscription.key);
  if (!path || subscription.type === 'AWS::SNS::Topic') {
    throw new Unmendable(`${subscription.label} lists its subscriptions itself, where none can have a redrive policy: write an AWS::SNS::Subscription of its own`);
  }
  const properties = draft.templates.properties(subscription);
  const topic: Json | undefined = subscription.madeBy ? properties.Topic : properties.TopicArn;
  if (topic === undefined) throw new Unmendable(`${subscription.label} names no topic`);
  const queue = undeliveredQueue(draft, subscription, path.fn);
  draft.allowService(queue, 'sns.amazonaws.com', subscription, topic);
  draft.set(subscription, ['RedrivePolicy'], { deadLetterTargetArn: arn(queue.id) });
}
