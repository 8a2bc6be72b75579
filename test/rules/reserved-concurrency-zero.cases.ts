import { Stack } from 'aws-cdk-lib';
import * as sources from 'aws-cdk-lib/aws-lambda-event-sources';
import { fn, queueWithDlq } from '../support/parts';
import { ruleCases } from '../support/rule-cases';

const app = (reserved: number | undefined) => (stack: Stack) => fn(stack, 'Fn', { reservedConcurrentExecutions: reserved }).addEventSource(new sources.SqsEventSource(queueWithDlq(stack)));

export default ruleCases('reserved-concurrency-zero', {
  fires: { 'M25: reserved concurrency 0': { app: app(0), at: 'Fn' } },
  silent: { 'reserved concurrency 10': { app: app(10) }, 'none reserved': { app: app(undefined) } },
});
