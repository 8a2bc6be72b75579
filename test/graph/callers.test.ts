import { Path } from '../../src/model/graph';
import { Unknown } from '../../src/model/value';
import { judge } from '../support/judge';

/** The paths of a function that somebody else may invoke. */
const pathsOf = (resources: string): readonly Path[] => judge(`
    Transform: AWS::Serverless-2016-10-31
    Globals: { Function: { Runtime: nodejs22.x, Handler: index.handler, CodeUri: src/ } }
    Resources:
      PrintLabel: { Type: AWS::Serverless::Function }
${resources}`).graph.paths.filter(({ fn }) => fn.id === 'PrintLabel');

/** Why nothing can be told about a function that has no trigger. */
const toldOf = (resources: string): string => pathsOf(resources).find(({ kind }) => kind === 'untriggered')!.outcome.because;

const role = (name: string, service: string, resource: string) => `
      ${name}:
        Type: AWS::IAM::Role
        Properties:
          AssumeRolePolicyDocument: { Statement: [{ Effect: Allow, Action: 'sts:AssumeRole', Principal: { Service: ${service} } }] }
          Policies: [{ PolicyName: Call, PolicyDocument: { Statement: [{ Effect: Allow, Action: 'lambda:InvokeFunction', Resource: ${resource} }] } }]
`;

const policies = (text: string) => `
      ShipOrder: { Type: AWS::Serverless::Function, Properties: { Policies: [${text}] } }
`;

describe('a function without trigger', () => {
  test.each([
    ['a policy of SAM', policies('{ LambdaInvokePolicy: { FunctionName: !Ref PrintLabel } }')],
    ['a statement', policies('{ Statement: [{ Effect: Allow, Action: lambda:Invoke*, Resource: !GetAtt PrintLabel.Arn }] }')],
    ['a statement for its versions and aliases', policies('{ Statement: [{ Effect: Allow, Action: lambda:InvokeFunction, Resource: !Sub "${PrintLabel.Arn}:*" }] }')],
    ['a statement for an alias', policies('{ Statement: [{ Effect: Allow, Action: lambda:InvokeFunction, Resource: !Sub "${PrintLabel.Arn}:live" }] }')],
    ['a statement for it, and a denial of its versions', policies('{ Statement: [{ Effect: Allow, Action: lambda:InvokeFunction, Resource: !GetAtt PrintLabel.Arn }, { Effect: Deny, Action: "*", Resource: !Sub "${PrintLabel.Arn}:*" }] }')],
    ['a statement for several actions', policies('{ Statement: [{ Effect: Allow, Action: [lambda:GetFunction, lambda:InvokeFunction], Resource: !GetAtt PrintLabel.Arn }] }')],
    ['a policy for its role of another app', `
      ShipOrder: { Type: AWS::Serverless::Function, Properties: { Role: arn:aws:iam::111122223333:role/elsewhere } }
      May: { Type: AWS::IAM::Policy, Properties: { PolicyName: May, Roles: [elsewhere], PolicyDocument: { Statement: [{ Effect: Allow, Action: lambda:InvokeFunction, Resource: !GetAtt PrintLabel.Arn }] } } }`],
  ])('another one may invoke it by %s', (_, resources) => {
    expect(toldOf(resources)).toBe('ShipOrder may invoke it: whoever does decides');
  });

  test('whoever may invoke it decides on the retries too', () => {
    const [{ tries }] = pathsOf(policies('{ LambdaInvokePolicy: { FunctionName: !Ref PrintLabel } }'));
    expect(tries.attempts).toEqual(new Unknown('ShipOrder may invoke it: whoever does decides'));
    expect(tries.link).toMatch(/^https:/);
  });

  test('a role that somebody else takes', () => {
    expect(toldOf(role('Partner', 'scheduler.amazonaws.com', '!GetAtt PrintLabel.Arn'))).toBe('Partner may invoke it: whoever does decides');
  });

  test('a role that several functions share', () => {
    expect(toldOf(`
      ShipOrder: { Type: AWS::Serverless::Function, Properties: { Role: !GetAtt Shared.Arn } }
      TakeBack: { Type: AWS::Serverless::Function, Properties: { Role: !GetAtt Shared.Arn } }
${role('Shared', 'lambda.amazonaws.com', '!GetAtt PrintLabel.Arn')}`)).toBe('Shared may invoke it: whoever does decides');
  });

  test('two, and many', () => {
    const partners = ['North', 'South', 'East'].map((name) => role(name, 'scheduler.amazonaws.com', '!GetAtt PrintLabel.Arn'));
    expect(toldOf(partners.slice(1).join(''))).toBe('South and East may invoke it: whoever does decides');
    expect(toldOf(partners.join(''))).toBe('North and 2 others may invoke it: whoever does decides');
  });

  test.each([
    ['another function', role('Partner', 'scheduler.amazonaws.com', '!Sub "${PrintLabel.Arn}Archive"')],
    ['all functions', policies('{ Statement: [{ Effect: Allow, Action: lambda:InvokeFunction, Resource: "*" }] }')],
    ['all functions but some', policies('{ Statement: [{ Effect: Allow, Action: lambda:InvokeFunction, NotResource: !GetAtt PrintLabel.Arn }] }')],
    ['another function, and to read it', policies('{ Statement: [{ Effect: Allow, Action: lambda:InvokeFunction, Resource: !Sub "${PrintLabel.Arn}Archive" }, { Effect: Allow, Action: lambda:GetFunction, Resource: !GetAtt PrintLabel.Arn }] }')],
    ['all functions, and other things of this one', policies('{ Statement: [{ Effect: Allow, Action: lambda:InvokeFunction, Resource: "*" }, { Effect: Allow, Action: lambda:GetFunction, Resource: !GetAtt PrintLabel.Arn }, { Effect: Allow, NotAction: lambda:InvokeFunction, Resource: !GetAtt PrintLabel.Arn }, { Effect: Allow, Action: lambda:InvokeFunction, NotResource: !GetAtt PrintLabel.Arn }] }')],
    ['to read it', policies('{ Statement: [{ Effect: Allow, Action: lambda:GetFunction, Resource: !GetAtt PrintLabel.Arn }] }')],
    ['it, which is denied it again', policies('{ Statement: [{ Effect: Allow, Action: lambda:InvokeFunction, Resource: !GetAtt PrintLabel.Arn }, { Effect: Deny, Action: "*", Resource: !GetAtt PrintLabel.Arn }] }')],
    ['not to', policies('{ Statement: [{ Effect: Deny, Action: lambda:InvokeFunction, Resource: !GetAtt PrintLabel.Arn }] }')],
  ])('a permission for %s says nothing', (_, resources) => {
    expect(toldOf(resources)).toBe('nothing in this app invokes it: whoever does decides');
  });

  test('itself does not count', () => {
    expect(toldOf(`
      Itself:
        Type: AWS::IAM::Policy
        Properties:
          PolicyName: Again
          Roles: [!Ref PrintLabelRole]
          PolicyDocument: { Statement: [{ Effect: Allow, Action: lambda:InvokeFunction, Resource: !GetAtt PrintLabel.Arn }] }
`)).toBe('nothing in this app invokes it: whoever does decides');
  });
});
