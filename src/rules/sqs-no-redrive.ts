import { defineRule } from './rule';
import { fromQueues, redriveOf } from '../graph/query';
import { number, isUnknown } from '../model/value';

export default defineRule({
  id: 'sqs-no-redrive',
  severity: 'error',
  title: 'a queue that feeds a function has no redrive policy',
  why: 'A message on which the function keeps failing comes back until the retention of the queue ends, then SQS deletes it and nobody is told. In a FIFO queue its message group waits all that time. A dead-letter queue on the function does not help: Lambda polls the queue and calls the function synchronously.',
  event: 'a message that keeps failing is deleted when the retention of the queue ends',
  fix: 'Give the source queue a dead-letter queue: deadLetterQueue: { queue: dlq, maxReceiveCount: 5 } on the sqs.Queue.',
  fixInTemplate: 'Give the source queue a dead-letter queue: RedrivePolicy: { deadLetterTargetArn: !GetAtt Dlq.Arn, maxReceiveCount: 5 }.',
  links: ['https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html', 'https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html'],
  check(graph, report) {
    for (const { path, polling, queue } of fromQueues(graph)) {
      if (redriveOf(graph.app, queue).net !== undefined) continue;
      const retention = number(queue.properties.MessageRetentionPeriod, 345_600);
      const end = isUnknown(retention) ? 'when its retention ends' : `after ${Math.round(retention / 864) / 100} days`;
      report({
        resource: queue, property: 'RedrivePolicy', path, mend: { kind: 'mixin', mixin: 'SqsRedrive', on: queue },
        what: `${queue.label} feeds ${path.fn.label} and has no redrive policy`,
        event: `a message that keeps failing is deleted ${end}`,
        fix: polling.fifo === true
          ? 'Set deadLetterQueue: { queue: dlq, maxReceiveCount: 5 } on the sqs.Queue, with a FIFO queue as dlq (retentionPeriod: Duration.days(14)).'
          : 'Set deadLetterQueue: { queue: dlq, maxReceiveCount: 5 } on the sqs.Queue, with a standard queue as dlq (retentionPeriod: Duration.days(14)).',
        fixInTemplate: `${queue.madeBy ? 'Name a queue of your own in the event, and set' : 'Set'} RedrivePolicy: { deadLetterTargetArn: !GetAtt Dlq.Arn, maxReceiveCount: 5 } on the AWS::SQS::Queue, with a ${polling.fifo === true ? 'FIFO' : 'standard'} queue as Dlq (MessageRetentionPeriod: 1209600).`,
      });
    }
  },
});
