import { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LambdaDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { Construct } from 'constructs';
import { Bind } from './bound';
import { watchAsync } from '../async-processing';
import { DeadLetterQueue } from '../dead-letter-queue';
import { FailureTarget } from '../failure-target';

/** Which results of another function invoke this one. */
export interface LambdaDestinationSourceOptions {
  /**
   * Where events of the other function go on which it fails. A function has one configuration for success and failure.
   *
   * @default - a new `DeadLetterQueue`
   */
  readonly onFailure?: FailureTarget;

  /** Whether the function gets only what the other one returned. CDK then sends it through an EventBridge rule without a net. @default false */
  readonly responseOnly?: boolean;
}

/** The successful asynchronous invocations of another function; Lambda itself hands the event on, and counts at the other function when it could not. */
export const lambdaDestination = (producer: IFunction, { onFailure, responseOnly }: LambdaDestinationSourceOptions): Bind => (scope, fn, { alarmActions, withoutAlarms }) => {
  if (producer.node.tryFindChild('EventInvokeConfig')) throw new Error(`${scope.node.path}: the asynchronous invocations of ${producer.node.path} are configured already. Set onSuccess: new LambdaDestination(…) there, and use AsyncSource.direct() here.`);
  const failed = onFailure ?? FailureTarget.queue(new DeadLetterQueue(scope, 'ProducerFailedEvents', { alarmActions, withoutAlarms }));
  producer.configureAsyncInvoke({ onSuccess: new LambdaDestination(fn, { responseOnly }), onFailure: failed.toDestination() });
  return { alarms: watchAsync(new Construct(scope, 'Producer'), producer, failed, { alarmActions, withoutAlarms }) };
};
