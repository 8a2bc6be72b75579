import { sourceContract } from '../support/source-contract';

sourceContract('events-rule', {
  'no net at all': {
    resources: `
      Rule:
        Type: AWS::Events::Rule
        Properties: { ScheduleExpression: rate(1 hour), Targets: [{ Id: fn, Arn: !GetAtt Fn.Arn }] }
    `,
    paths: [{ fn: 'Fn', kind: 'async-events', mode: 'async', triggers: ['Rule'], attempts: 3, fate: 'lost', delivery: 'lost' }],
  },
  'the queue of the target holds what could not be delivered only': {
    resources: `
      Dlq: { Type: AWS::SQS::Queue }
      Rule:
        Type: AWS::Events::Rule
        Properties:
          EventPattern: { source: [orders] }
          Targets: [{ Id: fn, Arn: !GetAtt Fn.Arn, DeadLetterConfig: { Arn: !GetAtt Dlq.Arn } }]
    `,
    paths: [{ fn: 'Fn', kind: 'async-events', fate: 'lost', delivery: 'kept', deliveryIn: ['Dlq'] }],
  },
  'managed instances: without qualifier the published version is invoked, and its destination holds': {
    resources: `
      Managed: { Type: AWS::Lambda::Function, Properties: { Code: { ZipFile: x }, Role: arn, CapacityProviderConfig: { LambdaManagedInstancesCapacityProviderConfig: { CapacityProviderArn: arn } } } }
      Failed: { Type: AWS::SQS::Queue }
      Config:
        Type: AWS::Lambda::EventInvokeConfig
        Properties: { FunctionName: !Ref Managed, Qualifier: $LATEST.PUBLISHED, DestinationConfig: { OnFailure: { Destination: !GetAtt Failed.Arn } } }
      Rule:
        Type: AWS::Events::Rule
        Properties: { ScheduleExpression: rate(1 hour), Targets: [{ Id: fn, Arn: !GetAtt Managed.Arn }] }
    `,
    paths: [{ fn: 'Managed', kind: 'async-events', qualifier: '$LATEST.PUBLISHED', attempts: 3, fate: 'kept', keptIn: ['Failed'], delivery: 'lost' }],
  },
  'managed instances: whether the destination of $LATEST holds for what is published from it is not documented': {
    resources: `
      Managed: { Type: AWS::Lambda::Function, Properties: { Code: { ZipFile: x }, Role: arn, CapacityProviderConfig: { LambdaManagedInstancesCapacityProviderConfig: { CapacityProviderArn: arn } } } }
      Failed: { Type: AWS::SQS::Queue }
      Config:
        Type: AWS::Lambda::EventInvokeConfig
        Properties: { FunctionName: !Ref Managed, Qualifier: $LATEST, DestinationConfig: { OnFailure: { Destination: !GetAtt Failed.Arn } } }
      Rule:
        Type: AWS::Events::Rule
        Properties: { ScheduleExpression: rate(1 hour), Targets: [{ Id: fn, Arn: !GetAtt Managed.Arn }] }
    `,
    paths: [{ fn: 'Managed', kind: 'async-events', qualifier: '$LATEST.PUBLISHED', attempts: 'unknown', fate: 'unknown', because: '$LATEST', delivery: 'lost' }],
  },
  'two functions, one with a destination of its own': {
    resources: `
      Other: { Type: AWS::Lambda::Function, Properties: { Code: { ZipFile: x }, Role: arn } }
      Dlq: { Type: AWS::SQS::Queue }
      Config:
        Type: AWS::Lambda::EventInvokeConfig
        Properties:
          FunctionName: !Ref Other
          Qualifier: $LATEST
          MaximumRetryAttempts: 0
          DestinationConfig: { OnFailure: { Destination: !GetAtt Dlq.Arn } }
      Bus: { Type: AWS::Events::EventBus, Properties: { Name: orders } }
      Rule:
        Type: AWS::Events::Rule
        Properties:
          EventBusName: !Ref Bus
          EventPattern: { source: [orders] }
          Targets: [{ Id: a, Arn: !GetAtt Fn.Arn }, { Id: b, Arn: !GetAtt Other.Arn }]
    `,
    paths: [
      { fn: 'Fn', kind: 'async-events', origin: 'Bus', fate: 'lost', delivery: 'lost' },
      { fn: 'Other', kind: 'async-events', attempts: 1, fate: 'kept', keptIn: ['Dlq'], delivery: 'lost' },
    ],
  },
  'a target is named only where another one of the rule invokes the same qualifier': {
    resources: `
      Rule: { Type: AWS::Events::Rule, Properties: { ScheduleExpression: rate(1 hour), Targets: [{ Id: a, Arn: !GetAtt Fn.Arn }, { Id: b, Arn: !GetAtt Fn.Arn }, { Id: c, Arn: !Sub '\${Fn.Arn}:live' }] } }
    `,
    paths: [
      { fn: 'Fn', kind: 'async-events', qualifier: '$LATEST', isOneOfSeveral: true, fate: 'lost', delivery: 'lost' },
      { fn: 'Fn', kind: 'async-events', qualifier: '$LATEST', isOneOfSeveral: true, fate: 'lost', delivery: 'lost' },
      { fn: 'Fn', kind: 'async-events', qualifier: 'live', isOneOfSeveral: false, fate: 'lost', delivery: 'lost' },
    ],
  },
});
