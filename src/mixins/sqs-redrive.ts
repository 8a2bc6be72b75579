import { CfnResource, Mixin, Token } from 'aws-cdk-lib';
import { CfnEventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import { CfnPipe } from 'aws-cdk-lib/aws-pipes';
import { CfnQueue, IQueue } from 'aws-cdk-lib/aws-sqs';
import { IConstruct } from 'constructs';
import { growing } from './referrers';
import { isSet, owner, referredResource } from './resource';
import { isRestingPlace } from './resting-places';
import { AlarmOptions } from '../constructs/alarms';
import { DeadLetterQueue } from '../constructs/dead-letter-queue';

/** How queues are redriven. */
export interface SqsRedriveProps extends AlarmOptions {
  /**
   * How often a message is received before it is moved.
   *
   * Range: 1 to 1000. AWS advises 5 or more, as throttled invocations count.
   *
   * @default 5
   * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
   */
  readonly maxReceiveCount?: number;

  /**
   * Where messages go; FIFO for FIFO queues, and in the account and Region of the source.
   *
   * @default - a new `DeadLetterQueue` below each queue, named `DeadLetterQueue`
   */
  readonly deadLetterQueue?: IQueue;

  /**
   * Only queues that a function or pipe of the app polls by then. Without it every queue is meant that the mixin is applied to, except
   * those that keep failed events themselves.
   *
   * @default false
   */
  readonly polledOnly?: boolean;
}

/**
 * Gives a queue a redrive policy, with a dead-letter queue.
 *
 * It is for queues, own ones of any level, and for what polls them: an event source mapping or pipe stands for its queue. A queue that
 * has a redrive policy is left as it is, and so is one to which others send their failed events.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 *
 * @example
 *
 * queue.with(new SqsRedrive());
 */
export class SqsRedrive extends Mixin {
  constructor(private readonly props: SqsRedriveProps = {}) {
    super();
    const { maxReceiveCount } = props;
    if (maxReceiveCount !== undefined && !Token.isUnresolved(maxReceiveCount) && !(Number.isInteger(maxReceiveCount) && maxReceiveCount >= 1 && maxReceiveCount <= 1000)) {
      throw new Error(`SqsRedrive: maxReceiveCount is ${maxReceiveCount}; SQS takes whole numbers from 1 to 1000, and AWS advises 5 or more`);
    }
  }

  /** Queues without a redrive policy, and event source mappings and pipes that poll one. */
  public supports(construct: IConstruct): boolean {
    const queue = this.queueOf(construct);
    return queue !== undefined && !isSet(queue, 'redrivePolicy') && !isRestingPlace(queue);
  }

  /** @throws when the dead-letter queue is FIFO and the queue is not, or the other way round */
  public applyTo(construct: IConstruct): void {
    if (!this.supports(construct)) return;
    const queue = this.queueOf(construct)!;
    growing([owner(queue)], () => this.give(queue));
  }

  private give(queue: CfnQueue): void {
    const dead = this.props.deadLetterQueue ?? this.newDeadLetterQueue(queue);
    const fifo = queue.fifoQueue === true;
    if (dead.fifo !== fifo) throw new Error(`${dead.node.path} is ${dead.fifo ? 'FIFO' : 'standard'} and ${owner(queue).node.path} is ${fifo ? 'FIFO' : 'standard'}; SQS redrives between queues of one type only`);
    queue.redrivePolicy = { deadLetterTargetArn: dead.queueArn, maxReceiveCount: this.props.maxReceiveCount ?? 5 };
  }

  private newDeadLetterQueue(queue: CfnQueue): IQueue {
    const { alarmActions, withoutAlarms } = this.props;
    const dead = new DeadLetterQueue(owner(queue), 'DeadLetterQueue', { fifo: queue.fifoQueue === true ? true : undefined, alarmActions, withoutAlarms });
    if (queue.kmsMasterKeyId !== undefined) {
      const resource = dead.node.defaultChild as CfnQueue;
      resource.kmsMasterKeyId = queue.kmsMasterKeyId;
      resource.sqsManagedSseEnabled = undefined;
    }
    return dead;
  }

  private queueOf(construct: IConstruct): CfnQueue | undefined {
    const queue: CfnResource | undefined = construct instanceof CfnEventSourceMapping ? referredResource(construct.eventSourceArn)
      : construct instanceof CfnPipe ? referredResource(construct.source)
        : this.props.polledOnly !== true && construct instanceof CfnQueue ? construct : undefined;
    return queue instanceof CfnQueue ? queue : undefined;
  }
}
