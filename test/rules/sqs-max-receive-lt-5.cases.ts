import { Stack } from 'aws-cdk-lib';
import * as sources from 'aws-cdk-lib/aws-lambda-event-sources';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { fn } from '../support/parts';
import { ruleCases } from '../support/rule-cases';

const app = (maxReceiveCount: number) => (stack: Stack) =>
  fn(stack).addEventSource(new sources.SqsEventSource(new sqs.Queue(stack, 'Orders', { deadLetterQueue: { maxReceiveCount, queue: new sqs.Queue(stack, 'Dlq') } })));

export default ruleCases('sqs-max-receive-lt-5', {
  fires: {
    'M8: one receive': { app: app(1), at: 'Orders', says: /after 1 receive\./ },
    'M8: four receives': { app: app(4), at: 'Orders', says: /4 receives/ },
  },
  silent: {
    'five receives': { app: app(5) },
    'a queue that no function polls': { app: (stack) => void new sqs.Queue(stack, 'Orders', { deadLetterQueue: { maxReceiveCount: 1, queue: new sqs.Queue(stack, 'Dlq') } }) },
  },
});
