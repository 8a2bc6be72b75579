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

test('of a function with a trigger nothing else is said because another one may invoke it', () => {
  const may = (fn: string) => `
  Ship: { Type: AWS::Lambda::Function, Properties: { Code: { ZipFile: x }, Role: !GetAtt Role.Arn } }
  Role: { Type: AWS::IAM::Role, Properties: { AssumeRolePolicyDocument: {}, Policies: [{ PolicyName: call, PolicyDocument: { Statement: [{ Effect: Allow, Action: lambda:InvokeFunction, Resource: !GetAtt ${fn}.Arn }] } }] } }
  Alone: { Type: AWS::Lambda::Function, Properties: { Code: { ZipFile: x }, Role: arn } }`;
  const said = (resources: string, id: string) => judge(`${shopWith('')}${resources}`).graph.paths.filter(({ fn }) => fn.id === id).map(({ outcome: { fate, because }, tries }) => ({ fate, because, tries }));
  expect(said(may('Fn'), 'Fn')).toEqual(said('', 'Fn'));
  expect(said(may('Alone'), 'Alone')).toEqual([expect.objectContaining({ fate: 'unknown', because: 'Ship may invoke it: whoever does decides' })]);
});

test('functions of CDK itself are known on all of their paths', () => {
  const { paths } = judge(shopWith('').replaceAll('Fn', 'LogRetentionaae0aa3c5b4d4f87b02d85b201efdd8a')).graph;
  expect(paths.map(({ framework }) => framework)).toEqual([true, true]);
  expect(shop('').paths.map(({ framework }) => framework)).toEqual([false, false]);
});
