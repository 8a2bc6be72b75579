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
    paths: [{ fn: 'Fn', kind: 'sync-alb', mode: 'sync', triggers: ['Group'], attempts: 1, fate: 'caller', because: '502', callerTimeout: undefined }],
  },
  'an alias': {
    resources: `
      Live: { Type: AWS::Lambda::Alias, Properties: { Name: live, FunctionName: !Ref Fn, FunctionVersion: '3' } }
      ${group('TargetType: lambda', 'Targets: [{ Id: !Ref Live }]')}
    `,
    paths: [{ fn: 'Fn', kind: 'sync-alb', triggers: ['Group'], qualifier: 'live', fate: 'caller' }],
  },
  'behind a rule of a listener': {
    resources: `
      ${group('TargetType: lambda', 'Targets: [{ Id: !GetAtt Fn.Arn }]')}
      Slow: { Type: AWS::ElasticLoadBalancingV2::LoadBalancer, Properties: { LoadBalancerAttributes: [{ Key: idle_timeout.timeout_seconds, Value: '120' }] } }
      Listener: { Type: AWS::ElasticLoadBalancingV2::Listener, Properties: { LoadBalancerArn: !Ref Slow, DefaultActions: [{ Type: fixed-response }] } }
      Rule: { Type: AWS::ElasticLoadBalancingV2::ListenerRule, Properties: { ListenerArn: !Ref Listener, Priority: 1, Conditions: [{ Field: path-pattern, Values: [/orders] }], Actions: [{ Type: forward, TargetGroupArn: !Ref Group }] } }
    `,
    paths: [{ fn: 'Fn', kind: 'sync-alb', fate: 'caller', callerTimeout: 120 }],
  },
  'behind listeners of two load balancers': {
    resources: `
      ${group('TargetType: lambda', 'Targets: [{ Id: !GetAtt Fn.Arn }]')}
      Slow: { Type: AWS::ElasticLoadBalancingV2::LoadBalancer, Properties: { LoadBalancerAttributes: [{ Key: idle_timeout.timeout_seconds, Value: '120' }] } }
      Usual: { Type: AWS::ElasticLoadBalancingV2::LoadBalancer }
      One: { Type: AWS::ElasticLoadBalancingV2::Listener, Properties: { LoadBalancerArn: !Ref Slow, DefaultActions: [{ Type: forward, TargetGroupArn: !Ref Group }] } }
      Two: { Type: AWS::ElasticLoadBalancingV2::Listener, Properties: { LoadBalancerArn: !Ref Usual, DefaultActions: [{ Type: forward, ForwardConfig: { TargetGroups: [{ TargetGroupArn: !Ref Group }] } }] } }
    `,
    paths: [{ fn: 'Fn', kind: 'sync-alb', fate: 'caller', callerTimeout: 60 }],
  },
  'behind the second action of a listener, beside a load balancer that sends it nothing': {
    resources: `
      ${group('TargetType: lambda', 'Targets: [{ Id: !GetAtt Fn.Arn }]')}
      Other: { Type: AWS::ElasticLoadBalancingV2::TargetGroup, Properties: { TargetType: ip } }
      Patient: { Type: AWS::ElasticLoadBalancingV2::LoadBalancer, Properties: { LoadBalancerAttributes: [{ Key: other, Value: x }, { Key: idle_timeout.timeout_seconds, Value: '300' }] } }
      Hasty: { Type: AWS::ElasticLoadBalancingV2::LoadBalancer, Properties: { LoadBalancerAttributes: [{ Key: idle_timeout.timeout_seconds, Value: '1' }] } }
      One: { Type: AWS::ElasticLoadBalancingV2::Listener, Properties: { LoadBalancerArn: !Ref Patient, DefaultActions: [{ Type: authenticate-oidc, Order: 1 }, { Type: forward, ForwardConfig: { TargetGroups: [{ TargetGroupArn: !Ref Group }] } }] } }
      Two: { Type: AWS::ElasticLoadBalancingV2::Listener, Properties: { LoadBalancerArn: !Ref Hasty, DefaultActions: [{ Type: forward, TargetGroupArn: !Ref Other }] } }
    `,
    paths: [{ fn: 'Fn', kind: 'sync-alb', fate: 'caller', callerTimeout: 300 }],
  },
  'behind a load balancer of another app, and one of which the timeout is known at deployment': {
    template: `
    Parameters: { Later: { Type: Number } }
    Resources:
      ${group('TargetType: lambda', 'Targets: [{ Id: !GetAtt Fn.Arn }]')}
      Patient: { Type: AWS::ElasticLoadBalancingV2::LoadBalancer, Properties: { LoadBalancerAttributes: [{ Key: idle_timeout.timeout_seconds, Value: !Ref Later }] } }
      One: { Type: AWS::ElasticLoadBalancingV2::Listener, Properties: { LoadBalancerArn: !Ref Patient, DefaultActions: [{ Type: forward, TargetGroupArn: !Ref Group }] } }
      Two: { Type: AWS::ElasticLoadBalancingV2::Listener, Properties: { LoadBalancerArn: 'arn:aws:elasticloadbalancing:eu-west-1:111111111111:loadbalancer/app/a/1', DefaultActions: [{ Type: forward, TargetGroupArn: !Ref Group }] } }
    `,
    paths: [{ fn: 'Fn', kind: 'sync-alb', fate: 'caller', callerTimeout: 'unknown' }],
  },
  'targets are functions only where the group says so': {
    resources: group('TargetType: ip', 'Targets: [{ Id: !GetAtt Fn.Arn }]'),
    paths: [],
  },
  'rules of listeners count only where they send to the group': {
    resources: `
      ${group('TargetType: lambda', 'Targets: [{ Id: !GetAtt Fn.Arn }]')}
      Other: { Type: AWS::ElasticLoadBalancingV2::TargetGroup, Properties: { TargetType: ip } }
      Hasty: { Type: AWS::ElasticLoadBalancingV2::LoadBalancer, Properties: { LoadBalancerAttributes: [{ Key: idle_timeout.timeout_seconds, Value: '1' }] } }
      Listener: { Type: AWS::ElasticLoadBalancingV2::Listener, Properties: { LoadBalancerArn: !Ref Hasty, DefaultActions: [{ Type: fixed-response }] } }
      Rule: { Type: AWS::ElasticLoadBalancingV2::ListenerRule, Properties: { ListenerArn: !Ref Listener, Priority: 1, Conditions: [{ Field: path-pattern, Values: [/orders] }], Actions: [{ Type: forward, TargetGroupArn: !Ref Other }] } }
    `,
    paths: [{ fn: 'Fn', kind: 'sync-alb', fate: 'caller', callerTimeout: undefined }],
  },
});
