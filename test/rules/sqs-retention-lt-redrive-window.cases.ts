import { Duration, Stack } from 'aws-cdk-lib';
import * as sources from 'aws-cdk-lib/aws-lambda-event-sources';
import { fn, queueWithDlq } from '../support/parts';
import { ruleCases } from '../support/rule-cases';

const app = (hours: number) => (stack: Stack) => fn(stack, 'Fn', { timeout: Duration.minutes(15) })
  .addEventSource(new sources.SqsEventSource(queueWithDlq(stack, 'Orders', { visibilityTimeout: Duration.minutes(90), retentionPeriod: Duration.hours(hours) })));

export default ruleCases('sqs-retention-lt-redrive-window', {
  fires: {
    'M9: five receives take 7.5 hours, the message lives for 6': { app: app(6), at: 'Orders', says: /take 27000 s/ },
  },
  silent: {
    'the message lives for a day': { app: app(24) },
  },
});
