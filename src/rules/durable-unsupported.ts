import { defineRule } from './rule';
import { asyncSettings, pathsOf } from '../graph/query';
import { at, isUnknown, number } from '../model/value';

/** Seconds that a mapping waits for a durable execution; on managed instances longer. */
const limit = (managed: boolean) => (managed ? 5_400 : 900);

export default defineRule({
  id: 'durable-unsupported',
  severity: 'error',
  title: 'a durable function with what durable functions do not support',
  why: 'Durable functions have a dead-letter queue, but no destinations; they must be invoked by version or alias; and an event source mapping waits for the whole execution, at most 15 minutes. Anything else is refused, or a net that catches nothing.',
  fix: 'Invoke a version or alias, keep the execution timeout under 15 minutes behind a mapping, and use deadLetterQueue instead of onFailure.',
  links: ['https://docs.aws.amazon.com/lambda/latest/dg/durable-invoking-esm.html'],
  check(graph, report) {
    for (const fn of graph.functions) {
      if (fn.properties.DurableConfig === undefined) continue;
      for (const { resource, onFailure } of asyncSettings(graph.app, fn).configs) {
        if (onFailure) report({ resource, property: onFailure.property, fn, what: `${fn.label} is a durable function, for which the on-failure destination ${onFailure.rest.text} does not work`, fix: `Set deadLetterQueue on ${fn.label} instead of onFailure.` });
      }
      const most = limit(fn.properties.CapacityProviderConfig !== undefined);
      const timeout = number(at(fn.properties.DurableConfig, 'ExecutionTimeout'), undefined);
      for (const path of pathsOf(graph, fn)) {
        if (path.mode === 'none' || path.triggers.length === 0) continue;
        if (path.qualifier.key.startsWith('$LATEST')) report({ resource: path.triggers[0], path, what: `${path.triggers[0].label} invokes ${fn.label}, a durable function, without version or alias`, fix: `Give ${path.triggers[0].label} a version or alias: fn.currentVersion, or new Alias(…).` });
        if (path.polling?.by === 'mapping' && timeout !== undefined && !isUnknown(timeout) && timeout > most) {
          report({ resource: fn, property: 'DurableConfig.ExecutionTimeout', path, what: `an execution of ${fn.label} may take ${timeout} s, and ${path.triggers[0].label} waits ${most} s at most`, fix: `Set the execution timeout to ${most} seconds or less, or put a function in between that starts the execution.` });
        }
      }
    }
  },
});
