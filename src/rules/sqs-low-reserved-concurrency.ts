import { defineRule } from './rule';
import { certain, polled } from '../graph/query';
import { at, number } from '../model/value';

export default defineRule({
  id: 'sqs-low-reserved-concurrency',
  severity: 'warning',
  title: 'reserved concurrency is too low for a function that polls a queue',
  why: 'Lambda starts with five pollers, and each mapping may ask for its maximum concurrency. What the function cannot take is throttled, each throttle can cost a receive, and good messages end in the dead-letter queue.',
  event: 'good messages are throttled until they end in the dead-letter queue, or expire',
  fix: 'Reserve at least five, and at least the sum of maxConcurrency over all queues of the function; to limit concurrency use maxConcurrency of the SqsEventSource.',
  fixInTemplate: 'Reserve at least five, and at least the sum of MaximumConcurrency over all mappings of the function; to limit concurrency use ScalingConfig of the mapping.',
  links: ['https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html', 'https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html'],
  check(graph, report) {
    const wanted = new Map<string, number>();
    const paths = polled(graph, 'sqs').filter((path) => path.polling.by === 'mapping');
    for (const path of paths) {
      const most = certain(number(at(path.triggers[0].properties.ScalingConfig, 'MaximumConcurrency'), 0)) ?? 0;
      wanted.set(path.fn.key, (wanted.get(path.fn.key) ?? 0) + most);
    }
    for (const path of paths) {
      const reserved = certain(number(path.fn.properties.ReservedConcurrentExecutions, undefined));
      const needed = Math.max(5, wanted.get(path.fn.key) ?? 0);
      if (reserved === undefined || reserved === 0 || reserved >= needed) continue;
      report({
        resource: path.fn, property: 'ReservedConcurrentExecutions', path,
        what: `${path.fn.label} reserves ${reserved}, its queues may ask for ${needed}`,
        fix: `Set reservedConcurrentExecutions: ${needed} on the function, or remove it and set maxConcurrency on the SqsEventSource.`,
        fixInTemplate: `Set ReservedConcurrentExecutions: ${needed} on ${path.fn.label}, or remove it and set ScalingConfig: { MaximumConcurrency: … } on its mappings.`,
      });
    }
  },
});
