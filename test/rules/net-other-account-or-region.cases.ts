import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as destinations from 'aws-cdk-lib/aws-lambda-destinations';
import * as sources from 'aws-cdk-lib/aws-lambda-event-sources';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { fn } from '../support/parts';
import { ruleCases } from '../support/rule-cases';

const env = { account: '111122223333', region: 'eu-west-1' };

export default ruleCases('net-other-account-or-region', {
  fires: {
    'M48: the dead-letter queue of a queue is in another account': {
      app: (stack) => fn(stack).addEventSource(new sources.SqsEventSource(new sqs.Queue(stack, 'Orders', {
        deadLetterQueue: { maxReceiveCount: 5, queue: sqs.Queue.fromQueueArn(stack, 'Dlq', 'arn:aws:sqs:eu-west-1:999999999999:dlq') },
      }))),
      env, at: 'Orders', says: /in the account 999999999999/,
    },
    'M40: the dead-letter queue of a subscription is in another Region': {
      app: (stack) => void new sns.CfnSubscription(stack, 'Subscription', {
        topicArn: new sns.Topic(stack, 'Topic').topicArn, protocol: 'lambda', endpoint: fn(stack).functionArn, redrivePolicy: { deadLetterTargetArn: 'arn:aws:sqs:us-east-1:111122223333:dlq' },
      }),
      env, at: 'Subscription', says: /in the Region us-east-1/,
    },
    'M48: a destination in another Region is not documented to work': {
      app: (stack) => fn(stack, 'Fn', { onFailure: new destinations.SqsDestination(sqs.Queue.fromQueueArn(stack, 'Failed', 'arn:aws:sqs:us-east-1:111122223333:failed')) })
        .addEventSource(new sources.SnsEventSource(new sns.Topic(stack, 'Topic'))),
      env, at: 'FnEventInvokeConfig', says: /does not document/,
    },
  },
  silent: {
    'the same account and Region, written down': {
      env,
      app: (stack) => fn(stack).addEventSource(new sources.SqsEventSource(new sqs.Queue(stack, 'Orders', {
        deadLetterQueue: { maxReceiveCount: 5, queue: sqs.Queue.fromQueueArn(stack, 'Dlq', 'arn:aws:sqs:eu-west-1:111122223333:dlq') },
      }))),
    },
    'the dead-letter queue of a rule may be in another account': {
      env,
      app: (stack) => void new events.Rule(stack, 'Rule', {
        schedule: events.Schedule.cron({}), targets: [new targets.LambdaFunction(fn(stack), { deadLetterQueue: sqs.Queue.fromQueueArn(stack, 'Dlq', 'arn:aws:sqs:eu-west-1:999999999999:dlq') })],
      }),
    },
  },
});
