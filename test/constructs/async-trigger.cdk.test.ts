import { App, Duration, Stack, Validations } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as codecommit from 'aws-cdk-lib/aws-codecommit';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as pipelineActions from 'aws-cdk-lib/aws-codepipeline-actions';
import { CustomRule } from 'aws-cdk-lib/aws-config';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import { CfnTopicRule } from 'aws-cdk-lib/aws-iot';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as destinations from 'aws-cdk-lib/aws-lambda-destinations';
import * as logs from 'aws-cdk-lib/aws-logs';
import { LambdaDestination as LogsDestination } from 'aws-cdk-lib/aws-logs-destinations';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as notifications from 'aws-cdk-lib/aws-s3-notifications';
import * as ses from 'aws-cdk-lib/aws-ses';
import * as sesActions from 'aws-cdk-lib/aws-ses-actions';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as subscriptions from 'aws-cdk-lib/aws-sns-subscriptions';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { AsyncFunction, AsyncFunctionProps, AsyncSource, AsyncTrigger, AsyncTriggerOptions, DeadLetterQueue, FailureTarget } from '../../src';
import { constructContract, nagOfAsync as nag, plain } from '../support/construct-contract';
import { fn } from '../support/parts';
import { resources } from '../support/polled';

const async = (source: (stack: Stack) => AsyncSource) => (stack: Stack) => void new AsyncFunction(stack, 'Fn', { ...plain(stack), source: source(stack) });
const bucket = (stack: Stack, id = 'Bucket') => new s3.Bucket(stack, id, { enforceSSL: true, versioned: true, serverAccessLogsPrefix: 'log/' });
const failed = 'kept → Fn/Trigger/FailedEvents';
const undelivered = 'kept → Fn/Trigger/UndeliveredEvents';

/** CDK's own parts, which are not ours to change. */
const ofNotifications = { 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]': 'the function with which CDK connects buckets' };
const ofConfig = { 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSConfigRulesExecutionRole]': 'CDK lets the function answer AWS Config with the policy that AWS made for it' };
const ofPipelines = Object.fromEntries(['Action::s3:Abort*', 'Action::s3:DeleteObject*', 'Action::s3:GetBucket*', 'Action::s3:GetObject*', 'Action::s3:List*', 'Resource::<Artifacts82DD59A1.Arn>/*', 'Resource::<Fn9270CBC0.Arn>:*']
  .map((right) => [`AwsSolutions-IAM5[${right}]`, 'rights of the pipeline, which CDK writes']));
const ofKeys = Object.fromEntries(['GenerateDataKey', 'ReEncrypt'].map((right) => [`AwsSolutions-IAM5[Action::kms:${right}*]`, 'rights to one key, which CDK gives to whoever sends to a queue']));
const ofDestinations = { 'AwsSolutions-IAM5[Resource::<Fn9270CBC0.Arn>:*]': 'CDK lets a function invoke all versions of its destination' };

constructContract('AsyncFunction', {
  'invoked by whoever calls it': { app: async(() => AsyncSource.direct()), rests: [`async-direct: ${failed}`], nag },
  'S3': { app: async((stack) => AsyncSource.s3(bucket(stack))), rests: [`async-s3: ${failed}`], nag: { ...nag, ...ofNotifications } },
  'SNS': { app: async((stack) => AsyncSource.sns(new sns.Topic(stack, 'News', { enforceSSL: true }))), rests: [`async-sns: ${failed}, delivery: ${undelivered}`], nag },
  'EventBridge, a new rule': { app: async(() => AsyncSource.eventBridge({ eventPattern: { source: ['shop'] } })), rests: [`async-events: ${failed}, delivery: ${undelivered}`], nag },
  'EventBridge, a rule of another bus': {
    app: async((stack) => AsyncSource.eventBridge({ rule: new events.Rule(stack, 'Rule', { eventPattern: { source: ['shop'] }, eventBus: new events.EventBus(stack, 'Bus') }) })),
    rests: [`async-events: ${failed}, delivery: ${undelivered}`], nag,
  },
  'CloudWatch Logs': { app: async((stack) => AsyncSource.logs(new logs.LogGroup(stack, 'Log', { retention: logs.RetentionDays.ONE_MONTH }))), rests: [`async-logs: ${failed}`], nag },
  'AWS Config': { app: async(() => AsyncSource.config({ configurationChanges: true })), rests: [`async-config: ${failed}`], nag: { ...nag, ...ofConfig } },
  'CodeCommit': { app: async((stack) => AsyncSource.codeCommit(new codecommit.Repository(stack, 'Code', { repositoryName: 'code' }))), rests: [`async-codecommit: ${failed}`], nag },
  'IoT': { app: async(() => AsyncSource.iot({ sql: "SELECT * FROM 'orders/#'" })), rests: [`async-iot: ${failed}, delivery: ${undelivered}`], nag },
  'SES': { app: async((stack) => AsyncSource.ses(new ses.ReceiptRuleSet(stack, 'Mail').addRule('Rule', { tlsPolicy: ses.TlsPolicy.REQUIRE }))), rests: [`async-ses: ${failed}`], nag },
  'CodePipeline': {
    app: async((stack) => {
      const code = new codepipeline.Artifact();
      const pipeline = new codepipeline.Pipeline(stack, 'Pipeline', { artifactBucket: bucket(stack, 'Artifacts') });
      Validations.of(pipeline).acknowledge({ id: 'AwsSolutions-IAM5[Resource::*]', reason: 'functions can be listed all or not at all' });
      pipeline.addStage({ stageName: 'Source', actions: [new pipelineActions.S3SourceAction({ actionName: 'Code', bucket: bucket(stack), bucketKey: 'code.zip', output: code })] });
      return AsyncSource.codePipeline(pipeline.addStage({ stageName: 'Test', actions: [new pipelineActions.ManualApprovalAction({ actionName: 'Wait' })] }), { actionName: 'Test', inputs: [code] });
    }),
    rests: ['codepipeline: caller'],
    nag: { ...nag, ...ofPipelines },
  },
  'the success of another function': {
    app: (stack) => {
      const first = new lambda.Function(stack, 'First', plain(new Construct(stack, 'Other')));
      void new AsyncFunction(stack, 'Fn', { ...plain(stack), source: AsyncSource.lambdaDestination(first) });
    },
    rests: [`async-destination: ${failed}`, 'async-direct: kept → Fn/Trigger/ProducerFailedEvents'], nag: { ...nag, ...ofDestinations },
  },
});

constructContract('AsyncTrigger', {
  'an alias': {
    app: (stack) => void new AsyncTrigger(stack, 'News', { function: new lambda.Function(stack, 'Fn', plain(stack)).addAlias('live'), source: AsyncSource.sns(new sns.Topic(stack, 'Topic', { enforceSSL: true })) }),
    rests: ['async-sns: kept → News/FailedEvents, delivery: kept → News/UndeliveredEvents'],
    nag: { ...nag, W3694: 'CDK lets the topic invoke the alias and no other version; the check wants the function' },
  },
  'two sources of one function': {
    app: (stack) => {
      const handler = new lambda.Function(stack, 'Fn', plain(stack));
      new AsyncTrigger(stack, 'News', { function: handler, source: AsyncSource.sns(new sns.Topic(stack, 'Topic', { enforceSSL: true })) });
      new AsyncTrigger(stack, 'Uploads', { function: handler, source: AsyncSource.s3(bucket(stack)) });
    },
    rests: ['async-sns: kept → News/FailedEvents, delivery: kept → News/UndeliveredEvents', 'async-s3: kept → News/FailedEvents'],
    nag: { ...nag, ...ofNotifications },
  },
  'customer-managed keys everywhere': {
    app: (stack) => {
      const encryptionMasterKey = new kms.Key(stack, 'Key', { enableKeyRotation: true });
      const [dead, lost] = ['Dead', 'Lost'].map((id) => new DeadLetterQueue(stack, id, { encryptionMasterKey }));
      const handler = new lambda.Function(stack, 'Fn', { ...plain(stack), deadLetterQueue: undefined });
      const rule = new events.Rule(stack, 'Rule', { eventPattern: { source: ['shop'] } });
      new AsyncTrigger(stack, 'News', { function: handler, source: AsyncSource.sns(new sns.Topic(stack, 'Topic', { enforceSSL: true, masterKey: encryptionMasterKey }), { delivery: { deadLetterQueue: lost } }) });
      new AsyncTrigger(stack, 'Events', { function: handler, source: AsyncSource.eventBridge({ rule, delivery: { deadLetterQueue: dead } }) });
    },
    rests: ['async-sns: kept → News/FailedEvents, delivery: kept → Lost', 'async-events: kept → News/FailedEvents, delivery: kept → Dead'], nag,
  },
});

constructContract('AsyncTrigger', {
  'queues of another stack, with a key': {
    app: (stack) => {
      const nets = new Stack(stack.node.root, 'Nets');
      const encryptionMasterKey = new kms.Key(nets, 'Key', { enableKeyRotation: true });
      const [deadLetterQueue, other, failedEvents] = ['Lost', 'Undelivered', 'Failed'].map((id) => new DeadLetterQueue(nets, id, { encryptionMasterKey }));
      const handler = new lambda.Function(stack, 'Fn', plain(stack));
      const source = AsyncSource.sns(new sns.Topic(stack, 'Topic', { enforceSSL: true }), { delivery: { deadLetterQueue } });
      new AsyncTrigger(stack, 'News', { function: handler, source, processing: { onFailure: FailureTarget.queue(failedEvents) } });
      new AsyncTrigger(stack, 'Events', { function: handler, source: AsyncSource.eventBridge({ eventPattern: { source: ['shop'] }, delivery: { deadLetterQueue: other } }) });
    },
    rests: ['async-sns: kept → Failed, delivery: kept → Lost', 'async-events: kept → Failed, delivery: kept → Undelivered'],
    nag: { ...nag, ...ofKeys },
  },
});

function made(options: (stack: Stack) => Partial<AsyncFunctionProps>) {
  const stack = new Stack(new App(), 'Shop');
  const { trigger } = new AsyncFunction(stack, 'Fn', { ...plain(stack), ...options(stack) });
  return { stack, trigger, template: Template.fromStack(stack) };
}
const topic = (stack: Stack, props: sns.TopicProps = {}) => new sns.Topic(stack, 'Topic', props);
const pattern = { source: ['shop'] };

describe('what is made', () => {
  test('processing can be set', () => {
    made((stack) => ({ processing: { onFailure: FailureTarget.topic(topic(stack)), retryAttempts: 0, maxEventAge: Duration.minutes(5) } }))
      .template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', { Qualifier: '$LATEST', MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 300, DestinationConfig: { OnFailure: { Destination: { Ref: Match.stringLikeRegexp('Topic') } } } });
  });

  test('delivery can be set', () => {
    const { template } = made(() => ({
      source: AsyncSource.eventBridge({
        eventPattern: pattern, input: events.RuleTargetInput.fromObject({ a: 1 }), delivery: { retryAttempts: 3, maxEventAge: Duration.hours(1) },
      }),
    }));
    template.hasResourceProperties('AWS::Events::Rule', { Targets: [Match.objectLike({ Input: '{"a":1}', RetryPolicy: { MaximumRetryAttempts: 3, MaximumEventAgeInSeconds: 3600 }, DeadLetterConfig: Match.anyValue() })] });
  });

  test.each<[string, (handler: lambda.Function) => lambda.IFunction, unknown]>([
    ['a function', (handler) => handler, '$LATEST'],
    ['an alias', (handler) => handler.addAlias('live'), { 'Fn::Select': [7, { 'Fn::Split': [':', { Ref: Match.stringLikeRegexp('Aliaslive') }] }] }],
    ['a version', (handler) => handler.currentVersion, { 'Fn::GetAtt': [Match.stringLikeRegexp('CurrentVersion'), 'Version'] }],
  ])('%s has its own configuration', (_, qualified, Qualifier) => {
    const stack = new Stack(new App(), 'Shop');
    new AsyncTrigger(stack, 'Trigger', { function: qualified(fn(stack)) });
    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::Lambda::EventInvokeConfig', 1);
    template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', { Qualifier });
  });

  test('services may use the customer-managed key of a queue that they write to; EventBridge tells KMS no source', () => {
    const { template } = made((stack) => {
      const queue = new DeadLetterQueue(stack, 'Dead', { encryptionMasterKey: new kms.Key(stack, 'Key') });
      new AsyncTrigger(stack, 'Other', { function: fn(stack, 'OtherFn'), source: AsyncSource.eventBridge({ eventPattern: pattern, delivery: { deadLetterQueue: queue } }) });
      return { source: AsyncSource.sns(topic(stack), { delivery: { deadLetterQueue: queue } }) };
    });
    const allowed = { Effect: 'Allow', Action: ['kms:Decrypt', 'kms:GenerateDataKey*'], Resource: '*' };
    template.hasResourceProperties('AWS::KMS::Key', {
      KeyPolicy: Match.objectLike({
        Statement: Match.arrayWith([
          { ...allowed, Principal: { Service: 'events.amazonaws.com' } },
          { ...allowed, Principal: { Service: 'sns.amazonaws.com' }, Condition: { ArnLike: { 'aws:SourceArn': Match.anyValue() } } },
        ]),
      }),
    });
    template.hasResourceProperties('AWS::SQS::QueuePolicy', { PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Principal: { Service: 'sns.amazonaws.com' }, Condition: { ArnEquals: { 'aws:SourceArn': Match.anyValue() } } })]) } });
  });

  test.each<[string, (queue: sqs.IQueue, stack: Stack) => AsyncSource, string]>([
    ['sns', (deadLetterQueue, stack) => AsyncSource.sns(topic(stack), { delivery: { deadLetterQueue } }), ':*'],
    ['events', (deadLetterQueue) => AsyncSource.eventBridge({ eventPattern: pattern, delivery: { deadLetterQueue } }), ':rule/*'],
  ])('a queue of another stack knows %s of its account, not what is in the other stack', (service, source, any) => {
    const app = new App();
    const [stack, nets] = ['Shop', 'Nets'].map((id) => new Stack(app, id));
    new AsyncTrigger(stack, 'News', { function: fn(stack), source: source(new DeadLetterQueue(nets, 'Dead'), stack) });
    const account = [':', { Ref: 'AWS::Region' }, ':', { Ref: 'AWS::AccountId' }, any];
    Template.fromStack(nets).hasResourceProperties('AWS::SQS::QueuePolicy', {
      PolicyDocument: Match.objectLike({
        Statement: Match.arrayWith([Match.objectLike({
          Effect: 'Allow', Action: 'sqs:SendMessage', Principal: { Service: `${service}.amazonaws.com` }, Condition: { ArnLike: { 'aws:SourceArn': { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:${service}:`, ...account.slice(1)]] } } },
        })]),
      }),
    });
  });

  test('what the function has set itself stays, and nothing is added to it', () => {
    for (const set of [(queue: sqs.Queue) => ({ onFailure: new destinations.SqsDestination(queue) }), (queue: sqs.Queue) => ({ deadLetterQueue: queue })]) {
      const { template, trigger } = made((stack) => set(new sqs.Queue(stack, 'Own')));
      template.resourceCountIs('AWS::SQS::Queue', 1);
      expect(trigger.onFailure).toBeUndefined();
    }
  });

  test('alarms on what means a lost or stuck event, once for all triggers of a function', () => {
    const stack = new Stack(new App(), 'Shop');
    const handler = fn(stack);
    const first = new AsyncTrigger(stack, 'News', { function: handler, source: AsyncSource.sns(topic(stack)) });
    const rule = new events.Rule(stack, 'Rule', { eventPattern: pattern, eventBus: new events.EventBus(stack, 'Bus') });
    const second = new AsyncTrigger(stack, 'Events', { function: handler.addAlias('live'), source: AsyncSource.eventBridge({ rule }) });
    const names = (trigger: AsyncTrigger) => trigger.alarms.map((alarm) => (alarm.node.defaultChild as cloudwatch.CfnAlarm).metricName).sort();
    expect(names(first)).toEqual([
      'ApproximateAgeOfOldestMessage', 'ApproximateAgeOfOldestMessage', 'ApproximateNumberOfMessagesVisible', 'ApproximateNumberOfMessagesVisible',
      'AsyncEventAge', 'AsyncEventsDropped', 'DeadLetterErrors', 'DestinationDeliveryFailures', 'NumberOfNotificationsFailed', 'NumberOfNotificationsFailedToRedriveToDlq',
    ]);
    expect(names(second)).toEqual([
      'ApproximateAgeOfOldestMessage', 'ApproximateAgeOfOldestMessage', 'ApproximateNumberOfMessagesVisible', 'ApproximateNumberOfMessagesVisible',
      'AsyncEventAge', 'AsyncEventsDropped', 'DeadLetterErrors', 'DestinationDeliveryFailures', 'FailedInvocations', 'InvocationsFailedToBeSentToDlq',
    ]);
    const template = Template.fromStack(stack);
    for (const MetricName of ['AsyncEventAge', 'AsyncEventsDropped', 'DeadLetterErrors', 'DestinationDeliveryFailures']) template.resourcePropertiesCountIs('AWS::CloudWatch::Alarm', { MetricName }, 1);
    const [fnId] = Object.keys(template.findResources('AWS::Lambda::Function'));
    template.hasResourceProperties('AWS::CloudWatch::Alarm', { Namespace: 'AWS/Lambda', MetricName: 'DestinationDeliveryFailures', Statistic: 'Sum', Period: 60, Threshold: 1, EvaluationPeriods: 1, Dimensions: [{ Name: 'FunctionName', Value: { Ref: fnId } }] });
    template.hasResourceProperties('AWS::CloudWatch::Alarm', { MetricName: 'AsyncEventAge', Statistic: 'Maximum', Threshold: 10_800_000 });
    template.hasResourceProperties('AWS::CloudWatch::Alarm', { Namespace: 'AWS/SNS', MetricName: 'NumberOfNotificationsFailedToRedriveToDlq', Dimensions: [{ Name: 'TopicName', Value: { 'Fn::GetAtt': [Match.stringLikeRegexp('Topic'), 'TopicName'] } }] });
    template.hasResourceProperties('AWS::CloudWatch::Alarm', { Namespace: 'AWS/Events', MetricName: 'InvocationsFailedToBeSentToDlq', Dimensions: [{ Name: 'EventBusName', Value: { Ref: Match.stringLikeRegexp('Bus') } }, { Name: 'RuleName', Value: { Ref: Match.stringLikeRegexp('Rule') } }] });
  });

  test.each<[string, (stack: Stack) => events.IEventBus | undefined]>([
    ['no bus', () => undefined],
    ['the default bus by name', (stack) => events.EventBus.fromEventBusName(stack, 'Bus', 'default')],
    ['the default bus by ARN', (stack) => events.EventBus.fromEventBusArn(stack, 'Bus', 'arn:aws:events:eu-west-1:111122223333:event-bus/default')],
  ])('rules of the default bus are counted by their name alone: %s', (_, eventBus) => {
    const { template } = made((stack) => ({ source: AsyncSource.eventBridge({ eventPattern: pattern, eventBus: eventBus(stack) }) }));
    for (const MetricName of ['FailedInvocations', 'InvocationsFailedToBeSentToDlq']) {
      template.hasResourceProperties('AWS::CloudWatch::Alarm', { Namespace: 'AWS/Events', MetricName, Statistic: 'Sum', Period: 60, Dimensions: [{ Name: 'RuleName', Value: { Ref: Match.stringLikeRegexp('Rule') } }] });
    }
  });

  test('log events are counted by log group, type and filter', () => {
    const { template } = made((stack) => ({ source: AsyncSource.logs(logs.LogGroup.fromLogGroupName(stack, 'Log', 'shop'), { filterName: 'errors' }) }));
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      Namespace: 'AWS/Logs', MetricName: 'DeliveryErrors', Dimensions: [{ Name: 'DestinationType', Value: 'Lambda' }, { Name: 'FilterName', Value: 'errors' }, { Name: 'LogGroupName', Value: 'shop' }],
    });
  });

  test('what several triggers have in common has one alarm, with the actions of all; none for one of them does not speak for the others', () => {
    const stack = new Stack(new App(), 'Shop');
    const handler = fn(stack);
    const [one, two] = ['One', 'Two'].map((id) => new SnsAction(topic(new Construct(stack, id) as Stack)));
    const queue = new sqs.Queue(stack, 'Queue');
    const onFailure = FailureTarget.queue(queue);
    new AsyncTrigger(stack, 'Quiet', { function: handler, withoutAlarms: 'watched by Datadog', processing: { onFailure } });
    new AsyncTrigger(stack, 'First', { function: handler, alarmActions: [one] });
    new AsyncTrigger(stack, 'Second', { function: handler, alarmActions: [one, two], source: AsyncSource.eventBridge({ eventPattern: pattern, delivery: { deadLetterQueue: queue } }) });
    const alarms = Object.values(Template.fromStack(stack).findResources('AWS::CloudWatch::Alarm')) as { Properties: { MetricName: string; AlarmActions: unknown[] } }[];
    expect(alarms.map(({ Properties: { MetricName, AlarmActions } }) => `${MetricName} ${AlarmActions.length}`).sort()).toEqual([
      'ApproximateAgeOfOldestMessage 2', 'ApproximateNumberOfMessagesVisible 2', 'AsyncEventAge 2', 'AsyncEventsDropped 2', 'DeadLetterErrors 2', 'DestinationDeliveryFailures 2',
      'FailedInvocations 2', 'InvocationsFailedToBeSentToDlq 2',
    ]);
  });

  test('the alarms of a dead-letter queue that is given get the actions too, unless it is in another stack or its owner wants none', () => {
    const app = new App();
    const stack = new Stack(app, 'Shop');
    const queues = { Here: new DeadLetterQueue(stack, 'Here'), There: new DeadLetterQueue(new Stack(app, 'Other'), 'There'), Quiet: new DeadLetterQueue(stack, 'Quiet', { withoutAlarms: 'watched by Datadog' }) };
    const action = new SnsAction(topic(stack));
    for (const [id, queue] of Object.entries(queues)) new AsyncTrigger(stack, `${id}Trigger`, { function: fn(stack, `${id}Fn`), alarmActions: [action], processing: { onFailure: FailureTarget.queue(queue) } });
    const acting = (queue: DeadLetterQueue) => Object.values(Template.fromStack(Stack.of(queue)).findResources('AWS::CloudWatch::Alarm', { Properties: { Namespace: 'AWS/SQS' } }))
      .map((alarm) => (alarm as { Properties: { AlarmActions?: unknown[] } }).Properties.AlarmActions?.length);
    expect([acting(queues.Here), acting(queues.There)]).toEqual([[1, 1], [undefined, undefined]]);
  });

  test('the age of events is compared with how long they are kept, whoever has set that', () => {
    const threshold = (options: (stack: Stack) => Partial<AsyncFunctionProps>, Threshold: number) => made(options).template.hasResourceProperties('AWS::CloudWatch::Alarm', { MetricName: 'AsyncEventAge', Threshold });
    threshold(() => ({ processing: { maxEventAge: Duration.minutes(10) } }), 300_000);
    threshold((stack) => ({ maxEventAge: Duration.minutes(5), onFailure: new destinations.SqsDestination(new sqs.Queue(stack, 'Own')) }), 150_000);
  });

  test('what another function hands on may get lost there: it is watched as well', () => {
    const stack = new Stack(new App(), 'Shop');
    const producer = fn(stack, 'Producer');
    const own = new sqs.Queue(stack, 'Own');
    const trigger = new AsyncTrigger(stack, 'Next', { function: fn(stack), source: AsyncSource.lambdaDestination(producer, { onFailure: FailureTarget.queue(own) }) });
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::CloudWatch::Alarm', { MetricName: 'DestinationDeliveryFailures', Dimensions: [{ Name: 'FunctionName', Value: stack.resolve(producer.functionName) as unknown }] });
    template.hasResourceProperties('AWS::CloudWatch::Alarm', { MetricName: 'ApproximateNumberOfMessagesVisible', Dimensions: [{ Name: 'QueueName', Value: stack.resolve(own.queueName) as unknown }] });
    expect(trigger.alarms.map(({ node }) => node.path)).toContain('Shop/Next/Producer/DestinationFailuresAlarm');
  });

  test.each<[string, (stack: Stack) => sqs.IQueue, string[]]>([
    ['a plain queue: depth and expiry', (stack) => new sqs.Queue(stack, 'Own', { retentionPeriod: Duration.days(10) }), ['ApproximateAgeOfOldestMessage 432000', 'ApproximateNumberOfMessagesVisible 1']],
    ['an imported queue: depth, as nobody knows how long it keeps messages', (stack) => sqs.Queue.fromQueueArn(stack, 'Own', 'arn:aws:sqs:eu-west-1:111122223333:failed'), ['ApproximateNumberOfMessagesVisible 1']],
  ])('alarms on %s', (_, queue, expected) => {
    const { trigger } = made((stack) => ({ processing: { onFailure: FailureTarget.queue(queue(stack)) } }));
    expect(trigger.alarms.map((alarm) => alarm.node.defaultChild as cloudwatch.CfnAlarm).filter(({ namespace }) => namespace === 'AWS/SQS').map(({ metricName, threshold }) => `${metricName} ${threshold}`).sort()).toEqual(expected);
  });

  test('metrics', () => {
    const { trigger } = made((stack) => ({ source: AsyncSource.logs(new logs.LogGroup(stack, 'Log')) }));
    const metrics = [
      trigger.metricAsyncEventsDropped(), trigger.metricAsyncEventAge(), trigger.metricDestinationDeliveryFailures({ period: Duration.hours(1) }),
      trigger.metricDeadLetterErrors(), trigger.metricUndelivered(),
    ];
    expect(metrics.map(({ metricName, statistic, period }) => `${metricName} ${statistic} ${period.toSeconds()}`)).toEqual([
      'AsyncEventsDropped Sum 60', 'AsyncEventAge Maximum 60', 'DestinationDeliveryFailures Sum 3600', 'DeadLetterErrors Sum 60', 'DeliveryErrors Sum 60',
    ]);
    expect(() => trigger.metricUndeliveredLost()).toThrow(/does not count what it cannot write/);
    expect(() => made(() => ({})).trigger.metricUndelivered()).toThrow(/does not count what it cannot deliver/);
  });
});

describe('what contradicts a documented rule is refused, with the value to use', () => {
  const sqsManaged = (stack: Stack) => new sqs.Queue(stack, 'Queue', { encryption: sqs.QueueEncryption.KMS_MANAGED });
  const refused: { readonly [title: string]: readonly [options: (stack: Stack) => Partial<AsyncTriggerOptions>, says: RegExp] } = {
    'too many retries of the function': [() => ({ processing: { retryAttempts: 3 } }), /processing\.retryAttempts is 3; for asynchronous events Lambda takes 0, 1 or 2/],
    'too old events': [() => ({ processing: { maxEventAge: Duration.hours(7) } }), /processing\.maxEventAge is 25200 s; Lambda takes 60 to 21600/],
    'too many retries of delivery': [() => ({ source: AsyncSource.eventBridge({ eventPattern: pattern, delivery: { retryAttempts: 186 } }) }), /delivery\.retryAttempts is 186; AWS takes whole numbers from 0 to 185/],
    'too long delivery': [() => ({ source: AsyncSource.eventBridge({ eventPattern: pattern, delivery: { maxEventAge: Duration.days(2) } }) }), /delivery\.maxEventAge is 172800 s; AWS takes 60 to 86400/],
    'a FIFO topic': [(stack) => ({ source: AsyncSource.sns(topic(stack, { fifo: true })) }), /is a FIFO topic, which cannot invoke functions\. .*new SqsTrigger/],
    'a FIFO queue for undelivered messages': [(stack) => ({ source: AsyncSource.sns(topic(stack), { delivery: { deadLetterQueue: new sqs.Queue(stack, 'Queue', { fifo: true }) } }) }), /is a FIFO queue; events that cannot be delivered go to standard queues/],
    'a key of AWS where SNS must write': [(stack) => ({ source: AsyncSource.sns(topic(stack), { delivery: { deadLetterQueue: sqsManaged(stack) } }) }), /encrypted with the key alias\/aws\/sqs of AWS, which sns\.amazonaws\.com may not use.*SQS_MANAGED/],
    'a key of AWS where EventBridge must write': [(stack) => ({ source: AsyncSource.eventBridge({ eventPattern: pattern, delivery: { deadLetterQueue: sqsManaged(stack) } }) }), /which events\.amazonaws\.com may not use/],
    'a rule and the pattern of a new one': [(stack) => ({ source: AsyncSource.eventBridge({ rule: new events.Rule(stack, 'Rule', { eventPattern: pattern }), eventPattern: pattern }) }), /are for a new rule, but rule is given/],
    'neither rule nor pattern': [() => ({ source: AsyncSource.eventBridge({}) }), /needs a rule, or the eventPattern/],
    'a rule of AWS Config without a reason to run': [() => ({ source: AsyncSource.config({}) }), /needs configurationChanges: true, periodic: true, or both/],
  };

  test.each(Object.entries(refused))('%s', (_, [options, says]) => expect(() => made(options)).toThrow(says));

  test('a second configuration of one function', () => {
    const stack = new Stack(new App(), 'Shop');
    const handler = fn(stack);
    new AsyncTrigger(stack, 'One', { function: handler });
    expect(() => new AsyncTrigger(stack, 'Two', { function: handler, processing: { retryAttempts: 1 } })).toThrow(/Shop\/One has configured the asynchronous invocations of Shop\/Fn already.*Set processing there/);
    const own = fn(stack, 'Own', { retryAttempts: 1 });
    expect(() => new AsyncTrigger(stack, 'Three', { function: own, processing: {} })).toThrow(/are configured already, by onFailure, retryAttempts or maxEventAge/);
    expect(() => new AsyncTrigger(stack, 'Four', { function: handler, source: AsyncSource.lambdaDestination(own) })).toThrow(/Set onSuccess: new LambdaDestination\(…\) there, and use AsyncSource\.direct\(\) here/);
  });

  test('a function by which CDK means another thing than what is invoked', () => {
    const stack = new Stack(new App(), 'Shop');
    const qualified = lambda.Function.fromFunctionArn(stack, 'Qualified', 'arn:aws:lambda:eu-west-1:111122223333:function:news:live');
    expect(() => new AsyncTrigger(stack, 'One', { function: qualified, processing: {} })).toThrow(/by the ARN of its version or alias live, but CDK would configure \$LATEST.*Alias\.fromAliasAttributes/);
    expect(() => new AsyncTrigger(stack, 'Two', { function: fn(stack).latestVersion })).toThrow(/Pass Shop\/Fn instead of its latestVersion/);
  });

  test('an on-failure destination of a durable function', () => {
    const stack = new Stack(new App(), 'Shop');
    const durable = fn(stack, 'Fn', { deadLetterQueue: new DeadLetterQueue(stack, 'Dead') });
    (durable.node.defaultChild as lambda.CfnFunction).durableConfig = { executionTimeout: 600 };
    expect(() => new AsyncTrigger(stack, 'One', { function: durable, processing: {} })).toThrow(/is a durable function, for which Lambda has a dead-letter queue only\. Set deadLetterQueue/);
    new AsyncTrigger(stack, 'Two', { function: durable });
    Template.fromStack(stack).resourceCountIs('AWS::Lambda::EventInvokeConfig', 0);
  });
});

describe('what exists', () => {
  test('a function without a net of its own that is only delivered to: the rules speak', () => {
    const stack = new Stack(new App(), 'Shop');
    const handler = fn(stack, 'Fn', { retryAttempts: 1 });
    new AsyncTrigger(stack, 'News', { function: handler, source: AsyncSource.sns(topic(stack)) });
    Annotations.fromStack(stack).hasError('/Shop/Fn/Resource', Match.stringLikeRegexp('neither an on-failure destination nor a dead-letter queue.*async-no-dlq-or-destination'));
  });

  test('an imported queue for undelivered messages: the statement to add', () => {
    const { stack } = made((scope) => ({ source: AsyncSource.sns(topic(scope), { delivery: { deadLetterQueue: sqs.Queue.fromQueueArn(scope, 'Dead', 'arn:aws:sqs:eu-west-1:111122223333:dead') } }) }));
    Annotations.fromStack(stack).hasInfo('*', Match.stringLikeRegexp('"Service":"sns.amazonaws.com".*sqs:SendMessage'));
  });

  test('an imported function is not configured unasked, and what to verify is said', () => {
    const imported = (stack: Stack) => lambda.Function.fromFunctionArn(stack, 'Fn', 'arn:aws:lambda:eu-west-1:111122223333:function:news');
    const stack = new Stack(new App(), 'Shop');
    new AsyncTrigger(stack, 'News', { function: imported(stack) });
    Template.fromStack(stack).resourceCountIs('AWS::Lambda::EventInvokeConfig', 0);
    Annotations.fromStack(stack).hasInfo('/Shop/News', Match.stringLikeRegexp('is made elsewhere\\. Verify there: that the version or alias that is invoked has an on-failure destination'));
    const accepted = new Stack(new App(), 'Shop');
    new AsyncTrigger(accepted, 'News', { function: imported(accepted) });
    Validations.of(accepted).acknowledge({ id: 'cdk-lambda-failsafe::function-unverified', reason: 'has a destination' });
    Annotations.fromStack(accepted).hasNoInfo('*', Match.stringLikeRegexp('is made elsewhere'));
    const asked = new Stack(new App(), 'Shop');
    new AsyncTrigger(asked, 'News', { function: imported(asked), processing: { retryAttempts: 1 } });
    Template.fromStack(asked).resourceCountIs('AWS::Lambda::EventInvokeConfig', 1);
  });

  test.each<[string, (stack: Stack) => lambda.IFunction, string]>([
    ['a version', (stack) => lambda.Version.fromVersionArn(stack, 'Fn', 'arn:aws:lambda:eu-west-1:111122223333:function:news:3'), '3'],
    ['an alias', (stack) => lambda.Alias.fromAliasAttributes(stack, 'Fn', { aliasName: 'live', aliasVersion: lambda.Version.fromVersionArn(stack, 'V', 'arn:aws:lambda:eu-west-1:111122223333:function:news:3') }), 'live'],
  ])('%s that is imported is configured itself, and counted by function', (_, imported, Qualifier) => {
    const stack = new Stack(new App(), 'Shop');
    new AsyncTrigger(stack, 'News', { function: imported(stack), processing: {} });
    Template.fromStack(stack).hasResourceProperties('AWS::Lambda::EventInvokeConfig', { FunctionName: 'news', Qualifier });
    Template.fromStack(stack).hasResourceProperties('AWS::CloudWatch::Alarm', { MetricName: 'DestinationDeliveryFailures', Dimensions: [{ Name: 'FunctionName', Value: 'news' }] });
  });

  const sources: { readonly [service: string]: (stack: Stack) => AsyncSource } = {
    s3: (stack) => AsyncSource.s3(s3.Bucket.fromBucketName(stack, 'Bucket', 'uploads')),
    sns: (stack) => AsyncSource.sns(topic(stack)),
    events: () => AsyncSource.eventBridge({ eventPattern: pattern }),
    logs: (stack) => AsyncSource.logs(new logs.LogGroup(stack, 'Log')),
    config: () => AsyncSource.config({ periodic: true }),
    codecommit: (stack) => AsyncSource.codeCommit(new codecommit.Repository(stack, 'Code', { repositoryName: 'code' })),
    iot: () => AsyncSource.iot({ sql: "SELECT * FROM 'orders/#'" }),
    ses: (stack) => AsyncSource.ses(new ses.ReceiptRuleSet(stack, 'Mail').addRule('Rule')),
  };

  test.each(Object.entries(sources))('a function that CDK gives no permission to: the statement to add, for %s', (service, source) => {
    const told = (sameEnvironment: boolean) => {
      const stack = new Stack(new App(), 'Shop');
      const functionArn = 'arn:aws:lambda:eu-west-1:111122223333:function:news';
      new AsyncTrigger(stack, 'News', { function: lambda.Function.fromFunctionAttributes(stack, 'Fn', { functionArn, sameEnvironment }), source: source(stack) });
      return Annotations.fromStack(stack).findInfo('/Shop/News', Match.stringLikeRegexp(`"Principal":{"Service":"${service}\.amazonaws\.com"},"Action":"lambda:InvokeFunction","Resource":"${functionArn}".*"AWS:Source(Arn|Account)"`)).length;
    };
    expect([told(false), told(true)]).toEqual([1, 0]);
  });

  test('imported topics, buckets, buses, log groups and queues', () => {
    const stack = new Stack(new App(), 'Shop');
    const eventBus = events.EventBus.fromEventBusArn(stack, 'Bus', 'arn:aws:events:eu-west-1:111122223333:event-bus/shop');
    const deadLetterQueue = sqs.Queue.fromQueueArn(stack, 'Dead', 'arn:aws:sqs:eu-west-1:111122223333:dead');
    const onFailure = FailureTarget.queue(deadLetterQueue);
    new AsyncTrigger(stack, 'Events', { function: fn(stack, 'EventsFn'), source: AsyncSource.eventBridge({ eventPattern: pattern, eventBus, delivery: { deadLetterQueue } }), processing: { onFailure } });
    new AsyncTrigger(stack, 'Logs', { function: fn(stack, 'LogsFn'), source: AsyncSource.logs(logs.LogGroup.fromLogGroupName(stack, 'Log', 'shop')) });
    new AsyncTrigger(stack, 'News', { function: fn(stack), source: AsyncSource.sns(sns.Topic.fromTopicArn(stack, 'Topic', 'arn:aws:sns:eu-west-1:111122223333:news')) });
    new AsyncTrigger(stack, 'Uploads', { function: fn(stack, 'Other'), source: AsyncSource.s3(s3.Bucket.fromBucketName(stack, 'Bucket', 'uploads')) });
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::SNS::Subscription', { TopicArn: 'arn:aws:sns:eu-west-1:111122223333:news', RedrivePolicy: Match.anyValue() });
    template.hasResourceProperties('Custom::S3BucketNotifications', { BucketName: 'uploads', Managed: false });
    template.hasResourceProperties('AWS::Events::Rule', { EventBusName: 'shop', Targets: [Match.objectLike({ DeadLetterConfig: { Arn: deadLetterQueue.queueArn } })] });
    template.hasResourceProperties('AWS::CloudWatch::Alarm', { MetricName: 'FailedInvocations', Dimensions: [{ Name: 'EventBusName', Value: 'shop' }, { Name: 'RuleName', Value: Match.anyValue() }] });
    template.hasResourceProperties('AWS::CloudWatch::Alarm', { MetricName: 'ApproximateNumberOfMessagesVisible', Dimensions: [{ Name: 'QueueName', Value: 'dead' }] });
    template.hasResourceProperties('AWS::Logs::SubscriptionFilter', { LogGroupName: 'shop' });
  });
});

describe('moving from plain constructs', () => {
  const mail = (stack: Stack) => new ses.ReceiptRuleSet(stack, 'Mail').addRule('Rule');
  const moves: { readonly [title: string]: readonly [plain: (stack: Stack, handler: lambda.Function) => void, ours: (stack: Stack) => AsyncSource] } = {
    SNS: [
      (stack, handler) => void topic(stack).addSubscription(new subscriptions.LambdaSubscription(handler)),
      (stack) => AsyncSource.sns(topic(stack)),
    ],
    S3: [
      (stack, handler) => void new s3.Bucket(stack, 'Bucket').addEventNotification(s3.EventType.OBJECT_CREATED, new notifications.LambdaDestination(handler)),
      (stack) => AsyncSource.s3(new s3.Bucket(stack, 'Bucket')),
    ],
    SES: [
      (stack, handler) => void mail(stack).addAction(new sesActions.Lambda({ function: handler })),
      (stack) => AsyncSource.ses(mail(stack)),
    ],
    EventBridge: [
      (stack, handler) => void new events.Rule(stack, 'Rule', { eventPattern: pattern, targets: [new targets.LambdaFunction(handler)] }),
      (stack) => AsyncSource.eventBridge({ rule: new events.Rule(stack, 'Rule', { eventPattern: pattern }) }),
    ],
  };

  test.each(Object.entries(moves))('%s: everything keeps its logical id, and only nets and alarms are new', (_, [plainly, ours]) => {
    const before = resources(plainly);
    const after = resources((stack, handler) => void new AsyncTrigger(stack, 'Trigger', { function: handler, source: ours(stack) }));
    expect(Object.keys(before).filter((id) => after[id]?.Type !== before[id].Type)).toEqual([]);
    expect(new Set(Object.keys(after).filter((id) => !(id in before)).map((id) => after[id].Type))).toEqual(new Set([
      'AWS::CloudWatch::Alarm', 'AWS::Lambda::EventInvokeConfig', 'AWS::SQS::Queue', 'AWS::SQS::QueuePolicy', 'AWS::IAM::Policy',
    ]));
  });

  test.each<[string, (stack: Stack, handler: lambda.Function) => void, (stack: Stack, id: string) => AsyncSource]>([
    [
      'AWS::Logs::SubscriptionFilter',
      (stack, handler) => void new logs.LogGroup(stack, 'Log').addSubscriptionFilter('Errors', { destination: new LogsDestination(handler), filterPattern: logs.FilterPattern.allEvents() }),
      (stack, filterLogicalId) => AsyncSource.logs(new logs.LogGroup(stack, 'Log'), { filterLogicalId }),
    ],
    [
      'AWS::Config::ConfigRule',
      (stack, handler) => void new CustomRule(stack, 'Rule', { lambdaFunction: handler, periodic: true }),
      (_, configRuleLogicalId) => AsyncSource.config({ periodic: true, configRuleLogicalId }),
    ],
    [
      'AWS::IoT::TopicRule',
      (stack, handler) => void new CfnTopicRule(stack, 'Rule', { topicRulePayload: { sql: 'SELECT 1', awsIotSqlVersion: '2016-03-23', actions: [{ lambda: { functionArn: handler.functionArn } }] } }),
      (_, topicRuleLogicalId) => AsyncSource.iot({ sql: 'SELECT 1', topicRuleLogicalId }),
    ],
  ])('%s: keeps its logical id and its properties on demand', (type, plainly, ours) => {
    const before = resources(plainly);
    const [id] = Object.keys(before).filter((name) => before[name].Type === type);
    const after = resources((stack, handler) => void new AsyncTrigger(stack, 'Trigger', { function: handler, source: ours(stack, id) }));
    expect(after[id].Properties).toMatchObject(before[id].Properties);
    expect(Object.values(after).filter(({ Type }) => Type === type)).toHaveLength(1);
  });
});
