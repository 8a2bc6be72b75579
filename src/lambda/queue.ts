import { fromJson } from './json';
import { net } from './net';
import { Net, Outcome, Tries } from '../model/graph';
import { memoized } from '../model/memoized';
import { Resource, ResourceSet } from '../model/resource';
import { at, isUnknown, number, Unknown } from '../model/value';

/** What SQS does with a message that its consumer never deletes. */
export const queueFacts = {
  /** Seconds. */
  visibilityTimeout: 30,
  /** Seconds, four days. */
  retention: 345_600,
  /** Receives before redrive when the policy does not say. */
  maxReceiveCount: 10,
  links: {
    errors: 'https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html',
    configure: 'https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html',
    redrive: 'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html',
  },
};

export interface Redrive {
  /** Undefined: no redrive policy. Unknown: there may be one. */
  readonly net: Net | undefined | Unknown;
  readonly maxReceiveCount: number | Unknown;
}

export const redriveOf = (app: ResourceSet, queue: Resource): Redrive => redriveFrom(queue, app);

const redriveFrom = memoized((queue: Resource, app: ResourceSet): Redrive => {
  const policy = fromJson(queue.properties.RedrivePolicy);
  const count = number(at(policy, 'maxReceiveCount'), queueFacts.maxReceiveCount);
  if (isUnknown(policy)) return { net: policy, maxReceiveCount: count };
  const target = at(policy, 'deadLetterTargetArn');
  return { net: net(app, { kind: 'redrive', handOver: 'H3', owner: queue, property: 'RedrivePolicy.deadLetterTargetArn', value: target, writer: { kind: 'sqs' } }), maxReceiveCount: count };
});

/** The fate of a message in that queue once its consumer keeps failing. */
export function queueOutcome(app: ResourceSet, queue: Resource | undefined, text: string, reason?: string): { readonly outcome: Outcome; readonly tries: Tries } {
  const link = queueFacts.links.errors;
  if (!queue || queue.type !== 'AWS::SQS::Queue') {
    return {
      outcome: { fate: 'unknown', because: reason ?? `the queue ${text} is not part of this app: whether it has a redrive policy is decided elsewhere`, nets: [] },
      tries: { attempts: new Unknown('the queue is not part of this app'), link },
    };
  }
  const { net: dead, maxReceiveCount } = redriveOf(app, queue);
  const retention = number(queue.properties.MessageRetentionPeriod, queueFacts.retention);
  if (isUnknown(dead)) return { outcome: { fate: 'unknown', because: `the redrive policy of ${queue.label} cannot be told: ${dead.reason}`, nets: [] }, tries: { attempts: dead, maxAge: retention, link } };
  if (!dead) return { outcome: { fate: 'lost', because: `${queue.label} has no redrive policy: the message comes back until its retention ends, then it is deleted`, nets: [] }, tries: { attempts: 'unlimited', maxAge: retention, link } };
  return { outcome: { fate: 'kept', because: 'SQS moves it after the last receive', nets: [dead] }, tries: { attempts: maxReceiveCount, maxAge: retention, link } };
}
