import { defineSource } from './source';
import { asyncPath } from '../lambda/async';
import { callerSees } from '../lambda/caller';
import { invokedAmong, invokedBy } from '../lambda/invoked';
import { syncPath } from '../lambda/sync';
import { at, list, Unknown } from '../model/value';

export const facts = {
  step: 'https://docs.aws.amazon.com/transfer/latest/userguide/custom-step-details.html',
  login: 'https://docs.aws.amazon.com/transfer/latest/userguide/custom-lambda-idp.html',
};

/** A custom step of a workflow, which waits until the function reports a status or the step times out, or the function that lets users in. */
export default defineSource({
  id: 'transfer-family',
  title: 'AWS Transfer Family workflow and identity provider',
  links: [facts.step, facts.login],
  claims: ['AWS::Transfer::Workflow', 'AWS::Transfer::Server'],
  * paths(app) {
    for (const workflow of app.ofType('AWS::Transfer::Workflow')) {
      const steps = [...list(workflow.properties.Steps), ...list(workflow.properties.OnExceptionSteps)];
      for (const invoked of invokedAmong(app, steps.map((step) => at(step, 'CustomStepDetails', 'Target')))) {
        yield {
          source: 'transfer-family', kind: 'transfer-workflow', triggers: [workflow], ...asyncPath(app, invoked),
          outcome: callerSees('the step fails, at the latest when it times out, and the workflow goes on with its exception steps'),
          tries: { attempts: new Unknown('AWS does not document how often Transfer Family tries'), link: facts.step },
        };
      }
    }
    for (const server of app.ofType('AWS::Transfer::Server')) {
      const invoked = invokedBy(app, at(server.properties.IdentityProviderDetails, 'Function'));
      if (invoked) yield { source: 'transfer-family', kind: 'sync-authorizer', triggers: [server], ...syncPath(invoked, 'the user cannot log in', facts.login) };
    }
  },
});
