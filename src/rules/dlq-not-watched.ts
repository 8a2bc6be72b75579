import { defineRule } from './rule';
import { hasReader, isWatched, netsInto, pathsThrough } from '../graph/query';
import { Path } from '../model/graph';

const isStream = ({ polling }: Path) => polling?.broker === 'kinesis' || polling?.broker === 'dynamodb';

export default defineRule({
  id: 'dlq-not-watched',
  severity: 'warning',
  title: 'nobody hears of what falls into a queue for failed events',
  why: 'Failed events wait in the queue until its retention ends, then SQS deletes them. Without an alarm or a consumer that happens without anybody noticing: the events are lost after all, only later.',
  fix: 'Add an alarm on ApproximateNumberOfMessagesVisible of the queue: threshold 1, one evaluation period.',
  links: ['https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/dead-letter-queues-alarms-cloudwatch.html'],
  check(graph, report) {
    const said = new Set<string>();
    for (const net of graph.nets) {
      const queue = net.rest.resource;
      if (queue?.type !== 'AWS::SQS::Queue' || said.has(queue.key) || net.faults.some(({ certain }) => certain)) continue;
      if (hasReader(graph, queue) || netsInto(graph, queue).some((other) => isWatched(graph, other) !== false)) continue;
      const [path] = pathsThrough(graph, net);
      // Positions in a stream expire sooner than the queue: stream-pointer-expires tells that.
      if (!path || (net.keptAs === 'pointer' && isStream(path))) continue;
      said.add(queue.key);
      report({
        resource: queue, path, mend: { kind: 'mixin', mixin: 'FailureAlarms', on: queue },
        what: `failed events of ${path.fn.label} end up in ${queue.label}, and nothing in this app watches or reads it`,
        fix: `Add ${queue.label}.metricApproximateNumberOfMessagesVisible({ statistic: 'max', period: Duration.minutes(1) }).createAlarm(this, 'Alarm', { threshold: 1, evaluationPeriods: 1 }), with an action that reaches a person.`,
      });
    }
  },
});
