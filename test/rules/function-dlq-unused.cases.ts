import { Stack } from 'aws-cdk-lib';
import * as apigw from 'aws-cdk-lib/aws-apigateway';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as destinations from 'aws-cdk-lib/aws-lambda-destinations';
import * as sources from 'aws-cdk-lib/aws-lambda-event-sources';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { fn, queueWithDlq } from '../support/parts';
import { ruleCases } from '../support/rule-cases';

const scheduled = (stack: Stack, target: ReturnType<typeof fn>) =>
  void new events.Rule(stack, 'Rule', { schedule: events.Schedule.expression('rate(1 hour)'), targets: [new targets.LambdaFunction(target)] });

export default ruleCases('function-dlq-unused', {
  fires: {
    'M1: a polled function with a dead-letter queue': {
      app: (stack) => fn(stack, 'Fn', { deadLetterQueueEnabled: true }).addEventSource(new sources.SqsEventSource(queueWithDlq(stack))),
      at: 'Fn', says: /Orders is polled/,
    },
    'M1: a polled function with a destination': {
      app: (stack) => fn(stack, 'Fn', { onFailure: new destinations.SqsDestination(new sqs.Queue(stack, 'Failed')) }).addEventSource(new sources.SqsEventSource(queueWithDlq(stack))),
      at: 'FnEventInvokeConfig',
    },
    'a function behind an API': {
      app: (stack) => void new apigw.LambdaRestApi(stack, 'Api', { handler: fn(stack, 'Fn', { deadLetterQueueEnabled: true }), cloudWatchRole: false }),
      at: 'Fn', says: /the caller waits/,
    },
  },
  silent: {
    'an asynchronous function': { app: (stack) => scheduled(stack, fn(stack, 'Fn', { deadLetterQueueEnabled: true })) },
    'polled, but also invoked asynchronously': {
      app: (stack) => {
        const handler = fn(stack, 'Fn', { deadLetterQueueEnabled: true });
        handler.addEventSource(new sources.SqsEventSource(queueWithDlq(stack)));
        scheduled(stack, handler);
      },
    },
    'nothing in the app invokes it': { app: (stack) => void fn(stack, 'Fn', { deadLetterQueueEnabled: true }) },
  },
});
