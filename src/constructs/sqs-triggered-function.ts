import { Function, FunctionProps } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { SqsTrigger, SqsTriggerOptions } from './sqs-trigger';

/** Properties of a `SqsTriggeredFunction`: those of a function, and those of its trigger. */
export interface SqsTriggeredFunctionProps extends FunctionProps, SqsTriggerOptions {}

/**
 * A function that processes the messages of a queue, and loses none of them.
 *
 * It is a `lambda.Function` with a `SqsTrigger`. The `deadLetterQueue`, `onFailure`, `retryAttempts` and `maxEventAge` of a
 * function are for asynchronous invocations and do nothing for messages of a queue; set `processing` instead.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
 *
 * @example
 *
 * new SqsTriggeredFunction(this, 'ShipOrder', { runtime: Runtime.NODEJS_22_X, handler: 'index.handler', code: Code.fromAsset('ship-order') });
 */
export class SqsTriggeredFunction extends Function {
  /** What invokes the function: the queue, its dead-letter queue, the mapping and the alarms. */
  public readonly trigger: SqsTrigger;

  constructor(scope: Construct, id: string, props: SqsTriggeredFunctionProps) {
    super(scope, id, props);
    this.trigger = new SqsTrigger(this, 'Trigger', { ...props, function: this });
  }
}
