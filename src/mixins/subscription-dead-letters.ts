import { Mixin } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnSubscription } from 'aws-cdk-lib/aws-sns';
import { IConstruct } from 'constructs';
import { DeadLettersProps } from './dead-letters';
import { isSet, owner } from './resource';
import { deliveryQueue } from '../constructs/delivery';

/**
 * Gives a subscription of a function or queue to a topic a dead-letter queue, for messages that SNS cannot deliver. Errors of a function
 * are a matter of `AsyncFailures`.
 *
 * It is for subscriptions, and so for what has theirs below it: CDK puts them below the function or queue that has subscribed. The queue
 * gets the policy that lets SNS write.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-dead-letter-queues.html
 *
 * @example
 *
 * notifyCustomer.with(new SubscriptionDeadLetters());
 */
export class SubscriptionDeadLetters extends Mixin {
  constructor(private readonly props: DeadLettersProps = {}) {
    super();
  }

  /** Subscriptions of functions and queues without a redrive policy. */
  public supports(construct: IConstruct): boolean {
    return construct instanceof CfnSubscription && ['lambda', 'sqs'].includes(construct.protocol) && !isSet(construct, 'redrivePolicy');
  }

  /** @throws when the queue is FIFO, or encrypted with a key of AWS */
  public applyTo(construct: IConstruct): void {
    if (!this.supports(construct)) return;
    const subscription = construct as CfnSubscription;
    const { queue, wired } = deliveryQueue(owner(subscription), 'sns.amazonaws.com', this.props, this.props);
    // Not of a queue in another stack, which knows nothing of this topic.
    wired.addToResourcePolicy(new PolicyStatement({
      principals: [new ServicePrincipal('sns.amazonaws.com')], actions: ['sqs:SendMessage'], resources: [queue.queueArn], conditions: { ArnEquals: { 'aws:SourceArn': subscription.topicArn } },
    }));
    subscription.redrivePolicy = { deadLetterTargetArn: queue.queueArn };
  }
}
