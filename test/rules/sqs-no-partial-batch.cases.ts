import { Stack } from 'aws-cdk-lib';
import * as sources from 'aws-cdk-lib/aws-lambda-event-sources';
import { fn, queueWithDlq } from '../support/parts';
import { ruleCases } from '../support/rule-cases';

const app = (props: sources.SqsEventSourceProps) => (stack: Stack) => fn(stack).addEventSource(new sources.SqsEventSource(queueWithDlq(stack), props));

export default ruleCases('sqs-no-partial-batch', {
  fires: {
    'M32: the default batch of ten': { app: app({}), at: 'FnSqsEventSource', says: /up to 10 messages/ },
  },
  silent: {
    'partial batch responses': { app: app({ reportBatchItemFailures: true }) },
    'one message at a time': { app: app({ batchSize: 1 }) },
  },
});
