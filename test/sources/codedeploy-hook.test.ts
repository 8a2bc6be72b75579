import { sourceContract } from '../support/source-contract';

const alias = (hooks: string) => `Check: { Type: AWS::Lambda::Function, Properties: { Code: { ZipFile: x }, Role: arn } }
      Live:
        Type: AWS::Lambda::Alias
        Properties: { Name: live, FunctionName: !Ref Fn, FunctionVersion: '3' }
        UpdatePolicy: { CodeDeployLambdaAliasUpdate: { ApplicationName: app, DeploymentGroupName: group${hooks} } }`;

sourceContract('codedeploy-hook', {
  'the hooks are invoked, not the function that is deployed': {
    resources: `
      Smoke: { Type: AWS::Lambda::Function, Properties: { Code: { ZipFile: x }, Role: arn } }
      ${alias(', BeforeAllowTrafficHook: !Ref Check, AfterAllowTrafficHook: !Ref Smoke')}
    `,
    paths: [
      { fn: 'Check', kind: 'sync-codedeploy', mode: 'sync', triggers: ['Live'], attempts: 1, fate: 'caller', because: 'CodeDeploy' },
      { fn: 'Smoke', kind: 'sync-codedeploy', triggers: ['Live'], fate: 'caller' },
    ],
  },
  'one function before and after': {
    resources: alias(', BeforeAllowTrafficHook: !Ref Check, AfterAllowTrafficHook: !Ref Check'),
    paths: [{ fn: 'Check', kind: 'sync-codedeploy', triggers: ['Live'], fate: 'caller' }],
  },
  'a deployment of a container service': {
    resources: `
      Service:
        Type: AWS::ECS::Service
        Properties:
          DeploymentConfiguration:
            Strategy: BLUE_GREEN
            LifecycleHooks: [{ HookTargetArn: !GetAtt Fn.Arn, RoleArn: 'arn:aws:iam::111111111111:role/hook', LifecycleStages: [POST_TEST_TRAFFIC_SHIFT] }]
    `,
    paths: [{ fn: 'Fn', kind: 'sync-codedeploy', triggers: ['Service'], qualifier: '$LATEST', attempts: 1, fate: 'caller', because: 'ECS' }],
  },
  'deployments without hooks': {
    resources: `
      ${alias('')}
      Service: { Type: AWS::ECS::Service, Properties: { DeploymentConfiguration: { Strategy: ROLLING } } }
    `,
    paths: [],
  },
});
