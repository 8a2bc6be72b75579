import { sourceContract } from '../support/source-contract';

sourceContract('iot-authorizer', {
  'a device connects': {
    resources: 'CheckDevice: { Type: AWS::IoT::Authorizer, Properties: { AuthorizerFunctionArn: !GetAtt Fn.Arn, SigningDisabled: true, Status: ACTIVE } }',
    paths: [{ fn: 'Fn', kind: 'sync-authorizer', mode: 'sync', triggers: ['CheckDevice'], attempts: 1, fate: 'caller', because: 'refused' }],
  },
  'a device is provisioned': {
    resources: `
      Fleet:
        Type: AWS::IoT::ProvisioningTemplate
        Properties: { ProvisioningRoleArn: arn, TemplateBody: '{}', PreProvisioningHook: { PayloadVersion: '2020-04-01', TargetArn: !Sub '\${Fn.Arn}:live' } }
    `,
    paths: [{ fn: 'Fn', kind: 'sync-other', mode: 'sync', triggers: ['Fleet'], qualifier: 'live', attempts: 1, fate: 'caller', because: 'provisioned' }],
  },
  'a template without hook, an authorizer of another stack': {
    resources: `
      Fleet: { Type: AWS::IoT::ProvisioningTemplate, Properties: { ProvisioningRoleArn: arn, TemplateBody: '{}' } }
      CheckDevice: { Type: AWS::IoT::Authorizer, Properties: { AuthorizerFunctionArn: !ImportValue CheckDevice } }
    `,
    paths: [],
  },
});
