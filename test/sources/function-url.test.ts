import { sourceContract } from '../support/source-contract';

const alias = "Live: { Type: AWS::Lambda::Alias, Properties: { Name: live, FunctionName: !Ref Fn, FunctionVersion: '3' } }";

sourceContract('function-url', {
  'the client sees the error': {
    resources: 'Url: { Type: AWS::Lambda::Url, Properties: { TargetFunctionArn: !GetAtt Fn.Arn, AuthType: AWS_IAM } }',
    paths: [{ fn: 'Fn', kind: 'sync-url', mode: 'sync', triggers: ['Url'], qualifier: '$LATEST', attempts: 1, fate: 'caller', because: '5xx' }],
  },
  'the address of an alias': {
    resources: `
      ${alias}
      Url: { Type: AWS::Lambda::Url, Properties: { TargetFunctionArn: !Ref Fn, Qualifier: live, AuthType: NONE } }
    `,
    paths: [{ fn: 'Fn', kind: 'sync-url', triggers: ['Url'], qualifier: 'live', fate: 'caller' }],
  },
  'an alias as the target itself': {
    resources: `
      ${alias}
      Url: { Type: AWS::Lambda::Url, Properties: { TargetFunctionArn: !Ref Live, AuthType: NONE } }
    `,
    paths: [{ fn: 'Fn', kind: 'sync-url', triggers: ['Url'], qualifier: 'live', fate: 'caller' }],
  },
  'the address of a function outside of the app': {
    resources: 'Url: { Type: AWS::Lambda::Url, Properties: { TargetFunctionArn: elsewhere, AuthType: NONE } }',
    paths: [],
  },
});
