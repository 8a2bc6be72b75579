import { Mixin, Token } from 'aws-cdk-lib';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import { IConstruct } from 'constructs';
import { DeadLettersProps, writtenByRole } from './dead-letters';
import { isSet } from './resource';

/**
 * Gives the target of a schedule of EventBridge Scheduler a dead-letter queue, for invocations that Scheduler cannot deliver. Errors of a
 * function are a matter of `AsyncFailures`.
 *
 * The role of the schedule gets the right to write there.
 *
 * @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/configuring-schedule-dlq.html
 *
 * @example
 *
 * schedule.with(new ScheduleDeadLetters());
 */
export class ScheduleDeadLetters extends Mixin {
  constructor(private readonly props: DeadLettersProps = {}) {
    super();
  }

  /** Schedules without a dead-letter queue. */
  public supports(construct: IConstruct): boolean {
    return construct instanceof CfnSchedule && !Token.isUnresolved(construct.target) && !isSet(construct, 'target', 'deadLetterConfig');
  }

  /** @throws when the queue is FIFO */
  public applyTo(construct: IConstruct): void {
    if (!this.supports(construct)) return;
    const schedule = construct as CfnSchedule;
    const target = targetOf(schedule);
    schedule.target = { ...target, deadLetterConfig: { arn: writtenByRole(schedule, target.roleArn, this.props) } };
  }
}

const targetOf = ({ target }: CfnSchedule) => target as CfnSchedule.TargetProperty;
