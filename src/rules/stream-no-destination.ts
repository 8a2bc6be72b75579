import { defineRule } from './rule';
import { polled } from '../graph/query';
import { toBucket } from '../graph/template-lines';

export default defineRule({
  id: 'stream-no-destination',
  severity: 'warning',
  title: 'a stream mapping without on-failure destination',
  why: 'When the retries of a batch end, or its records expire, nothing tells which records were never processed.',
  event: 'when a batch is given up, its records are skipped without a trace',
  fix: 'Set onFailure on the event source: S3 keeps the records, a queue or topic only their position in the stream.',
  fixInTemplate: 'Set DestinationConfig.OnFailure on the event source mapping: S3 keeps the records, a queue or topic only their position in the stream.',
  links: ['https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html', 'https://docs.aws.amazon.com/lambda/latest/dg/kafka-on-failure.html'],
  check(graph, report) {
    for (const path of polled(graph, 'kinesis', 'dynamodb', 'kafka')) {
      if (path.polling.by === 'pipe' || path.polling.destination || path.polling.retries === undefined) continue;
      report({
        resource: path.triggers[0], property: 'DestinationConfig.OnFailure', path, mend: { kind: 'mixin', mixin: 'StreamFailures', on: path.triggers[0] },
        what: `batches of ${path.originText} on which ${path.fn.label} fails are not recorded anywhere`,
        fix: 'Set onFailure: new S3OnFailureDestination(bucket) on the event source to keep the records, or new SqsDlq(queue) to keep their position.',
        fixInTemplate: `Set ${toBucket(path.triggers[0])}: a bucket keeps the records, a queue their position.`,
      });
    }
  },
});
