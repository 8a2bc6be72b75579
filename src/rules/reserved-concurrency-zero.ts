import { defineRule } from './rule';
import { pathsOf } from '../graph/query';
import { number } from '../model/value';

export default defineRule({
  id: 'reserved-concurrency-zero',
  severity: 'error',
  title: 'a function with triggers can never run',
  why: 'Reserved concurrency 0 throttles every invocation: asynchronous events go straight to the dead-letter queue or destination, or are dropped when there is none; queues and streams only age.',
  event: 'no event is processed; each is refused, dropped, moved away or left to expire',
  fix: 'Remove reservedConcurrentExecutions: 0, or disable the triggers instead.',
  fixInTemplate: 'Remove ReservedConcurrentExecutions: 0, or disable the triggers instead.',
  links: ['https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html', 'https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html'],
  check(graph, report) {
    for (const fn of graph.functions) {
      if (number(fn.properties.ReservedConcurrentExecutions, undefined) !== 0) continue;
      for (const path of pathsOf(graph, fn)) {
        report({ resource: fn, property: 'ReservedConcurrentExecutions', path, what: `${fn.label} has reserved concurrency 0: every invocation is throttled`, fix: 'Remove reservedConcurrentExecutions: 0, or disable the triggers instead.', fixInTemplate: `Remove ReservedConcurrentExecutions: 0 from ${fn.label}, or disable the triggers instead.` });
      }
    }
  },
});
