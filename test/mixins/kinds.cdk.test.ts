import { App, Duration, Mixins, Stack, Stage } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { CfnRule, Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { CfnRole, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Stream } from 'aws-cdk-lib/aws-kinesis';
import { Alias, CfnEventInvokeConfig, CfnFunction, EventInvokeConfig, Function, IFunction, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { KinesisEventSource, SnsEventSource, SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { CfnSchedule, Schedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { CfnQueue, Queue } from 'aws-cdk-lib/aws-sqs';
import { AsyncFailures, FailureAlarms, FailureMap, PipeDeadLetters, RuleDeadLetters, ScheduleDeadLetters, SqsRedrive, SqsVisibility, StreamFailures, SubscriptionDeadLetters, TopicRuleErrorAction, VpcEgress } from '../../src';
import { fn } from '../support/parts';

let quiet: jest.SpyInstance;
beforeAll(() => { quiet = jest.spyOn(console, 'error').mockImplementation(); });
afterAll(() => quiet.mockRestore());

const rests = (stack: Stack) => FailureMap.of(stack).paths.map(({ source, fate, restsIn, deliveryFate }) =>
  `${source}: ${fate}${restsIn.map(({ name }) => ` → ${name}`).join('')}${deliveryFate ? `, undelivered: ${deliveryFate}` : ''}`);

/** Two stacks of an app. */
function two() {
  const app = new App({ analyticsReporting: false });
  return { one: new Stack(app, 'One'), other: new Stack(app, 'Other') };
}

const subscribe = (topic: Topic, fnOrAlias: IFunction) => topic.addSubscription({ bind: () => ({ subscriberId: 'Raw', endpoint: fnOrAlias.functionArn, protocol: 'lambda' as never }) });

const clicks = (stack: Stack) => new KinesisEventSource(new Stream(stack, 'Clicks'), { startingPosition: StartingPosition.LATEST });

describe('versions and aliases', () => {
  test.each([
    ['an alias', (its: Function): IFunction => its.addAlias('live'), 'Aliaslive'],
    ['a version', (its: Function): IFunction => its.currentVersion, 'CurrentVersion'],
  ])('%s that reads a stream', (_, published, id) => {
    const stack = new Stack();
    published(fn(stack, 'Count')).addEventSource(clicks(stack));
    stack.with(new StreamFailures());
    expect(rests(stack)).toEqual([`kinesis: kept → Count/${id}/KinesisEventSource:Clicks/FailedRecords`]);
  });

  test('an alias that reads a queue: the timeout is that of its function', () => {
    const stack = new Stack();
    fn(stack, 'Ship', { timeout: Duration.seconds(20) }).addAlias('live').addEventSource(new SqsEventSource(new Queue(stack, 'Orders')));
    stack.with(new SqsVisibility());
    Template.fromStack(stack).hasResourceProperties('AWS::SQS::Queue', { VisibilityTimeout: 120 });
  });

  test.each([
    ['an alias', (stack: Stack): IFunction => fn(stack, 'Notify').addAlias('live', { retryAttempts: 1 }), 'Aliaslive'],
    ['a version', (stack: Stack): IFunction => fn(stack, 'Notify', { currentVersionOptions: { retryAttempts: 1 } }).currentVersion, 'CurrentVersion'],
  ])('%s that is configured already keeps its configuration, with a place in it', (_, made, id) => {
    const stack = new Stack();
    const invoked = made(stack);
    subscribe(new Topic(stack, 'Shipped'), invoked);
    invoked.with(new AsyncFailures());
    expect(rests(stack)).toEqual([`sns-subscription: kept → Notify/${id}/FailedEvents, undelivered: lost`]);
    Template.fromStack(stack).resourceCountIs('AWS::Lambda::EventInvokeConfig', 1);
    Template.fromStack(stack).hasResourceProperties('AWS::Lambda::EventInvokeConfig', { MaximumRetryAttempts: 1 });
  });
});

describe('other stacks', () => {
  const roleOf = (stack: Stack, service = 'lambda.amazonaws.com') => new Role(stack, 'Role', { assumedBy: new ServicePrincipal(service) });

  test('the configuration of a function', () => {
    const { one, other } = two();
    const notify = fn(one, 'Notify');
    subscribe(new Topic(one, 'Shipped'), notify);
    new EventInvokeConfig(other, 'Config', { function: notify, retryAttempts: 1 });
    notify.with(new AsyncFailures());
    expect(rests(one)).toEqual(['sns-subscription: kept → Notify/FailedEvents, undelivered: lost']);
    Template.fromStack(one).resourceCountIs('AWS::Lambda::EventInvokeConfig', 0);
  });

  test('an alias, whose place is in its stack', () => {
    const { one, other } = two();
    const live = new Alias(other, 'Live', { aliasName: 'live', version: fn(one, 'Notify').currentVersion });
    live.with(new AsyncFailures());
    // CDK refuses circles.
    Template.fromStack(other).resourceCountIs('AWS::SQS::Queue', 1);
  });

  test('the role of a function', () => {
    const { one, other } = two();
    const notify = fn(one, 'Notify', { role: roleOf(other) });
    subscribe(new Topic(one, 'Shipped'), notify);
    notify.addEventSource(clicks(other));
    notify.with(new AsyncFailures(), new StreamFailures());
    expect(rests(one)).toEqual([expect.stringMatching(/^kinesis: kept → Notify\/.*FailedRecords$/), 'sns-subscription: kept → Notify/FailedEvents, undelivered: lost']);
  });

  test('the role of a schedule', () => {
    const { one, other } = two();
    new CfnSchedule(one, 'Nightly', { scheduleExpression: 'rate(1 day)', flexibleTimeWindow: { mode: 'OFF' }, target: { arn: fn(one).functionArn, roleArn: roleOf(other, 'scheduler.amazonaws.com').roleArn } });
    one.with(new ScheduleDeadLetters());
    expect(rests(one)).toEqual(['scheduler: lost, undelivered: kept']);
  });

  test.each([['the same stack', 'one'], ['another stack', 'other']] as const)('a queue for what cannot be delivered, in %s', (_, where) => {
    const stacks = two();
    const { one } = stacks;
    const notify = fn(one);
    notify.addEventSource(new SnsEventSource(new Topic(one, 'Shipped')));
    new Rule(one, 'Rule', { eventPattern: { source: ['shop'] }, targets: [new LambdaFunction(notify)] });
    const deadLetterQueue = new Queue(stacks[where], 'Undelivered');
    one.with(new SubscriptionDeadLetters({ deadLetterQueue }), new RuleDeadLetters({ deadLetterQueue }));
    expect(rests(one)).toEqual(['events-rule: lost, undelivered: kept', 'sns-subscription: lost, undelivered: kept']);
  });

  test('the queue of a function', () => {
    const { one, other } = two();
    const ship = fn(one, 'Ship', { timeout: Duration.seconds(20) });
    ship.addEventSource(new SqsEventSource(new Queue(other, 'Orders')));
    ship.with(new SqsRedrive(), new SqsVisibility());
    expect(rests(one)).toEqual(['sqs: kept → Orders/DeadLetterQueue']);
    Template.fromStack(other).hasResourceProperties('AWS::SQS::Queue', { VisibilityTimeout: 120 });
  });

  test('and stages', () => {
    const app = new App({ analyticsReporting: false });
    const stack = new Stack(new Stage(app, 'Prod'), 'Shop');
    fn(stack).addEventSource(new SqsEventSource(new Queue(stack, 'Orders')));
    Mixins.of(app).apply(new SqsRedrive({ polledOnly: true }));
    expect(rests(stack)).toEqual(['sqs: kept → Orders/DeadLetterQueue']);
  });
});

describe('overrides count as set', () => {
  const elsewhere = 'arn:aws:sqs:us-east-1:111122223333:failed';
  test.each<readonly [string, (stack: Stack) => void]>([
    ['of an asynchronous configuration', (stack) => {
      const notify = fn(stack, 'Notify', { retryAttempts: 1 });
      (notify.node.findChild('EventInvokeConfig').node.defaultChild as CfnEventInvokeConfig).addPropertyOverride('DestinationConfig.OnFailure.Destination', elsewhere);
      notify.with(new AsyncFailures());
    }],
    ['of a schedule', (stack) => {
      const nightly = new Schedule(stack, 'Nightly', { schedule: ScheduleExpression.rate(Duration.days(1)), target: new LambdaInvoke(fn(stack)) });
      (nightly.node.defaultChild as CfnSchedule).addPropertyOverride('Target.DeadLetterConfig.Arn', elsewhere);
      stack.with(new ScheduleDeadLetters());
    }],
    ['of a rule', (stack) => {
      const rule = new Rule(stack, 'Rule', { eventPattern: { source: ['shop'] }, targets: [new LambdaFunction(fn(stack))] });
      (rule.node.defaultChild as CfnRule).addPropertyOverride('Targets.0.DeadLetterConfig.Arn', elsewhere);
      stack.with(new RuleDeadLetters());
    }],
  ])('%s', (_, program) => {
    const stack = new Stack();
    program(stack);
    Template.fromStack(stack).resourceCountIs('AWS::SQS::Queue', 0);
  });
});

test('a function of the first level: its destination waits for the policy that lets its role write', () => {
  const stack = new Stack();
  const role = new CfnRole(stack, 'Role', { assumeRolePolicyDocument: { Version: '2012-10-17', Statement: [] } });
  const raw = new CfnFunction(stack, 'Raw', { role: role.attrArn, code: { zipFile: 'x' }, handler: 'index.handler', runtime: 'nodejs22.x' });
  raw.with(new AsyncFailures());
  const template = Template.fromStack(stack);
  const [policy] = Object.keys(template.findResources('AWS::IAM::Policy'));
  template.hasResource('AWS::Lambda::EventInvokeConfig', { DependsOn: [policy] });
});

test('queues of the first level have alarms on what they keep, and when it expires', () => {
  const stack = new Stack();
  const dead = new CfnQueue(stack, 'Dlq');
  new CfnQueue(stack, 'Orders', { redrivePolicy: { deadLetterTargetArn: dead.attrArn, maxReceiveCount: 5 } });
  stack.with(new FailureAlarms());
  Template.fromStack(stack).resourceCountIs('AWS::CloudWatch::Alarm', 2);
});

describe('VpcEgress', () => {
  test('a function in subnets that nothing leads out of', () => {
    const stack = new Stack();
    fn(stack, 'Charge', { vpc: new Vpc(stack, 'Vpc', { natGateways: 0 }) }).with(new VpcEgress());
    expect(() => Template.fromStack(stack)).toThrow(/\[Default\/Charge\] runs in Vpc\/IsolatedSubnet1.*from which no default route leads out of the VPC/);
  });

  test('one of the first level in public subnets', () => {
    const stack = new Stack();
    const subnetIds = new Vpc(stack, 'Vpc', { natGateways: 0 }).publicSubnets.map(({ subnetId }) => subnetId);
    new CfnFunction(stack, 'Raw', { role: 'arn:aws:iam::111122223333:role/raw', code: { zipFile: 'x' }, vpcConfig: { subnetIds, securityGroupIds: ['sg-1'] } }).with(new VpcEgress());
    expect(() => Template.fromStack(stack)).toThrow(/\[Default\/Raw\] runs in Vpc\/PublicSubnet1.*whose default route leads to an internet gateway/);
  });

  test('subnets with a NAT gateway are accepted', () => {
    const stack = new Stack();
    fn(stack, 'Charge', { vpc: new Vpc(stack, 'Vpc', { natGateways: 1 }) }).with(new VpcEgress());
    expect(() => Template.fromStack(stack)).not.toThrow();
  });

  test('functions outside of a VPC, and those that are made elsewhere, are none of its business', () => {
    const stack = new Stack();
    const egress = new VpcEgress();
    expect([fn(stack).node.defaultChild!, Function.fromFunctionName(stack, 'Elsewhere', 'charge')].map((each) => egress.supports(each))).toEqual([false, false]);
  });
});

test('what is made elsewhere is not supported by any of them', () => {
  const stack = new Stack();
  const imported = [
    Queue.fromQueueArn(stack, 'Queue', 'arn:aws:sqs:us-east-1:111122223333:orders'), Function.fromFunctionName(stack, 'Function', 'ship'),
    Topic.fromTopicArn(stack, 'Topic', 'arn:aws:sns:us-east-1:111122223333:shipped'), Rule.fromEventRuleArn(stack, 'Rule', 'arn:aws:events:us-east-1:111122223333:rule/nightly'),
  ];
  const mixins = [
    new SqsRedrive(), new SqsVisibility(), new StreamFailures(), new AsyncFailures(), new RuleDeadLetters(), new ScheduleDeadLetters(), new SubscriptionDeadLetters(),
    new FailureAlarms(), new TopicRuleErrorAction(), new PipeDeadLetters(), new VpcEgress(),
  ];
  expect(imported.flatMap((construct) => mixins.filter((mixin) => mixin.supports(construct)))).toEqual([]);
});
