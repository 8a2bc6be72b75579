import { judge } from '../support/judge';

/** Which subscriptions of a topic are of a function. */

const subscribed = (resources: string) => {
  const { graph: { paths, broken } } = judge(`
Parameters: { Later: { Type: String } }
Resources:
  Fn: { Type: AWS::Lambda::Function, Properties: { FunctionName: fn, Code: { ZipFile: x }, Role: arn } }
${resources}`);
  expect(broken).toEqual([]);
  return paths.filter(({ source }) => source === 'sns-subscription').map(({ fn, triggers }) => [fn, ...triggers].map(({ id }) => id).join(' '));
};

const topic = '  Topic: { Type: AWS::SNS::Topic }\n';
const subscription = (protocol: string, of = '!Ref Topic') => `  Subscription: { Type: AWS::SNS::Subscription, Properties: { Protocol: ${protocol}, TopicArn: ${of}, Endpoint: !GetAtt Fn.Arn } }`;
const listed = (protocol: string) => `  Topic: { Type: AWS::SNS::Topic, Properties: { Subscription: [{ Protocol: ${protocol}, Endpoint: !GetAtt Fn.Arn }] } }`;

// No other protocol takes a function, so that one which is known at deployment only is that of functions.
test.each([['lambda', true], ['Lambda', true], ['!Ref Later', true], ['sqs', false], ['https', false]])('the protocol %s: %s', (protocol, isOfFunction) => {
  expect(subscribed(topic + subscription(protocol))).toEqual(isOfFunction ? ['Fn Subscription Topic'] : []);
  expect(subscribed(listed(protocol))).toEqual(isOfFunction ? ['Fn Topic'] : []);
});

test.each(['arn:aws:sns:eu-west-1:111122223333:news', '!Ref Later'])('%s is a topic of another app', (of) => expect(subscribed(subscription('lambda', of))).toEqual(['Fn Subscription']));
