import { defineRule } from './rule';
import { asyncSettings, certain, pathsOf } from '../graph/query';
import { functionDeadLetters } from '../graph/template-lines';
import { at, number } from '../model/value';

/** Seconds that a mapping waits for a durable execution; on managed instances longer. */
const limit = (managed: boolean) => (managed ? 5_400 : 900);

export default defineRule({
  id: 'durable-unsupported',
  severity: 'error',
  title: 'a durable function with what durable functions do not support',
  why: 'Durable functions have a dead-letter queue, but no destinations; they must be invoked by version or alias; and an event source mapping waits for the whole execution, at most 15 minutes. Anything else is refused, or a net that catches nothing.',
  event: 'an event is refused, or dropped once the function has failed on it',
  fix: 'Invoke a version or alias, keep the execution timeout under 15 minutes behind a mapping, and use deadLetterQueue instead of onFailure.',
  fixInTemplate: 'Invoke a version or alias, keep ExecutionTimeout under 15 minutes behind a mapping, and use DeadLetterConfig instead of OnFailure.',
  links: ['https://docs.aws.amazon.com/lambda/latest/dg/durable-invoking-esm.html'],
  check(graph, report) {
    for (const fn of graph.functions) {
      if (fn.properties.DurableConfig === undefined) continue;
      const { configs, deadLetter } = asyncSettings(graph.app, fn);
      for (const { resource, onFailure } of configs) {
        if (!onFailure) continue;
        report({
          resource, property: onFailure.property, fn, paths: pathsOf(graph, fn), what: `${fn.label} is a durable function, for which the on-failure destination ${onFailure.rest.text} does not work`,
          event: deadLetter ? `an event on which the function keeps failing gets to ${deadLetter.rest.text} only` : 'an event on which the function keeps failing is dropped',
          fix: `Set deadLetterQueue: dlq on ${fn.label} instead of onFailure.`, fixInTemplate: `Set ${functionDeadLetters(fn)} instead of OnFailure.`,
        });
      }
      const most = limit(fn.properties.CapacityProviderConfig !== undefined);
      const timeout = certain(number(at(fn.properties.DurableConfig, 'ExecutionTimeout'), undefined)) ?? 0;
      for (const path of pathsOf(graph, fn)) {
        if (path.mode === 'none' || path.triggers.length === 0) continue;
        if (path.qualifier.key.startsWith('$LATEST')) {
          report({
            resource: path.triggers[0], path, what: `${path.triggers[0].label} invokes ${fn.label}, a durable function, without version or alias`, event: 'the event is refused',
            fix: `Give ${path.triggers[0].label} a version or alias: fn.currentVersion, or new Alias(…).`, fixInTemplate: `Give ${path.triggers[0].label} a version or alias: !Ref of an AWS::Lambda::Alias instead of ${fn.id}.`,
          });
        }
        if (path.polling?.by === 'mapping' && timeout > most) {
          report({
            resource: fn, property: 'DurableConfig.ExecutionTimeout', path, what: `an execution of ${fn.label} may take ${timeout} s, and ${path.triggers[0].label} waits ${most} s at most`,
            event: 'Lambda refuses the mapping, and no event reaches the function',
            fix: `Set executionTimeout: Duration.seconds(${most}) or less in durableConfig, or put a function in between that starts the execution.`,
            fixInTemplate: `Set ExecutionTimeout: ${most} or less in DurableConfig, or put a function in between that starts the execution.`,
          });
        }
      }
    }
  },
});
