import { Function, FunctionProps } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { MqTrigger, MqTriggerOptions } from './mq-trigger';

/** Properties of a `MqTriggeredFunction`: those of a function, and those of its trigger. */
export interface MqTriggeredFunctionProps extends FunctionProps, MqTriggerOptions {}

/**
 * A function that processes the messages of a queue of Amazon MQ.
 *
 * It is a `lambda.Function` with a `MqTrigger`. The `deadLetterQueue`, `onFailure`, `retryAttempts` and `maxEventAge` of a
 * function are for asynchronous invocations and do nothing for messages of a broker: only the broker keeps those.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-mq.html
 *
 * @example
 *
 * new MqTriggeredFunction(this, 'ShipOrder', {
 *   runtime: Runtime.NODEJS_22_X, handler: 'index.handler', code: Code.fromAsset('ship-order'),
 *   brokerArn: broker.attrArn, engine: MqEngine.ACTIVE_MQ, queue: 'orders', secret: credentials,
 * });
 */
export class MqTriggeredFunction extends Function {
  /** What invokes the function: the mapping and the alarms. */
  public readonly trigger: MqTrigger;

  constructor(scope: Construct, id: string, props: MqTriggeredFunctionProps) {
    super(scope, id, props);
    this.trigger = new MqTrigger(this, 'Trigger', { ...props, function: this });
  }
}
