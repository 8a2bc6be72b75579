import { sourceContract } from '../support/source-contract';

sourceContract('config-rule', {
  'a custom rule': {
    resources: `
      Rule: { Type: AWS::Config::ConfigRule, Properties: { Source: { Owner: CUSTOM_LAMBDA, SourceIdentifier: !GetAtt Fn.Arn } } }
    `,
    paths: [{ fn: 'Fn', kind: 'async-config', mode: 'async', triggers: ['Rule'], attempts: 3, fate: 'lost' }],
  },
  'a custom rule of the organization': {
    resources: `
      Rule:
        Type: AWS::Config::OrganizationConfigRule
        Properties:
          OrganizationConfigRuleName: rule
          OrganizationCustomRuleMetadata: { LambdaFunctionArn: !GetAtt Fn.Arn, OrganizationConfigRuleTriggerTypes: [ScheduledNotification] }
    `,
    paths: [{ fn: 'Fn', kind: 'async-config', triggers: ['Rule'], fate: 'lost' }],
  },
  'a rule of AWS': {
    resources: 'Rule: { Type: AWS::Config::ConfigRule, Properties: { Source: { Owner: AWS, SourceIdentifier: LAMBDA_DLQ_CHECK } } }',
    paths: [],
  },
});
