import { arn, Draft } from './draft';
import { Resource } from '../model/resource';
import { Json } from '../read/file';

/** Seconds: 14 days, the longest that SQS keeps a message. */
const longest = 1_209_600;

/** A queue in which failed events wait, with an alarm on it; kept when it is taken out of the template. */
export function failureQueue(draft: Draft, beside: Resource, name: string, like: { readonly fifo?: Json; readonly key?: Json } = {}): string {
  const { fifo, key } = like;
  const id = draft.add(beside, name, {
    type: 'AWS::SQS::Queue', retained: true, properties: {
      ...fifo === undefined ? {} : { FifoQueue: fifo }, MessageRetentionPeriod: longest, ...key === undefined ? { SqsManagedSseEnabled: true } : { KmsMasterKeyId: key },
    },
  });
  depthAlarm(draft, beside, id);
  return id;
}

/**
 * An alarm that fires as soon as one message is in a queue. SQS does not count messages that it moves as sent.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/dead-letter-queues-alarms-cloudwatch.html
 */
export function depthAlarm(draft: Draft, beside: Resource, queue: string): void {
  draft.add(beside, `${queue}Alarm`, {
    type: 'AWS::CloudWatch::Alarm', properties: {
      AlarmDescription: 'Failed events wait in this queue. Find out why they failed, then move them back or delete them before they expire.',
      Namespace: 'AWS/SQS', MetricName: 'ApproximateNumberOfMessagesVisible', Dimensions: [{ Name: 'QueueName', Value: { 'Fn::GetAtt': [queue, 'QueueName'] } }],
      Statistic: 'Maximum', Period: 60, EvaluationPeriods: 1, Threshold: 1, ComparisonOperator: 'GreaterThanOrEqualToThreshold', TreatMissingData: 'notBreaching',
      ...draft.templates.alarmActions(beside.stack.template),
    },
  });
}

/** A bucket for the failed batches of a stream, which keeps the records themselves. */
export const failureBucket = (draft: Draft, beside: Resource, name: string): string => draft.add(beside, name, {
  type: 'AWS::S3::Bucket', retained: true, properties: {
    PublicAccessBlockConfiguration: { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true },
  },
});

/** What Lambda needs: https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html */
export const allowBucket = (draft: Draft, fn: Resource, bucket: string): string | undefined =>
  draft.allowRole(fn.properties.Role, fn, `${bucket}Policy`, { actions: ['s3:PutObject', 's3:ListBucket'], resource: [arn(bucket), { 'Fn::Sub': `\${${bucket}.Arn}/*` }] });

export const allowQueue = (draft: Draft, fn: Resource, queue: string): string | undefined =>
  draft.allowRole(fn.properties.Role, fn, `${queue}Policy`, { actions: ['sqs:SendMessage'], resource: arn(queue) });

/**
 * The queue for what cannot be handed to a function at all: one for all that invokes it, unless that is elsewhere or not always there,
 * as the policy of the queue names it.
 */
export function undeliveredQueue(draft: Draft, trigger: Resource, fn: Resource): { readonly id: string; readonly beside: Resource } {
  const { templates } = draft;
  const beside = fn.stack.name === trigger.stack.name && templates.conditionOf(trigger) === templates.conditionOf(fn) ? fn : trigger;
  return { id: failureQueue(draft, beside, `${beside.id}UndeliveredEvents`), beside };
}
