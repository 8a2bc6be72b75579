import { Function, FunctionProps } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { ScheduleTrigger, ScheduleTriggerOptions } from './schedule-trigger';

/** Properties of a `ScheduledFunction`: those of a function, and those of its trigger. */
export interface ScheduledFunctionProps extends FunctionProps, ScheduleTriggerOptions {}

/**
 * A function that is invoked by the clock with a constant input, and loses no invocation.
 *
 * It is a `lambda.Function` with a `ScheduleTrigger`. A function that sets `onFailure`, `retryAttempts`, `maxEventAge` or
 * `deadLetterQueue` by itself keeps that; `processing` is then not possible, or adds to the dead-letter queue.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-eventbridge-scheduler.html
 *
 * @example
 *
 * new ScheduledFunction(this, 'Report', {
 *   runtime: Runtime.NODEJS_22_X, handler: 'index.handler', code: Code.fromAsset('report'),
 *   schedule: ScheduleExpression.cron({ hour: '2', minute: '0', timeZone: TimeZone.EUROPE_BERLIN }), input: { job: 'nightly' },
 * });
 */
export class ScheduledFunction extends Function {
  /** What invokes the function, and where its invocations rest. */
  public readonly trigger: ScheduleTrigger;

  constructor(scope: Construct, id: string, props: ScheduledFunctionProps) {
    super(scope, id, props);
    this.trigger = new ScheduleTrigger(this, 'Trigger', { ...props, function: this });
  }
}
