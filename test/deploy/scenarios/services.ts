import { Duration, Stack } from 'aws-cdk-lib';
import { EventBus, Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Function } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Bucket, EventType } from 'aws-cdk-lib/aws-s3';
import { LambdaDestination } from 'aws-cdk-lib/aws-s3-notifications';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { LambdaSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { AsyncFunction, AsyncSource, AsyncTrigger, FailureTarget, ScheduledFunction, ScheduleService, ScheduleTrigger } from '../../../src';
import { throws } from '../handlers';
import { Scenario, Scenarios, Twins } from '../scenario';
import { toBucket, toBus, toLogGroup, toTopic } from '../sending';

const nothing = async () => undefined;
const processing = { retryAttempts: 1 };
const everyMinute = { ...throws, schedule: ScheduleExpression.rate(Duration.minutes(1)), input: { id: 'poison-1' }, processing };
const pattern = { eventPattern: { source: ['shop.orders'] } };
const target = 'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html';

const deliveryQueueOf = ({ trigger }: AsyncFunction | ScheduledFunction) => trigger.deliveryDeadLetterQueue;
const find = (stack: Stack, id: string) => deliveryQueueOf(stack.node.findChild(id) as AsyncFunction | ScheduledFunction);

export const sns: { readonly right: Scenarios; readonly wrong: Twins } = {
  right: {
    'a function that fails': {
      proves: 'SNS has done its part when Lambda has the event; what fails then is a matter of the function: https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html',
      app: (stack) => {
        const topic = new Topic(stack, 'Shipped');
        new AsyncFunction(stack, 'Notify', { ...throws, source: AsyncSource.sns(topic), processing });
        return toTopic(topic);
      },
    },
    'a version of a function that fails': {
      proves: 'The subscription invokes the version, whose destination it is: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-configuring.html',
      app: (stack) => {
        const topic = new Topic(stack, 'Shipped');
        new AsyncTrigger(stack, 'Trigger', { function: new Function(stack, 'Notify', throws).currentVersion, source: AsyncSource.sns(topic), processing });
        return toTopic(topic);
      },
    },
    'a function that is gone': {
      proves: 'What SNS cannot deliver is in the dead-letter queue of the subscription: https://docs.aws.amazon.com/sns/latest/dg/sns-dead-letter-queues.html',
      app: (stack) => {
        const topic = new Topic(stack, 'Shipped');
        new AsyncFunction(stack, 'Notify', { ...throws, source: AsyncSource.sns(topic) });
        return toTopic(topic);
      },
      undelivered: (stack) => find(stack, 'Notify'),
    },
  },
  wrong: {
    'a dead-letter queue of the subscription only': {
      proves: 'The dead-letter queue of a subscription does not see errors of the function: https://docs.aws.amazon.com/sns/latest/dg/sns-dead-letter-queues.html',
      app: (stack) => {
        const topic = new Topic(stack, 'Shipped');
        topic.addSubscription(new LambdaSubscription(new Function(stack, 'Fn', throws), { deadLetterQueue: new Queue(stack, 'Undelivered') }));
        return toTopic(topic);
      },
      fate: 'lost', findings: ['async-no-dlq-or-destination'],
    },
    'a destination only, and a function that is gone': {
      proves: 'The destination of a function does not see what SNS could not deliver: https://docs.aws.amazon.com/sns/latest/dg/sns-dead-letter-queues.html',
      app: (stack) => {
        const topic = new Topic(stack, 'Shipped');
        const fn = new AsyncFunction(stack, 'Fn', throws);
        topic.addSubscription(new LambdaSubscription(fn));
        return toTopic(topic);
      },
      undelivered: () => undefined,
      fate: 'lost', findings: ['sns-subscription-no-dlq'],
    },
  },
};

const shop = (stack: Stack) => new EventBus(stack, 'Bus');

export const eventBridge: { readonly right: Scenarios; readonly wrong: Twins } = {
  right: {
    'a rule, and a function that fails': {
      proves: `EventBridge has done its part when Lambda has the event: ${target}`,
      app: (stack) => {
        const eventBus = shop(stack);
        new AsyncFunction(stack, 'CheckFraud', { ...throws, source: AsyncSource.eventBridge({ ...pattern, eventBus }), processing });
        return toBus('shop.orders', eventBus);
      },
    },
    'a rule that exists': {
      proves: `A rule may have several targets, each with its own nets: ${target}`,
      app: (stack) => {
        const eventBus = shop(stack);
        const rule = new Rule(stack, 'Orders', { ...pattern, eventBus });
        new AsyncTrigger(stack, 'Trigger', { function: new Function(stack, 'CheckFraud', throws).currentVersion, source: AsyncSource.eventBridge({ rule }), processing });
        return toBus('shop.orders', eventBus);
      },
    },
    'a function that is gone': {
      proves: `What EventBridge cannot deliver is in the dead-letter queue of the target: ${target}`,
      app: (stack) => {
        const eventBus = shop(stack);
        new AsyncFunction(stack, 'CheckFraud', { ...throws, source: AsyncSource.eventBridge({ ...pattern, eventBus }) });
        return toBus('shop.orders', eventBus);
      },
      undelivered: (stack) => find(stack, 'CheckFraud'),
      notEmulated: 'LocalStack core keeps the dead-letter queue of a target and never writes to it',
    },
  },
  wrong: {
    'a dead-letter queue of the target only': {
      proves: `The dead-letter queue of a target does not see errors of the function: ${target}`,
      app: (stack) => {
        const eventBus = shop(stack);
        new Rule(stack, 'Rule', { ...pattern, eventBus, targets: [new LambdaFunction(new Function(stack, 'Fn', throws), { deadLetterQueue: new Queue(stack, 'Undelivered') })] });
        return toBus('shop.orders', eventBus);
      },
      fate: 'lost', findings: ['async-no-dlq-or-destination'],
    },
  },
};

export const schedule: { readonly right: { readonly [title: string]: Scenario } } = {
  right: {
    'a rule of EventBridge': {
      proves: 'The event is the constant input, and rests like any other: https://docs.aws.amazon.com/lambda/latest/dg/with-eventbridge-scheduler.html',
      app: (stack) => (new ScheduledFunction(stack, 'Report', { ...everyMinute, service: ScheduleService.RULE }), nothing),
    },
    'a rule that exists, and a version': {
      proves: 'A rule that keeps the time invokes what its target names, and the destination of that holds: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-rule-schedule.html',
      app: (stack) => {
        const rule = new Rule(stack, 'EveryMinute', { schedule: Schedule.rate(Duration.minutes(1)) });
        new ScheduleTrigger(stack, 'Trigger', { function: new Function(stack, 'Report', throws).currentVersion, rule, input: { id: 'poison-1' }, processing });
        return nothing;
      },
    },
    'EventBridge Scheduler': {
      proves: 'The event is the constant input, and rests like any other: https://docs.aws.amazon.com/lambda/latest/dg/with-eventbridge-scheduler.html',
      app: (stack) => (new ScheduledFunction(stack, 'Report', everyMinute), nothing),
      notEmulated: 'LocalStack core keeps schedules and never runs them',
    },
  },
};

export const s3: { readonly right: Scenarios; readonly wrong: Twins } = {
  right: {
    'a notification, and a function that fails': {
      proves: 'S3 invokes asynchronously and has no net of its own; the destination keeps the notification: https://docs.aws.amazon.com/lambda/latest/dg/with-s3.html',
      app: (stack) => {
        const bucket = new Bucket(stack, 'Images');
        new AsyncFunction(stack, 'Resize', { ...throws, source: AsyncSource.s3(bucket), processing });
        return toBucket(bucket);
      },
    },
  },
  wrong: {
    'a notification, and nothing else': {
      proves: 'After two retries Lambda discards the event: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html',
      app: (stack) => {
        const bucket = new Bucket(stack, 'Images');
        bucket.addEventNotification(EventType.OBJECT_CREATED, new LambdaDestination(new Function(stack, 'Fn', throws)));
        return toBucket(bucket);
      },
      fate: 'lost', findings: ['async-no-dlq-or-destination'],
    },
  },
};

export const logs: { readonly right: Scenarios } = {
  right: {
    'a log event, and a function that fails': {
      proves: 'CloudWatch Logs invokes asynchronously; the destination keeps the compressed log events: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html',
      app: (stack) => {
        const logGroup = new LogGroup(stack, 'Log');
        new AsyncFunction(stack, 'Index', { ...throws, source: AsyncSource.logs(logGroup), processing: { ...processing, onFailure: FailureTarget.queue(new Queue(stack, 'Failed')) } });
        return toLogGroup(logGroup);
      },
      notEmulated: 'LocalStack core invokes synchronously from CloudWatch Logs, so that nothing is tried again',
    },
  },
};
