import { defineSource } from './source';
import { invokedBy } from '../lambda/invoked';
import { syncPath } from '../lambda/sync';
import { string } from '../model/value';

export const facts = {
  link: 'https://docs.aws.amazon.com/cloudformation-cli/latest/hooks-userguide/lambda-hooks.html',
};

/** The function that CloudFormation asks, before it touches resources, whether they are as they should be. */
export default defineSource({
  id: 'cloudformation-hook',
  title: 'AWS CloudFormation Lambda Hook',
  links: [facts.link],
  claims: ['AWS::CloudFormation::LambdaHook'],
  * paths(app) {
    for (const hook of app.ofType('AWS::CloudFormation::LambdaHook')) {
      if (string(hook.properties.HookStatus) === 'DISABLED') continue;
      const invoked = invokedBy(app, hook.properties.LambdaFunction);
      const because = string(hook.properties.FailureMode) === 'WARN' ? 'the operation goes on with a warning' : 'the operation of the stack fails';
      if (invoked) yield { source: 'cloudformation-hook', kind: 'sync-other', triggers: [hook], ...syncPath(invoked, because, facts.link) };
    }
  },
});
