import { Duration, Stack, Token, TokenComparison } from 'aws-cdk-lib';
import { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnQueue, IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { AlarmOptions, Alarms } from './alarms';
import { DeadLetterQueue, watch } from './dead-letter-queue';

/** What happens to an event that the source cannot hand over to Lambda at all. Errors of the function are a matter of `processing`. */
export interface Delivery {
  /**
   * Where the source leaves events that it could not deliver: a standard queue, encrypted by SQS or with a customer-managed key.
   *
   * @default - a new `DeadLetterQueue`: 14 days, retained, with alarms
   */
  readonly deadLetterQueue?: IQueue;
}

/** The same, for sources whose retries can be set: EventBridge rules and EventBridge Scheduler. */
export interface RetriedDelivery extends Delivery {
  /**
   * How often delivery is tried again. A missing permission or function is not tried again.
   *
   * Range: 0 to 185.
   *
   * @default 185
   * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-retry-policy.html
   */
  readonly retryAttempts?: number;

  /**
   * How long delivery is tried.
   *
   * Range: 60 seconds to 24 hours.
   *
   * @default Duration.hours(24)
   * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-retry-policy.html
   */
  readonly maxEventAge?: Duration;
}

/** Who writes to the dead-letter queue, and so what has to be allowed. With a role, the grants of the role do. */
export type DeliveryService = 'events.amazonaws.com' | 'sns.amazonaws.com' | 'role';

interface DeliveryQueue {
  readonly queue: IQueue;
  /** The same for the L2s of the source, which may write its policy. */
  readonly wired: IQueue;
  readonly alarms: Alarm[];
}

/** The queue for undelivered events of one trigger, with alarms. */
export function deliveryQueue(scope: Construct, service: DeliveryService, delivery: Delivery, options: AlarmOptions): DeliveryQueue {
  const { deadLetterQueue: given } = delivery;
  if (!given) {
    const { alarmActions, withoutAlarms } = options;
    const made = new DeadLetterQueue(scope, 'UndeliveredEvents', { alarmActions, withoutAlarms });
    return { queue: made, wired: made, alarms: made.alarms };
  }
  if (given.fifo) throw new Error(`${scope.node.path}: ${given.node.path} is a FIFO queue; events that cannot be delivered go to standard queues only. Make one with new DeadLetterQueue(…) and use that.`);
  const wired = service === 'role' ? given : allow(scope, service, given);
  const alarms = new Alarms(new Construct(scope, 'UndeliveredEvents'), options);
  const own = watch(alarms, given);
  return { queue: given, wired, alarms: [...own, ...alarms.all] };
}

/**
 * A service writes to an encrypted queue only when the policy of the key lets it. The L2s write the policy of the queue alone, with
 * the rule or topic in it; that closes a circle where the queue is in another stack.
 */
function allow(scope: Construct, service: Exclude<DeliveryService, 'role'>, queue: IQueue): IQueue {
  const isSns = service === 'sns.amazonaws.com';
  const resource = queue.node.defaultChild;
  const key = resource instanceof CfnQueue ? resource.kmsMasterKeyId : undefined;
  if (key !== undefined && !Token.isUnresolved(key) && /alias\/aws\//.test(key)) {
    throw new Error(`${scope.node.path}: ${queue.node.path} is encrypted with the key ${key} of AWS, which ${service} may not use: what it writes would be lost. Use encryption: QueueEncryption.SQS_MANAGED, or a key of your own.`);
  }
  queue.encryptionMasterKey?.addToResourcePolicy(new PolicyStatement({
    principals: [new ServicePrincipal(service)],
    actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
    resources: ['*'],
    // By pattern, because a reference to the topic would close a circle where the topic uses the same key. EventBridge sends KMS no
    // source at all: https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services
    conditions: isSns ? { ArnLike: { 'aws:SourceArn': Stack.of(scope).formatArn({ service: 'sns', resource: '*' }) } } : undefined,
  }));
  const stack = Stack.of(queue);
  if (!resource || stack === Stack.of(scope) || !isSame(stack.account, Stack.of(scope).account)) return queue;
  const source = stack.formatArn(isSns ? { service: 'sns', resource: '*' } : { service: 'events', resource: 'rule', resourceName: '*' });
  queue.addToResourcePolicy(new PolicyStatement({
    principals: [new ServicePrincipal(service)], actions: ['sqs:SendMessage'], resources: [queue.queueArn], conditions: { ArnLike: { 'aws:SourceArn': source } },
  }));
  return Object.create(queue, { addToResourcePolicy: { value: () => ({ statementAdded: true }) } }) as IQueue;
}

const isSame = (one: string, other: string): boolean => [TokenComparison.SAME, TokenComparison.BOTH_UNRESOLVED].includes(Token.compareStrings(one, other));

/** @throws when a number is outside of what EventBridge and EventBridge Scheduler take */
export function checkRetries(scope: Construct, { retryAttempts, maxEventAge }: RetriedDelivery): void {
  if (retryAttempts !== undefined && !Token.isUnresolved(retryAttempts) && !(Number.isInteger(retryAttempts) && retryAttempts >= 0 && retryAttempts <= 185)) {
    throw new Error(`${scope.node.path}: delivery.retryAttempts is ${retryAttempts}; AWS takes whole numbers from 0 to 185`);
  }
  if (maxEventAge !== undefined && !maxEventAge.isUnresolved() && (maxEventAge.toSeconds() < 60 || maxEventAge.toSeconds() > 86_400)) {
    throw new Error(`${scope.node.path}: delivery.maxEventAge is ${maxEventAge.toSeconds()} s; AWS takes 60 to 86400, such as Duration.hours(24)`);
  }
}
