import { Mixin, Token } from 'aws-cdk-lib';
import { CfnEventSourceMapping, CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnQueue } from 'aws-cdk-lib/aws-sqs';
import { IConstruct } from 'constructs';
import { functionOf, isInvoked, isSet, referredResource } from './resource';
import { queueFacts } from '../lambda/queue';

/**
 * Gives the queue of an event source mapping the visibility timeout that AWS advises: six times the timeout of the function, and the
 * batching window on top. A message that becomes visible sooner is processed a second time while the first is still at work.
 *
 * It is for event source mappings, and so for functions, which have theirs below them. A visibility timeout that is set stays, whatever
 * it is; the rules `sqs-visibility-lt-timeout` and `sqs-visibility-lt-6x` report it when it is too short.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
 *
 * @example
 *
 * shipOrder.with(new SqsVisibility());
 */
export class SqsVisibility extends Mixin {
  /** Event source mappings of a queue and a function of this app, when the queue has no visibility timeout of its own and needs one. */
  public supports(construct: IConstruct): boolean {
    return this.advised(construct) !== undefined;
  }

  public applyTo(construct: IConstruct): void {
    const advised = this.advised(construct);
    if (advised) giveVisibility(advised.queue, advised.seconds);
  }

  private advised(mapping: IConstruct): { readonly queue: CfnQueue; readonly seconds: number } | undefined {
    if (!(mapping instanceof CfnEventSourceMapping)) return undefined;
    const queue = referredResource(mapping.eventSourceArn);
    const invoked = referredResource(mapping.functionName);
    const fn = isInvoked(invoked) ? functionOf(invoked) : undefined;
    if (!(queue instanceof CfnQueue) || !fn) return undefined;
    const seconds = advisedVisibility(queue, fn, mapping.maximumBatchingWindowInSeconds);
    return seconds === undefined ? undefined : { queue, seconds };
  }
}

/** What this mixin has set itself it may raise. */
const given = new WeakMap<CfnQueue, number>();

/** In seconds; undefined where the queue has its own, has enough, or nobody can tell. */
export function advisedVisibility(queue: CfnQueue, { timeout = 3 }: CfnFunction, window = 0): number | undefined {
  if (Token.isUnresolved(timeout) || Token.isUnresolved(window)) return undefined;
  const seconds = Math.min(6 * timeout + window, 43_200);
  // Several functions may poll one queue; the longest of them counts.
  const ours = given.get(queue);
  if (isSet(queue, 'visibilityTimeout') && (ours === undefined || queue.visibilityTimeout !== ours)) return undefined;
  return seconds > (ours ?? queueFacts.visibilityTimeout) ? seconds : undefined;
}

export function giveVisibility(queue: CfnQueue, seconds: number): void {
  queue.visibilityTimeout = seconds;
  given.set(queue, seconds);
}
