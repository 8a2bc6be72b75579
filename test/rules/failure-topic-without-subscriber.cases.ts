import { Stack } from 'aws-cdk-lib';
import * as destinations from 'aws-cdk-lib/aws-lambda-destinations';
import * as sources from 'aws-cdk-lib/aws-lambda-event-sources';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as subscriptions from 'aws-cdk-lib/aws-sns-subscriptions';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { fn } from '../support/parts';
import { ruleCases } from '../support/rule-cases';

function failing(stack: Stack): sns.Topic {
  const topic = new sns.Topic(stack, 'Failed');
  fn(stack, 'Fn', { onFailure: new destinations.SnsDestination(topic) }).addEventSource(new sources.SnsEventSource(new sns.Topic(stack, 'Topic')));
  return topic;
}

export default ruleCases('failure-topic-without-subscriber', {
  fires: {
    'nobody subscribes to the topic of failed events': { app: (stack) => void failing(stack), at: 'Failed' },
  },
  silent: {
    'a queue subscribes to it': { app: (stack) => failing(stack).addSubscription(new subscriptions.SqsSubscription(new sqs.Queue(stack, 'Keeper'))) },
    'a subscription written into the topic': {
      app: (stack) => { (failing(stack).node.defaultChild as sns.CfnTopic).subscription = [{ protocol: 'email', endpoint: 'oncall@example.com' }]; },
    },
  },
});
