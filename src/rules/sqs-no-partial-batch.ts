import { defineRule } from './rule';
import { certain, polled } from '../graph/query';
import { onMapping } from '../graph/template-lines';

export default defineRule({
  id: 'sqs-no-partial-batch',
  severity: 'warning',
  title: 'one bad message fails the whole batch',
  why: 'Without partial batch responses every message of the batch comes back when one fails: good ones are processed again and use up their receives until they land in the dead-letter queue too.',
  event: 'good messages are processed again with a bad one, until they count as failed too',
  fix: 'Set reportBatchItemFailures: true on the SqsEventSource and let the handler return batchItemFailures.',
  fixInTemplate: 'Set FunctionResponseTypes: [ReportBatchItemFailures] on the mapping and let the handler return batchItemFailures.',
  links: ['https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html'],
  check(graph, report) {
    for (const path of polled(graph, 'sqs')) {
      const size = certain(path.polling.batchSize);
      if (path.polling.by === 'pipe' || path.polling.partialBatch !== false || size === undefined || size <= 1) continue;
      report({
        resource: path.triggers[0], property: 'FunctionResponseTypes', path,
        what: `${path.fn.label} gets up to ${size} messages of ${path.originText} at once and cannot report which of them failed`,
        fix: 'Set reportBatchItemFailures: true on the SqsEventSource (FunctionResponseTypes: [ReportBatchItemFailures]), and return { batchItemFailures: [{ itemIdentifier: messageId }] } for the failed ones.',
        fixInTemplate: `Set FunctionResponseTypes: [ReportBatchItemFailures] ${onMapping(path.triggers[0])}, and return { batchItemFailures: [{ itemIdentifier: messageId }] } for the failed ones.`,
      });
    }
  },
});
