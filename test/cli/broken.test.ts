import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { main } from '../../src/cli/main';
import * as layers from '../../src/plan/keeping';
import { rules } from '../../src/rules';
import { sources } from '../../src/sources';

const folder = mkdtempSync(join(tmpdir(), 'failsafe-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(() => jest.restoreAllMocks());

const app = join(folder, 'app.yaml');
const template = `
Resources:
  Orders: { Type: AWS::SQS::Queue }
  Fn: { Type: AWS::Lambda::Function, Properties: { Code: { ZipFile: x }, Role: arn } }
  Feed: { Type: AWS::Lambda::EventSourceMapping, Properties: { FunctionName: !Ref Fn, EventSourceArn: !GetAtt Orders.Arn, BatchSize: 1 } }
  News: { Type: AWS::SNS::Topic }
  Notify: { Type: AWS::Lambda::Function, Properties: { Code: { ZipFile: x }, Role: arn, DeadLetterConfig: { TargetArn: !GetAtt Dlq.Arn } } }
  Dlq: { Type: AWS::SQS::Queue }
  Sub: { Type: AWS::SNS::Subscription, Properties: { Protocol: lambda, Endpoint: !GetAtt Notify.Arn, TopicArn: !Ref News } }
`;
writeFileSync(app, template);

function run(...args: string[]) {
  let [out, error] = ['', ''];
  const code = main(args, { width: 500, colour: false, out: (text) => void (out += text), error: (text) => void (error += text) });
  return { code, out, error };
}

const report = 'https://github.com/cdk-lambda-failsafe/cdk-lambda-failsafe/issues';
const fault = (part: string) => `lambda-failsafe: ${part} failed: no such thing. This is a fault of cdk-lambda-failsafe, not of this app, and what it would have found is missing; please report it at ${report}, with LAMBDA_FAILSAFE_DEBUG=1 set\n`;

function breaks(rule: string): void {
  jest.spyOn(rules.find(({ id }) => id === rule)!, 'check').mockImplementation(() => { throw new TypeError('no such thing'); });
}

describe('a rule that throws', () => {
  const part = 'the rule sqs-visibility-lt-6x';
  beforeEach(() => breaks('sqs-visibility-lt-6x'));

  test('is said to be our fault, with where to report it, and the other rules are heard', () => {
    const { code, out, error } = run('check', app);
    expect([code, error]).toEqual([2, fault(part)]);
    expect(out).toContain('error sqs-no-redrive');
    expect(out).not.toContain('sqs-visibility-lt-6x:');
    expect(out).toMatch(new RegExp(`in 2 paths\\. Incomplete: ${part} failed, which is no fault of this app\\.\\n$`));
  });

  test('fails the run even when nothing else would', () => expect(run('check', '--fail-on', 'never', app).code).toBe(2));

  test('is no finding for programs either', () => {
    const { code, out, error } = run('check', '--format', 'json', app);
    const { findings, broken, problems } = JSON.parse(out) as { findings: { rule: string }[]; broken: string[]; problems: string[] };
    expect([code, error, problems]).toEqual([2, fault(part), []]);
    expect(broken).toEqual([expect.stringContaining(`${part} failed: no such thing. This is a fault of cdk-lambda-failsafe`)]);
    expect(findings.map(({ rule }) => rule)).toContain('sqs-no-redrive');
    expect(findings.map(({ rule }) => rule)).not.toContain('sqs-visibility-lt-6x');
  });

  test.each(['markdown', 'html', 'json'])('stands on the map, as %s', (format) => {
    const { code, out, error } = run('map', '--format', format, '--output', '-', app);
    expect([code, error]).toEqual([2, fault(part)]);
    expect(out.replace(/\\/g, '')).toContain(`${part} failed: no such thing`);
  });

  test('keeps fix from changing a file', () => {
    const { code, error } = run('fix', '--write', app);
    expect(code).toBe(2);
    expect(error).toContain(`${app}: nothing was changed, because a part of the check failed\n`);
    expect(error).toContain(fault(part));
    expect(readFileSync(app, 'utf8')).toBe(template);
  });

  test('says all it knows to whoever looks into it', () => {
    process.env.LAMBDA_FAILSAFE_DEBUG = '1';
    try {
      expect(run('check', app).error).toMatch(/TypeError: no such thing\n +at .*broken\.test\.ts/);
    } finally {
      delete process.env.LAMBDA_FAILSAFE_DEBUG;
    }
  });
});

test('two rules that throw: both are named, once', () => {
  breaks('sqs-visibility-lt-6x');
  breaks('sqs-no-redrive');
  const { code, error } = run('check', app);
  expect(code).toBe(2);
  expect(error.split('\n').filter((line) => line !== '').sort()).toEqual([fault('the rule sqs-no-redrive'), fault('the rule sqs-visibility-lt-6x')].map((line) => line.trimEnd()));
});

test('a source that throws: what the other sources find is told', () => {
  jest.spyOn(sources.find(({ id }) => id === 'sns-subscription')!, 'paths').mockImplementation(() => { throw new Error('no such thing'); });
  const { code, out, error } = run('check', app);
  expect([code, error]).toEqual([2, fault('the source sns-subscription')]);
  expect(out).toContain('✗ LOST    Fn ← sqs Orders');
  expect(out).toContain('error sqs-no-redrive');
});

test('a plan that cannot be worked out: the other paths have theirs', () => {
  const { keepingOf } = layers;
  jest.spyOn(layers, 'keepingOf').mockImplementation((path, ...rest) => {
    if (path.fn.id === 'Notify') throw new Error('no such thing');
    return keepingOf(path, ...rest);
  });
  for (const command of ['check', 'plan']) {
    const { code, out, error } = run(command, app);
    expect([code, error]).toEqual([2, fault('the plan of async-sns paths')]);
    expect(out).toContain('✗ LOST    Fn ← sqs Orders');
  }
});
