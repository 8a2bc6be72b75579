import { Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnRule, EventPattern, IEventBus, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Bind } from './bound';
import { Alarms, everyMinute } from '../alarms';
import { checkRetries, deliveryQueue, RetriedDelivery } from '../delivery';

/** Which events invoke the function, and what happens to those that cannot be delivered. */
export interface EventBridgeSourceOptions {
  /** An existing rule. An imported one cannot get a target: EventBridge keeps targets with the rule. @default - a new rule */
  readonly rule?: Rule;

  /** Which events, for a new rule. Not possible together with `rule`. */
  readonly eventPattern?: EventPattern;

  /** Where the events of a new rule come from. Not possible together with `rule`. @default - the default bus of the account */
  readonly eventBus?: IEventBus;

  /** What the function gets. @default - the event as it is */
  readonly input?: RuleTargetInput;

  /**
   * What happens to an event that EventBridge cannot hand over to Lambda. A missing permission or function is not tried again.
   *
   * @default - 185 retries within 24 hours, then a new dead-letter queue
   * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html
   */
  readonly delivery?: RetriedDelivery;
}

export const eventBridge = ({ rule: given, eventPattern, eventBus, input: event, delivery = {} }: EventBridgeSourceOptions): Bind => (scope, fn, options) => {
  if (given && (eventPattern || eventBus)) throw new Error(`${scope.node.path}: eventPattern and eventBus are for a new rule, but rule is given; set them there`);
  if (!given && !eventPattern) throw new Error(`${scope.node.path}: an EventBridge source needs a rule, or the eventPattern of a new one`);
  checkRetries(scope, delivery);
  const rule = given ?? new Rule(scope, 'Rule', { eventPattern, eventBus });
  const { queue, wired, alarms: ofQueue } = deliveryQueue(scope, 'events.amazonaws.com', delivery, options);
  rule.addTarget(new LambdaFunction(fn, { event, deadLetterQueue: wired, retryAttempts: delivery.retryAttempts, maxEventAge: delivery.maxEventAge }));
  const alarms = new Alarms(scope, options);
  const [undelivered, lost] = [ruleMetric(rule, 'FailedInvocations'), ruleMetric(rule, 'InvocationsFailedToBeSentToDlq')];
  alarms.add('UndeliveredAlarm', { metric: undelivered({}), says: `EventBridge could not deliver an event of ${rule.node.path}; that for ${fn.node.path} is in the dead-letter queue of the target. Is the function there, and may the rule invoke it?` });
  alarms.add('RedriveFailuresAlarm', { metric: lost({}), says: `EventBridge could not write an event of ${rule.node.path} to a dead-letter queue; it is lost. Look at the policy and the key of the queue.` });
  return { made: [rule], invoker: { service: 'events.amazonaws.com', sourceArn: rule.ruleArn, source: rule }, deliveryQueue: queue, alarms: [...ofQueue, ...alarms.all], undelivered, lost };
};

/** Rules of the default bus are counted by their name alone, those of another one by both names: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html */
export function ruleMetric(rule: Rule, metricName: string): (options: MetricOptions) => Metric {
  const bus = (rule.node.defaultChild as CfnRule).eventBusName;
  return (options) => new Metric({ namespace: 'AWS/Events', metricName, dimensionsMap: { ...bus === undefined || bus === 'default' ? {} : { EventBusName: bus }, RuleName: rule.ruleName }, ...everyMinute, ...options });
}
