import { Function, FunctionProps } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { DocumentDbTrigger, DocumentDbTriggerOptions } from './document-db-trigger';

/** Properties of a `DocumentDbTriggeredFunction`: those of a function, and those of its trigger. */
export interface DocumentDbTriggeredFunctionProps extends FunctionProps, DocumentDbTriggerOptions {}

/**
 * A function that processes the changes in a database of Amazon DocumentDB.
 *
 * It is a `lambda.Function` with a `DocumentDbTrigger`. **Nothing keeps an event on which it fails**: the `deadLetterQueue`,
 * `onFailure`, `retryAttempts` and `maxEventAge` of a function are for asynchronous invocations. Catch errors in the function.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-documentdb.html
 *
 * @example
 *
 * new DocumentDbTriggeredFunction(this, 'ShipOrder', {
 *   runtime: Runtime.NODEJS_22_X, handler: 'index.handler', code: Code.fromAsset('ship-order'),
 *   clusterArn, databaseName: 'shop', collectionName: 'orders', secret: credentials,
 * });
 */
export class DocumentDbTriggeredFunction extends Function {
  /** What invokes the function: the mapping and the alarms. */
  public readonly trigger: DocumentDbTrigger;

  constructor(scope: Construct, id: string, props: DocumentDbTriggeredFunctionProps) {
    super(scope, id, props);
    this.trigger = new DocumentDbTrigger(this, 'Trigger', { ...props, function: this });
  }
}
