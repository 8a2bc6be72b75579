import { Mixin } from 'aws-cdk-lib';
import { CfnEventSourceMapping, CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnQueue } from 'aws-cdk-lib/aws-sqs';
import { IConstruct } from 'constructs';
import { Referrers } from './referrers';
import { functionOf, invokedBy, isNumber, isSet, referredResource, valueAt } from './resource';
import { queueFacts } from '../lambda/queue';

/**
 * Gives the queue of an event source mapping the visibility timeout that AWS advises: six times the timeout of the function, and the
 * batching window on top. A message that becomes visible sooner is processed a second time while the first is still at work.
 *
 * It is for queues that functions poll by then, for event source mappings, and so for functions, which have theirs below them. A
 * visibility timeout that is set stays, whatever it is; the rules `sqs-visibility-lt-timeout` and `sqs-visibility-lt-6x` report it when it is too short.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
 *
 * @example
 *
 * shipOrder.with(new SqsVisibility());
 */
export class SqsVisibility extends Mixin {
  /** Queues, and event source mappings of a queue and a function of this app, when the queue has no visibility timeout of its own and needs one. */
  public supports(construct: IConstruct): boolean {
    return this.advised(construct) !== undefined;
  }

  public applyTo(construct: IConstruct): void {
    const advised = this.advised(construct);
    if (advised) giveVisibility(advised.queue, advised.seconds);
  }

  private advised(construct: IConstruct): { readonly queue: CfnQueue; readonly seconds: number } | undefined {
    const queue = construct instanceof CfnEventSourceMapping ? referredResource(construct.eventSourceArn) : construct;
    if (!(queue instanceof CfnQueue)) return undefined;
    const mappings = construct instanceof CfnEventSourceMapping ? [construct]
      : [...pollers.of(queue)];
    const seconds = advisedVisibility(queue, Math.max(0, ...mappings.map(needed)));
    return seconds === undefined ? undefined : { queue, seconds };
  }
}

const pollers = new Referrers(CfnEventSourceMapping, ({ eventSourceArn }) => [referredResource(eventSourceArn)]);

/** What the function and the window of a mapping ask for; nothing where that cannot be known. */
function needed(mapping: CfnEventSourceMapping): number {
  const invoked = invokedBy(mapping.functionName, mapping);
  const fn = invoked && functionOf(invoked);
  return fn ? visibilityFor(fn, valueAt(mapping, 'maximumBatchingWindowInSeconds')) : 0;
}

/** Six times the timeout of the function, and the window. */
export function visibilityFor(fn: CfnFunction, window: unknown = 0): number {
  const timeout = valueAt(fn, 'timeout') ?? 3;
  return isNumber(timeout) && isNumber(window) ? 6 * timeout + window : 0;
}

/** What this mixin has set itself it may raise. */
const given = new WeakMap<CfnQueue, number>();

/** In seconds; undefined where the queue has its own, or has enough. */
export function advisedVisibility(queue: CfnQueue, asked: number): number | undefined {
  const seconds = Math.min(asked, 43_200);
  // Several functions may poll one queue; the longest of them counts.
  const ours = given.get(queue);
  if (isSet(queue, 'visibilityTimeout') && (ours === undefined || queue.visibilityTimeout !== ours)) return undefined;
  return seconds > (ours ?? queueFacts.visibilityTimeout) ? seconds : undefined;
}

export function giveVisibility(queue: CfnQueue, seconds: number): void {
  queue.visibilityTimeout = seconds;
  given.set(queue, seconds);
}
