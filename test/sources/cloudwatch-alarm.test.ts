import { sourceContract } from '../support/source-contract';

sourceContract('cloudwatch-alarm', {
  'a function for alarm and all-clear': {
    resources: `
      Topic: { Type: AWS::SNS::Topic }
      Alarm:
        Type: AWS::CloudWatch::Alarm
        Properties:
          ComparisonOperator: GreaterThanThreshold
          EvaluationPeriods: 1
          AlarmActions: [!Ref Topic, !GetAtt Fn.Arn]
          OKActions: [!GetAtt Fn.Arn]
    `,
    paths: [{ fn: 'Fn', kind: 'async-alarm', mode: 'async', triggers: ['Alarm'], attempts: 3, fate: 'lost' }],
  },
  'a composite alarm': {
    resources: `
      Alarm: { Type: AWS::CloudWatch::CompositeAlarm, Properties: { AlarmRule: 'ALARM(a)', AlarmActions: [!GetAtt Fn.Arn] } }
    `,
    paths: [{ fn: 'Fn', kind: 'async-alarm', triggers: ['Alarm'], fate: 'lost' }],
  },
});
