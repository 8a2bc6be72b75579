import { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { IStream } from 'aws-cdk-lib/aws-kinesis';
import { Function, IFunction } from 'aws-cdk-lib/aws-lambda';
import { IBucket } from 'aws-cdk-lib/aws-s3';
import { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { Bind } from './bound';
import { onDemand, replayer } from './replayer';

/** What was to be processed asynchronously: it is handed to Lambda again, which keeps it from then on. */
export const asyncEvents = (queue: IQueue, functions: readonly IFunction[]): Bind => (scope, options) => {
  const replay = replayer(scope, { ...options, handler: 'events', functions, waits: false, environment: environmentOf(scope, queue) });
  consume(queue, replay);
  return onDemand(replay);
};

/** Batches of a stream: read again, and handed to the function as its mapping did. */
export const kinesisPositions = (queue: IQueue, stream: IStream, functions: readonly IFunction[]): Bind => (scope, options) => {
  const replay = replayer(scope, { ...options, handler: 'kinesis', functions, waits: true, environment: environmentOf(scope, queue) });
  consume(queue, replay);
  stream.grant(replay, 'kinesis:GetShardIterator', 'kinesis:GetRecords');
  stream.encryptionKey?.grant(replay, 'kms:Decrypt');
  return onDemand(replay);
};

export const dynamoDbPositions = (queue: IQueue, table: ITable, functions: readonly IFunction[]): Bind => (scope, options) => {
  const { tableStreamArn } = table;
  if (!tableStreamArn) throw new Error(`${scope.node.path}: ${table.node.path} has no stream here; set tableStreamArn where it is imported`);
  const replay = replayer(scope, { ...options, handler: 'dynamoDb', functions, waits: true, environment: environmentOf(scope, queue) });
  consume(queue, replay);
  replay.addToRolePolicy(new PolicyStatement({ actions: ['dynamodb:GetShardIterator', 'dynamodb:GetRecords'], resources: [tableStreamArn] }));
  table.encryptionKey?.grant(replay, 'kms:Decrypt');
  return onDemand(replay);
};

/** Whatever Lambda has left in a bucket. */
export const objects = (bucket: IBucket, functions: readonly IFunction[]): Bind => (scope, options) => {
  const replay = replayer(scope, { ...options, handler: 'objects', functions, waits: true, environment: { BUCKET: bucket.bucketName } });
  const [left, replayed] = [bucket.arnForObjects('aws/lambda/*'), bucket.arnForObjects('replayed/aws/lambda/*')];
  const statements = [
    new PolicyStatement({ actions: ['s3:ListBucket'], resources: [bucket.bucketArn], conditions: { StringLike: { 's3:prefix': 'aws/lambda/*' } } }),
    new PolicyStatement({ actions: ['s3:GetObject', 's3:DeleteObject'], resources: [left] }),
    new PolicyStatement({ actions: ['s3:PutObject'], resources: [replayed] }),
  ];
  for (const statement of statements) replay.addToRolePolicy(statement);
  bucket.encryptionKey?.grant(replay, 'kms:Decrypt', 'kms:GenerateDataKey');
  return onDemand(replay);
};

function environmentOf(scope: Construct, queue: IQueue): { readonly QUEUE_URL: string } {
  if (queue.fifo) throw new Error(`${scope.node.path}: ${queue.node.path} is a FIFO queue, in which nothing but a FIFO queue leaves events that have failed. Use RedriveSource.deadLetterQueue(…).`);
  return { QUEUE_URL: queue.queueUrl };
}

function consume(queue: IQueue, replay: Function): void {
  queue.grant(replay, 'sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:ChangeMessageVisibility');
  queue.encryptionMasterKey?.grant(replay, 'kms:Decrypt');
}
