import { Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as destinations from 'aws-cdk-lib/aws-lambda-destinations';
import * as sources from 'aws-cdk-lib/aws-lambda-event-sources';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as subscriptions from 'aws-cdk-lib/aws-sns-subscriptions';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { fn, fnYaml, subscriberYaml } from '../support/parts';
import { ruleCases } from '../support/rule-cases';
import { caught, limited, onKinesis, onTable, pipeYaml } from '../support/streams';

function failing(stack: Stack): sqs.Queue {
  const queue = new sqs.Queue(stack, 'Failed');
  fn(stack, 'Fn', { onFailure: new destinations.SqsDestination(queue) }).addEventSource(new sources.SnsEventSource(new sns.Topic(stack, 'Topic')));
  return queue;
}

/** Two functions that fail into one queue, and an alarm on one of them. */
const two = (...alarmed: string[]) => `
Resources:
  Failed: { Type: AWS::SQS::Queue }
  Topic: { Type: AWS::SNS::Topic, Properties: { Subscription: [{ Protocol: lambda, Endpoint: !GetAtt Bill.Arn }, { Protocol: lambda, Endpoint: !GetAtt Fn.Arn }] } }
${alarmed.map((id) => `  ${id}Alarm: { Type: AWS::CloudWatch::Alarm, Properties: { Namespace: AWS/Lambda, MetricName: AsyncEventsDropped, Dimensions: [{ Name: FunctionName, Value: !Ref ${id} }] } }\n`).join('')}${['Bill', 'Fn'].map((id) => fnYaml('DeadLetterConfig: { TargetArn: !GetAtt Failed.Arn }').replace('Fn:', `${id}:`)).join('')}`;

export default ruleCases('dlq-not-watched', {
  fires: {
    'M6: no alarm and no consumer': { app: (stack) => void failing(stack), at: 'Failed', says: /failed events of Fn end up in Failed, and nothing in this app watches or reads it/, mends: 'FailureAlarms' },
    'M6: the alarm is on another queue': {
      app: (stack) => {
        failing(stack);
        new sqs.Queue(stack, 'Other').metricApproximateNumberOfMessagesVisible().createAlarm(stack, 'Alarm', { threshold: 1, evaluationPeriods: 1 });
      },
      at: 'Failed',
    },
    'M6: one queue for two functions': {
      app: (stack) => {
        const queue = failing(stack);
        fn(stack, 'Bill', { deadLetterQueue: queue }).addEventSource(new sources.SnsEventSource(new sns.Topic(stack, 'Billed')));
      },
      at: 'Failed', says: /failed events of Bill and Fn end up in Failed/,
    },
    'one queue for three functions': {
      app: (stack) => {
        const queue = failing(stack);
        for (const id of ['Ship', 'Bill']) fn(stack, id, { deadLetterQueue: queue }).addEventSource(new sources.SnsEventSource(new sns.Topic(stack, `${id}Topic`)));
      },
      at: 'Failed', says: /failed events of Bill and 2 other functions end up in Failed/,
    },
    'M6: a queue for what SNS cannot deliver': {
      app: (stack) => new sns.Topic(stack, 'Topic').addSubscription(new subscriptions.LambdaSubscription(fn(stack), { deadLetterQueue: new sqs.Queue(stack, 'Undelivered') })), at: 'Undelivered',
    },
    'M6: one queue for two functions, told of once': { template: two(), at: 'Failed', says: /^failed events of Bill and Fn end up in Failed, .*$/ },
    'M6: one queue for two functions, and an alarm on what one of them drops': { template: two('Fn'), at: 'Failed', says: /^failed events of Bill end up in Failed, .*$/ },
    'positions in a topic of Kafka, which forgets in its own way': {
      template: `
Resources:
  Failed: { Type: AWS::SQS::Queue }
  Mapping: { Type: AWS::Lambda::EventSourceMapping, Properties: { FunctionName: !Ref Fn, EventSourceArn: 'arn:aws:kafka:eu-west-1:111122223333:cluster/shop/1', Topics: [orders], StartingPosition: LATEST, DestinationConfig: { OnFailure: { Destination: !GetAtt Failed.Arn } } } }${fnYaml()}`,
      at: 'Failed',
    },
    'ids of events on a custom event bus': { template: subscriberYaml('OnFailureConfiguration: { Arn: !GetAtt Dlq.Arn }'), at: 'Dlq' },
    'what a function fails on that a pipe does not wait for': {
      template: pipeYaml().replace('Target: ', 'TargetParameters: { LambdaFunctionParameters: { InvocationType: FIRE_AND_FORGET } }\n      Target: ').concat('\n      DeadLetterConfig: { TargetArn: !GetAtt Failed.Arn }'), at: 'Failed',
    },
  },
  silent: {
    'positions in a Kinesis stream, which expire sooner than the queue': { app: caught(onKinesis, limited) },
    'positions in the stream of a table': { app: caught(onTable, limited) },
    'positions in the stream of a pipe': { template: pipeYaml(', MaximumRetryAttempts: 3, DeadLetterConfig: { Arn: !GetAtt Failed.Arn }') },
    'a FIFO queue, which Lambda cannot write to': {
      template: `
Resources:
  Failed: { Type: AWS::SQS::Queue, Properties: { FifoQueue: true } }
  Topic: { Type: AWS::SNS::Topic }
  Subscription: { Type: AWS::SNS::Subscription, Properties: { Protocol: lambda, TopicArn: !Ref Topic, Endpoint: !GetAtt Fn.Arn } }${fnYaml('DeadLetterConfig: { TargetArn: !GetAtt Failed.Arn }')}`,
    },
    'an alarm on the queue': { app: (stack) => void failing(stack).metricApproximateNumberOfMessagesVisible().createAlarm(stack, 'Alarm', { threshold: 1, evaluationPeriods: 1 }) },
    'an alarm in another stack': {
      app: (stack) => void failing(stack).metricApproximateAgeOfOldestMessage().createAlarm(new Stack(stack.node.scope!, 'Alarms'), 'Alarm', { threshold: 3600, evaluationPeriods: 1 }),
    },
    'an alarm over a sum of queues': {
      app: (stack) => void new cloudwatch.MathExpression({ expression: 'a + b', usingMetrics: { a: failing(stack).metricApproximateNumberOfMessagesVisible(), b: new sqs.Queue(stack, 'Other').metricApproximateNumberOfMessagesVisible() } })
        .createAlarm(stack, 'Alarm', { threshold: 1, evaluationPeriods: 1 }),
    },
    'an alarm that finds its queues by itself may watch this one': {
      app: (stack) => {
        failing(stack);
        new cloudwatch.MathExpression({ expression: 'SELECT MAX(ApproximateNumberOfMessagesVisible) FROM SCHEMA("AWS/SQS", QueueName)', usingMetrics: {} }).createAlarm(stack, 'Alarm', { threshold: 1, evaluationPeriods: 1 });
      },
    },
    'an alarm on dropped events of the function': {
      app: (stack) => {
        failing(stack);
        (stack.node.findChild('Fn') as lambda.Function).metric('AsyncEventsDropped').createAlarm(stack, 'Alarm', { threshold: 1, evaluationPeriods: 1 });
      },
    },
    'a function reads the queue': { app: (stack) => fn(stack, 'Replay').addEventSource(new sources.SqsEventSource(failing(stack))) },
    'a queue outside of the app': {
      app: (stack) => fn(stack, 'Fn', { onFailure: new destinations.SqsDestination(sqs.Queue.fromQueueArn(stack, 'Failed', 'arn:aws:sqs:eu-west-1:111122223333:failed')) }).addEventSource(new sources.SnsEventSource(new sns.Topic(stack, 'Topic'))),
    },
    'one queue for two functions, and an alarm on each': { template: two('Bill', 'Fn') },
  },
});
