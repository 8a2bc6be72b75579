import { IResolveContext, Lazy, Mixin } from 'aws-cdk-lib';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { IConstruct } from 'constructs';
import { DeadLettersProps } from './dead-letters';
import { isSet, owner, targetsOf } from './resource';
import { deliveryQueue } from '../constructs/delivery';

/**
 * Gives the targets of an EventBridge rule a dead-letter queue, for events that EventBridge cannot deliver. Errors of a function are a
 * matter of `AsyncFailures`.
 *
 * All targets that have none get it, those as well that are added later, in one queue with the policy that lets EventBridge write.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html
 *
 * @example
 *
 * rule.with(new RuleDeadLetters());
 */
export class RuleDeadLetters extends Mixin {
  constructor(private readonly props: DeadLettersProps = {}) {
    super();
  }

  /** Rules, but not those of which every target has a dead-letter queue. */
  public supports(construct: IConstruct): boolean {
    if (!(construct instanceof CfnRule) || done.has(construct)) return false;
    const targets = targetsOf(construct);
    return targets !== undefined && !(targets.length > 0 && targets.every((target, index) => hasDeadLetters(target) || isSet(construct, 'targets', String(index), 'deadLetterConfig')));
  }

  /** @throws when the queue is FIFO, or encrypted with a key of AWS */
  public applyTo(construct: IConstruct): void {
    if (!this.supports(construct)) return;
    const rule = construct as CfnRule;
    done.add(rule);
    const { queue, wired } = deliveryQueue(owner(rule), 'events.amazonaws.com', this.props, this.props);
    // Not of a queue in another stack, which knows nothing of this rule.
    wired.addToResourcePolicy(new PolicyStatement({
      principals: [new ServicePrincipal('events.amazonaws.com')], actions: ['sqs:SendMessage'], resources: [queue.queueArn], conditions: { ArnEquals: { 'aws:SourceArn': rule.attrArn } },
    }));
    const { targets } = rule;
    rule.targets = Lazy.uncachedAny({
      produce: (context: IResolveContext) => (context.resolve(targets) as CfnRule.TargetProperty[] | undefined)
        ?.map((target) => (hasDeadLetters(target) ? target : { ...target, deadLetterConfig: { arn: queue.queueArn } })),
    });
  }
}

const done = new WeakSet<CfnRule>();

const hasDeadLetters = (target: unknown): boolean => (target as Partial<CfnRule.TargetProperty>).deadLetterConfig !== undefined;
