import { defineRule } from './rule';
import { retried, tasksCalling } from '../graph/query';

const covers = ['Lambda.TooManyRequestsException', 'States.ALL', 'States.TaskFailed'];

export default defineRule({
  id: 'sfn-no-throttle-retry',
  severity: 'info',
  title: 'a task of a state machine does not retry when the function is throttled',
  why: 'A throttled call fails the task at once with Lambda.TooManyRequestsException. It is not among the errors that CDK retries by default (retryOnServiceExceptions), so one busy second ends the execution, unless something catches the error. Whether that is meant to happen cannot be seen from here.',
  event: 'one busy second fails the execution that has the event, unless something catches it',
  fix: 'Add a retry for Lambda.TooManyRequestsException, with backoff and jitter.',
  links: ['https://docs.aws.amazon.com/step-functions/latest/dg/bp-lambda-serviceexception.html', 'https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html'],
  check(graph, report) {
    for (const path of graph.paths) {
      if (path.source !== 'step-functions' || path.mode !== 'sync') continue;
      // A task without any retry has a rule of its own.
      const bare = tasksCalling(graph, path).filter(({ state }) => retried(state).length > 0 && !retried(state).some((error) => covers.includes(error)));
      if (bare.length === 0) continue;
      report({
        resource: path.triggers[0], path, what: `${bare.map(({ name }) => name).join(', ')} of ${path.triggers[0].label} ${bare.length === 1 ? 'calls' : 'call'} ${path.fn.label} and ${bare.length === 1 ? 'fails' : 'fail'} when it is throttled`,
        fix: 'Call addRetry({ errors: [\'Lambda.TooManyRequestsException\'], interval: Duration.seconds(2), maxAttempts: 6, backoffRate: 2, jitterStrategy: JitterType.FULL }) on the task.',
        event: bare.every(({ caught }) => caught) ? 'one busy second fails the task, and the event goes to its Catch' : undefined,
        fixInTemplate: `Add { ErrorEquals: [Lambda.TooManyRequestsException], IntervalSeconds: 2, MaxAttempts: 6, BackoffRate: 2, JitterStrategy: FULL } to Retry of ${bare.map(({ name }) => name).join(', ')}.`,
      });
    }
  },
});
