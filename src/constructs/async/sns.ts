import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { FilterOrPolicy, ITopic, SubscriptionFilter } from 'aws-cdk-lib/aws-sns';
import { LambdaSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Bind } from './bound';
import { Alarms, everyMinute } from '../alarms';
import { Delivery, deliveryQueue } from '../delivery';

/** Which messages of a topic invoke the function, and where those go that cannot be delivered. */
export interface SnsSourceOptions {
  /**
   * What happens to a message that SNS cannot hand over to Lambda. It tries for 23 days when Lambda does not answer, and not again
   * when the permission or the function is missing; neither can be set.
   *
   * @default - a new dead-letter queue for the subscription
   * @see https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html
   */
  readonly delivery?: Delivery;

  /** Which messages, by their attributes. @default - all */
  readonly filterPolicy?: { [attribute: string]: SubscriptionFilter };

  /** Which messages, by their body. @default - all */
  readonly filterPolicyWithMessageBody?: { [attribute: string]: FilterOrPolicy };
}

export const sns = (topic: ITopic, { delivery = {}, filterPolicy, filterPolicyWithMessageBody }: SnsSourceOptions): Bind => (scope, fn, options) => {
  if (topic.fifo) throw new Error(`${scope.node.path}: ${topic.node.path} is a FIFO topic, which cannot invoke functions. Subscribe a FIFO queue to it, and let the queue trigger the function: new SqsTrigger(…).`);
  const { queue, wired, alarms: ofQueue } = deliveryQueue(scope, 'sns.amazonaws.com', delivery, options);
  const subscription = topic.addSubscription(new LambdaSubscription(fn, { deadLetterQueue: wired, filterPolicy, filterPolicyWithMessageBody }));
  const metric = (metricName: string) => (given = {}) => new Metric({ namespace: 'AWS/SNS', metricName, dimensionsMap: { TopicName: topic.topicName }, ...everyMinute, ...given });
  const [undelivered, lost] = [metric('NumberOfNotificationsFailed'), metric('NumberOfNotificationsFailedToRedriveToDlq')];
  const alarms = new Alarms(scope, options);
  alarms.add('UndeliveredAlarm', { metric: undelivered(), says: `SNS could not deliver a message of ${topic.node.path} to one of its subscribers; that of ${fn.node.path} is in the dead-letter queue of the subscription. Is the function there, and may SNS invoke it?` });
  alarms.add('RedriveFailuresAlarm', { metric: lost(), says: `SNS could not write a message of ${topic.node.path} to a dead-letter queue; it is lost. Look at the policy and the key of the queue.` });
  return { made: [subscription], invoker: { service: 'sns.amazonaws.com', sourceArn: topic.topicArn }, deliveryQueue: queue, alarms: [...ofQueue, ...alarms.all], undelivered, lost };
};
