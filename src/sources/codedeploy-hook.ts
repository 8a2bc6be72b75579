import { defineSource } from './source';
import { invokedAmong } from '../lambda/invoked';
import { syncPath } from '../lambda/sync';
import { at, list } from '../model/value';

export const facts = {
  link: 'https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-hooks.html',
  ecs: 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-lifecycle-hooks.html',
};

/** A hook that CodeDeploy runs before or after it shifts traffic to a new version of a function, or Amazon ECS to one of a service. */
export default defineSource({
  id: 'codedeploy-hook',
  title: 'AWS CodeDeploy hook',
  links: [facts.link, facts.ecs],
  claims: ['AWS::Lambda::Alias', 'AWS::ECS::Service'],
  * paths(app) {
    for (const alias of app.ofType('AWS::Lambda::Alias')) {
      const hooks = alias.updatePolicy.CodeDeployLambdaAliasUpdate;
      for (const invoked of invokedAmong(app, ['BeforeAllowTrafficHook', 'AfterAllowTrafficHook'].map((hook) => at(hooks, hook)))) {
        yield { source: 'codedeploy-hook', kind: 'sync-codedeploy', triggers: [alias], ...syncPath(invoked, 'CodeDeploy sees the failure and rolls back', facts.link) };
      }
    }
    for (const service of app.ofType('AWS::ECS::Service')) {
      for (const invoked of invokedAmong(app, list(at(service.properties.DeploymentConfiguration, 'LifecycleHooks')).map((hook) => at(hook, 'HookTargetArn')))) {
        yield { source: 'codedeploy-hook', kind: 'sync-codedeploy', triggers: [service], ...syncPath(invoked, 'Amazon ECS sees the failure and rolls back', facts.ecs) };
      }
    }
  },
});
