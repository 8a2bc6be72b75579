import { defineRule } from './rule';
import { certain, fromQueues, timeoutOf } from '../graph/query';
import { number } from '../model/value';

export default defineRule({
  id: 'sqs-visibility-lt-timeout',
  severity: 'error',
  title: 'the visibility timeout of the queue is shorter than the function may run',
  why: 'The message becomes visible again while the function still works on it and is processed twice. Lambda refuses to create or update such a mapping.',
  event: 'a message comes back while the function is still at work on it, and is processed twice',
  fix: 'Set visibilityTimeout of the queue to at least six times the function timeout plus the batching window.',
  fixInTemplate: 'Set VisibilityTimeout of the queue to at least six times the function timeout plus the batching window.',
  links: ['https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html'],
  check(graph, report) {
    for (const { path, polling, queue } of fromQueues(graph)) {
      const visibility = certain(number(queue.properties.VisibilityTimeout, 30));
      const timeout = certain(timeoutOf(path.fn));
      if (polling.by === 'pipe' || visibility === undefined || timeout === undefined || visibility >= timeout) continue;
      const needed = 6 * timeout + (certain(polling.batchingWindow) ?? 0);
      report({
        resource: queue, property: 'VisibilityTimeout', path, mend: { kind: 'set', on: queue, values: { VisibilityTimeout: needed } },
        what: `${queue.label} hides a message for ${visibility} s, ${path.fn.label} may run for ${timeout} s`,
        fix: `Set visibilityTimeout: Duration.seconds(${needed}) on the sqs.Queue.`, fixInTemplate: `Set VisibilityTimeout: ${needed} on the AWS::SQS::Queue.`,
      });
    }
  },
});
