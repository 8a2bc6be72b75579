// An app of so many functions, synthesized with one check or none. The driver, run.ts, measures it from outside.
//   node bench/app.js SHAPE FUNCTIONS CHECK OUTDIR
//   SHAPE: stacks (50 functions each), one (all in one stack), references (queues in other stacks), aliases (each with its configuration),
//          bare (20 functions each, with a plain queue and a subscription, and no net)
//   CHECK: none, empty (a plugin that does nothing), plugin, aspect, nag-serverless, nag-solutions, built-in,
//          defaults, mixin-nets, and for bare: by-hand (the program makes what these make)
'use strict';
const [shape, count, check, outdir] = process.argv.slice(2);

// At the newest CDK, where its own validation can be left out.
const Module = require('node:module');
const resolve = Module._resolveFilename;
Module._resolveFilename = (name, ...rest) => resolve(name.replace(/^aws-cdk-lib(?=\/|$)/, 'aws-cdk-lib-newest'), ...rest);

const { App, Aspects, Duration, Stack, Validations } = require('aws-cdk-lib');
const lambda = require('aws-cdk-lib/aws-lambda');
const { SqsEventSource } = require('aws-cdk-lib/aws-lambda-event-sources');
const { PolicyStatement, ServicePrincipal } = require('aws-cdk-lib/aws-iam');
const { Queue } = require('aws-cdk-lib/aws-sqs');
const { Topic } = require('aws-cdk-lib/aws-sns');
const { LambdaSubscription } = require('aws-cdk-lib/aws-sns-subscriptions');
const { SqsDestination } = require('aws-cdk-lib/aws-lambda-destinations');

const props = { runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('exports.handler = async () => {};') };

/** A queue with a dead-letter queue. */
const queue = (stack, index) => new Queue(stack, `Queue${index}`, { visibilityTimeout: lambdaTimeout, deadLetterQueue: { queue: new Queue(stack, `Dlq${index}`, { retentionPeriod: fortnight }), maxReceiveCount: 5 } });
const lambdaTimeout = Duration.seconds(60);
const fortnight = Duration.days(14);

const shapes = {
  stacks: (app, functions) => {
    for (let first = 0; first < functions; first += 50) {
      const stack = new Stack(app, `Stack${first / 50}`);
      for (let index = first; index < Math.min(first + 50, functions); index += 1) polled(stack, index, queue(stack, index));
    }
  },
  one: (app, functions) => {
    const stack = new Stack(app, 'Stack');
    for (let index = 0; index < functions; index += 1) polled(stack, index, queue(stack, index));
  },
  references: (app, functions) => {
    for (let first = 0; first < functions; first += 50) {
      const [queues, stack] = [new Stack(app, `Queues${first / 50}`), new Stack(app, `Stack${first / 50}`)];
      for (let index = first; index < Math.min(first + 50, functions); index += 1) polled(stack, index, queue(queues, index));
    }
  },
  aliases: (app, functions) => {
    const stack = new Stack(app, 'Stack');
    const failed = new Queue(stack, 'Failed');
    const topic = new Topic(stack, 'Topic');
    for (let index = 0; index < functions; index += 1) {
      const alias = new lambda.Function(stack, `Function${index}`, props).addAlias('live', { retryAttempts: 1, onFailure: new SqsDestination(failed) });
      topic.addSubscription(new LambdaSubscription(alias));
    }
  },
  bare: (app, functions) => {
    for (let first = 0; first < functions; first += 20) {
      const stack = new Stack(app, `Stack${first / 20}`);
      const topic = new Topic(stack, 'Topic');
      for (let index = first; index < Math.min(first + 20, functions); index += 1) {
        const from = new Queue(stack, `Queue${index}`);
        const fn = polled(stack, index, from);
        topic.addSubscription(new LambdaSubscription(fn));
        if (check === 'by-hand') net(from, fn, fn.node.findChild('Topic'), topic);
      }
    }
  },
};

/** What FailsafeNets gives to a function of a bare app, resource by resource. */
function net(from, fn, subscription, topic) {
  const { DeadLetterQueue } = require('../lib');
  from.node.defaultChild.redrivePolicy = { deadLetterTargetArn: new DeadLetterQueue(from, 'DeadLetterQueue').queueArn, maxReceiveCount: 5 };
  fn.configureAsyncInvoke({ onFailure: new SqsDestination(new DeadLetterQueue(fn, 'FailedEvents')) });
  const undelivered = new DeadLetterQueue(subscription, 'UndeliveredEvents');
  undelivered.addToResourcePolicy(new PolicyStatement({
    principals: [new ServicePrincipal('sns.amazonaws.com')], actions: ['sqs:SendMessage'], resources: [undelivered.queueArn], conditions: { ArnEquals: { 'aws:SourceArn': topic.topicArn } },
  }));
  subscription.node.defaultChild.redrivePolicy = { deadLetterTargetArn: undelivered.queueArn };
}

function polled(stack, index, from) {
  const fn = new lambda.Function(stack, `Function${index}`, props);
  fn.addEventSource(new SqsEventSource(from, { reportBatchItemFailures: true }));
  return fn;
}

const checks = {
  'none': () => undefined,
  'built-in': () => undefined,
  'plugin': (app) => Validations.of(app).addPlugins(new (require('../lib').FailsafeChecks)()),
  'empty': (app) => Validations.of(app).addPlugins({ name: 'empty', validate: () => ({ success: true, violations: [] }) }),
  'aspect': (app) => Aspects.of(app).add(new (require('../lib').FailsafeAspect)()),
  'by-hand': () => undefined,
  'mixin-nets': (app) => require('../lib').FailsafeNets.of(app),
  // Before the app is made, see below.
  'defaults': () => undefined,
  'nag-serverless': (app) => Validations.of(app).addPlugins(new (require('cdk-nag').ServerlessChecks)(app)),
  'nag-solutions': (app) => Validations.of(app).addPlugins(new (require('cdk-nag').AwsSolutionsChecks)(app)),
};

// A stack of a thousand functions cannot be deployed; it shows what grows faster than the stack.
const app = new App({ outdir, analyticsReporting: false, context: { '@aws-cdk/core:stackResourceLimit': 0 }, builtinCloudFormationValidation: check === 'built-in' });
if (check === 'defaults') require('../lib').FailsafeDefaults.of(app);
shapes[shape](app, Number(count));
checks[check](app);
try {
  app.synth();
} catch (thrown) {
  // cdk-nag finds errors in it, and has printed them.
  if (!/^Validation failed/.test(thrown.message)) throw thrown;
} finally {
  process.exitCode = 0;
}
