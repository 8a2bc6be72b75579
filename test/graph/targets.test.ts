import { Fate } from '../../src/model/graph';
import { originName } from '../../src/report/path-words';
import { judge } from '../support/judge';
import { fnYaml } from '../support/parts';

/** A rule whose targets are the same function, twice, as schedules with several inputs have it. */
const app = (targets: string, more = '') => `${more}
Resources:
  Dlq: { Type: AWS::SQS::Queue }
  DlqPolicy: { Type: AWS::SQS::QueuePolicy, Properties: { Queues: [!Ref Dlq], PolicyDocument: { Statement: [{ Effect: Allow, Principal: { Service: events.amazonaws.com }, Action: sqs:SendMessage, Resource: !GetAtt Dlq.Arn }] } } }
  Nightly: { Type: AWS::Events::Rule, Properties: { ScheduleExpression: rate(1 day), Targets: [${targets}] } }
  Role: { Type: AWS::IAM::Role, Properties: { RoleName: ${more === '' ? 'work' : '!If [Prod, a, b]'}, AssumeRolePolicyDocument: { Statement: [{ Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: sts:AssumeRole }] } } }
${fnYaml()}`;
const guarded = '{ Id: count, Arn: !GetAtt Fn.Arn, Input: \'{"job":"count"}\', DeadLetterConfig: { Arn: !GetAtt Dlq.Arn } }';
const bare = '{ Id: clean, Arn: !GetAtt Fn.Arn, Input: \'{"job":"clean"}\' }';
const stage = 'Parameters: { Stage: { Type: String, Default: dev } }\nConditions: { Prod: !Equals [!Ref Stage, prod] }';

const deliveries = (template: string): [string, Fate | undefined][] => judge(template).graph.paths.map((path) => [originName(path), path.delivery?.fate]);
const said = (template: string, rule: string) => judge(template).findings.filter((finding) => finding.rule === rule).map(({ what, paths }) => [paths.map(originName), what]);

test.each([['', ''], ['under a condition that has nothing to do with it', stage]])('each target is a path of its own %s', (_, more) => {
  expect(deliveries(app(`${guarded}, ${bare}`, more))).toEqual([['async-events Nightly, target count', 'kept'], ['async-events Nightly, target clean', 'lost']]);
  expect(said(app(`${guarded}, ${bare}`, more), 'eventbridge-target-no-dlq').map(([paths]) => paths)).toEqual([['async-events Nightly, target clean']]);
});

test.each([['', ''], ['under a condition that has nothing to do with it', stage]])('one target needs no name %s', (_, more) => {
  expect(deliveries(app(guarded, more))).toEqual([['async-events Nightly', 'kept']]);
});

test('a target that one state of the app has and another has not keeps its name', () => {
  expect(deliveries(app(`!If [Prod, ${guarded}, !Ref AWS::NoValue], ${bare}`, stage)).sort()).toEqual([['async-events Nightly, target clean', 'lost'], ['async-events Nightly, target count', 'kept']]);
});

describe('targets whose Id is known at deployment', () => {
  const stageOf = (more: string) => `Parameters: { Env: { Type: String }, Stage: { Type: String, Default: dev } }${more}`;
  const later = (target: string) => target.replace(/Id: \w+/, 'Id: !Sub "${Env}-clean"');

  test('are not counted: one is the same where another before it is left out', () => {
    const conditional = app(`!If [Prod, ${guarded.replace('!GetAtt Fn.Arn', 'arn:aws:lambda:eu-west-1:111122223333:function:other')}, !Ref AWS::NoValue], ${later(bare)}`, stageOf('\nConditions: { Prod: !Equals [!Ref Stage, prod] }'));
    expect(deliveries(conditional)).toEqual([['async-events Nightly', 'lost']]);
  });

  test('are told from one that is called as they would be counted', () => {
    const both = `${stageOf('')}${app(`${guarded.replace('count', '"2"')}, ${later(bare).replace('\'{"job":"clean"}\'', 'clean up')}`)}`;
    expect(said(both, 'target-input-invalid')).toEqual([[[expect.stringContaining('-clean')], 'the Input of the target Fn of Nightly is not JSON: clean up']]);
  });
});

test('targets without an Id are counted', () => {
  expect(deliveries(app(`${guarded.replace('Id: count, ', '')}, ${bare.replace('Id: clean, ', '')}`)).map(([origin]) => origin)).toEqual(['async-events Nightly, target #1', 'async-events Nightly, target #2']);
});

test('a fault of one target is told once, for that one', () => {
  expect(said(app(`${guarded}, ${bare.replace('\'{"job":"clean"}\'', 'clean up')}`), 'target-input-invalid')).toEqual([
    [['async-events Nightly, target clean'], 'the Input of the target Fn of Nightly is not JSON: clean up'],
  ]);
  expect(said(app(`${guarded.replace('Id: count, ', '')}, ${bare.replace('Id: clean, ', '').replace('\'{"job":"clean"}\'', 'clean up')}`), 'target-input-invalid').map(([paths]) => paths)).toEqual([['async-events Nightly, target #2']]);
});
