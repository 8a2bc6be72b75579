import { Stack } from 'aws-cdk-lib';
import * as sources from 'aws-cdk-lib/aws-lambda-event-sources';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { fn } from '../support/parts';
import { ruleCases } from '../support/rule-cases';

function read(stack: Stack, source: boolean, dead: boolean) {
  const dlq = new sqs.Queue(stack, 'Dlq', dead ? { fifo: true } : {});
  const queue = new sqs.Queue(stack, 'Orders', source ? { fifo: true } : {});
  (queue.node.defaultChild as sqs.CfnQueue).redrivePolicy = { deadLetterTargetArn: dlq.queueArn, maxReceiveCount: 5 };
  fn(stack).addEventSource(new sources.SqsEventSource(queue));
}

export default ruleCases('dlq-fifo-mismatch', {
  fires: {
    'M4: a FIFO queue with a standard dead-letter queue': { app: (stack) => read(stack, true, false), at: 'Orders', says: /Set fifo: true on Dlq/ },
    'M4: a standard queue with a FIFO dead-letter queue': { app: (stack) => read(stack, false, true), at: 'Orders', says: /is standard, its dead-letter queue .* is FIFO/ },
  },
  silent: {
    'both FIFO': { app: (stack) => read(stack, true, true) },
    'both standard': { app: (stack) => read(stack, false, false) },
  },
});
