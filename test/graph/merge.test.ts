import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { check } from '../../src/check';
import { worlds } from '../../src/read/app';
import { readApp } from '../../src/read/template';
import { fnYaml } from '../support/parts';

/** What is found, and under which conditions. */
function findingsOf(template: string): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'failsafe-'));
  try {
    writeFileSync(join(folder, 'app.yaml'), template);
    return check(worlds(readApp(join(folder, 'app.yaml')).app)).findings.map(({ rule, what, when }) => `${rule}: ${what}${when ? `, when ${when}` : ''}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A function whose dead-letter queue is never used, as two streams are polled. */
const app = (more = '', condition = '') => `${more}
Resources:
  Dlq: { Type: AWS::SQS::Queue }
  Clicks: { Type: AWS::Kinesis::Stream }
  Views: { Type: AWS::Kinesis::Stream }
  Count: { Type: AWS::Lambda::EventSourceMapping, Properties: { FunctionName: !Ref Fn, EventSourceArn: !GetAtt Clicks.Arn, StartingPosition: LATEST } }
  Watch: { Type: AWS::Lambda::EventSourceMapping, ${condition}Properties: { FunctionName: !Ref Fn, EventSourceArn: !GetAtt Views.Arn, StartingPosition: LATEST } }
${fnYaml('DeadLetterConfig: { TargetArn: !GetAtt Dlq.Arn }')}
  Other: { Type: AWS::S3::Bucket, Properties: { BucketName: ${more === '' ? 'b' : '!If [Prod, a, b]'} } }
`;
const stage = 'Parameters: { Stage: { Type: String, Default: dev } }\nConditions: { Prod: !Equals [!Ref Stage, prod] }';

const unused = (findings: readonly string[]) => findings.filter((line) => line.startsWith('function-dlq-unused'));

test('a condition that has nothing to do with it hides no finding', () => {
  expect(unused(findingsOf(app()))).toHaveLength(2);
  expect(findingsOf(app(stage)).sort()).toEqual(findingsOf(app()).sort());
});

test('of two findings of one kind on one function, only the one with the condition says so', () => {
  expect(unused(findingsOf(app(stage, 'Condition: Prod, ')))).toEqual([
    'function-dlq-unused: the dead-letter queue of Fn is never used: Clicks is polled',
    'function-dlq-unused: the dead-letter queue of Fn is never used: Views is polled, when Stage is prod',
  ]);
});

test('one finding whose words differ from state to state is one', () => {
  const text = app(stage).replace('StartingPosition: LATEST } }', 'StartingPosition: LATEST, BatchSize: !If [Prod, 10, 20] } }');
  expect(findingsOf(text).filter((line) => line.startsWith('stream-no-bisect-or-partial'))).toEqual([
    'stream-no-bisect-or-partial: batches of Clicks of up to 20 records fail as a whole',
    'stream-no-bisect-or-partial: batches of Views of up to 100 records fail as a whole',
  ]);
});
