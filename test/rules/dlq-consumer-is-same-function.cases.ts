import * as destinations from 'aws-cdk-lib/aws-lambda-destinations';
import * as sources from 'aws-cdk-lib/aws-lambda-event-sources';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { fn } from '../support/parts';
import { ruleCases } from '../support/rule-cases';

export default ruleCases('dlq-consumer-is-same-function', {
  fires: {
    'M26: the dead-letter queue feeds the function that failed': {
      app: (stack) => {
        const dlq = new sqs.Queue(stack, 'Dlq');
        const failing = fn(stack);
        failing.addEventSource(new sources.SqsEventSource(new sqs.Queue(stack, 'Orders', { deadLetterQueue: { queue: dlq, maxReceiveCount: 5 } })));
        failing.addEventSource(new sources.SqsEventSource(dlq));
      },
      at: 'Orders', says: /come back to it again and again/,
    },
    'M26: the on-failure destination is the queue that the function reads': {
      app: (stack) => {
        const queue = new sqs.Queue(stack, 'Orders');
        const failing = fn(stack, 'Fn', { onFailure: new destinations.SqsDestination(queue) });
        failing.addEventSource(new sources.SqsEventSource(queue));
        failing.addEventSource(new sources.SnsEventSource(new sns.Topic(stack, 'Topic')));
      },
      at: 'FnEventInvokeConfig',
    },
  },
  silent: {
    'another function reads the dead-letter queue': {
      app: (stack) => {
        const dlq = new sqs.Queue(stack, 'Dlq');
        fn(stack).addEventSource(new sources.SqsEventSource(new sqs.Queue(stack, 'Orders', { deadLetterQueue: { queue: dlq, maxReceiveCount: 5 } })));
        fn(stack, 'Replay').addEventSource(new sources.SqsEventSource(dlq));
      },
    },
    'the function tries a second time, and a second dead-letter queue ends that': {
      app: (stack) => {
        const retry = new sqs.Queue(stack, 'Retry', { deadLetterQueue: { queue: new sqs.Queue(stack, 'Dlq'), maxReceiveCount: 5 } });
        const failing = fn(stack);
        failing.addEventSource(new sources.SqsEventSource(new sqs.Queue(stack, 'Orders', { deadLetterQueue: { queue: retry, maxReceiveCount: 5 } })));
        failing.addEventSource(new sources.SqsEventSource(retry));
      },
    },
  },
});
