import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** The code of the replay functions, with clients that only pretend. */

const root = join(__dirname, '..', '..');
/* eslint-disable @typescript-eslint/no-require-imports */
const { replayBucket } = require('../../replay/bucket') as { replayBucket: (order: object, given: object) => Promise<Result> };
const { fromEnvelope } = require('../../replay/envelopes') as { fromEnvelope: Read };
const { fromDynamoDb } = require('../../replay/positions/dynamodb') as { fromDynamoDb: (streams: object) => Read };
const { fromKinesis } = require('../../replay/positions/kinesis') as { fromKinesis: (kinesis: object) => Read };
const { replayQueue } = require('../../replay/queue') as { replayQueue: (order: object | null, given: object) => Promise<Result> };
/* eslint-enable @typescript-eslint/no-require-imports */

type Read = (message: object, context: object) => unknown;
interface Result { readonly [field: string]: unknown; readonly reasons?: readonly { readonly id: string; readonly why: string }[] }
interface Message { readonly MessageId: string; readonly Body: string; readonly sent: number; readonly attributes: { readonly [name: string]: string } }

const resize = 'arn:aws:lambda:eu-west-1:111122223333:function:resize';
const count = 'arn:aws:lambda:eu-west-1:111122223333:function:count:live';
const settings = { functions: [resize, count], perSecond: 1000, spare: 10_000 };
const hour = 3_600_000;
const ample = { getRemainingTimeInMillis: () => hour / 4 };

beforeEach(() => void [jest.spyOn(console, 'log'), jest.spyOn(console, 'error')].map((spy) => spy.mockImplementation()));
afterEach(() => jest.restoreAllMocks());

interface Invocation { readonly FunctionName: string; readonly InvocationType: string; readonly event: unknown; readonly text: string }

/** Lambda: keeps what was invoked, and answers as it is told to. */
class FakeLambda {
  public readonly invocations: Invocation[] = [];
  constructor(private readonly answer: (event: any) => { FunctionError?: string; Payload?: string } = () => ({})) {}
  public async invoke({ FunctionName, InvocationType, Payload }: { FunctionName: string; InvocationType: string; Payload: Buffer }) {
    const text = Payload.toString();
    this.invocations.push({ FunctionName, InvocationType, text, event: JSON.parse(text) as unknown });
    const { FunctionError, Payload: answer } = this.answer(JSON.parse(text));
    return { FunctionError, Payload: answer === undefined ? undefined : Buffer.from(answer) };
  }
}

/** SQS: a message is there until it is deleted, and is not seen by others while somebody has it. */
class FakeSqs {
  public readonly hidden = new Set<string>();
  public readonly holds: number[] = [];
  constructor(public readonly messages: Message[]) {}
  public async receiveMessage({ MaxNumberOfMessages, VisibilityTimeout }: { MaxNumberOfMessages: number; VisibilityTimeout: number }) {
    this.holds.push(VisibilityTimeout);
    const some = this.messages.filter(({ MessageId }) => !this.hidden.has(MessageId)).slice(0, MaxNumberOfMessages);
    some.forEach(({ MessageId }) => this.hidden.add(MessageId));
    return {
      Messages: some.map(({ MessageId, Body, sent, attributes }) => ({
        MessageId, Body, ReceiptHandle: MessageId, Attributes: { SentTimestamp: String(sent) },
        MessageAttributes: Object.fromEntries(Object.entries(attributes).map(([name, StringValue]) => [name, { StringValue }])),
      })),
    };
  }
  public async deleteMessage({ ReceiptHandle }: { ReceiptHandle: string }) {
    this.messages.splice(this.messages.findIndex(({ MessageId }) => MessageId === ReceiptHandle), 1);
  }
  public async changeMessageVisibilityBatch({ Entries }: { Entries: { ReceiptHandle: string; VisibilityTimeout: number }[] }) {
    if (Entries.length > 10) throw new Error('SQS takes ten at a time');
    for (const { ReceiptHandle, VisibilityTimeout } of Entries) if (VisibilityTimeout === 0) this.hidden.delete(ReceiptHandle);
  }
  public get left() {
    return this.messages.map(({ MessageId }) => `${MessageId}${this.hidden.has(MessageId) ? ' (hidden)' : ''}`);
  }
}

const message = (MessageId: string, body: object | string, attributes: { [name: string]: string } = {}, sent = Date.now() - hour): Message =>
  ({ MessageId, Body: typeof body === 'string' ? body : JSON.stringify(body), attributes, sent });

/** A record of a failed asynchronous invocation: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html */
const record = (requestPayload: unknown, functionArn = `${resize}:$LATEST`) => ({
  version: '1.0', timestamp: '2030-01-31T12:00:00.000Z',
  requestContext: { requestId: 'a7f1', functionArn, condition: 'RetriesExhausted', approximateInvokeCount: 3 },
  requestPayload, responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' }, responsePayload: { errorMessage: 'no such size' },
});

interface Given { order?: object | null; lambda?: FakeLambda; read?: Read; clock?: object; functions?: string[]; perSecond?: number }

async function replayed(messages: Message[], { order = {}, lambda = new FakeLambda(), read = fromEnvelope, clock = ample, ...others }: Given = {}) {
  const sqs = new FakeSqs(messages);
  const result = await replayQueue(order, { queueUrl: 'https://queue', settings: { ...settings, ...others }, clock, aws: { sqs, lambda }, read });
  return { result, sqs, left: sqs.left, invocations: lambda.invocations };
}

describe('asynchronous events in a queue: each gets to its function as it was', () => {
  const notification = (Message: unknown, MessageAttributes = {}) => ({
    Type: 'Notification', MessageId: 'b2', TopicArn: 'arn:aws:sns:eu-west-1:111122223333:failed', Message: JSON.stringify(Message), Timestamp: '2030-01-31T12:00:00.000Z', SignatureVersion: '1', Signature: 'c3',
    SigningCertURL: 'https://sns/cert.pem', UnsubscribeURL: 'https://sns/?Action=Unsubscribe&SubscriptionArn=arn:aws:sns:eu-west-1:111122223333:failed:d4', MessageAttributes,
  });
  const one = [resize];
  const cases: { readonly [title: string]: { readonly message: Message; readonly functions?: string[]; readonly to?: string; readonly event: unknown } } = {
    'the on-failure destination': { message: message('1', record({ id: 1 })), event: { id: 1 } },
    'the same, of an alias': { message: message('1', record({ id: 1 }, count)), to: count, event: { id: 1 } },
    'the same, of nothing': { message: message('1', record(null)), event: null },
    'the same, by a topic': { message: message('1', notification(record({ id: 1 }))), event: { id: 1 } },
    'the dead-letter queue of a function': { message: message('1', { id: 1 }, { RequestID: 'a7f1', ErrorCode: '200', ErrorMessage: 'no such size' }), functions: one, event: { id: 1 } },
    'the same, of a function that gets records of others': { message: message('1', record({ id: 1 }, count), { RequestID: 'a7f1', ErrorCode: '200' }), functions: one, event: record({ id: 1 }, count) },
    'the dead-letter topic of a function': { message: message('1', notification({ id: 1 }, { RequestID: { Type: 'String', Value: 'a7f1' }, ErrorCode: { Type: 'String', Value: '200' } })), functions: one, event: { id: 1 } },
    'a subscription': {
      message: message('1', notification({ id: 1 }, { size: { Type: 'String', Value: 'xl' } }), { RequestID: 'a7f1', ErrorCode: 'AWS.Lambda.ResourceNotFoundException' }), functions: one,
      event: {
        Records: [{
          EventSource: 'aws:sns', EventVersion: '1.0', EventSubscriptionArn: 'arn:aws:sns:eu-west-1:111122223333:failed:d4',
          Sns: {
            Type: 'Notification', MessageId: 'b2', TopicArn: 'arn:aws:sns:eu-west-1:111122223333:failed', Subject: null, Message: '{"id":1}', Timestamp: '2030-01-31T12:00:00.000Z', SignatureVersion: '1', Signature: 'c3',
            SigningCertUrl: 'https://sns/cert.pem', UnsubscribeUrl: 'https://sns/?Action=Unsubscribe&SubscriptionArn=arn:aws:sns:eu-west-1:111122223333:failed:d4', MessageAttributes: { size: { Type: 'String', Value: 'xl' } },
          },
        }],
      },
    },
    'a rule': { message: message('1', { source: 'shop', detail: { id: 1 } }, { RULE_ARN: 'arn:aws:events:eu-west-1:111122223333:rule/orders', TARGET_ARN: count, ERROR_CODE: 'NO_PERMISSIONS' }), to: count, event: { source: 'shop', detail: { id: 1 } } },
    'a schedule of a function': { message: message('1', { id: 1 }, { SCHEDULE_ARN: 'arn:aws:scheduler:eu-west-1:111122223333:schedule/default/night', TARGET_ARN: count, IS_PAYLOAD_TRUNCATED: 'false' }), to: count, event: { id: 1 } },
    'a schedule of a call': {
      message: message('1', { FunctionName: 'count:live', InvocationType: 'Event', Payload: '{"id":1}' }, { SCHEDULE_ARN: 'arn:aws:scheduler:eu-west-1:111122223333:schedule/default/night', TARGET_ARN: 'arn:aws:scheduler:::aws-sdk:lambda:invoke' }), to: count, event: { id: 1 },
    },
    'a schedule of which only the event is known': { message: message('1', { id: 1 }, { SCHEDULE_ARN: 'arn:aws:scheduler:eu-west-1:111122223333:schedule/default/night', TARGET_ARN: 'arn:aws:scheduler:::aws-sdk:lambda:invoke' }), functions: one, event: { id: 1 } },
  };

  test.each(Object.entries(cases))('%s', async (_, { message: given, functions = settings.functions, to = resize, event }) => {
    const { invocations, left, result } = await replayed([given], { functions });
    expect(invocations).toEqual([{ FunctionName: to, InvocationType: 'Event', event, text: expect.any(String) }]);
    expect([left, result]).toEqual([[], { replayed: 1, failed: 0, left: 0 }]);
  });

  test('to the letter: no number is rounded, no space is lost', async () => {
    const payload = '{ "orderId": 12345678901234567890, "price": 1.10, "note": "a \\"}\\" , b" }';
    const body = JSON.stringify(record('PAYLOAD')).replace('"PAYLOAD"', payload);
    const { invocations } = await replayed([message('1', body)]);
    expect(invocations.map(({ text }) => text)).toEqual([payload]);
  });
});

describe('what cannot be replayed stays, and is told', () => {
  test.each<[string, Message, string]>([
    ['a record without the event', message('1', { ...record(1), requestPayload: undefined }), 'the record has no requestPayload'],
    ['a schedule whose event was cut off', message('1', '{"id":', { SCHEDULE_ARN: 'arn', IS_PAYLOAD_TRUNCATED: 'true' }), 'has cut the event off'],
    ['the position of a batch', message('1', { requestContext: { functionArn: resize }, KinesisBatchInfo: {} }), 'RedriveSource.kinesisPositions'],
    ['something else', message('1', 'hello'), 'neither the body nor the attributes say'],
    ['an event of one of several functions', message('1', { id: 1 }, { RequestID: 'a7f1', ErrorCode: '200' }), 'does not say which function it was for, and there are 2'],
  ])('%s', async (_, given, why) => {
    const { result, left, invocations } = await replayed([given]);
    expect(result).toEqual({ replayed: 0, failed: 1, left: 0, reasons: [{ id: '1', why: expect.stringContaining(why) }] });
    expect([left, invocations]).toEqual([['1'], []]);
  });

  test('events of other functions, which share the queue', async () => {
    const { result, left } = await replayed([message('1', record(1, `${resize}-other`)), message('2', record(2))]);
    expect([result, left]).toEqual([{ replayed: 1, failed: 0, left: 1 }, ['1']]);
  });

  test('events that Lambda does not take', async () => {
    const lambda = new FakeLambda(() => { throw new Error('Rate Exceeded.'); });
    const { result, left } = await replayed([message('1', record(1))], { lambda });
    expect([result, left]).toEqual([{ replayed: 0, failed: 1, left: 0, reasons: [{ id: '1', why: 'Rate Exceeded.' }] }, ['1']]);
  });
});

describe('a run ends', () => {
  const many = (number: number) => Array.from({ length: number }, (_, index) => message(String(index), record(index)));

  test('when everything was replayed, however much it is', async () => {
    const { result, left, invocations } = await replayed(many(35));
    expect([result, left]).toEqual([{ replayed: 35, failed: 0, left: 0 }, []]);
    expect(invocations.map(({ event }) => event)).toEqual(Array.from({ length: 35 }, (_, index) => index));
  });

  test('although an event that fails again comes back into the same queue', async () => {
    const messages = many(1);
    let again = 0;
    const lambda = new FakeLambda(() => {
      messages.push(message(`again-${again += 1}`, record(0), {}, Date.now() + 1));
      return {};
    });
    const { result, left } = await replayed(messages, { lambda });
    expect([result, left]).toEqual([{ replayed: 1, failed: 0, left: 1 }, ['again-1']]);
  });

  test('after as many as were asked for', async () => {
    const { result, left } = await replayed(many(3), { order: { limit: 1 } });
    expect([result, left]).toEqual([{ replayed: 1, failed: 0, left: 0, stopped: 'limit' }, ['1', '2']]);
  });

  test('after ten failures one behind the other', async () => {
    const lambda = new FakeLambda((event) => { throw new Error(`no ${event}`); });
    const { result, left, invocations } = await replayed(many(30), { lambda });
    expect([result.failed, result.stopped, invocations.length, left.length]).toEqual([10, 'failures', 10, 30]);
    expect(left.filter((each) => each.includes('hidden'))).toEqual([]);
  });

  test('but not after ten that nobody can read', async () => {
    const unreadable = Array.from({ length: 25 }, (_, index) => message(`x${index}`, 'hello'));
    const { result } = await replayed([...unreadable, ...many(1)]);
    expect(result).toMatchObject({ replayed: 1, failed: 25, left: 0 });
    expect(result.reasons).toHaveLength(20);
  });

  test('when time is short, and at the earliest after the first one', async () => {
    const { result, left } = await replayed(many(3), { clock: { getRemainingTimeInMillis: () => 9_000 } });
    expect([result, left]).toEqual([{ replayed: 1, failed: 0, left: 0, stopped: 'time' }, ['1', '2']]);
  });

  test('by an error, and gives back what it has', async () => {
    const sqs = new FakeSqs(many(12));
    sqs.deleteMessage = async () => { throw new Error('AccessDenied'); };
    await expect(replayQueue({}, { queueUrl: 'https://queue', settings, clock: ample, aws: { sqs, lambda: new FakeLambda(() => { throw new Error('no'); }) }, read: fromEnvelope })).resolves.toMatchObject({ stopped: 'failures' });
    await expect(replayQueue({ limit: 2 }, { queueUrl: 'https://queue', settings, clock: ample, aws: { sqs, lambda: new FakeLambda() }, read: fromEnvelope })).rejects.toThrow('AccessDenied');
    expect(sqs.left).toHaveLength(12);
  });
});

describe('whoever starts it', () => {
  test('may only look', async () => {
    const { result, left, invocations } = await replayed([message('1', record(1)), message('2', 'hello')], { order: { dryRun: true } });
    expect(result).toMatchObject({ wouldReplay: 1, failed: 1, left: 0 });
    expect([left, invocations]).toEqual([['1', '2'], []]);
  });

  test('may choose a time', async () => {
    const at = (id: string, time: string) => message(id, record(id), {}, Date.parse(time));
    const { result, invocations } = await replayed([at('early', '2020-01-01T11:59:59Z'), at('right', '2020-01-01T12:00:00Z'), at('late', '2020-01-01T13:00:00Z')], { order: { from: '2020-01-01T12:00:00Z', to: '2020-01-01T13:00:00Z' } });
    expect([result, invocations.map(({ event }) => event)]).toEqual([{ replayed: 1, failed: 0, left: 2 }, ['right']]);
  });

  test('says nothing, and gets everything', async () => {
    expect((await replayed([message('1', record(1))], { order: null })).result).toEqual({ replayed: 1, failed: 0, left: 0 });
  });

  test.each<[object, string]>([
    [{ dryrun: true }, 'dryrun: not known here; there are limit, dryRun'],
    [{ from: 'yesterday' }, 'from is "yesterday"; it has to be a time'],
  ])('hears what is wrong with %j, before anything is done', async (order, why) => {
    await expect(replayed([message('1', record(1))], { order })).rejects.toThrow(why);
  });

  test('does not flood the function', async () => {
    const start = Date.now();
    await replayed(Array.from({ length: 6 }, (_, index) => message(String(index), record(index))), { perSecond: 20 });
    expect(Date.now() - start).toBeGreaterThanOrEqual(240);
  });

  test('has the messages alone, for as long as the run may last', async () => {
    const { sqs } = await replayed([message('1', record(1))]);
    expect(sqs.holds).toEqual([901, 901]);
  });
});

/** A stream whose shard has these records, from 100 on. */
class FakeStream {
  public readonly asked: object[] = [];
  constructor(private readonly numbers: readonly number[], private readonly toRecord: (number: number) => object) {}
  public async getShardIterator(asked: { StartingSequenceNumber?: string; SequenceNumber?: string }) {
    this.asked.push(asked);
    return { ShardIterator: asked.StartingSequenceNumber ?? asked.SequenceNumber };
  }
  /** Two at a time, and nothing in between. */
  public async getRecords({ ShardIterator }: { ShardIterator: string }) {
    const from = Number(ShardIterator);
    if (!Number.isInteger(from)) return { Records: [], NextShardIterator: String(Math.ceil(from)) };
    const some = this.numbers.filter((number) => number >= from).slice(0, 2);
    return { Records: some.map(this.toRecord), NextShardIterator: String((some.at(-1) ?? from) + 0.5) };
  }
}

const kinesisArn = 'arn:aws:kinesis:eu-west-1:111122223333:stream/clicks';
const position = (name: string, streamArn: string, batchSize = 3, functionArn = count) => ({
  requestContext: { functionArn, condition: 'RetryAttemptsExhausted' }, version: '1.0',
  [name]: { shardId: 'shardId-000000000001', startSequenceNumber: '100', endSequenceNumber: '102', batchSize, streamArn },
});
const batch = [100, 101, 102, 103, 104];

describe('positions in a Kinesis stream', () => {
  const toRecord = (number: number) => ({ SequenceNumber: String(number), PartitionKey: 'one', Data: Buffer.from(`click ${number}`), ApproximateArrivalTimestamp: new Date(1_900_000_000_500) });
  const of = (numbers: readonly number[]) => fromKinesis(new FakeStream(numbers, toRecord));
  const clicks = (batchSize = 3) => message('1', position('KinesisBatchInfo', kinesisArn, batchSize));

  test('the function gets the batch that it had, and is waited for', async () => {
    const stream = new FakeStream(batch, toRecord);
    const { invocations, left, result } = await replayed([clicks()], { read: fromKinesis(stream) });
    expect(stream.asked).toEqual([{ StreamARN: kinesisArn, ShardId: 'shardId-000000000001', ShardIteratorType: 'AT_SEQUENCE_NUMBER', StartingSequenceNumber: '100' }]);
    expect(invocations).toEqual([{
      FunctionName: count, InvocationType: 'RequestResponse', text: expect.any(String),
      event: {
        Records: ['100', '101', '102'].map((sequenceNumber) => ({
          kinesis: { kinesisSchemaVersion: '1.0', partitionKey: 'one', sequenceNumber, data: Buffer.from(`click ${sequenceNumber}`).toString('base64'), approximateArrivalTimestamp: 1_900_000_000.5 },
          eventSource: 'aws:kinesis', eventVersion: '1.0', eventID: `shardId-000000000001:${sequenceNumber}`, eventName: 'aws:kinesis:record', awsRegion: 'eu-west-1', eventSourceARN: kinesisArn,
        })),
      },
    }]);
    expect([left, result]).toEqual([[], { replayed: 1, failed: 0, left: 0 }]);
  });

  test('also by a topic', async () => {
    const body = { Type: 'Notification', Message: JSON.stringify(position('KinesisBatchInfo', kinesisArn)) };
    expect((await replayed([message('1', body)], { read: of(batch) })).result).toMatchObject({ replayed: 1 });
  });

  test.each<[string, { FunctionError?: string; Payload: string }, string]>([
    ['throws', { FunctionError: 'Unhandled', Payload: '{"errorMessage":"no such click"}' }, 'no such click'],
    ['names a record', { Payload: '{"batchItemFailures":[{"itemIdentifier":"101"}]}' }, '"101"'],
  ])('a batch on which the function still fails stays: it %s', async (_, answer, why) => {
    const { result, left } = await replayed([clicks()], { read: of(batch), lambda: new FakeLambda(() => answer) });
    expect([result, left]).toEqual([{ replayed: 0, failed: 1, left: 0, reasons: [{ id: '1', why: expect.stringContaining(why) }] }, ['1']]);
  });

  test('a function that reports no failures has not failed', async () => {
    const lambda = new FakeLambda(() => ({ Payload: '{"batchItemFailures":[]}' }));
    expect((await replayed([clicks()], { read: of(batch), lambda })).left).toEqual([]);
  });

  test.each<[string, readonly number[], number]>([['all of it', [110], 0], ['its beginning', [101, 102, 103], 2], ['everything, as the shard is closed', [], 0]])('what the stream has forgotten is told, and stays: %s', async (_, numbers, left) => {
    const { result, left: inQueue, invocations } = await replayed([clicks()], { read: of(numbers) });
    expect(result.reasons).toEqual([{ id: '1', why: `expired: the stream has only ${left} of the 3 records any more` }]);
    expect([inQueue, invocations]).toEqual([['1'], []]);
  });

  test('records that have not failed lie between: nobody gets them unasked', async () => {
    const unasked = await replayed([clicks(2)], { read: of(batch) });
    expect(unasked.result.reasons).toEqual([{ id: '1', why: expect.stringContaining('3 records between the positions, but 2 have failed') }]);
    const asked = await replayed([clicks(2)], { read: of(batch), order: { all: true } });
    expect(asked.result).toEqual({ replayed: 1, failed: 0, left: 0 });
  });

  test('anything else is told', async () => {
    expect((await replayed([message('1', record(1))], { read: of(batch) })).result.reasons).toEqual([{ id: '1', why: expect.stringContaining('has no KinesisBatchInfo') }]);
  });
});

describe('positions in the stream of a table', () => {
  const tableArn = 'arn:aws:dynamodb:eu-west-1:111122223333:table/orders/stream/2030-01-31T12:00:00.000';
  const toRecord = (number: number) => ({
    eventID: `e${number}`, eventName: 'INSERT', eventVersion: '1.1', eventSource: 'aws:dynamodb', awsRegion: 'eu-west-1', userIdentity: { PrincipalId: 'dynamodb.amazonaws.com', Type: 'Service' },
    dynamodb: { ApproximateCreationDateTime: new Date(1_900_000_000_000), Keys: { id: { S: `o${number}` } }, NewImage: { photo: { B: Uint8Array.from([1, 2, 255]) }, parts: { BS: [Uint8Array.from([7])] }, gone: { NULL: true } }, SequenceNumber: String(number), SizeBytes: 9, StreamViewType: 'NEW_IMAGE' },
  });
  const orders = message('1', position('DDBStreamBatchInfo', tableArn));

  test('the function gets the batch that it had', async () => {
    const stream = new FakeStream(batch, toRecord);
    const { invocations: [invocation], left } = await replayed([orders], { read: fromDynamoDb(stream) });
    expect(stream.asked).toEqual([{ StreamArn: tableArn, ShardId: 'shardId-000000000001', ShardIteratorType: 'AT_SEQUENCE_NUMBER', SequenceNumber: '100' }]);
    expect(invocation).toMatchObject({ FunctionName: count, InvocationType: 'RequestResponse' });
    const { Records } = invocation.event as { Records: object[] };
    expect(Records).toHaveLength(3);
    expect(Records[0]).toEqual({
      eventID: 'e100', eventName: 'INSERT', eventVersion: '1.1', eventSource: 'aws:dynamodb', awsRegion: 'eu-west-1', userIdentity: { principalId: 'dynamodb.amazonaws.com', type: 'Service' }, eventSourceARN: tableArn,
      dynamodb: { ApproximateCreationDateTime: 1_900_000_000, Keys: { id: { S: 'o100' } }, NewImage: { photo: { B: 'AQL/' }, parts: { BS: ['Bw=='] }, gone: { NULL: true } }, SequenceNumber: '100', SizeBytes: 9, StreamViewType: 'NEW_IMAGE' },
    });
    expect(left).toEqual([]);
  });

  test('what is older than 24 hours is told, and stays', async () => {
    const stream = { getShardIterator: async () => { throw Object.assign(new Error('The data you are trying to access has been trimmed.'), { name: 'TrimmedDataAccessException' }); } };
    const { result, left } = await replayed([orders], { read: fromDynamoDb(stream) });
    expect([result.reasons, left]).toEqual([[{ id: '1', why: 'expired: the stream does not have the 3 records any more' }], ['1']]);
  });
});

/** S3: objects by their names. */
class FakeS3 {
  public readonly objects: Map<string, { readonly text: string; readonly at: number }>;
  constructor(objects: { readonly [Key: string]: { readonly text: string; readonly at: number } }) {
    this.objects = new Map(Object.entries(objects));
  }
  /** Two at a time. */
  public async listObjectsV2({ Prefix, ContinuationToken = '' }: { Prefix: string; ContinuationToken?: string }) {
    const keys = [...this.objects.keys()].sort().filter((Key) => Key.startsWith(Prefix) && Key > ContinuationToken);
    return { Contents: keys.slice(0, 2).map((Key) => ({ Key, LastModified: new Date(this.objects.get(Key)!.at) })), NextContinuationToken: keys.length > 2 ? keys[1] : undefined };
  }
  public async getObject({ Key }: { Key: string }) {
    return { Body: { transformToString: async () => this.objects.get(Key)!.text } };
  }
  public async copyObject({ Key, CopySource }: { Key: string; CopySource: string }) {
    this.objects.set(Key, this.objects.get(decodeURIComponent(CopySource.slice('failed/'.length)))!);
  }
  public async deleteObject({ Key }: { Key: string }) {
    this.objects.delete(Key);
  }
}

describe('objects in a bucket', () => {
  const object = (record_: object | string, at = Date.now() - hour) => ({ text: typeof record_ === 'string' ? record_ : JSON.stringify(record_), at });
  const asynchronous = (day: string) => `aws/lambda/async/resize/2020/01/${day}/2020-01-${day}T12.00.00-5b1a`;
  const shard = 'aws/lambda/9d3f-mapping/shardId-000000000001/2020/01/01/2020-01-01T12.00.00-77c0';
  const clicks = { Records: [{ kinesis: { sequenceNumber: '100' } }] };
  const of = async (objects: { readonly [Key: string]: { readonly text: string; readonly at: number } }, order: object = {}, lambda = new FakeLambda()) => {
    const bucket = new FakeS3(objects);
    const result = await replayBucket(order, { bucket: 'failed', settings, clock: ample, aws: { s3: bucket, lambda } });
    return { result, keys: [...bucket.objects.keys()].sort(), invocations: lambda.invocations };
  };

  test('asynchronous events go to Lambda in the order of time, and are moved away', async () => {
    const { result, keys, invocations } = await of({ [asynchronous('03')]: object(record(3)), [asynchronous('01')]: object(record(1)), [asynchronous('02')]: object(record(2)) });
    expect(invocations.map(({ FunctionName, InvocationType, event }) => [FunctionName, InvocationType, event])).toEqual([1, 2, 3].map((event) => [resize, 'Event', event]));
    expect([result, keys]).toEqual([{ replayed: 3, failed: 0, left: 0 }, ['01', '02', '03'].map((day) => `replayed/${asynchronous(day)}`)]);
  });

  test.each<[string, unknown]>([['as text', JSON.stringify(clicks)], ['as a part of the record', clicks]])('batches go to the function, which is waited for: %s', async (_, payload) => {
    const { result, keys, invocations } = await of({ [shard]: object({ ...position('KinesisBatchInfo', kinesisArn), payload }) });
    expect(invocations).toEqual([{ FunctionName: count, InvocationType: 'RequestResponse', event: clicks, text: JSON.stringify(clicks) }]);
    expect([result, keys]).toEqual([{ replayed: 1, failed: 0, left: 0 }, [`replayed/${shard}`]]);
  });

  test('a batch on which the function still fails stays where it is', async () => {
    const { result, keys } = await of({ [shard]: object({ ...position('KinesisBatchInfo', kinesisArn), payload: clicks }) }, {}, new FakeLambda(() => ({ FunctionError: 'Unhandled', Payload: '{"errorMessage":"no such click"}' })));
    expect([result.failed, keys]).toEqual([1, [shard]]);
  });

  test('what has failed meanwhile, or at another time, and what is of others stays where it is', async () => {
    const objects = { [asynchronous('01')]: object(record(1), Date.parse('2020-01-01')), [asynchronous('02')]: object(record(2), Date.now() + 1), [asynchronous('03')]: object(record(3, `${resize}-other`), Date.parse('2020-01-03')), [asynchronous('04')]: object(record(4), Date.parse('2020-01-04')) };
    const { result, keys } = await of(objects, { from: '2020-01-02' });
    expect([result, keys]).toEqual([{ replayed: 1, failed: 0, left: 3 }, [...['01', '02', '03'].map(asynchronous), `replayed/${asynchronous('04')}`]]);
  });

  test('a prefix chooses, and what is elsewhere in the bucket is nobody’s business', async () => {
    const { result } = await of({ [asynchronous('01')]: object(record(1)), [shard]: object(clicks), 'photos/cat.jpg': object('') }, { prefix: 'aws/lambda/async/resize/' });
    expect(result).toEqual({ replayed: 1, failed: 0, left: 0 });
    await expect(of({}, { prefix: 'photos/' })).rejects.toThrow('it has to begin with aws/lambda/');
  });

  test('a run that was stopped is continued by the next', async () => {
    const objects = { [asynchronous('01')]: object(record(1)), [asynchronous('02')]: object(record(2)) };
    const bucket = new FakeS3(objects);
    const lambda = new FakeLambda();
    const given = { bucket: 'failed', settings, clock: ample, aws: { s3: bucket, lambda } };
    expect(await replayBucket({ limit: 1 }, given)).toMatchObject({ replayed: 1, stopped: 'limit' });
    expect(await replayBucket({}, given)).toEqual({ replayed: 1, failed: 0, left: 0 });
    expect(lambda.invocations.map(({ event }) => event)).toEqual([1, 2]);
  });

  test.each<[string, object | string, string]>([
    ['no record', 'hello', 'no record of a failed invocation'],
    ['a record without the batch', position('KafkaBatchInfo', 'arn:aws:kafka'), 'neither requestPayload nor payload'],
  ])('what cannot be replayed is told: %s', async (_, text, why) => {
    expect((await of({ [shard]: object(text) })).result.reasons).toEqual([{ id: shard, why: expect.stringContaining(why) }]);
  });
});

test('the package has the code', () => {
  const [{ files }] = JSON.parse(execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })) as [{ files: { path: string }[] }];
  const code = readdirSync(join(root, 'replay'), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.js')).map((name) => `replay/${name}`);
  expect(code.length).toBeGreaterThan(0);
  expect(files.map(({ path }) => path)).toEqual(expect.arrayContaining(code));
}, 60_000);
