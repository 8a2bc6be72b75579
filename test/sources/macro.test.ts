import { sourceContract } from '../support/source-contract';

sourceContract('macro', {
  'the change set fails with the function': {
    resources: 'Macro: { Type: AWS::CloudFormation::Macro, Properties: { Name: Explode, FunctionName: !GetAtt Fn.Arn } }',
    paths: [{ fn: 'Fn', kind: 'macro', mode: 'sync', triggers: ['Macro'], attempts: 1, fate: 'caller' }],
  },
});
