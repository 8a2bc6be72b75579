import { App, Duration, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as events from 'aws-cdk-lib/aws-events';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { KinesisEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { FailureTarget } from '../../src';
import { judge, judgeApp } from '../support/both-doors';
import { fn } from '../support/parts';

const places: { readonly [kind: string]: (stack: Stack) => FailureTarget } = {
  queue: (stack) => FailureTarget.queue(new sqs.Queue(stack, 'Place')),
  topic: (stack) => FailureTarget.topic(new sns.Topic(stack, 'Place')),
  bucket: (stack) => FailureTarget.bucket(new s3.Bucket(stack, 'Place')),
  eventBus: (stack) => FailureTarget.eventBus(new events.EventBus(stack, 'Place')),
  function: (stack) => FailureTarget.function(fn(stack, 'Place')),
};
const encrypted: { readonly [kind: string]: (stack: Stack, key: kms.Key) => FailureTarget } = {
  queue: (stack, encryptionMasterKey) => FailureTarget.queue(new sqs.Queue(stack, 'Place', { encryptionMasterKey })),
  topic: (stack, masterKey) => FailureTarget.topic(new sns.Topic(stack, 'Place', { masterKey })),
  bucket: (stack, encryptionKey) => FailureTarget.bucket(new s3.Bucket(stack, 'Place', { encryptionKey })),
};

/** What our own check thinks of the nets of an app: `fate place (faults)`. */
const nets = (app: (stack: Stack) => void) => judge({ app }).files.graph.paths.flatMap(({ outcome: { fate, nets: found } }) => found.map(({ rest, keptAs, faults }) => `${fate} ${rest.text} as ${keptAs}${faults.map(({ what }) => ` (${what})`).join('')}`));

describe('asynchronous events', () => {
  const onFailure = (target: (stack: Stack) => FailureTarget) => (stack: Stack) => void fn(stack, 'Fn', { onFailure: target(stack).toDestination() });

  test.each(Object.entries(places))('%s: rest there, with all rights', (_, place) => expect(nets(onFailure(place))).toEqual(['kept Place as payload']));

  test.each(Object.entries(encrypted))('%s with a customer-managed key: the function may use it', (_, place) => {
    expect(nets(onFailure((stack) => place(stack, new kms.Key(stack, 'Key'))))).toEqual(['kept Place as payload']);
  });

  test('a key, a queue and a function that know each other make no circle', () => {
    const stack = new Stack(new App(), 'Shop');
    const key = new kms.Key(stack, 'Key');
    const handler = fn(stack, 'Fn', { environmentEncryption: key, onFailure: FailureTarget.queue(new sqs.Queue(stack, 'Place', { encryptionMasterKey: key })).toDestination() });
    key.grantDecrypt(handler);
    expect(() => Template.fromStack(stack)).not.toThrow();
  });

  test('a bucket: no more than writing and listing', () => {
    const stack = new Stack(new App(), 'Shop');
    onFailure(places.bucket)(stack);
    const [policy] = Object.values(Template.fromStack(stack).findResources('AWS::IAM::Policy')) as { Properties: { PolicyDocument: { Statement: { Action: string | string[] }[] } } }[];
    const actions = policy.Properties.PolicyDocument.Statement.flatMap(({ Action }) => Action);
    expect(actions.filter((action) => /Get|Delete|\*$/.test(action) && action !== 's3:Abort*')).toEqual([]);
    expect(actions).toEqual(expect.arrayContaining(['s3:PutObject', 's3:ListBucket']));
  });
});

describe('batches of a stream', () => {
  const startingPosition = lambda.StartingPosition.TRIM_HORIZON;
  const dlq = (target: (stack: Stack) => FailureTarget) => (stack: Stack) => fn(stack).addEventSource(new KinesisEventSource(new kinesis.Stream(stack, 'Clicks'), {
    startingPosition, retryAttempts: 3, maxRecordAge: Duration.hours(1), bisectBatchOnError: true, onFailure: target(stack).toEventSourceDlq(),
  }));

  test.each([['queue', 'pointer'], ['topic', 'pointer'], ['bucket', 'payload']])('%s: keeps the %s', (kind, keptAs) => expect(nets(dlq(places[kind]))).toEqual([`kept Place as ${keptAs}`]));

  test.each(Object.entries(encrypted))('%s with a customer-managed key', (_, place) => {
    expect(nets(dlq((stack) => place(stack, new kms.Key(stack, 'Key'))))).toEqual([expect.stringMatching(/^kept Place as \w+$/)]);
  });

  test.each(['eventBus', 'function'])('%s is refused', (kind) => {
    expect(() => dlq(places[kind])(new Stack(new App(), 'Shop'))).toThrow(/can keep asynchronous events only\. For a stream or Kafka use FailureTarget\.bucket\(…\), which keeps the records/);
  });
});

test.each<[string, (stack: Stack) => FailureTarget, RegExp]>([
  ['queue', (stack) => FailureTarget.queue(new sqs.Queue(stack, 'Place', { fifo: true })), /Shop\/Place is a FIFO queue; .* standard queues only/],
  ['topic', (stack) => FailureTarget.topic(new sns.Topic(stack, 'Place', { fifo: true })), /Shop\/Place is a FIFO topic; .* standard topics only/],
])('a FIFO %s is refused', (_, place, says) => expect(() => place(new Stack(new App(), 'Shop'))).toThrow(says));

test.each([
  ['queue', 'sqs:SendMessage'], ['topic', 'sns:Publish'], ['bucket', 's3:PutObject'], ['eventBus', 'events:PutEvents'], ['function', 'lambda:InvokeFunction'],
])('a function that was imported without its role: what that needs at a %s', (kind, action) => {
  const stack = new Stack(new App(), 'Shop');
  const imported = lambda.Function.fromFunctionArn(stack, 'Fn', 'arn:aws:lambda:eu-west-1:111122223333:function:orders');
  imported.configureAsyncInvoke({ onFailure: places[kind](stack).toDestination() });
  Template.fromStack(stack).hasResourceProperties('AWS::Lambda::EventInvokeConfig', { DestinationConfig: { OnFailure: { Destination: Match.anyValue() } } });
  Annotations.fromStack(stack).hasInfo('/Shop/Fn', Match.stringLikeRegexp(`its role needs (?:this statement|these statements): .*"${action}"`));
});

describe('places that are imported', () => {
  const arn = (service: string, resource: string, account: string) => `arn:aws:${service}:eu-west-1:${account}:${resource}`;
  const there: { readonly [kind: string]: (stack: Stack, account: string) => FailureTarget } = {
    queue: (stack, account) => FailureTarget.queue(sqs.Queue.fromQueueArn(stack, 'Place', arn('sqs', 'failed', account))),
    topic: (stack, account) => FailureTarget.topic(sns.Topic.fromTopicArn(stack, 'Place', arn('sns', 'failed', account))),
    eventBus: (stack, account) => FailureTarget.eventBus(events.EventBus.fromEventBusArn(stack, 'Place', arn('events', 'event-bus/failed', account))),
    function: (stack, account) => FailureTarget.function(lambda.Function.fromFunctionAttributes(stack, 'Place', { functionArn: arn('lambda', 'function:failed', account), skipPermissions: true })),
    bucket: (stack) => FailureTarget.bucket(s3.Bucket.fromBucketName(stack, 'Place', 'failed')),
  };
  const found = (kind: string, account: string) => {
    const { files } = judgeApp((app) => {
      const stack = new Stack(app, 'Shop', { env: { account: '111122223333', region: 'eu-west-1' } });
      fn(stack, 'Fn', { onFailure: there[kind](stack, account).toDestination() });
    });
    return files.findings.filter(({ rule }) => rule.startsWith('net-')).map(({ rule, fix }) => `${rule}: ${fix}`);
  };

  test.each(Object.keys(there))('%s in the same account: the right of the role is enough', (kind) => expect(found(kind, '111122223333')).toEqual([]));

  test.each([
    ['queue', 'sqs:SendMessage'], ['topic', 'sns:Publish'], ['eventBus', 'events:PutEvents'], ['function', 'lambda:InvokeFunction'],
  ])('%s in another account: its policy must let the role in, with the statement', (kind, action) => {
    expect(found(kind, '999988887777')).toEqual([expect.stringMatching(`net-role-unverified: .*"Action":"${action}","Resource":"arn:aws:`)]);
  });

  test('a queue with its key: the role may use that', () => {
    const stack = new Stack(new App(), 'Shop');
    const key = arn('kms', 'key/1', '111122223333');
    fn(stack, 'Fn', { onFailure: FailureTarget.queue(sqs.Queue.fromQueueAttributes(stack, 'Place', { queueArn: arn('sqs', 'failed', '111122223333'), keyArn: key })).toDestination() });
    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', { PolicyDocument: Match.objectLike({ Statement: Match.arrayWith([Match.objectLike({ Action: Match.arrayWith(['kms:Decrypt', 'kms:GenerateDataKey*']), Resource: key })]) }) });
  });
});

test('another Region: AWS does not document that it works, and the rules say so', () => {
  const { files } = judgeApp((app) => {
    const there = new sqs.Queue(new Stack(app, 'There', { env: { account: '111122223333', region: 'eu-central-1' } }), 'Place', { queueName: 'failed' });
    fn(new Stack(app, 'Here', { env: { account: '111122223333', region: 'eu-west-1' } }), 'Fn', { onFailure: FailureTarget.queue(there).toDestination() });
  });
  expect(files.findings.map(({ rule, severity }) => `${severity} ${rule}`)).toContain('warning net-other-account-or-region');
});
