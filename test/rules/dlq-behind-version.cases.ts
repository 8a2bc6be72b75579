import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as destinations from 'aws-cdk-lib/aws-lambda-destinations';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as subscriptions from 'aws-cdk-lib/aws-sns-subscriptions';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { fn } from '../support/parts';
import { ruleCases } from '../support/rule-cases';

export default ruleCases('dlq-behind-version', {
  fires: {
    'M15: an alias is invoked, and only the function has a net': {
      app: (stack) => new sns.Topic(stack, 'Topic').addSubscription(new subscriptions.LambdaSubscription(new lambda.Alias(stack, 'Live', { aliasName: 'live', version: fn(stack, 'Fn', { deadLetterQueueEnabled: true }).currentVersion }))),
      at: 'Live', says: /configureAsyncInvoke/,
    },
  },
  silent: {
    'the function itself is invoked': { app: (stack) => new sns.Topic(stack, 'Topic').addSubscription(new subscriptions.LambdaSubscription(fn(stack, 'Fn', { deadLetterQueueEnabled: true }))) },
    'the alias has a destination of its own': {
      app: (stack) => new sns.Topic(stack, 'Topic').addSubscription(new subscriptions.LambdaSubscription(new lambda.Alias(stack, 'Live', {
        aliasName: 'live', version: fn(stack).currentVersion, onFailure: new destinations.SqsDestination(new sqs.Queue(stack, 'Failed')),
      }))),
    },
  },
});
