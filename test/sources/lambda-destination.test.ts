import { sourceContract } from '../support/source-contract';

sourceContract('lambda-destination', {
  'the destinations of a function, one with a queue of its own': {
    resources: `
      Done: { Type: AWS::Lambda::Function, Properties: { Code: { ZipFile: x }, Role: arn } }
      Failed: { Type: AWS::Lambda::Function, Properties: { Code: { ZipFile: x }, Role: arn, DeadLetterConfig: { TargetArn: !GetAtt Queue.Arn } } }
      Queue: { Type: AWS::SQS::Queue }
      Config:
        Type: AWS::Lambda::EventInvokeConfig
        Properties:
          FunctionName: !Ref Fn
          Qualifier: $LATEST
          DestinationConfig: { OnSuccess: { Destination: !GetAtt Done.Arn }, OnFailure: { Destination: !Sub '\${Failed.Arn}:live' } }
    `,
    paths: [
      { fn: 'Done', kind: 'async-destination', mode: 'async', triggers: ['Config'], origin: 'Fn', qualifier: '$LATEST', attempts: 3, fate: 'lost' },
      { fn: 'Failed', kind: 'async-destination', triggers: ['Config'], qualifier: 'live', fate: 'kept', keptIn: ['Queue'] },
    ],
  },
  'queues are no functions': {
    resources: `
      Queue: { Type: AWS::SQS::Queue }
      Config:
        Type: AWS::Lambda::EventInvokeConfig
        Properties: { FunctionName: !Ref Fn, Qualifier: $LATEST, DestinationConfig: { OnFailure: { Destination: !GetAtt Queue.Arn } } }
    `,
    paths: [],
  },
});
