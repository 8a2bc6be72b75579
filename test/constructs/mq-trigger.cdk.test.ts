import { App, CfnParameter, Duration, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as mq from 'aws-cdk-lib/aws-amazonmq';
import { MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import * as actions from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as sns from 'aws-cdk-lib/aws-sns';
import { DeadLetterQueue, MqEngine, MqTrigger, MqTriggeredFunction, MqTriggeredFunctionProps, MqTriggerOptions } from '../../src';
import { check } from '../../src/check';
import { worlds } from '../../src/read/app';
import { readTree } from '../../src/read/tree';
import { constructContract, plain } from '../support/construct-contract';
import { fn } from '../support/parts';
import { broken, expectNagIsWrong, expectTakenOver, mappingOf } from '../support/polled';

const brokerArn = 'arn:aws:mq:eu-west-1:111122223333:broker:shop:b-0a1b';
const secret = (stack: Stack) => stack.node.tryFindChild('Secret') as secretsmanager.ISecret | undefined ?? secretsmanager.Secret.fromSecretNameV2(stack, 'Secret', 'mq');
const active = (stack: Stack) => ({ brokerArn, engine: MqEngine.ACTIVE_MQ, queue: 'orders', secret: secret(stack) });
const rabbit = (stack: Stack) => ({ ...active(stack), engine: MqEngine.RABBIT_MQ });

const brokerOf = (stack: Stack, subnetIds?: string[]) => new mq.CfnBroker(stack, 'Broker', {
  brokerName: 'shop', engineType: 'ACTIVEMQ', deploymentMode: 'SINGLE_INSTANCE', hostInstanceType: 'mq.m5.large', publiclyAccessible: false, users: [{ username: 'a', password: 'b' }], subnetIds,
});

/** What cdk-nag says of every function that reads from a broker. That the answers are right is shown by `obeying cdk-nag` below. */
const nag = {
  'Serverless-LambdaDLQ': 'Lambda writes to the dead-letter queue of a function for asynchronous invocations only; here it would stay empty',
  'Serverless-LambdaEventSourceMappingDestination': 'Lambda has no on-failure destination for brokers',
};

constructContract('MqTriggeredFunction', {
  ActiveMQ: { app: (stack) => void new MqTriggeredFunction(stack, 'Orders', { ...plain(stack), ...active(stack) }), rests: ['mq: unknown'], nag },
  RabbitMQ: { app: (stack) => void new MqTriggeredFunction(stack, 'Orders', { ...plain(stack), ...rabbit(stack), virtualHost: '/shop', processing: { deadLetterQueue: 'orders-failed' } }), rests: ['mq: unknown'], nag },
});

constructContract('MqTrigger', {
  'an alias': { app: (stack) => void new MqTrigger(stack, 'Orders', { function: new lambda.Function(stack, 'Fn', plain(stack)).addAlias('live'), ...active(stack) }), rests: ['mq: unknown'], nag },
});

function made(engine: (stack: Stack) => MqTriggerOptions, options: Partial<MqTriggeredFunctionProps> = {}) {
  const stack = new Stack(new App(), 'Shop');
  const { trigger } = new MqTriggeredFunction(stack, 'Orders', { ...plain(stack), ...engine(stack), ...options });
  return { stack, trigger, template: Template.fromStack(stack) };
}

describe('what is made', () => {
  test('a mapping of the queue, and nothing that brokers do not have', () => {
    expect(mappingOf(made(active).template).Properties).toEqual({ FunctionName: expect.anything(), EventSourceArn: brokerArn, Queues: ['orders'], SourceAccessConfigurations: [{ Type: 'BASIC_AUTH', URI: expect.anything() }] });
  });

  test('everything can be set', () => {
    const { template } = made(rabbit, {
      virtualHost: '/shop', batchSize: 10, maxBatchingWindow: Duration.seconds(5), enabled: false, filters: [lambda.FilterCriteria.filter({ data: lambda.FilterRule.exists() })], mappingLogicalId: 'Mapping',
    });
    expect(mappingOf(template).Properties).toMatchObject({
      SourceAccessConfigurations: [{ Type: 'BASIC_AUTH' }, { Type: 'VIRTUAL_HOST', URI: '/shop' }], BatchSize: 10, MaximumBatchingWindowInSeconds: 5, Enabled: false, FilterCriteria: { Filters: [expect.anything()] },
    });
    expect(Object.keys(template.findResources('AWS::Lambda::EventSourceMapping'))).toEqual(['Mapping']);
  });

  test('the rights to read', () => {
    const { template } = made(active);
    for (const Action of ['mq:DescribeBroker', Match.arrayWith(['ec2:CreateNetworkInterface']), Match.arrayWith(['secretsmanager:GetSecretValue'])]) {
      template.hasResourceProperties('AWS::IAM::Policy', { PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Action })]) } });
    }
  });

  test('two queues of one broker, and the same queue of two', () => {
    const stack = new Stack(new App(), 'Shop');
    const handler = fn(stack);
    new MqTrigger(stack, 'One', { function: handler, ...active(stack) });
    new MqTrigger(stack, 'Two', { function: handler, ...active(stack), queue: 'payments' });
    new MqTrigger(stack, 'Three', { function: handler, ...active(stack), brokerArn: `${brokerArn}2` });
    Template.fromStack(stack).resourceCountIs('AWS::Lambda::EventSourceMapping', 3);
    expect(() => new MqTrigger(stack, 'Four', { function: handler, ...active(stack) })).toThrow(/Lambda refuses a second mapping/);
  });

  test('a queue whose name is known at deployment', () => {
    const stack = new Stack(new App(), 'Shop');
    new MqTrigger(stack, 'Trigger', { function: fn(stack), ...active(stack), queue: new CfnParameter(stack, 'Queue').valueAsString });
    expect(mappingOf(Template.fromStack(stack)).Properties.Queues).toEqual([{ Ref: 'Queue' }]);
  });

  test('it says plainly that the net is on the broker, and what to set up there', () => {
    Annotations.fromStack(made(active).stack).hasInfo('*', Match.stringLikeRegexp('the broker alone keeps.*After 6 redeliveries ActiveMQ moves it to ActiveMQ.DLQ. Verify'));
    Annotations.fromStack(made(rabbit).stack).hasInfo('*', Match.stringLikeRegexp('drops it after 20 redeliveries if orders is a quorum queue. Set up on the broker: a dead-letter exchange.*a policy for orders'));
  });

  test('what its network must reach is said where that is not known', () => {
    const told = (build: (stack: Stack) => MqTriggerOptions) => {
      const annotations = Annotations.fromStack(made(build).stack);
      return annotations.findInfo('*', Match.stringLikeRegexp('The network of the source')).map(({ entry }) => /Verify that (.*) can be reached/.exec(String(entry.data))![1]);
    };
    expect(told(active)).toEqual(['Lambda, STS, Secrets Manager']);
    expect(told(rabbit)).toEqual(['Lambda, Secrets Manager']);
    expect(told((stack) => ({ ...active(stack), brokerArn: brokerOf(stack, [new ec2.Vpc(stack, 'Vpc').privateSubnets[0].subnetId]).attrArn }))).toEqual([]);
  });

  test('a broker of the app is known to our check', () => {
    const app = new App();
    const stack = new Stack(app, 'Shop');
    new MqTriggeredFunction(stack, 'Orders', { ...plain(stack), ...active(stack), brokerArn: brokerOf(stack).attrArn });
    expect(check(worlds(readTree(app))).graph.paths.map(({ outcome }) => outcome.because)).toEqual([expect.stringContaining('ActiveMQ moves it to ActiveMQ.DLQ')]);
  });
});

describe('alarms', () => {
  test('ActiveMQ: on the dead-letter queue of whichever instance is active, with the actions', () => {
    const stack = new Stack(new App(), 'Shop');
    const topic = new sns.Topic(stack, 'OnCall');
    const { trigger } = new MqTriggeredFunction(stack, 'Orders', { ...plain(stack), ...active(stack), alarmActions: [new actions.SnsAction(topic)] });
    for (const instance of ['1', '2']) {
      Template.fromStack(stack).hasResourceProperties('AWS::CloudWatch::Alarm', {
        Namespace: 'AWS/AmazonMQ', MetricName: 'QueueSize', Dimensions: [{ Name: 'Broker', Value: `shop-${instance}` }, { Name: 'Queue', Value: 'ActiveMQ.DLQ' }], Period: 60, Statistic: 'Maximum',
        Threshold: 1, EvaluationPeriods: 1, DatapointsToAlarm: 1, TreatMissingData: 'notBreaching', AlarmActions: [stack.resolve(topic.topicArn)],
      });
    }
    expect(trigger.alarms).toHaveLength(2);
  });

  test('ActiveMQ: one metric of both instances, for dashboards', () => {
    const metric = made(active).trigger.metricDeadLetters({ period: Duration.minutes(5) }) as MathExpression;
    expect(metric.period.toSeconds()).toBe(300);
    expect(Object.values(metric.usingMetrics).map((used) => (used as Metric).dimensions)).toEqual([{ Broker: 'shop-1', Queue: 'ActiveMQ.DLQ' }, { Broker: 'shop-2', Queue: 'ActiveMQ.DLQ' }]);
  });

  test('a broker of the app: its name is in its ARN', () => {
    const stack = new Stack(new App(), 'Shop');
    new MqTriggeredFunction(stack, 'Orders', { ...plain(stack), ...active(stack), brokerArn: brokerOf(stack).attrArn });
    Template.fromStack(stack).hasResourceProperties('AWS::CloudWatch::Alarm', {
      Dimensions: Match.arrayWith([{ Name: 'Broker', Value: { 'Fn::Join': ['', [{ 'Fn::Select': [6, { 'Fn::Split': [':', { 'Fn::GetAtt': ['Broker', 'Arn'] }] }] }, '-1']] } }]),
    });
  });

  test('RabbitMQ: on the queue behind the dead-letter exchange, and on errors, as version 4 has no metrics of queues', () => {
    const { template, trigger } = made(rabbit, { virtualHost: '/shop', processing: { deadLetterQueue: 'orders-failed' } });
    expect(trigger.alarms.map(({ node }) => node.id)).toEqual(['ErrorsAlarm', 'DeadLettersAlarm']);
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      Namespace: 'AWS/AmazonMQ', MetricName: 'MessageCount', Statistic: 'Maximum', Period: 60, Threshold: 1,
      Dimensions: [{ Name: 'Broker', Value: 'shop' }, { Name: 'Queue', Value: 'orders-failed' }, { Name: 'VirtualHost', Value: '/shop' }],
    });
  });

  test('RabbitMQ without one: on errors of the function, which are all that there is', () => {
    const { template, trigger } = made(rabbit);
    template.hasResourceProperties('AWS::CloudWatch::Alarm', { Namespace: 'AWS/Lambda', MetricName: 'Errors', Statistic: 'Sum', Dimensions: [{ Name: 'FunctionName', Value: { Ref: Object.keys(template.findResources('AWS::Lambda::Function'))[0] } }] });
    expect(() => trigger.metricDeadLetters()).toThrow(/name it as processing\.deadLetterQueue/);
    expect(trigger.metricErrors({ period: Duration.minutes(5) }).period.toSeconds()).toBe(300);
  });

  test('none, for a reason', () => expect(made(active, { withoutAlarms: 'watched by Datadog' }).trigger.alarms).toEqual([]));
});

describe('what contradicts a documented rule is refused, with the value to use', () => {
  test.each<[string, (stack: Stack) => MqTriggerOptions, Partial<MqTriggerOptions>, RegExp]>([
    ['a virtual host of ActiveMQ', active, { virtualHost: '/' }, /leave it out, ActiveMQ has none/],
    ['a queue as its own dead-letter queue', rabbit, { processing: { deadLetterQueue: 'orders' } }, /Set processing\.deadLetterQueue to the queue that the broker moves/],
    ['ActiveMQ.DLQ without another one', active, { queue: 'ActiveMQ.DLQ' }, /ActiveMQ\.DLQ is the queue that is read/],
    ['a large batch', active, { batchSize: 10_001 }, /Lambda takes 1 to 10000/],
    ['a long window', active, { maxBatchingWindow: Duration.minutes(6) }, /Lambda takes 0 to 300 s/],
    ['no alarms without a reason', active, { withoutAlarms: '' }, /withoutAlarms is the reason/],
  ])('%s', (_, engine, options, says) => expect(() => made(engine, options)).toThrow(says));
});

describe('what breaks a recommendation is reported at synthesis, until somebody acknowledges it', () => {
  const found = (options: Partial<MqTriggeredFunctionProps>, ...ids: string[]) => broken((stack) => void new MqTriggeredFunction(stack, 'Orders', { ...plain(stack), ...active(stack), ...options }), ...ids);

  test.each<[string, Partial<MqTriggeredFunctionProps>]>([
    ['poller-timeout-gt-14-min', { timeout: Duration.minutes(15) }],
    ['mapping-disabled', { enabled: false }],
  ])('%s', (id, options) => {
    expect(found(options)).toEqual([id]);
    expect(found(options, id)).toEqual([]);
  });
});

test('a function that is made elsewhere: what its role needs', () => {
  const stack = new Stack(new App(), 'Shop');
  new MqTrigger(stack, 'Trigger', { function: lambda.Function.fromFunctionArn(stack, 'Fn', 'arn:aws:lambda:eu-west-1:111122223333:function:orders'), ...active(stack) });
  Annotations.fromStack(stack).hasInfo('*', Match.stringLikeRegexp('Shop/Fn is made elsewhere.*its role needs these statements:.*"mq:DescribeBroker".*"secretsmanager:GetSecretValue"'));
});

test('moving from plain constructs: mappingLogicalId keeps the mapping, and nothing else changes but rights and alarms', () => {
  expectTakenOver((stack, target) => {
    const mapping = new lambda.EventSourceMapping(stack, 'Mapping', { target, eventSourceArn: brokerArn, sourceAccessConfigurations: [{ type: lambda.SourceAccessConfigurationType.BASIC_AUTH, uri: secret(stack).secretArn }] });
    (mapping.node.defaultChild as lambda.CfnEventSourceMapping).queues = ['orders'];
  }, (stack, handler, mappingLogicalId) => void new MqTrigger(stack, 'Trigger', { function: handler, ...active(stack), mappingLogicalId }));
});

test('obeying cdk-nag would do nothing', () => {
  expectNagIsWrong((stack) => new MqTriggeredFunction(stack, 'Orders', { ...plain(stack), ...active(stack), deadLetterQueue: new DeadLetterQueue(stack, 'Unused') }).trigger.mapping);
});
