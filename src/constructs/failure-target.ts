import { IEventBus } from 'aws-cdk-lib/aws-events';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { IDestination, IEventSourceDlq, IFunction } from 'aws-cdk-lib/aws-lambda';
import * as destinations from 'aws-cdk-lib/aws-lambda-destinations';
import * as sources from 'aws-cdk-lib/aws-lambda-event-sources';
import { IBucket } from 'aws-cdk-lib/aws-s3';
import { ITopic } from 'aws-cdk-lib/aws-sns';
import { IQueue } from 'aws-cdk-lib/aws-sqs';
import { IConstruct } from 'constructs';
import { resourceOf, tellWhatToVerify } from './existing-function';

/**
 * The place at which Lambda leaves an event that a function has failed on for good, and what Lambda needs to write there.
 *
 * Choose by what it keeps:
 *
 * | place    | asynchronous event                    | batch of a stream or of Kafka                       |
 * | -------- | ------------------------------------- | --------------------------------------------------- |
 * | queue    | event and error, up to 1 MiB          | position only: the records expire with the stream   |
 * | topic    | event and error, up to 256 KB         | position only: the records expire with the stream   |
 * | bucket   | event and error of any size           | position **and records**                            |
 * | eventBus | event and error, as an event          | not possible                                        |
 * | function | event and error, as another async event, which needs a place of its own for its failures | not possible |
 *
 * The execution role of the function gets the right to write there, and to use the customer-managed key of the place.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
 *
 * @example
 *
 * new AsyncTrigger(this, 'Uploads', { function: resize, processing: { onFailure: FailureTarget.queue(failed) } });
 */
export abstract class FailureTarget {
  /**
   * A standard queue.
   *
   * @throws when the queue is FIFO: Lambda sends no message group, so that a FIFO queue refuses what it sends
   */
  public static queue(queue: IQueue): FailureTarget {
    if (queue.fifo) throw new Error(`${queue.node.path} is a FIFO queue; Lambda leaves failed events in standard queues only. Make one with new DeadLetterQueue(…) and use that.`);
    return new Target(queue, 'queue', { arn: queue.queueArn, actions: ['sqs:SendMessage'] }, () => new destinations.SqsDestination(queue), () => new sources.SqsDlq(queue));
  }

  /**
   * A standard topic. What nobody has subscribed to is gone at once.
   *
   * @throws when the topic is FIFO
   */
  public static topic(topic: ITopic): FailureTarget {
    if (topic.fifo) throw new Error(`${topic.node.path} is a FIFO topic; Lambda leaves failed events in standard topics only. Use a topic without fifo: true.`);
    return new Target(topic, 'topic', { arn: topic.topicArn, actions: ['sns:Publish'] }, () => new destinations.SnsDestination(topic), () => new sources.SnsDlq(topic));
  }

  /** A bucket: the only place that keeps the records of a stream, and events of any size. */
  public static bucket(bucket: IBucket): FailureTarget {
    return new Target(bucket, 'bucket', { arn: bucket.bucketArn, actions: ['s3:PutObject', 's3:ListBucket'], resources: [bucket.bucketArn, bucket.arnForObjects('*')] },
      () => ({ bind: (_, fn) => ({ destination: bucketArn(bucket, fn) }) }),
      () => ({ bind: (_, fn) => ({ destination: bucketArn(bucket, fn) }) }));
  }

  /** An event bus, for asynchronous events only. Without a rule that matches what arrives, it is gone at once. */
  public static eventBus(bus: IEventBus): FailureTarget {
    return new Target(bus, 'eventBus', { arn: bus.eventBusArn, actions: ['events:PutEvents'] }, () => new destinations.EventBridgeDestination(bus));
  }

  /** Another function, for asynchronous events only. It is invoked asynchronously, and needs a place for its own failures. */
  public static function(fn: IFunction): FailureTarget {
    return new Target(fn, 'function', { arn: fn.functionArn, actions: ['lambda:InvokeFunction'] }, () => new destinations.LambdaDestination(fn));
  }

  /** The queue, topic, bucket, bus or function. */
  public abstract readonly place: IConstruct;

  /** As an on-failure destination of asynchronous invocations, for `configureAsyncInvoke` and `FunctionProps.onFailure`. */
  public abstract toDestination(): IDestination;

  /**
   * As an on-failure destination of a stream or Kafka event source.
   *
   * @throws for an event bus or a function: Lambda offers them for asynchronous invocations only
   */
  public abstract toEventSourceDlq(): IEventSourceDlq;
}

/** A place as Lambda is told of it, and what its role must be allowed there. */
interface Written {
  readonly arn: string;
  readonly actions: readonly string[];
  readonly resources?: readonly string[];
}

class Target extends FailureTarget {
  constructor(
    public readonly place: IConstruct,
    private readonly kind: string,
    private readonly written: Written,
    private readonly asDestination: () => IDestination,
    private readonly asDlq?: () => IEventSourceDlq,
  ) {
    super();
  }

  public toDestination(): IDestination {
    return { bind: (scope, fn, options) => (this.mayGrant(fn) ? this.asDestination().bind(scope, fn, options) : this.tell(fn)) };
  }

  public toEventSourceDlq(): IEventSourceDlq {
    const asDlq = this.asDlq;
    if (!asDlq) throw new Error(`FailureTarget.${this.kind}(${this.place.node.path}) can keep asynchronous events only. For a stream or Kafka use FailureTarget.bucket(…), which keeps the records, or .queue(…), which keeps their position.`);
    return { bind: (mapping, fn) => (this.mayGrant(fn) ? asDlq().bind(mapping, fn) : this.tell(fn)) };
  }

  /** CDK refuses to grant anything to a function that was imported without its role. */
  private mayGrant(fn: IFunction): boolean {
    return fn.role !== undefined || resourceOf(fn) !== undefined;
  }

  private tell(fn: IFunction): { readonly destination: string } {
    const { arn, actions, resources = [arn] } = this.written;
    tellWhatToVerify(fn, fn, { needs: new PolicyStatement({ actions: [...actions], resources: [...resources] }) });
    return { destination: arn };
  }
}

/** Lets the function put objects and list, which is all that Lambda asks for; the classes of aws-cdk-lib also let it read, and delete. */
function bucketArn(bucket: IBucket, fn: IFunction): string {
  bucket.grantPut(fn);
  fn.addToRolePolicy(new PolicyStatement({ actions: ['s3:ListBucket'], resources: [bucket.bucketArn] }));
  return bucket.bucketArn;
}
