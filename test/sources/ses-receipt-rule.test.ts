import { sourceContract } from '../support/source-contract';

const rule = (action: string) => `Rule:
        Type: AWS::SES::ReceiptRule
        Properties: { RuleSetName: inbound, Rule: { Actions: [{ S3Action: { BucketName: mails } }, { LambdaAction: ${action} }] } }`;

sourceContract('ses-receipt-rule', {
  'asynchronous where nothing is said': {
    resources: rule('{ FunctionArn: !GetAtt Fn.Arn }'),
    paths: [{ fn: 'Fn', kind: 'async-ses', mode: 'async', triggers: ['Rule'], attempts: 3, fate: 'lost' }],
  },
  'SES waits when asked to': {
    resources: rule('{ FunctionArn: !GetAtt Fn.Arn, InvocationType: RequestResponse }'),
    paths: [{ fn: 'Fn', kind: 'sync-other', mode: 'sync', triggers: ['Rule'], attempts: 1, fate: 'caller' }],
  },
  'functions and aliases in one rule, each once': {
    resources: `
      Other: { Type: AWS::Lambda::Function, Properties: { Code: { ZipFile: x }, Role: arn } }
      Rule:
        Type: AWS::SES::ReceiptRule
        Properties:
          RuleSetName: inbound
          Rule:
            Actions:
              - LambdaAction: { FunctionArn: !GetAtt Fn.Arn }
              - LambdaAction: { FunctionArn: !Sub '\${Fn.Arn}:live' }
              - LambdaAction: { FunctionArn: !GetAtt Fn.Arn }
              - LambdaAction: { FunctionArn: !GetAtt Other.Arn }
    `,
    paths: [{ fn: 'Fn', kind: 'async-ses', qualifier: '$LATEST', fate: 'lost' }, { fn: 'Fn', kind: 'async-ses', qualifier: 'live', fate: 'lost' }, { fn: 'Other', kind: 'async-ses', fate: 'lost' }],
  },
});
