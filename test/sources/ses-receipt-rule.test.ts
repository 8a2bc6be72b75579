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
});
