import { defineRule } from './rule';
import { polled } from '../graph/query';
import { onMapping } from '../graph/template-lines';

export default defineRule({
  id: 'stream-no-bisect-or-partial',
  severity: 'warning',
  title: 'one bad record fails its whole batch again and again',
  why: 'Without bisecting and without partial batch responses, the good records around a bad one are processed on every retry and given up together with it.',
  event: 'good records are given up together with a bad one',
  fix: 'Set bisectBatchOnError: true, or reportBatchItemFailures: true with a handler that returns batchItemFailures.',
  fixInTemplate: 'Set BisectBatchOnFunctionError: true, or FunctionResponseTypes: [ReportBatchItemFailures] with a handler that returns batchItemFailures.',
  links: ['https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-parameters.html'],
  check(graph, report) {
    for (const path of polled(graph, 'kinesis', 'dynamodb')) {
      const { polling } = path;
      if (polling.by === 'pipe' || polling.bisect !== false || polling.partialBatch !== false || typeof polling.batchSize !== 'number' || polling.batchSize <= 1) continue;
      report({
        resource: path.triggers[0], property: 'BisectBatchOnFunctionError', path, mend: { kind: 'set', on: path.triggers[0], values: { BisectBatchOnFunctionError: true } },
        what: `batches of ${path.originText} of up to ${polling.batchSize} records fail as a whole`,
        fix: 'Set bisectBatchOnError: true on the event source, or reportBatchItemFailures: true with a handler that returns batchItemFailures.',
        fixInTemplate: `Set BisectBatchOnFunctionError: true ${onMapping(path.triggers[0])}, or FunctionResponseTypes: [ReportBatchItemFailures] with a handler that returns batchItemFailures.`,
      });
    }
  },
});
