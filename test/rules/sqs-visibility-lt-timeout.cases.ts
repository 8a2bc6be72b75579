import { Duration, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sources from 'aws-cdk-lib/aws-lambda-event-sources';
import { fn, queueWithDlq } from '../support/parts';
import { ruleCases } from '../support/rule-cases';

const app = (visibility: number, timeout: number, alias = false) => (stack: Stack) => {
  const handler = fn(stack, 'Fn', { timeout: Duration.seconds(timeout) });
  const invoked = alias ? new lambda.Alias(stack, 'Live', { aliasName: 'live', version: handler.currentVersion }) : handler;
  invoked.addEventSource(new sources.SqsEventSource(queueWithDlq(stack, 'Orders', { visibilityTimeout: Duration.seconds(visibility) })));
};

export default ruleCases('sqs-visibility-lt-timeout', {
  fires: {
    'M7: visibility below the timeout': { app: app(30, 60), at: 'Orders', says: /Duration\.seconds\(360\)/ },
    'M7: also through an alias': { app: app(30, 60, true), at: 'Orders' },
  },
  silent: {
    'six times the timeout': { app: app(360, 60) },
    'equal to the timeout is another rule': { app: app(60, 60) },
  },
});
