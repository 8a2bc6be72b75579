import { Function, FunctionProps } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { StreamTrigger, StreamTriggerOptions } from './stream-trigger';

/** Properties of a `StreamTriggeredFunction`: those of a function, and those of its trigger. */
export interface StreamTriggeredFunctionProps extends FunctionProps, StreamTriggerOptions {}

/**
 * A function that processes the records of a Kinesis stream or of the stream of a DynamoDB table, and loses none of them.
 *
 * It is a `lambda.Function` with a `StreamTrigger`. The `deadLetterQueue`, `onFailure`, `retryAttempts` and `maxEventAge` of a
 * function are for asynchronous invocations and do nothing for records of a stream; set `processing` instead.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html
 *
 * @example
 *
 * new StreamTriggeredFunction(this, 'CountClicks', { runtime: Runtime.NODEJS_22_X, handler: 'index.handler', code: Code.fromAsset('count-clicks') });
 */
export class StreamTriggeredFunction extends Function {
  /** What invokes the function: the stream, the mapping, the place for failed batches and the alarms. */
  public readonly trigger: StreamTrigger;

  constructor(scope: Construct, id: string, props: StreamTriggeredFunctionProps) {
    super(scope, id, props);
    this.trigger = new StreamTrigger(this, 'Trigger', { ...props, function: this });
  }
}
