import { gunzipSync } from 'node:zlib';
import { FilterLogEventsCommand, ResourceNotFoundException } from '@aws-sdk/client-cloudwatch-logs';
import { GetRecordsCommand, GetShardIteratorCommand } from '@aws-sdk/client-kinesis';
import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { GetQueueAttributesCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { aws } from './target';

/** What is in a place: for each message or object the ids of the events that it tells of. */
export type Contents = () => Promise<readonly (readonly string[])[]>;

/** The messages of a queue, which nobody else reads; each is counted once, however often it is received. */
export function queueContents(QueueUrl: string): Contents {
  const messages = new Map<string, string>();
  return async () => {
    for (;;) {
      const { Messages = [] } = await aws.sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 600, WaitTimeSeconds: 0 }));
      if (Messages.length === 0) break;
      for (const { MessageId, Body } of Messages) messages.set(MessageId!, Body!);
    }
    return Promise.all([...messages.values()].map(idsIn));
  };
}

/** How much is in a queue, without taking it from those who read it. */
export const queueDepth = (QueueUrl: string): Contents => async () => {
  const names = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible', 'ApproximateNumberOfMessagesDelayed'] as const;
  const { Attributes = {} } = await aws.sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...names] }));
  return names.flatMap((name) => Array.from({ length: Number(Attributes[name] ?? 0) }, () => ['a message']));
};

/** The objects of a bucket. */
export const bucketContents = (Bucket: string): Contents => async () => {
  const { Contents: objects = [] } = await aws.s3.send(new ListObjectsV2Command({ Bucket }));
  return Promise.all(objects.map(async ({ Key }) => {
    const { Body } = await aws.s3.send(new GetObjectCommand({ Bucket, Key }));
    return idsIn(await Body!.transformToString());
  }));
};

/** What a function was invoked with, once for each event however often it was tried. */
export const functionContents = (name: string): Contents => async () => [...new Set(await gotBy(name))].map((id) => [id]);

/** The ids of the events that a function got, once for each try. */
export async function gotBy(name: string): Promise<string[]> {
  const lines: string[] = [];
  for (let nextToken: string | undefined; ;) {
    const page = await aws.logs.send(new FilterLogEventsCommand({ logGroupName: `/aws/lambda/${name}`, nextToken })).catch((error: unknown) => {
      // Nothing has been logged yet.
      if (error instanceof ResourceNotFoundException) return undefined;
      throw error;
    });
    lines.push(...(page?.events ?? []).flatMap(({ message = '' }) => message.split('\n')));
    nextToken = page?.nextToken;
    if (!nextToken) break;
  }
  return lines.flatMap((line) => /GOT (.*)/.exec(line)?.[1].trim().split(' ') ?? []);
}

/** The ids in a text, or in the records of a stream to which it points. */
async function idsIn(text: string): Promise<string[]> {
  const ids = [...new Set([text, ...encoded(text)].flatMap((part) => part.match(/(?:poison|fine)-\d+/g) ?? []))];
  if (ids.length > 0) return ids;
  const body = JSON.parse(text) as Pointer & { readonly Message?: string };
  // A topic puts it into an envelope.
  const { KinesisBatchInfo: position } = body.Message === undefined ? body : JSON.parse(body.Message) as Pointer;
  return position ? followed(position) : [];
}

/** What Kinesis and CloudWatch Logs hand over is in base 64, and that of the latter compressed. */
const encoded = (text: string): string[] => [...text.matchAll(/\\?"data\\?": ?\\?"([A-Za-z0-9+/=]+)/g)].map(([, data]) => Buffer.from(data, 'base64')).map((bytes) => (bytes[0] === 0x1f ? gunzipSync(bytes) : bytes).toString());

interface Pointer { readonly KinesisBatchInfo?: Position }
interface Position { readonly streamArn: string; readonly shardId: string; readonly startSequenceNumber: string; readonly batchSize: number }

async function followed({ streamArn, shardId: ShardId, startSequenceNumber: StartingSequenceNumber, batchSize: Limit }: Position): Promise<string[]> {
  const { ShardIterator } = await aws.kinesis.send(new GetShardIteratorCommand({ StreamName: streamArn.split('/').pop(), ShardId, ShardIteratorType: 'AT_SEQUENCE_NUMBER', StartingSequenceNumber }));
  const { Records = [] } = await aws.kinesis.send(new GetRecordsCommand({ ShardIterator, Limit }));
  return (await Promise.all(Records.map(({ Data }) => idsIn(Buffer.from(Data!).toString())))).flat();
}
