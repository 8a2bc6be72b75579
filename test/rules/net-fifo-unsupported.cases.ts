import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as destinations from 'aws-cdk-lib/aws-lambda-destinations';
import * as sources from 'aws-cdk-lib/aws-lambda-event-sources';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as subscriptions from 'aws-cdk-lib/aws-sns-subscriptions';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { fn } from '../support/parts';
import { ruleCases } from '../support/rule-cases';

export default ruleCases('net-fifo-unsupported', {
  fires: {
    'M4: the dead-letter queue of the function is FIFO': {
      app: (stack) => fn(stack, 'Fn', { deadLetterQueue: new sqs.Queue(stack, 'Dlq', { fifo: true }) }).addEventSource(new sources.SnsEventSource(new sns.Topic(stack, 'Topic'))),
      at: 'Fn', says: /FIFO queue; the dead-letter queue of a function must be a standard one/,
    },
    'M4: the on-failure destination is a FIFO queue': {
      app: (stack) => fn(stack, 'Fn', { onFailure: new destinations.SqsDestination(new sqs.Queue(stack, 'Failed', { fifo: true })) }).addEventSource(new sources.SnsEventSource(new sns.Topic(stack, 'Topic'))),
      at: 'FnEventInvokeConfig',
    },
    'M4: the on-failure destination is a FIFO topic': {
      app: (stack) => fn(stack, 'Fn', { onFailure: new destinations.SnsDestination(new sns.Topic(stack, 'Failed', { fifo: true })) }).addEventSource(new sources.SnsEventSource(new sns.Topic(stack, 'Topic'))),
      at: 'FnEventInvokeConfig', says: /FIFO topic/,
    },
    'M4: the dead-letter queue of a rule target is FIFO': {
      app: (stack) => void new events.Rule(stack, 'Rule', {
        schedule: events.Schedule.cron({}), targets: [new targets.LambdaFunction(fn(stack), { deadLetterQueue: new sqs.Queue(stack, 'Dlq', { fifo: true }) })],
      }),
      at: 'Rule',
    },
    'M4: an imported FIFO queue is told by its name': {
      app: (stack) => fn(stack, 'Fn', { onFailure: new destinations.SqsDestination(sqs.Queue.fromQueueArn(stack, 'Failed', 'arn:aws:sqs:eu-west-1:111122223333:failed.fifo')) })
        .addEventSource(new sources.SnsEventSource(new sns.Topic(stack, 'Topic'))),
      at: 'FnEventInvokeConfig',
    },
  },
  silent: {
    'standard queues': {
      app: (stack) => new sns.Topic(stack, 'Topic').addSubscription(new subscriptions.LambdaSubscription(
        fn(stack, 'Fn', { onFailure: new destinations.SqsDestination(new sqs.Queue(stack, 'Failed')) }), { deadLetterQueue: new sqs.Queue(stack, 'Undelivered') })),
    },
    'a FIFO dead-letter queue of a FIFO queue': {
      app: (stack) => fn(stack).addEventSource(new sources.SqsEventSource(new sqs.Queue(stack, 'Orders', { fifo: true, deadLetterQueue: { maxReceiveCount: 5, queue: new sqs.Queue(stack, 'Dlq', { fifo: true }) } }))),
    },
  },
});
