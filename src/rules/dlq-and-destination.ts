import { defineRule } from './rule';
import { asynchronous } from '../graph/query';

export default defineRule({
  id: 'dlq-and-destination',
  severity: 'warning',
  title: 'a function with both a dead-letter queue and an on-failure destination',
  why: 'AWS describes the two as alternatives. With both there are two places to watch and to replay from, and the one that is watched may not be the one that matters. The destination has more to tell: the error and the number of tries.',
  event: 'a failed event may be looked for in the one place while it is in the other',
  fix: 'Keep the on-failure destination and remove the dead-letter queue of the function.',
  links: ['https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html'],
  check(graph, report) {
    for (const path of asynchronous(graph)) {
      const nets = [...path.outcome.nets, ...path.outcome.broken ?? []];
      const deadLetter = nets.find(({ kind }) => kind === 'function-dlq');
      const destination = nets.find(({ kind }) => kind === 'async-destination');
      if (!deadLetter || !destination) continue;
      report({
        resource: path.fn, property: 'DeadLetterConfig', path,
        what: `${path.fn.label} sends failed events to ${deadLetter.rest.text} (dead-letter queue) and to ${destination.rest.text} (destination)`,
        fix: `Remove deadLetterQueue from ${path.fn.label} and keep onFailure, or remove the destination.`, fixInTemplate: `Remove DeadLetterConfig from ${path.fn.label} and keep the destination, or the reverse.`,
      });
    }
  },
});
