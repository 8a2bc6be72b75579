import { App, Duration, Stack } from 'aws-cdk-lib';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { AttributeType, StreamViewType, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Stream, StreamConsumer } from 'aws-cdk-lib/aws-kinesis';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { DeadLetterQueue, FailureBucket, FailureTarget, StreamTrigger, StreamTriggeredFunction } from 'cdk-lambda-failsafe';

const app = new App();
const stack = new Stack(app, 'Shop');
const code = Code.fromInline('exports.handler = async () => ({ batchItemFailures: [] });');
const alarmActions = [new SnsAction(new Topic(stack, 'OnCall'))];

// All there is to say: stream, mapping, finite retries, a bucket for what fails, and alarms follow.
new StreamTriggeredFunction(stack, 'CountClicks', { runtime: Runtime.NODEJS_22_X, handler: 'index.handler', code, alarmActions });

// A table that exists, and a bucket for the failed records of several functions, which forgets them after three months.
const failed = FailureTarget.bucket(new FailureBucket(stack, 'FailedRecords', { lifecycleRules: [{ expiration: Duration.days(90) }] }));
const orders = new TableV2(stack, 'Orders', { partitionKey: { name: 'id', type: AttributeType.STRING }, dynamoStream: StreamViewType.NEW_AND_OLD_IMAGES });
new StreamTriggeredFunction(stack, 'SendMail', {
  runtime: Runtime.NODEJS_22_X, handler: 'index.handler', code, alarmActions, table: orders,
  processing: { retryAttempts: 10, maxRecordAge: Duration.hours(6), onFailure: failed },
});

// A function that exists, behind an alias, with a throughput of its own. The stream keeps its records for a week, so that the
// positions in the queue can be followed for some days.
const payments = new Stream(stack, 'Payments', { retentionPeriod: Duration.days(7) });
const book = new Function(stack, 'Book', { runtime: Runtime.NODEJS_22_X, handler: 'index.handler', code });
new StreamTrigger(stack, 'Booking', {
  function: book.addAlias('live'), alarmActions,
  consumer: new StreamConsumer(stack, 'Consumer', { streamConsumerName: 'booking', stream: payments }),
  processing: { maxRecordAge: Duration.days(2), onFailure: FailureTarget.queue(new DeadLetterQueue(stack, 'FailedPayments', { alarmActions })) },
});

app.synth();
