import { judge, netOf } from '../support/judge';

/** What kind of place a net is. */

const result = (place: string) => judge(`
Parameters: { Later: { Type: String } }
Resources:
  Fn: { Type: AWS::Lambda::Function, Properties: { Code: { ZipFile: x }, Role: arn } }
  Rule: { Type: AWS::Events::Rule, Properties: { ScheduleExpression: rate(1 day), Targets: [{ Id: a, Arn: !GetAtt Fn.Arn }] } }
  Failed: { Type: AWS::SQS::Queue }
  Table: { Type: AWS::DynamoDB::Table }
  Config: { Type: AWS::Lambda::EventInvokeConfig, Properties: { FunctionName: !Ref Fn, Qualifier: $LATEST, DestinationConfig: { OnFailure: { Destination: ${place} } } } }`);

test.each([
  ['!GetAtt Failed.Arn', 'queue'], ['arn:aws:sqs:eu-west-1:111122223333:failed', 'queue'], ['!GetAtt Table.Arn', 'other'], ['arn:aws:dynamodb:eu-west-1:111122223333:table/failed', 'other'], ['failed', 'other'], ['!Ref Later', 'other'],
])('%s is a place of the kind %s', (place, kind) => expect(netOf(result(place), 'async-destination').rest.kind).toBe(kind));

test.each([['!GetAtt Table.Arn', 'Table'], ['arn:aws:dynamodb:eu-west-1:111122223333:table/failed', 'arn:aws:dynamodb:eu-west-1:111122223333:table/failed']])('%s is called another kind of resource', (place, text) => {
  expect(result(place).findings.find(({ rule }) => rule === 'net-type-unsupported')?.what).toContain(`${text} is another kind of resource, which cannot be`);
});
