import { Duration, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sources from 'aws-cdk-lib/aws-lambda-event-sources';
import { fn, pipePoller, queueWithDlq, queueYaml } from '../support/parts';
import { ruleCases } from '../support/rule-cases';

const app = (visibility: number, timeout: number, alias = false, window = 0) => (stack: Stack) => {
  const handler = fn(stack, 'Fn', { timeout: Duration.seconds(timeout) });
  const invoked = alias ? new lambda.Alias(stack, 'Live', { aliasName: 'live', version: handler.currentVersion }) : handler;
  invoked.addEventSource(new sources.SqsEventSource(queueWithDlq(stack, 'Orders', { visibilityTimeout: Duration.seconds(visibility) }), { maxBatchingWindow: window ? Duration.seconds(window) : undefined }));
};

export default ruleCases('sqs-visibility-lt-timeout', {
  fires: {
    'M7: visibility below the timeout': { app: app(30, 60), at: 'Orders', says: /Duration\.seconds\(360\)/, property: 'VisibilityTimeout' },
    'the batching window counts': { app: app(30, 60, false, 20), at: 'Orders', says: /Duration\.seconds\(380\)/ },
    'M7: also through an alias': { app: app(30, 60, true), at: 'Orders' },
  },
  silent: {
    'a pipe, which has its own way with visibility': { template: queueYaml({ timeout: 60, poller: pipePoller }) },
    'a visibility timeout that is known at deployment': { template: queueYaml({ visibility: '!Ref Later', timeout: 60 }) },
    'a timeout of the function that is known at deployment': { template: queueYaml({ timeout: '!Ref Later' }) },
    'six times the timeout': { app: app(360, 60) },
    'equal to the timeout is another rule': { app: app(60, 60) },
  },
});
