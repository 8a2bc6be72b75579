import { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { IStream } from 'aws-cdk-lib/aws-kinesis';
import { IFunction } from 'aws-cdk-lib/aws-lambda';
import { IBucket } from 'aws-cdk-lib/aws-s3';
import { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { Bind, BindOptions, Bound } from './bound';
import { move } from './move';
import { asyncEvents, dynamoDbPositions, kinesisPositions, objects } from './replay';

/**
 * A place in which failed events rest, and how they come back from there, for `Redrive`.
 *
 * | what has left the events                                             | source                                  |
 * | -------------------------------------------------------------------- | --------------------------------------- |
 * | SQS, by the redrive policy of a queue                                 | `deadLetterQueue`                       |
 * | Lambda, of asynchronous invocations, in a queue                       | `asyncEvents`                           |
 * | SNS, EventBridge, EventBridge Scheduler, which could not deliver      | `asyncEvents`                           |
 * | Lambda, of a stream, in a queue: their position                       | `kinesisPositions`, `dynamoDbPositions` |
 * | Lambda, in a bucket: asynchronous events, batches of streams, Kafka   | `bucket`                                |
 *
 * Functions are named as they are invoked: the alias where that is. Events of others are left where they are, so that several
 * `Redrive` can share a place.
 */
export class RedriveSource {
  /**
   * The dead-letter queue of other queues, standard or FIFO. SQS moves the messages back; no function is made.
   *
   * @param queue the dead-letter queue
   * @param sources the queues with a redrive policy to it, in the same account and Region
   * @throws when connected, when a queue of the app redrives elsewhere
   * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-configure-dead-letter-queue-redrive.html
   */
  public static deadLetterQueue(queue: IQueue, sources: IQueue[]): RedriveSource {
    return new RedriveSource(move(queue, sources));
  }

  /**
   * A queue for events of asynchronous invocations: the on-failure destination or the dead-letter queue of functions, directly or by a
   * topic, or the dead-letter queue of a subscription to a topic, of a rule or of a schedule. The function gets the event that
   * it would have got.
   *
   * @param queue the queue, own or imported
   * @param functions who may get the events, own or imported. Where a message does not say whose it is, as in the dead-letter
   * queue of a function or of a subscription, there must be one only.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
   */
  public static asyncEvents(queue: IQueue, functions: IFunction[]): RedriveSource {
    return new RedriveSource(asyncEvents(queue, functions));
  }

  /**
   * A queue with positions of failed batches of a Kinesis stream, directly or by a topic. The records are read again, as long as
   * the stream keeps them.
   *
   * @param queue the on-failure destination of the mapping
   * @param stream the stream, imported with its key if it has one
   * @param functions who may get the batches
   * @see https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html
   */
  public static kinesisPositions(queue: IQueue, stream: IStream, functions: IFunction[]): RedriveSource {
    return new RedriveSource(kinesisPositions(queue, stream, functions));
  }

  /**
   * A queue with positions of failed batches of the stream of a DynamoDB table, directly or by a topic. The records are read again,
   * within 24 hours.
   *
   * @param queue the on-failure destination of the mapping
   * @param table the table, imported with its `tableStreamArn`
   * @param functions who may get the batches
   * @throws when connected, when the table has no stream
   * @see https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html
   */
  public static dynamoDbPositions(queue: IQueue, table: ITable, functions: IFunction[]): RedriveSource {
    return new RedriveSource(dynamoDbPositions(queue, table, functions));
  }

  /**
   * A bucket in which Lambda leaves failed events and batches. What was replayed is moved below `replayed/`.
   *
   * @param bucket the on-failure destination, own or imported
   * @param functions who may get the events and batches
   * @see https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html
   */
  public static bucket(bucket: IBucket, functions: IFunction[]): RedriveSource {
    return new RedriveSource(objects(bucket, functions));
  }

  private constructor(private readonly bind: Bind) {}

  /** @internal */
  public _bind(scope: Construct, options: BindOptions): Bound {
    return this.bind(scope, options);
  }
}
