import * as sources from 'aws-cdk-lib/aws-lambda-event-sources';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as subscriptions from 'aws-cdk-lib/aws-sns-subscriptions';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { fn } from '../support/parts';
import { ruleCases } from '../support/rule-cases';

export default ruleCases('sns-fifo-to-lambda', {
  fires: {
    'M38: a function subscribed to a FIFO topic': { app: (stack) => new sns.Topic(stack, 'Topic', { fifo: true }).addSubscription(new subscriptions.LambdaSubscription(fn(stack))), at: 'FnTopic' },
  },
  silent: {
    'a FIFO queue in between': {
      app: (stack) => {
        const queue = new sqs.Queue(stack, 'Orders', { fifo: true });
        new sns.Topic(stack, 'Topic', { fifo: true }).addSubscription(new subscriptions.SqsSubscription(queue));
        fn(stack).addEventSource(new sources.SqsEventSource(queue));
      },
    },
    'a standard topic': { app: (stack) => new sns.Topic(stack, 'Topic').addSubscription(new subscriptions.LambdaSubscription(fn(stack))) },
  },
});
