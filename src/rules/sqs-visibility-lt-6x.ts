import { defineRule } from './rule';
import { certain, fromQueues, timeoutOf } from '../graph/query';
import { number } from '../model/value';

export default defineRule({
  id: 'sqs-visibility-lt-6x',
  severity: 'warning',
  title: 'the visibility timeout of the queue leaves no room for retries of a throttled function',
  why: 'While the function is throttled, Lambda keeps the batch and tries again. If the visibility timeout is not six times the function timeout plus the batching window, messages come back in the meantime, are processed twice and use up their receives.',
  event: 'messages of a throttled function come back too soon, are processed twice and use up their receives',
  fix: 'Set visibilityTimeout of the queue to at least six times the function timeout plus the batching window.',
  fixInTemplate: 'Set VisibilityTimeout of the queue to at least six times the function timeout plus the batching window.',
  links: ['https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html', 'https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-parameters.html'],
  check(graph, report) {
    for (const { path, polling, queue } of fromQueues(graph)) {
      const visibility = certain(number(queue.properties.VisibilityTimeout, 30));
      const timeout = certain(timeoutOf(path.fn));
      if (polling.by === 'pipe' || visibility === undefined || timeout === undefined || visibility < timeout) continue;
      const window = certain(polling.batchingWindow) ?? 0;
      // SQS hides a message for twelve hours at most, so a function that runs longer cannot have more.
      const needed = Math.min(6 * timeout + window, 43_200);
      if (visibility >= needed) continue;
      report({
        resource: queue, property: 'VisibilityTimeout', path, mend: { kind: 'set', on: queue, values: { VisibilityTimeout: needed } },
        what: `${queue.label} hides a message for ${visibility} s, but 6 × ${timeout} s${window > 0 ? ` + ${window} s window` : ''} = ${needed} s are recommended for ${path.fn.label}`,
        fix: `Set visibilityTimeout: Duration.seconds(${needed}) on the sqs.Queue.`, fixInTemplate: `Set VisibilityTimeout: ${needed} on the AWS::SQS::Queue.`,
      });
    }
  },
});
