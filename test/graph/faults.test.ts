import { NetKind } from '../../src/model/graph';
import { Home, judge, netOf } from '../support/judge';

/** Whether nets hold what falls into them: each kind of net with each kind of place. */

const fn = 'Fn: { Type: AWS::Lambda::Function, Properties: { Code: { ZipFile: x }, Role: !GetAtt Role.Arn, FN } }';
const topic = '  Topic: { Type: AWS::SNS::Topic }';
const subscribed = (more = '') => `${topic}\n  Subscription: { Type: AWS::SNS::Subscription, Properties: { Protocol: lambda, TopicArn: !Ref Topic, Endpoint: !GetAtt Fn.Arn${more} } }`;
const stream = (more: string) => `  Clicks: { Type: AWS::Kinesis::Stream }\n  Feed: { Type: AWS::Lambda::EventSourceMapping, Properties: { FunctionName: !Ref Fn, EventSourceArn: !GetAtt Clicks.Arn, StartingPosition: LATEST, MaximumRetryAttempts: 3${more} } }`;

/** What has such a net, with PLACE where the net names its place. */
const owners: { readonly [kind in NetKind]: string } = {
  'redrive': `  Orders: { Type: AWS::SQS::Queue, Properties: { RedrivePolicy: { deadLetterTargetArn: PLACE, maxReceiveCount: 5 } } }
  Feed: { Type: AWS::Lambda::EventSourceMapping, Properties: { FunctionName: !Ref Fn, EventSourceArn: !GetAtt Orders.Arn } }`,
  'function-dlq': subscribed(),
  'async-destination': `${subscribed()}\n  Config: { Type: AWS::Lambda::EventInvokeConfig, Properties: { FunctionName: !Ref Fn, Qualifier: $LATEST, DestinationConfig: { OnFailure: { Destination: PLACE } } } }`,
  'mapping-destination': stream(', DestinationConfig: { OnFailure: { Destination: PLACE } }'),
  'subscription-dlq': subscribed(', RedrivePolicy: { deadLetterTargetArn: PLACE }'),
  'target-dlq': '  Rule: { Type: AWS::Events::Rule, Properties: { ScheduleExpression: rate(1 day), Targets: [{ Id: a, Arn: !GetAtt Fn.Arn, DeadLetterConfig: { Arn: PLACE } }] } }',
  'schedule-dlq': '  Schedule: { Type: AWS::Scheduler::Schedule, Properties: { ScheduleExpression: rate(1 day), FlexibleTimeWindow: { Mode: "OFF" }, Target: { Arn: !GetAtt Fn.Arn, RoleArn: !GetAtt Role.Arn, DeadLetterConfig: { Arn: PLACE } } } }',
  'subscriber-dlq': '  Subscriber: { Type: AWS::EventsV2::Subscriber, Properties: { Name: fn, EventBusArn: arn, InvokeConfiguration: { TargetArn: !GetAtt Fn.Arn, RoleArn: !GetAtt Role.Arn, LambdaParameters: { InvocationType: EVENT } }, OnFailureConfiguration: { Arn: PLACE } } }',
  'pipe-dlq': '  Clicks: { Type: AWS::Kinesis::Stream }\n  Pipe: { Type: AWS::Pipes::Pipe, Properties: { RoleArn: !GetAtt Role.Arn, Source: !GetAtt Clicks.Arn, Target: !GetAtt Fn.Arn, SourceParameters: { KinesisStreamParameters: { StartingPosition: LATEST, MaximumRetryAttempts: 3, DeadLetterConfig: { Arn: PLACE } } } } }',
  'error-action': '  Sensor: { Type: AWS::IoT::TopicRule, Properties: { TopicRulePayload: { Sql: SELECT, Actions: [{ Lambda: { FunctionArn: !GetAtt Fn.Arn } }], ErrorAction: { Sqs: { QueueUrl: PLACE, RoleArn: !GetAtt Role.Arn } } } } }',
};

const everything = "{ Effect: Allow, Action: '*', Resource: '*' }";

interface App {
  readonly place?: string;
  readonly resources?: string;
  /** Statements of the role of the function, and of who writes. */
  readonly role?: readonly string[];
  readonly properties?: string;
  readonly home?: Home;
}

const template = (kind: NetKind, { place = '!GetAtt Queue.Arn', resources = '', role = [everything], properties = '' }: App) => `
Parameters: { Later: { Type: String } }
Resources:
  Role: { Type: AWS::IAM::Role, Properties: { AssumeRolePolicyDocument: {}, Policies: [{ PolicyName: own, PolicyDocument: { Statement: [${role.join(', ')}] } }] } }
  ${fn.replace('FN', `${kind === 'function-dlq' ? `DeadLetterConfig: { TargetArn: ${place} }, ` : ''}${properties}`)}
  Other: { Type: AWS::Lambda::Function, Properties: { Code: { ZipFile: x }, Role: arn } }
  Queue: { Type: AWS::SQS::Queue }
  Fifo: { Type: AWS::SQS::Queue, Properties: { FifoQueue: true } }
  Ordered: { Type: AWS::SQS::Queue, Properties: { QueueName: failed.fifo } }
  News: { Type: AWS::SNS::Topic }
  FifoNews: { Type: AWS::SNS::Topic, Properties: { FifoTopic: true } }
  Bucket: { Type: AWS::S3::Bucket }
  Bus: { Type: AWS::Events::EventBus, Properties: { Name: shop } }
  Bus2: { Type: AWS::EventsV2::EventBus, Properties: { Name: shop } }
  Alias: { Type: AWS::Lambda::Alias, Properties: { Name: live, FunctionName: !Ref Other, FunctionVersion: "1" } }
  Version: { Type: AWS::Lambda::Version, Properties: { FunctionName: !Ref Other } }
  Table: { Type: AWS::DynamoDB::Table }
  Custom: { Type: Custom::Queue, Properties: { ServiceToken: arn } }
  Extension: { Type: Acme::Queues::Queue }
  Maybe: { Type: AWS::SQS::Queue, Properties: { FifoQueue: !Ref Later } }
  Policy: { Type: AWS::SQS::QueuePolicy, Properties: { Queues: [!Ref Queue, !Ref Fifo, !Ref Ordered], PolicyDocument: { Statement: [{ Effect: Allow, Principal: { Service: [events.amazonaws.com, sns.amazonaws.com] }, Action: sqs:SendMessage, Resource: '*' }] } } }
${owners[kind].replaceAll('PLACE', place)}
${resources}`;

const faultsOf = (kind: NetKind, { home = {}, ...app }: App) => netOf(judge([[template(kind, app), home]]), kind).faults;

const places = {
  'queue': '!GetAtt Queue.Arn', 'FIFO queue': '!GetAtt Fifo.Arn', 'queue named .fifo': '!GetAtt Ordered.Arn', 'topic': '!Ref News', 'FIFO topic': '!Ref FifoNews', 'bucket': '!GetAtt Bucket.Arn', 'function': '!GetAtt Other.Arn', 'alias': '!Ref Alias', 'version': '!Ref Version',
  'bus': '!GetAtt Bus.Arn', 'new bus': '!GetAtt Bus2.Arn', 'Kafka topic': 'kafka://orders-failed', 'table': '!GetAtt Table.Arn',
  'queue elsewhere': 'arn:aws:sqs:eu-west-1:111122223333:failed', 'FIFO queue elsewhere': 'arn:aws:sqs:eu-west-1:111122223333:failed.fifo', 'topic elsewhere': 'arn:aws:sns:eu-west-1:111122223333:failed', 'bucket elsewhere': 'arn:aws:s3:::failed',
  'function elsewhere': 'arn:aws:lambda:eu-west-1:111122223333:function:failed', 'bus elsewhere': 'arn:aws:events:eu-west-1:111122223333:event-bus/failed', 'table elsewhere': 'arn:aws:dynamodb:eu-west-1:111122223333:table/failed',
  'something': '!Ref Later', 'what a custom resource makes': '!GetAtt Custom.Arn', 'what a type of others makes': '!GetAtt Extension.Arn', 'name of something': 'failed-elsewhere', 'queue that may be FIFO': '!GetAtt Maybe.Arn', 'bucket named .fifo': 'arn:aws:s3:::failed.fifo',
};

describe('what each kind of net takes', () => {
  const queues = ['queue', 'queue elsewhere', 'something', 'what a custom resource makes', 'what a type of others makes', 'name of something', 'queue that may be FIFO'];
  const fifo = ['FIFO queue', 'queue named .fifo', 'FIFO queue elsewhere'];
  const topics = ['topic', 'topic elsewhere'];
  const buckets = ['bucket', 'bucket elsewhere', 'bucket named .fifo'];
  const functions = ['function', 'alias', 'version', 'function elsewhere'];
  const buses = ['bus', 'new bus', 'bus elsewhere'];

  test.each<[NetKind, readonly string[]]>([
    ['redrive', queues], ['function-dlq', [...queues, ...topics]], ['async-destination', [...queues, ...topics, ...buckets, ...functions, ...buses]], ['mapping-destination', [...queues, ...topics, ...buckets]],
    ['subscription-dlq', queues], ['target-dlq', queues], ['schedule-dlq', queues], ['subscriber-dlq', [...queues, ...fifo]], ['pipe-dlq', [...queues, ...fifo, ...topics, 'FIFO topic']],
  ])('%s', (kind, taken) => {
    const takes = Object.entries(places).filter(([, place]) => !faultsOf(kind, { place }).some(({ code, certain }) => certain && ['type', 'fifo', 'fifo-mismatch'].includes(code))).map(([name]) => name);
    expect(takes.sort()).toEqual([...taken].sort());
  });

  test.each<[NetKind, keyof typeof places, string]>([
    ['redrive', 'topic', 'News is a topic, which cannot be a redrive policy'], ['redrive', 'Kafka topic', 'kafka://orders-failed is a Kafka topic, which cannot be a redrive policy'], ['function-dlq', 'bucket', 'Bucket is a bucket, which cannot be the dead-letter queue of a function'],
    ['async-destination', 'table', 'Table is another kind of resource, which cannot be an on-failure destination of a function'], ['mapping-destination', 'function', 'Other is a function, which cannot be an on-failure destination of an event source mapping'],
    ['subscription-dlq', 'bus', 'Bus is an event bus, which cannot be the dead-letter queue of an SNS subscription'], ['target-dlq', 'topic', 'News is a topic, which cannot be the dead-letter queue of an EventBridge target'], ['schedule-dlq', 'topic', 'News is a topic, which cannot be the dead-letter queue of a schedule'],
    ['subscriber-dlq', 'topic', 'News is a topic, which cannot be the on-failure queue of a subscriber'], ['pipe-dlq', 'bucket', 'Bucket is a bucket, which cannot be the dead-letter queue of a pipe'],
    ['async-destination', 'FIFO queue', 'Fifo is a FIFO queue; an on-failure destination of a function must be a standard one'], ['function-dlq', 'FIFO topic', 'FifoNews is a FIFO topic; the dead-letter queue of a function must be a standard one'],
    ['redrive', 'FIFO queue', 'the source queue Orders is standard, its dead-letter queue Fifo is FIFO'],
  ])('%s, %s: %s', (kind, place, what) => expect(faultsOf(kind, { place: places[place] })[0]).toMatchObject({ certain: true, what }));

  test.each<[NetKind, string, string]>([
    ['redrive', 'Set deadLetterQueue: { queue: dlq, maxReceiveCount: 5 } on Orders, with a queue.', 'Set RedrivePolicy: { deadLetterTargetArn: !GetAtt Dlq.Arn, maxReceiveCount: 5 } on Orders, with a queue.'],
    ['function-dlq', 'Set deadLetterQueue: dlq on Fn, or name a queue or a topic there.', 'Set DeadLetterConfig: { TargetArn: !GetAtt Dlq.Arn } on Fn, or name a queue or a topic there.'],
    ['async-destination', 'Set onFailure: new SqsDestination(queue) on Config, or name a queue, a topic, a bucket, a function or an event bus there.', 'Set DestinationConfig: { OnFailure: { Destination: !GetAtt FailedEvents.Arn } } on Config, or name a queue, a topic, a bucket, a function or an event bus there.'],
    ['mapping-destination', 'Set onFailure: new SqsDlq(queue) on Feed, or name a queue, a topic, a bucket or a Kafka topic there.', 'Set DestinationConfig: { OnFailure: { Destination: !GetAtt FailedBatches.Arn } } on Feed, or name a queue, a topic, a bucket or a Kafka topic there.'],
    ['subscription-dlq', 'Set deadLetterQueue: dlq on Subscription, with a queue.', 'Set RedrivePolicy: { deadLetterTargetArn: !GetAtt Dlq.Arn } on Subscription, with a queue.'],
    ['target-dlq', 'Set deadLetterQueue: dlq on Rule, with a queue.', 'Set DeadLetterConfig: { Arn: !GetAtt Dlq.Arn } on Rule, with a queue.'],
    ['schedule-dlq', 'Set deadLetterQueue: dlq on Schedule, with a queue.', 'Set DeadLetterConfig: { Arn: !GetAtt Dlq.Arn } on Schedule, with a queue.'],
    ['subscriber-dlq', 'Set onFailureConfiguration: { arn: dlq.queueArn } on Subscriber, with a queue.', 'Set OnFailureConfiguration: { Arn: !GetAtt Dlq.Arn } on Subscriber, with a queue.'],
    ['pipe-dlq', 'Set deadLetterConfig: { arn: dlq.queueArn } on Pipe, or name a queue or a topic there.', 'Set DeadLetterConfig: { Arn: !GetAtt Dlq.Arn } on Pipe, or name a queue or a topic there.'],
  ])('%s says how to mend it', (kind, fix, fixInTemplate) => expect(faultsOf(kind, { place: '!GetAtt Table.Arn' })[0]).toMatchObject({ fix, fixInTemplate }));

  test('a FIFO queue and topic are mended in their own words', () => {
    expect(faultsOf('function-dlq', { place: '!GetAtt Fifo.Arn' })[0]).toMatchObject({ fix: expect.stringMatching(/standard queue .*leave out fifo: true/) as string, fixInTemplate: expect.stringMatching(/leave out FifoQueue: true/) as string });
    expect(faultsOf('function-dlq', { place: '!Ref FifoNews' })[0]).toMatchObject({ fix: expect.stringMatching(/standard topic .*leave out fifo: true/) as string, fixInTemplate: expect.stringMatching(/leave out FifoTopic: true/) as string });
  });

  test.each([['!Ref Fifo', 1], ['!Ref Queue', 0]])('the error action of an IoT rule, with %s', (place, count) => expect(faultsOf('error-action', { place }).filter(({ code }) => code === 'fifo')).toHaveLength(count));

  test('a redrive of a FIFO queue', () => {
    const app = (place: string) => netOf(judge(template('redrive', { place }).replace('Orders: { Type: AWS::SQS::Queue, Properties: {', 'Orders: { Type: AWS::SQS::Queue, Properties: { FifoQueue: true,')), 'redrive').faults;
    expect(app('!GetAtt Fifo.Arn')).toEqual([]);
    expect(app('!GetAtt Queue.Arn')).toEqual([{ code: 'fifo-mismatch', certain: true, what: 'the source queue Orders is FIFO, its dead-letter queue Queue is standard', fix: 'Set fifo: true on Queue.', fixInTemplate: 'Set FifoQueue: true on Queue.' }]);
    expect(faultsOf('redrive', { place: '!GetAtt Fifo.Arn' })[0]).toMatchObject({ fix: 'Remove fifo: true from Fifo.', fixInTemplate: 'Remove FifoQueue: true from Fifo.' });
  });

  test.each([['FIFO', '!GetAtt Fifo.Arn', 0], ['FIFO', '!GetAtt Queue.Arn', 1], ['STANDARD', '!GetAtt Queue.Arn', 0], ['STANDARD', '!GetAtt Fifo.Arn', 1]])('a subscriber that is %s, with %s', (type, place, count) => {
    const { faults } = netOf(judge(template('subscriber-dlq', { place }).replace('Name: fn,', `Name: fn, Type: ${type},`)), 'subscriber-dlq');
    expect(faults.filter(({ code }) => code === 'fifo-mismatch')).toHaveLength(count);
  });
});

describe('a Kafka topic as destination', () => {
  const faults = (more: string, place = 'kafka://orders-failed') => netOf(judge(template('mapping-destination', { place }).replace('EventSourceArn: !GetAtt Clicks.Arn', `EventSourceArn: arn:aws:kafka:eu-west-1:111122223333:cluster/shop/1, Topics: [orders]${more}`)), 'mapping-destination').faults.filter(({ code }) => code === 'type');
  const kafka = (more: string, place?: string) => faults(more, place).map(({ what }) => what);
  const pollers = ', ProvisionedPollerConfig: { MinimumPollers: 1 }';

  test('of a mapping that reads from Kafka', () => expect(kafka(pollers)).toEqual([]));

  test('of a mapping that reads from something else', () => expect(faultsOf('mapping-destination', { place: 'kafka://orders-failed' })).toEqual([expect.objectContaining({ code: 'type', what: 'kafka://orders-failed is a Kafka topic, but Feed does not read from Kafka' })]));

  test('without provisioned pollers', () => expect(kafka('')).toEqual(['a Kafka topic as on-failure destination needs provisioned pollers, which Feed does not have']));

  test('the topic that is read', () => expect(kafka(pollers, 'kafka://orders')).toEqual(['Feed reads from orders and writes its failed batches back to it']));

  test('says what to do', () => {
    expect(faults('')[0]).toMatchObject({ fix: expect.stringContaining('Set provisionedPollerConfig: { minimumPollers: 1 }') as string, fixInTemplate: expect.stringContaining('Set ProvisionedPollerConfig: { MinimumPollers: 1 } on Feed') as string });
    expect(faults(pollers, 'kafka://dlq')[0]).toMatchObject({ fix: expect.stringContaining('four characters') as string });
  });

  test.each([['kafka://dlq', 1], ['kafka://dlqs', 0]])('the name %s', (place, count) => expect(kafka(pollers, place)).toHaveLength(count));
});

describe('another account or Region', () => {
  const there = (kind: NetKind, account: string, region: string, home: Home = { account: '111122223333', region: 'eu-west-1' }) =>
    faultsOf(kind, { place: `arn:aws:sqs:${region}:${account}:failed`, home }).filter(({ code }) => code === 'place').map(({ certain }) => (certain ? 'no' : 'perhaps')).join(' and ') || 'yes';

  test.each<[NetKind, string, string]>([
    ['redrive', 'no', 'no'], ['subscription-dlq', 'no', 'no'], ['target-dlq', 'yes', 'no'], ['function-dlq', 'perhaps', 'perhaps'], ['async-destination', 'yes', 'perhaps'], ['mapping-destination', 'yes', 'perhaps'],
    ['schedule-dlq', 'yes', 'yes'], ['subscriber-dlq', 'yes', 'yes'], ['pipe-dlq', 'yes', 'yes'], ['error-action', 'yes', 'yes'],
  ])('%s: a queue in another account, %s; in another Region, %s', (kind, account, region) => {
    expect(there(kind, '444455556666', 'eu-west-1')).toBe(account);
    expect(there(kind, '111122223333', 'us-gov-west-1')).toBe(region);
    expect(there(kind, '111122223333', 'eu-west-1')).toBe('yes');
    expect(there(kind, '444455556666', 'us-east-1', {})).toBe('yes');
  });

  test('both', () => expect(there('redrive', '444455556666', 'us-east-1')).toBe('no and no'));

  test.each([['!Sub "arn:aws:sqs:${AWS::Region}:${AWS::AccountId}:failed"'], ['!Sub "arn:aws:sqs:${Later}:${Later}:failed"'], ['!Sub "arn:aws:sqs:${Later}-gov-east-1:111122223333:failed"'], ['!Sub "arn:aws:sqs:us-east-1${Later}:111122223333:failed"'], ['!Ref Later'], ['kafka://failed']])('%s is not known to be elsewhere', (place) => expect(
    faultsOf('redrive', { place, home: { account: '111122223333', region: 'eu-west-1' } }).filter(({ code }) => code === 'place')).toEqual([]));

  test('says where', () => expect(faultsOf('redrive', { place: 'arn:aws:sqs:us-east-1:111122223333:failed', home: { account: '111122223333', region: 'eu-west-1' } })).toContainEqual({
    code: 'place', certain: true, what: 'arn:aws:sqs:us-east-1:111122223333:failed is in the Region us-east-1, Orders in eu-west-1',
    fix: 'Set deadLetterQueue: { queue: dlq, maxReceiveCount: 5 } on Orders, with a queue in the Region eu-west-1.', fixInTemplate: 'Set RedrivePolicy: { deadLetterTargetArn: !GetAtt Dlq.Arn, maxReceiveCount: 5 } on Orders, with a queue in the Region eu-west-1.',
  }));

  test('says where AWS documents nothing', () => expect(faultsOf('function-dlq', { place: 'arn:aws:sqs:us-east-1:111122223333:failed', home: { account: '111122223333', region: 'eu-west-1' } })).toContainEqual(expect.objectContaining({
    code: 'place', certain: false, what: 'arn:aws:sqs:us-east-1:111122223333:failed is in the Region us-east-1, Fn in eu-west-1; AWS does not document that this works across Regions',
  })));

  test('a subscription lives in the Region of its topic', () => expect(netOf(judge([[template('subscription-dlq', { place: 'arn:aws:sqs:us-east-1:111122223333:failed' }).replace('Protocol: lambda,', 'Protocol: lambda, Region: us-east-1,'), { account: '111122223333', region: 'eu-west-1' }]]), 'subscription-dlq')
    .faults.filter(({ code }) => code === 'place')).toEqual([]));

  test('a queue of the app, in a stack elsewhere', () => {
    const queue = 'Resources:\n  Failed: { Type: AWS::SQS::Queue }\nOutputs:\n  Failed: { Value: !GetAtt Failed.Arn, Export: { Name: failed } }';
    const { faults } = netOf(judge([[template('redrive', { place: '!ImportValue failed' }), { account: '111122223333', region: 'eu-west-1' }], [queue, { account: '111122223333', region: 'us-east-1' }]]), 'redrive');
    expect(faults).toContainEqual(expect.objectContaining({ code: 'place', what: 'Failed is in the Region us-east-1, Orders in eu-west-1' }));
  });
});

describe('what a role needs, in words', () => {
  const needs = (kind: NetKind, place: string, resources = '') => faultsOf(kind, { place, role: [], resources }).filter(({ code }) => code === 'role');

  test.each<[NetKind, string, object]>([
    ['async-destination', '!GetAtt Queue.Arn', {
      certain: true, what: 'the role Role of Fn may not call sqs:SendMessage on Queue: none of its policies allows it', fix: 'Call grantSendMessages of Queue with Fn. Or add this statement to the role: {"Effect":"Allow","Action":"sqs:SendMessage","Resource":"${Queue.Arn}"}.',
      fixInTemplate: 'Add this statement to the role Role of Fn: {"Effect":"Allow","Action":"sqs:SendMessage","Resource":"${Queue.Arn}"}.',
    }],
    ['async-destination', '!Ref News', { certain: true, fix: 'Call grantPublish of News with Fn. Or add this statement to the role: {"Effect":"Allow","Action":"sns:Publish","Resource":"${News}"}.' }],
    ['async-destination', '!GetAtt Bus.Arn', { certain: true, fix: 'Call grantPutEventsTo of Bus with Fn. Or add this statement to the role: {"Effect":"Allow","Action":"events:PutEvents","Resource":"${Bus.Arn}"}.' }],
    ['async-destination', '!GetAtt Other.Arn', { certain: true, fix: 'Call grantInvoke of Other with Fn. Or add this statement to the role: {"Effect":"Allow","Action":"lambda:InvokeFunction","Resource":"${Other.Arn}"}.' }],
    ['async-destination', '!Ref Alias', { certain: true, fix: 'Call grantInvoke of Alias with Fn. Or add this statement to the role: {"Effect":"Allow","Action":"lambda:InvokeFunction","Resource":"${Alias}"}.' }],
    ['async-destination', '!Ref Version', { certain: true, fix: expect.stringContaining('"Resource":"${Version}"') as string }],
    ['async-destination', '!GetAtt Bucket.Arn', {
      certain: true, what: 'the role Role of Fn may not call s3:PutObject on Bucket: none of its policies allows it',
      fix: 'Call grantReadWrite of Bucket with Fn. Or add this statement to the role: {"Effect":"Allow","Action":["s3:PutObject","s3:ListBucket"],"Resource":["${Bucket.Arn}","${Bucket.Arn}/*"]}.',
    }],
    ['async-destination', 'arn:aws:sqs:eu-west-1:111122223333:failed', { certain: false, what: expect.stringMatching(/^whether the role Role of Fn may call sqs:SendMessage on arn:aws:sqs:eu-west-1:111122223333:failed cannot be told: /) as string, fix: 'Verify that the role has this statement: {"Effect":"Allow","Action":"sqs:SendMessage","Resource":"arn:aws:sqs:eu-west-1:111122223333:failed"}.' }],
    ['schedule-dlq', '!GetAtt Queue.Arn', { certain: true, what: 'the role Role of Schedule may not call sqs:SendMessage on Queue: none of its policies allows it', fix: 'Call grantSendMessages of Queue with Schedule. Or add this statement to the role: {"Effect":"Allow","Action":"sqs:SendMessage","Resource":"${Queue.Arn}"}.' }],
  ])('%s, %s', (kind, place, fault) => expect(needs(kind, place)).toEqual([expect.objectContaining(fault)]));

  test('a role of another app has its ARN for a name', () => expect(netOf(judge(template('async-destination', { role: [] }).replace('Role: !GetAtt Role.Arn', 'Role: arn:aws:iam::111122223333:role/fn')), 'async-destination').faults[0].what).toMatch(/^whether the role arn:aws:iam::111122223333:role\/fn of Fn may call/));

  test('a role that is a parameter has its name', () => expect(netOf(judge(template('async-destination', { role: [] }).replace('Role: !GetAtt Role.Arn', 'Role: !Ref Later')), 'async-destination').faults[0].what).toMatch(/^whether the role .*Later.* of Fn may call/));

  test('a function without a role is another one\'s fault', () => expect(netOf(judge(template('async-destination', { role: [] }).replace('Role: !GetAtt Role.Arn, ', '')), 'async-destination').faults).toEqual([]));

  test('a role that is denied it, where the place is not part of the app', () => expect(faultsOf('async-destination', { place: 'arn:aws:sqs:eu-west-1:111122223333:failed', role: ["{ Effect: Deny, Action: 'sqs:*', Resource: '*' }"] })).toContainEqual(
    expect.objectContaining({ code: 'role', certain: true, fix: 'Add this statement to the role: {"Effect":"Allow","Action":"sqs:SendMessage","Resource":"arn:aws:sqs:eu-west-1:111122223333:failed"}.' })));

  test('what a place that cannot be told takes, nobody knows', () => expect(needs('async-destination', '!Ref Later')).toEqual([]));

  test('a cluster of their own says nothing of a queue', () => expect(netOf(judge(template('mapping-destination', { role: [] })
    .replace('EventSourceArn: !GetAtt Clicks.Arn', 'Topics: [orders], SelfManagedEventSource: { Endpoints: { KafkaBootstrapServers: [a:9092] } }')), 'mapping-destination').faults).toEqual([expect.objectContaining({ code: 'role', certain: true })]));

  test('EventBridge, SNS and SQS have no role', () => {
    for (const kind of ['target-dlq', 'subscription-dlq', 'redrive'] as const) expect(needs(kind, '!GetAtt Queue.Arn')).toEqual([]);
  });

  test('IoT names queues by their URL, and writes to buckets wherever it is told to', () => {
    const sensor = (action: string, role: string) => netOf(judge(template('error-action', { role: [role] }).replace(/ErrorAction: .*$/m, `ErrorAction: ${action} } } }`)), 'error-action').faults.map(({ what }) => what);
    const toQueue = '{ Sqs: { QueueUrl: !Ref Queue, RoleArn: !GetAtt Role.Arn } }';
    const elsewhere = '{ Sqs: { QueueUrl: "https://sqs.eu-west-1.amazonaws.com/111122223333/failed", RoleArn: !GetAtt Role.Arn } }';
    const toBucket = '{ S3: { BucketName: failed, Key: k, RoleArn: !GetAtt Role.Arn } }';
    const may = (action: string, on: string) => `{ Effect: Allow, Action: '${action}', Resource: ${on} }`;
    expect(sensor(toQueue, may('sqs:SendMessage', '!GetAtt Queue.Arn'))).toEqual([]);
    expect(sensor(toQueue, may('sqs:SendMessage', '!GetAtt Fifo.Arn'))).toHaveLength(1);
    expect(sensor(elsewhere, may('sqs:SendMessage', 'arn:aws:sqs:eu-west-1:111122223333:failed'))).toEqual([]);
    expect(sensor(elsewhere, may('sqs:SendMessage', 'arn:aws:sqs:eu-west-1:111122223333:other'))).toHaveLength(1);
    expect(sensor(elsewhere, may('sqs:SendMessage', 'arn:aws:sqs:us-east-1:111122223333:failed'))).toHaveLength(1);
    expect(sensor(toBucket, may('s3:PutObject', '"arn:aws:s3:::failed/*"'))).toEqual([]);
    expect(sensor(toBucket, may('s3:PutObject', '"arn:aws:s3:::failed/aws/lambda/*"'))).toEqual([expect.stringMatching(/s3:PutObject on failed cannot be told/)]);
  });

  test('what IoT publishes to a topic, which invokes the function again, goes to a queue instead', () => {
    const again = template('error-action', {}).replace(/ErrorAction: .*$/m, 'ErrorAction: { Sns: { TargetArn: !Ref News, RoleArn: !GetAtt Role.Arn } } } } }')
      + '\n  Again: { Type: AWS::SNS::Subscription, Properties: { Protocol: lambda, TopicArn: !Ref News, Endpoint: !GetAtt Fn.Arn } }';
    expect(netOf(judge(again), 'error-action').faults).toEqual([expect.objectContaining({
      code: 'consumer-loop', fixInTemplate: 'Set ErrorAction: { Sqs: { QueueUrl: !Ref Dlq, RoleArn: !GetAtt Role.Arn } } on Sensor, with a queue that nothing reads by itself.',
    })]);
  });

  test('Lambda writes to folders of its own', () => {
    const may = (kind: NetKind, folder: string) => faultsOf(kind, { place: 'arn:aws:s3:::failed', role: [`{ Effect: Allow, Action: 's3:*', Resource: ['arn:aws:s3:::failed', 'arn:aws:s3:::failed${folder}'] }`] }).length === 0;
    expect([may('async-destination', '/aws/lambda/async/*'), may('mapping-destination', '/aws/lambda/async/*')]).toEqual([true, false]);
    expect([may('async-destination', '/aws/lambda/*'), may('mapping-destination', '/aws/lambda/*')]).toEqual([true, true]);
  });

  const topics = 'arn:aws:kafka:eu-west-1:111122223333:topic/shop/1';
  const onKafka = (more: string, resource: string, resources = '', denied: readonly string[] = []) => netOf(judge(template('mapping-destination', { place: 'kafka://orders-failed', role: [`{ Effect: Allow, Action: 'kafka-cluster:WriteData', Resource: '${resource}' }`, ...denied], resources })
    .replace('EventSourceArn: !GetAtt Clicks.Arn', `Topics: [orders], ProvisionedPollerConfig: { MinimumPollers: 1 }${more}`)), 'mapping-destination').faults;
  const arn = ', EventSourceArn: arn:aws:kafka:eu-west-1:111122223333:cluster/shop/1';

  test.each([
    ['its topic', arn, `${topics}/orders-failed`, 0], ['all topics of the cluster', arn, `${topics}/*`, 0], ['another topic', arn, `${topics}/orders`, 1], ['another cluster', arn, 'arn:aws:kafka:eu-west-1:111122223333:topic/other/1/*', 1],
    ['another topic, where the cluster asks for a password', `${arn}, SourceAccessConfigurations: [{ Type: SASL_SCRAM_512_AUTH, URI: arn }]`, `${topics}/orders`, 0], ['another topic, where the cluster is one of their own', ', SelfManagedEventSource: { Endpoints: { KafkaBootstrapServers: [a:9092] } }', `${topics}/orders`, 0],
  ])('on Kafka, a role that may write to %s', (_, more, resource, count) => expect(onKafka(more, resource)).toHaveLength(count));

  test.each(['AWS::MSK::Cluster', 'AWS::MSK::ServerlessCluster'])('on Kafka, a cluster of the app, %s', (type) => {
    const cluster = `  Cluster: { Type: ${type}, Properties: { ClusterName: shop } }`;
    for (const named of ['!Ref Cluster', '!GetAtt Cluster.Arn']) {
      expect(onKafka(`, EventSourceArn: ${named}`, 'arn:aws:kafka:*:*:topic/shop/*/orders-failed', cluster)).toEqual([]);
      expect(onKafka(`, EventSourceArn: ${named}`, 'arn:aws:kafka:*:*:topic/other/*/orders-failed', cluster)).toHaveLength(1);
    }
  });

  test('on Kafka, by a policy that AWS keeps', () => expect(netOf(judge(template('mapping-destination', { place: 'kafka://orders-failed', role: [] }).replace('Policies: [', 'ManagedPolicyArns: ["arn:aws:iam::aws:policy/PowerUserAccess"], Policies: [')
    .replace('EventSourceArn: !GetAtt Clicks.Arn', `Topics: [orders], ProvisionedPollerConfig: { MinimumPollers: 1 }${arn}`)), 'mapping-destination').faults).toEqual([]));

  test('on Kafka, a denial is a doubt: the cluster may ask for a password instead', () => expect(onKafka(arn, `${topics}/*`, '', ["{ Effect: Deny, Action: '*', Resource: '*' }"])).toEqual([expect.objectContaining({ certain: false })]));

  test('on Kafka, says all that it takes', () => expect(onKafka(arn, `${topics}/orders`)[0]).toMatchObject({ certain: false, fix: 'Verify that the role has this statement: {"Effect":"Allow","Action":["kafka-cluster:Connect","kafka-cluster:DescribeTopic","kafka-cluster:WriteData","kafka-cluster:ReadData"],"Resource":["the cluster","the topic"]}.' }));
});

describe('what a queue policy needs, in words', () => {
  const open = /^ {2}Policy: .*$/m;
  const shut = (kind: NetKind, change = (text: string) => text, place?: string) => netOf(judge(change(template(kind, { place }).replace(open, ''))), kind).faults.filter(({ code }) => code === 'policy');

  test.each<[NetKind, string, string]>([
    ['target-dlq', 'Queue does not let events.amazonaws.com send messages for Rule: it has no queue policy', 'Add this statement to the policy of Queue: {"Effect":"Allow","Principal":{"Service":"events.amazonaws.com"},"Action":"sqs:SendMessage","Resource":"${Queue.Arn}","Condition":{"ArnEquals":{"aws:SourceArn":"${Rule.Arn}"}}}'],
    ['subscription-dlq', 'Queue does not let sns.amazonaws.com send messages for Topic: it has no queue policy', 'Add this statement to the policy of Queue: {"Effect":"Allow","Principal":{"Service":"sns.amazonaws.com"},"Action":"sqs:SendMessage","Resource":"${Queue.Arn}","Condition":{"ArnEquals":{"aws:SourceArn":"${Topic}"}}}'],
  ])('%s', (kind, what, fix) => expect(shut(kind)).toEqual([{ code: 'policy', certain: true, what, fix }]));

  test('of a queue elsewhere', () => expect(shut('target-dlq', undefined, 'arn:aws:sqs:eu-west-1:111122223333:failed')).toEqual([{
    code: 'policy', certain: false, what: 'whether arn:aws:sqs:eu-west-1:111122223333:failed lets events.amazonaws.com send messages for Rule cannot be told: it is not part of this app',
    fix: 'Verify that the policy of that queue has this statement: {"Effect":"Allow","Principal":{"Service":"events.amazonaws.com"},"Action":"sqs:SendMessage","Resource":"arn:aws:sqs:eu-west-1:111122223333:failed","Condition":{"ArnEquals":{"aws:SourceArn":"${Rule.Arn}"}}}',
  }]));

  test('of something that is not known', () => expect(shut('target-dlq', undefined, '!Ref Later')).toEqual([expect.objectContaining({ certain: false })]));

  test('of what cannot be a queue, nothing is said', () => {
    expect(shut('target-dlq', undefined, '!Ref News')).toEqual([]);
    expect(shut('target-dlq', undefined, '!GetAtt Table.Arn')).toEqual([]);
    expect(shut('target-dlq', undefined, 'arn:aws:sns:eu-west-1:111122223333:failed')).toEqual([]);
  });

  test('who has a role needs none', () => {
    for (const kind of ['redrive', 'function-dlq', 'async-destination', 'schedule-dlq'] as const) expect(shut(kind)).toEqual([]);
  });

  test('a subscription to a topic of another app', () => {
    const elsewhere = (text: string) => text.replace('TopicArn: !Ref Topic', 'TopicArn: arn:aws:sns:eu-west-1:111122223333:news');
    expect(shut('subscription-dlq', elsewhere)[0].fix).toContain('"aws:SourceArn":"arn:aws:sns:eu-west-1:111122223333:news"');
    const policy = (source: string) => `\n  Policy: { Type: AWS::SQS::QueuePolicy, Properties: { Queues: [!Ref Queue], PolicyDocument: { Statement: [{ Effect: Allow, Principal: { Service: sns.amazonaws.com }, Action: sqs:SendMessage, Resource: '*', Condition: { ArnEquals: { aws:SourceArn: '${source}' } } }] } } }`;
    expect(shut('subscription-dlq', (text) => elsewhere(text) + policy('arn:aws:sns:eu-west-1:111122223333:news'))).toEqual([]);
    expect(shut('subscription-dlq', (text) => elsewhere(text) + policy('arn:aws:sns:eu-west-1:111122223333:other'))).toHaveLength(1);
  });
});

describe('what a key needs, in words', () => {
  const keyed = (kind: NetKind, key: string, change = (text: string) => text, role = ["{ Effect: Allow, Action: 'sqs:*', Resource: '*' }"]) => netOf(judge(change(template(kind, { role, resources: '  Key: { Type: AWS::KMS::Key }' }).replace('Queue: { Type: AWS::SQS::Queue }', `Queue: { Type: AWS::SQS::Queue, Properties: { KmsMasterKeyId: ${key} } }`))), kind).faults.filter(({ code }) => /key/.test(code));

  test('of a role', () => expect(keyed('async-destination', '!Ref Key')).toEqual([{
    code: 'key', certain: true, what: 'Queue is encrypted with Key, which the role of Fn may not use: none of its policies allows it',
    fix: 'Call Key.grantEncryptDecrypt with Fn, or add this statement to the role: {"Effect":"Allow","Action":["kms:GenerateDataKey","kms:Decrypt"],"Resource":"${Key.Arn}"}',
    fixInTemplate: 'Add this statement to the role of Fn: {"Effect":"Allow","Action":["kms:GenerateDataKey","kms:Decrypt"],"Resource":"${Key.Arn}"}',
  }]));

  test('of a role of another app', () => expect(keyed('async-destination', '!Ref Key', (text) => text.replace('Role: !GetAtt Role.Arn', 'Role: arn:aws:iam::111122223333:role/fn'))).toEqual([{
    code: 'key', certain: false, what: 'whether the role of Fn may use the key Key of Queue cannot be told: the role is not part of this app',
    fix: 'Verify that the role has this statement: {"Effect":"Allow","Action":["kms:GenerateDataKey","kms:Decrypt"],"Resource":"${Key.Arn}"}', fixInTemplate: undefined,
  }]));

  test('of a service', () => expect(keyed('target-dlq', '!Ref Key')).toEqual([{
    code: 'key', certain: true, what: 'Queue is encrypted with Key, which events.amazonaws.com may not use: the key policy does not let it',
    fix: 'Add this statement to the policy of Key: {"Effect":"Allow","Principal":{"Service":"events.amazonaws.com"},"Action":["kms:GenerateDataKey","kms:Decrypt"],"Resource":"*"}', fixInTemplate: undefined,
  }]));

  test('of another app', () => {
    expect(keyed('async-destination', 'arn:aws:kms:eu-west-1:111122223333:key/1')).toEqual([{
      code: 'key', certain: false, what: 'whether the role of Fn may use the key arn:aws:kms:eu-west-1:111122223333:key/1 of Queue cannot be told: it is not part of this app',
      fix: 'Verify that the policy of the key or the role has this statement: {"Effect":"Allow","Action":["kms:GenerateDataKey","kms:Decrypt"],"Resource":"arn:aws:kms:eu-west-1:111122223333:key/1"}',
    }]);
    expect(keyed('target-dlq', 'arn:aws:kms:eu-west-1:111122223333:key/1')[0].fix).toMatch(/^Verify that the policy of the key has this statement: /);
  });

  test('of AWS, which services cannot use', () => {
    expect(keyed('target-dlq', 'alias/aws/sqs')).toEqual([expect.objectContaining({ code: 'managed-key', certain: true, what: 'Queue is encrypted with alias/aws/sqs, which events.amazonaws.com cannot use' })]);
    expect(keyed('target-dlq', 'arn:aws:kms:eu-west-1:111122223333:alias/aws/sqs')).toEqual([expect.objectContaining({ what: 'Queue is encrypted with alias/aws/sqs, which events.amazonaws.com cannot use' })]);
    expect(keyed('target-dlq', 'alias/aws/sqs-of-the-team')).toEqual([expect.objectContaining({ code: 'key', certain: false })]);
    expect(keyed('async-destination', 'alias/aws/sqs')).toEqual([]);
    expect(keyed('redrive', 'alias/aws/sqs')).toEqual([]);
  });

  test.each(['!Ref Key', 'arn:aws:kms:eu-west-1:111122223333:key/1'])('SQS encrypts for itself, with %s', (key) => expect(keyed('redrive', key)).toEqual([]));

  test('of what others make', () => {
    const other = [expect.objectContaining({ code: 'key', certain: false, what: expect.stringMatching(/cannot be told: it is not part of this app$/) as string })];
    expect(keyed('async-destination', '!GetAtt Custom.Arn')).toEqual(other);
    expect(keyed('async-destination', 'alias/shop', (text) => `${text}\n  KeyAlias: { Type: AWS::KMS::Alias, Properties: { AliasName: alias/shop, TargetKeyId: !GetAtt Custom.KeyId } }`)).toEqual(other);
  });

  test.each(['!Ref Key', 'arn:aws:kms:eu-west-1:111122223333:key/1'])('a function without a role is another one\'s fault, with %s', (key) => expect(keyed('async-destination', key, (text) => text.replace('Role: !GetAtt Role.Arn, ', ''))).toEqual([]));
});

describe('keys whose alias two stacks have', () => {
  const stack = (service: string, key: string): string => `Resources:
  Key: { Type: AWS::KMS::Key, Properties: { KeyPolicy: { Statement: [{ Effect: Allow, Principal: { Service: ${service} }, Action: "kms:*", Resource: "*" }] } } }
  Alias: { Type: AWS::KMS::Alias, Properties: { AliasName: alias/dlq, TargetKeyId: !Ref Key } }
  Queue: { Type: AWS::SQS::Queue, Properties: { KmsMasterKeyId: ${key} } }
  QueuePolicy: { Type: AWS::SQS::QueuePolicy, Properties: { Queues: [!Ref Queue], PolicyDocument: { Statement: [{ Effect: Allow, Principal: { Service: sns.amazonaws.com }, Action: sqs:SendMessage, Resource: !GetAtt Queue.Arn }] } } }
  Fn: { Type: AWS::Lambda::Function, Properties: { Code: { ZipFile: x }, Role: arn } }
  Topic: { Type: AWS::SNS::Topic }
  Subscription: { Type: AWS::SNS::Subscription, Properties: { Protocol: lambda, TopicArn: !Ref Topic, Endpoint: !GetAtt Fn.Arn, RedrivePolicy: { deadLetterTargetArn: !GetAtt Queue.Arn } } }`;

  test.each(['!Ref Alias', 'alias/dlq', '!Sub "arn:aws:kms:${AWS::Region}:${AWS::AccountId}:${Alias}"'])('each has its own, by %s', (key) => {
    const [open, closed] = [stack('sns.amazonaws.com', key), stack('events.amazonaws.com', key)];
    const faulty = (...stacks: string[]) => judge(stacks.map((text) => [text, {}] as const)).graph.nets.map(({ faults }) => faults.filter(({ code }) => code === 'key').length);
    expect(faulty(open, closed)).toEqual([0, 1]);
    expect(faulty(closed, open)).toEqual([1, 0]);
  });

  test('a stack without one has that of the only stack that has, and of several none that can be told', () => {
    const without = stack('', 'alias/dlq').split('\n').filter((line) => !/^  (Key|Alias):/.test(line)).join('\n');
    const faults = (...stacks: string[]) => judge(stacks.map((text) => [text, {}] as const)).graph.nets.at(-1)!.faults.filter(({ code }) => code === 'key').map(({ certain }) => certain);
    const [open, closed] = ['sns', 'events'].map((service) => stack(`${service}.amazonaws.com`, 'alias/dlq'));
    expect([faults(open, without), faults(closed, without), faults(open, closed, without)]).toEqual([[], [true], [false]]);
  });
});

describe('an event that has several nets', () => {
  const ends = (place: string, dead = '!GetAtt Queue.Arn') => {
    const { graph } = judge(template('async-destination', { place, properties: `DeadLetterConfig: { TargetArn: ${dead} }` }));
    const { outcome } = graph.paths.find(({ fn: { id } }) => id === 'Fn')!;
    return { fate: outcome.fate, because: outcome.because, nets: outcome.nets.map(({ rest }) => rest.text), broken: outcome.broken?.map(({ rest }) => rest.text) };
  };

  test.each([
    ['both hold', '!GetAtt Bucket.Arn', undefined, { fate: 'kept', nets: ['Bucket', 'Queue'], broken: undefined }], ['one does not', '!GetAtt Fifo.Arn', undefined, { fate: 'kept', nets: ['Queue'], broken: ['Fifo'] }],
    ['neither does', '!GetAtt Fifo.Arn', '!GetAtt Bucket.Arn', { fate: 'lost', nets: [], broken: ['Fifo', 'Bucket'], because: 'Fifo cannot take it: Fifo is a FIFO queue; an on-failure destination of a function must be a standard one' }],
    ['one may not', '!Ref Later', undefined, { fate: 'kept', nets: [expect.any(String) as string, 'Queue'], broken: undefined }],
  ])('%s', (_, place, dead, expected) => expect(ends(place, dead)).toMatchObject(expected));

  const undelivered = (place: string) => {
    const { graph } = judge(template('target-dlq', { place }));
    const { outcome, delivery } = graph.paths.find(({ fn: { id } }) => id === 'Fn')!;
    return [outcome.fate, delivery?.fate, delivery?.broken?.length];
  };

  test('what cannot be delivered has its own', () => {
    expect(undelivered('!GetAtt Queue.Arn')).toEqual(['lost', 'kept', undefined]);
    expect(undelivered('!Ref News')).toEqual(['lost', 'lost', 1]);
  });
});

describe('what is lost with a net', () => {
  const events = (kind: NetKind, app: App) => judge(template(kind, app)).findings.filter(({ rule }) => /^net-|^dlq-fifo|-no-queue-policy|^stream-destination/.test(rule)).map(({ event }) => event);

  test.each<[NetKind, App, string]>([
    ['redrive', { place: '!Ref News' }, 'a message on which the function keeps failing comes back until it expires'], ['async-destination', { place: '!GetAtt Fifo.Arn' }, 'an event on which the function keeps failing is dropped, and never gets to Fifo'],
    ['mapping-destination', { place: '!GetAtt Fifo.Arn' }, 'a batch on which the function keeps failing is dropped, and never gets to Fifo'], ['target-dlq', { place: '!Ref News' }, 'an event that cannot be delivered is dropped, and never gets to News'],
    ['async-destination', { place: '!GetAtt Fifo.Arn', properties: 'DeadLetterConfig: { TargetArn: !GetAtt Queue.Arn }' }, 'an event on which the function keeps failing is kept in Queue only'],
    ['target-dlq', { place: '!Ref News', properties: 'DeadLetterConfig: { TargetArn: !GetAtt Queue.Arn }' }, 'an event that cannot be delivered is dropped, and never gets to News'],
    ['async-destination', { place: 'arn:aws:sqs:eu-west-1:111122223333:failed', role: [] }, 'if not, an event on which the function keeps failing is dropped, and never gets to arn:aws:sqs:eu-west-1:111122223333:failed'],
  ])('%s %j: %s', (kind, app, event) => expect(events(kind, app)).toContain(event));

  test.each([[['A', 'B']], [['B', 'A']]])('of two paths that are left with as much, the same one: %s', (order) => {
    const its = (id: string) => `  Queue${id}: { Type: AWS::SQS::Queue }
  Version${id}: { Type: AWS::Lambda::Version, Properties: { FunctionName: !Ref Fn } }
  Config${id}: { Type: AWS::Lambda::EventInvokeConfig, Properties: { FunctionName: !Ref Fn, Qualifier: !GetAtt Version${id}.Version, DestinationConfig: { OnFailure: { Destination: !GetAtt Queue${id}.Arn } } } }
  Rule${id}: { Type: AWS::Events::Rule, Properties: { ScheduleExpression: rate(1 day), Targets: [{ Id: a, Arn: !Ref Version${id} }] } }`;
    const { findings } = judge(`Resources:
  Fifo: { Type: AWS::SQS::Queue, Properties: { FifoQueue: true } }
  Fn: { Type: AWS::Lambda::Function, Properties: { Code: { ZipFile: x }, Role: arn, DeadLetterConfig: { TargetArn: !GetAtt Fifo.Arn } } }
${order.map(its).join('\n')}`);
    expect(findings.map(({ event }) => event).filter((event) => event.startsWith('an event on which'))).toEqual(['an event on which the function keeps failing is kept in QueueA only']);
  });

  test.each([['Fn', 'Version'], ['Version', 'Fn']])('of two paths, %s first, the one that is left with less', (...targets) => {
    const rules = targets.map((target) => `  Of${target}: { Type: AWS::Events::Rule, Properties: { ScheduleExpression: rate(1 day), Targets: [{ Id: a, Arn: ${target === 'Fn' ? '!GetAtt Fn.Arn' : '!Ref Version'} }] } }`).join('\n');
    const { findings } = judge(`Resources:
  Queue: { Type: AWS::SQS::Queue }
  Fifo: { Type: AWS::SQS::Queue, Properties: { FifoQueue: true } }
  Fn: { Type: AWS::Lambda::Function, Properties: { Code: { ZipFile: x }, Role: arn, DeadLetterConfig: { TargetArn: !GetAtt Fifo.Arn } } }
  Version: { Type: AWS::Lambda::Version, Properties: { FunctionName: !Ref Fn } }
  Config: { Type: AWS::Lambda::EventInvokeConfig, Properties: { FunctionName: !Ref Fn, Qualifier: !GetAtt Version.Version, DestinationConfig: { OnFailure: { Destination: !GetAtt Queue.Arn } } } }
${rules}`);
    expect(findings.map(({ event }) => event).filter((event) => event.startsWith('an event on which'))).toEqual(['an event on which the function keeps failing is dropped, and never gets to Fifo']);
  });
});

describe('nets that lead back', () => {
  const loops = (text: string) => judge(text).graph.nets.flatMap(({ faults }) => faults).filter(({ code }) => code.endsWith('loop')).map(({ code, certain, what }) => `${code}${certain ? '' : '?'}: ${what}`).sort();
  const queue = (id: string, to?: string) => `  ${id}: { Type: AWS::SQS::Queue${to === undefined ? '' : `, Properties: { RedrivePolicy: { deadLetterTargetArn: ${to}, maxReceiveCount: 5 } }`} }`;
  const feed = (of: string, fnId = 'Fn', more = '') => `  ${of}To${fnId}: { Type: AWS::Lambda::EventSourceMapping, Properties: { FunctionName: !Ref ${fnId}, EventSourceArn: !GetAtt ${of}.Arn${more} } }`;
  const lambda = (id: string, more = '') => `  ${id}: { Type: AWS::Lambda::Function, Properties: { Code: { ZipFile: x }, Role: arn${more} } }`;
  const app = (...resources: string[]) => `Parameters: { Later: { Type: String } }\nResources:\n${lambda('Fn')}\n${resources.join('\n')}`;
  const config = (id: string, of: string, to: string, qualifier = '$LATEST') => `  ${id}: { Type: AWS::Lambda::EventInvokeConfig, Properties: { FunctionName: !Ref ${of}, Qualifier: ${qualifier}, DestinationConfig: { OnFailure: { Destination: ${to} } } } }`;
  const subscribe = (id: string, of: string, protocol: string, endpoint: string) => `  ${id}: { Type: AWS::SNS::Subscription, Properties: { Protocol: ${protocol}, TopicArn: !Ref ${of}, Endpoint: ${endpoint} } }`;
  const source = `  Topic: { Type: AWS::SNS::Topic }\n${subscribe('Subscription', 'Topic', 'lambda', '!GetAtt Fn.Arn')}`;

  test.each<[string, string, readonly string[]]>([
    ['a queue that redrives to itself', app(queue('A', '!GetAtt A.Arn'), feed('A')), ['consumer-loop?: Fn is also invoked by what falls into A, where its own failed events go', 'redrive-loop: A is its own dead-letter queue']],
    ['two queues', app(queue('A', '!GetAtt B.Arn'), queue('B', '!GetAtt A.Arn'), feed('A')), ['redrive-loop: A → B → A is a circle of redrive policies']],
    ['three queues', app(queue('A', '!GetAtt B.Arn'), queue('B', '!GetAtt C.Arn'), queue('C', '!GetAtt A.Arn'), feed('A')), ['redrive-loop: A → B → C → A is a circle of redrive policies']],
    ['a circle further on', app(queue('A', '!GetAtt B.Arn'), queue('B', '!GetAtt C.Arn'), queue('C', '!GetAtt B.Arn'), feed('A')), []],
    ['a chain', app(queue('A', '!GetAtt B.Arn'), queue('B', '!GetAtt C.Arn'), queue('C'), feed('A')), []], ['a chain that cannot be told', app(queue('A', '!GetAtt B.Arn'), queue('B', '!Ref Later'), feed('A')), []],
  ])('%s', (_, text, expected) => expect(loops(text)).toEqual(expected));

  const consumer = (place: string) => [`consumer-loop?: Fn is also invoked by what falls into ${place}, where its own failed events go`];

  test.each<[string, string, readonly string[]]>([
    ['the function reads its own dead-letter queue', app(queue('A', '!GetAtt B.Arn'), queue('B'), feed('A'), feed('B')), consumer('B')], ['another function reads it', app(queue('A', '!GetAtt B.Arn'), queue('B'), feed('A'), lambda('Other'), feed('B', 'Other')), []],
    ['both read it', app(queue('A', '!GetAtt B.Arn'), queue('B'), feed('A'), lambda('Other'), feed('B', 'Other'), feed('B')), consumer('B')], ['both read it, the function first', app(queue('A', '!GetAtt B.Arn'), queue('B'), feed('A'), lambda('Other'), feed('B'), feed('B', 'Other')), consumer('B')], ['the function reads it when it is turned on', app(queue('A', '!GetAtt B.Arn'), queue('B'), feed('A'), feed('B', 'Fn', ', Enabled: false')), []],
    ['a second queue ends it', app(queue('A', '!GetAtt B.Arn'), queue('B', '!GetAtt C.Arn'), queue('C'), feed('A'), feed('B')), []], ['a second queue leads back too', app(queue('A', '!GetAtt B.Arn'), queue('B', '!GetAtt C.Arn'), queue('C'), feed('A'), feed('B'), feed('C')), [...consumer('B'), ...consumer('C')]],
    ['a second queue that another function reads', app(queue('A', '!GetAtt B.Arn'), queue('B', '!GetAtt C.Arn'), queue('C'), feed('A'), feed('B'), lambda('Other'), feed('C', 'Other')), []],
    ['a second queue of another app', app(queue('A', '!GetAtt B.Arn'), queue('B', 'arn:aws:sqs:eu-west-1:111122223333:c'), feed('A'), feed('B')), []], ['a second queue that cannot be told', app(queue('A', '!GetAtt B.Arn'), '  B: { Type: AWS::SQS::Queue, Properties: { RedrivePolicy: !Ref Later } }', feed('A'), feed('B')), []],
    ['a topic that invokes the function', app(source, '  Failed: { Type: AWS::SNS::Topic }', subscribe('Back', 'Failed', 'lambda', '!GetAtt Fn.Arn'), config('Config', 'Fn', '!Ref Failed')), consumer('Failed')],
    ['a topic that invokes another one', app(source, lambda('Other'), '  Failed: { Type: AWS::SNS::Topic }', subscribe('Back', 'Failed', 'lambda', '!GetAtt Other.Arn'), config('Config', 'Fn', '!Ref Failed')), []],
    ['a topic that may only invoke the function', app(source, '  Failed: { Type: AWS::SNS::Topic }', '  May: { Type: AWS::Lambda::Permission, Properties: { FunctionName: !Ref Fn, Action: lambda:InvokeFunction, Principal: sns.amazonaws.com, SourceArn: !Ref Failed } }', config('Config', 'Fn', '!Ref Failed')), []],
    ...['sns', 's3'].map((service): [string, string, readonly string[]] => [`a ${service === 'sns' ? 'topic' : 'queue'} that is only named in a permission`, app(
      '  Rule: { Type: AWS::Events::Rule, Properties: { ScheduleExpression: rate(1 day), Targets: [{ Id: a, Arn: !GetAtt Fn.Arn }] } }', '  Failed: { Type: AWS::SNS::Topic }', queue('A'), config('Config', 'Fn', service === 'sns' ? '!Ref Failed' : '!GetAtt A.Arn'),
      `  May: { Type: AWS::Lambda::Permission, Properties: { FunctionName: !Ref Fn, Action: lambda:InvokeFunction, Principal: ${service}.amazonaws.com, SourceArn: ${service === 'sns' ? '!Ref Failed' : '!GetAtt A.Arn'} } }`), []]),
    ['a topic that writes to a queue that the function reads', app(source, '  Failed: { Type: AWS::SNS::Topic }', queue('A'), queue('B'), feed('A'), subscribe('Back', 'Failed', 'sqs', '!GetAtt A.Arn'), subscribe('Too', 'Failed', 'sqs', '!GetAtt B.Arn'), config('Config', 'Fn', '!Ref Failed')), consumer('Failed')],
    ['the second of two queues behind a topic', app(source, '  Failed: { Type: AWS::SNS::Topic }', queue('A'), queue('B'), feed('B'), subscribe('Back', 'Failed', 'sqs', '!GetAtt A.Arn'), subscribe('Too', 'Failed', 'sqs', '!GetAtt B.Arn'), config('Config', 'Fn', '!Ref Failed')), consumer('Failed')],
    ['a topic that writes to a queue that another function reads', app(source, '  Failed: { Type: AWS::SNS::Topic }', lambda('Other'), queue('A'), feed('A', 'Other'), subscribe('Back', 'Failed', 'sqs', '!GetAtt A.Arn'), config('Config', 'Fn', '!Ref Failed')), []],
    ['another topic that writes to a queue that the function reads', app(source, '  Failed: { Type: AWS::SNS::Topic }', '  More: { Type: AWS::SNS::Topic }', queue('A'), feed('A'), subscribe('Back', 'More', 'sqs', '!GetAtt A.Arn'), config('Config', 'Fn', '!Ref Failed')), []],
    ['a topic of another app that writes to a queue that the function reads', app(source, '  Failed: { Type: AWS::SNS::Topic }', queue('A'), feed('A'), '  Back: { Type: AWS::SNS::Subscription, Properties: { Protocol: sqs, TopicArn: arn:aws:sns:eu-west-1:111122223333:news, Endpoint: !GetAtt A.Arn } }', config('Config', 'Fn', '!Ref Failed')), []],
    ['a topic that sends mails', app(source, '  Failed: { Type: AWS::SNS::Topic }', subscribe('Back', 'Failed', 'email', 'shop@example.com'), config('Config', 'Fn', '!Ref Failed')), []],
    ['a bus, which nobody knows the rules of', app(source, '  Bus: { Type: AWS::Events::EventBus, Properties: { Name: shop } }', '  Rule: { Type: AWS::Events::Rule, Properties: { EventBusName: !Ref Bus, EventPattern: { source: [lambda] }, Targets: [{ Id: a, Arn: !GetAtt Fn.Arn }] } }', config('Config', 'Fn', '!GetAtt Bus.Arn')), []],
  ])('%s', (_, text, expected) => expect(loops(text)).toEqual(expected));

  test('how to end it', () => {
    const fixes = (text: string) => judge(text).graph.nets.flatMap(({ faults }) => faults).filter(({ code }) => code === 'consumer-loop').map(({ fix }) => fix);
    expect(fixes(app(queue('A', '!GetAtt B.Arn'), queue('B'), feed('A'), feed('B')))).toEqual(['Read B with another function, or move its messages back by hand.']);
    expect(fixes(app(source, '  Failed: { Type: AWS::SNS::Topic }', subscribe('Back', 'Failed', 'lambda', '!GetAtt Fn.Arn'), config('Config', 'Fn', '!Ref Failed')))).toEqual(['Set onFailure: new SqsDestination(queue) on Config, with a queue that nothing reads by itself.']);
  });

  const bucket = (notification: string) => app(source, `  Bucket: { Type: AWS::S3::Bucket, Properties: { NotificationConfiguration: { LambdaConfigurations: [${notification}] } } }`, config('Config', 'Fn', '!GetAtt Bucket.Arn'));
  const custom = (fnArn: string) => `${app(source, '  Bucket: { Type: AWS::S3::Bucket }', config('Config', 'Fn', '!GetAtt Bucket.Arn'))}
  Notifications: { Type: Custom::S3BucketNotifications, Properties: { ServiceToken: arn, BucketName: !Ref Bucket, NotificationConfiguration: { LambdaFunctionConfigurations: [{ Events: ["s3:ObjectCreated:*"], LambdaFunctionArn: ${fnArn} }] } } }`;
  const filtered = (...rules: string[]) => `{ Event: "s3:ObjectCreated:*", Function: !GetAtt Fn.Arn, Filter: { S3Key: { Rules: [${rules.map((rule) => `{ ${rule} }`).join(', ')}] } } }`;

  test.each<[string, string, boolean]>([
    ['everything', '{ Event: "s3:ObjectCreated:*", Function: !GetAtt Fn.Arn }', true], ['a folder of something else', filtered('Name: prefix, Value: orders/'), false], ['the folder of Lambda', filtered('Name: prefix, Value: aws/lambda/'), true], ['a folder above', filtered('Name: prefix, Value: aws/'), true],
    ['a folder below', filtered('Name: prefix, Value: aws/lambda/async/'), true], ['the empty prefix', filtered('Name: prefix, Value: ""'), true], ['a prefix in capitals', filtered('Name: Prefix, Value: aws/'), true], ['a suffix', filtered('Name: suffix, Value: .json'), false], ['the empty suffix', filtered('Name: suffix, Value: ""'), true], ['a suffix like the folder of Lambda', filtered('Name: suffix, Value: aws/'), false], ['a filter that cannot be told', filtered('Name: !Ref Later, Value: aws/'), false],
    ['a prefix and a suffix', filtered('Name: prefix, Value: aws/', 'Name: suffix, Value: .json'), false], ['a prefix that cannot be told', filtered('Name: prefix, Value: !Ref Later'), true],
    ['two, of which one takes them', `${filtered('Name: prefix, Value: orders/')}, ${filtered('Name: prefix, Value: aws/')}`, true], ['two, of which the one that takes them is for another', `${filtered('Name: prefix, Value: orders/')}, { Event: "s3:ObjectCreated:*", Function: arn:aws:lambda:eu-west-1:111122223333:function:other }`, false],
  ])('a bucket that invokes the function for %s', (_, notification, expected) => expect(loops(bucket(notification))).toEqual(expected ? consumer('Bucket') : []));

  test('a bucket with the notifications that CDK makes', () => {
    expect(loops(custom('!GetAtt Fn.Arn'))).toEqual(consumer('Bucket'));
    expect(loops(`${custom('!GetAtt Other.Arn')}\n${lambda('Other')}`)).toEqual([]);
  });

  const alias = '  Alias: { Type: AWS::Lambda::Alias, Properties: { Name: live, FunctionName: !Ref Fn, FunctionVersion: "1" } }';
  const circle = (more: string, second: string) => app(source, lambda('Other', more), config('Config', 'Fn', '!GetAtt Other.Arn'), second);

  test.each<[string, string, readonly string[]]>([
    ['a function that is its own destination', app(source, config('Config', 'Fn', '!GetAtt Fn.Arn')), ['destination-loop: Fn is its own on-failure destination']],
    ['two functions', circle('', config('Config2', 'Other', '!GetAtt Fn.Arn')), ['destination-loop: Fn → Other → Fn is a circle of on-failure destinations', 'destination-loop: Other → Fn → Other is a circle of on-failure destinations']],
    ['two functions, of which one has a dead-letter queue', `${circle(', DeadLetterConfig: { TargetArn: !GetAtt A.Arn }', config('Config2', 'Other', '!GetAtt Fn.Arn'))}\n${queue('A')}`, ['destination-loop?: Fn → Other → Fn is a circle of on-failure destinations', 'destination-loop?: Other → Fn → Other is a circle of on-failure destinations']],
    ['a chain', circle('', ''), []], ['a chain whose second has no destination', circle('', '  Config2: { Type: AWS::Lambda::EventInvokeConfig, Properties: { FunctionName: !Ref Other, Qualifier: $LATEST, MaximumRetryAttempts: 1 } }'), []],
    ['a function as dead-letter queue', `${app(source, lambda('Other', ', DeadLetterConfig: { TargetArn: !GetAtt Other.Arn }'))}\n${subscribe('Subscription2', 'Topic', 'lambda', '!GetAtt Other.Arn')}`, []], ['a chain with a queue at its end', `${circle('', config('Config2', 'Other', '!GetAtt A.Arn'))}\n${queue('A')}`, []],
    ['a circle further on', `${circle('', config('Config2', 'Other', '!GetAtt Third.Arn'))}\n${lambda('Third')}\n${config('Config3', 'Third', '!GetAtt Other.Arn')}`, ['destination-loop: Other → Third → Other is a circle of on-failure destinations', 'destination-loop: Third → Other → Third is a circle of on-failure destinations']],
    ['a second qualifier that leads into the circle', `${circle('', config('Config2', 'Other', '!GetAtt Fn.Arn'))}\n${config('Config3', 'Other', '!GetAtt Fn.Arn', 'live')}`, ['destination-loop: Fn → Other → Fn is a circle of on-failure destinations', 'destination-loop: Other → Fn → Other is a circle of on-failure destinations']],
    ['a way back that is configured for an alias, which nothing in the circle invokes', circle('', config('Config2', 'Other', '!GetAtt Fn.Arn', 'live')), []],
    ['an alias that is its own', `${app(source, config('Config', 'Fn', '!Ref Alias', 'live'))}\n${alias}`, ['destination-loop: Fn is its own on-failure destination']],
    ['an alias of the function, which has none of its own', `${app(source, config('Config', 'Fn', '!Ref Alias'))}\n${alias}`, []],
    ['an alias, named by a parameter', `${app(source, config('Config', 'Fn', '!Sub "${Fn.Arn}:${Later}"', 'live'))}\n${alias}`, []],
    ['a function of another app', app(source, config('Config', 'Fn', 'arn:aws:lambda:eu-west-1:111122223333:function:other')), []],
  ])('%s', (_, text, expected) => expect(loops(text)).toEqual(expected));
});
