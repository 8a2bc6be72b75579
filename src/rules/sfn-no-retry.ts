import { defineRule } from './rule';
import { retried, tasksCalling } from '../graph/query';

export default defineRule({
  id: 'sfn-no-retry',
  severity: 'warning',
  title: 'a task of a state machine does not retry transient errors of Lambda',
  why: 'Lambda now and then answers with an error that has nothing to do with the function, or throttles it. Without a retry such an error fails the task and, unless something catches it, the execution.',
  event: 'one passing error of Lambda fails the execution that has the event, unless something catches it',
  fix: 'Retry Lambda.ClientExecutionTimeoutException, Lambda.ServiceException, Lambda.AWSLambdaException, Lambda.SdkClientException and Lambda.TooManyRequestsException.',
  links: ['https://docs.aws.amazon.com/step-functions/latest/dg/bp-lambda-serviceexception.html'],
  check(graph, report) {
    for (const path of graph.paths) {
      if (path.source !== 'step-functions' || path.mode !== 'sync') continue;
      const bare = tasksCalling(graph, path).filter(({ state }) => retried(state).length === 0);
      if (bare.length === 0) continue;
      report({
        resource: path.triggers[0], path, what: `${bare.map(({ name }) => name).join(', ')} of ${path.triggers[0].label} ${bare.length === 1 ? 'calls' : 'call'} ${path.fn.label} without any retry`,
        fix: 'Leave retryOnServiceExceptions on, and call addRetry({ errors: [\'Lambda.TooManyRequestsException\'], interval: Duration.seconds(2), maxAttempts: 6, backoffRate: 2, jitterStrategy: JitterType.FULL }) on the task.',
        event: bare.every(({ caught }) => caught) ? 'one passing error of Lambda fails the task, and the event goes to its Catch' : undefined,
        fixInTemplate: `Add Retry: [{ ErrorEquals: [Lambda.ClientExecutionTimeoutException, Lambda.ServiceException, Lambda.AWSLambdaException, Lambda.SdkClientException, Lambda.TooManyRequestsException], IntervalSeconds: 2, MaxAttempts: 6, BackoffRate: 2, JitterStrategy: FULL }] to ${bare.map(({ name }) => name).join(', ')}.`,
      });
    }
  },
});
