import { sourceContract } from '../support/source-contract';

sourceContract('transfer-workflow', {
  'a step waits until the function reports a status': {
    resources: `
      Uploads:
        Type: AWS::Transfer::Workflow
        Properties:
          Steps:
            - { Type: CUSTOM, CustomStepDetails: { Name: scan, Target: !GetAtt Fn.Arn, TimeoutSeconds: 60 } }
            - { Type: DELETE, DeleteStepDetails: { Name: clean } }
    `,
    paths: [{ fn: 'Fn', kind: 'transfer-workflow', mode: 'async', triggers: ['Uploads'], attempts: 'unknown', fate: 'caller', because: 'exception steps' }],
  },
  'another one handles what the first has failed on': {
    resources: `
      Report: { Type: AWS::Lambda::Function, Properties: { Code: { ZipFile: x }, Role: arn } }
      Uploads:
        Type: AWS::Transfer::Workflow
        Properties:
          Steps: [{ Type: CUSTOM, CustomStepDetails: { Target: !GetAtt Fn.Arn } }]
          OnExceptionSteps: [{ Type: CUSTOM, CustomStepDetails: { Target: !GetAtt Report.Arn } }]
    `,
    paths: [
      { fn: 'Fn', kind: 'transfer-workflow', triggers: ['Uploads'], fate: 'caller' },
      { fn: 'Report', kind: 'transfer-workflow', triggers: ['Uploads'], fate: 'caller' },
    ],
  },
  'steps without functions': {
    resources: 'Uploads: { Type: AWS::Transfer::Workflow, Properties: { Steps: [{ Type: DELETE, DeleteStepDetails: { Name: clean } }] } }',
    paths: [],
  },
});
