import { defineRule } from './rule';
import { hasReader, isWatched, netsInto, pathsThrough } from '../graph/query';
import { Path } from '../model/graph';
import { isUnknown, number } from '../model/value';

const isStream = ({ polling }: Path) => polling?.broker === 'kinesis' || polling?.broker === 'dynamodb';

export default defineRule({
  id: 'dlq-not-watched',
  severity: 'warning',
  title: 'nobody hears of what falls into a queue for failed events',
  why: 'Failed events wait in the queue until its retention ends, then SQS deletes them. Without an alarm or a consumer that happens without anybody noticing: the events are lost after all, only later.',
  event: 'a failed event expires there without anybody hearing of it',
  fix: 'Add an alarm on ApproximateNumberOfMessagesVisible of the queue: threshold 1, one evaluation period.',
  links: ['https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/dead-letter-queues-alarms-cloudwatch.html'],
  check(graph, report) {
    const queues = new Set(graph.nets.flatMap(({ rest }) => (rest.resource?.type === 'AWS::SQS::Queue' ? rest.resource : [])));
    for (const queue of queues) {
      if (hasReader(graph, queue)) continue;
      // An alarm on what one function gives up tells nothing of the others.
      const nets = netsInto(graph, queue).filter((net) => isWatched(graph, net) === false);
      // Positions in a stream expire sooner than the queue: stream-pointer-expires tells that.
      const paths = nets.filter(({ faults }) => !faults.some(({ certain }) => certain))
        .flatMap((net) => pathsThrough(graph, net).filter((path) => !path.framework && !(net.keptAs === 'pointer' && isStream(path))));
      const sorted = [...paths].sort((one, other) => (one.fn.label < other.fn.label ? -1 : 1));
      const [first, ...others] = new Set(sorted.map(({ fn }) => fn));
      if (!first) continue;
      const kept = number(queue.properties.MessageRetentionPeriod, 345_600);
      const what = `failed events of ${others.length === 0 ? first.label : others.length === 1 ? `${first.label} and ${others[0].label}` : `${first.label} and ${others.length} other functions`} end up in ${queue.label}, and nothing in this app watches or reads it`;
      // It is one queue, however many functions fail into it.
      for (const path of others.length === 0 ? paths : [undefined]) {
        report({
          resource: queue, path, paths: path ? [path] : sorted, mend: { kind: 'mixin', mixin: 'FailureAlarms', on: queue }, what,
          event: isUnknown(kept) ? undefined : `a failed event is deleted there after ${Math.round(kept / 864) / 100} days at the latest, without anybody hearing of it`,
          fix: `Add ${queue.label}.metricApproximateNumberOfMessagesVisible({ statistic: 'max', period: Duration.minutes(1) }).createAlarm(this, 'Alarm', { threshold: 1, evaluationPeriods: 1 }), with an action that reaches a person.`,
          fixInTemplate: `Add { Type: AWS::CloudWatch::Alarm, Properties: { Namespace: AWS/SQS, MetricName: ApproximateNumberOfMessagesVisible, Dimensions: [{ Name: QueueName, Value: !GetAtt ${queue.id}.QueueName }], Statistic: Maximum, Period: 60, EvaluationPeriods: 1, Threshold: 1, ComparisonOperator: GreaterThanOrEqualToThreshold, AlarmActions: [!Ref Topic] } }, whose topic reaches a person.`,
        });
      }
    }
  },
});
