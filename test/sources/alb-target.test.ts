import { sourceContract } from '../support/source-contract';

const group = (...properties: string[]) => `Group:
        Type: AWS::ElasticLoadBalancingV2::TargetGroup
        Properties: { ${properties.join(', ')} }`;

sourceContract('alb-target', {
  'the client sees the error, whatever the function has for failed events': {
    resources: `
      Fn: { Type: AWS::Lambda::Function, Properties: { Code: { ZipFile: x }, Role: arn, DeadLetterConfig: { TargetArn: !GetAtt Dlq.Arn } } }
      Dlq: { Type: AWS::SQS::Queue }
      ${group('TargetType: lambda', 'Targets: [{ Id: !GetAtt Fn.Arn }]')}
    `,
    paths: [{ fn: 'Fn', kind: 'sync-alb', mode: 'sync', triggers: ['Group'], attempts: 1, fate: 'caller', because: '502' }],
  },
  'an alias': {
    resources: `
      Live: { Type: AWS::Lambda::Alias, Properties: { Name: live, FunctionName: !Ref Fn, FunctionVersion: '3' } }
      ${group('TargetType: lambda', 'Targets: [{ Id: !Ref Live }]')}
    `,
    paths: [{ fn: 'Fn', kind: 'sync-alb', triggers: ['Group'], qualifier: 'live', fate: 'caller' }],
  },
  'targets are functions only where the group says so': {
    resources: group('TargetType: ip', 'Targets: [{ Id: !GetAtt Fn.Arn }]'),
    paths: [],
  },
});
