import { sourceContract } from '../support/source-contract';

sourceContract('logs-subscription', {
  'a filter on a log group': {
    resources: `
      Group: { Type: AWS::Logs::LogGroup }
      Filter: { Type: AWS::Logs::SubscriptionFilter, Properties: { LogGroupName: !Ref Group, FilterPattern: ERROR, DestinationArn: !GetAtt Fn.Arn } }
    `,
    paths: [{ fn: 'Fn', kind: 'async-logs', mode: 'async', triggers: ['Filter', 'Group'], originText: 'Group', attempts: 3, fate: 'lost' }],
  },
  'an account policy, as JSON text with a reference in it': {
    resources: `
      Policy:
        Type: AWS::Logs::AccountPolicy
        Properties:
          PolicyName: errors
          PolicyType: SUBSCRIPTION_FILTER_POLICY
          PolicyDocument: !Sub '{"DestinationArn": "\${Fn.Arn}", "FilterPattern": "\\"ERROR\\"", "Distribution": "Random"}'
    `,
    paths: [{ fn: 'Fn', kind: 'async-logs', triggers: ['Policy'], fate: 'lost' }],
  },
  'a filter to a stream': {
    resources: `
      Stream: { Type: AWS::Kinesis::Stream, Properties: { ShardCount: 1 } }
      Filter: { Type: AWS::Logs::SubscriptionFilter, Properties: { LogGroupName: orders, FilterPattern: '', DestinationArn: !GetAtt Stream.Arn, RoleArn: arn } }
    `,
    paths: [],
  },
  'a log group of another app': {
    resources: 'Filter: { Type: AWS::Logs::SubscriptionFilter, Properties: { LogGroupName: /aws/orders, FilterPattern: ERROR, DestinationArn: !GetAtt Fn.Arn } }',
    paths: [{ fn: 'Fn', kind: 'async-logs', triggers: ['Filter'], origin: undefined, originText: '/aws/orders', fate: 'lost' }],
  },
});
