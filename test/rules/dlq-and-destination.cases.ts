import * as destinations from 'aws-cdk-lib/aws-lambda-destinations';
import * as sources from 'aws-cdk-lib/aws-lambda-event-sources';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { fn } from '../support/parts';
import { ruleCases } from '../support/rule-cases';

export default ruleCases('dlq-and-destination', {
  fires: {
    'M16: a dead-letter queue and an on-failure destination': {
      app: (stack) => fn(stack, 'Fn', { deadLetterQueueEnabled: true, onFailure: new destinations.SqsDestination(new sqs.Queue(stack, 'Failed')) }).addEventSource(new sources.SnsEventSource(new sns.Topic(stack, 'Topic'))),
      at: 'Fn', says: /dead-letter queue\) and to Failed/,
    },
  },
  silent: {
    'only a destination': { app: (stack) => fn(stack, 'Fn', { onFailure: new destinations.SqsDestination(new sqs.Queue(stack, 'Failed')) }).addEventSource(new sources.SnsEventSource(new sns.Topic(stack, 'Topic'))) },
    'a destination for success': { app: (stack) => fn(stack, 'Fn', { deadLetterQueueEnabled: true, onSuccess: new destinations.SqsDestination(new sqs.Queue(stack, 'Done')) }).addEventSource(new sources.SnsEventSource(new sns.Topic(stack, 'Topic'))) },
  },
});
