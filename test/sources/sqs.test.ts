import { sourceContract } from '../support/source-contract';

const mapping = `Mapping:
        Type: AWS::Lambda::EventSourceMapping
        Properties: { EventSourceArn: !GetAtt Queue.Arn, FunctionName: !Ref Fn }`;

sourceContract('sqs', {
  'without redrive a message comes back until it expires': {
    resources: `
      Queue: { Type: AWS::SQS::Queue }
      ${mapping}
    `,
    paths: [{ fn: 'Fn', kind: 'sqs', mode: 'poll', triggers: ['Mapping', 'Queue'], attempts: 'unlimited', fate: 'lost', because: 'no redrive policy' }],
  },
  'the redrive policy keeps it': {
    resources: `
      Queue: { Type: AWS::SQS::Queue, Properties: { RedrivePolicy: { deadLetterTargetArn: !GetAtt Dlq.Arn, maxReceiveCount: 5 } } }
      Dlq: { Type: AWS::SQS::Queue }
      ${mapping}
    `,
    paths: [{ fn: 'Fn', kind: 'sqs', attempts: 5, fate: 'kept', keptIn: ['Dlq'], keptAs: 'payload' }],
  },
  'the same as JSON text, for an alias': {
    resources: `
      Queue:
        Type: AWS::SQS::Queue
        Properties: { RedrivePolicy: !Sub '{"deadLetterTargetArn":"\${Dlq.Arn}","maxReceiveCount":7}' }
      Dlq: { Type: AWS::SQS::Queue }
      Version: { Type: AWS::Lambda::Version, Properties: { FunctionName: !Ref Fn } }
      Alias: { Type: AWS::Lambda::Alias, Properties: { FunctionName: !Ref Fn, FunctionVersion: !GetAtt Version.Version, Name: live } }
      Mapping:
        Type: AWS::Lambda::EventSourceMapping
        Properties: { EventSourceArn: !GetAtt Queue.Arn, FunctionName: !Ref Alias }
    `,
    paths: [{ fn: 'Fn', kind: 'sqs', qualifier: 'live', attempts: 7, fate: 'kept', keptIn: ['Dlq'] }],
  },
  'a queue of another app': {
    resources: `
      Mapping:
        Type: AWS::Lambda::EventSourceMapping
        Properties: { EventSourceArn: 'arn:aws:sqs:eu-west-1:111111111111:orders', FunctionName: !GetAtt Fn.Arn }
    `,
    paths: [{ fn: 'Fn', kind: 'sqs', triggers: ['Mapping'], fate: 'unknown', because: 'not part of this app' }],
  },
  'neither the queue of the function nor its destination has a part in this': {
    resources: `
      Fn: { Type: AWS::Lambda::Function, Properties: { Code: { ZipFile: x }, Role: arn, DeadLetterConfig: { TargetArn: !GetAtt Dlq.Arn } } }
      Dlq: { Type: AWS::SQS::Queue }
      Queue: { Type: AWS::SQS::Queue }
      ${mapping}
    `,
    paths: [{ fn: 'Fn', kind: 'sqs', fate: 'lost' }],
  },
  'a queue that is named elsewhere': {
    resources: 'Mapping: { Type: AWS::Lambda::EventSourceMapping, Properties: { EventSourceArn: !ImportValue orders, FunctionName: !GetAtt Fn.Arn } }',
    paths: [{ fn: 'Fn', kind: 'sqs', triggers: ['Mapping'], fate: 'unknown', because: 'the queue cannot be told: orders is imported' }],
  },
});
