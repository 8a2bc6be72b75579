import { defineSource } from './source';
import { asyncPath } from '../lambda/async';
import { Call, callOf } from '../lambda/call';
import { fromJson } from '../lambda/json';
import { syncPath } from '../lambda/sync';
import { at, isObject, isUnknown, list, number, Value } from '../model/value';

export const facts = {
  /** Seconds that the action waits at most. */
  timeout: 300,
  /** How often a step is run that does not say it. */
  maxAttempts: 1,
  link: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/automation-action-lamb.html',
};

/** A step of a Systems Manager runbook. The execution sees the error, unless the step calls with `InvocationType: Event`. */
export default defineSource({
  id: 'ssm-automation',
  title: 'AWS Systems Manager Automation',
  links: [facts.link],
  claims: ['AWS::SSM::Document'],
  * paths(app) {
    for (const document of app.ofType('AWS::SSM::Document')) {
      const calls = new Map<string, Call & { readonly steps: Value[] }>();
      for (const step of stepsOf(at(fromJson(document.properties.Content), 'mainSteps'))) {
        const call = at(step, 'action') === 'aws:invokeLambdaFunction' ? callOf(app, at(step, 'inputs')) : undefined;
        if (!call || at(step, 'inputs', 'InvocationType') === 'DryRun') continue;
        const key = `${call.invoked.fn.key}|${call.invoked.qualifier.key}|${call.async}`;
        calls.set(key, { ...call, steps: [...calls.get(key)?.steps ?? [], step] });
      }
      for (const { invoked, async, steps } of calls.values()) {
        const base = { source: 'ssm-automation', triggers: [document] };
        yield async ? { ...base, kind: 'async-direct', ...asyncPath(app, invoked) } : {
          ...base, kind: 'sync-other', ...syncPath(invoked, 'the step fails, and the execution with it unless the runbook goes on', facts.link, Math.min(...steps.map(patienceOf))),
          tries: { attempts: number(at(steps[0], 'maxAttempts'), facts.maxAttempts), link: facts.link },
        };
      }
    }
  },
});

/** Also those inside of an `aws:loop`. */
function* stepsOf(steps: Value): Iterable<Value> {
  for (const step of list(steps)) {
    if (!isObject(step)) continue;
    yield step;
    yield* stepsOf(at(step, 'inputs', 'Steps'));
  }
}

function patienceOf(step: Value): number {
  const timeout = number(at(step, 'timeoutSeconds'), facts.timeout);
  return isUnknown(timeout) ? facts.timeout : Math.min(timeout, facts.timeout);
}
