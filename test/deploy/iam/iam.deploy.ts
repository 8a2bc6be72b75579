import { Duration, Stack } from 'aws-cdk-lib';
import { EventBus, Rule } from 'aws-cdk-lib/aws-events';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Function, IFunction } from 'aws-cdk-lib/aws-lambda';
import { Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { IConstruct } from 'constructs';
import { AsyncFunction, AsyncSource, AsyncTrigger, DeadLetterQueue, FailureBucket, FailureTarget, ScheduledFunction, StreamTriggeredFunction } from '../../../src';
import { succeeds } from '../handlers';
import { newStack, Policies, Policy } from './policies';
import { allowed, Request } from './simulator';

/** No emulator enforces IAM between services, so the policies of the template are judged by a simulator of IAM. */
interface Cases { readonly [title: string]: (stack: Stack) => readonly Request[] }

const key = (stack: Stack) => new Key(stack, 'Key');
const queue = (stack: Stack, encryptionMasterKey?: Key) => new DeadLetterQueue(stack, 'Failed', { encryptionMasterKey });

/** What writing needs where the place has a key: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html */
const withKey = (write: Request, on: Key, ...actions: readonly string[]): Request[] => [write, ...actions.map((action) => ({ ...write, action: `kms:${action}`, on }))];

function withPlace<T>(on: Key, place: (on: Key) => T): [Key, T] {
  return [on, place(on)];
}

/** Failed events of a function that is invoked asynchronously, or reads a stream: its execution role writes them. */
const failures = (fn: Function, action: string, on: IConstruct): Request => ({ by: fn.role!, action, on });
const async = (stack: Stack, onFailure: FailureTarget) => new AsyncFunction(stack, 'Fn', { ...succeeds, processing: { onFailure } });
const stream = (stack: Stack, onFailure?: FailureTarget) => new StreamTriggeredFunction(stack, 'Fn', { ...succeeds, processing: { onFailure } });

const ofDestinations: Cases = {
  'asynchronous, a queue': (stack) => {
    const fn = new AsyncFunction(stack, 'Fn', succeeds);
    return [failures(fn, 'sqs:SendMessage', fn.trigger.onFailure!.place)];
  },
  'asynchronous, a queue with a key': (stack) => {
    const [used, failed] = withPlace(key(stack), (on) => queue(stack, on));
    return withKey(failures(async(stack, FailureTarget.queue(failed)), 'sqs:SendMessage', failed), used, 'GenerateDataKey', 'Decrypt');
  },
  'asynchronous, a topic': (stack) => {
    const failed = new Topic(stack, 'Failed');
    return [failures(async(stack, FailureTarget.topic(failed)), 'sns:Publish', failed)];
  },
  'asynchronous, a topic with a key': (stack) => {
    const [used, failed] = withPlace(key(stack), (masterKey) => new Topic(stack, 'Failed', { masterKey }));
    return withKey(failures(async(stack, FailureTarget.topic(failed)), 'sns:Publish', failed), used, 'GenerateDataKey', 'Decrypt');
  },
  'asynchronous, a bucket': (stack) => {
    const failed = new FailureBucket(stack, 'Failed');
    const fn = async(stack, FailureTarget.bucket(failed));
    return [failures(fn, 's3:PutObject', failed), failures(fn, 's3:ListBucket', failed)];
  },
  'asynchronous, a bucket with a key': (stack) => {
    const [used, failed] = withPlace(key(stack), (encryptionKey) => new Bucket(stack, 'Failed', { encryption: BucketEncryption.KMS, encryptionKey, enforceSSL: true }));
    return withKey(failures(async(stack, FailureTarget.bucket(failed)), 's3:PutObject', failed), used, 'GenerateDataKey');
  },
  'asynchronous, a bus': (stack) => {
    const failed = new EventBus(stack, 'Failed');
    return [failures(async(stack, FailureTarget.eventBus(failed)), 'events:PutEvents', failed)];
  },
  'asynchronous, a function': (stack) => {
    const repair = new AsyncFunction(stack, 'Repair', succeeds);
    return [failures(async(stack, FailureTarget.function(repair)), 'lambda:InvokeFunction', repair)];
  },
  'asynchronous, an alias': (stack) => {
    const fn = new Function(stack, 'Fn', succeeds);
    const { onFailure } = new AsyncTrigger(stack, 'Trigger', { function: fn.addAlias('live') });
    return [failures(fn, 'sqs:SendMessage', onFailure!.place)];
  },
  'a stream, a bucket': (stack) => {
    const fn = stream(stack);
    return [failures(fn, 's3:PutObject', fn.trigger.onFailure.place), failures(fn, 's3:ListBucket', fn.trigger.onFailure.place)];
  },
  'a stream, a queue with a key': (stack) => {
    const [used, failed] = withPlace(key(stack), (on) => queue(stack, on));
    return withKey(failures(stream(stack, FailureTarget.queue(failed)), 'sqs:SendMessage', failed), used, 'GenerateDataKey', 'Decrypt');
  },
};

const eventBridge = 'events.amazonaws.com';
const fromRule = (stack: Stack) => ({ by: eventBridge, sourceArn: new Policies(stack).arn(stack.node.findAll().find((each) => each instanceof Rule)!) });
const fromTopic = (stack: Stack, topic: Topic) => ({ by: 'sns.amazonaws.com', sourceArn: new Policies(stack).arn(topic) });
const roleOfSchedule = (stack: Stack) => stack.node.findAll().find(({ node: { id } }) => id.startsWith('SchedulerRoleForTarget'))!;
const nightly = { ...succeeds, schedule: ScheduleExpression.rate(Duration.days(1)), input: { job: 'report' } };
const eventPattern = { source: ['shop'] };

/** What a source cannot deliver: it writes that itself, by its name or by a role of its own. */
const ofDeliveries: Cases = {
  'SNS': (stack) => {
    const topic = new Topic(stack, 'Topic');
    const { trigger } = new AsyncFunction(stack, 'Fn', { ...succeeds, source: AsyncSource.sns(topic) });
    return [{ ...fromTopic(stack, topic), action: 'sqs:SendMessage', on: trigger.deliveryDeadLetterQueue! }];
  },
  'SNS, a queue with a key': (stack) => {
    const [used, deadLetterQueue] = withPlace(key(stack), (on) => queue(stack, on));
    const topic = new Topic(stack, 'Topic');
    new AsyncFunction(stack, 'Fn', { ...succeeds, source: AsyncSource.sns(topic, { delivery: { deadLetterQueue } }) });
    return withKey({ ...fromTopic(stack, topic), action: 'sqs:SendMessage', on: deadLetterQueue }, used, 'GenerateDataKey', 'Decrypt');
  },
  'EventBridge': (stack) => {
    const { trigger } = new AsyncFunction(stack, 'Fn', { ...succeeds, source: AsyncSource.eventBridge({ eventPattern }) });
    return [{ ...fromRule(stack), action: 'sqs:SendMessage', on: trigger.deliveryDeadLetterQueue! }];
  },
  'EventBridge, a queue with a key': (stack) => {
    const [used, deadLetterQueue] = withPlace(key(stack), (on) => queue(stack, on));
    new AsyncFunction(stack, 'Fn', { ...succeeds, source: AsyncSource.eventBridge({ eventPattern, delivery: { deadLetterQueue } }) });
    return withKey({ ...fromRule(stack), action: 'sqs:SendMessage', on: deadLetterQueue }, used, 'GenerateDataKey', 'Decrypt');
  },
  'EventBridge Scheduler': (stack) => {
    const { trigger } = new ScheduledFunction(stack, 'Fn', nightly);
    return [{ by: roleOfSchedule(stack), action: 'sqs:SendMessage', on: trigger.deliveryDeadLetterQueue! }];
  },
  'EventBridge Scheduler, a queue with a key': (stack) => {
    const [used, deadLetterQueue] = withPlace(key(stack), (on) => queue(stack, on));
    new ScheduledFunction(stack, 'Fn', { ...nightly, delivery: { deadLetterQueue } });
    return withKey({ by: roleOfSchedule(stack), action: 'sqs:SendMessage', on: deadLetterQueue }, used, 'GenerateDataKey', 'Decrypt');
  },
};

const invoke = (on: IFunction) => ({ action: 'lambda:InvokeFunction', on });

/** Without this nothing fails, as nothing arrives. */
const ofInvocations: Cases = {
  'SNS, an alias': (stack) => {
    const topic = new Topic(stack, 'Topic');
    const live = new Function(stack, 'Fn', succeeds).addAlias('live');
    new AsyncTrigger(stack, 'Trigger', { function: live, source: AsyncSource.sns(topic) });
    return [{ ...fromTopic(stack, topic), ...invoke(live) }];
  },
  'EventBridge': (stack) => {
    const fn = new AsyncFunction(stack, 'Fn', { ...succeeds, source: AsyncSource.eventBridge({ eventPattern }) });
    return [{ ...fromRule(stack), ...invoke(fn) }];
  },
  'S3': (stack) => {
    const bucket = new Bucket(stack, 'Bucket');
    const fn = new AsyncFunction(stack, 'Fn', { ...succeeds, source: AsyncSource.s3(bucket) });
    return [{ by: 's3.amazonaws.com', sourceArn: new Policies(stack).arn(bucket), ...invoke(fn) }];
  },
  'EventBridge Scheduler': (stack) => {
    const fn = new ScheduledFunction(stack, 'Fn', nightly);
    return [{ by: roleOfSchedule(stack), ...invoke(fn) }];
  },
};

describe.each(Object.entries({ 'failed events may be written': ofDestinations, 'undelivered events may be written': ofDeliveries, 'functions may be invoked': ofInvocations }))('%s', (_, cases) => {
  describe.each(Object.entries(cases))('%s', (__, app) => {
    const stack = newStack();
    const requests = app(stack);
    const policies = new Policies(stack);

    for (const request of requests) {
      const { action, sourceArn } = request;
      test(action, async () => expect(await allowed(policies, request)).toBe(true));
      test(`${action}, without the grant`, async () => expect(await allowed(policies, request, without(action))).toBe(false));
      // A key is used by way of the queue, whose policy has the source.
      if (sourceArn && !action.startsWith('kms:')) test(`${action}, for another source`, async () => expect(await allowed(policies, { ...request, sourceArn: `${sourceArn}-of-others` })).toBe(false));
    }
  });
});

/** A policy as it would be if nobody had granted an action. A key lets the account decide by itself, which is no grant to anybody. */
const without = (action: string) => (policy: Policy): Policy => ({
  ...policy,
  Statement: policy.Statement.filter(({ Effect, Action }) => Effect === 'Deny' || ![Action].flat().some((each) => covers(String(each), action))),
});

const covers = (granted: string, action: string): boolean => granted !== 'kms:*' && new RegExp(`^${granted.replaceAll('*', '.*')}$`).test(action);
