import { defineRule } from './rule';
import { fromMappings } from '../graph/query';
import { flag, number } from '../model/value';

const where = {
  sqs: 'a redrive policy on the source queue decides (deadLetterQueue of the sqs.Queue)',
  mq: 'the broker decides: ActiveMQ has ActiveMQ.DLQ, RabbitMQ a dead-letter exchange',
  docdb: 'nothing does: catch errors in the handler, and set an alarm on IteratorAge',
};

const whereInTemplate = { ...where, sqs: 'a redrive policy on the source queue decides (RedrivePolicy of the AWS::SQS::Queue)' };

export default defineRule({
  id: 'mapping-settings-ignored',
  severity: 'warning',
  title: 'settings for failed events on a mapping that has none',
  why: 'Destinations, retries, record age and bisecting are for streams and Kafka. On a mapping of a queue, a broker or DocumentDB they are refused or ignored; they look like a net and catch nothing.',
  event: 'a failed event is kept by none of them',
  fix: 'Remove them, and put the net where the source has one.',
  links: ['https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventsourcemapping.html'],
  check(graph, report) {
    for (const broker of ['sqs', 'mq', 'docdb'] as const) {
      for (const { path, mapping } of fromMappings(graph, broker)) {
        const { DestinationConfig, MaximumRetryAttempts, MaximumRecordAgeInSeconds, BisectBatchOnFunctionError } = mapping.properties;
        const set = [
          DestinationConfig === undefined ? undefined : 'DestinationConfig',
          number(MaximumRetryAttempts, undefined) === undefined ? undefined : 'MaximumRetryAttempts',
          number(MaximumRecordAgeInSeconds, undefined) === undefined ? undefined : 'MaximumRecordAgeInSeconds',
          flag(BisectBatchOnFunctionError, false) === false ? undefined : 'BisectBatchOnFunctionError',
        ].filter((name) => name !== undefined);
        if (set.length === 0) continue;
        report({
          resource: mapping, property: set[0], path, what: `${mapping.label} reads from ${path.originText ?? 'its source'}, where ${set.join(', ')} ${set.length === 1 ? 'has' : 'have'} no effect`,
          fix: `Remove ${set.join(', ')}; ${where[broker]}.`, fixInTemplate: `Remove ${set.join(', ')}; ${whereInTemplate[broker]}.`,
        });
      }
    }
  },
});
