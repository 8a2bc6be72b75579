import { EventBus } from 'aws-cdk-lib/aws-events';
import { Function } from 'aws-cdk-lib/aws-lambda';
import { SnsDestination, SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { LambdaSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { AsyncFunction, AsyncSource, AsyncTrigger, FailureBucket, FailureTarget } from '../../../src';
import { hangs, succeeds, throws } from '../handlers';
import { Scenarios, Twins } from '../scenario';
import { toFunction, toTopic } from '../sending';

const retries = 'https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html';
const records = 'https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html';

export const right: Scenarios = {
  'nothing but a function': {
    proves: `Lambda tries an event three times, and leaves it in the destination then: ${retries}`,
    app: (stack) => toFunction(new AsyncFunction(stack, 'Resize', throws)),
  },
  'no retries': {
    proves: `MaximumRetryAttempts 0 leaves one try: ${retries}`,
    app: (stack) => toFunction(new AsyncFunction(stack, 'Resize', { ...throws, processing: { retryAttempts: 0 } })),
  },
  'a topic': {
    proves: `Who has subscribed to the topic gets event and error: ${records}`,
    app: (stack) => toFunction(new AsyncFunction(stack, 'Resize', { ...throws, processing: { retryAttempts: 1, onFailure: FailureTarget.topic(new Topic(stack, 'Failed')) } })),
  },
  'a version': {
    proves: `The destination of a version holds for what invokes the version: ${retries}`,
    app: (stack) => {
      const fn = new Function(stack, 'Notify', throws);
      new AsyncTrigger(stack, 'Notices', { function: fn.currentVersion, processing: { retryAttempts: 1 } });
      return toFunction(fn, '1');
    },
  },
  'an alias': {
    proves: `The destination of an alias holds for what invokes the alias: ${retries}`,
    app: (stack) => {
      const fn = new Function(stack, 'Notify', throws);
      new AsyncTrigger(stack, 'Notices', { function: fn.addAlias('live'), processing: { retryAttempts: 1 } });
      return toFunction(fn, 'live');
    },
    notEmulated: 'LocalStack core takes the configuration of the version behind an alias, not that of the alias',
  },
  'an event bus': {
    proves: `The bus gets an event with the source lambda, which a rule can match: ${records}`,
    app: (stack) => toFunction(new AsyncFunction(stack, 'Resize', { ...throws, processing: { retryAttempts: 1, onFailure: FailureTarget.eventBus(new EventBus(stack, 'Failed')) } })),
  },
  'another function': {
    proves: `The other function is invoked with event and error: ${records}`,
    app: (stack) => toFunction(new AsyncFunction(stack, 'Resize', { ...throws, processing: { retryAttempts: 1, onFailure: FailureTarget.function(new AsyncFunction(stack, 'Repair', succeeds)) } })),
    source: 'direct',
  },
  'another function, which fails as well': {
    proves: `The other function is invoked asynchronously, and its own destination keeps what it fails on: ${records}`,
    app: (stack) => toFunction(new AsyncFunction(stack, 'Resize', { ...throws, processing: { retryAttempts: 0, onFailure: FailureTarget.function(new AsyncFunction(stack, 'Repair', throws)) } })),
    source: 'lambda-destination',
  },
  'what another function has made of it': {
    proves: `The destination on success invokes the function asynchronously, whose own destination keeps what it fails on: ${records}`,
    app: (stack) => {
      const producer = new Function(stack, 'Accept', succeeds);
      new AsyncFunction(stack, 'Ship', { ...throws, source: AsyncSource.lambdaDestination(producer), processing: { retryAttempts: 1 } });
      return toFunction(producer);
    },
    source: 'lambda-destination', origin: 'Accept',
  },
  'a bucket': {
    proves: `The bucket gets event and error: ${records}`,
    app: (stack) => toFunction(new AsyncFunction(stack, 'Resize', { ...throws, processing: { onFailure: FailureTarget.bucket(new FailureBucket(stack, 'Failed')) } })),
    notEmulated: 'LocalStack core refuses a bucket as destination of asynchronous invocations',
  },
  'a function that runs out of time': {
    proves: `A timeout is an error like others: ${retries}`,
    app: (stack) => toFunction(new AsyncFunction(stack, 'Resize', { ...hangs, processing: { retryAttempts: 1 } })),
  },
  'a function with a dead-letter queue of its own': {
    proves: `The dead-letter queue of a function keeps the event as it was: ${records}`,
    app: (stack) => {
      const fn = new Function(stack, 'Resize', { ...throws, deadLetterQueue: new Queue(stack, 'Failed') });
      new AsyncTrigger(stack, 'Trigger', { function: fn });
      return toFunction(fn);
    },
  },
};

export const wrong: Twins = {
  'a destination on another qualifier than the one that is invoked': {
    proves: `Each version and alias has a configuration of its own, and that of $LATEST is not theirs: ${retries}`,
    app: (stack) => {
      const fn = new Function(stack, 'Fn', { ...throws, onFailure: new SqsDestination(new Queue(stack, 'Failed')) });
      const live = fn.addAlias('live');
      const topic = new Topic(stack, 'Topic');
      topic.addSubscription(new LambdaSubscription(live, { deadLetterQueue: new Queue(stack, 'Undelivered') }));
      return toTopic(topic);
    },
    fate: 'lost', findings: ['eic-qualifier-mismatch'],
  },
  'a topic that nobody has subscribed to': {
    proves: 'A topic keeps nothing: https://docs.aws.amazon.com/sns/latest/dg/welcome.html',
    app: (stack) => {
      const fn = new Function(stack, 'Fn', { ...throws, onFailure: new SnsDestination(new Topic(stack, 'Failed')) });
      const topic = new Topic(stack, 'Topic');
      topic.addSubscription(new LambdaSubscription(fn, { deadLetterQueue: new Queue(stack, 'Undelivered') }));
      return toTopic(topic);
    },
    listen: false,
    fate: 'kept', findings: ['failure-topic-without-subscriber'],
  },
};
