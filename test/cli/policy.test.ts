import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import Ajv from 'ajv';
import { checkAhead } from '../../src/cli/ahead';
import { main } from '../../src/cli/main';

const before = process.cwd();
const folder = mkdtempSync(join(tmpdir(), 'failsafe-policy-'));
beforeAll(() => process.chdir(folder));
afterAll(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  jest.useFakeTimers({ now: new Date('2026-11-25T12:00:00Z'), doNotFake: ['performance', 'setImmediate', 'nextTick', 'queueMicrotask'] });
  for (const name of ['lambda-failsafe.json', 'baseline.json']) rmSync(name, { force: true });
});
afterEach(() => jest.useRealTimers());

function file(name: string, content: unknown): string {
  mkdirSync(dirname(name), { recursive: true });
  writeFileSync(name, typeof content === 'string' ? content : JSON.stringify(content, undefined, 2));
  return name;
}

function run(...args: string[]) {
  let out = '';
  let error = '';
  const code = main(args, { width: 80, colour: false, out: (text) => void (out += text), error: (text) => void (error += text) });
  return { code, out, error };
}

const found = (...args: string[]) => {
  const { code, out, error } = run('check', '--format', 'json', ...args);
  const { findings, acknowledged, remarks } = JSON.parse(out) as {
    findings: { rule: string; severity: string; resource: string }[]; acknowledged: { rule: string; reason: string }[]; remarks: string[];
  };
  return { code, error, findings: findings.map(({ rule, severity, resource }) => `${severity} ${rule} ${resource}`), accepted: acknowledged.map(({ rule, reason }) => `${rule}: ${reason}`), remarks };
};

const queueAndFunction = (name: string) => `
  ${name}: { Type: AWS::SQS::Queue, Properties: { VisibilityTimeout: 60 } }
  ${name}Handler: { Type: AWS::Lambda::Function, Properties: { Runtime: nodejs22.x, Handler: i.h, Role: "arn:aws:iam::111122223333:role/fn", Code: { ZipFile: x } } }
  ${name}Feed:
    Type: AWS::Lambda::EventSourceMapping
    Properties: { FunctionName: !Ref ${name}Handler, EventSourceArn: !GetAtt ${name}.Arn, BatchSize: 1 }
`;

/** Two functions that lose messages, as their queues have no redrive policy. */
const lossy = () => file('app/lossy.yaml', `Resources:${queueAndFunction('Orders')}${queueAndFunction('Mails')}`);

const both = ['error sqs-no-redrive Orders', 'error sqs-no-redrive Mails'];

describe('lambda-failsafe.json', () => {
  test('without one: everything counts', () => expect(found(lossy())).toMatchObject({ code: 1, findings: both, accepted: [], error: '', remarks: [] }));

  test('severities of rules, and what makes the run fail', () => {
    file('lambda-failsafe.json', { rules: { 'sqs-no-redrive': 'warning' } });
    expect(found(lossy())).toMatchObject({ code: 0, findings: both.map((each) => each.replace('error', 'warning')) });
    file('lambda-failsafe.json', { failOn: 'warning', rules: { 'sqs-no-redrive': 'warning' } });
    expect(found(lossy()).code).toBe(1);
    expect(found('--fail-on', 'never', lossy()).code).toBe(0);
  });

  test.each([
    ['a rule', { rule: 'sqs-no-redrive' }, []],
    ['any rule of a function', { rule: '*', function: 'OrdersHandler' }, [both[1]]],
    ['a resource', { rule: 'sqs-no-redrive', resource: 'Mail*' }, [both[0]]],
    ['a template', { rule: '*', template: 'lossy.yaml' }, []],
    ['a template in a folder', { rule: '*', template: 'app/*' }, []],
  ])('ignores %s', (_, which, left) => {
    file('lambda-failsafe.json', { ignore: [{ ...which, reason: 'a toy' }] });
    expect(found(lossy())).toEqual({
      code: left.length === 0 ? 0 : 1, error: '', findings: left, remarks: [], accepted: Array.from({ length: 2 - left.length }, () => 'sqs-no-redrive: a toy'),
    });
  });

  test.each([
    ['another function', { rule: '*', function: 'Handler' }],
    ['another template', { rule: '*', template: 'other.yaml' }],
    ['part of the name of a template', { rule: '*', template: 'y.yaml' }],
    ['a name that only a pattern would be like', { rule: '*', resource: 'Order.' }],
  ])('of %s nothing is ignored, and that is said', (_, which) => {
    file('lambda-failsafe.json', { ignore: [{ ...which, reason: 'a toy' }] });
    const said = 'lambda-failsafe.json:3:5: nothing is found that this would ignore (*); take it out';
    expect(found(lossy())).toEqual({ code: 1, error: `${said}\n`, findings: both, accepted: [], remarks: [said] });
  });

  test('until its last day, and no longer', () => {
    file('lambda-failsafe.json', { ignore: [{ rule: '*', reason: 'next quarter', until: '2026-11-25' }] });
    expect(found(lossy())).toMatchObject({ code: 0, findings: [], error: '' });
    jest.setSystemTime(new Date('2026-11-26T00:00:01Z'));
    expect(found(lossy())).toMatchObject({ code: 1, findings: both, error: 'lambda-failsafe.json:3:5: to ignore * was meant until 2026-11-25; what it finds counts again\n' });
  });

  test('another file', () => {
    file('ci/policy.json', { ignore: [{ rule: '*', reason: 'a toy' }] });
    expect(found('--config', 'ci/policy.json', lossy()).code).toBe(0);
  });

  test('in threads as in one', async () => {
    file('lambda-failsafe.json', { rules: { 'sqs-no-redrive': 'warning' }, ignore: [{ rule: '*', function: 'Orders*', reason: 'a toy' }] });
    const args = ['--format', 'json', '--threads', '1', lossy()];
    let out = '';
    const streams = { width: 80, colour: false, out: (text: string) => void (out += text), error: () => undefined };
    expect(main(['check', ...args], streams, await checkAhead(args, streams))).toBe(0);
    expect(out).toBe(run('check', '--format', 'json', lossy()).out);
  });

  test('text says what is acknowledged', () => {
    file('lambda-failsafe.json', { ignore: [{ rule: '*', function: 'Orders*', reason: 'replayed by hand' }] });
    expect(run('check', lossy()).out).toContain('sqs-no-redrive on Orders: replayed by hand');
  });

  const wrong: [string, unknown, string][] = [
    ['not JSON', '{ "ignore": [ }', 'lambda-failsafe.json:1:15: '],
    ['a key that is none', { ignor: [] }, 'lambda-failsafe.json:2:3: there is no ignor here; did you mean ignore?'],
    ['a rule that is none', { ignore: [{ rule: 'sqs-no-redriv', reason: 'x' }] }, 'lambda-failsafe.json:4:7: rule is "sqs-no-redriv", which is none of the rules; did you mean sqs-no-redrive?'],
    ['a severity of no rule', { rules: { 'dlq-not-watch': 'info' } }, 'lambda-failsafe.json:3:5: there is no rule dlq-not-watch; did you mean dlq-not-watched?'],
    ['a severity that is none', { rules: { 'dlq-not-watched': 'off' } }, 'lambda-failsafe.json:3:5: dlq-not-watched is "off", which is none of error, warning, info'],
    ['no reason', { ignore: [{ rule: '*', until: '2027-01-01' }] }, 'lambda-failsafe.json:3:5: reason is missing'],
    ['an empty reason', { ignore: [{ rule: '*', reason: ' ' }] }, 'lambda-failsafe.json:5:7: reason must match pattern "\\S": why this is all right'],
    ['no date', { ignore: [{ rule: '*', reason: 'x', until: 'soon' }] }, 'lambda-failsafe.json:6:7: until must match pattern'],
    ['a list', [], 'lambda-failsafe.json:1:1: it must be object'],
  ];
  test.each(wrong)('%s: one line with the position, and nothing is checked', (_, content, says) => {
    file('lambda-failsafe.json', content);
    const { code, out, error } = run('check', lossy());
    expect([code, out]).toEqual([2, '']);
    expect(error.split('\n')).toHaveLength(2);
    expect(error).toMatch(/^lambda-failsafe: /);
    expect(error).toContain(says);
  });

  test('a file that is not there', () => expect(run('check', '--config', 'none.json', lossy())).toEqual({ code: 2, out: '', error: 'lambda-failsafe: none.json: no such file. Try lambda-failsafe --help\n' }));

  test('what the published schema says is what holds', () => {
    const schema = JSON.parse(readFileSync(join(__dirname, '../../schema/config.schema.json'), 'utf8')) as object;
    const isRight = new Ajv().compile(schema);
    for (const [name, content] of wrong.slice(1)) expect([name, isRight(content)]).toEqual([name, false]);
    expect(isRight({ $schema: 'x', failOn: 'never', rules: { 'dlq-not-watched': 'info' }, ignore: [{ rule: '*', reason: 'x', until: '2027-01-31' }], baseline: 'baseline.json' })).toBe(true);
  });
});

describe('the configuration in other commands', () => {
  const config = () => file('lambda-failsafe.json', { rules: { 'sqs-no-redrive': 'warning' }, ignore: [{ rule: '*', function: 'Orders*', reason: 'a toy' }], baseline: 'none.json' });

  test('fix mends what is not ignored, whatever stands in the baseline', () => {
    config();
    const { code, out } = run('fix', lossy());
    expect(code).toBe(0); // nothing is an error any more
    expect(out).toMatch(/^\+.*MailsDeadLetterQueue/m);
    expect(out).not.toMatch(/^\+.*Orders/m);
  });

  test('map draws what is ignored as acknowledged', () => {
    config();
    const { findings } = JSON.parse(run('map', '--format', 'json', lossy()).out) as { findings: { rule: string; severity: string; accepted?: string }[] };
    expect(findings.filter(({ rule }) => rule === 'sqs-no-redrive').map(({ severity, accepted }) => [severity, accepted])).toEqual([['warning', undefined], ['warning', 'a toy']]);
  });
});

test('what the documentation shows is taken', () => {
  const page = readFileSync(join(__dirname, '../../docs/configuration.md'), 'utf8');
  const [config, baseline] = [...page.matchAll(/```json\n([^]*?)```/g)].map(([, text]) => text);
  file('lambda-failsafe.json', config);
  file('lambda-failsafe-baseline.json', baseline);
  expect(found(lossy())).toMatchObject({ code: 1, findings: both });
});

describe('a baseline', () => {
  const entries = () => (JSON.parse(readFileSync('baseline.json', 'utf8')) as { findings: { rule: string; resource: string; reason: string }[] }).findings;

  test('is written, and then only what is new counts', () => {
    expect(run('check', '--write-baseline', 'baseline.json', lossy())).toEqual({ code: 0, error: '', out: 'Written to baseline.json: 2 findings, 2 of them new, each with a reason to fill in\n' });
    expect(entries()[0]).toEqual({
      rule: 'sqs-no-redrive', resource: 'app/lossy.yaml#Mails', property: 'RedrivePolicy', function: 'app/lossy.yaml#MailsHandler', triggers: ['app/lossy.yaml#Mails', 'app/lossy.yaml#MailsFeed'],
      reason: 'there since 2026-11-25, nobody has looked at it',
    });
    expect(found('--baseline', 'baseline.json', lossy())).toMatchObject({ code: 0, findings: [], error: '' });
    file('app/lossy.yaml', `Resources:${queueAndFunction('Orders')}${queueAndFunction('Mails')}${queueAndFunction('Bills')}`);
    expect(found('--baseline', 'baseline.json', 'app/lossy.yaml')).toMatchObject({ code: 1, findings: ['error sqs-no-redrive Bills'] });
  });

  test('keeps reasons when it is written again, and what was mended leaves it', () => {
    run('check', '--write-baseline', 'baseline.json', lossy());
    file('baseline.json', readFileSync('baseline.json', 'utf8').replace('there since 2026-11-25, nobody has looked at it', 'mails may be lost'));
    file('app/lossy.yaml', `Resources:${queueAndFunction('Mails')}${queueAndFunction('Bills')}`);
    expect(run('check', '--write-baseline', 'baseline.json', 'app/lossy.yaml').out).toBe('Written to baseline.json: 2 findings, 1 of them new, each with a reason to fill in\n');
    expect(entries().map(({ resource, reason }) => [resource, reason])).toEqual([
      ['app/lossy.yaml#Bills', 'there since 2026-11-25, nobody has looked at it'], ['app/lossy.yaml#Mails', 'mails may be lost'],
    ]);
  });

  test('an entry that is no longer found is reported', () => {
    run('check', '--write-baseline', 'baseline.json', lossy());
    file('app/lossy.yaml', `Resources:${queueAndFunction('Mails')}`);
    const said = 'baseline.json: sqs-no-redrive is not found at app/lossy.yaml#Orders any more; take it out, or write the baseline again';
    expect(found('--baseline', 'baseline.json', 'app/lossy.yaml')).toMatchObject({ code: 0, error: `${said}\n`, remarks: [said] });
  });

  test('may be named in the configuration, from its folder', () => {
    run('check', '--write-baseline', 'baseline.json', lossy());
    file('ci/policy.json', { baseline: '../baseline.json' });
    expect(found('--config', 'ci/policy.json', lossy())).toMatchObject({ code: 0, findings: [] });
  });

  test('what is ignored is not written into it', () => {
    file('lambda-failsafe.json', { ignore: [{ rule: '*', function: 'Orders*', reason: 'a toy' }] });
    run('check', '--write-baseline', 'baseline.json', lossy());
    expect(entries().map(({ resource }) => resource)).toEqual(['app/lossy.yaml#Mails']);
  });

  test('is not written where something cannot be read', () => {
    const broken = file('app/broken.yaml', '{');
    const { code, error } = run('check', '--write-baseline', 'baseline.json', lossy(), broken);
    expect([code, error]).toEqual([2, expect.stringContaining('baseline.json was not written, because not everything could be read')]);
    expect(() => readFileSync('baseline.json')).toThrow();
  });

  test.each([
    ['missing', undefined, 'there is no baseline baseline.json; --write-baseline baseline.json makes it'],
    ['of another version', { version: 2, findings: [] }, 'baseline.json:2:3: version must be equal to constant'],
    ['an entry without a reason', { version: 1, findings: [{ rule: 'x', resource: 'y' }] }, 'baseline.json:4:5: reason is missing'],
  ])('%s: one line', (_, content, says) => {
    if (content) file('baseline.json', content);
    expect(run('check', '--baseline', 'baseline.json', lossy())).toEqual({ code: 2, out: '', error: expect.stringContaining(says) });
  });

  test('a folder that is not there', () => expect(run('check', '--write-baseline', 'none/baseline.json', lossy())).toMatchObject({ code: 2, error: expect.stringContaining('none/baseline.json cannot be written: there is no such folder') }));
});
