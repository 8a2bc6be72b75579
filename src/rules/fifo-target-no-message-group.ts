import { defineRule } from './rule';
import { fromQueues, isFifo, rulesTo } from '../graph/query';
import { at, flag } from '../model/value';

export default defineRule({
  id: 'fifo-target-no-message-group',
  severity: 'error',
  title: 'a rule sends to a FIFO queue what the queue refuses',
  why: 'A FIFO queue takes no message without a message group, nor without a deduplication id unless it makes one from the content, which EventBridge cannot give. Every event of the rule is refused, and dropped if the target has no dead-letter queue.',
  event: 'the queue refuses every event of the rule, which is dropped',
  fix: 'Set messageGroupId on the SqsQueue target, and contentBasedDeduplication: true on the queue.',
  fixInTemplate: 'Set SqsParameters: { MessageGroupId: … } on the target, and ContentBasedDeduplication: true on the queue.',
  links: ['https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-targets.html', 'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/using-messagededuplicationid-property.html'],
  check(graph, report) {
    for (const { path, queue } of fromQueues(graph)) {
      if (isFifo(queue, undefined) !== true) continue;
      for (const { rule, target } of rulesTo(graph, queue)) {
        const event = at(target, 'DeadLetterConfig') === undefined ? undefined : 'the queue refuses every event of the rule, which rests in the dead-letter queue of the target instead';
        if (at(target, 'SqsParameters', 'MessageGroupId') === undefined) {
          report({
            resource: rule, property: 'Targets', path, what: `${rule.label} sends to ${queue.label}, which is FIFO, without a message group`, event,
            fix: 'Set messageGroupId: \'events\' on new targets.SqsQueue(queue, { … }).', fixInTemplate: 'Set SqsParameters: { MessageGroupId: events } on the target.',
          });
        }
        if (flag(queue.properties.ContentBasedDeduplication, false) === false) {
          report({
            resource: queue, property: 'ContentBasedDeduplication', path, what: `${rule.label} sends to ${queue.label}, which is FIFO and does not deduplicate by content`, event,
            fix: `Set contentBasedDeduplication: true on ${queue.label}.`, fixInTemplate: `Set ContentBasedDeduplication: true on ${queue.label}.`,
          });
        }
      }
    }
  },
});
