import { App, Duration, Mixins, Stack, Stage, Token } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { IpAddresses, Vpc } from 'aws-cdk-lib/aws-ec2';
import { CfnRule, Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Stream } from 'aws-cdk-lib/aws-kinesis';
import { Alias, CfnEventInvokeConfig, CfnEventSourceMapping, CfnFunction, EventInvokeConfig, Function, FunctionProps, IFunction, MetricType, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { KinesisEventSource, SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { CfnSchedule, Schedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { LambdaSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { CfnQueue, Queue } from 'aws-cdk-lib/aws-sqs';
import { AsyncFailures, FailsafeNets, FailureAlarms, FailureTarget, RuleDeadLetters, ScheduleDeadLetters, SqsRedrive, SqsVisibility, StreamFailures, VpcEgress, VpcInternetFunction } from '../../src';
import { rests } from '../support/before-after';
import { code, fn } from '../support/parts';

/** What mixins meet besides a function or queue in one stack: qualifiers, overrides, other stacks, and what is made elsewhere. */

const newApp = () => new App({ analyticsReporting: false });
const alone = () => new Stack(newApp(), 'Shop');
const two = () => {
  const app = newApp();
  return { one: new Stack(app, 'One'), other: new Stack(app, 'Other') };
};
const clicks = (stack: Stack) => new KinesisEventSource(new Stream(stack, 'Clicks'), { startingPosition: StartingPosition.LATEST });
const notified = (stack: Stack, by: IFunction) => new Topic(stack, 'Shipped').addSubscription(new LambdaSubscription(by));
const count = (stack: Stack, type: string) => Object.keys(Template.fromStack(stack).findResources(type)).length;
const lambdaRole = (stack: Stack) => new Role(stack, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });

let quiet: jest.SpyInstance;
beforeAll(() => { quiet = jest.spyOn(console, 'error').mockImplementation(); });
afterAll(() => quiet.mockRestore());

describe.each<[string, (stack: Stack, props?: Partial<FunctionProps>) => IFunction]>([
  ['a function', (stack, props) => fn(stack, 'Fn', props)],
  ['a version', (stack, props) => fn(stack, 'Fn', props).currentVersion],
  ['an alias', (stack, props) => fn(stack, 'Fn', props).addAlias('live')],
])('%s', (_, invoked) => {
  test('that reads a stream', () => {
    const stack = alone();
    invoked(stack).addEventSource(clicks(stack));
    stack.with(new StreamFailures());
    expect(rests(stack)).toEqual([expect.stringMatching(/^kinesis: kept → .*FailedRecords$/)]);
  });

  test('that polls a queue', () => {
    const stack = alone();
    invoked(stack, { timeout: Duration.seconds(20) }).addEventSource(new SqsEventSource(new Queue(stack, 'Orders')));
    stack.with(new SqsVisibility());
    Template.fromStack(stack).hasResourceProperties('AWS::SQS::Queue', { VisibilityTimeout: 120 });
  });

  test('with a configuration of its own', () => {
    const stack = alone();
    const by = invoked(stack);
    by.configureAsyncInvoke({ retryAttempts: 1 });
    notified(stack, by);
    by.with(new AsyncFailures());
    expect(rests(stack)).toEqual([expect.stringMatching(/^sns-subscription: kept → .*FailedEvents/)]);
    Template.fromStack(stack).resourcePropertiesCountIs('AWS::Lambda::EventInvokeConfig', { MaximumRetryAttempts: 1 }, 1);
    expect(count(stack, 'AWS::Lambda::EventInvokeConfig')).toBe(1);
  });

  test('in a VPC', () => {
    const stack = alone();
    const by = invoked(stack, { vpc: new Vpc(stack, 'Vpc', { natGateways: 0 }) });
    Mixins.of(by.node.scope!).apply(new VpcEgress());
    expect(() => Template.fromStack(stack)).toThrow(/from which no default route leads out of the VPC/);
  });
});

describe('over several stacks', () => {
  test('a queue in another stack than its mapping gets its dead-letter queue there', () => {
    const { one, other } = two();
    fn(one, 'Fn', { timeout: Duration.seconds(20) }).addEventSource(new SqsEventSource(new Queue(other, 'Orders')));
    one.with(new SqsRedrive(), new SqsVisibility());
    expect(rests(one)).toEqual(['sqs: kept → Orders/DeadLetterQueue']);
    Template.fromStack(other).hasResourceProperties('AWS::SQS::Queue', { VisibilityTimeout: 120, RedrivePolicy: Match.anyValue() });
    expect(count(one, 'AWS::SQS::Queue')).toBe(0);
  });

  test('a configuration in another stack than its function is filled, and has no second one beside it', () => {
    const { one, other } = two();
    const notify = fn(one);
    notified(one, notify);
    new EventInvokeConfig(other, 'Config', { function: notify, retryAttempts: 1 });
    notify.with(new AsyncFailures());
    expect(rests(one)).toEqual(['sns-subscription: kept → Fn/FailedEvents, undelivered: lost']);
    expect(count(one, 'AWS::Lambda::EventInvokeConfig')).toBe(0);
  });

  test('an alias in another stack than its function', () => {
    const { one, other } = two();
    const live = new Alias(other, 'Live', { aliasName: 'live', version: fn(one).currentVersion });
    notified(other, live);
    live.with(new AsyncFailures());
    expect(rests(one)).toEqual(['sns-subscription: kept → Live/FailedEvents, undelivered: lost']);
    Template.fromStack(other).hasResource('AWS::Lambda::EventInvokeConfig', { DependsOn: [Match.stringLikeRegexp('Policy')] });
  });

  test('a role in another stack than its function: the policy comes where the place is', () => {
    const { one, other } = two();
    const handler = fn(one, 'Fn', { role: lambdaRole(other) });
    notified(one, handler);
    // A stream of the function's stack CDK itself could not let that role read.
    handler.addEventSource(clicks(other));
    handler.with(new AsyncFailures(), new StreamFailures());
    expect(rests(one)).toEqual([expect.stringMatching(/^kinesis: kept → .*FailedRecords$/), 'sns-subscription: kept → Fn/FailedEvents, undelivered: lost']);
  });

  test('a role that takes no policies: nothing is kept, and the map says so', () => {
    const stack = alone();
    const handler = fn(stack, 'Fn', { role: lambdaRole(stack).withoutPolicyUpdates() });
    notified(stack, handler);
    handler.with(new AsyncFailures());
    expect(rests(stack)).toEqual(['sns-subscription: lost, undelivered: lost']);
  });

  test('a role in another stack than its schedule', () => {
    const { one, other } = two();
    const role = new Role(other, 'Role', { assumedBy: new ServicePrincipal('scheduler.amazonaws.com') });
    new CfnSchedule(one, 'Nightly', { scheduleExpression: 'rate(1 day)', flexibleTimeWindow: { mode: 'OFF' }, target: { arn: fn(one).functionArn, roleArn: role.roleArn } });
    one.with(new ScheduleDeadLetters());
    expect(rests(one)).toEqual(['scheduler: lost, undelivered: kept']);
    Template.fromStack(one).hasResourceProperties('AWS::IAM::Policy', { PolicyDocument: { Statement: [Match.objectLike({ Action: Match.arrayWith(['sqs:SendMessage']) })] }, Roles: [{ 'Fn::ImportValue': Match.anyValue() }] });
  });

  test('one queue for what rules and topics of several stacks cannot deliver', () => {
    const app = newApp();
    const [shop, billing, failed] = ['Shop', 'Billing', 'Failed'].map((id) => new Stack(app, id));
    for (const stack of [shop, billing]) {
      notified(stack, fn(stack));
      new Rule(stack, 'Rule', { eventPattern: { source: ['shop'] }, targets: [new LambdaFunction(fn(stack, 'CheckFraud'))] });
    }
    FailsafeNets.of(app, { undelivered: new Queue(failed, 'Undelivered') });
    expect(rests(app).map((line) => line.replace(/.*, /, ''))).toEqual(Array<string>(4).fill('undelivered: kept'));
  });

  test('stages', () => {
    const app = newApp();
    const stack = new Stack(new Stage(app, 'Prod'), 'Shop');
    fn(stack).addEventSource(new SqsEventSource(new Queue(stack, 'Orders')));
    Mixins.of(app).apply(new SqsRedrive({ polledOnly: true }));
    expect(rests(app)).toEqual(['sqs: kept → Orders/DeadLetterQueue']);
  });
});

describe('what an override has set stays', () => {
  const elsewhere = 'arn:aws:sqs:us-east-1:111122223333:failed';

  test('a destination', () => {
    const stack = alone();
    const notify = fn(stack, 'Fn', { retryAttempts: 1 });
    (notify.node.findChild('EventInvokeConfig').node.defaultChild as CfnEventInvokeConfig).addPropertyOverride('DestinationConfig.OnFailure.Destination', elsewhere);
    notify.with(new AsyncFailures());
    expect(count(stack, 'AWS::SQS::Queue')).toBe(0);
  });

  test('the dead-letter queue of a schedule', () => {
    const stack = alone();
    const nightly = new Schedule(stack, 'Nightly', { schedule: ScheduleExpression.rate(Duration.days(1)), target: new LambdaInvoke(fn(stack)) });
    (nightly.node.defaultChild as CfnSchedule).addPropertyOverride('Target.DeadLetterConfig.Arn', elsewhere);
    nightly.with(new ScheduleDeadLetters());
    expect(count(stack, 'AWS::SQS::Queue')).toBe(0);
  });

  test('the dead-letter queue of a target', () => {
    const stack = alone();
    const rule = new Rule(stack, 'Rule', { eventPattern: { source: ['shop'] }, targets: [new LambdaFunction(fn(stack))] });
    (rule.node.defaultChild as CfnRule).addPropertyOverride('Targets.0.DeadLetterConfig.Arn', elsewhere);
    rule.with(new RuleDeadLetters());
    expect(count(stack, 'AWS::SQS::Queue')).toBe(0);
  });

  test('and counts: the timeout of a function, and a queue that is redriven into', () => {
    const stack = alone();
    const [orders, dead] = [new Queue(stack, 'Orders'), new Queue(stack, 'Dead')];
    (orders.node.defaultChild as CfnQueue).addPropertyOverride('RedrivePolicy', { deadLetterTargetArn: dead.queueArn, maxReceiveCount: 3 });
    const ship = fn(stack);
    (ship.node.defaultChild as CfnFunction).addPropertyOverride('Timeout', 60);
    ship.addEventSource(new SqsEventSource(orders));
    stack.with(new SqsVisibility(), new SqsRedrive());
    Template.fromStack(stack).hasResourceProperties('AWS::SQS::Queue', { VisibilityTimeout: 360 });
    expect(count(stack, 'AWS::SQS::Queue')).toBe(2);
  });
});

describe('has nothing to add', () => {
  test.each<[string, Partial<FunctionProps>]>([
    ['a function with a dead-letter queue, and retries that were set', { deadLetterQueueEnabled: true, retryAttempts: 1 }],
    ['a durable function, which has no destinations', { durableConfig: { executionTimeout: Duration.hours(1), retentionPeriod: Duration.days(1) } }],
  ])('AsyncFailures, %s', (_, props) => {
    const stack = alone();
    const before = fn(stack, 'Fn', props).node.findAll().length;
    expect(Mixins.of(stack).apply(new AsyncFailures()).report).toEqual([]);
    expect(stack.node.findChild('Fn').node.findAll()).toHaveLength(before);
  });

  test.each<[string, (stack: Stack, imported: IFunction) => void]>([
    ['StreamFailures, whose role nobody can let write', (stack, imported) => imported.addEventSource(clicks(stack))],
    ['SqsVisibility, whose timeout nobody knows', (stack, imported) => imported.addEventSource(new SqsEventSource(new Queue(stack, 'Orders')))],
    ['AsyncFailures, which somebody else may have configured', (stack, imported) => void notified(stack, imported)],
    ['VpcEgress, whose network nobody sees', () => undefined],
  ])('an imported function, %s', (_, trigger) => {
    const stack = alone();
    const imported = Function.fromFunctionAttributes(stack, 'Imported', { functionArn: 'arn:aws:lambda:eu-west-1:111122223333:function:orders', role: Role.fromRoleName(stack, 'Its', 'orders'), sameEnvironment: true });
    trigger(stack, imported);
    expect(Mixins.of(stack).apply(new StreamFailures(), new SqsVisibility(), new AsyncFailures(), new VpcEgress()).report).toEqual([]);
  });

  test('a queue that is made elsewhere', () => {
    const stack = alone();
    fn(stack).addEventSource(new SqsEventSource(Queue.fromQueueArn(stack, 'Orders', 'arn:aws:sqs:eu-west-1:111122223333:orders')));
    expect(Mixins.of(stack).apply(new SqsRedrive(), new SqsVisibility()).report).toEqual([]);
  });

  test('numbers that are not known yet', () => {
    const stack = alone();
    fn(stack, 'Fn', { timeout: Duration.seconds(Token.asNumber({ Ref: 'Timeout' })) }).addEventSource(new SqsEventSource(new Queue(stack, 'Orders')));
    expect(Mixins.of(stack).apply(new SqsVisibility()).report).toEqual([]);
  });
});

test('the queue of an imported function gets its redrive policy all the same', () => {
  const stack = alone();
  const imported = Function.fromFunctionName(stack, 'Imported', 'orders');
  imported.addEventSource(new SqsEventSource(new Queue(stack, 'Orders')));
  stack.with(new SqsRedrive({ polledOnly: true }));
  Template.fromStack(stack).hasResourceProperties('AWS::SQS::Queue', { RedrivePolicy: Match.anyValue() });
});

test('a queue that nobody may redrive into is none for failed events', () => {
  const stack = alone();
  new CfnQueue(stack, 'Orders', { redriveAllowPolicy: { redrivePermission: 'denyAll' } }).with(new SqsRedrive());
  Template.fromStack(stack).hasResourceProperties('AWS::SQS::Queue', { RedrivePolicy: Match.anyValue() });
});

test('SqsVisibility, a queue: the function that takes longest counts', () => {
  const stack = alone();
  const orders = new Queue(stack, 'Orders');
  fn(stack, 'Ship', { timeout: Duration.seconds(20) }).addEventSource(new SqsEventSource(orders));
  fn(stack, 'Print', { timeout: Duration.seconds(60) }).addEventSource(new SqsEventSource(orders, { maxBatchingWindow: Duration.seconds(10) }));
  orders.with(new SqsVisibility());
  Template.fromStack(stack).hasResourceProperties('AWS::SQS::Queue', { VisibilityTimeout: 370 });
});

describe('alarms', () => {
  test('StreamFailures: the mapping counts what it gives up, and what somebody else counts stays', () => {
    const stack = alone();
    const countClicks = fn(stack, 'CountClicks');
    countClicks.addEventSource(clicks(stack));
    countClicks.addEventSource(new KinesisEventSource(new Stream(stack, 'Views'), { startingPosition: StartingPosition.LATEST, metricsConfig: { metrics: [MetricType.ERROR_COUNT] } }));
    countClicks.with(new StreamFailures());
    const template = Template.fromStack(stack);
    const mappings = Object.values(template.findResources('AWS::Lambda::EventSourceMapping')) as { Properties: { MetricsConfig: object } }[];
    expect(mappings.map(({ Properties: { MetricsConfig } }) => MetricsConfig)).toEqual([{ Metrics: ['EventCount'] }, { Metrics: ['ErrorCount'] }]);
    template.resourcePropertiesCountIs('AWS::CloudWatch::Alarm', { MetricName: 'OnFailureDestinationDeliveredEventCount', Dimensions: [{ Name: 'EventSourceMappingUUID', Value: { Ref: Match.stringLikeRegexp('Clicks') } }] }, 1);
  });

  test('StreamFailures, positions in a queue: before the stream forgets', () => {
    const stack = alone();
    const countClicks = fn(stack, 'CountClicks');
    countClicks.addEventSource(clicks(stack));
    countClicks.with(new StreamFailures({ onFailure: FailureTarget.queue(new Queue(stack, 'Failed')), maxRecordAge: Duration.hours(4) }));
    Template.fromStack(stack).hasResourceProperties('AWS::CloudWatch::Alarm', { MetricName: 'ApproximateAgeOfOldestMessage', Threshold: 10 * 3600 });
  });

  test('StreamFailures, a mapping of the first level', () => {
    const stack = alone();
    const mapping = new CfnEventSourceMapping(stack, 'Mapping', { functionName: fn(stack).functionName, eventSourceArn: new Stream(stack, 'Clicks').streamArn, startingPosition: 'LATEST' });
    mapping.with(new StreamFailures());
    Template.fromStack(stack).hasResourceProperties('AWS::CloudWatch::Alarm', { MetricName: 'DroppedEventCount', Dimensions: [{ Name: 'EventSourceMappingUUID', Value: { Ref: 'Mapping' } }] });
  });

  test('StreamFailures, none for a reason', () => {
    const stack = alone();
    const countClicks = fn(stack, 'CountClicks');
    countClicks.addEventSource(clicks(stack));
    countClicks.with(new StreamFailures({ withoutAlarms: 'watched by Datadog' }));
    Template.fromStack(stack).resourceCountIs('AWS::CloudWatch::Alarm', 0);
    Template.fromStack(stack).hasResourceProperties('AWS::Lambda::EventSourceMapping', { MetricsConfig: Match.absent() });
  });

  test('FailureAlarms: a queue of the first level has both', () => {
    const stack = alone();
    const dead = new CfnQueue(stack, 'Dead', { messageRetentionPeriod: 1_209_600 });
    new CfnQueue(stack, 'Orders', { redrivePolicy: { deadLetterTargetArn: dead.attrArn, maxReceiveCount: 5 } });
    stack.with(new FailureAlarms());
    Template.fromStack(stack).resourceCountIs('AWS::CloudWatch::Alarm', 2);
    Template.fromStack(stack).hasResourceProperties('AWS::CloudWatch::Alarm', { MetricName: 'ApproximateAgeOfOldestMessage', Threshold: 604_800 });
  });

  test('FailureAlarms: of several qualifiers the one that gives events up first', () => {
    const stack = alone();
    const notify = fn(stack, 'Notify', { maxEventAge: Duration.hours(2) });
    notify.addAlias('live', { maxEventAge: Duration.hours(1) });
    stack.with(new FailureAlarms());
    Template.fromStack(stack).hasResourceProperties('AWS::CloudWatch::Alarm', { MetricName: 'AsyncEventAge', Threshold: 1_800_000 });
    Template.fromStack(stack).resourceCountIs('AWS::CloudWatch::Alarm', 4);
  });
});

describe('VpcEgress', () => {
  const inVpc = (stack: Stack, natGateways: number) => fn(stack, 'Fn', { vpc: new Vpc(stack, 'Vpc', { ipAddresses: IpAddresses.cidr('10.0.0.0/16'), natGateways }) });

  test('is content with a NAT gateway, and changes nothing', () => {
    const [stack, plain] = [alone(), alone()];
    inVpc(stack, 1).with(new VpcEgress());
    inVpc(plain, 1);
    expect(Template.fromStack(stack).toJSON()).toEqual(Template.fromStack(plain).toJSON());
  });

  test('a function of the first level, in public subnets', () => {
    const stack = alone();
    const subnetIds = new Vpc(stack, 'Vpc', { natGateways: 0 }).publicSubnets.map(({ subnetId }) => subnetId);
    new CfnFunction(stack, 'Raw', { role: 'arn:aws:iam::111122223333:role/raw', code: { zipFile: 'exports.handler = async () => {};' }, vpcConfig: { subnetIds, securityGroupIds: ['sg-1'] } }).with(new VpcEgress());
    expect(() => Template.fromStack(stack)).toThrow(/\[Shop\/Raw\] runs in .*whose default route leads to an internet gateway/);
  });

  test('a network that is put in by an override', () => {
    const stack = alone();
    const [{ subnetId }] = new Vpc(stack, 'Vpc', { natGateways: 0 }).isolatedSubnets;
    const handler = fn(stack);
    (handler.node.defaultChild as CfnFunction).addPropertyOverride('VpcConfig', { SubnetIds: [subnetId], SecurityGroupIds: ['sg-1'] });
    handler.with(new VpcEgress());
    expect(() => Template.fromStack(stack)).toThrow('from which no default route leads out of the VPC');
  });

  test('an imported network: what to verify is said', () => {
    const stack = new Stack(newApp(), 'Shop', { env: { account: '111122223333', region: 'eu-west-1' } });
    const vpc = Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: 'vpc-1', availabilityZones: ['eu-west-1a'], privateSubnetIds: ['subnet-1'] });
    fn(stack, 'Fn', { vpc }).with(new VpcEgress());
    Annotations.fromStack(stack).hasInfo('*', Match.stringLikeRegexp('Shop/Fn .*vpc-internet-unverified'));
  });

  test('ports: a second mixin asks for what the first has not', () => {
    const stack = alone();
    const handler = inVpc(stack, 1);
    const { length } = handler.node.validate();
    handler.with(new VpcEgress(), new VpcEgress());
    expect(Mixins.of(handler).apply(new VpcEgress()).report).toEqual([]);
    expect(Mixins.of(handler).apply(new VpcEgress({ internetPorts: [443, 5432] })).report).toHaveLength(1);
    expect(handler.node.validate()).toHaveLength(length);
  });

  test('one that does so itself is left alone', () => {
    const stack = alone();
    const handler = new VpcInternetFunction(stack, 'Fn', { runtime: fn(stack, 'Other').runtime, handler: 'index.handler', code, vpc: new Vpc(stack, 'Vpc', { natGateways: 1 }) });
    expect(Mixins.of(handler).apply(new VpcEgress()).report).toEqual([]);
  });

  test.each([[[0], 'internetPorts has 0; a port is a whole number from 1 to 65535'], [[], 'internetPorts is empty']])('%j is refused', (internetPorts, message) => {
    expect(() => new VpcEgress({ internetPorts })).toThrow(message);
  });
});
