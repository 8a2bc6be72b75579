import { defineRule } from './rule';
import { certain, fromQueues, redriveOf } from '../graph/query';

export default defineRule({
  id: 'sqs-max-receive-lt-5',
  severity: 'warning',
  title: 'fewer than five receives before a message goes to the dead-letter queue',
  why: 'A throttled function or a short outage counts as receives too: with fewer than five, good messages end in the dead-letter queue.',
  event: 'good messages end in the dead-letter queue after a short outage',
  fix: 'Set maxReceiveCount: 5 or more in deadLetterQueue of the source queue.',
  fixInTemplate: 'Set maxReceiveCount: 5 or more in RedrivePolicy of the source queue.',
  links: ['https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html'],
  check(graph, report) {
    for (const { path, queue } of fromQueues(graph)) {
      const redrive = redriveOf(graph.app, queue);
      const count = certain(redrive.maxReceiveCount);
      if (redrive.net === undefined || count === undefined || count >= 5) continue;
      report({
        resource: queue, property: 'RedrivePolicy.maxReceiveCount', path, mend: { kind: 'set', on: queue, values: { 'RedrivePolicy.maxReceiveCount': 5 } },
        what: `${queue.label} gives up a message after ${count} ${count === 1 ? 'receive' : 'receives'}`,
        fix: 'Set maxReceiveCount: 5 in deadLetterQueue of the sqs.Queue.', fixInTemplate: 'Set maxReceiveCount: 5 in RedrivePolicy of the AWS::SQS::Queue.',
      });
    }
  },
});
