import { defineRule } from './rule';
import { polled } from '../graph/query';

export default defineRule({
  id: 'sqs-queue-unverified',
  severity: 'info',
  title: 'a function polls a queue whose settings are not part of this app',
  why: 'Only the redrive policy of the source queue keeps a message on which the function has failed for good. It is set where the queue is made, which cannot be seen from here.',
  event: 'without a redrive policy, a message that keeps failing is deleted',
  fix: 'Where the queue is made, verify that it has a redrive policy and a long enough visibility timeout.',
  links: ['https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html'],
  check(graph, report) {
    for (const path of polled(graph, 'sqs')) {
      if (path.origin?.type === 'AWS::SQS::Queue') continue;
      const timeout = path.fn.properties.Timeout ?? 3;
      const visibility = typeof timeout === 'number' ? `at least ${6 * timeout + (typeof path.polling.batchingWindow === 'number' ? path.polling.batchingWindow : 0)} s` : 'at least six times the function timeout';
      report({
        resource: path.triggers[0], property: path.polling.by === 'pipe' ? 'Source' : 'EventSourceArn', path,
        what: `${path.fn.label} polls ${path.originText}, whose settings cannot be seen: ${path.outcome.because}`,
        fix: `Where that queue is made, verify: a redrive policy with maxReceiveCount of 5 or more, a dead-letter queue of the same type that keeps messages longer (14 days), and a visibility timeout of ${visibility}.`,
      });
    }
  },
});
