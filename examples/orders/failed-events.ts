import { Duration } from 'aws-cdk-lib';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

/** A queue for failed events that somebody hears of: it keeps them for 14 days and raises an alarm for the first one. */
export function failedEvents(scope: Construct, id = 'FailedEvents'): Queue {
  const queue = new Queue(scope, id, { retentionPeriod: Duration.days(14) });
  queue.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(1), statistic: 'max' }).createAlarm(scope, `${id}Alarm`, { threshold: 1, evaluationPeriods: 1 });
  return queue;
}
