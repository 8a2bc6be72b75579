import { App, Duration, Mixins, Stack, Stage } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { CfnSecurityGroup, Vpc } from 'aws-cdk-lib/aws-ec2';
import { CfnRule, Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { CfnRole, ManagedPolicy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Stream } from 'aws-cdk-lib/aws-kinesis';
import { CfnEventInvokeConfig, CfnEventSourceMapping, CfnFunction, EventInvokeConfig, Function, IFunction, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { KinesisEventSource, SnsEventSource, SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { CfnSchedule, Schedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { CfnQueue, Queue } from 'aws-cdk-lib/aws-sqs';
import { AsyncFailures, FailsafeNets, FailureAlarms, FailureMap, FailureTarget, RuleDeadLetters, ScheduleDeadLetters, SqsRedrive, SqsVisibility, StreamFailures, SubscriptionDeadLetters, VpcEgress } from '../../src';
import { code, fn } from '../support/parts';

let quiet: jest.SpyInstance;
beforeAll(() => { quiet = jest.spyOn(console, 'error').mockImplementation(); });
afterAll(() => quiet.mockRestore());

const rests = (stack: Stack) => FailureMap.of(stack).paths.map(({ source, fate, restsIn, deliveryFate }) =>
  `${source}: ${fate}${restsIn.map(({ name }) => ` → ${name}`).join('')}${deliveryFate ? `, undelivered: ${deliveryFate}` : ''}`);

const two = () => {
  const app = new App({ analyticsReporting: false });
  return { app, one: new Stack(app, 'One'), other: new Stack(app, 'Other') };
};

describe('x', () => {
  test('alias stream', () => {
    const stack = new Stack();
    const live = fn(stack, 'F').addAlias('live');
    live.addEventSource(new KinesisEventSource(new Stream(stack, 'S'), { startingPosition: StartingPosition.LATEST }));
    stack.with(new StreamFailures());
    expect(rests(stack)).toEqual(['kinesis: kept']);
  });
  test('version stream', () => {
    const stack = new Stack();
    const live = fn(stack, 'F').currentVersion;
    live.addEventSource(new KinesisEventSource(new Stream(stack, 'S'), { startingPosition: StartingPosition.LATEST }));
    stack.with(new StreamFailures());
    expect(rests(stack)).toEqual(['kinesis: kept']);
  });
  test('alias sqs vis', () => {
    const stack = new Stack();
    const live = fn(stack, 'F', { timeout: Duration.seconds(20) }).addAlias('live');
    live.addEventSource(new SqsEventSource(new Queue(stack, 'S')));
    stack.with(new SqsVisibility());
    Template.fromStack(stack).hasResourceProperties('AWS::SQS::Queue', { VisibilityTimeout: 120 });
  });
  test('alias configured', () => {
    const stack = new Stack();
    const live = fn(stack, 'F').addAlias('live', { retryAttempts: 1 });
    new Topic(stack, 'T').addSubscription({ bind: () => ({ subscriberId: 'Raw', endpoint: live.functionArn, protocol: 'lambda' as never }) });
    live.with(new AsyncFailures());
    expect(rests(stack)).toEqual(['kinesis: kept']);
  });
  test('version configured', () => {
    const stack = new Stack();
    const live = fn(stack, 'F', { currentVersionOptions: { retryAttempts: 1 } }).currentVersion;
    new Topic(stack, 'T').addSubscription({ bind: () => ({ subscriberId: 'Raw', endpoint: live.functionArn, protocol: 'lambda' as never }) });
    live.with(new AsyncFailures());
    expect(rests(stack)).toEqual(['kinesis: kept']);
  });
  test('config in another stack', () => {
    const { one, other } = two();
    const f = fn(one, 'F');
    new Topic(one, 'T').addSubscription({ bind: () => ({ subscriberId: 'Raw', endpoint: f.functionArn, protocol: 'lambda' as never }) });
    new EventInvokeConfig(other, 'C', { function: f, retryAttempts: 1 });
    f.with(new AsyncFailures());
    expect(rests(one)).toEqual(['kinesis: kept']);
    Template.fromStack(one).resourceCountIs('AWS::Lambda::EventInvokeConfig', 0);
  });
  test('alias in another stack', () => {
    const { one, other } = two();
    const f = fn(one, 'F');
    const { Alias } = jest.requireActual('aws-cdk-lib/aws-lambda');
    const live = new Alias(other, 'L', { aliasName: 'live', version: f.currentVersion });
    live.with(new AsyncFailures());
    Template.fromStack(other);
  });
  test('role in another stack', () => {
    const { one, other } = two();
    const role = new Role(other, 'R', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    const f = fn(one, 'F', { role });
    f.addEventSource(new SnsEventSource(new Topic(one, 'T')));
    f.with(new AsyncFailures());
    expect(rests(one)).toEqual(['kinesis: kept']);
  });
  test('stream, role in another stack', () => {
    const { one, other } = two();
    const role = new Role(other, 'R', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    const f = fn(one, 'F', { role });
    f.addEventSource(new KinesisEventSource(new Stream(other, 'S'), { startingPosition: StartingPosition.LATEST }));
    f.with(new StreamFailures());
    expect(rests(one)).toEqual(['kinesis: kept']);
  });
  test('schedule, role in another stack', () => {
    const { one, other } = two();
    const role = new Role(other, 'R', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    new CfnSchedule(one, 'S', { scheduleExpression: 'rate(1 day)', flexibleTimeWindow: { mode: 'OFF' }, target: { arn: fn(one).functionArn, roleArn: role.roleArn } });
    one.with(new ScheduleDeadLetters());
    expect(rests(one)).toEqual(['kinesis: kept']);
  });
  test.each(['same', 'cross'])('undelivered in %s', (kind) => {
    const { one, other } = two();
    const f = fn(one);
    f.addEventSource(new SnsEventSource(new Topic(one, 'T')));
    new Rule(one, 'Rule', { eventPattern: { source: ['shop'] }, targets: [new LambdaFunction(f)] });
    const q = new Queue(kind === 'same' ? one : other, 'Q');
    one.with(new SubscriptionDeadLetters({ deadLetterQueue: q }), new RuleDeadLetters({ deadLetterQueue: q }));
    expect(rests(one)).toEqual(['kinesis: kept']);
  });
  test('cross-stack queue', () => {
    const { one, other } = two();
    const q = new Queue(other, 'Q');
    const f = fn(one, 'F', { timeout: Duration.seconds(20) });
    f.addEventSource(new SqsEventSource(q));
    f.with(new SqsRedrive(), new SqsVisibility());
    expect(rests(one)).toEqual(['kinesis: kept']);
    Template.fromStack(other).hasResourceProperties('AWS::SQS::Queue', { VisibilityTimeout: 120 });
  });
  test('dlq and config', () => {
    const stack = new Stack();
    const f = fn(stack, 'F', { deadLetterQueueEnabled: true, retryAttempts: 1 });
    f.with(new AsyncFailures());
    Template.fromStack(stack).resourceCountIs('AWS::SQS::Queue', 1);
  });
  test('override of config', () => {
    const stack = new Stack();
    const f = fn(stack, 'F', { retryAttempts: 1 });
    (f.node.findChild('EventInvokeConfig').node.defaultChild as CfnEventInvokeConfig).addPropertyOverride('DestinationConfig.OnFailure.Destination', 'arn:aws:sqs:us-east-1:111122223333:q');
    f.with(new AsyncFailures());
    Template.fromStack(stack).resourceCountIs('AWS::SQS::Queue', 0);
  });
  test('override of schedule, rule', () => {
    const stack = new Stack();
    const f = fn(stack, 'F');
    const s = new Schedule(stack, 'Nightly', { schedule: ScheduleExpression.rate(Duration.days(1)), target: new LambdaInvoke(f) });
    (s.node.defaultChild as CfnSchedule).addPropertyOverride('Target.DeadLetterConfig.Arn', 'arn:aws:sqs:us-east-1:111122223333:q');
    stack.with(new ScheduleDeadLetters());
    Template.fromStack(stack).resourceCountIs('AWS::SQS::Queue', 0);
    const r = new Rule(stack, 'Rule', { eventPattern: { source: ['shop'] }, targets: [new LambdaFunction(f)] });
    (r.node.defaultChild as CfnRule).addPropertyOverride('Targets.0.DeadLetterConfig.Arn', 'arn:aws:sqs:us-east-1:111122223333:q');
    stack.with(new RuleDeadLetters());
    Template.fromStack(stack).resourceCountIs('AWS::SQS::Queue', 0);
  });
  test('l1 dlq alarms', () => {
    const stack = new Stack();
    const q = new CfnQueue(stack, 'Dlq');
    new CfnQueue(stack, 'Q', { redrivePolicy: { deadLetterTargetArn: q.attrArn, maxReceiveCount: 5 } });
    stack.with(new FailureAlarms());
    Template.fromStack(stack).resourceCountIs('AWS::CloudWatch::Alarm', 2);
  });
  test('vpc', () => {
    const stack = new Stack();
    const vpc = new Vpc(stack, 'V', { natGateways: 0 });
    const f = fn(stack, 'F', { vpc });
    f.with(new VpcEgress());
    expect(() => Template.fromStack(stack)).toThrow('kinesis');
  });
  test('vpc l1', () => {
    const stack = new Stack();
    const vpc = new Vpc(stack, 'V', { natGateways: 0 });
    const f = new CfnFunction(stack, 'Raw', { role: 'arn:aws:iam::111122223333:role/x', code: { zipFile: 'x' }, vpcConfig: { subnetIds: vpc.publicSubnets.map((x) => x.subnetId), securityGroupIds: ['sg-1'] } });
    f.with(new VpcEgress());
    expect(() => Template.fromStack(stack)).toThrow('kinesis');
  });
  test('stage', () => {
    const app = new App();
    const stack = new Stack(new Stage(app, 'Prod'), 'Shop');
    fn(stack).addEventSource(new SqsEventSource(new Queue(stack, 'Q')));
    Mixins.of(app).apply(new SqsRedrive({ polledOnly: true }));
    expect(rests(stack)).toEqual(['kinesis: kept']);
  });
});
