import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';

/** The program as people run it, without the need to compile it first. */
const root = join(__dirname, '../..');
const script = 'require(\'./src/cli/main\').start()';
const node = ['-r', 'ts-node/register/transpile-only'];
const env = { ...process.env, NO_COLOR: undefined, FORCE_COLOR: undefined };
jest.setTimeout(60_000);

const folder = mkdtempSync(join(tmpdir(), 'failsafe-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

const lossy = file('lossy.yaml', `
Resources:
  Orders: { Type: AWS::SQS::Queue }
  Fn: { Type: AWS::Lambda::Function, Properties: { Code: { ZipFile: x }, Role: arn } }
  Feed:
    Type: AWS::Lambda::EventSourceMapping
    Properties: { FunctionName: !Ref Fn, EventSourceArn: !GetAtt Orders.Arn, BatchSize: 1 }
`);

/** `then` runs in the same process, at its end. */
function run(args: readonly string[], then = '') {
  const code = `${script}; process.on('exit', () => { ${then} })`;
  const { status, stdout, stderr } = spawnSync(process.execPath, [...node, '-e', code, '--', 'lambda-failsafe', ...args], { cwd: root, encoding: 'utf8', env });
  return { status, stdout, stderr };
}

const shell = (text: string) => `'${text.replaceAll('\'', '\'\\\'\'')}'`;

describe('findings', () => {
  const loaded = join(folder, 'loaded.json');
  const ran = run(['check', lossy], `require('fs').writeFileSync(${JSON.stringify(loaded)}, JSON.stringify(Object.keys(require.cache)))`);

  test('exit code 1, on standard output', () => {
    expect([ran.status, ran.stderr]).toEqual([1, '']);
    expect(ran.stdout).toMatch(/^✗ LOST +Fn ← sqs Orders$/m);
  });

  test('no colour where nobody sees it', () => expect(ran.stdout).not.toContain('\u001b'));

  test('CDK is not needed to read templates', () => {
    const modules = JSON.parse(readFileSync(loaded, 'utf8')) as string[];
    expect(modules).toContain(join(root, 'src/cli/main.ts'));
    expect(modules.filter((name) => /[/\\]node_modules[/\\](aws-cdk-lib|constructs)[/\\]/.test(name))).toEqual([]);
  });

  test('what draws the map is left alone until somebody asks for it', () => {
    const drawing = (modules: readonly string[]) => modules.filter((name) => /[/\\](@dagrejs|src[/\\]map|map[/\\]stack)/.test(name));
    expect(drawing(JSON.parse(readFileSync(loaded, 'utf8')) as string[])).toEqual([]);
    const code = "require('./src'); console.log(JSON.stringify(Object.keys(require.cache)))";
    const { stdout } = spawnSync(process.execPath, [...node, '-e', code], { cwd: root, encoding: 'utf8', env, maxBuffer: 10_000_000 });
    const modules = JSON.parse(stdout) as string[];
    expect(modules).toContain(join(root, 'src/plug/validation-plugin.ts'));
    expect(drawing(modules)).toEqual([]);
  });
});

describe('a command loads what it needs', () => {
  const list = join(folder, 'modules.json');
  const loadedBy = (...args: string[]) => {
    expect(run(args, `require('fs').writeFileSync(${JSON.stringify(list)}, JSON.stringify(Object.keys(require.cache)))`).stderr).toBe('');
    return (JSON.parse(readFileSync(list, 'utf8')) as string[]).filter((name) => !/[/\\]node_modules[/\\](?!yaml|js-yaml)/.test(name)).map((name) => relative(root, name).replaceAll('\\', '/'));
  };
  const parsers = (modules: readonly string[]) => [...new Set(modules.flatMap((name) => /node_modules\/([^/]+)/.exec(name)?.[1] ?? []))];

  const words = ['src/cli/main.ts', 'src/cli/closest.ts', 'src/cli/command.ts', 'src/cli/words.ts'];
  test('--version: nothing', () => expect(loadedBy('--version')).toEqual(words));
  test('--help: what writes it', () => expect(loadedBy('--help')).toEqual([...words, 'src/cli/help.ts', 'src/report/wrap.ts', 'src/model/visible.ts']));

  test('rules: what tells about them, and nothing that reads or judges', () => {
    const modules = loadedBy('rules');
    expect(modules).toContain('src/rules/sqs-no-redrive.ts');
    expect(modules.filter((name) => /^src\/(read|sources|plan|map|fix)\//.test(name))).toEqual([]);
    expect(parsers(modules)).toEqual([]);
  });

  test('JSON: no parser', () => expect(parsers(loadedBy('check', '--fail-on', 'never', file('fine.json', '{ "Resources": {} }')))).toEqual([]));
  test('YAML: the fast parser', () => expect(parsers(loadedBy('check', '--fail-on', 'never', lossy))).toEqual(['js-yaml']));
  test('YAML with an anchor: the parser that knows all of it too', () => expect(parsers(loadedBy('check', file('anchor.yaml', 'Resources: &all {}\n')))).toEqual(['js-yaml', 'yaml']));
});

test('bad input: exit code 2, one line on standard error', () => {
  expect(run(['check', join(folder, 'missing.yaml')])).toEqual({ status: 2, stdout: '', stderr: expect.stringMatching(/^[^\n]+missing\.yaml: no such file or folder[^\n]*\n$/) });
});

// Without a shell of that kind there is no `head` either.
(process.platform === 'win32' ? test.skip : test)('a reader that has enough: no stack trace, and the exit code stays', () => {
  // More than a pipe holds, so that there is something to write when nobody reads any more.
  const many = Array.from({ length: 120 }, (_, index) => `
  Orders${index}: { Type: AWS::SQS::Queue }
  Fn${index}: { Type: AWS::Lambda::Function, Properties: { Code: { ZipFile: x }, Role: arn } }
  Feed${index}: { Type: AWS::Lambda::EventSourceMapping, Properties: { FunctionName: !Ref Fn${index}, EventSourceArn: !GetAtt Orders${index}.Arn, BatchSize: 1 } }`);
  const big = file('big.yaml', `Resources:${many.join('')}\n`);
  const command = [process.execPath, ...node, '-e', script, '--', 'lambda-failsafe', 'check', '--fail-on', 'never', '--format', 'json', big].map(shell).join(' ');
  const { stdout, stderr } = spawnSync('sh', ['-c', `{ ${command}; echo "exit code $?" >&2; } | head -n 1`], { cwd: root, encoding: 'utf8', env });
  expect({ stdout, stderr }).toEqual({ stdout: '{\n', stderr: 'exit code 0\n' });
});
