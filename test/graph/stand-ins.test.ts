import { check } from '../../src/check';
import { worlds } from '../../src/read/app';
import { parseFile } from '../../src/read/file';
import { RawStack } from '../../src/read/raw';

/** What stands in for an unseen trigger, in one state of the conditions, is no path of its own when another state shows the trigger. */
function pathsOf(text: string): string[] {
  const { content } = parseFile('example.yaml', text);
  const stack: RawStack = {
    info: { name: 'Stack', template: 'example.yaml' }, template: content as RawStack['template'], sam: false, children: new Map(), made: new Map(), writtenAs: new Map(), path: () => undefined,
    acknowledged: () => [], place: () => ({ file: 'example.yaml' }),
  };
  return check(worlds({ stacks: [stack], remarks: [] })).graph.paths.map(({ source, kind, fn, triggers }) => `${fn.id} ${kind} ${triggers[0]?.id ?? '-'} (${source})`).sort();
}

const fn = (more = '') => `{ Type: AWS::Lambda::Function, Properties: { Code: { ZipFile: x }, Role: arn${more} } }`;

const template = (subscription: string) => `
Parameters: { Stage: { Type: String, Default: dev } }
Conditions: { Prod: !Equals [!Ref Stage, prod] }
Resources:
  Fn: ${fn(', DeadLetterConfig: { TargetArn: !GetAtt Dlq.Arn }')}
  Alone: ${fn()}
  Dlq: { Type: AWS::SQS::Queue }
  Topic: { Type: AWS::SNS::Topic }
  Subscription: { Type: AWS::SNS::Subscription, ${subscription}Properties: { Protocol: lambda, TopicArn: !Ref Topic, Endpoint: !GetAtt Fn.Arn } }
  Permission:
    Type: AWS::Lambda::Permission
    Properties: { Action: lambda:InvokeFunction, FunctionName: !Ref Fn, Principal: sns.amazonaws.com, SourceArn: !Ref Topic }
  Unused:
    Type: AWS::Lambda::Permission
    Condition: Prod
    Properties: { Action: lambda:InvokeFunction, FunctionName: !Ref Fn, Principal: '111111111111' }
`;

test('a trigger in every state', () => {
  expect(pathsOf(template(''))).toEqual(['Alone untriggered - (direct)', 'Fn async-sns Subscription (sns-subscription)']);
});

test('a trigger in some state', () => {
  expect(pathsOf(template('Condition: Prod, '))).toEqual(['Alone untriggered - (direct)', 'Fn async-sns Subscription (sns-subscription)']);
});
