import { Function, FunctionProps } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { AsyncTrigger, AsyncTriggerOptions } from './async-trigger';

/** Properties of an `AsyncFunction`: those of a function, and those of its trigger. */
export interface AsyncFunctionProps extends FunctionProps, AsyncTriggerOptions {}

/**
 * A function that is invoked asynchronously, and loses no event.
 *
 * It is a `lambda.Function` with an `AsyncTrigger`. A function that sets `onFailure`, `retryAttempts`, `maxEventAge` or
 * `deadLetterQueue` by itself keeps that; `processing` is then not possible, or adds to the dead-letter queue.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async.html
 *
 * @example
 *
 * new AsyncFunction(this, 'ResizeImage', { runtime: Runtime.NODEJS_22_X, handler: 'index.handler', code: Code.fromAsset('resize'), source: AsyncSource.s3(uploads) });
 */
export class AsyncFunction extends Function {
  /** What invokes the function, and where its events rest. */
  public readonly trigger: AsyncTrigger;

  constructor(scope: Construct, id: string, props: AsyncFunctionProps) {
    super(scope, id, props);
    this.trigger = new AsyncTrigger(this, 'Trigger', { ...props, function: this });
  }
}
