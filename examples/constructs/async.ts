import { App, Duration, Stack } from 'aws-cdk-lib';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { AsyncFunction, AsyncSource, AsyncTrigger, DeadLetterQueue, FailureTarget } from 'cdk-lambda-failsafe';

const app = new App();
const stack = new Stack(app, 'Shop');
const props = { runtime: Runtime.NODEJS_22_X, handler: 'index.handler', code: Code.fromInline('exports.handler = async () => {};') };
const alarmActions = [new SnsAction(new Topic(stack, 'OnCall'))];

// Events of a bus: two nets, one for what EventBridge cannot deliver, one for what the function fails on.
new AsyncFunction(stack, 'CheckFraud', { ...props, alarmActions, source: AsyncSource.eventBridge({ eventPattern: { source: ['shop.orders'] } }) });

// A bucket may hold large events, and one queue may hold the failed events of several functions.
const failed = new DeadLetterQueue(stack, 'FailedUploads', { alarmActions });
new AsyncFunction(stack, 'ResizeImage', { ...props, alarmActions, source: AsyncSource.s3(new Bucket(stack, 'Images')), processing: { onFailure: FailureTarget.queue(failed), maxEventAge: Duration.hours(1) } });
new AsyncFunction(stack, 'IndexLogs', { ...props, alarmActions, source: AsyncSource.logs(new LogGroup(stack, 'Log')), processing: { onFailure: FailureTarget.queue(failed), retryAttempts: 1 } });

// Two sources of a function that exists, behind an alias: the alias is configured, because that is what is invoked.
const notify = new Function(stack, 'Notify', props).addAlias('live');
new AsyncTrigger(stack, 'Shipped', { function: notify, alarmActions, source: AsyncSource.sns(new Topic(stack, 'ShippedTopic')) });
new AsyncTrigger(stack, 'Sensors', { function: notify, alarmActions, source: AsyncSource.iot({ sql: "SELECT * FROM 'doors/#'" }) });

app.synth();
