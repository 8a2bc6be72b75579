import { defineRule } from './rule';
import { faultsOf } from '../graph/query';

export default defineRule({
  id: 'dlq-consumer-is-same-function',
  severity: 'warning',
  title: 'the place for failed events invokes the function that failed',
  why: 'What the function failed on comes straight back to it, and fails again. Nothing ends that but the recursion detection of Lambda, which drops the event after about 16 rounds.',
  event: 'a failed event comes back to the function until Lambda drops it',
  fix: 'Read the place for failed events with another function, or move its messages back by hand once the fault is mended.',
  links: ['https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html'],
  check(graph, report) {
    for (const { about } of faultsOf(graph, 'consumer-loop', false)) report(about);
  },
});
