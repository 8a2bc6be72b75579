import { judge } from '../support/judge';
import { fnYaml } from '../support/parts';

/** What becomes of a message of a queue. */

const ends = (queue: string, source = '!GetAtt Orders.Arn') => {
  const { graph: { paths: [{ outcome, tries }] } } = judge(`Parameters: { Later: { Type: String } }\nResources:\n  Orders: { Type: AWS::SQS::Queue, Properties: { ${queue} } }\n  Dlq: { Type: AWS::SQS::Queue }
  Found: { Type: Custom::Queue, Properties: { ServiceToken: arn } }
  Feed: { Type: AWS::Lambda::EventSourceMapping, Properties: { FunctionName: !Ref Fn, EventSourceArn: ${source} } }${fnYaml()}`);
  return [outcome.fate, outcome.because, outcome.nets.map(({ rest }) => rest.text), typeof tries.attempts === 'object' ? 'unknown' : tries.attempts];
};

test.each<[string, string, unknown[]]>([
  ['no redrive policy', '', ['lost', 'Orders has no redrive policy: the message comes back until its retention ends, then it is deleted', [], 'unlimited']],
  ['a redrive policy', 'RedrivePolicy: { deadLetterTargetArn: !GetAtt Dlq.Arn, maxReceiveCount: 3 }', ['kept', 'SQS moves it after the last receive', ['Dlq'], 3]],
  ['one without a number of receives', 'RedrivePolicy: { deadLetterTargetArn: !GetAtt Dlq.Arn }', ['kept', 'SQS moves it after the last receive', ['Dlq'], 10]],
  ['one that is not known', 'RedrivePolicy: !Ref Later', ['unknown', 'the redrive policy of Orders cannot be told: parameter Later has no default', [], 'unknown']],
])('%s', (_, queue, expected) => expect(ends(queue)).toEqual(expected));

test('a queue that a custom resource finds has the redrive policy that it has', () => {
  expect(ends('', '!GetAtt Found.Arn')).toEqual(['unknown', 'the queue Found is not part of this app: whether it has a redrive policy is decided elsewhere', [], 'unknown']);
});
