import { App, CfnParameter, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as actions from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { DynamoEventSource, KinesisConsumerEventSource, KinesisEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as subscriptions from 'aws-cdk-lib/aws-sns-subscriptions';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { DeadLetterQueue, FailureBucket, FailureTarget, StreamTrigger, StreamTriggeredFunction, StreamTriggeredFunctionProps, StreamTriggerOptions } from '../../src';
import { constructContract, plain } from '../support/construct-contract';
import { fn } from '../support/parts';
import { broken, expectKept, mappingOf, resources } from '../support/polled';

const partitionKey = { name: 'id', type: dynamodb.AttributeType.STRING };
const table = (stack: Stack, props: Partial<dynamodb.TableProps> = {}) => new dynamodb.Table(stack, 'Orders', { partitionKey, stream: dynamodb.StreamViewType.NEW_AND_OLD_IMAGES, pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true }, ...props });

/** What cdk-nag says of every function that reads a stream. */
const nagOfReaders = { 'Serverless-LambdaDLQ': 'Lambda writes to the dead-letter queue of a function for asynchronous invocations only; here it would stay empty' };
const nagOfStreams = { ...nagOfReaders, 'AwsSolutions-KDS3': 'the stream has the key of AWS that the rule wants, under the condition that its Region has one' };

/** … and of the bucket for failed records. */
const nagOfBucket = (logicalId: string) => ({
  'AwsSolutions-S1': 'access logs go to another bucket, which is for the app to choose: FailureTarget.bucket(new FailureBucket(…, { serverAccessLogsBucket }))',
  'AwsSolutions-IAM5[Action::s3:Abort*]': 'what Bucket.grantPut grants',
  [`AwsSolutions-IAM5[Resource::<${logicalId}.Arn>/*]`]: 'Lambda names the objects itself, after mapping, shard and time, and puts them with the rights of the function',
});
const nagOfKey = { 'AwsSolutions-IAM5[Action::kms:GenerateDataKey*]': 'what Key.grantEncrypt grants', 'AwsSolutions-IAM5[Action::kms:ReEncrypt*]': 'what Key.grantEncrypt grants' };
const nagOfFailureQueue = { 'Serverless-SQSRedrivePolicy': 'the queue that has none is for failed records itself', 'AwsSolutions-SQS3': 'the same' };

constructContract('StreamTriggeredFunction', {
  'nothing but a function': {
    app: (stack) => void new StreamTriggeredFunction(stack, 'Clicks', plain(stack)),
    rests: ['kinesis: kept → Clicks/Trigger/FailedRecords'], nag: { ...nagOfStreams, ...nagOfBucket('ClicksTriggerFailedRecordsBE90669D') },
  },
  'a DynamoDB table': {
    app: (stack) => void new StreamTriggeredFunction(stack, 'Ship', { ...plain(stack), table: table(stack) }),
    rests: ['dynamodb: kept → Ship/Trigger/FailedRecords'], nag: { ...nagOfReaders, ...nagOfBucket('ShipTriggerFailedRecords7FD970F9') },
  },
  'a global table': {
    app: (stack) => void new StreamTriggeredFunction(stack, 'Ship', {
      ...plain(stack), table: new dynamodb.TableV2(stack, 'Orders', { partitionKey, dynamoStream: dynamodb.StreamViewType.NEW_IMAGE, pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true } }),
    }),
    rests: ['dynamodb: kept → Ship/Trigger/FailedRecords'], nag: { ...nagOfReaders, ...nagOfBucket('ShipTriggerFailedRecords7FD970F9') },
  },
  'retries until the record age': {
    app: (stack) => void new StreamTriggeredFunction(stack, 'Clicks', { ...plain(stack), processing: { retryAttempts: -1 } }),
    rests: ['kinesis: kept → Clicks/Trigger/FailedRecords'], nag: { ...nagOfStreams, ...nagOfBucket('ClicksTriggerFailedRecordsBE90669D') },
  },
});

constructContract('StreamTrigger', {
  'an alias and a consumer': {
    app: (stack) => {
      const stream = new kinesis.Stream(stack, 'Stream', { retentionPeriod: Duration.days(30) });
      const consumer = new kinesis.StreamConsumer(stack, 'Consumer', { streamConsumerName: 'clicks', stream });
      new StreamTrigger(stack, 'Clicks', { function: new lambda.Function(stack, 'Fn', plain(stack)).addAlias('live'), consumer });
    },
    rests: ['kinesis: kept → Clicks/FailedRecords'], nag: { ...nagOfStreams, ...nagOfBucket('ClicksFailedRecordsF05D3173') },
  },
  'a bucket of the user, with a key': {
    app: (stack) => {
      const failed = new FailureBucket(stack, 'Failed', { encryptionKey: new kms.Key(stack, 'Key', { enableKeyRotation: true }) });
      new StreamTriggeredFunction(stack, 'Clicks', { ...plain(stack), processing: { onFailure: FailureTarget.bucket(failed) } });
    },
    rests: ['kinesis: kept → Failed'], nag: { ...nagOfStreams, ...nagOfBucket('Failed178E83A2'), ...nagOfKey },
  },
  'positions in a queue': {
    app: (stack) => void new StreamTriggeredFunction(stack, 'Clicks', { ...plain(stack), processing: { onFailure: FailureTarget.queue(new DeadLetterQueue(stack, 'Failed')) } }),
    rests: ['kinesis: kept → Failed (position)'], nag: { ...nagOfStreams, ...nagOfFailureQueue },
  },
  'positions in a queue with a key': {
    app: (stack) => {
      const failed = new DeadLetterQueue(stack, 'Failed', { encryptionMasterKey: new kms.Key(stack, 'Key', { enableKeyRotation: true }) });
      new StreamTriggeredFunction(stack, 'Clicks', { ...plain(stack), processing: { onFailure: FailureTarget.queue(failed) } });
    },
    rests: ['kinesis: kept → Failed (position)'], nag: { ...nagOfStreams, ...nagOfFailureQueue, ...nagOfKey },
  },
  'positions in a topic': {
    app: (stack) => {
      const topic = new sns.Topic(stack, 'Failed', { enforceSSL: true, masterKey: new kms.Key(stack, 'Key', { enableKeyRotation: true }) });
      topic.addSubscription(new subscriptions.EmailSubscription('on-call@example.com'));
      new StreamTriggeredFunction(stack, 'Clicks', { ...plain(stack), processing: { onFailure: FailureTarget.topic(topic) } });
    },
    rests: ['kinesis: kept → Failed (position)'], nag: { ...nagOfStreams, 'AwsSolutions-IAM5[Action::kms:GenerateDataKey*]': 'what SnsDlq grants', 'Serverless-SNSRedrivePolicy': 'mail has no queue to go to; what is published here is only a pointer' },
  },
  'no alarms on positions, for a reason': {
    app: (stack) => void new StreamTriggeredFunction(stack, 'Clicks', { ...plain(stack), withoutAlarms: 'watched by Datadog', processing: { onFailure: FailureTarget.queue(new sqs.Queue(stack, 'Failed', { enforceSSL: true })) } }),
    rests: ['kinesis: kept → Failed (position)'], nag: { ...nagOfStreams, ...nagOfFailureQueue },
    acknowledges: ['stream-pointer-expires: watched by Datadog'],
  },
});

function made(options: Partial<StreamTriggeredFunctionProps> = {}) {
  const stack = new Stack(new App(), 'Shop');
  const { trigger } = new StreamTriggeredFunction(stack, 'Clicks', { ...plain(stack), ...options });
  return { stack, trigger, template: Template.fromStack(stack) };
}

describe('what is made', () => {
  test('a mapping that gives up in time, and keeps what it gives up', () => {
    const { template, stack, trigger } = made();
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      StartingPosition: 'TRIM_HORIZON', MaximumRetryAttempts: 5, MaximumRecordAgeInSeconds: 43_200, BisectBatchOnFunctionError: true,
      FunctionResponseTypes: ['ReportBatchItemFailures'], BatchSize: 100, MetricsConfig: { Metrics: ['EventCount'] },
      DestinationConfig: { OnFailure: { Destination: stack.resolve((trigger.onFailure.place as s3.Bucket).bucketArn) } },
    });
    expect(trigger.stream).toBeInstanceOf(kinesis.Stream);
  });

  test('a bucket that is encrypted, closed, TLS only and stays', () => {
    const { template } = made();
    template.hasResource('AWS::S3::Bucket', {
      Properties: {
        BucketEncryption: { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }] },
        PublicAccessBlockConfiguration: { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true },
      },
      DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain',
    });
    template.hasResourceProperties('AWS::S3::BucketPolicy', { PolicyDocument: { Statement: [Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } })] } });
  });

  test.each<[string, (stack: Stack) => Partial<StreamTriggerOptions>, number]>([
    ['half of the retention of the stream', (stack) => ({ stream: new kinesis.Stream(stack, 'Stream', { retentionPeriod: Duration.hours(72) }) }), 129_600],
    ['at most the 7 days that Lambda takes', (stack) => ({ stream: new kinesis.Stream(stack, 'Stream', { retentionPeriod: Duration.days(365) }) }), 604_800],
    ['whole hours', (stack) => ({ stream: new kinesis.Stream(stack, 'Stream', { retentionPeriod: Duration.hours(25) }) }), 43_200],
    ['12 hours when nobody knows the retention', (stack) => ({ stream: kinesis.Stream.fromStreamArn(stack, 'Stream', 'arn:aws:kinesis:eu-west-1:111122223333:stream/clicks') }), 43_200],
    ['12 hours for DynamoDB', (stack) => ({ table: table(stack) }), 43_200],
    ['of a stream that a consumer belongs to', (stack) => ({ consumer: new kinesis.StreamConsumer(stack, 'Consumer', { streamConsumerName: 'clicks', stream: new kinesis.Stream(stack, 'Stream', { retentionPeriod: Duration.hours(48) }) }) }), 86_400],
  ])('the record age: %s', (_, options, seconds) => {
    const stack = new Stack(new App(), 'Shop');
    new StreamTrigger(stack, 'Trigger', { function: fn(stack), ...options(stack) });
    expect(mappingOf(Template.fromStack(stack)).Properties.MaximumRecordAgeInSeconds).toBe(seconds);
  });

  test('a retention that only deployment knows', () => {
    const stack = new Stack(new App(), 'Shop');
    const stream = new kinesis.Stream(stack, 'Stream');
    (stream.node.defaultChild as kinesis.CfnStream).retentionPeriodHours = new CfnParameter(stack, 'Hours', { type: 'Number' }).valueAsNumber;
    new StreamTrigger(stack, 'Trigger', { function: fn(stack), stream });
    expect(mappingOf(Template.fromStack(stack)).Properties.MaximumRecordAgeInSeconds).toBe(43_200);
  });

  test('everything can be set otherwise', () => {
    const { template } = made({
      streamProps: { streamName: 'clicks', retentionPeriod: Duration.days(3), shardCount: 2, removalPolicy: RemovalPolicy.DESTROY },
      processing: { retryAttempts: 0, maxRecordAge: Duration.minutes(5), bisectBatchOnError: false, reportBatchItemFailures: false },
      startingPosition: lambda.StartingPosition.AT_TIMESTAMP, startingPositionTimestamp: 1_700_000_000,
      batchSize: 500, maxBatchingWindow: Duration.seconds(20), parallelizationFactor: 4,
      filters: [lambda.FilterCriteria.filter({ data: { kind: lambda.FilterRule.isEqual('click') } })], enabled: false,
      metricsConfig: { metrics: [lambda.MetricType.EVENT_COUNT] }, mappingLogicalId: 'Mapping',
    });
    template.hasResource('AWS::Kinesis::Stream', { Properties: { Name: 'clicks', RetentionPeriodHours: 72, ShardCount: 2 }, DeletionPolicy: 'Delete' });
    expect(mappingOf(template).Properties).toMatchObject({
      MaximumRetryAttempts: 0, MaximumRecordAgeInSeconds: 300, BisectBatchOnFunctionError: false, StartingPosition: 'AT_TIMESTAMP', StartingPositionTimestamp: 1_700_000_000,
      BatchSize: 500, MaximumBatchingWindowInSeconds: 20, ParallelizationFactor: 4, Enabled: false, FilterCriteria: { Filters: [{ Pattern: '{"data":{"kind":["click"]}}' }] },
    });
    expect(mappingOf(template).Properties).not.toHaveProperty('FunctionResponseTypes');
    expect(Object.keys(template.findResources('AWS::Lambda::EventSourceMapping'))).toEqual(['Mapping']);
    expect(mappingOf(made({ tumblingWindow: Duration.minutes(1) }).template).Properties.TumblingWindowInSeconds).toBe(60);
  });

  test('the bucket can be set otherwise', () => {
    const stack = new Stack(new App(), 'Shop');
    new FailureBucket(stack, 'Failed', { encryptionKey: new kms.Key(stack, 'Key'), enforceSSL: false, removalPolicy: RemovalPolicy.DESTROY, versioned: true });
    Template.fromStack(stack).hasResource('AWS::S3::Bucket', {
      Properties: { VersioningConfiguration: { Status: 'Enabled' }, BucketEncryption: { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' } }] } },
      DeletionPolicy: 'Delete',
    });
  });
});

describe('alarms', () => {
  const alarm = (template: Template, MetricName: string, properties: object = {}) => template.hasResourceProperties('AWS::CloudWatch::Alarm', {
    MetricName, Period: 60, EvaluationPeriods: 1, DatapointsToAlarm: 1, TreatMissingData: 'notBreaching', ComparisonOperator: 'GreaterThanOrEqualToThreshold', ...properties,
  });

  test('on lag, on records that are given up, and on those that cannot be kept, with the actions', () => {
    const stack = new Stack(new App(), 'Shop');
    const topic = new sns.Topic(stack, 'OnCall');
    const { trigger } = new StreamTriggeredFunction(stack, 'Clicks', { ...plain(stack), alarmActions: [new actions.SnsAction(topic)] });
    const template = Template.fromStack(stack);
    const AlarmActions = [stack.resolve(topic.topicArn)];
    const ofFunction = { Namespace: 'AWS/Lambda', Dimensions: [{ Name: 'FunctionName', Value: { Ref: Object.keys(template.findResources('AWS::Lambda::Function'))[0] } }], AlarmActions };
    const ofMapping = { Namespace: 'AWS/Lambda', Dimensions: [{ Name: 'EventSourceMappingUUID', Value: { Ref: Object.keys(template.findResources('AWS::Lambda::EventSourceMapping'))[0] } }], AlarmActions };
    alarm(template, 'IteratorAge', { ...ofFunction, Threshold: 21_600_000, Statistic: 'Maximum' });
    alarm(template, 'DestinationDeliveryFailures', { ...ofFunction, Threshold: 1, Statistic: 'Sum' });
    alarm(template, 'DroppedEventCount', { ...ofMapping, Threshold: 1, Statistic: 'Sum' });
    alarm(template, 'OnFailureDestinationDeliveredEventCount', { ...ofMapping, Threshold: 1, Statistic: 'Sum' });
    template.resourceCountIs('AWS::CloudWatch::Alarm', 4);
    expect(trigger.alarms).toHaveLength(4);
  });

  test('Lambda counts by function, whatever alias is invoked', () => {
    const stack = new Stack(new App(), 'Shop');
    const trigger = new StreamTrigger(stack, 'Trigger', { function: fn(stack).addAlias('live') });
    const template = Template.fromStack(stack);
    alarm(template, 'IteratorAge', { Dimensions: [{ Name: 'FunctionName', Value: { Ref: Object.keys(template.findResources('AWS::Lambda::Function'))[0] } }] });
    expect(stack.resolve(trigger.metricIteratorAge().dimensions)).toEqual({ FunctionName: { Ref: expect.any(String) } });
  });

  test('positions in a queue: before the stream forgets the records', () => {
    const stack = new Stack(new App(), 'Shop');
    const failed = new sqs.Queue(stack, 'Failed');
    const { trigger } = new StreamTriggeredFunction(stack, 'Clicks', { ...plain(stack), streamProps: { retentionPeriod: Duration.hours(48) }, processing: { maxRecordAge: Duration.hours(8), onFailure: FailureTarget.queue(failed) } });
    const template = Template.fromStack(stack);
    const Dimensions = [{ Name: 'QueueName', Value: stack.resolve(failed.queueName) }];
    alarm(template, 'ApproximateNumberOfMessagesVisible', { Dimensions, Threshold: 1 });
    // 40 hours are left when a record comes here at the latest.
    alarm(template, 'ApproximateAgeOfOldestMessage', { Dimensions, Threshold: 72_000, Statistic: 'Maximum' });
    expect(trigger.alarms).toHaveLength(6);
  });

  test('a DeadLetterQueue brings its own', () => {
    const stack = new Stack(new App(), 'Shop');
    const { trigger } = new StreamTriggeredFunction(stack, 'Clicks', { ...plain(stack), processing: { onFailure: FailureTarget.queue(new DeadLetterQueue(stack, 'Failed')) } });
    expect(trigger.alarms.map(({ node }) => node.id).sort()).toEqual(['DeliveryFailuresAlarm', 'DepthAlarm', 'DroppedAlarm', 'ExpiryAlarm', 'IteratorAgeAlarm', 'RecordsExpireAlarm']);
  });

  test('none on counters that the mapping does not have', () => {
    const { trigger } = made({ metricsConfig: { metrics: [] } });
    expect(trigger.alarms.map(({ node }) => node.id)).toEqual(['IteratorAgeAlarm', 'DeliveryFailuresAlarm']);
  });

  test('none at all, and no counters to pay for', () => {
    const { template, trigger } = made({ withoutAlarms: 'watched by Datadog' });
    template.resourceCountIs('AWS::CloudWatch::Alarm', 0);
    expect(trigger.alarms).toEqual([]);
    expect(mappingOf(template).Properties).not.toHaveProperty('MetricsConfig');
  });

  test('metrics', () => {
    const { trigger } = made();
    const metrics = [trigger.metricIteratorAge(), trigger.metricDestinationDeliveryFailures({ period: Duration.minutes(5) }), trigger.metricDropped(), trigger.metricFailed({ statistic: 'Average' })];
    expect(metrics.map(({ namespace, metricName, period, statistic }) => `${namespace} ${metricName} ${statistic} ${period.toSeconds()}`)).toEqual([
      'AWS/Lambda IteratorAge Maximum 60', 'AWS/Lambda DestinationDeliveryFailures Sum 300', 'AWS/Lambda DroppedEventCount Sum 60', 'AWS/Lambda OnFailureDestinationDeliveredEventCount Average 60',
    ]);
  });
});

describe('what contradicts a documented rule is refused, with the value to use', () => {
  const stream = (stack: Stack) => new kinesis.Stream(stack, 'Stream', { retentionPeriod: Duration.hours(36) });
  const refused: { readonly [title: string]: readonly [options: (stack: Stack) => Partial<StreamTriggerOptions>, says: RegExp] } = {
    'two sources': [(stack) => ({ stream: stream(stack), table: table(stack) }), /stream and table are given.*a trigger for each/],
    'properties for a stream that exists': [(stack) => ({ stream: stream(stack), streamProps: {} }), /streamProps are for a new stream, but stream is given/],
    'properties for a table': [(stack) => ({ table: table(stack), streamProps: {} }), /but table is given/],
    'a table without stream': [(stack) => ({ table: table(stack, { stream: undefined }) }), /Shop\/Orders has no stream; set stream: StreamViewType\.NEW_AND_OLD_IMAGES/],
    'a timestamp for DynamoDB': [(stack) => ({ table: table(stack), startingPosition: lambda.StartingPosition.AT_TIMESTAMP, startingPositionTimestamp: 1 }), /set StartingPosition\.TRIM_HORIZON/],
    'a position at a timestamp without one': [() => ({ startingPosition: lambda.StartingPosition.AT_TIMESTAMP }), /set startingPositionTimestamp, in Unix seconds/],
    'a timestamp without that position': [() => ({ startingPositionTimestamp: 1 }), /for StartingPosition\.AT_TIMESTAMP only/],
    'too many retries': [() => ({ processing: { retryAttempts: 10_001 } }), /retryAttempts is 10001; Lambda takes -1 to 10000/],
    'fewer retries than none': [() => ({ processing: { retryAttempts: -2 } }), /retryAttempts is -2; Lambda takes -1 to 10000/],
    'a record age below a minute': [() => ({ processing: { maxRecordAge: Duration.seconds(59) } }), /maxRecordAge is 59 s; Lambda takes 60 to 604800 s/],
    'a record age above a week': [() => ({ processing: { maxRecordAge: Duration.days(8) }, streamProps: { retentionPeriod: Duration.days(30) } }), /maxRecordAge is 691200 s/],
    'a record age that DynamoDB does not keep records for': [(stack) => ({ table: table(stack), processing: { maxRecordAge: Duration.hours(24) } }), /maxRecordAge is 86400 s, but Shop\/Orders keeps records for 86400 s.*Set Duration\.hours\(12\) or less\./],
    'a record age that the stream does not keep records for': [(stack) => ({ stream: stream(stack), processing: { maxRecordAge: Duration.hours(48) } }), /Shop\/Stream keeps records for 129600 s.*Set Duration\.hours\(18\) or less, or let the stream keep them longer/],
    'an empty batch': [() => ({ batchSize: 0 }), /batchSize is 0; Lambda takes 1 to 10000/],
    'a long batching window': [() => ({ maxBatchingWindow: Duration.minutes(6) }), /maxBatchingWindow is 360 s; Lambda takes 0 to 300 s/],
    'too many batches at a time': [() => ({ parallelizationFactor: 11 }), /parallelizationFactor is 11; Lambda takes 1 to 10/],
    'a long tumbling window': [() => ({ tumblingWindow: Duration.minutes(16) }), /tumblingWindow is 960 s; Lambda takes 0 to 900 s/],
    'a function for failed records': [(stack) => ({ processing: { onFailure: FailureTarget.function(fn(stack)) } }), /can keep asynchronous events only/],
    'a FIFO queue for failed records': [(stack) => ({ processing: { onFailure: FailureTarget.queue(new sqs.Queue(stack, 'Failed', { fifo: true })) } }), /is a FIFO queue/],
    'no alarms without a reason': [() => ({ withoutAlarms: ' ' }), /withoutAlarms is the reason/],
  };

  test.each(Object.entries(refused))('%s', (_, [options, says]) => {
    const stack = new Stack(new App(), 'Shop');
    expect(() => new StreamTriggeredFunction(stack, 'Clicks', { ...plain(stack), ...options(stack) })).toThrow(says);
  });

  test('what only deployment knows is not judged', () => {
    const stack = new Stack(new App(), 'Shop');
    new StreamTriggeredFunction(stack, 'Clicks', { ...plain(stack), batchSize: new CfnParameter(stack, 'Size', { type: 'Number' }).valueAsNumber, processing: { retryAttempts: new CfnParameter(stack, 'Retries', { type: 'Number' }).valueAsNumber } });
    expect(mappingOf(Template.fromStack(stack)).Properties).toMatchObject({ BatchSize: { Ref: 'Size' }, MaximumRetryAttempts: { Ref: 'Retries' } });
  });
});

describe('what breaks a recommendation is reported at synthesis, until somebody acknowledges it', () => {
  const found = (options: (stack: Stack) => Partial<StreamTriggeredFunctionProps>, ...ids: string[]) => broken((stack) => void new StreamTriggeredFunction(stack, 'Clicks', { ...plain(stack), ...options(stack) }), ...ids);

  test.each<[string, (stack: Stack) => Partial<StreamTriggeredFunctionProps>]>([
    ['stream-no-bisect-or-partial', () => ({ processing: { bisectBatchOnError: false, reportBatchItemFailures: false } })],
    ['failure-topic-without-subscriber', (stack) => ({ processing: { onFailure: FailureTarget.topic(new sns.Topic(stack, 'Failed')) } })],
    ['mapping-disabled', () => ({ enabled: false })],
    ['function-dlq-unused', (stack) => ({ deadLetterQueue: new DeadLetterQueue(stack, 'Unused') })],
  ])('%s', (id, options) => {
    expect(found(options)).toEqual([id]);
    expect(found(options, id)).toEqual([]);
  });
});

describe('sources and functions that are made elsewhere', () => {
  const stream = (stack: Stack, encryptionKey?: kms.IKey) => kinesis.Stream.fromStreamAttributes(stack, 'Stream', { streamArn: 'arn:aws:kinesis:eu-west-1:111122223333:stream/clicks', encryptionKey });

  test('an imported stream: what to verify', () => {
    const stack = new Stack(new App(), 'Shop');
    new StreamTrigger(stack, 'Trigger', { function: fn(stack), stream: stream(stack), processing: { maxRecordAge: Duration.hours(36) } });
    Annotations.fromStack(stack).hasInfo('*', Match.stringLikeRegexp('Shop/Stream is made elsewhere.*kms:Decrypt.*keeps records for more than 36 hours'));
  });

  test('an imported stream with its key: nothing to verify, and the role may use the key', () => {
    const stack = new Stack(new App(), 'Shop');
    new StreamTrigger(stack, 'Trigger', { function: fn(stack), stream: stream(stack, new kms.Key(stack, 'Key')) });
    Annotations.fromStack(stack).hasNoInfo('*', Match.stringLikeRegexp('made elsewhere'));
    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', { PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Action: 'kms:Decrypt' })]) } });
  });

  test('an imported table', () => {
    const stack = new Stack(new App(), 'Shop');
    new StreamTrigger(stack, 'Trigger', { function: fn(stack), table: dynamodb.Table.fromTableAttributes(stack, 'Table', { tableName: 'orders', tableStreamArn: 'arn:aws:dynamodb:eu-west-1:111122223333:table/orders/stream/1' }) });
    expect(mappingOf(Template.fromStack(stack)).Properties).toMatchObject({ EventSourceArn: 'arn:aws:dynamodb:eu-west-1:111122223333:table/orders/stream/1', MaximumRecordAgeInSeconds: 43_200 });
    Annotations.fromStack(stack).hasInfo('*', Match.stringLikeRegexp('Shop/Table is made elsewhere.*kms:Decrypt'));
  });

  test.each<[string, (stack: Stack) => Partial<StreamTriggerOptions>, RegExp]>([
    ['a stream', (stack) => ({ stream: new kinesis.Stream(stack, 'Stream') }), /"kinesis:GetRecords"/],
    ['a consumer', (stack) => ({ consumer: new kinesis.StreamConsumer(stack, 'Consumer', { streamConsumerName: 'c', stream: new kinesis.Stream(stack, 'Stream') }) }), /"kinesis:SubscribeToShard"/],
    ['a table', (stack) => ({ table: table(stack) }), /"dynamodb:GetRecords"/],
    ['a queue', (stack) => ({ processing: { onFailure: FailureTarget.queue(new DeadLetterQueue(stack, 'Failed')) } }), /"sqs:SendMessage"/],
    ['a bucket with a key', (stack) => ({ processing: { onFailure: FailureTarget.bucket(new FailureBucket(stack, 'Failed', { encryptionKey: new kms.Key(stack, 'Key') })) } }), /"kms:GenerateDataKey\*"/],
  ])('a function without a known role: the statements that its role needs for %s', (_, options, says) => {
    const stack = new Stack(new App(), 'Shop');
    new StreamTrigger(stack, 'Trigger', { function: lambda.Function.fromFunctionArn(stack, 'Fn', 'arn:aws:lambda:eu-west-1:111122223333:function:clicks'), ...options(stack) });
    Annotations.fromStack(stack).hasInfo('*', Match.stringLikeRegexp(`Shop/Fn is made elsewhere. Verify there: its role needs th.*${says.source}`));
    Template.fromStack(stack).resourceCountIs('AWS::Lambda::EventSourceMapping', 1);
  });

  test.each<[string, (stack: Stack) => lambda.IFunction]>([
    ['a version', (stack) => fn(stack).currentVersion],
    ['a singleton', (stack) => new lambda.SingletonFunction(stack, 'Fn', { uuid: 'b', runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('x') })],
    ['a function that was imported with its role', (stack) => lambda.Function.fromFunctionAttributes(stack, 'Fn', { functionArn: 'arn:aws:lambda:eu-west-1:111122223333:function:clicks', role: fn(stack, 'Other').role, sameEnvironment: true })],
  ])('%s gets the rights itself', (_, handler) => {
    const stack = new Stack(new App(), 'Shop');
    new StreamTrigger(stack, 'Trigger', { function: handler(stack) });
    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', { PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Action: Match.arrayWith(['s3:PutObject']) })]) } });
    Annotations.fromStack(stack).hasNoInfo('*', Match.stringLikeRegexp('its role needs'));
  });
});

describe('moving from plain constructs', () => {
  const startingPosition = lambda.StartingPosition.TRIM_HORIZON;
  const clicks = (stack: Stack) => new kinesis.Stream(stack, 'Clicks');
  const consumer = (stack: Stack) => new kinesis.StreamConsumer(stack, 'Consumer', { streamConsumerName: 'clicks', stream: clicks(stack) });

  test.each<[string, (stack: Stack, handler: lambda.Function) => void, (stack: Stack) => Partial<StreamTriggerOptions>]>([
    ['a stream', (stack, handler) => handler.addEventSource(new KinesisEventSource(clicks(stack), { startingPosition })), (stack) => ({ stream: clicks(stack) })],
    ['a consumer', (stack, handler) => handler.addEventSource(new KinesisConsumerEventSource(consumer(stack), { startingPosition })), (stack) => ({ consumer: consumer(stack) })],
    ['a table', (stack, handler) => handler.addEventSource(new DynamoEventSource(table(stack), { startingPosition })), (stack) => ({ table: table(stack) })],
  ])('%s: keeps everything, and adds a bucket, alarms and the right to write', (_, plainly, options) => {
    expectKept(plainly, (stack, handler) => void new StreamTrigger(stack, 'Trigger', { function: handler, ...options(stack) }));
  });

  test('a mapping that was made otherwise keeps its logical id on demand', () => {
    expect(resources((stack, handler) => void new StreamTrigger(stack, 'Trigger', { function: handler, mappingLogicalId: 'OldMapping' })).OldMapping.Type).toBe('AWS::Lambda::EventSourceMapping');
  });

  test('a second mapping is refused', () => {
    expect(() => resources((stack, handler) => {
      const stream = clicks(stack);
      handler.addEventSource(new KinesisEventSource(stream, { startingPosition }));
      new StreamTrigger(stack, 'Trigger', { function: handler, stream });
    })).toThrow(/Lambda refuses a second mapping of the two. Remove the call of addEventSource/);
  });
});

test('obeying cdk-nag would do nothing: the dead-letter queue of a function that reads a stream stays empty', () => {
  const stack = new Stack(new App(), 'Shop');
  new StreamTriggeredFunction(stack, 'Clicks', { ...plain(stack), deadLetterQueue: new DeadLetterQueue(stack, 'Unused') });
  Annotations.fromStack(stack).hasWarning('*', Match.stringLikeRegexp('is never used: .* is polled.*function-dlq-unused'));
});
