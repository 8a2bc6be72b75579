import { defineSource } from './source';
import { invokedBy } from '../lambda/invoked';
import { syncPath } from '../lambda/sync';
import { at, list } from '../model/value';

export const facts = {
  link: 'https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-hooks.html',
};

/** A hook that CodeDeploy runs before or after it shifts traffic to a new version of a function or service. */
export default defineSource({
  id: 'codedeploy-hook',
  title: 'AWS CodeDeploy hook',
  links: [facts.link],
  claims: ['AWS::Lambda::Alias', 'AWS::ECS::Service'],
  * paths(app) {
    const because = 'CodeDeploy sees the failure and rolls back';
    for (const alias of app.ofType('AWS::Lambda::Alias')) {
      const hooks = alias.updatePolicy.CodeDeployLambdaAliasUpdate;
      for (const hook of ['BeforeAllowTrafficHook', 'AfterAllowTrafficHook']) {
        const invoked = invokedBy(app, at(hooks, hook));
        if (invoked) yield { source: 'codedeploy-hook', kind: 'sync-codedeploy', triggers: [alias], ...syncPath(invoked, because, facts.link) };
      }
    }
    for (const service of app.ofType('AWS::ECS::Service')) {
      for (const hook of list(at(service.properties.DeploymentConfiguration, 'LifecycleHooks'))) {
        const invoked = invokedBy(app, at(hook, 'HookTargetArn'));
        if (invoked) yield { source: 'codedeploy-hook', kind: 'sync-codedeploy', triggers: [service], ...syncPath(invoked, 'Amazon ECS sees the failure and rolls back', facts.link) };
      }
    }
  },
});
