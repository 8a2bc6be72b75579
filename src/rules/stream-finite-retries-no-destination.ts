import { defineRule } from './rule';
import { certain, isUnlimited, polled } from '../graph/query';
import { toBucket } from '../graph/template-lines';
import { Polling } from '../model/graph';

export default defineRule({
  id: 'stream-finite-retries-no-destination',
  severity: 'error',
  title: 'a stream batch is dropped after its retries',
  why: 'Retries or record age are limited, so Lambda gives the batch up and goes on. Without on-failure destination the records are skipped in silence.',
  event: 'the failed records are dropped',
  fix: 'Set onFailure on the event source: S3 keeps the records, a queue or topic only their position in the stream.',
  fixInTemplate: 'Set DestinationConfig.OnFailure on the event source mapping: S3 keeps the records, a queue or topic only their position in the stream.',
  links: ['https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html'],
  check(graph, report) {
    for (const path of polled(graph, 'kinesis', 'dynamodb', 'kafka')) {
      const { polling } = path;
      if (isUnlimited(polling) !== false || polling.destination) continue;
      report({
        resource: path.triggers[0], property: polling.by === 'mapping' ? 'DestinationConfig.OnFailure' : 'SourceParameters', path,
        mend: { kind: 'mixin', mixin: polling.by === 'pipe' ? 'PipeDeadLetters' : 'StreamFailures', on: path.triggers[0] },
        what: `${path.fn.label} gives a batch of ${path.originText} up ${limits(polling)}, and nothing catches it`,
        fixInTemplate: polling.by === 'pipe' ? 'Set DeadLetterConfig: { Arn: !GetAtt FailedRecords.Arn } in SourceParameters of the pipe.' : `Set ${toBucket(path.triggers[0])}.`,
        fix: polling.by === 'pipe' ? 'Set DeadLetterConfig: { Arn: queue.queueArn } in SourceParameters of the pipe.' : 'Set onFailure: new S3OnFailureDestination(bucket) on the event source.',
      });
    }
  },
});

function limits(polling: Polling): string {
  const [retries, age] = [certain(polling.retries) ?? -1, certain(polling.recordAge) ?? -1];
  const words = [retries >= 0 ? `after ${retries} retries` : '', age >= 0 ? `when it is ${age} s old` : ''];
  return words.filter((word) => word !== '').join(' or ');
}
