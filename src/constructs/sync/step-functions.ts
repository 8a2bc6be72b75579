import { Duration, Stack, Token } from 'aws-cdk-lib';
import { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnQueue, IQueue } from 'aws-cdk-lib/aws-sqs';
import { Fail, IChainable, IntegrationPattern, JitterType, JsonPath, QueryLanguage, RetryProps, TaskInput, TaskStateBaseProps, Timeout } from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke, SqsSendMessage } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import { Bind } from './bound';
import { tell } from '../../plug/verify';
import { AlarmOptions, Alarms } from '../alarms';
import { watch } from '../dead-letter-queue';
import { timeoutOf } from '../existing-function';

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
   * `error`. The input must be an object. For a state machine in JSONata set `queryLanguage` here too.
   *
   * @default - nowhere: the execution fails with the error
   * @see https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
   */
  readonly onError?: IChainable;

  /**
   * Where the input is kept when the task has failed for good: a standard queue of the same Region. The execution fails all the same,
   * and with the same error. Messages have the `input` of the task, the `error` with its `Error` and `Cause`, and the ARN of the
   * `execution`, up to 256 KiB together.
   *
   * This is for express workflows, of which AWS keeps nothing but logs, if they are on. A standard workflow keeps the input in its
   * history for 90 days, and can for 14 days be redriven from the task that has failed; not with this queue, as what fails then is
   * the state behind it.
   *
   * What no state can catch is not kept: an execution that times out or is stopped, and data that gets larger than 256 KiB.
   *
   * Set `queryLanguage` of this task as well when only the state machine is set to JSONata: CDK does not tell the task.
   *
   * @default - none: what the type of the workflow offers
   * @see https://docs.aws.amazon.com/step-functions/latest/dg/redrive-executions.html
   */
  readonly deadLetterQueue?: IQueue;
}

export const facts = {
  /** https://docs.aws.amazon.com/step-functions/latest/dg/bp-lambda-serviceexception.html, and throttling. */
  passing: ['Lambda.ClientExecutionTimeoutException', 'Lambda.ServiceException', 'Lambda.AWSLambdaException', 'Lambda.SdkClientException', 'Lambda.TooManyRequestsException'],
  /** Seconds that a cold start may take on top of the timeout: https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html */
  coldStart: 10,
};

const patiently: RetryProps = { interval: Duration.seconds(2), maxAttempts: 6, backoffRate: 2, jitterStrategy: JitterType.FULL };

export const stepFunctions = ({ retry, onError, deadLetterQueue, ...options }: StepFunctionsCallerOptions): Bind => (trigger, fn, alarmOptions) => {
  if (onError && deadLetterQueue) throw new Error(`${trigger.node.path}: onError catches every error, and nothing would get to deadLetterQueue. Set one of them; or send the input there with an SqsSendMessage in onError.`);
  // A task in the function itself is called like the function, as all triggers of such functions are called alike.
  const name = trigger.node.scope === fn ? fn.node.id : trigger.node.id;
  const jsonata = options.queryLanguage === QueryLanguage.JSONATA;
  const limited = options.taskTimeout ?? options.timeout;
  const waitsForToken = options.integrationPattern === IntegrationPattern.WAIT_FOR_TASK_TOKEN;
  const task = new LambdaInvoke(trigger, 'Task', {
    ...options,
    stateName: options.stateName ?? name,
    // How long it takes until somebody hands back the token, nobody knows here.
    taskTimeout: limited || waitsForToken ? options.taskTimeout : Timeout.duration((timeoutOf(fn) ?? Duration.minutes(15)).plus(Duration.seconds(facts.coldStart))),
    lambdaFunction: fn, retryOnServiceExceptions: false,
  });
  task.addRetry({ errors: facts.passing, ...patiently, ...retry });
  if (onError) {
    task.addCatch(onError, jsonata
      ? { errors: ['States.ALL'], outputs: "{% $merge([$states.input, { 'error': $states.errorOutput }]) %}" }
      : { errors: ['States.ALL'], resultPath: '$.error' });
  }
  return {
    made: { task },
    verify: [fn],
    counts: [],
    alarms: deadLetterQueue && keep(trigger, task, deadLetterQueue, jsonata, alarmOptions),
    assumed: limited || waitsForToken ? undefined : 'that it may run for 15 minutes at most, which the timeout of the task was made for; set taskTimeout when it is less',
  };
};

/** Catches every error, sends input and error to the queue, and fails as the task would have. */
function keep(trigger: Construct, task: LambdaInvoke, queue: IQueue, jsonata: boolean, alarmOptions: AlarmOptions): Alarm[] {
  refuse(trigger, queue);
  // In JSONPath only a variable takes the error without a place in the input, which may have any form. Its name must differ from
  // those around a Map or Parallel: https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html
  const error = `error_${trigger.node.addr}`;
  const kept = SqsSendMessage.jsonata(trigger, 'Keep', {
    stateName: `Keep input of ${task.stateId}`, queue,
    messageBody: TaskInput.fromObject({ execution: '{% $states.context.Execution.Id %}', error: `{% $${error} %}`, input: '{% $states.input %}' }),
  });
  kept.addRetry({ errors: ['States.ALL'], ...patiently });
  // A timeout has no cause, and what is undefined would be another error.
  kept.next(Fail.jsonata(trigger, 'Failed', { stateName: `${task.stateId} failed`, error: `{% $${error}.Error %}`, cause: `{% $${error}.Cause & '' %}` }));
  task.addCatch(kept, jsonata
    ? { errors: ['States.ALL'], assign: { [error]: '{% $states.errorOutput %}' }, outputs: '{% $states.input %}' }
    : { errors: ['States.ALL'], assign: { [error]: JsonPath.objectAt('$') }, resultPath: JsonPath.DISCARD });
  tellOfQueue(trigger, queue);
  const alarms = new Alarms(trigger, alarmOptions);
  const own = watch(alarms, queue);
  return [...own, ...alarms.all];
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/concepts-access-cross-acct-resources.html */
function refuse(trigger: Construct, queue: IQueue): void {
  if (queue.fifo) throw new Error(`${trigger.node.path}: ${queue.node.path} is a FIFO queue, which takes messages with a message group only. Make a standard one with new DeadLetterQueue(…) and use that.`);
  const [there, here] = [queue.env.region, Stack.of(trigger).region];
  if (!Token.isUnresolved(there) && !Token.isUnresolved(here) && there !== here) throw new Error(`${trigger.node.path}: ${queue.node.path} is in ${there}, and Step Functions sends to queues of its own Region only, ${here}. Use a queue of that Region.`);
}

/** The role of the state machine gets the right to send, and to use a key that is known. */
function tellOfQueue(trigger: Construct, queue: IQueue): void {
  if (queue.node.defaultChild instanceof CfnQueue || queue.encryptionMasterKey) return;
  tell(trigger, 'permission-unverified', `${queue.node.path} is made elsewhere. Verify there: that it is encrypted by SQS, or import it with the keyArn of its key, so that the state machine may use that; and, if it is in another account, that its policy lets the role of the state machine send to it.`);
}
