import { defineRule } from './rule';
import { certain, timeoutOf } from '../graph/query';

/** 30 seconds behind the 29 of API Gateway is a habit, and hardly ever the difference between an answer and none. */
const slack = (limit: number) => (limit >= 20 ? 1 : 0);

export default defineRule({
  id: 'caller-timeout-lt-function',
  severity: 'warning',
  title: 'the function may run longer than its caller waits',
  why: 'The caller gives up and reports an error while the function goes on and perhaps succeeds. Whoever tries again then does the work twice, and the real outcome is seen by nobody.',
  event: 'the caller gives up, and may send the event again while the function is still at work on it',
  fix: 'Set the timeout of the function to what the caller waits, or less.',
  links: ['https://docs.aws.amazon.com/lambda/latest/dg/configuration-timeout.html'],
  check(graph, report) {
    for (const path of graph.paths) {
      const [limit, timeout] = [certain(path.callerTimeout), certain(timeoutOf(path.fn))];
      if (limit === undefined || timeout === undefined || timeout <= limit + slack(limit)) continue;
      const caller = path.triggers[0];
      const advice = path.kind === 'sync-apigw' ? '; work that takes longer belongs behind a queue' : '';
      report({
        resource: path.fn, property: 'Timeout', path, what: `${path.fn.label} may run for ${timeout} s; ${caller.label} waits ${limit} s at most`,
        fix: `Set timeout: Duration.seconds(${Math.floor(limit)}) on ${path.fn.label}, or less${advice}.`,
        fixInTemplate: `Set Timeout: ${Math.floor(limit)} on ${path.fn.label}, or less${advice}.`,
      });
    }
  },
});
