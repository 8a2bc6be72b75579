import { Mixin, Token } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnTopicRule } from 'aws-cdk-lib/aws-iot';
import { IConstruct } from 'constructs';
import { DeadLettersProps } from './dead-letters';
import { owner } from './resource';
import { deliveryQueue } from '../constructs/delivery';

/**
 * Gives a topic rule of AWS IoT an error action that writes to a queue what the rule could not hand to its other actions. Errors of a
 * function are a matter of `AsyncFailures`.
 *
 * AWS IoT runs the error action once. The role that it needs is made with it.
 *
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/rule-error-handling.html
 *
 * @example
 *
 * topicRule.with(new TopicRuleErrorAction());
 */
export class TopicRuleErrorAction extends Mixin {
  constructor(private readonly props: DeadLettersProps = {}) {
    super();
  }

  /** Topic rules without an error action. */
  public supports(construct: IConstruct): boolean {
    return construct instanceof CfnTopicRule && !Token.isUnresolved(construct.topicRulePayload) && payloadOf(construct).errorAction === undefined && !isOverridden(construct);
  }

  /** @throws when the queue is FIFO */
  public applyTo(construct: IConstruct): void {
    if (!this.supports(construct)) return;
    const rule = construct as CfnTopicRule;
    const made = owner(rule);
    const { queue } = deliveryQueue(made, 'role', this.props, this.props);
    const role = new Role(made, 'ErrorActionRole', { assumedBy: new ServicePrincipal('iot.amazonaws.com') });
    queue.grantSendMessages(role);
    rule.topicRulePayload = { ...payloadOf(rule), errorAction: { sqs: { queueUrl: queue.queueUrl, roleArn: role.roleArn, useBase64: false } } };
  }
}

const payloadOf = ({ topicRulePayload }: CfnTopicRule) => topicRulePayload as CfnTopicRule.TopicRulePayloadProperty;

function isOverridden(rule: CfnTopicRule): boolean {
  const { Properties: overrides } = (rule as unknown as { readonly rawOverrides: { readonly Properties?: { readonly TopicRulePayload?: object } } }).rawOverrides;
  return overrides?.TopicRulePayload !== undefined && 'ErrorAction' in overrides.TopicRulePayload;
}
