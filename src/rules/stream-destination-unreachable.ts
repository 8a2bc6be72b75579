import { defineRule } from './rule';
import { isUnlimited, polled } from '../graph/query';
import { onMapping } from '../graph/template-lines';

export default defineRule({
  id: 'stream-destination-unreachable',
  severity: 'error',
  title: 'an on-failure destination that nothing ever reaches',
  why: 'Lambda writes to the destination when it gives a batch up. With unlimited retries it never gives up before the records have expired: the shard stands still for that long.',
  event: 'a failed batch blocks its shard until it expires, and never gets there',
  fix: 'Set retryAttempts and maxRecordAge on the event source.',
  fixInTemplate: 'Set MaximumRetryAttempts and MaximumRecordAgeInSeconds on the event source mapping.',
  links: ['https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html'],
  check(graph, report) {
    for (const path of polled(graph, 'kinesis', 'dynamodb')) {
      const { polling } = path;
      if (isUnlimited(polling) !== true || !polling.destination) continue;
      report({
        resource: path.triggers[0], property: polling.by === 'mapping' ? 'MaximumRetryAttempts' : 'SourceParameters', path,
        mend: { kind: 'mixin', mixin: polling.by === 'pipe' ? 'PipeDeadLetters' : 'StreamFailures', on: path.triggers[0] },
        what: `${polling.destination.rest.text} is the destination for batches of ${path.originText}, but retries are unlimited`,
        fix: polling.by === 'mapping' ? 'Set retryAttempts: 5 and maxRecordAge below the retention of the stream on the event source.' : 'Set MaximumRetryAttempts: 5 and MaximumRecordAgeInSeconds: 43200 in SourceParameters of the pipe.',
        fixInTemplate: `Set MaximumRetryAttempts: 5 and MaximumRecordAgeInSeconds: 43200 ${polling.by === 'mapping' ? onMapping(path.triggers[0]) : 'in SourceParameters of the pipe'}, the age below the retention of the stream.`,
      });
    }
  },
});
