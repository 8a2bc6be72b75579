import { defineRule } from './rule';
import { certain, fromMappings } from '../graph/query';

export default defineRule({
  id: 'fifo-batching',
  severity: 'error',
  title: 'a FIFO queue is read with a batching window or too large batches',
  why: 'Lambda reads FIFO queues in batches of at most 10 messages and without waiting for more. It refuses a mapping that asks for anything else: the deployment fails, and the queue has no reader.',
  event: 'Lambda refuses the mapping, and messages expire unread',
  fix: 'Remove maxBatchingWindow and set batchSize to 10 or less.',
  fixInTemplate: 'Remove MaximumBatchingWindowInSeconds and set BatchSize to 10 or less.',
  links: ['https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-parameters.html'],
  check(graph, report) {
    for (const { path, mapping } of fromMappings(graph, 'sqs')) {
      if (path.polling.fifo !== true) continue;
      const [size, window] = [certain(path.polling.batchSize) ?? 10, certain(path.polling.batchingWindow) ?? 0];
      const queue = path.originText ?? 'a FIFO queue';
      if (window > 0) report({ resource: mapping, property: 'MaximumBatchingWindowInSeconds', path, what: `${mapping.label} waits ${window} s to fill a batch from ${queue}, which is FIFO`, fix: 'Remove maxBatchingWindow.', fixInTemplate: 'Remove MaximumBatchingWindowInSeconds.' });
      if (size > 10) report({ resource: mapping, property: 'BatchSize', path, what: `${mapping.label} takes batches of ${size} messages from ${queue}, which is FIFO`, fix: 'Set batchSize: 10.', fixInTemplate: 'Set BatchSize: 10.' });
    }
  },
});
