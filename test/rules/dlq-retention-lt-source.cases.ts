import { Duration, Stack } from 'aws-cdk-lib';
import * as sources from 'aws-cdk-lib/aws-lambda-event-sources';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { fn } from '../support/parts';
import { ruleCases } from '../support/rule-cases';

const app = (source: number, dead: number, fifo?: boolean) => (stack: Stack) =>
  fn(stack).addEventSource(new sources.SqsEventSource(new sqs.Queue(stack, 'Orders', {
    fifo, retentionPeriod: Duration.days(source), deadLetterQueue: { maxReceiveCount: 5, queue: new sqs.Queue(stack, 'Dead', { fifo, retentionPeriod: Duration.days(dead) }) },
  })));

export default ruleCases('dlq-retention-lt-source', {
  fires: {
    'M5: the dead-letter queue forgets sooner': { app: app(14, 4), at: 'Dead', says: /4 d, counted from when they were sent to Orders, which keeps them for 14 d/ },
  },
  silent: {
    'the dead-letter queue keeps longer': { app: app(4, 14) },
    'a FIFO dead-letter queue starts counting anew': { app: app(14, 4, true) },
  },
});
