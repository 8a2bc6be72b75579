import { CfnOutput, Duration, Token } from 'aws-cdk-lib';
import { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import { Function } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { Bound } from './redrive/bound';
import { RedriveSource } from './redrive/source';

/** Properties of a `Redrive`. */
export interface RedriveProps {
  /** Where the failed events rest, and where they go. */
  readonly from: RedriveSource;

  /**
   * How many events, or batches of a stream, come back in a second, at most. The functions do their usual work meanwhile.
   *
   * Range: 1 to 500 for `RedriveSource.deadLetterQueue`, 1 to 100 for all others.
   *
   * @default 10
   * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html
   */
  readonly maxPerSecond?: number;

  /**
   * How long the functions may run, where they are imported and CDK cannot know. It matters for batches, for which the replay waits.
   *
   * Range: up to 14 minutes and 45 seconds.
   *
   * @default - the timeout of the functions; for imported ones 7.5 minutes
   */
  readonly functionTimeout?: Duration;
}

const descriptions: { readonly [output: string]: string } = {
  Look: 'Looks what would be replayed, and whether it can be',
  TryOne: 'Replays one failed event',
  Start: 'Brings failed events back',
  Status: 'Shows how far it is',
  Stop: 'Stops it',
};

/**
 * Brings failed events back to their functions, once the fault is mended: at a limited rate, started by a person, with the least
 * rights that it takes.
 *
 * From the dead-letter queue of another queue SQS itself moves them. For all other places a replay function is made. It has no trigger,
 * and so does nothing until somebody invokes it; then it replays what had failed before, and ends. It stops after ten failures one
 * behind the other, deletes nothing that has not arrived, and leaves what fails again. It has a reserved concurrency of 1.
 *
 * The commands are outputs of the stack. Events come back in another order, and may come twice: functions have to be idempotent.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-configure-dead-letter-queue-redrive.html
 *
 * @example
 *
 * new Redrive(this, 'RedriveOrders', { from: RedriveSource.asyncEvents(failed, [resizeImage]) });
 */
export class Redrive extends Construct {
  /** What starts it, for the AWS CLI. */
  public readonly startCommand: string;
  /** What replays the events; undefined where SQS does it. */
  public readonly replayFunction?: Function;

  private readonly bound: Bound;

  constructor(scope: Construct, id: string, props: RedriveProps) {
    super(scope, id);
    const { from, maxPerSecond = 10, functionTimeout } = props;
    if (!Token.isUnresolved(maxPerSecond) && !(Number.isInteger(maxPerSecond) && maxPerSecond >= 1 && maxPerSecond <= 500)) {
      throw new Error(`${this.node.path}: maxPerSecond is ${maxPerSecond}; it has to be a whole number from 1 to 500`);
    }
    this.bound = from._bind(this, { maxPerSecond, functionTimeout });
    const { commands, replayFunction } = this.bound;
    this.startCommand = commands.Start;
    this.replayFunction = replayFunction;
    for (const [name, value] of Object.entries(commands)) new CfnOutput(this, name, { value, description: `${descriptions[name]}: ${this.node.path}` });
  }

  /**
   * Lets somebody start it: and, where SQS moves the messages, look how far it is, and stop it.
   *
   * @param grantee such as the role of those who are on call
   */
  public grant(grantee: IGrantable): Grant {
    return this.bound.grant(grantee);
  }
}
