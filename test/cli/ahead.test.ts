import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { templates } from '../../bench/templates';
import { checkAhead } from '../../src/cli/ahead';
import { Streams } from '../../src/cli/command';
import { main } from '../../src/cli/main';

const root = join(__dirname, '../..');
jest.setTimeout(60_000);

const folder = mkdtempSync(join(tmpdir(), 'failsafe-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}

/** The program as people run it, without the need to compile it first. `first` is done in each thread before that. */
function run(args: readonly string[], first = '') {
  const program = file('program.js', `require(${JSON.stringify(join(root, 'src/cli/main'))}).start();`);
  const node = ['--require', 'ts-node/register/transpile-only', '--require', file('first.js', first), program];
  const { status, stdout, stderr } = spawnSync(process.execPath, [...node, ...args], { cwd: root, encoding: 'utf8', env: { ...process.env, NO_COLOR: undefined, FORCE_COLOR: undefined }, maxBuffer: 100_000_000 });
  return { status, stdout, stderr };
}

/** Two templates that are one app: the queue of the one is read by the function of the other. */
const queues = file('shop/queues.yml', `
Resources:
  Orders: { Type: AWS::SQS::Queue, Properties: { VisibilityTimeout: 60 } }
Outputs:
  Arn: { Value: !GetAtt Orders.Arn, Export: { Name: orders-arn } }
`);
file('shop/work/functions.yaml', `
Resources:
  Fn: { Type: AWS::Lambda::Function, Properties: { Runtime: nodejs22.x, Handler: i.h, Role: "arn:aws:iam::111122223333:role/fn", Code: { ZipFile: x } } }
  Feed:
    Type: AWS::Lambda::EventSourceMapping
    Properties: { FunctionName: !Ref Fn, EventSourceArn: !ImportValue orders-arn, BatchSize: 1 }
`);
const broken = file('broken.yaml', 'Resources:\n  A:\n    Type: x\n   B: y\n');
const many = (['JSON', 'YAML', 'SAM'] as const).flatMap((format) => templates(join(folder, format), format, 6));
/** The second thread gets the first ones. */
const apps = [...many.slice(0, 3), dirname(queues), broken, ...many.slice(3), dirname(queues), join(folder, 'missing.yaml')];

describe.each(['text', 'json'])('in %s', (format) => {
  const [one, two] = ['1', '2'].map((threads) => run(['check', '--format', format, '--threads', threads, ...apps]));

  test('two threads write what one does', () => {
    expect(one.status).toBe(2);
    expect(one.stderr.split('\n')).toEqual([expect.stringContaining('broken.yaml:4:1: '), expect.stringContaining('missing.yaml: no such file'), '']);
    expect(two).toEqual(one);
  });

  test('and what belongs together stays together', () => {
    if (format === 'text') expect(two.stdout.match(/^✗ LOST +Fn ← sqs Orders$/gm)).toHaveLength(2);
    else expect((JSON.parse(two.stdout) as { paths: { origin: string; fate: string }[] }).paths.filter(({ origin }) => origin === 'Orders')).toEqual(Array.from({ length: 2 }, () => expect.objectContaining({ fate: 'lost' })));
  });
});

describe('a fault of ours', () => {
  const failing = (rule: string) => `require(${JSON.stringify(join(root, 'src/rules/sqs-no-redrive'))}).default.check = () => { ${rule} }`;

  test.each(['1', '2'])('is told as one, with --threads %s', (threads) => {
    const { status, stdout, stderr } = run(['check', '--threads', threads, ...apps], failing('throw new Error(\'no such luck\')'));
    expect(status).toBe(2);
    expect(stderr.split('\n').filter((line) => line.startsWith('lambda-failsafe: '))).toEqual([
      expect.stringMatching(/^lambda-failsafe: the rule sqs-no-redrive failed: no such luck\. This is a fault of cdk-lambda-failsafe, .* please report it at https:/),
    ]);
    expect(stdout).toContain('warning dlq-not-watched');
  });

  test('so is a thread that ends', () => {
    expect(run(['check', '--threads', '2', ...apps], 'if (!require(\'node:worker_threads\').isMainThread) process.exit(3)'))
      .toEqual({ status: 2, stdout: '', stderr: 'lambda-failsafe: a thread has ended too early. This is a bug; please report it at https://github.com/cdk-lambda-failsafe/cdk-lambda-failsafe/issues, with LAMBDA_FAILSAFE_DEBUG=1 set\n' });
  });
});

describe('how far it is', () => {
  /** With a clock that goes on by so many milliseconds whenever somebody looks at it. */
  async function shown(step: number, args: readonly string[], streams: Partial<Streams> = {}): Promise<string[]> {
    const written: string[] = [];
    let now = 0;
    const clock = jest.spyOn(Date, 'now').mockImplementation(() => (now += step));
    try {
      await checkAhead(['--threads', '1', ...args], { width: 80, colour: false, out: () => undefined, error: () => undefined, terminal: true, progress: (text) => void written.push(text), ...streams });
    } finally {
      clock.mockRestore();
    }
    return written;
  }
  const [first, second, third, fourth] = many;
  const gone = '\r\u001b[K';

  test('is shown on a terminal, and gone at the end', async () => expect(await shown(150, [first, second, third, fourth])).toEqual([...[2, 3, 4].map((done) => `${gone}Checked ${done} of 4`), gone]));
  test('not if it takes no time', async () => expect(await shown(10, [first, second, third, fourth])).toEqual([]));
  test('not with --quiet', async () => expect(await shown(150, ['--quiet', first, second, third])).toEqual([]));
  test('for a person who reads JSON', async () => expect(await shown(150, ['--format', 'json', first, second, third])).not.toEqual([]));
  test('not where JSON goes elsewhere', async () => expect(await shown(150, ['--format', 'json', first, second, third], { terminal: false })).toEqual([]));
  test('not where there is no terminal', async () => expect(await shown(150, [first, second, third], { progress: undefined })).toEqual([]));
});

test.each(['0', 'many', '1.5', '100'])('--threads %s makes no sense', async (threads) => {
  let error = '';
  const streams = { width: 80, colour: false, out: () => undefined, error: (text: string) => void (error += text) };
  expect(await checkAhead(['--threads', threads, queues], streams)).toBeUndefined();
  expect(main(['check', '--threads', threads, queues], streams)).toBe(2);
  expect(error).toBe(`lambda-failsafe: --threads is a number from 1 to 99, not ${threads}. Try lambda-failsafe --help\n`);
});
