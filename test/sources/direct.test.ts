import { sourceContract } from '../support/source-contract';

sourceContract('direct', {
  'nothing invokes it': {
    resources: 'Queue: { Type: AWS::SQS::Queue }',
    paths: [{ fn: 'Fn', kind: 'untriggered', mode: 'none', triggers: [], attempts: 'unknown', fate: 'unknown' }],
  },
  'a dead-letter queue is for somebody who invokes asynchronously': {
    resources: `
      Fn: { Type: AWS::Lambda::Function, Properties: { Code: { ZipFile: x }, Role: arn, DeadLetterConfig: { TargetArn: !GetAtt Queue.Arn } } }
      Queue: { Type: AWS::SQS::Queue }
    `,
    paths: [{ fn: 'Fn', kind: 'async-direct', mode: 'async', triggers: [], attempts: 3, fate: 'kept', keptIn: ['Queue'] }],
  },
  'one path for each configured qualifier': {
    resources: `
      Bucket: { Type: AWS::S3::Bucket }
      Latest: { Type: AWS::Lambda::EventInvokeConfig, Properties: { FunctionName: !Ref Fn, Qualifier: $LATEST, MaximumRetryAttempts: 0 } }
      Live:
        Type: AWS::Lambda::EventInvokeConfig
        Properties: { FunctionName: !Ref Fn, Qualifier: live, DestinationConfig: { OnFailure: { Destination: !GetAtt Bucket.Arn } } }
    `,
    paths: [
      { fn: 'Fn', kind: 'async-direct', qualifier: '$LATEST', attempts: 1, fate: 'lost' },
      { fn: 'Fn', kind: 'async-direct', qualifier: 'live', attempts: 3, fate: 'kept', keptIn: ['Bucket'] },
    ],
  },
  'durable functions have no destinations, but a dead-letter queue': {
    resources: `
      Fn: { Type: AWS::Lambda::Function, Properties: { Code: { ZipFile: x }, Role: arn, DurableConfig: { ExecutionTimeout: 60 } } }
      Bucket: { Type: AWS::S3::Bucket }
      Config:
        Type: AWS::Lambda::EventInvokeConfig
        Properties: { FunctionName: !Ref Fn, Qualifier: $LATEST, DestinationConfig: { OnFailure: { Destination: !GetAtt Bucket.Arn } } }
    `,
    paths: [{ fn: 'Fn', kind: 'async-direct', fate: 'lost', because: 'durable' }],
  },
  'somebody else found a path': {
    after: ['sqs'],
    resources: `
      Fn: { Type: AWS::Lambda::Function, Properties: { Code: { ZipFile: x }, Role: arn, DeadLetterConfig: { TargetArn: !GetAtt Queue.Arn } } }
      Queue: { Type: AWS::SQS::Queue }
      Mapping: { Type: AWS::Lambda::EventSourceMapping, Properties: { EventSourceArn: !GetAtt Queue.Arn, FunctionName: !Ref Fn } }
    `,
    paths: [],
  },
  'handed to a state machine that is written elsewhere': {
    after: ['step-functions'],
    resources: `
      Remind: { Type: AWS::Lambda::Function, Properties: { Code: { ZipFile: x }, Role: arn } }
      Machine:
        Type: AWS::StepFunctions::StateMachine
        Properties: { RoleArn: arn, DefinitionS3Location: { Bucket: machines, Key: order }, DefinitionSubstitutions: { Ship: !GetAtt Fn.Arn, Remind: !GetAtt Remind.Arn } }
      Config: { Type: AWS::Lambda::EventInvokeConfig, Properties: { FunctionName: !Ref Remind, Qualifier: $LATEST, MaximumRetryAttempts: 0 } }
    `,
    paths: [{ fn: 'Remind', kind: 'async-direct', mode: 'async', qualifier: '$LATEST', attempts: 1, fate: 'lost' }],
  },
  'with a configuration for one alias, a dead-letter queue means no other qualifier': {
    resources: `
      Fn: { Type: AWS::Lambda::Function, Properties: { Code: { ZipFile: x }, Role: arn, DeadLetterConfig: { TargetArn: !GetAtt Queue.Arn } } }
      Queue: { Type: AWS::SQS::Queue }
      Live: { Type: AWS::Lambda::EventInvokeConfig, Properties: { FunctionName: !Ref Fn, Qualifier: live, MaximumRetryAttempts: 0 } }
    `,
    paths: [{ fn: 'Fn', kind: 'async-direct', qualifier: 'live', attempts: 1, fate: 'kept', keptIn: ['Queue'] }],
  },
  'whoever invokes it can name a tenant': {
    resources: `
      Fn: { Type: AWS::Lambda::Function, Properties: { Code: { ZipFile: x }, Role: arn, TenancyConfig: { TenantIsolationMode: PER_TENANT }, DeadLetterConfig: { TargetArn: !GetAtt Queue.Arn } } }
      Queue: { Type: AWS::SQS::Queue }
    `,
    paths: [{ fn: 'Fn', kind: 'async-direct', attempts: 3, fate: 'kept', keptIn: ['Queue'] }],
  },
});
