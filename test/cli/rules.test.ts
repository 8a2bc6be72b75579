import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { main } from '../../src/cli/main';
import { rules } from '../../src/rules';

function run(width: number, ...args: string[]) {
  let out = '';
  let error = '';
  const code = main(args, { width, colour: false, out: (text) => void (out += text), error: (text) => void (error += text) });
  return { code, out, error };
}

const tooLong = (text: string, width = 80) => text.split('\n').filter((line) => line.length > width && line.trim().includes(' '));

describe('rules', () => {
  const { code, out, error } = run(80, 'rules');

  test('lists every rule once, with its severity and title', () => {
    expect([code, error]).toEqual([0, '']);
    const listed = [...out.matchAll(/^(error|warning|info) +(\S+)$/gm)].map(([, severity, id]) => `${severity} ${id}`);
    expect([...listed].sort()).toEqual(rules.map(({ severity, id }) => `${severity} ${id}`).sort());
    const words = out.replace(/\s+/g, ' ');
    for (const { title } of rules) expect(words).toContain(title);
  });

  test('the gravest come first', () => {
    const severities = [...out.matchAll(/^(error|warning|info) /gm)].map(([, severity]) => ['error', 'warning', 'info'].indexOf(severity));
    expect(new Set(severities)).toEqual(new Set([0, 1, 2]));
    expect(severities).toEqual([...severities].sort());
  });

  test('titles stand beside the ids where there is room', () => {
    const [{ severity, id, title }] = rules;
    const lines = run(200, 'rules').out.trimEnd().split('\n');
    expect(lines).toHaveLength(rules.length);
    expect(lines).toContainEqual(expect.stringMatching(new RegExp(`^${severity} +${id} `)));
    expect(lines.find((line) => line.includes(` ${id} `))!.endsWith(` ${title}`)).toBe(true);
    expect(tooLong(out)).toEqual([]);
  });
});

describe('explain', () => {
  test.each(rules.map((rule) => [rule.id, rule] as const))('%s', (id, rule) => {
    const { code, out, error } = run(80, 'explain', id);
    expect([code, error]).toEqual([0, '']);
    expect(out.startsWith(`${id} (${rule.severity})\n`)).toBe(true);
    const words = out.replace(/\s+/g, ' ');
    for (const part of [rule.title, rule.why, `Fix: ${rule.fix}`]) expect(words).toContain(part.replace(/\s+/g, ' '));
    for (const link of rule.links) expect(out).toContain(`  ${link}\n`);
    expect(out).toContain(`'cdk-lambda-failsafe::${id}'`);
    expect(out).toContain(`Id: ${id}\n`);
    expect(tooLong(out)).toEqual([]);
    expect(out.endsWith('\n')).toBe(true);
  });

  test('by the id as it is acknowledged', () => {
    expect(run(80, 'explain', 'cdk-lambda-failsafe::sqs-no-redrive')).toEqual(run(80, 'explain', 'sqs-no-redrive'));
  });

  test.each([
    ['sqs-no-redriv', 'sqs-no-redrive'], ['sqs-no-redirve', 'sqs-no-redrive'], ['no-redrive', 'sqs-no-redrive'], ['cdk-lambda-failsafe::sqs-no-redriv', 'sqs-no-redrive'],
    ['stream-infinite-retry', 'stream-infinite-retries'], ['vpc-public-subnets', 'vpc-public-subnet'],
  ])('%s: did you mean %s?', (typed, meant) => {
    const { code, out, error } = run(80, 'explain', typed);
    expect([code, out]).toEqual([2, '']);
    expect(error).toBe(`lambda-failsafe: there is no rule ${typed.replace('cdk-lambda-failsafe::', '')}; did you mean ${meant}? Try lambda-failsafe --help\n`);
  });

  test.each(['zzz', 'x', 'quokka'])('%s: like no rule', (typed) => {
    expect(run(80, 'explain', typed)).toEqual({ code: 2, out: '', error: `lambda-failsafe: there is no rule ${typed}. Try lambda-failsafe --help\n` });
  });

  test('what it shows for a template is taken into account there', () => {
    const { out } = run(80, 'explain', 'sqs-no-redrive');
    const shown = /in the resource's Metadata:\n([^]*)$/.exec(out)![1].replace('…', 'known').trimEnd();
    const { acknowledgedIn } = jest.requireActual<typeof import('../../src/read/acknowledged-template')>('../../src/read/acknowledged-template');
    const { parseFile } = jest.requireActual<typeof import('../../src/read/file')>('../../src/read/file');
    const template = { Resources: { Queue: { Type: 'AWS::SQS::Queue', Metadata: parseFile('metadata.yaml', shown).content } } };
    expect(acknowledgedIn(template, 'app.yaml', []).get('Queue')).toEqual([{ id: 'sqs-no-redrive', reason: 'known' }]);
  });
});

describe('version', () => {
  test.each(['--version', '-v'])('%s', (option) => {
    const { version } = JSON.parse(readFileSync(join(__dirname, '../../package.json'), 'utf8')) as { version: string };
    expect(run(80, option)).toEqual({ code: 0, out: `${version}\n`, error: '' });
  });
});

describe('bad use', () => {
  test.each([
    [['rules', 'sqs-no-redrive'], 'rules takes nothing more; explain RULE tells about one'],
    [['rules', '--format', 'json'], 'unknown option \'--format\''],
    [['explain'], 'explain needs one rule; lambda-failsafe rules lists them'],
    [['explain', 'sqs-no-redrive', 'vpc-public-subnet'], 'explain needs one rule; lambda-failsafe rules lists them'],
    [['explain', '--all'], 'unknown option \'--all\''],
  ])('%j', (args, says) => expect(run(80, ...args)).toEqual({ code: 2, out: '', error: `lambda-failsafe: ${says}. Try lambda-failsafe --help\n` }));
});

describe('a fault of the program itself', () => {
  const broken = (debug: string | undefined) => {
    const before = process.env.LAMBDA_FAILSAFE_DEBUG;
    if (debug === undefined) delete process.env.LAMBDA_FAILSAFE_DEBUG;
    else process.env.LAMBDA_FAILSAFE_DEBUG = debug;
    let error = '';
    try {
      const out = () => { throw new Error('out of paper'); };
      return { code: main(['rules'], { width: 80, colour: false, out, error: (text) => void (error += text) }), error };
    } finally {
      if (before === undefined) delete process.env.LAMBDA_FAILSAFE_DEBUG;
      else process.env.LAMBDA_FAILSAFE_DEBUG = before;
    }
  };

  test('is one line', () => expect(broken(undefined)).toEqual({ code: 2, error: 'lambda-failsafe: out of paper. This is a bug; please report it at https://github.com/cdk-lambda-failsafe/cdk-lambda-failsafe/issues, with LAMBDA_FAILSAFE_DEBUG=1 set\n' }));
  test('is everything for whoever looks into it', () => expect(broken('1')).toEqual({ code: 2, error: expect.stringMatching(/^lambda-failsafe: Error: out of paper\n +at /) }));
});
