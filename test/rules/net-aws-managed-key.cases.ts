import { Stack } from 'aws-cdk-lib';
import * as sources from 'aws-cdk-lib/aws-lambda-event-sources';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as subscriptions from 'aws-cdk-lib/aws-sns-subscriptions';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { fn } from '../support/parts';
import { ruleCases } from '../support/rule-cases';

const managed = (stack: Stack) => new sqs.Queue(stack, 'Dlq', { encryption: sqs.QueueEncryption.KMS_MANAGED });

export default ruleCases('net-aws-managed-key', {
  fires: {
    'M20: a subscription whose dead-letter queue is encrypted with alias/aws/sqs': {
      app: (stack) => new sns.Topic(stack, 'Topic').addSubscription(new subscriptions.LambdaSubscription(fn(stack), { deadLetterQueue: managed(stack) })), at: 'FnTopic', says: /SQS_MANAGED/,
    },
  },
  silent: {
    'the role of a function may use that key': { app: (stack) => fn(stack, 'Fn', { deadLetterQueue: managed(stack) }).addEventSource(new sources.SnsEventSource(new sns.Topic(stack, 'Topic'))) },
    'a redrive': { app: (stack) => fn(stack).addEventSource(new sources.SqsEventSource(new sqs.Queue(stack, 'Orders', { deadLetterQueue: { maxReceiveCount: 5, queue: managed(stack) } }))) },
  },
});
