import { App, Duration, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as actions from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as sns from 'aws-cdk-lib/aws-sns';
import { DeadLetterQueue, DocumentDbFullDocument, DocumentDbTrigger, DocumentDbTriggeredFunction, DocumentDbTriggeredFunctionProps, DocumentDbTriggerOptions } from '../../src';
import { constructContract, plain } from '../support/construct-contract';
import { fn } from '../support/parts';
import { broken, expectNagIsWrong, expectTakenOver, mappingOf } from '../support/polled';

const clusterArn = 'arn:aws:rds:eu-west-1:111122223333:cluster:shop';
const secret = (stack: Stack) => stack.node.tryFindChild('Secret') as secretsmanager.ISecret | undefined ?? secretsmanager.Secret.fromSecretNameV2(stack, 'Secret', 'docdb');
const shop = (stack: Stack) => ({ clusterArn, databaseName: 'shop', collectionName: 'orders', secret: secret(stack) });

/** What cdk-nag says of every function that reads a change stream. That the answers are right is shown by `obeying cdk-nag` below. */
const nag = {
  'Serverless-LambdaDLQ': 'Lambda writes to the dead-letter queue of a function for asynchronous invocations only; here it would stay empty',
  'Serverless-LambdaEventSourceMappingDestination': 'Lambda has no on-failure destination for DocumentDB',
};

constructContract('DocumentDbTriggeredFunction', {
  'a collection': { app: (stack) => void new DocumentDbTriggeredFunction(stack, 'Orders', { ...plain(stack), ...shop(stack) }), rests: ['docdb: blocks'], nag },
});

constructContract('DocumentDbTrigger', {
  'an alias, and a whole database': {
    app: (stack) => void new DocumentDbTrigger(stack, 'Orders', { function: new lambda.Function(stack, 'Fn', plain(stack)).addAlias('live'), clusterArn, databaseName: 'shop', secret: secret(stack) }),
    rests: ['docdb: blocks'], nag,
  },
});

function made(options: Partial<DocumentDbTriggeredFunctionProps> = {}) {
  const stack = new Stack(new App(), 'Shop');
  const { trigger } = new DocumentDbTriggeredFunction(stack, 'Orders', { ...plain(stack), ...shop(stack), ...options });
  return { stack, trigger, template: Template.fromStack(stack) };
}

describe('what is made', () => {
  test('a mapping of the collection, and nothing that DocumentDB does not have', () => {
    expect(mappingOf(made().template).Properties).toEqual({
      FunctionName: expect.anything(), EventSourceArn: clusterArn, StartingPosition: 'TRIM_HORIZON', DocumentDBEventSourceConfig: { DatabaseName: 'shop', CollectionName: 'orders' },
      SourceAccessConfigurations: [{ Type: 'BASIC_AUTH', URI: expect.anything() }],
    });
  });

  test('everything can be set', () => {
    const { template } = made({
      fullDocument: DocumentDbFullDocument.UPDATE_LOOKUP, startingPosition: lambda.StartingPosition.AT_TIMESTAMP, startingPositionTimestamp: 1_700_000_000,
      batchSize: 10, maxBatchingWindow: Duration.seconds(5), enabled: false, filters: [lambda.FilterCriteria.filter({ event: lambda.FilterRule.exists() })], mappingLogicalId: 'Mapping',
    });
    expect(mappingOf(template).Properties).toMatchObject({
      DocumentDBEventSourceConfig: { FullDocument: 'UpdateLookup' }, StartingPosition: 'AT_TIMESTAMP', StartingPositionTimestamp: 1_700_000_000, BatchSize: 10, MaximumBatchingWindowInSeconds: 5,
      Enabled: false, FilterCriteria: { Filters: [expect.anything()] },
    });
    expect(Object.keys(template.findResources('AWS::Lambda::EventSourceMapping'))).toEqual(['Mapping']);
  });

  test('the rights to read', () => {
    const { template } = made();
    for (const Action of [Match.arrayWith(['rds:DescribeDBClusters']), Match.arrayWith(['ec2:CreateNetworkInterface']), Match.arrayWith(['secretsmanager:GetSecretValue'])]) {
      template.hasResourceProperties('AWS::IAM::Policy', { PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Action })]) } });
    }
  });

  test('two collections, and one of them twice', () => {
    const stack = new Stack(new App(), 'Shop');
    const handler = fn(stack);
    new DocumentDbTrigger(stack, 'One', { function: handler, ...shop(stack) });
    new DocumentDbTrigger(stack, 'Two', { function: handler, ...shop(stack), collectionName: 'payments' });
    Template.fromStack(stack).resourceCountIs('AWS::Lambda::EventSourceMapping', 2);
    expect(() => new DocumentDbTrigger(stack, 'Three', { function: handler, ...shop(stack) })).toThrow(/Lambda refuses a second mapping/);
  });

  test('it says plainly that there is no net', () => {
    Annotations.fromStack(made({ changeStreamRetention: Duration.days(2) }).stack).hasInfo('*', Match.stringLikeRegexp('Nothing keeps an event of DocumentDB.*the function catches errors and stores the event.*change stream for 48 hours'));
  });
});

test('what its network must reach is said where that is not known', () => {
  Annotations.fromStack(made().stack).hasInfo('*', Match.stringLikeRegexp('The network of the source of Shop/Orders/.* is not.*Verify that Lambda, STS, Secrets Manager can be reached'));
});

describe('alarms', () => {
  test('on age and on what is too large, with the actions', () => {
    const stack = new Stack(new App(), 'Shop');
    const topic = new sns.Topic(stack, 'OnCall');
    const { trigger } = new DocumentDbTriggeredFunction(stack, 'Orders', { ...plain(stack), ...shop(stack), alarmActions: [new actions.SnsAction(topic)] });
    const template = Template.fromStack(stack);
    const Dimensions = [{ Name: 'FunctionName', Value: { Ref: Object.keys(template.findResources('AWS::Lambda::Function'))[0] } }];
    for (const [MetricName, Statistic, Threshold] of [['IteratorAge', 'Maximum', 5_400_000], ['OversizedRecordCount', 'Sum', 1]] as const) {
      template.hasResourceProperties('AWS::CloudWatch::Alarm', {
        Namespace: 'AWS/Lambda', MetricName, Statistic, Threshold, Period: 60, EvaluationPeriods: 1, DatapointsToAlarm: 1, TreatMissingData: 'notBreaching', Dimensions, AlarmActions: [stack.resolve(topic.topicArn)],
      });
    }
    expect(trigger.alarms).toHaveLength(2);
  });

  test('half of the retention that the cluster has', () => {
    made({ changeStreamRetention: Duration.days(1) }).template.hasResourceProperties('AWS::CloudWatch::Alarm', { MetricName: 'IteratorAge', Threshold: 43_200_000 });
  });

  test('none, for a reason', () => expect(made({ withoutAlarms: 'watched by Datadog' }).trigger.alarms).toEqual([]));

  test('metrics', () => {
    const { trigger } = made();
    expect([trigger.metricIteratorAge(), trigger.metricOversizedRecords({ period: Duration.minutes(5) })].map(({ metricName, period, statistic }) => `${metricName} ${statistic} ${period.toSeconds()}`)).toEqual([
      'IteratorAge Maximum 60', 'OversizedRecordCount Sum 300',
    ]);
  });
});

describe('what contradicts a documented rule is refused, with the value to use', () => {
  test.each<[string, Partial<DocumentDbTriggerOptions>, RegExp]>([
    ['a retention below an hour', { changeStreamRetention: Duration.minutes(59) }, /changeStreamRetention is 3540 s; DocumentDB keeps a change stream for 3600 to 604800 s/],
    ['a retention above a week', { changeStreamRetention: Duration.days(8) }, /3600 to 604800 s/],
    ['a position at a timestamp without one', { startingPosition: lambda.StartingPosition.AT_TIMESTAMP }, /set startingPositionTimestamp/],
    ['a timestamp without that position', { startingPositionTimestamp: 1 }, /for StartingPosition\.AT_TIMESTAMP only/],
    ['a large batch', { batchSize: 10_001 }, /Lambda takes 1 to 10000/],
    ['no alarms without a reason', { withoutAlarms: '' }, /withoutAlarms is the reason/],
  ])('%s', (_, options, says) => expect(() => made(options)).toThrow(says));
});

describe('what breaks a recommendation is reported at synthesis, until somebody acknowledges it', () => {
  const found = (options: Partial<DocumentDbTriggeredFunctionProps>, ...ids: string[]) => broken((stack) => void new DocumentDbTriggeredFunction(stack, 'Orders', { ...plain(stack), ...shop(stack), ...options }), ...ids);

  test.each<[string, Partial<DocumentDbTriggeredFunctionProps>]>([
    ['poller-timeout-gt-14-min', { timeout: Duration.minutes(15) }],
    ['mapping-disabled', { enabled: false }],
  ])('%s', (id, options) => {
    expect(found(options)).toEqual([id]);
    expect(found(options, id)).toEqual([]);
  });
});

test('a function that is made elsewhere: what its role needs', () => {
  const stack = new Stack(new App(), 'Shop');
  new DocumentDbTrigger(stack, 'Trigger', { function: lambda.Function.fromFunctionArn(stack, 'Fn', 'arn:aws:lambda:eu-west-1:111122223333:function:orders'), ...shop(stack) });
  Annotations.fromStack(stack).hasInfo('*', Match.stringLikeRegexp('Shop/Fn is made elsewhere.*its role needs these statements:.*"rds:DescribeDBClusters".*"secretsmanager:GetSecretValue"'));
});

test('moving from plain constructs: mappingLogicalId keeps the mapping, and nothing else changes but rights and alarms', () => {
  expectTakenOver((stack, target) => {
    const mapping = new lambda.EventSourceMapping(stack, 'Mapping', {
      target, eventSourceArn: clusterArn, startingPosition: lambda.StartingPosition.TRIM_HORIZON,
      sourceAccessConfigurations: [{ type: lambda.SourceAccessConfigurationType.BASIC_AUTH, uri: secret(stack).secretArn }],
    });
    (mapping.node.defaultChild as lambda.CfnEventSourceMapping).documentDbEventSourceConfig = { databaseName: 'shop', collectionName: 'orders' };
  }, (stack, handler, mappingLogicalId) => void new DocumentDbTrigger(stack, 'Trigger', { function: handler, ...shop(stack), mappingLogicalId }));
});

test('obeying cdk-nag would do nothing', () => {
  expectNagIsWrong((stack) => new DocumentDbTriggeredFunction(stack, 'Orders', { ...plain(stack), ...shop(stack), deadLetterQueue: new DeadLetterQueue(stack, 'Unused') }).trigger.mapping);
});
