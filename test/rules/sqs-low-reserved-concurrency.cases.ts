import { Stack } from 'aws-cdk-lib';
import * as sources from 'aws-cdk-lib/aws-lambda-event-sources';
import { fn, pipePoller, queueWithDlq, queueYaml } from '../support/parts';
import { ruleCases } from '../support/rule-cases';

const app = (reserved: number | undefined, ...most: number[]) => (stack: Stack) => {
  const handler = fn(stack, 'Fn', { reservedConcurrentExecutions: reserved });
  most.forEach((maxConcurrency, i) => handler.addEventSource(new sources.SqsEventSource(queueWithDlq(stack, `Queue${i}`), { maxConcurrency: maxConcurrency || undefined })));
};

export default ruleCases('sqs-low-reserved-concurrency', {
  fires: {
    'M25: two reserved': { app: app(2, 0), at: 'Fn', says: /reserves 2, its queues may ask for 5/ },
    'M25: less than the sum of two mappings': { app: app(10, 8, 8), at: 'Fn', says: /may ask for 16/ },
  },
  silent: {
    'nothing reserved': { app: app(undefined, 0) },
    'enough for both mappings': { app: app(16, 8, 8) },
    'nothing is let through, which is another rule': { app: app(0, 0) },
    'a pipe, which invokes as often as it likes': { template: `${queueYaml({ poller: pipePoller })}\n      ReservedConcurrentExecutions: 2` },
  },
});
