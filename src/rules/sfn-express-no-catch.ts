import { defineRule } from './rule';
import { startersOf, tasksCalling } from '../graph/query';
import { Resource } from '../model/resource';
import { at, flag, string } from '../model/value';

export default defineRule({
  id: 'sfn-express-no-catch',
  severity: 'error',
  title: 'what a function fails on in an express workflow is kept nowhere',
  why: 'Step Functions keeps no history of an express workflow, and cannot redrive it. The rule or schedule that has started the execution takes the start for a success, so that its dead-letter queue stays empty. When the function fails for good and nothing catches the error, the event is gone.',
  event: 'an event on which the function fails for good is kept nowhere',
  fix: 'Catch the error and send the input to a queue, or use a standard workflow, which keeps the input for 90 days.',
  links: ['https://docs.aws.amazon.com/step-functions/latest/dg/choosing-workflow-type.html', 'https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html'],
  check(graph, report) {
    for (const path of graph.paths) {
      const [machine] = path.triggers;
      if (path.source !== 'step-functions' || path.mode !== 'sync' || machine.properties.StateMachineType !== 'EXPRESS' || logsInput(machine)) continue;
      const [starter] = startersOf(graph, machine);
      const bare = tasksCalling(graph, path).filter(({ caught }) => !caught);
      if (starter === undefined || bare.length === 0) continue;
      report({
        resource: machine, path, what: `${starter.label} starts ${machine.label} and does not wait, and nothing catches it when ${path.fn.label} fails in ${bare.map(({ name }) => name).join(', ')}`,
        fix: 'Call addCatch on the task with a state that sends the input to a queue, such as SqsSendMessage; or use SyncCaller.stepFunctions({ deadLetterQueue }), which does.',
        fixInTemplate: `Add Catch: [{ ErrorEquals: [States.ALL], Next: KeepEvent }] to ${bare.map(({ name }) => name).join(', ')}, with a state KeepEvent that sends the input to a queue (arn:aws:states:::sqs:sendMessage).`,
      });
    }
  },
});

/** Logs are best effort, but somebody who has everything written to them means to look there. */
function logsInput({ properties }: Resource): boolean {
  const level = at(properties, 'LoggingConfiguration', 'Level');
  const data = flag(at(properties, 'LoggingConfiguration', 'IncludeExecutionData'), false);
  return data !== false && level !== undefined && (string(level) ?? 'ALL') === 'ALL';
}
