import { sourceContract } from '../support/source-contract';

const pool = (config: string) => `Pool:
        Type: AWS::Cognito::UserPool
        Properties: { LambdaConfig: { ${config} } }`;

sourceContract('cognito-trigger', {
  'Cognito waits, and tries three times': {
    resources: pool('PreSignUp: !GetAtt Fn.Arn'),
    paths: [{ fn: 'Fn', kind: 'sync-cognito', mode: 'sync', triggers: ['Pool'], qualifier: '$LATEST', attempts: 3, fate: 'caller', because: 'sign in' }],
  },
  'one function for several triggers, one of them with a version of its event': {
    resources: pool('PreSignUp: !GetAtt Fn.Arn, PreTokenGenerationConfig: { LambdaArn: !GetAtt Fn.Arn, LambdaVersion: V2_0 }'),
    paths: [{ fn: 'Fn', kind: 'sync-cognito', triggers: ['Pool'], fate: 'caller' }],
  },
  'senders of codes are not waited for': {
    resources: `
      Dlq: { Type: AWS::SQS::Queue }
      Key: { Type: AWS::KMS::Key, Properties: { KeyPolicy: {} } }
      Live: { Type: AWS::Lambda::Alias, Properties: { Name: live, FunctionName: !Ref Fn, FunctionVersion: '3' } }
      Config: { Type: AWS::Lambda::EventInvokeConfig, Properties: { FunctionName: !Ref Fn, Qualifier: live, DestinationConfig: { OnFailure: { Destination: !GetAtt Dlq.Arn } } } }
      ${pool('KMSKeyID: !GetAtt Key.Arn, CustomEmailSender: { LambdaArn: !Ref Live, LambdaVersion: V1_0 }, CustomSMSSender: { LambdaArn: !Ref Live, LambdaVersion: V1_0 }')}
    `,
    paths: [{ fn: 'Fn', kind: 'async-cognito', mode: 'async', triggers: ['Pool'], qualifier: 'live', attempts: 3, fate: 'kept', keptIn: ['Dlq'] }],
  },
  'one function for both': {
    resources: pool('CustomMessage: !GetAtt Fn.Arn, CustomEmailSender: { LambdaArn: !GetAtt Fn.Arn, LambdaVersion: V1_0 }'),
    paths: [
      { fn: 'Fn', kind: 'sync-cognito', triggers: ['Pool'], attempts: 3, fate: 'caller' },
      { fn: 'Fn', kind: 'async-cognito', triggers: ['Pool'], attempts: 3, fate: 'lost' },
    ],
  },
  'a pool without triggers': {
    resources: 'Pool: { Type: AWS::Cognito::UserPool, Properties: { UserPoolName: users } }',
    paths: [],
  },
});
