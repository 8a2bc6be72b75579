import { Duration, Stack } from 'aws-cdk-lib';
import { AttributeType, StreamViewType, Table, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Stream } from 'aws-cdk-lib/aws-kinesis';
import { Function, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { DynamoEventSource, KinesisEventSource, StreamEventSourceProps } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { DeadLetterQueue, FailureBucket, FailureTarget, StreamTrigger, StreamTriggeredFunction } from '../../../src';
import { hangs, reportsItems, throws } from '../handlers';
import { Scenarios, Twins } from '../scenario';
import { toStream, toTable } from '../sending';

/** The constructs retry until close to the end of the retention. */
const quick = { retryAttempts: 2 };
const streamOf = ({ trigger }: StreamTriggeredFunction) => trigger.stream!;
const errors = 'https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html';
const orders = (stack: Stack) => new TableV2(stack, 'Orders', { partitionKey: { name: 'id', type: AttributeType.STRING }, dynamoStream: StreamViewType.NEW_AND_OLD_IMAGES });

export const right: Scenarios = {
  'Kinesis, and a bucket': {
    proves: `After the last try the position and the records are in the bucket: ${errors}`,
    app: (stack) => toStream(streamOf(new StreamTriggeredFunction(stack, 'CountClicks', { ...throws, processing: quick }))),
  },
  'Kinesis, and a queue': {
    proves: `A queue gets the position only, by which the record can be read while the stream has it: ${errors}`,
    app: (stack) => toStream(streamOf(new StreamTriggeredFunction(stack, 'CountClicks', { ...throws, processing: { ...quick, onFailure: FailureTarget.queue(new DeadLetterQueue(stack, 'Failed')) } }))),
  },
  'Kinesis, and a topic': {
    proves: `A topic gets the position: ${errors}`,
    app: (stack) => toStream(streamOf(new StreamTriggeredFunction(stack, 'CountClicks', { ...throws, processing: { ...quick, onFailure: FailureTarget.topic(new Topic(stack, 'Failed')) } }))),
  },
  'Kinesis, and what comes behind': {
    proves: 'After the last try Lambda goes on with the shard: https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-parameters.html',
    app: (stack) => toStream(streamOf(new StreamTriggeredFunction(stack, 'CountClicks', { ...throws, batchSize: 1, processing: { retryAttempts: 1 } })), ['poison-1', 'fine-1']),
    passes: ['fine-1'],
  },
  'Kinesis, a partial batch': {
    proves: 'The batch is retried from the lowest position that the function names: https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-batchfailurereporting.html',
    app: (stack) => toStream(streamOf(new StreamTriggeredFunction(stack, 'CountClicks', { ...reportsItems, processing: quick })), ['fine-1', 'fine-2', 'poison-1']),
    passes: ['fine-1', 'fine-2'],
  },
  'Kinesis, an alias': {
    proves: `The destination of a stream belongs to the mapping, whatever that invokes: ${errors}`,
    app: (stack) => {
      const stream = new Stream(stack, 'Payments');
      new StreamTrigger(stack, 'Booking', { function: new Function(stack, 'Book', throws).addAlias('live'), stream, processing: quick });
      return toStream(stream);
    },
  },
  'Kinesis, a function that runs out of time': {
    proves: 'A timeout is an error like others: https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-parameters.html',
    app: (stack) => toStream(streamOf(new StreamTriggeredFunction(stack, 'CountClicks', { ...hangs, processing: { retryAttempts: 1 } }))),
  },
  'Kinesis, records that get too old': {
    proves: 'When a record is older than the maximum it is given up, however few tries there were: https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-parameters.html',
    app: (stack) => toStream(streamOf(new StreamTriggeredFunction(stack, 'CountClicks', { ...throws, processing: { retryAttempts: 10_000, maxRecordAge: Duration.seconds(60) } }))),
  },
  'Kinesis, bisecting': {
    proves: 'A batch that fails is split until the bad record is alone: https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-parameters.html',
    app: (stack) => toStream(streamOf(new StreamTriggeredFunction(stack, 'CountClicks', { ...throws, processing: quick })), ['fine-1', 'poison-1', 'fine-2']),
    passes: ['fine-1', 'fine-2'],
    notEmulated: 'LocalStack core takes BisectBatchOnFunctionError and does not split batches',
  },
  'DynamoDB, and a bucket': {
    proves: 'After the last try the records are in the bucket: https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html',
    app: (stack) => {
      const table = orders(stack);
      new StreamTriggeredFunction(stack, 'SendMail', { ...throws, table, processing: quick });
      return toTable(table);
    },
  },
  'DynamoDB, a partial batch': {
    proves: 'The batch is retried from the lowest position that the function names: https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html',
    app: (stack) => {
      const table = orders(stack);
      new StreamTrigger(stack, 'Mails', { function: new Function(stack, 'SendMail', reportsItems).addAlias('live'), table, batchSize: 1, processing: { ...quick, onFailure: FailureTarget.bucket(new FailureBucket(stack, 'Failed')) } });
      return toTable(table, ['fine-1', 'poison-1', 'fine-2']);
    },
    passes: ['fine-1', 'fine-2'],
  },
  'DynamoDB, records that get too old': {
    proves: 'When a record is older than the maximum it is given up: https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html',
    app: (stack) => {
      const table = orders(stack);
      new StreamTriggeredFunction(stack, 'SendMail', { ...throws, table, processing: { retryAttempts: 10_000, maxRecordAge: Duration.seconds(60) } });
      return toTable(table);
    },
    notEmulated: 'LocalStack core takes every record of DynamoDB for new',
  },
};

function read(stack: Stack, props: Partial<StreamEventSourceProps>): Stream {
  const stream = new Stream(stack, 'Clicks');
  new Function(stack, 'Fn', throws).addEventSource(new KinesisEventSource(stream, { startingPosition: StartingPosition.TRIM_HORIZON, batchSize: 1, ...props }));
  return stream;
}

export const wrong: Twins = {
  'Kinesis, finite retries without a destination': {
    proves: 'After the last try the batch is discarded: https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-parameters.html',
    app: (stack) => toStream(read(stack, { retryAttempts: 2 }), ['poison-1', 'fine-1']),
    passes: ['fine-1'],
    fate: 'lost', findings: ['stream-finite-retries-no-destination'],
  },
  'Kinesis, retries without end': {
    proves: 'Nothing of the shard is read until the batch succeeds or expires: https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-parameters.html',
    app: (stack) => toStream(read(stack, {}), ['poison-1', 'fine-1']),
    starves: ['fine-1'],
    fate: 'blocks', findings: ['stream-infinite-retries'],
  },
  'DynamoDB, finite retries without a destination': {
    proves: 'After the last try the batch is discarded: https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html',
    app: (stack) => {
      const table = new Table(stack, 'Orders', { partitionKey: { name: 'id', type: AttributeType.STRING }, stream: StreamViewType.NEW_IMAGE });
      new Function(stack, 'Fn', throws).addEventSource(new DynamoEventSource(table, { startingPosition: StartingPosition.TRIM_HORIZON, retryAttempts: 2 }));
      return toTable(table);
    },
    fate: 'lost', findings: ['stream-finite-retries-no-destination'],
  },
};
