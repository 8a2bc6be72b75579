import { Duration, Stack } from 'aws-cdk-lib';
import { RestApi } from 'aws-cdk-lib/aws-apigateway';
import { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { Repository } from 'aws-cdk-lib/aws-codecommit';
import { AttributeType, StreamViewType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { EventBus, Rule } from 'aws-cdk-lib/aws-events';
import { AccountRootPrincipal, Role } from 'aws-cdk-lib/aws-iam';
import { CfnTopicRule } from 'aws-cdk-lib/aws-iot';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Function, IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Bucket, BucketEncryption, IBucket } from 'aws-cdk-lib/aws-s3';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { LambdaSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { IQueue, Queue } from 'aws-cdk-lib/aws-sqs';
import { DefinitionBody, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { IConstruct } from 'constructs';
import {
  AsyncFunction, AsyncSource, AsyncTrigger, DeadLetterQueue, DocumentDbTriggeredFunction, FailsafeNets, FailureBucket, FailureTarget, KafkaTriggeredFunction, MqEngine,
  MqTriggeredFunction, Redrive, RedriveSource, ScheduledFunction, SqsTriggeredFunction, StreamTriggeredFunction, SyncCaller, SyncFunction, SyncTrigger,
} from '../../../src';
import { succeeds } from '../handlers';
import { account, newStack, Policies, Policy } from './policies';
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
const roleFor = (stack: Stack, service: string) => stack.node.findAll()
  .find((each) => each instanceof Role && JSON.stringify(stack.resolve(each.assumeRolePolicy!.toJSON())).includes(service))!;
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
  'IoT': (stack) => {
    const { trigger } = new AsyncFunction(stack, 'Fn', { ...succeeds, source: AsyncSource.iot({ sql: 'SELECT * FROM "orders"' }) });
    return [{ by: roleFor(stack, 'iot.amazonaws.com'), action: 'sqs:SendMessage', on: trigger.deliveryDeadLetterQueue! }];
  },
  'Step Functions': (stack) => {
    const deadLetterQueue = queue(stack);
    const { task } = new SyncTrigger(stack, 'Charge', { function: new Function(stack, 'Fn', succeeds), caller: SyncCaller.stepFunctions({ deadLetterQueue }) });
    const machine = new StateMachine(stack, 'Machine', { definitionBody: DefinitionBody.fromChainable(task!) });
    return [{ by: machine.role, action: 'sqs:SendMessage', on: deadLetterQueue }];
  },
  'FailsafeNets, SNS': (stack) => {
    const topic = new Topic(stack, 'Topic');
    topic.addSubscription(new LambdaSubscription(new Function(stack, 'Fn', succeeds)));
    FailsafeNets.of(stack);
    // When the app is synthesized, there is a queue.
    const from = fromTopic(stack, topic);
    return [{ ...from, action: 'sqs:SendMessage', on: stack.node.findAll().find((each) => each instanceof DeadLetterQueue && each.node.id === 'UndeliveredEvents')! }];
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
  'CloudWatch Logs': (stack) => {
    const logGroup = new LogGroup(stack, 'Log');
    const fn = new AsyncFunction(stack, 'Fn', { ...succeeds, source: AsyncSource.logs(logGroup) });
    return [{ by: 'logs.amazonaws.com', sourceArn: new Policies(stack).arn(logGroup), ...invoke(fn) }];
  },
  'AWS Config': (stack) => {
    const fn = new AsyncFunction(stack, 'Fn', { ...succeeds, source: AsyncSource.config({ periodic: true }) });
    return [{ by: 'config.amazonaws.com', ...invoke(fn) }];
  },
  'CodeCommit': (stack) => {
    const repository = new Repository(stack, 'Code', { repositoryName: 'Code' });
    const fn = new AsyncFunction(stack, 'Fn', { ...succeeds, source: AsyncSource.codeCommit(repository) });
    return [{ by: 'codecommit.amazonaws.com', sourceArn: new Policies(stack).arn(repository), ...invoke(fn) }];
  },
  'IoT': (stack) => {
    const fn = new AsyncFunction(stack, 'Fn', { ...succeeds, source: AsyncSource.iot({ sql: 'SELECT * FROM "orders"' }) });
    return [{ by: 'iot.amazonaws.com', sourceArn: new Policies(stack).arn(stack.node.findAll().find((each) => each instanceof CfnTopicRule)!), ...invoke(fn) }];
  },
  'a destination on success': (stack) => {
    const producer = new Function(stack, 'Producer', succeeds);
    return [{ by: producer.role!, ...invoke(new AsyncFunction(stack, 'Fn', { ...succeeds, source: AsyncSource.lambdaDestination(producer) })) }];
  },
  'a REST API': (stack) => {
    const api = new RestApi(stack, 'Api', { cloudWatchRole: false });
    const fn = new SyncFunction(stack, 'Fn', { ...succeeds, caller: SyncCaller.restApi(api.root, 'POST') });
    return [{ by: 'apigateway.amazonaws.com', sourceArn: arnOf('execute-api', `${stack.resolve(api.restApiId).Ref}/${stack.resolve(api.deploymentStage.stageName).Ref}/POST/`), ...invoke(fn) }];
  },
  'an HTTP API': (stack) => {
    const api = new HttpApi(stack, 'Api');
    const fn = new SyncFunction(stack, 'Fn', { ...succeeds, caller: SyncCaller.httpApi(api, '/orders') });
    return [{ by: 'apigateway.amazonaws.com', sourceArn: arnOf('execute-api', `${stack.resolve(api.apiId).Ref}/$default/POST/orders`), ...invoke(fn) }];
  },
  'Step Functions': (stack) => {
    const fn = new Function(stack, 'Fn', succeeds);
    const { task } = new SyncTrigger(stack, 'Charge', { function: fn, caller: SyncCaller.stepFunctions() });
    return [{ by: new StateMachine(stack, 'Machine', { definitionBody: DefinitionBody.fromChainable(task!) }).role, ...invoke(fn) }];
  },
  'EventBridge Scheduler': (stack) => {
    const fn = new ScheduledFunction(stack, 'Fn', nightly);
    return [{ by: roleOfSchedule(stack), ...invoke(fn) }];
  },
};

/** What a poller needs: https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html */
const reads = (fn: Function, on: IConstruct | string, ...actions: readonly string[]): Request[] => actions.map((action) => ({ by: fn.role!, action, on }));
const interfaces = ['ec2:CreateNetworkInterface', 'ec2:DescribeNetworkInterfaces', 'ec2:DescribeVpcs', 'ec2:DeleteNetworkInterface', 'ec2:DescribeSubnets', 'ec2:DescribeSecurityGroups'];
const arnOf = (service: string, resource: string) => `arn:aws:${service}:us-east-1:${account}:${resource}`;

const ofPollers: Cases = {
  'SQS': (stack) => {
    const fn = new SqsTriggeredFunction(stack, 'Fn', succeeds);
    return reads(fn, fn.trigger.queue, 'sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes');
  },
  'SQS, a queue with a key': (stack) => {
    const [used, orders] = withPlace(key(stack), (encryptionMasterKey) => new Queue(stack, 'Orders', { encryptionMasterKey }));
    return reads(new SqsTriggeredFunction(stack, 'Fn', { ...succeeds, queue: orders }), used, 'kms:Decrypt');
  },
  'Kinesis': (stack) => {
    const fn = stream(stack);
    return reads(fn, fn.trigger.stream!, 'kinesis:DescribeStream', 'kinesis:DescribeStreamSummary', 'kinesis:GetRecords', 'kinesis:GetShardIterator', 'kinesis:ListShards');
  },
  'DynamoDB': (stack) => {
    const table = new Table(stack, 'Orders', { partitionKey: { name: 'id', type: AttributeType.STRING }, stream: StreamViewType.NEW_IMAGE });
    const fn = new StreamTriggeredFunction(stack, 'Fn', { ...succeeds, table });
    return reads(fn, `${new Policies(stack).arn(table)}/stream/2026`, 'dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator');
  },
  'Amazon MSK': (stack) => {
    const cluster = arnOf('kafka', 'cluster/shop/a-1');
    const fn = new KafkaTriggeredFunction(stack, 'Fn', { ...succeeds, clusterArn: cluster, topic: 'orders', processing: { onFailure: FailureTarget.queue(queue(stack)) } });
    // The rest is in AWSLambdaMSKExecutionRole, a policy that AWS keeps.
    return [...reads(fn, cluster, 'kafka:DescribeCluster'), failures(fn, 'sqs:SendMessage', stack.node.findChild('Failed'))];
  },
  'Kafka of one\'s own': (stack) => {
    const secret = new Secret(stack, 'Secret');
    const failed = new FailureBucket(stack, 'Failed');
    const bootstrapServers = ['kafka.example.com:9096'];
    const fn = new KafkaTriggeredFunction(stack, 'Fn', { ...succeeds, bootstrapServers, topic: 'orders', secret, processing: { onFailure: FailureTarget.bucket(failed) } });
    return [...reads(fn, secret, 'secretsmanager:GetSecretValue'), failures(fn, 's3:PutObject', failed), failures(fn, 's3:ListBucket', failed)];
  },
  'Amazon MQ': (stack) => {
    const broker = arnOf('mq', 'broker:shop:b-1');
    const secret = new Secret(stack, 'Secret');
    const fn = new MqTriggeredFunction(stack, 'Fn', { ...succeeds, brokerArn: broker, engine: MqEngine.ACTIVE_MQ, queue: 'orders', secret });
    return [...reads(fn, broker, 'mq:DescribeBroker'), ...reads(fn, secret, 'secretsmanager:GetSecretValue'), ...reads(fn, '*', ...interfaces)];
  },
  'Amazon DocumentDB': (stack) => {
    const secret = new Secret(stack, 'Secret');
    const fn = new DocumentDbTriggeredFunction(stack, 'Fn', { ...succeeds, clusterArn: arnOf('rds', 'cluster:shop'), databaseName: 'shop', secret });
    return [...reads(fn, '*', 'rds:DescribeDBClusters', 'rds:DescribeDBClusterParameters', 'rds:DescribeDBSubnetGroups', ...interfaces), ...reads(fn, secret, 'secretsmanager:GetSecretValue')];
  },
};

const retried = (stack: Stack) => new AsyncFunction(stack, 'Fn', succeeds);

/** Who brings events back takes them from the place, and gives them to the function again. */
const ofRedrives: Cases = {
  'a message move, by those who are on call': (stack) => {
    const { queue: orders, deadLetterQueue } = new SqsTriggeredFunction(stack, 'Fn', succeeds).trigger;
    const by = new Role(stack, 'OnCall', { assumedBy: new AccountRootPrincipal() });
    new Redrive(stack, 'Redrive', { from: RedriveSource.deadLetterQueue(deadLetterQueue!, [orders]) }).grant(by);
    return [
      ...['sqs:StartMessageMoveTask', 'sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'].map((action) => ({ by, action, on: deadLetterQueue! })),
      { by, action: 'sqs:SendMessage', on: orders },
    ];
  },
  'asynchronous events in a queue': (stack) => {
    const fn = retried(stack);
    const place = fn.trigger.onFailure!.place as IQueue;
    const { replayFunction } = new Redrive(stack, 'Redrive', { from: RedriveSource.asyncEvents(place, [fn]) });
    return [...reads(replayFunction!, place, 'sqs:ReceiveMessage', 'sqs:DeleteMessage'), ...reads(replayFunction!, fn, 'lambda:InvokeFunction')];
  },
  'batches in a bucket': (stack) => {
    const fn = stream(stack);
    const place = fn.trigger.onFailure.place as IBucket;
    const { replayFunction } = new Redrive(stack, 'Redrive', { from: RedriveSource.bucket(place, [fn]) });
    const objects = `${new Policies(stack).arn(place)}/aws/lambda/records`;
    const moved = objects.replace('/aws/', '/replayed/aws/');
    return [
      ...reads(replayFunction!, place, 's3:ListBucket').map((request) => ({ ...request, context: { 's3:prefix': 'aws/lambda/' } })),
      ...reads(replayFunction!, objects, 's3:GetObject', 's3:DeleteObject'), ...reads(replayFunction!, moved, 's3:PutObject'), ...reads(replayFunction!, fn, 'lambda:InvokeFunction'),
    ];
  },
  'positions of a stream': (stack) => {
    const place = queue(stack);
    const fn = stream(stack, FailureTarget.queue(place));
    const { replayFunction } = new Redrive(stack, 'Redrive', { from: RedriveSource.kinesisPositions(place, fn.trigger.stream!, [fn]) });
    return [
      ...reads(replayFunction!, fn.trigger.stream!, 'kinesis:GetShardIterator', 'kinesis:GetRecords'), ...reads(replayFunction!, place, 'sqs:ReceiveMessage', 'sqs:DeleteMessage'),
      ...reads(replayFunction!, fn, 'lambda:InvokeFunction'),
    ];
  },
};

describe.each(Object.entries({ 'failed events may be written': ofDestinations, 'events may be read': ofPollers, 'failed events may be brought back': ofRedrives, 'undelivered events may be written': ofDeliveries, 'functions may be invoked': ofInvocations }))('%s', (_, cases) => {
  describe.each(Object.entries(cases))('%s', (__, app) => {
    const stack = newStack();
    const requests = app(stack);
    const policies = new Policies(stack);

    for (const request of requests) {
      const { action, sourceArn } = request;
      test(action, async () => expect(await allowed(policies, request)).toBe(true));
      test(`${action}, without the grant`, async () => expect(await allowed(policies, request, without(action))).toBe(false));
      // A key is used by way of the queue, whose policy has the source.
      if (sourceArn && !action.startsWith('kms:')) test(`${action}, for another source`, async () => expect(await allowed(policies, { ...request, sourceArn: ofOthers(sourceArn) })).toBe(false));
    }
  });
});

/** The same of somebody else, which no pattern at its end takes for its own. */
const ofOthers = (arn: string): string => arn.replace(/:([^:/]*)([^:]*)(:\*)?$/, ':others-$1$2$3');

/** A policy as it would be if nobody had granted an action. A key lets the account decide by itself, which is no grant to anybody. */
const without = (action: string) => (policy: Policy): Policy => ({
  ...policy,
  Statement: policy.Statement.filter(({ Effect, Action }) => Effect === 'Deny' || ![Action].flat().some((each) => covers(String(each), action))),
});

const covers = (granted: string, action: string): boolean => granted !== 'kms:*' && new RegExp(`^${granted.replaceAll('*', '.*')}$`).test(action);
