import * as destinations from 'aws-cdk-lib/aws-lambda-destinations';
import * as sources from 'aws-cdk-lib/aws-lambda-event-sources';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { LambdaDestination } from 'aws-cdk-lib/aws-s3-notifications';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { fn } from '../support/parts';
import { ruleCases } from '../support/rule-cases';

export default ruleCases('dlq-consumer-is-same-function', {
  fires: {
    'M26: the dead-letter queue feeds the function that failed': {
      app: (stack) => {
        const dlq = new sqs.Queue(stack, 'Dlq');
        const failing = fn(stack);
        failing.addEventSource(new sources.SqsEventSource(new sqs.Queue(stack, 'Orders', { deadLetterQueue: { queue: dlq, maxReceiveCount: 5 } })));
        failing.addEventSource(new sources.SqsEventSource(dlq));
      },
      at: 'Orders', says: /comes back to the function until Lambda drops it/,
    },
    'M26: the on-failure destination is the queue that the function reads': {
      app: (stack) => {
        const queue = new sqs.Queue(stack, 'Orders');
        const failing = fn(stack, 'Fn', { onFailure: new destinations.SqsDestination(queue) });
        failing.addEventSource(new sources.SqsEventSource(queue));
        failing.addEventSource(new sources.SnsEventSource(new sns.Topic(stack, 'Topic')));
      },
      at: 'FnEventInvokeConfig',
    },
    'M26: of two functions that share a queue, one reads what both failed on': {
      app: (stack) => {
        const dlq = new sqs.Queue(stack, 'Dlq');
        const orders = new sqs.Queue(stack, 'Orders', { deadLetterQueue: { queue: dlq, maxReceiveCount: 5 } });
        fn(stack).addEventSource(new sources.SqsEventSource(orders));
        const replay = fn(stack, 'Replay');
        for (const queue of [orders, dlq]) replay.addEventSource(new sources.SqsEventSource(queue));
      },
      at: 'Orders', says: /^Replay is also invoked[^\n]*$/,
    },
    'the bucket of failed batches invokes the SAM function that failed': {
      template: `
Transform: AWS::Serverless-2016-10-31
Resources:
  Uploads: { Type: AWS::S3::Bucket }
  Clicks: { Type: AWS::Kinesis::Stream }
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: index.handler
      InlineCode: 'exports.handler = async () => {};'
      Events:
        Uploaded: { Type: S3, Properties: { Bucket: !Ref Uploads, Events: 's3:ObjectCreated:*' } }
        Count: { Type: Kinesis, Properties: { Stream: !GetAtt Clicks.Arn, StartingPosition: LATEST, MaximumRetryAttempts: 5, DestinationConfig: { OnFailure: { Type: S3, Destination: !GetAtt Uploads.Arn } } } }
`,
      at: 'FnCount',
    },
  },
  silent: {
    'what falls into the bucket invokes another function': {
      app: (stack) => {
        const bucket = new s3.Bucket(stack, 'Uploads');
        const failing = fn(stack, 'Fn', { onFailure: new destinations.S3Destination(bucket) });
        bucket.addEventNotification(s3.EventType.OBJECT_CREATED, new LambdaDestination(failing), { prefix: 'in/' });
        bucket.addEventNotification(s3.EventType.OBJECT_CREATED, new LambdaDestination(fn(stack, 'Look')), { prefix: 'aws/' });
      },
    },
    'another function reads the dead-letter queue': {
      app: (stack) => {
        const dlq = new sqs.Queue(stack, 'Dlq');
        fn(stack).addEventSource(new sources.SqsEventSource(new sqs.Queue(stack, 'Orders', { deadLetterQueue: { queue: dlq, maxReceiveCount: 5 } })));
        fn(stack, 'Replay').addEventSource(new sources.SqsEventSource(dlq));
      },
    },
    'the function tries a second time, and a second dead-letter queue ends that': {
      app: (stack) => {
        const retry = new sqs.Queue(stack, 'Retry', { deadLetterQueue: { queue: new sqs.Queue(stack, 'Dlq'), maxReceiveCount: 5 } });
        const failing = fn(stack);
        failing.addEventSource(new sources.SqsEventSource(new sqs.Queue(stack, 'Orders', { deadLetterQueue: { queue: retry, maxReceiveCount: 5 } })));
        failing.addEventSource(new sources.SqsEventSource(retry));
      },
    },
  },
});
