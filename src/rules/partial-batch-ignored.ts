import { defineRule } from './rule';
import { polled } from '../graph/query';
import { onMapping } from '../graph/template-lines';

/** What a handler returns, and what makes it return that: the batch utilities of Powertools for AWS Lambda. */
const reports = /\bbatchItemFailures\b|\bprocessPartialResponse(?:Sync)?\b|\b(?:async_)?process_partial_response\b/;

export default defineRule({
  id: 'partial-batch-ignored',
  severity: 'error',
  title: 'the function reports which messages have failed, and nobody listens',
  why: 'Without ReportBatchItemFailures Lambda does not look at what the function returns: an invocation that returns is a success, so the messages that it reports as failed are deleted, or their records skipped, together with the good ones.',
  event: 'an event that it reports as failed is deleted or skipped as if it had been processed',
  fix: 'Set reportBatchItemFailures: true on the event source.',
  fixInTemplate: 'Set FunctionResponseTypes: [ReportBatchItemFailures] on the event source mapping.',
  links: ['https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html'],
  check(graph, report) {
    for (const path of [...polled(graph, 'sqs'), ...polled(graph, 'kinesis'), ...polled(graph, 'dynamodb')]) {
      if (path.polling.by === 'pipe' || path.polling.partialBatch !== false) continue;
      const [found] = reports.exec(path.fn.program() ?? '') ?? [];
      if (found === undefined) continue;
      report({
        resource: path.triggers[0], property: 'FunctionResponseTypes', path, mend: { kind: 'set', on: path.triggers[0], values: { FunctionResponseTypes: ['ReportBatchItemFailures'] } },
        what: `the program of ${path.fn.label} has ${found} in it, but its mapping to ${path.originText} ignores what it returns`,
        event: path.polling.broker === 'sqs' ? 'a message that it reports as failed is deleted as if it had been processed' : 'a record that it reports as failed is skipped as if it had been processed',
        fix: 'Set reportBatchItemFailures: true on the event source (FunctionResponseTypes: [ReportBatchItemFailures]).',
        fixInTemplate: `Set FunctionResponseTypes: [ReportBatchItemFailures] ${onMapping(path.triggers[0])}.`,
      });
    }
  },
});
