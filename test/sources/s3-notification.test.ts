import { sourceContract } from '../support/source-contract';

sourceContract('s3-notification', {
  'a bucket with two notifications for one function': {
    resources: `
      Bucket:
        Type: AWS::S3::Bucket
        Properties:
          NotificationConfiguration:
            LambdaConfigurations:
              - { Event: 's3:ObjectCreated:*', Function: !GetAtt Fn.Arn }
              - { Event: 's3:ObjectRemoved:*', Function: !GetAtt Fn.Arn }
            EventBridgeConfiguration: { EventBridgeEnabled: true }
    `,
    paths: [{ fn: 'Fn', kind: 'async-s3', mode: 'async', triggers: ['Bucket'], attempts: 3, fate: 'lost' }],
  },
  'the custom resource of CDK, for an alias with a destination': {
    resources: `
      Handler: { Type: AWS::Lambda::Function, Properties: { Code: { ZipFile: x }, Role: arn } }
      Bucket: { Type: AWS::S3::Bucket }
      Queue: { Type: AWS::SQS::Queue }
      Version: { Type: AWS::Lambda::Version, Properties: { FunctionName: !Ref Fn } }
      Live: { Type: AWS::Lambda::Alias, Properties: { FunctionName: !Ref Fn, FunctionVersion: !GetAtt Version.Version, Name: live } }
      Config:
        Type: AWS::Lambda::EventInvokeConfig
        Properties: { FunctionName: !Ref Fn, Qualifier: live, DestinationConfig: { OnFailure: { Destination: !GetAtt Queue.Arn } } }
      Notifications:
        Type: Custom::S3BucketNotifications
        Properties:
          ServiceToken: !GetAtt Handler.Arn
          BucketName: !Ref Bucket
          NotificationConfiguration: { LambdaFunctionConfigurations: [{ Events: ['s3:ObjectCreated:*'], LambdaFunctionArn: !Ref Live }] }
    `,
    paths: [{ fn: 'Fn', kind: 'async-s3', triggers: ['Notifications', 'Bucket'], originText: 'Bucket', qualifier: 'live', fate: 'kept', keptIn: ['Queue'] }],
  },
  'a bucket of another app': {
    resources: `
      Notifications:
        Type: Custom::S3BucketNotifications
        Properties:
          ServiceToken: arn:aws:lambda:eu-west-1:111111111111:function:handler
          BucketName: orders
          Managed: false
          NotificationConfiguration: { LambdaFunctionConfigurations: [{ Events: ['s3:ObjectCreated:*'], LambdaFunctionArn: !GetAtt Fn.Arn }] }
    `,
    paths: [{ fn: 'Fn', kind: 'async-s3', triggers: ['Notifications'], origin: undefined, originText: 'orders', fate: 'lost' }],
  },
  'the destination of another qualifier does not count': {
    resources: `
      Queue: { Type: AWS::SQS::Queue }
      Config:
        Type: AWS::Lambda::EventInvokeConfig
        Properties: { FunctionName: !Ref Fn, Qualifier: live, DestinationConfig: { OnFailure: { Destination: !GetAtt Queue.Arn } } }
      Bucket:
        Type: AWS::S3::Bucket
        Properties: { NotificationConfiguration: { LambdaConfigurations: [{ Event: 's3:ObjectCreated:*', Function: !GetAtt Fn.Arn }] } }
    `,
    paths: [{ fn: 'Fn', kind: 'async-s3', fate: 'lost', because: 'live' }],
  },
  'a function with tenant isolation rejects what S3 sends': {
    resources: `
      Fn:
        Type: AWS::Lambda::Function
        Properties: { Code: { ZipFile: x }, Role: arn, TenancyConfig: { TenantIsolationMode: PER_TENANT }, DeadLetterConfig: { TargetArn: !GetAtt Queue.Arn } }
      Queue: { Type: AWS::SQS::Queue }
      Bucket:
        Type: AWS::S3::Bucket
        Properties: { NotificationConfiguration: { LambdaConfigurations: [{ Event: 's3:ObjectCreated:*', Function: !GetAtt Fn.Arn }] } }
    `,
    paths: [{ fn: 'Fn', kind: 'async-s3', attempts: 0, fate: 'lost', because: 'tenant' }],
  },
  'queues and topics are not functions': {
    resources: `
      Queue: { Type: AWS::SQS::Queue }
      Bucket:
        Type: AWS::S3::Bucket
        Properties: { NotificationConfiguration: { QueueConfigurations: [{ Event: 's3:ObjectCreated:*', Queue: !GetAtt Queue.Arn }] } }
    `,
    paths: [],
  },
});
