import { Stack } from 'aws-cdk-lib';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sources from 'aws-cdk-lib/aws-lambda-event-sources';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { fn } from '../support/parts';
import { ruleCases } from '../support/rule-cases';

const kafka = { clusterArn: 'arn:aws:kafka:eu-west-1:111122223333:cluster/orders/abc', topic: 'orders', startingPosition: lambda.StartingPosition.LATEST };
const pollers = { provisionedPollerConfig: { minimumPollers: 1, maximumPollers: 3 } };

function toKafka(stack: Stack, topic: string) {
  const stream = new kinesis.Stream(stack, 'Stream');
  fn(stack).addEventSource(new sources.KinesisEventSource(stream, { startingPosition: lambda.StartingPosition.LATEST, retryAttempts: 3, onFailure: new sources.KafkaDlq(topic) }));
}

export default ruleCases('net-type-unsupported', {
  fires: {
    'the dead-letter queue of the function is a bucket': {
      app: (stack) => {
        const failing = fn(stack);
        (failing.node.defaultChild as lambda.CfnFunction).deadLetterConfig = { targetArn: new s3.Bucket(stack, 'Failed').bucketArn };
        failing.addEventSource(new sources.SnsEventSource(new sns.Topic(stack, 'Topic')));
      },
      at: 'Fn', says: /a bucket, which cannot be the dead-letter queue of a function/,
    },
    'M37: a Kafka topic for the failed batches of a stream': { app: (stack) => toKafka(stack, 'failed-batches'), at: 'FnKinesis', says: /does not read from Kafka/ },
    'M37: a Kafka topic without provisioned pollers': {
      app: (stack) => void fn(stack).addEventSource(new sources.ManagedKafkaEventSource({ ...kafka, onFailure: new sources.KafkaDlq('failed') })), at: 'FnKafka', says: /needs provisioned pollers/,
    },
    'M37: failed batches go back into the topic they came from': {
      app: (stack) => void fn(stack).addEventSource(new sources.ManagedKafkaEventSource({ ...kafka, ...pollers, onFailure: new sources.KafkaDlq('orders') })), at: 'FnKafka', says: /Name another topic than orders/,
    },
  },
  silent: {
    'a queue for the failed batches of a stream': {
      app: (stack) => void fn(stack).addEventSource(new sources.KinesisEventSource(new kinesis.Stream(stack, 'Stream'), {
        startingPosition: lambda.StartingPosition.LATEST, retryAttempts: 3, onFailure: new sources.SqsDlq(new sqs.Queue(stack, 'Failed')),
      })),
    },
    'a Kafka topic with provisioned pollers': {
      app: (stack) => void fn(stack).addEventSource(new sources.ManagedKafkaEventSource({ ...kafka, ...pollers, onFailure: new sources.KafkaDlq('failed') })),
    },
  },
});
