import { defineRule } from './rule';
import { certain, isFifo, netsOf, pathsThrough, restResource } from '../graph/query';
import { number } from '../model/value';

export default defineRule({
  id: 'dlq-retention-lt-source',
  severity: 'warning',
  title: 'the dead-letter queue keeps messages for less time than the source queue',
  why: 'In standard queues a message keeps the time at which it was first sent when it moves to the dead-letter queue. If that queue keeps messages for less time than the source, a message may be deleted right after it arrived, or at once.',
  event: 'a failed message may be deleted as soon as it has been moved',
  fix: 'Set retentionPeriod: Duration.days(14) on the dead-letter queue.',
  fixInTemplate: 'Set MessageRetentionPeriod: 1209600 on the dead-letter queue.',
  links: ['https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html'],
  check(graph, report) {
    for (const net of netsOf(graph, 'redrive')) {
      const dead = restResource(net, 'AWS::SQS::Queue');
      // FIFO queues start counting anew.
      if (!dead || isFifo(net.owner, undefined) !== false) continue;
      const source = certain(number(net.owner.properties.MessageRetentionPeriod, 345_600));
      const kept = certain(number(dead.properties.MessageRetentionPeriod, 345_600));
      if (source === undefined || kept === undefined || kept >= source) continue;
      for (const path of pathsThrough(graph, net)) {
        report({
          resource: dead, property: 'MessageRetentionPeriod', path, mend: { kind: 'set', on: dead, values: { MessageRetentionPeriod: 1_209_600 } },
          what: `${dead.label} keeps messages for ${hours(kept)}, counted from when they were sent to ${net.owner.label}, which keeps them for ${hours(source)}`,
          fix: `Set retentionPeriod: Duration.days(14) on ${dead.label}.`, fixInTemplate: `Set MessageRetentionPeriod: 1209600 on ${dead.label}.`,
        });
      }
    }
  },
});

const hours = (seconds: number) => (seconds % 86_400 === 0 ? `${seconds / 86_400} d` : `${Math.round(seconds / 360) / 10} h`);
