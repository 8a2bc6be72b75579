import { defineRule } from './rule';
import { isUnlimited, polled } from '../graph/query';
import { toBucket } from '../graph/template-lines';

export default defineRule({
  id: 'stream-infinite-retries',
  severity: 'error',
  title: 'one bad record stops a shard or partition until it expires',
  why: 'By default Lambda retries a failing batch until its records expire: 24 hours up to a year for Kinesis, 24 hours for DynamoDB, the retention of the topic for Kafka. Everything behind it waits, and may expire unread.',
  event: 'a failed record stops those behind it until it expires, and they may expire unread',
  fix: 'Set retryAttempts and maxRecordAge on the event source, together with an onFailure destination.',
  fixInTemplate: 'Set MaximumRetryAttempts and MaximumRecordAgeInSeconds on the event source mapping, together with DestinationConfig.OnFailure.',
  links: ['https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-parameters.html', 'https://docs.aws.amazon.com/lambda/latest/dg/kafka-retry-configurations.html'],
  check(graph, report) {
    for (const path of polled(graph, 'kinesis', 'dynamodb', 'kafka')) {
      const { polling } = path;
      if (polling.retries === undefined || isUnlimited(polling) !== true) continue;
      // With a destination Lambda ends the retries of a Kafka batch by itself, after ten.
      if (polling.broker === 'kafka' && polling.destination) continue;
      const unit = polling.broker === 'kafka' ? 'partition' : 'shard';
      report({
        resource: path.triggers[0], property: polling.by === 'mapping' ? 'MaximumRetryAttempts' : 'SourceParameters', path,
        mend: { kind: 'mixin', mixin: polling.by === 'pipe' ? 'PipeDeadLetters' : 'StreamFailures', on: path.triggers[0] },
        what: `${path.fn.label} retries a failing batch of ${path.originText} without limit`,
        event: `its ${unit} waits until the records expire, and those behind them may expire unread`,
        fix: polling.by === 'pipe' ? 'Set MaximumRetryAttempts: 5, MaximumRecordAgeInSeconds: 43200 and DeadLetterConfig: { Arn: queue.queueArn } in SourceParameters of the pipe, the age below the retention of the stream.'
          : polling.broker === 'kafka' ? 'Set retryAttempts: 5 and onFailure: new S3OnFailureDestination(bucket) on the event source.'
            : 'Set retryAttempts: 5, maxRecordAge: Duration.hours(12), bisectBatchOnError: true and onFailure: new S3OnFailureDestination(bucket) on the event source.',
        fixInTemplate: polling.by === 'pipe' ? 'Set MaximumRetryAttempts: 5, MaximumRecordAgeInSeconds: 43200 and DeadLetterConfig: { Arn: !GetAtt FailedRecords.Arn } in SourceParameters of the pipe, the age below the retention of the stream.'
          : polling.broker === 'kafka' ? `Set MaximumRetryAttempts: 5 and ${toBucket(path.triggers[0])}.`
            : `Set MaximumRetryAttempts: 5, MaximumRecordAgeInSeconds: 43200, BisectBatchOnFunctionError: true and ${toBucket(path.triggers[0])}.`,
      });
    }
  },
});
