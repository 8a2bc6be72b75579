import { judge } from '../support/judge';

/** Sources joined to one graph. */

const shopWith = (dlq: string) => `
Resources:
  Fn: { Type: AWS::Lambda::Function, Properties: { Code: { ZipFile: x }, Role: arn, DeadLetterConfig: { TargetArn: !GetAtt Dlq.Arn } } }
  Dlq: { Type: AWS::SQS::Queue${dlq} }
  News: { Type: AWS::SNS::Topic }
  Offers: { Type: AWS::SNS::Topic }
  ReadsNews: { Type: AWS::SNS::Subscription, Properties: { Protocol: lambda, TopicArn: !Ref News, Endpoint: !GetAtt Fn.Arn } }
  ReadsOffers: { Type: AWS::SNS::Subscription, Properties: { Protocol: lambda, TopicArn: !Ref Offers, Endpoint: !GetAtt Fn.Arn } }`;

const shop = (dlq: string) => judge(shopWith(dlq)).graph;

test('the net of two paths is one net', () => {
  const { nets, paths } = shop('');
  expect(nets.map(({ kind }) => kind)).toEqual(['function-dlq']);
  expect(paths.map(({ outcome }) => outcome.nets)).toEqual([nets, nets]);
  for (const { outcome } of paths) expect(outcome.nets[0]).toBe(nets[0]);
});

test('its fault is one of both paths', () => {
  const { paths } = shop(', Properties: { FifoQueue: true }');
  expect(paths.map(({ outcome }) => outcome.fate)).toEqual(['lost', 'lost']);
});

test('its fault is told of both paths', () => {
  const faults = judge(shopWith(', Properties: { FifoQueue: true }')).findings.filter(({ property, severity }) => property === 'DeadLetterConfig.TargetArn' && severity === 'error');
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
