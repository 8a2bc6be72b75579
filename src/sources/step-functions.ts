import { defineSource, Draft } from './source';
import { asyncPath } from '../lambda/async';
import { definitionOf, handedIn, lambdaTasks } from '../lambda/state-machine';
import { syncPath } from '../lambda/sync';
import { Unknown } from '../model/value';

export const facts = {
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
      const found = new Map<string, Draft>();
      for (const { invoked, async } of lambdaTasks(app, machine)) {
        const key = `${invoked.fn.key}|${invoked.qualifier.key}|${async}`;
        if (found.has(key)) continue;
        const base = { source: 'step-functions', triggers: [machine], origin: machine };
        found.set(key, async ? { ...base, kind: 'async-direct', ...asyncPath(app, invoked) } : { ...base, kind: 'sync-sfn', ...syncPath(invoked, 'the state machine sees the error: its Retry and Catch decide', facts.link) });
      }
      yield* found.values();
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
