import { defineRule } from './rule';
import { tasksCalling } from '../graph/query';
import { at } from '../model/value';

export default defineRule({
  id: 'sfn-wait-token-no-timeout',
  severity: 'warning',
  title: 'a task waits for a token that a failed function never sends back',
  why: 'With .waitForTaskToken the task goes on only when somebody hands back the token. If the function took the event and then failed to, the execution waits for up to a year.',
  event: 'an event that the function fails to answer keeps the execution waiting for up to a year',
  fix: 'Set taskTimeout or heartbeatTimeout on the task.',
  fixInTemplate: 'Set TimeoutSeconds or HeartbeatSeconds on the task.',
  links: ['https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html', 'https://docs.aws.amazon.com/step-functions/latest/dg/sfn-stuck-execution.html'],
  check(graph, report) {
    for (const path of graph.paths) {
      if (path.source !== 'step-functions') continue;
      const endless = tasksCalling(graph, path).filter(({ waitsForToken, state }) => (
        waitsForToken && ['TimeoutSeconds', 'TimeoutSecondsPath', 'HeartbeatSeconds', 'HeartbeatSecondsPath'].every((name) => at(state, name) === undefined)));
      if (endless.length === 0) continue;
      report({
        resource: path.triggers[0], path, what: `${endless.map(({ name }) => name).join(', ')} of ${path.triggers[0].label} ${endless.length === 1 ? 'waits' : 'wait'} for a token from ${path.fn.label} without a timeout`,
        fix: 'Set taskTimeout: Timeout.duration(Duration.hours(1)) on the task, or heartbeatTimeout.',
        fixInTemplate: `Set TimeoutSeconds: 3600 on ${endless.map(({ name }) => name).join(', ')}, or HeartbeatSeconds.`,
      });
    }
  },
});
