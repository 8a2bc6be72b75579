import { judge } from '../support/judge';

/** Sources joined to one graph. */

const shop = (dlq: string) => judge(`
Resources:
  Fn: { Type: AWS::Lambda::Function, Properties: { Code: { ZipFile: x }, Role: arn, DeadLetterConfig: { TargetArn: !GetAtt Dlq.Arn } } }
  Dlq: { Type: AWS::SQS::Queue${dlq} }
  News: { Type: AWS::SNS::Topic }
  Offers: { Type: AWS::SNS::Topic }
  ReadsNews: { Type: AWS::SNS::Subscription, Properties: { Protocol: lambda, TopicArn: !Ref News, Endpoint: !GetAtt Fn.Arn } }
  ReadsOffers: { Type: AWS::SNS::Subscription, Properties: { Protocol: lambda, TopicArn: !Ref Offers, Endpoint: !GetAtt Fn.Arn } }`).graph;

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
