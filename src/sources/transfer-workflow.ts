import { defineSource } from './source';
import { asyncPath } from '../lambda/async';
import { callerSees } from '../lambda/caller';
import { invokedAmong } from '../lambda/invoked';
import { at, list, Unknown } from '../model/value';

export const facts = {
  link: 'https://docs.aws.amazon.com/transfer/latest/userguide/custom-step-details.html',
};

/** A custom step of a workflow, which waits until the function reports a status or the step times out. */
export default defineSource({
  id: 'transfer-workflow',
  title: 'AWS Transfer Family workflow',
  links: [facts.link],
  claims: ['AWS::Transfer::Workflow'],
  * paths(app) {
    for (const workflow of app.ofType('AWS::Transfer::Workflow')) {
      const steps = [...list(workflow.properties.Steps), ...list(workflow.properties.OnExceptionSteps)];
      for (const invoked of invokedAmong(app, steps.map((step) => at(step, 'CustomStepDetails', 'Target')))) {
        yield {
          source: 'transfer-workflow', kind: 'transfer-workflow', triggers: [workflow], ...asyncPath(app, invoked),
          outcome: callerSees('the step fails, at the latest when it times out, and the workflow goes on with its exception steps'),
          tries: { attempts: new Unknown('AWS does not document how often Transfer Family tries'), link: facts.link },
        };
      }
    }
  },
});
