import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { load } from 'js-yaml';
import { formats } from '../../src/report/formats';

const root = join(__dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'failsafe-ci-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, content: string): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}

/** In the place of what npx would install: the command line as it was compiled, and a note of how it was called. */
const bin = join(folder, 'bin');
const program = `#!/usr/bin/env bash
[ "$1" = --yes ] && shift 4
printf '%s\\n' "$*" >> ${JSON.stringify(join(folder, 'calls'))}
exec '${process.execPath}' '${join(root, 'bin/lambda-failsafe')}' "$@"
`;
for (const name of ['npx', 'lambda-failsafe']) chmodSync(file(`bin/${name}`, program), 0o755);

const lossy = (name: string) => `
Resources:
  ${name}: { Type: AWS::SQS::Queue }
  Ship: { Type: AWS::Lambda::Function, Properties: { Runtime: nodejs22.x, Handler: i.h, Role: "arn:aws:iam::111122223333:role/fn", Code: { ZipFile: x } } }
  Feed: { Type: AWS::Lambda::EventSourceMapping, Properties: { FunctionName: !Ref Ship, EventSourceArn: !GetAtt ${name}.Arn } }
`;
file('work/template.yaml', lossy('Orders'));
file('work/an app $(touch harm).yaml', lossy('Mails'));
file('work/fine.yaml', 'Resources: {}\n');

function bash(script: string, env: { readonly [name: string]: string }) {
  rmSync(join(folder, 'calls'), { force: true });
  const { status, stdout, stderr } = spawnSync('bash', ['--norc', '-e', '-o', 'pipefail', '-c', script], {
    cwd: join(folder, 'work'), encoding: 'utf8', env: { PATH: `${bin}:${process.env.PATH}`, ...env },
  });
  expect(existsSync(join(folder, 'work', 'harm'))).toBe(false);
  return { status, stdout, stderr, calls: existsSync(join(folder, 'calls')) ? readFileSync(join(folder, 'calls'), 'utf8').trim().split('\n') : [] };
}

const read = <T>(name: string) => load(readFileSync(join(root, name), 'utf8')) as T;

interface Action {
  readonly inputs: { readonly [name: string]: { readonly description: string; readonly default: string } };
  readonly runs: { readonly steps: readonly { readonly shell: string; readonly run: string; readonly env: { readonly [name: string]: string } }[] };
}

describe('the GitHub Action', () => {
  const { inputs, runs: { steps: [step] } } = read<Action>('action.yml');

  /** As GitHub does it: inputs go into the environment, and nothing is put into the script. */
  const act = (given: { readonly [name: string]: string }, env = {}) => {
    expect(Object.keys(given).filter((name) => !(name in inputs))).toEqual([]);
    const value = (name: string) => given[name] ?? inputs[name].default;
    const filled = Object.fromEntries(Object.entries(step.env).map(([name, text]) => [name, text.replace(/\$\{\{ inputs\.([\w-]+) \}\}/, (_, input: string) => value(input))]));
    return bash(step.run, { GITHUB_STEP_SUMMARY: '', ...filled, ...env });
  };

  test('takes inputs by the environment only', () => expect([step.shell, step.run.includes('${{')]).toEqual(['bash', false]));

  test('annotates, and fails', () => {
    const { status, stdout, calls } = act({ apps: 'template.yaml' });
    expect([status, calls]).toEqual([1, ['check --format github -- template.yaml']]);
    expect(stdout).toMatch(/^::error file=template\.yaml,line=3,col=\d+,title=sqs-no-redrive::/);
  });

  test('all inputs, several apps, names with spaces and signs', () => {
    file('work/policy.json', JSON.stringify({ ignore: [{ rule: '*', reason: 'a toy' }] }));
    const { status, calls } = act({ 'apps': 'template.yaml\nan app $(touch harm).yaml\n', 'config': 'policy.json', 'fail-on': 'warning', 'compare': 'fine.yaml' });
    expect([status, calls]).toEqual([0, ['check --format github --fail-on warning --config policy.json --compare fine.yaml -- template.yaml an app $(touch harm).yaml']]);
  });

  test('writes SARIF and a summary of the step, too', () => {
    const summary = join(folder, 'summary.md');
    const { status } = act({ 'apps': 'template.yaml', 'sarif-file': 'out.sarif' }, { GITHUB_STEP_SUMMARY: summary });
    expect(status).toBe(1);
    expect(JSON.parse(readFileSync(join(folder, 'work/out.sarif'), 'utf8'))).toMatchObject({ version: '2.1.0' });
    expect(readFileSync(summary, 'utf8')).toMatch(/^### Failed Lambda events: 1 error/);
  });

  test('clean', () => expect(act({ apps: 'fine.yaml' })).toMatchObject({ status: 0, stdout: '' }));
});

describe('the hook of pre-commit', () => {
  const [hook] = read<readonly { readonly id: string; readonly entry: string; readonly files: string; readonly language: string }[]>('.pre-commit-hooks.yaml');

  test('is for templates', () => {
    const taken = (name: string) => new RegExp(hook.files).test(name);
    expect(['template.yaml', 'a/template.yml', 'cdk.out/Shop.template.json', 'b/x.template.yaml'].filter((name) => !taken(name))).toEqual([]);
    expect(['package.json', 'docker-compose.yaml', 'mytemplate.yaml', 'template.yaml.bak'].filter(taken)).toEqual([]);
  });

  test('fails on what is lost, and names the file', () => {
    expect(bash(`${hook.entry} template.yaml`, {})).toMatchObject({ status: 1, stdout: expect.stringContaining('error sqs-no-redrive') });
    expect(bash(`${hook.entry} fine.yaml`, {}).status).toBe(0);
  });
});

test.each(Object.keys(formats))('as it was compiled, check writes %s', (format) => {
  const { status, stdout, stderr } = bash(`lambda-failsafe check template.yaml --format ${format}`, {});
  expect([status, stderr]).toEqual([1, '']);
  expect(stdout).toContain('sqs-no-redrive');
});

test('the job of GitLab writes both reports, and fails', () => {
  interface Job {
    readonly variables: { readonly [name: string]: string };
    readonly script: readonly string[];
    readonly artifacts: { readonly reports: { readonly codequality: string; readonly junit: string } };
  }
  const { 'lambda-failsafe': { variables, script, artifacts: { reports } } } = read<{ readonly 'lambda-failsafe': Job }>('gitlab/lambda-failsafe.yml');
  const { status, stdout } = bash(script.join('\n'), { ...variables, LAMBDA_FAILSAFE_APPS: 'template.yaml fine.yaml' });
  expect([status, stdout]).toEqual([1, expect.stringContaining('error sqs-no-redrive')]);
  expect(JSON.parse(readFileSync(join(folder, 'work', reports.codequality), 'utf8'))).toContainEqual(expect.objectContaining({ check_name: 'sqs-no-redrive', severity: 'critical' }));
  expect(readFileSync(join(folder, 'work', reports.junit), 'utf8')).toContain('<failure type="sqs-no-redrive"');
});
