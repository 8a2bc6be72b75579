import { defineRule } from './rule';
import { certain, fromMappings } from '../graph/query';
import { onMapping } from '../graph/template-lines';

export default defineRule({
  id: 'batch-size-needs-window',
  severity: 'error',
  title: 'a batch of more than ten messages without a batching window',
  why: 'Lambda refuses a mapping of a standard queue with more than 10 messages per batch and no batching window: the deployment fails, and the queue has no reader.',
  event: 'Lambda refuses the mapping, and messages expire unread',
  fix: 'Set maxBatchingWindow to a second or more, or batchSize to 10 or less.',
  fixInTemplate: 'Set MaximumBatchingWindowInSeconds to a second or more, or BatchSize to 10 or less.',
  links: ['https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-parameters.html'],
  check(graph, report) {
    for (const { path, mapping } of fromMappings(graph, 'sqs')) {
      const size = certain(path.polling.batchSize);
      if (path.polling.fifo !== false || size === undefined || size <= 10 || certain(path.polling.batchingWindow) !== 0) continue;
      report({
        resource: mapping, property: 'MaximumBatchingWindowInSeconds', path, mend: { kind: 'set', on: mapping, values: { MaximumBatchingWindowInSeconds: 1 } },
        what: `${mapping.label} takes batches of ${size} messages and has no batching window`,
        fix: 'Set maxBatchingWindow: Duration.seconds(1) or more on the SqsEventSource.',
        fixInTemplate: `Set MaximumBatchingWindowInSeconds: 1 or more ${onMapping(mapping)}.`,
      });
    }
  },
});
