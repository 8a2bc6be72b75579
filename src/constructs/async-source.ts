import { Repository } from 'aws-cdk-lib/aws-codecommit';
import { IStage } from 'aws-cdk-lib/aws-codepipeline';
import { IFunction } from 'aws-cdk-lib/aws-lambda';
import { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { IBucket } from 'aws-cdk-lib/aws-s3';
import { ReceiptRule } from 'aws-cdk-lib/aws-ses';
import { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { AlarmOptions } from './alarms';
import { Bind, Bound } from './async/bound';
import { codeCommit, CodeCommitSourceOptions } from './async/code-commit';
import { codePipeline, CodePipelineSourceOptions } from './async/code-pipeline';
import { config, ConfigSourceOptions } from './async/config';
import { eventBridge, EventBridgeSourceOptions } from './async/event-bridge';
import { iot, IotSourceOptions } from './async/iot';
import { lambdaDestination, LambdaDestinationSourceOptions } from './async/lambda-destination';
import { logs, LogsSourceOptions } from './async/logs';
import { s3, S3SourceOptions } from './async/s3';
import { ses, SesSourceOptions } from './async/ses';
import { sns, SnsSourceOptions } from './async/sns';

/**
 * What invokes a function asynchronously, for `AsyncTrigger` and `AsyncFunction`.
 *
 * An event can get lost twice: when the source cannot hand it over to Lambda, which is a matter of the options of the source
 * (`delivery`, where the source has a net at all), and when the function fails on it, which is a matter of `processing`.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async.html
 */
export class AsyncSource {
  /** Notifications of a bucket, own or imported. S3 has no net for what it cannot deliver. */
  public static s3(bucket: IBucket, options: S3SourceOptions = {}): AsyncSource {
    return new AsyncSource(s3(bucket, options));
  }

  /**
   * Messages of a topic, own or imported, with a dead-letter queue for the subscription.
   *
   * @throws when connected, for a FIFO topic, which cannot invoke functions
   */
  public static sns(topic: ITopic, options: SnsSourceOptions = {}): AsyncSource {
    return new AsyncSource(sns(topic, options));
  }

  /** Events of a bus, by a rule that exists or a new one, with a dead-letter queue for the target. */
  public static eventBridge(options: EventBridgeSourceOptions): AsyncSource {
    return new AsyncSource(eventBridge(options));
  }

  /** Log events, by a subscription filter. CloudWatch Logs has no net for what it cannot deliver. */
  public static logs(logGroup: ILogGroup, options: LogsSourceOptions = {}): AsyncSource {
    return new AsyncSource(logs(logGroup, options));
  }

  /** A custom rule of AWS Config. It has no net for what it cannot deliver. */
  public static config(options: ConfigSourceOptions): AsyncSource {
    return new AsyncSource(config(options));
  }

  /** Events of a repository. CodeCommit has no net for what it cannot deliver. */
  public static codeCommit(repository: Repository, options: CodeCommitSourceOptions = {}): AsyncSource {
    return new AsyncSource(codeCommit(repository, options));
  }

  /** An action of a pipeline. It waits for the result that the function must report; what is kept is the job on which it failed. */
  public static codePipeline(stage: IStage, options: CodePipelineSourceOptions): AsyncSource {
    return new AsyncSource(codePipeline(stage, options));
  }

  /** Messages of devices, by a rule of AWS IoT with an error action. */
  public static iot(options: IotSourceOptions): AsyncSource {
    return new AsyncSource(iot(options));
  }

  /** Incoming mail. SES has no net for what it cannot deliver. */
  public static ses(rule: ReceiptRule, options: SesSourceOptions = {}): AsyncSource {
    return new AsyncSource(ses(rule, options));
  }

  /** Successful asynchronous invocations of another function, version or alias. */
  public static lambdaDestination(producer: IFunction, options: LambdaDestinationSourceOptions = {}): AsyncSource {
    return new AsyncSource(lambdaDestination(producer, options));
  }

  /** Whoever calls the Lambda API with `InvocationType: Event`, or is connected to the function elsewhere. */
  public static direct(): AsyncSource {
    return new AsyncSource(() => ({}));
  }

  private constructor(private readonly bind: Bind) {}

  /** @internal */
  public _bind(scope: Construct, fn: IFunction, options: AlarmOptions): Bound {
    return this.bind(scope, fn, options);
  }
}
