import { sourceContract } from '../support/source-contract';

sourceContract('secrets-rotation', {
  'a failed rotation is seen by Secrets Manager': {
    resources: `
      Secret: { Type: AWS::SecretsManager::Secret }
      Rotation: { Type: AWS::SecretsManager::RotationSchedule, Properties: { SecretId: !Ref Secret, RotationLambdaARN: !GetAtt Fn.Arn } }
    `,
    paths: [{ fn: 'Fn', kind: 'sync-other', mode: 'sync', triggers: ['Rotation', 'Secret'], attempts: 1, fate: 'caller' }],
  },
  'a rotation function that AWS hosts': {
    resources: `
      Secret: { Type: AWS::SecretsManager::Secret }
      Rotation:
        Type: AWS::SecretsManager::RotationSchedule
        Properties: { SecretId: !Ref Secret, HostedRotationLambda: { RotationType: MySQLSingleUser } }
    `,
    paths: [],
  },
  'a secret of another app': {
    resources: 'Rotation: { Type: AWS::SecretsManager::RotationSchedule, Properties: { SecretId: !ImportValue secret, RotationLambdaARN: !GetAtt Fn.Arn } }',
    paths: [{ fn: 'Fn', kind: 'sync-other', triggers: ['Rotation'], origin: undefined, fate: 'caller' }],
  },
});
