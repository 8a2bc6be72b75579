import { Function, FunctionProps } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { SyncTrigger, SyncTriggerOptions } from './sync-trigger';

/** Properties of a `SyncFunction`: those of a function, and those of its trigger. */
export interface SyncFunctionProps extends FunctionProps, SyncTriggerOptions {}

/**
 * A function that somebody calls, waiting for its answer.
 *
 * It is a `lambda.Function` with a `SyncTrigger`. The `deadLetterQueue`, `onFailure`, `retryAttempts` and `maxEventAge` of a
 * function are for asynchronous invocations and do nothing here: the caller sees the error.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-sync.html
 *
 * @example
 *
 * new SyncFunction(this, 'ListOrders', {
 *   runtime: Runtime.NODEJS_22_X, handler: 'index.handler', code: Code.fromAsset('list-orders'),
 *   caller: SyncCaller.httpApi(api, '/orders'),
 * });
 */
export class SyncFunction extends Function {
  /** What calls the function, and the alarms. */
  public readonly trigger: SyncTrigger;

  constructor(scope: Construct, id: string, props: SyncFunctionProps) {
    super(scope, id, props);
    this.trigger = new SyncTrigger(this, 'Trigger', { ...props, function: this });
  }
}
