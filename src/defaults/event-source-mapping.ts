import { Duration, InjectionContext, Lazy, Token } from 'aws-cdk-lib';
import { CfnStream, CfnStreamConsumer } from 'aws-cdk-lib/aws-kinesis';
import { EventSourceMapping, EventSourceMappingProps, IEventSourceDlq, MetricsConfig, MetricType } from 'aws-cdk-lib/aws-lambda';
import { CfnQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct, IConstruct } from 'constructs';
import { FailsafeDefault, FailsafeDefaultsProps } from './failsafe-default';
import { DefaultsInjector } from './injector';
import { gives, settingsFor } from './settings';
import { Alarms } from '../constructs/alarms';
import { resourceOf } from '../constructs/existing-function';
import { watchBatches } from '../constructs/failed-batches';
import { FailureBucket } from '../constructs/failure-bucket';
import { FailureTarget } from '../constructs/failure-target';
import { accepting } from '../mixins/failsafe-nets';
import { referredResource } from '../mixins/resource';
import { advisedVisibility, giveVisibility, visibilityFor } from '../mixins/sqs-visibility';
import { isAcknowledgedOn } from '../plug/verify';

type Kind = 'sqs' | 'stream' | 'kafka';

/** A mapping ends its retries and keeps what it gives up; the queue of a mapping hides messages for long enough. */
export class EventSourceMappingDefaults extends DefaultsInjector<EventSourceMappingProps> {
  constructor(scope: IConstruct) {
    super(EventSourceMapping.PROPERTY_INJECTION_ID, scope);
  }

  protected defaults(props: EventSourceMappingProps, { scope, id }: InjectionContext): Partial<EventSourceMappingProps> | undefined {
    const kind = kindOf(props, id);
    const settings = settingsFor(scope);
    if (!kind || !settings) return undefined;
    if (kind === 'sqs') this.hideForLongEnough(props);
    return {
      ...kind !== 'kafka' && props.reportBatchItemFailures === undefined && settings.props.reportBatchItemFailures === true ? { reportBatchItemFailures: true } : {},
      ...kind !== 'sqs' && gives(scope, FailsafeDefault.STREAM_FAILURES) && !isAcknowledgedOn(props.target, accepting.stream) ? failures(props, kind, settings.props) : {},
    };
  }

  private hideForLongEnough({ eventSourceArn, target, maxBatchingWindow }: EventSourceMappingProps): void {
    const queue = referredResource(eventSourceArn);
    const fn = resourceOf(target);
    if (!(queue instanceof CfnQueue) || !fn || maxBatchingWindow?.isUnresolved() || !gives(queue, FailsafeDefault.SQS_VISIBILITY)) return;
    const seconds = advisedVisibility(queue, visibilityFor(fn, maxBatchingWindow?.toSeconds()));
    if (seconds !== undefined) giveVisibility(queue, seconds);
  }
}

/** Limits come with a place only: alone they would lose what is now stuck. */
function failures(props: EventSourceMappingProps, kind: Kind, settings: FailsafeDefaultsProps): Partial<EventSourceMappingProps> {
  const { eventSourceArn, retryAttempts, maxRecordAge, bisectBatchOnError, tumblingWindow, onFailure } = props;
  const { metricsConfig = settings.withoutAlarms === undefined ? { metrics: [MetricType.EVENT_COUNT] } : undefined } = props;
  const givenUpAfter = maxRecordAge ?? beforeItExpires(eventSourceArn);
  const unread = kind === 'kafka' ? undefined : leftBy(givenUpAfter, eventSourceArn);
  const place: Partial<EventSourceMappingProps> = onFailure ? {} : { onFailure: keptAndWatched(settings, metricsConfig, unread), metricsConfig };
  // With a place Lambda ends the retries of Kafka by itself: https://docs.aws.amazon.com/lambda/latest/dg/kafka-retry-configurations.html
  if (kind === 'kafka') return place;
  return {
    ...place,
    // Whoever limits the age wants it to be tried until then.
    ...retryAttempts === undefined && maxRecordAge === undefined ? { retryAttempts: 5 } : {},
    ...maxRecordAge === undefined ? { maxRecordAge: givenUpAfter } : {},
    // What halving does to the state of a window AWS does not say.
    ...bisectBatchOnError === undefined && tumblingWindow === undefined ? { bisectBatchOnError: true } : {},
  };
}

/** Made below the mapping, where `StreamFailures` makes it too, so that whoever changes from one to the other keeps the bucket. */
const keptAndWatched = (settings: FailsafeDefaultsProps, metricsConfig: MetricsConfig | undefined, unread: Duration | undefined): IEventSourceDlq => ({
  bind: (bound, fn) => {
    const made = bound as EventSourceMapping;
    const target = settings.streamFailures ?? FailureTarget.bucket(new FailureBucket(made, 'FailedRecords'));
    // A mapping has its id once it is made.
    const mapping = Object.create(made, { eventSourceMappingId: { value: Lazy.string({ produce: () => made.eventSourceMappingId }) } }) as EventSourceMapping;
    watchBatches(new Alarms(new Construct(made, 'FailureAlarms'), settings), { fn, mapping, target, metricsConfig, unread });
    return target.toEventSourceDlq().bind(made, fn);
  },
});

/** How long the stream keeps its records, at least: https://docs.aws.amazon.com/streams/latest/dev/kinesis-extended-retention.html */
function retentionOf(arn: string | undefined): Duration {
  const source = referredResource(arn);
  const stream = source instanceof CfnStreamConsumer ? referredResource(source.streamArn) : source;
  const hours = stream instanceof CfnStream ? stream.retentionPeriodHours : undefined;
  return Duration.hours(hours === undefined || Token.isUnresolved(hours) ? 24 : hours);
}

/** Half of that, and no more than the 7 days that Lambda takes. */
const beforeItExpires = (arn: string | undefined): Duration => Duration.hours(Math.min(Math.floor(retentionOf(arn).toHours() / 2), 168));

/** How long a record that was given up can still be read; undefined where it is gone by then, or nobody knows. */
function leftBy(givenUpAfter: Duration, arn: string | undefined): Duration | undefined {
  const retention = retentionOf(arn);
  return givenUpAfter.isUnresolved() || givenUpAfter.toMilliseconds() >= retention.toMilliseconds() ? undefined : retention.minus(givenUpAfter);
}

const services: { readonly [service: string]: Kind | undefined } = { sqs: 'sqs', kinesis: 'stream', dynamodb: 'stream' };

const types: { readonly [type: string]: Kind | undefined } = {
  'AWS::SQS::Queue': 'sqs',
  'AWS::Kinesis::Stream': 'stream', 'AWS::Kinesis::StreamConsumer': 'stream',
  'AWS::DynamoDB::Table': 'stream', 'AWS::DynamoDB::GlobalTable': 'stream',
};

/** Undefined for brokers, for which there is nothing to set, and where nobody can tell: DocumentDB refuses what streams take. */
function kindOf({ eventSourceArn, kafkaTopic, kafkaBootstrapServers }: EventSourceMappingProps, id: string): Kind | undefined {
  if (kafkaTopic !== undefined || kafkaBootstrapServers !== undefined) return 'kafka';
  const source = referredResource(eventSourceArn);
  if (source) return types[source.cfnResourceType];
  const service = eventSourceArn?.split(':')[2];
  if (service !== undefined && service in services) return services[service];
  // An ARN that is known at deployment only; CDK names what its own event sources make.
  return /^(?:Kinesis|KinesisConsumer|DynamoDB)EventSource:/.test(id) ? 'stream' : /^SqsEventSource:/.test(id) ? 'sqs' : undefined;
}
