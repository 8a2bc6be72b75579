import { judge } from '../support/judge';

/** The paths that a net is for. */

test('a fault is told of all paths that rely on the net', () => {
  const faults = judge(`
Resources:
  Fn: { Type: AWS::Lambda::Function, Properties: { Code: { ZipFile: x }, Role: arn, DeadLetterConfig: { TargetArn: !GetAtt Dlq.Arn } } }
  Dlq: { Type: AWS::SQS::Queue, Properties: { FifoQueue: true } }
  News: { Type: AWS::SNS::Topic }
  Offers: { Type: AWS::SNS::Topic }
  ReadsNews: { Type: AWS::SNS::Subscription, Properties: { Protocol: lambda, TopicArn: !Ref News, Endpoint: !GetAtt Fn.Arn } }
  ReadsOffers: { Type: AWS::SNS::Subscription, Properties: { Protocol: lambda, TopicArn: !Ref Offers, Endpoint: !GetAtt Fn.Arn } }`).findings.filter(({ property, severity }) => property === 'DeadLetterConfig.TargetArn' && severity === 'error');
  expect(faults.map(({ paths }) => paths.map(({ triggers }) => triggers[0].id).sort())).toEqual([['ReadsNews', 'ReadsOffers']]);
});

test('a destination is one of a path that never gives up, too', () => {
  const { findings } = judge(`
Resources:
  Fn: { Type: AWS::Lambda::Function, Properties: { Code: { ZipFile: x }, Role: arn } }
  Failed: { Type: AWS::SQS::Queue, Properties: { FifoQueue: true } }
  Clicks: { Type: AWS::Kinesis::Stream }
  Feed: { Type: AWS::Lambda::EventSourceMapping, Properties: { FunctionName: !Ref Fn, EventSourceArn: !GetAtt Clicks.Arn, StartingPosition: LATEST, DestinationConfig: { OnFailure: { Destination: !GetAtt Failed.Arn } } } }`);
  expect(findings.filter(({ property, severity }) => property === 'DestinationConfig.OnFailure.Destination' && severity === 'error').flatMap(({ paths }) => paths.map(({ kind, outcome }) => `${kind} ${outcome.fate}`))).toEqual(['kinesis blocks']);
});
