import { defineRule } from './rule';
import { alarmsOf, isNamed, netsInto, netsOf, pathsCounted, pathsThrough } from '../graph/query';

/** Metrics that count single lost events: their data points are rare. */
const counters = new Set([
  'AWS/Lambda DeadLetterErrors', 'AWS/Lambda DestinationDeliveryFailures', 'AWS/Lambda AsyncEventsDropped',
  'AWS/Events InvocationsSentToDlq', 'AWS/Events InvocationsFailedToBeSentToDlq',
  'AWS/SNS NumberOfNotificationsRedrivenToDlq', 'AWS/SNS NumberOfNotificationsFailedToRedriveToDlq',
  'AWS/Scheduler InvocationDroppedCount', 'AWS/Scheduler InvocationsSentToDeadLetterCount',
]);

const misspelt: { readonly [metric: string]: string } = {
  'AWS/Events InvocationsSentToDLQ': 'InvocationsSentToDlq',
  'AWS/Events InvocationsFailedToBeSentToDLQ': 'InvocationsFailedToBeSentToDlq',
};

export default defineRule({
  id: 'dlq-alarm-never-fires',
  severity: 'warning',
  title: 'an alarm for failed events that a failed event does not set off',
  why: 'The alarm looks right and stays silent: its metric does not exist under that name, does not count what SQS moves, or has to be over the threshold for several periods although a lost event shows up in one.',
  event: 'a failed event may be gone before anybody hears of it',
  fix: 'Use the metric that counts, and one data point: evaluationPeriods: 1.',
  fixInTemplate: 'Use the metric that counts, and one data point: EvaluationPeriods: 1.',
  links: ['https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html', 'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html'],
  check(graph, report) {
    const moved = netsOf(graph, 'redrive').map(({ rest }) => rest.resource);
    for (const { resource, metrics, datapoints } of alarmsOf(graph.app)) {
      for (const { namespace, name, dimensions } of metrics) {
        const metric = `${namespace} ${name}`;
        const paths = pathsCounted(graph, dimensions);
        const queue = metric === 'AWS/SQS NumberOfMessagesSent' ? moved.find((each) => isNamed(graph.app, dimensions.QueueName, each)) : undefined;
        if (misspelt[metric]) {
          report({ resource, property: 'MetricName', what: `${resource.label} is on ${name}, which EventBridge does not publish`, fix: `Set metricName: '${misspelt[metric]}': metric names are case-sensitive.`, fixInTemplate: `Set MetricName: ${misspelt[metric]}: metric names are case-sensitive.`, paths });
        } else if (queue) {
          report({
            resource, property: 'MetricName', what: `${resource.label} is on NumberOfMessagesSent of ${queue.label}, which does not count what SQS moves there by redrive`,
            fix: `Use ${queue.label}.metricApproximateNumberOfMessagesVisible().`, fixInTemplate: 'Set MetricName: ApproximateNumberOfMessagesVisible and Statistic: Maximum.',
            paths: netsInto(graph, queue).flatMap((net) => pathsThrough(graph, net)),
          });
        } else if (counters.has(metric) && (datapoints ?? 1) > 1) {
          report({
            resource, property: 'DatapointsToAlarm', what: `${resource.label} needs ${datapoints} data points of ${name} over its threshold; one lost event gives one`, paths,
            fix: 'Set evaluationPeriods: 1 and datapointsToAlarm: 1.', fixInTemplate: 'Set EvaluationPeriods: 1 and DatapointsToAlarm: 1.',
          });
        }
      }
    }
  },
});
