import * as sns from 'aws-cdk-lib/aws-sns';
import * as subscriptions from 'aws-cdk-lib/aws-sns-subscriptions';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { fn } from '../support/parts';
import { ruleCases } from '../support/rule-cases';

export default ruleCases('sns-subscription-no-dlq', {
  fires: {
    'M21: the function has a net, the subscription has none': {
      app: (stack) => void new sns.Topic(stack, 'Topic').addSubscription(new subscriptions.LambdaSubscription(fn(stack, 'Fn', { deadLetterQueueEnabled: true }))),
      at: 'FnTopic',
    },
  },
  silent: {
    'a subscription with a redrive policy': {
      app: (stack) => void new sns.Topic(stack, 'Topic').addSubscription(new subscriptions.LambdaSubscription(fn(stack), { deadLetterQueue: new sqs.Queue(stack, 'Dlq') })),
    },
    'a queue subscription': { app: (stack) => void new sns.Topic(stack, 'Topic').addSubscription(new subscriptions.SqsSubscription(new sqs.Queue(stack, 'Queue'))) },
  },
});
