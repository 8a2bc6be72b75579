import { defineRule } from './rule';
import { certain, polled, timeoutOf } from '../graph/query';

const most = 840;

export default defineRule({
  id: 'poller-timeout-gt-14-min',
  severity: 'warning',
  title: 'a function behind Kafka, a broker or DocumentDB has a timeout of more than 14 minutes',
  why: 'For these sources AWS supports function timeouts of up to 14 minutes. With a longer one a batch may be handed out again while it is still being processed, or the mapping is refused.',
  event: 'an event may be processed twice, or the mapping be refused',
  fix: 'Set the timeout of the function to 14 minutes or less.',
  links: ['https://docs.aws.amazon.com/lambda/latest/dg/with-kafka-process.html', 'https://docs.aws.amazon.com/lambda/latest/dg/with-mq.html', 'https://docs.aws.amazon.com/lambda/latest/dg/with-documentdb.html'],
  check(graph, report) {
    for (const path of polled(graph, 'kafka', 'mq', 'docdb')) {
      const timeout = certain(timeoutOf(path.fn));
      // Managed instances have limits of their own, except for brokers and DocumentDB.
      if (timeout === undefined || timeout <= most || path.polling.by !== 'mapping' || (path.polling.broker === 'kafka' && path.fn.properties.CapacityProviderConfig !== undefined)) continue;
      report({ resource: path.fn, property: 'Timeout', path, what: `${path.fn.label} may run for ${timeout} s, and reads from ${path.originText ?? 'its source'}`, fix: `Set timeout: Duration.minutes(14) on ${path.fn.label}, or less.`, fixInTemplate: `Set Timeout: 840 on ${path.fn.label}, or less.` });
    }
  },
});
