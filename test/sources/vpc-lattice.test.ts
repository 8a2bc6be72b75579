import { sourceContract } from '../support/source-contract';

const group = (...properties: string[]) => `Group:
        Type: AWS::VpcLattice::TargetGroup
        Properties: { ${properties.join(', ')} }`;

sourceContract('vpc-lattice', {
  'the client sees the error': {
    resources: group('Type: LAMBDA', 'Targets: [{ Id: !GetAtt Fn.Arn }]'),
    paths: [{ fn: 'Fn', kind: 'sync-lattice', mode: 'sync', triggers: ['Group'], qualifier: '$LATEST', attempts: 1, fate: 'caller', because: '5xx' }],
  },
  'an alias': {
    resources: `
      Live: { Type: AWS::Lambda::Alias, Properties: { Name: live, FunctionName: !Ref Fn, FunctionVersion: '3' } }
      ${group('Type: LAMBDA', 'Targets: [{ Id: !Ref Live }]')}
    `,
    paths: [{ fn: 'Fn', kind: 'sync-lattice', triggers: ['Group'], qualifier: 'live', fate: 'caller' }],
  },
  'targets are functions only where the group says so': {
    resources: group('Type: IP', 'Targets: [{ Id: !GetAtt Fn.Arn, Port: 80 }]'),
    paths: [],
  },
});
