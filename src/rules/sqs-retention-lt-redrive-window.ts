import { defineRule } from './rule';
import { certain, fromQueues, redriveOf } from '../graph/query';
import { isUnknown, number } from '../model/value';

export default defineRule({
  id: 'sqs-retention-lt-redrive-window',
  severity: 'error',
  title: 'a message expires before it can reach the dead-letter queue',
  why: 'A message is received again only after the visibility timeout. If its retention ends before it was received maxReceiveCount times, SQS deletes it and it never reaches the dead-letter queue.',
  event: 'a failed message expires before it gets to the dead-letter queue',
  fix: 'Raise retentionPeriod of the source queue above maxReceiveCount × visibilityTimeout.',
  fixInTemplate: 'Raise MessageRetentionPeriod of the source queue above maxReceiveCount × VisibilityTimeout.',
  links: ['https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html'],
  check(graph, report) {
    for (const { path, queue } of fromQueues(graph)) {
      const { net, maxReceiveCount } = redriveOf(graph.app, queue);
      const count = certain(maxReceiveCount);
      const visibility = certain(number(queue.properties.VisibilityTimeout, 30));
      const retention = certain(number(queue.properties.MessageRetentionPeriod, 345_600));
      if (!net || isUnknown(net) || count === undefined || visibility === undefined || retention === undefined || retention > count * visibility) continue;
      const days = Math.min(14, Math.max(4, Math.ceil((2 * count * visibility) / 86_400)));
      report({
        resource: queue, property: 'MessageRetentionPeriod', path, mend: { kind: 'set', on: queue, values: { MessageRetentionPeriod: days * 86_400 } },
        what: `${queue.label} keeps a message for ${retention} s, but ${count} receives with ${visibility} s in between take ${count * visibility} s`,
        fix: `Set retentionPeriod of the sqs.Queue above ${count * visibility} s, for example Duration.days(${days}).`,
        fixInTemplate: `Set MessageRetentionPeriod: ${days * 86_400} on the AWS::SQS::Queue, or anything above ${count * visibility} s.`,
      });
    }
  },
});
