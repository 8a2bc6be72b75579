import { App, Duration, Stack } from 'aws-cdk-lib';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { DeadLetterQueue, SqsTrigger, SqsTriggeredFunction } from 'cdk-lambda-failsafe';

const app = new App();
const stack = new Stack(app, 'Shop');
const code = Code.fromInline('exports.handler = async () => ({ batchItemFailures: [] });');
const alarmActions = [new SnsAction(new Topic(stack, 'OnCall'))];

// All there is to say: queue, dead-letter queue, redrive, visibility timeout, partial batch response and alarms follow.
new SqsTriggeredFunction(stack, 'ShipOrder', { runtime: Runtime.NODEJS_22_X, handler: 'index.handler', code, alarmActions });

// A FIFO queue with a slow function, and a dead-letter queue that others use too.
const failed = new DeadLetterQueue(stack, 'FailedPayments', { fifo: true, alarmActions });
new SqsTriggeredFunction(stack, 'ChargeCard', {
  runtime: Runtime.NODEJS_22_X, handler: 'index.handler', code, timeout: Duration.minutes(5), alarmActions,
  queueProps: { fifo: true, contentBasedDeduplication: true },
  processing: { maxReceiveCount: 8, deadLetterQueue: failed },
});

// A function that exists, behind an alias.
const printLabel = new Function(stack, 'PrintLabel', { runtime: Runtime.NODEJS_22_X, handler: 'index.handler', code });
new SqsTrigger(stack, 'Labels', { function: printLabel.addAlias('live'), batchSize: 100, maxBatchingWindow: Duration.seconds(5), maxConcurrency: 10, alarmActions });

app.synth();
