import { Duration, Stack } from 'aws-cdk-lib';
import { Stream } from 'aws-cdk-lib/aws-kinesis';
import { Function, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { KinesisEventSource, SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { LambdaSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { DeadLetterQueue, FailsafeNets } from '../../../src';
import { throws } from '../handlers';
import { Scenarios } from '../scenario';
import { toQueue, toStream, toTopic } from '../sending';

/** Apps in plain constructs of CDK that lose events, as the wrong twins do, and that one line mends. */
const mended = (stack: Stack): void => FailsafeNets.of(stack);

function subscribed(stack: Stack): Topic {
  const topic = new Topic(stack, 'Shipped');
  topic.addSubscription(new LambdaSubscription(new Function(stack, 'Notify', throws)));
  return topic;
}

export const right: Scenarios = {
  'a queue without a redrive policy': {
    proves: 'With a redrive policy the same message is moved and not deleted: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html',
    app: (stack) => {
      const queue = new Queue(stack, 'Orders', { visibilityTimeout: Duration.seconds(2) });
      new Function(stack, 'Fn', throws).addEventSource(new SqsEventSource(queue));
      mended(stack);
      return toQueue(queue);
    },
  },
  'a stream with finite retries and no destination': {
    proves: 'With a destination the same batch is kept: https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html',
    app: (stack) => {
      const stream = new Stream(stack, 'Clicks');
      new Function(stack, 'Fn', throws).addEventSource(new KinesisEventSource(stream, { startingPosition: StartingPosition.TRIM_HORIZON, retryAttempts: 2 }));
      mended(stack);
      return toStream(stream);
    },
  },
  'a function without a destination': {
    proves: 'With a destination the same event is kept: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html',
    app: (stack) => {
      const topic = subscribed(stack);
      mended(stack);
      return toTopic(topic);
    },
  },
  'a subscription without a dead-letter queue, whose function is gone': {
    proves: 'With a dead-letter queue of the subscription the same message is kept: https://docs.aws.amazon.com/sns/latest/dg/sns-dead-letter-queues.html',
    app: (stack) => {
      const topic = subscribed(stack);
      mended(stack);
      return toTopic(topic);
    },
    undelivered: (stack) => stack.node.findAll().find((each) => each instanceof DeadLetterQueue && each.node.id === 'UndeliveredEvents'),
  },
};
