import { sourceContract } from '../support/source-contract';

sourceContract('iot-events', {
  'an action deep in a detector model': {
    resources: `
      Model:
        Type: AWS::IoTEvents::DetectorModel
        Properties:
          RoleArn: arn
          DetectorModelDefinition:
            InitialStateName: normal
            States: [{ StateName: normal, OnEnter: { Events: [{ EventName: start, Actions: [{ Lambda: { FunctionArn: !GetAtt Fn.Arn } }] }] } }]
    `,
    paths: [{ fn: 'Fn', kind: 'async-iot', mode: 'async', triggers: ['Model'], attempts: 3, fate: 'lost' }],
  },
  'an action of an alarm model': {
    resources: `
      Model:
        Type: AWS::IoTEvents::AlarmModel
        Properties:
          RoleArn: arn
          AlarmRule: { SimpleRule: { ComparisonOperator: GREATER, InputProperty: a, Threshold: b } }
          AlarmEventActions: { AlarmActions: [{ Lambda: { FunctionArn: !GetAtt Fn.Arn } }] }
    `,
    paths: [{ fn: 'Fn', kind: 'async-iot', triggers: ['Model'], fate: 'lost' }],
  },
});
