import { createHash } from 'node:crypto';
import { Duration, Stack, Token } from 'aws-cdk-lib';
import { Alarm, Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { IEventSourceMapping, IFunction, MetricsConfig, MetricType, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { QueueBase } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { Alarms, everyMinute } from './alarms';
import { watch } from './dead-letter-queue';
import { functionMetric } from './existing-function';
import { FailureTarget } from './failure-target';

/** What Lambda takes, times in seconds: https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html */
export const ranges = {
  batchSize: [1, 10_000],
  maxBatchingWindow: [0, 300],
  parallelizationFactor: [1, 10],
  tumblingWindow: [0, 900],
  retryAttempts: [-1, 10_000],
  maxRecordAge: [60, 604_800],
} as const;

/** Refuses settings of a mapping that Lambda does not take. */
export function refuseOutOfRange(scope: Construct, values: { readonly [setting in keyof typeof ranges]?: number | Duration }): void {
  for (const [setting, value] of Object.entries(values)) {
    if (value === undefined || (typeof value === 'number' ? Token.isUnresolved(value) : value.isUnresolved())) continue;
    const [least, most] = ranges[setting as keyof typeof ranges];
    const given = typeof value === 'number' ? value : value.toMilliseconds() / 1000;
    if (given < least || given > most) throw new Error(`${scope.node.path}: ${setting} is ${given}${unit(value)}; Lambda takes ${least} to ${most}${unit(value)}`);
  }
}

const unit = (value: number | Duration): string => (typeof value === 'number' ? '' : ' s');

interface Start { readonly startingPosition?: StartingPosition; readonly startingPositionTimestamp?: number }

/** Refuses a point in time where none is asked for, and the other way round. */
export function refuseStart(scope: Construct, { startingPosition, startingPositionTimestamp }: Start): void {
  const atTimestamp = startingPosition === StartingPosition.AT_TIMESTAMP;
  if (atTimestamp && startingPositionTimestamp === undefined) throw new Error(`${scope.node.path}: startingPosition is AT_TIMESTAMP; set startingPositionTimestamp, in Unix seconds`);
  if (!atTimestamp && startingPositionTimestamp !== undefined) throw new Error(`${scope.node.path}: startingPositionTimestamp is for StartingPosition.AT_TIMESTAMP only; set that, or leave it out`);
}

/** The id of a mapping of a source that CDK has no class for: unique for a function, which may read several such sources. */
export function mappingId(scope: Construct, kind: string, source: readonly unknown[], name: string): string {
  const hash = createHash('sha256').update(JSON.stringify(Stack.of(scope).resolve(source))).digest('hex').slice(0, 8);
  // CDK takes no ids with parameters in them.
  return Token.isUnresolved(name) ? `${kind}:${hash}` : `${kind}:${hash}:${name}`;
}

/** A counter of one mapping, to be switched on in its `metricsConfig`. */
export function mappingMetric(mapping: IEventSourceMapping, name: string, options: MetricOptions): Metric {
  return new Metric({ namespace: 'AWS/Lambda', metricName: name, dimensionsMap: { EventSourceMappingUUID: mapping.eventSourceMappingId }, ...everyMinute, ...options });
}

/** What pollers need that stand in a VPC: https://docs.aws.amazon.com/lambda/latest/dg/with-kafka-permissions.html */
export const networkInterfaces = () => new PolicyStatement({
  actions: ['ec2:CreateNetworkInterface', 'ec2:DeleteNetworkInterface', 'ec2:DescribeNetworkInterfaces', 'ec2:DescribeSecurityGroups', 'ec2:DescribeSubnets', 'ec2:DescribeVpcs'],
  resources: ['*'],
});

/** Whether a mapping counts such things. */
export const counts = (config: MetricsConfig | undefined, type: MetricType): boolean => config?.metrics.includes(type) ?? false;

/** Alarms on batches that were given up: those that were kept, those that were not, and those that could not be. */
export function watchBatches(alarms: Alarms, { fn, mapping, target, metricsConfig, unread }: {
  readonly fn: IFunction;
  readonly mapping: IEventSourceMapping;
  readonly target: FailureTarget;
  readonly metricsConfig: MetricsConfig | undefined;
  /** How long the records of a position that is left in a queue can still be read. */
  readonly unread?: Duration;
}): Alarm[] {
  const { place } = target;
  alarms.add('DeliveryFailuresAlarm', {
    metric: functionMetric(fn, 'DestinationDeliveryFailures'),
    says: `Lambda could not leave failed records of ${fn.node.path} in ${place.node.path}: they are lost. Check what its role may do there, and the key of the place.`,
  });
  if (counts(metricsConfig, MetricType.EVENT_COUNT)) {
    alarms.add('DroppedAlarm', {
      metric: mappingMetric(mapping, 'DroppedEventCount', {}),
      says: `Lambda has given records up on which ${fn.node.path} failed, or which it did not get to in time, without leaving them anywhere.`,
    });
  }
  if (!(place instanceof QueueBase)) {
    if (counts(metricsConfig, MetricType.EVENT_COUNT)) {
      alarms.add('FailedRecordsAlarm', {
        metric: mappingMetric(mapping, 'OnFailureDestinationDeliveredEventCount', {}),
        says: `${fn.node.path} has failed for good on records, which are in ${place.node.path} now. Find out why, and process them again.`,
      });
    }
    return [];
  }
  const ofPlace = watch(alarms, place);
  if (unread) {
    alarms.add('RecordsExpireAlarm', {
      metric: place.metricApproximateAgeOfOldestMessage({ statistic: 'Maximum', period: Duration.minutes(1) }), threshold: Math.floor(unread.toSeconds() / 2),
      says: `${place.node.path} has only the position of failed records, and half of the time has passed in which the records can still be read from the stream.`,
    });
  }
  return ofPlace;
}
