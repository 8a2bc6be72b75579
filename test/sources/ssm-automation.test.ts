import { sourceContract } from '../support/source-contract';

const runbook = (steps: string) => `
      Runbook:
        Type: AWS::SSM::Document
        Properties:
          DocumentType: Automation
          Content:
            schemaVersion: '0.3'
            mainSteps: ${steps}
`;

sourceContract('ssm-automation', {
  'a step waits for the answer': {
    resources: runbook('[{ name: restock, action: "aws:invokeLambdaFunction", inputs: { FunctionName: !Ref Fn, Payload: "{}" } }]'),
    paths: [{ fn: 'Fn', kind: 'sync-other', mode: 'sync', triggers: ['Runbook'], qualifier: '$LATEST', attempts: 1, fate: 'caller', because: 'step fails' }],
  },
  'it is run several times, and calls an alias': {
    resources: runbook('[{ name: restock, action: "aws:invokeLambdaFunction", maxAttempts: 3, timeoutSeconds: 60, inputs: { FunctionName: !GetAtt Fn.Arn, Qualifier: live } }]'),
    paths: [{ fn: 'Fn', kind: 'sync-other', qualifier: 'live', attempts: 3, fate: 'caller', callerTimeout: 60 }],
  },
  'it waits five minutes at most, and the least patient of several steps decides': {
    resources: runbook(`[{ name: long, action: "aws:invokeLambdaFunction", maxAttempts: 2, timeoutSeconds: 900, inputs: { FunctionName: !Ref Fn } },
              { name: live, action: "aws:invokeLambdaFunction", timeoutSeconds: 900, inputs: { FunctionName: !Ref Fn, Qualifier: live } },
              { name: short, action: "aws:invokeLambdaFunction", timeoutSeconds: 20, inputs: { FunctionName: !Ref Fn } }]`),
    paths: [{ fn: 'Fn', kind: 'sync-other', qualifier: '$LATEST', attempts: 2, fate: 'caller', callerTimeout: 20 }, { fn: 'Fn', kind: 'sync-other', qualifier: 'live', attempts: 1, fate: 'caller', callerTimeout: 300 }],
  },
  'it does not wait': {
    resources: runbook('[{ name: restock, action: "aws:invokeLambdaFunction", inputs: { FunctionName: !Ref Fn, InvocationType: Event } }]'),
    paths: [{ fn: 'Fn', kind: 'async-direct', mode: 'async', triggers: ['Runbook'], attempts: 3, fate: 'lost' }],
  },
  'a step inside of a loop, twice, in a document that is a text': {
    resources: `
      Runbook:
        Type: AWS::SSM::Document
        Properties:
          DocumentType: Automation
          Content: !Sub >-
            {"schemaVersion":"0.3","mainSteps":[
              {"name":"each","action":"aws:loop","inputs":{"Iterators":"{{ shelves }}","Steps":[
                {"name":"restock","action":"aws:invokeLambdaFunction","inputs":{"FunctionName":"\${Fn}"}},
                {"name":"again","action":"aws:invokeLambdaFunction","inputs":{"FunctionName":"\${Fn}"}}]}}]}
    `,
    paths: [{ fn: 'Fn', kind: 'sync-other', triggers: ['Runbook'], fate: 'caller' }],
  },
  'a dry run, another action, a function that is chosen at the start, a command document': {
    resources: `
      ${runbook(`[{ name: try, action: "aws:invokeLambdaFunction", inputs: { FunctionName: !Ref Fn, InvocationType: DryRun } },
              { name: wait, action: "aws:sleep", inputs: { Duration: PT1M, FunctionName: !Ref Fn } },
              { name: chosen, action: "aws:invokeLambdaFunction", inputs: { FunctionName: "{{ FunctionName }}" } }]`)}
      Command: { Type: AWS::SSM::Document, Properties: { DocumentType: Command, Content: { schemaVersion: '2.2', mainSteps: [{ name: run, action: 'aws:runShellScript', inputs: { runCommand: [date] } }] } } }
    `,
    paths: [],
  },
});
