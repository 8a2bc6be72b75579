import { IEventBus } from 'aws-cdk-lib/aws-events';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { IDestination, IEventSourceDlq, IFunction } from 'aws-cdk-lib/aws-lambda';
import * as destinations from 'aws-cdk-lib/aws-lambda-destinations';
import * as sources from 'aws-cdk-lib/aws-lambda-event-sources';
import { IBucket } from 'aws-cdk-lib/aws-s3';
import { ITopic } from 'aws-cdk-lib/aws-sns';
import { IQueue } from 'aws-cdk-lib/aws-sqs';
import { IConstruct } from 'constructs';
import { tellWhatToVerify } from './existing-function';
import { grantable } from './granted-elsewhere';

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
    return new Target(queue, 'queue', () => new destinations.SqsDestination(queue), () => new sources.SqsDlq(queue));
  }

  /**
   * A standard topic. What nobody has subscribed to is gone at once.
   *
   * @throws when the topic is FIFO
   */
  public static topic(topic: ITopic): FailureTarget {
    if (topic.fifo) throw new Error(`${topic.node.path} is a FIFO topic; Lambda leaves failed events in standard topics only. Use a topic without fifo: true.`);
    return new Target(topic, 'topic', () => new destinations.SnsDestination(topic), () => new sources.SnsDlq(topic));
  }

  /** A bucket: the only place that keeps the records of a stream, and events of any size. */
  public static bucket(bucket: IBucket): FailureTarget {
    return new Target(bucket, 'bucket',
      () => ({ bind: (_, fn) => ({ destination: bucketArn(bucket, fn) }) }),
      () => ({ bind: (_, fn) => ({ destination: bucketArn(bucket, fn) }) }));
  }

  /** An event bus, for asynchronous events only. Without a rule that matches what arrives, it is gone at once. */
  public static eventBus(bus: IEventBus): FailureTarget {
    return new Target(bus, 'eventBus', () => new destinations.EventBridgeDestination(bus));
  }

  /** Another function, for asynchronous events only. It is invoked asynchronously, and needs a place for its own failures. */
  public static function(fn: IFunction): FailureTarget {
    return new Target(fn, 'function', () => new destinations.LambdaDestination(fn));
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

class Target extends FailureTarget {
  constructor(
    public readonly place: IConstruct,
    private readonly kind: string,
    private readonly asDestination: () => IDestination,
    private readonly asDlq?: () => IEventSourceDlq,
  ) {
    super();
  }

  public toDestination(): IDestination {
    return { bind: (scope, fn, options) => granting(fn, (granted) => this.asDestination().bind(scope, granted, options)) };
  }

  public toEventSourceDlq(): IEventSourceDlq {
    const asDlq = this.asDlq;
    if (!asDlq) throw new Error(`FailureTarget.${this.kind}(${this.place.node.path}) can keep asynchronous events only. For a stream or Kafka use FailureTarget.bucket(…), which keeps the records, or .queue(…), which keeps their position.`);
    return { bind: (mapping, fn) => granting(fn, (granted) => asDlq().bind(mapping, granted)) };
  }
}

/** Grants what the place needs; for a function that is made elsewhere without a known role, says what that role needs. */
function granting<T>(fn: IFunction, bind: (granted: IFunction) => T): T {
  const { fn: granted, needs } = grantable(fn);
  const bound = bind(granted);
  tellWhatToVerify(fn, fn, { needs });
  return bound;
}

/** Lets the function put objects and list, which is all that Lambda asks for; the classes of aws-cdk-lib also let it read, and delete. */
function bucketArn(bucket: IBucket, fn: IFunction): string {
  bucket.grantPut(fn);
  fn.addToRolePolicy(new PolicyStatement({ actions: ['s3:ListBucket'], resources: [bucket.bucketArn] }));
  return bucket.bucketArn;
}
