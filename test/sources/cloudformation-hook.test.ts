import { sourceContract } from '../support/source-contract';

const hook = (properties: string) => `Hook:
        Type: AWS::CloudFormation::LambdaHook
        Properties: { Alias: 'Shop::Queues::Checked', ExecutionRole: 'arn:aws:iam::111111111111:role/hook', TargetOperations: [STACK], ${properties} }`;

sourceContract('cloudformation-hook', {
  'what it cannot check is not deployed': {
    resources: hook('LambdaFunction: !GetAtt Fn.Arn, FailureMode: FAIL, HookStatus: ENABLED'),
    paths: [{ fn: 'Fn', kind: 'sync-other', mode: 'sync', triggers: ['Hook'], qualifier: '$LATEST', attempts: 1, fate: 'caller', because: 'the operation of the stack fails' }],
  },
  'it only warns, of an alias': {
    resources: `
      Live: { Type: AWS::Lambda::Alias, Properties: { Name: live, FunctionName: !Ref Fn, FunctionVersion: '3' } }
      ${hook('LambdaFunction: !Ref Live, FailureMode: WARN, HookStatus: ENABLED')}
    `,
    paths: [{ fn: 'Fn', kind: 'sync-other', triggers: ['Hook'], qualifier: 'live', fate: 'caller', because: 'a warning' }],
  },
  'one that is turned off': {
    resources: hook('LambdaFunction: !GetAtt Fn.Arn, FailureMode: FAIL, HookStatus: DISABLED'),
    paths: [],
  },
});
