import { defineSource, Resource } from './source';
import { asyncPath } from '../lambda/async';
import { definitionOf, handedIn, lambdaTasks, LambdaTask } from '../lambda/state-machine';
import { syncPath } from '../lambda/sync';
import { at, isUnknown, number, Unknown } from '../model/value';

export const facts = {
  /** Seconds that an express execution may take: https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
  expressTimeout: 300,
  link: 'https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html',
  invoke: 'https://docs.aws.amazon.com/step-functions/latest/dg/connect-lambda.html',
};

/**
 * A task of a state machine. The machine sees the error and decides by its `Retry` and `Catch`; with
 * `InvocationType: Event` it sees nothing, and Lambda's own queue decides.
 */
export default defineSource({
  id: 'step-functions',
  title: 'AWS Step Functions',
  links: [facts.link, facts.invoke],
  claims: ['AWS::StepFunctions::StateMachine'],
  * paths(app) {
    for (const machine of app.ofType('AWS::StepFunctions::StateMachine')) {
      const tasks = lambdaTasks(app, machine).map((task) => ({ ...task, key: `${task.invoked.fn.key}|${task.invoked.qualifier.key}|${task.async}` }));
      for (const { invoked, async, key } of new Map(tasks.map((task) => [task.key, task])).values()) {
        const base = { source: 'step-functions', triggers: [machine], origin: machine };
        yield async ? { ...base, kind: 'async-direct', ...asyncPath(app, invoked) } : { ...base, kind: 'sync-sfn', ...syncPath(invoked, 'the state machine sees the error: its Retry and Catch decide', facts.link, patienceOf(machine, tasks.filter((task) => task.key === key))) };
      }
      if (definitionOf(machine) !== undefined) continue;
      // Of a definition that is in a file or bucket elsewhere, only what the template hands into it is known.
      for (const { fn, qualifier } of handedIn(app, machine)) {
        yield {
          source: 'step-functions', kind: 'sync-sfn', mode: 'none', triggers: [machine], origin: machine, fn, qualifier,
          outcome: { fate: 'unknown', because: `the definition of ${machine.label} is not here: a task sees the error, unless it calls with InvocationType: Event`, nets: [] },
          tries: { attempts: new Unknown(`the definition of ${machine.label} is not here`), link: facts.link },
        };
      }
    }
  },
});

/** Seconds, of the least patient task, and of the execution around it; undefined when nothing says how long the function may take. */
function patienceOf(machine: Resource, tasks: readonly LambdaTask[]): number | undefined {
  // With a token, the function has long answered when the task ends.
  const waiting = tasks.filter(({ waitsForToken }) => !waitsForToken);
  if (waiting.length === 0) return undefined;
  const express = machine.properties.StateMachineType === 'EXPRESS' ? facts.expressTimeout : Infinity;
  const timeouts = [...waiting.map(({ state }) => state), definitionOf(machine)].map((part) => number(at(part, 'TimeoutSeconds'), Infinity));
  const least = Math.min(express, ...timeouts.filter((timeout): timeout is number => !isUnknown(timeout)));
  return least === Infinity ? undefined : least;
}
