import { sourceContract } from '../support/source-contract';

sourceContract('codepipeline-action', {
  'an invoke action, and a condition of a stage': {
    resources: `
      Gate: { Type: AWS::Lambda::Function, Properties: { FunctionName: gate, Code: { ZipFile: x }, Role: arn } }
      Pipeline:
        Type: AWS::CodePipeline::Pipeline
        Properties:
          RoleArn: arn
          Stages:
            - Name: Source
              Actions:
                - Name: Source
                  ActionTypeId: { Category: Source, Owner: AWS, Provider: S3, Version: '1' }
            - Name: Invoke
              Actions:
                - Name: Invoke
                  ActionTypeId: { Category: Invoke, Owner: AWS, Provider: Lambda, Version: '1' }
                  Configuration: { FunctionName: !Ref Fn }
              BeforeEntry:
                Conditions:
                  - Rules:
                      - Name: Gate
                        RuleTypeId: { Category: Rule, Owner: AWS, Provider: LambdaInvoke, Version: '1' }
                        Configuration: { FunctionName: gate }
    `,
    paths: [
      { fn: 'Fn', kind: 'codepipeline', mode: 'async', triggers: ['Pipeline'], attempts: 3, fate: 'caller' },
      { fn: 'Gate', kind: 'codepipeline', triggers: ['Pipeline'], fate: 'caller' },
    ],
  },
  'conditions behind a stage, beside actions and rules that call something else': {
    resources: `
      Passed: { Type: AWS::Lambda::Function, Properties: { FunctionName: passed, Code: { ZipFile: x }, Role: arn } }
      Failed: { Type: AWS::Lambda::Function, Properties: { FunctionName: failed, Code: { ZipFile: x }, Role: arn } }
      Pipeline:
        Type: AWS::CodePipeline::Pipeline
        Properties:
          RoleArn: arn
          Stages:
            - Name: Deploy
              Actions:
                - { Name: Own, ActionTypeId: { Category: Deploy, Owner: Custom, Provider: Publisher, Version: '1' }, Configuration: { FunctionName: !Ref Fn } }
              OnSuccess: { Conditions: [{ Rules: [{ Name: a, RuleTypeId: { Category: Rule, Provider: LambdaInvoke }, Configuration: { FunctionName: passed } }] }] }
              OnFailure:
                Conditions:
                  - Rules:
                      - { Name: b, RuleTypeId: { Category: Rule, Provider: LambdaInvoke }, Configuration: { FunctionName: failed } }
                      - { Name: c, RuleTypeId: { Category: Rule, Provider: VariableCheck }, Configuration: { FunctionName: !Ref Fn } }
    `,
    paths: [{ fn: 'Passed', kind: 'codepipeline', fate: 'caller' }, { fn: 'Failed', kind: 'codepipeline', fate: 'caller' }],
  },
});
