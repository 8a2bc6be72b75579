import { judge } from '../support/judge';
import { fnYaml } from '../support/parts';

/** Which subscriptions of a topic invoke a function. */

const sources = (resources: string) => judge(`Parameters: { Protocol: { Type: String } }\nResources:\n${resources}${fnYaml()}`).graph.paths.map(({ source, origin }) => `${source} ${origin?.id ?? 'elsewhere'}`);
const subscription = (properties: string) => `  News: { Type: AWS::SNS::Topic }\n  Subscription: { Type: AWS::SNS::Subscription, Properties: { TopicArn: !Ref News, Endpoint: !GetAtt Fn.Arn, ${properties} } }`;

test.each([
  ['lambda', subscription('Protocol: lambda')], ['lambda in capitals', subscription('Protocol: LAMBDA')], ['one that is known at deployment only', subscription('Protocol: !Ref Protocol')],
  ['lambda, in the topic', '  News: { Type: AWS::SNS::Topic, Properties: { Subscription: [{ Protocol: lambda, Endpoint: !GetAtt Fn.Arn }] } }'],
])('the protocol %s invokes', (_, resources) => expect(sources(resources)).toEqual(['sns-subscription News']));

test.each([
  ['another protocol', subscription('Protocol: https')], ['another protocol, in the topic', '  News: { Type: AWS::SNS::Topic, Properties: { Subscription: [{ Protocol: https, Endpoint: !GetAtt Fn.Arn }] } }'],
])('%s invokes nothing', (_, resources) => expect(sources(resources)).toEqual(['direct elsewhere']));
