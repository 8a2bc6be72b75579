import { judge } from '../support/judge';

/** What stands for the events of SAM functions that SAM writes into resources of the user. */

const fn = (id: string, ...events: string[]) => `
  ${id}: { Type: AWS::Serverless::Function, Properties: { Runtime: nodejs22.x, Handler: index.handler, InlineCode: x, Events: { ${events.join(', ')} } } }`;
const triggersOf = (...resources: string[]) => Object.fromEntries(judge(`
Transform: AWS::Serverless-2016-10-31
Resources:
  Plain: { Type: AWS::Lambda::Function, Properties: { Code: { ZipFile: x }, Role: arn } }
  ${resources.join('\n  ')}`).graph.paths.map(({ fn: { id }, kind, triggers }) => [`${id} ${kind}`, triggers.map(({ label }) => label)]));

test('those of a user pool, senders of codes too', () => {
  const event = (trigger: string) => `On: { Type: Cognito, Properties: { UserPool: !Ref Pool, Trigger: ${trigger} } }`;
  const pool = 'Pool: { Type: AWS::Cognito::UserPool, Properties: { LambdaConfig: { PostConfirmation: !GetAtt Plain.Arn } } }';
  expect(triggersOf(pool, fn('SignUp', event('PreSignUp')), fn('Text', event('CustomSMSSender')))).toEqual({
    'Plain sync-cognito': ['Pool'], 'SignUp sync-cognito': ['SignUp/On', 'Pool'], 'Text async-cognito': ['Text/On', 'Pool'],
  });
});

test('those of a bucket, in the order of their names', () => {
  const events = (...names: string[]) => names.map((name) => `${name}: { Type: S3, Properties: { Bucket: !Ref Bucket, Events: ['s3:ObjectCreated:*', 's3:ObjectRemoved:*'] } }`);
  const bucket = "Bucket: { Type: AWS::S3::Bucket, Properties: { NotificationConfiguration: { LambdaConfigurations: [{ Event: 's3:ObjectCreated:*', Function: !GetAtt Plain.Arn }] } } }";
  expect(triggersOf(bucket, fn('One', ...events('Beta', 'Alpha')), fn('Two', ...events('Alpha', 'Beta')))).toEqual({
    'Plain async-s3': ['Bucket'], 'One async-s3': ['One/Alpha', 'One/Beta', 'Bucket'], 'Two async-s3': ['Two/Alpha', 'Two/Beta', 'Bucket'],
  });
});
