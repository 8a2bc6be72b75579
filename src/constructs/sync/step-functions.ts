import { Duration } from 'aws-cdk-lib';
import { IChainable, IntegrationPattern, JitterType, QueryLanguage, RetryProps, TaskInput, TaskStateBaseProps, Timeout } from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { timeoutOf } from '../existing-function';
import { Bind } from './bound';

/** How a task of a state machine calls the function. */
export interface StepFunctionsCallerOptions extends TaskStateBaseProps {
  /** What the function gets. @default - the input of the state */
  readonly payload?: TaskInput;

  /** Whether the result of the task is what the function returned, without the metadata of the call. @default false */
  readonly payloadResponseOnly?: boolean;

  /** Up to 3583 bytes of base64-encoded data about the client. @default - none */
  readonly clientContext?: string;

  /**
   * How the task tries again. What is left out is as by default. Errors of the function itself are not among the default
   * errors, as only you know whether it may do its work twice.
   *
   * @default - six retries after 2, 4, 8, … seconds with full jitter, on the errors of Lambda that pass
   * (`Lambda.ClientExecutionTimeoutException`, `Lambda.ServiceException`, `Lambda.AWSLambdaException`, `Lambda.SdkClientException`)
   * and on throttling (`Lambda.TooManyRequestsException`)
   * @see https://docs.aws.amazon.com/step-functions/latest/dg/bp-lambda-serviceexception.html
   */
  readonly retry?: RetryProps;

  /**
   * Where the state machine goes on when the task has failed for good: a catch of all errors, which adds the error to the input as
   * `error`.
   *
   * @default - nowhere: the execution fails with the error
   * @see https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
   */
  readonly onError?: IChainable;
}

export const facts = {
  /** https://docs.aws.amazon.com/step-functions/latest/dg/bp-lambda-serviceexception.html, and throttling. */
  passing: ['Lambda.ClientExecutionTimeoutException', 'Lambda.ServiceException', 'Lambda.AWSLambdaException', 'Lambda.SdkClientException', 'Lambda.TooManyRequestsException'],
  /** Seconds that a cold start may take on top of the timeout: https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html */
  coldStart: 10,
};

export const stepFunctions = ({ retry, onError, ...options }: StepFunctionsCallerOptions): Bind => (trigger, fn) => {
  // A task in the function itself is called like the function, as all triggers of such functions are called alike.
  const name = trigger.node.scope === fn ? fn.node.id : trigger.node.id;
  const limited = options.taskTimeout ?? options.timeout;
  const waitsForToken = options.integrationPattern === IntegrationPattern.WAIT_FOR_TASK_TOKEN;
  const task = new LambdaInvoke(trigger, 'Task', {
    stateName: name,
    // How long it takes until somebody hands back the token, nobody knows here.
    taskTimeout: limited || waitsForToken ? undefined : Timeout.duration((timeoutOf(fn) ?? Duration.minutes(15)).plus(Duration.seconds(facts.coldStart))),
    ...options,
    lambdaFunction: fn, retryOnServiceExceptions: false,
  });
  task.addRetry({ errors: facts.passing, interval: Duration.seconds(2), maxAttempts: 6, backoffRate: 2, jitterStrategy: JitterType.FULL, ...retry });
  if (onError) {
    task.addCatch(onError, options.queryLanguage === QueryLanguage.JSONATA
      ? { errors: ['States.ALL'], outputs: "{% $merge([$states.input, { 'error': $states.errorOutput }]) %}" }
      : { errors: ['States.ALL'], resultPath: '$.error' });
  }
  return {
    made: { task },
    verify: [fn],
    counts: [],
    assumed: limited || waitsForToken ? undefined : 'that it may run for 15 minutes at most, which the timeout of the task was made for; set taskTimeout when it is less',
  };
};
