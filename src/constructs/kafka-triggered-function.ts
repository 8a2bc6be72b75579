import { Function, FunctionProps } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { KafkaTrigger, KafkaTriggerOptions } from './kafka-trigger';

/** Properties of a `KafkaTriggeredFunction`: those of a function, and those of its trigger. */
export interface KafkaTriggeredFunctionProps extends FunctionProps, KafkaTriggerOptions {}

/**
 * A function that processes the records of a Kafka topic, and loses none of them.
 *
 * It is a `lambda.Function` with a `KafkaTrigger`. The `deadLetterQueue`, `onFailure`, `retryAttempts` and `maxEventAge` of a
 * function are for asynchronous invocations and do nothing for records of a topic; set `processing` instead. Its `vpc` is where
 * its code runs; where the brokers are is `network`.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-msk.html
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-kafka.html
 *
 * @example
 *
 * new KafkaTriggeredFunction(this, 'ShipOrder', {
 *   runtime: Runtime.NODEJS_22_X, handler: 'index.handler', code: Code.fromAsset('ship-order'), clusterArn: cluster.attrArn, topic: 'orders',
 * });
 */
export class KafkaTriggeredFunction extends Function {
  /** What invokes the function: the mapping, the place for failed batches and the alarms. */
  public readonly trigger: KafkaTrigger;

  constructor(scope: Construct, id: string, props: KafkaTriggeredFunctionProps) {
    super(scope, id, props);
    this.trigger = new KafkaTrigger(this, 'Trigger', { ...props, function: this });
  }
}
