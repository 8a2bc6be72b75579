import { sourceContract } from '../support/source-contract';

const dlq = `Dlq: { Type: AWS::SQS::Queue }
      Fn: { Type: AWS::Lambda::Function, Properties: { Code: { ZipFile: x }, Role: arn, DeadLetterConfig: { TargetArn: !GetAtt Dlq.Arn } } }`;
const alias = "Live: { Type: AWS::Lambda::Alias, Properties: { Name: live, FunctionName: !Ref Fn, FunctionVersion: '3' } }";
const machine = (...properties: string[]) => `Machine:
        Type: AWS::StepFunctions::StateMachine
        Properties:
          RoleArn: arn:aws:iam::111111111111:role/machine
          ${properties.join('\n          ')}`;
const states = (...tasks: string[]) => machine(`Definition: { StartAt: Call, States: { ${tasks.join(', ')} } }`);
const sees = 'its Retry and Catch decide';

sourceContract('step-functions', {
  'the machine sees the error, with Retry and Catch and without': {
    resources: `
      ${dlq}
      Bare: { Type: AWS::Lambda::Function, Properties: { Code: { ZipFile: x }, Role: arn } }
      ${states(
        'Call: { Type: Task, Resource: arn:aws:states:::lambda:invoke, Parameters: { FunctionName: !GetAtt Fn.Arn }, Retry: [{ ErrorEquals: [States.ALL] }], Catch: [{ ErrorEquals: [States.ALL], Next: Old }], Next: Old }',
        'Old: { Type: Task, Resource: !GetAtt Bare.Arn, End: true }',
      )}
    `,
    paths: [
      { fn: 'Fn', kind: 'sync-sfn', mode: 'sync', triggers: ['Machine'], qualifier: '$LATEST', attempts: 1, fate: 'caller', because: sees },
      { fn: 'Bare', kind: 'sync-sfn', triggers: ['Machine'], fate: 'caller', because: sees },
    ],
  },
  'what is only queued never comes back to a Catch': {
    resources: `
      ${dlq}
      ${states(
        'Call: { Type: Task, Resource: arn:aws:states:::lambda:invoke, Parameters: { FunctionName: !GetAtt Fn.Arn, InvocationType: Event }, Catch: [{ ErrorEquals: [States.ALL], Next: Wait }], Next: Wait }',
        'Wait: { Type: Task, Resource: arn:aws:states:::lambda:invoke, Arguments: { FunctionName: !GetAtt Fn.Arn }, End: true }',
      )}
    `,
    paths: [
      { fn: 'Fn', kind: 'async-direct', mode: 'async', triggers: ['Machine'], attempts: 3, fate: 'kept', keptIn: ['Dlq'] },
      { fn: 'Fn', kind: 'sync-sfn', triggers: ['Machine'], fate: 'caller' },
    ],
  },
  'a definition as JSON text, put together by Fn::Join, by Fn::Sub and by the machine itself': {
    resources: `
      ${alias}
      Joined:
        Type: AWS::StepFunctions::StateMachine
        Properties:
          RoleArn: arn
          DefinitionString: !Join ['', ['{"StartAt":"Call","States":{"Call":{"Type":"Task","Resource":"arn:', !Ref 'AWS::Partition', ':states:::lambda:invoke","Parameters":{"FunctionName":"', !Ref Live, '"},"End":true}}}']]
      ${machine(
        'DefinitionString: \'{"StartAt":"Call","States":{"Call":{"Type":"Task","Resource":"${Arn}","End":true}}}\'',
        'DefinitionSubstitutions: { Arn: !GetAtt Fn.Arn }',
      )}
      Substituted:
        Type: AWS::StepFunctions::StateMachine
        Properties:
          RoleArn: arn
          DefinitionString: !Sub '{"StartAt":"Call","States":{"Call":{"Type":"Task","Resource":"arn:\${AWS::Partition}:states:::aws-sdk:lambda:invoke","Parameters":{"FunctionName":"\${Fn}","Qualifier":"live"},"End":true}}}'
    `,
    paths: [
      { fn: 'Fn', kind: 'sync-sfn', triggers: ['Joined'], qualifier: 'live', fate: 'caller' },
      { fn: 'Fn', kind: 'sync-sfn', triggers: ['Substituted'], qualifier: 'live', fate: 'caller' },
      { fn: 'Fn', kind: 'sync-sfn', triggers: ['Machine'], qualifier: '$LATEST', fate: 'caller' },
    ],
  },
  'a definition that is elsewhere, into which the template hands a function': {
    resources: `
      ${dlq}
      ${machine('DefinitionS3Location: { Bucket: b, Key: k }', 'DefinitionSubstitutions: { Arn: !GetAtt Fn.Arn, Table: orders }')}
    `,
    paths: [{ fn: 'Fn', kind: 'sync-sfn', mode: 'none', triggers: ['Machine'], qualifier: '$LATEST', fate: 'unknown', because: 'the definition of Machine is not here' }],
  },
  'a token that is waited for, inside of a Distributed Map and a Parallel': {
    resources: `
      Branch: { Type: AWS::Lambda::Function, Properties: { Code: { ZipFile: x }, Role: arn } }
      ${states(
        'Call: { Type: Map, ItemProcessor: { ProcessorConfig: { Mode: DISTRIBUTED, ExecutionType: EXPRESS }, States: { Ask: { Type: Task, Resource: arn:aws:states:::lambda:invoke.waitForTaskToken, Parameters: { FunctionName: !Ref Fn }, End: true } } }, Next: Both }',
        'Both: { Type: Parallel, Branches: [{ States: { Ask: { Type: Task, Resource: !GetAtt Branch.Arn, End: true } } }], End: true }',
      )}
    `,
    paths: [
      { fn: 'Fn', kind: 'sync-sfn', triggers: ['Machine'], attempts: 1, fate: 'caller' },
      { fn: 'Branch', kind: 'sync-sfn', triggers: ['Machine'], fate: 'caller' },
    ],
  },
  'how long a task waits, each for itself': {
    template: `
    Parameters: { Later: { Type: Number } }
    Resources:
      Quick: { Type: AWS::Lambda::Function, Properties: { Code: { ZipFile: x }, Role: arn } }
      Asked: { Type: AWS::Lambda::Function, Properties: { Code: { ZipFile: x }, Role: arn } }
      ${states(
        'Call: { Type: Task, Resource: !GetAtt Fn.Arn, Next: Again }', 'Again: { Type: Task, Resource: !GetAtt Fn.Arn, TimeoutSeconds: !Ref Later, Next: Quick }',
        'Quick: { Type: Task, Resource: !GetAtt Quick.Arn, TimeoutSeconds: 5, Next: Ask }',
        'Ask: { Type: Task, Resource: arn:aws:states:::lambda:invoke.waitForTaskToken, TimeoutSeconds: 7, Parameters: { FunctionName: !Ref Asked }, End: true }',
      )}
    `,
    paths: [
      { fn: 'Fn', kind: 'sync-sfn', fate: 'caller', callerTimeout: undefined },
      { fn: 'Quick', kind: 'sync-sfn', fate: 'caller', callerTimeout: 5 },
      { fn: 'Asked', kind: 'sync-sfn', fate: 'caller', callerTimeout: undefined },
    ],
  },
  'with a token, not even the end of the execution ends the function': {
    resources: states('Call: { Type: Task, Resource: arn:aws:states:::lambda:invoke.waitForTaskToken, Parameters: { FunctionName: !Ref Fn }, End: true }').replace('StartAt', 'TimeoutSeconds: 60, StartAt'),
    paths: [{ fn: 'Fn', kind: 'sync-sfn', fate: 'caller', callerTimeout: undefined }],
  },
  'tasks of other services': {
    resources: states(
      'Call: { Type: Task, Resource: arn:aws:states:::sqs:sendMessage, Parameters: { QueueUrl: x, MessageBody: !GetAtt Fn.Arn }, Next: List }',
      'List: { Type: Task, Resource: arn:aws:states:::aws-sdk:lambda:getFunction, Parameters: { FunctionName: !Ref Fn }, End: true }',
    ),
    paths: [],
  },
});
