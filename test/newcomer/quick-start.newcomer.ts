// What README.md tells somebody who has never seen the package, in an app as `cdk init` makes it. Each test goes on where the one before it ended.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compiled, root } from '../languages/tools';

const readme = readFileSync(join(root, 'README.md'), 'utf8');
/** The first block of this language below a heading. */
const blockOf = (heading: string, language: string): string => new RegExp(`^## ${heading}$[^]*?^\`\`\`${language}(?: nofixture)?\\n([^]*?)^\`\`\`$`, 'm').exec(readme)![1];

const temporary = mkdtempSync(join(tmpdir(), 'failsafe-newcomer-'));
const folder = join(temporary, 'shop');
const program = join(folder, 'bin/shop.ts');
const stack = join(folder, 'lib/shop-stack.ts');

// A script of npm tells the ones that it starts about the package that it belongs to, and jest tells CDK that it is under test.
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_(package|lifecycle)_|^npm_config_local_prefix$|^INIT_CWD$|^NODE_ENV$/.test(name)));

function run(command: string, args: readonly string[], cwd = folder): { readonly status: number | null; readonly output: string } {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8', env: { ...env, NO_COLOR: '1' } });
  return { status, output: `${stdout}${stderr}` };
}

function succeeds(command: string, args: readonly string[], cwd = folder): string {
  const { status, output } = run(command, args, cwd);
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} gave ${status}:\n${output}`);
  return output;
}

/** Puts text where a file has another one, which has to be there. */
function edit(file: string, from: string | RegExp, to: (found: string) => string): void {
  const before = readFileSync(file, 'utf8');
  const after = before.replace(from, to);
  if (after === before) throw new Error(`${file} has no ${from}:\n${before}`);
  writeFileSync(file, after);
}

const firstImport = /^import/m;
let tarball: string;

beforeAll(() => {
  compiled();
  tarball = join(temporary, (JSON.parse(succeeds('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', temporary], root)) as { filename: string }[])[0].filename);
  mkdirSync(folder);
});
afterAll(() => rmSync(temporary, { recursive: true, force: true }));

test('an app is made, loses events, and CDK is content', () => {
  succeeds(process.execPath, [join(root, 'node_modules/aws-cdk/bin/cdk'), 'init', 'app', '--language', 'typescript']);
  edit(stack, firstImport, (found) => `import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Queue } from 'aws-cdk-lib/aws-sqs';
${found}`);
  edit(stack, /^ *\/\/ The code that defines your stack goes here$/m, () => `
    const orders = new Queue(this, 'Orders', { visibilityTimeout: cdk.Duration.seconds(30) });
    new Function(this, 'ShipOrder', { runtime: Runtime.NODEJS_22_X, handler: 'index.handler', code: Code.fromInline('exports.handler = async () => ({ batchItemFailures: [] });') })
      .addEventSource(new SqsEventSource(orders, { reportBatchItemFailures: true }));`);
  succeeds('npx', ['cdk', 'synth', '--quiet']);
  expect(existsSync(join(folder, 'cdk.out/ShopStack.template.json'))).toBe(true);
});

test('two commands are all that is between it and the first finding, which is true', () => {
  const commands = blockOf('Quick start', 'sh').split('\n').map((line) => line.replace(/#.*/, '').trim()).filter((line) => line !== '');
  expect(commands).toEqual([expect.stringMatching(/^npm install (--save-dev )?cdk-lambda-failsafe$/), expect.stringMatching(/^npx lambda-failsafe check cdk\.out$/)]);
  const [install, check] = commands.map((line) => line.split(' ').map((word) => (word === 'cdk-lambda-failsafe' ? tarball : word)));
  succeeds(install[0], install.slice(1));
  const { status, output } = run(check[0], check.slice(1));
  expect(output).toMatch(/^error sqs-no-redrive: /m);
  expect(output).toMatch(/✗ LOST +ShopStack\/ShipOrder ← sqs Orders/);
  expect(output).toContain('1 error in 1 path.');
  expect(status).toBe(1);
});

test('with the plugin as README.md adds it, cdk synth fails, at the line of the program', () => {
  const block = blockOf('Quick start', 'ts');
  const [imports, plugin] = [block.match(/^import .*$/gm)!.join('\n'), /^Validations[^]*?\);$/m.exec(block)![0]];
  edit(program, firstImport, (found) => `${imports}\n${found}`);
  edit(program, /^const app = .*$/m, (found) => `${found}\n${plugin}`);

  const { status, output } = run('npx', ['cdk', 'synth', '--quiet']);
  expect(status).toBe(1);
  expect(output).toContain('Orders feeds ShipOrder and has no redrive policy. A message that keeps failing is deleted after 4 days.');
  const [, file, line] = /(lib\/\S+):(\d+):\d+\n.*has no redrive policy/.exec(output)!;
  expect(readFileSync(join(folder, file), 'utf8').split('\n')[Number(line) - 1]).toContain("new Queue(this, 'Orders'");
});

test('with the line that the message gives, it is clean', () => {
  const line = /Or add: (\S.*?;)(?: See |$)/m.exec(run('npx', ['cdk', 'synth', '--quiet']).output)![1];
  const names = [...line.matchAll(/new (\w+)\(/g)].map(([, name]) => name);
  expect(names).not.toHaveLength(0);
  edit(stack, firstImport, (found) => `import { ${names.join(', ')} } from 'cdk-lambda-failsafe';\n${found}`);
  edit(stack, /^ *\.addEventSource.*$/m, (found) => `${found}\n    ${line}`);

  // The app checks its own types before it runs, so the line is one that compiles.
  const output = succeeds('npx', ['cdk', 'synth', '--quiet']);
  expect(output).not.toMatch(/error|warning/i);
  const checked = succeeds('npx', ['lambda-failsafe', 'check', 'cdk.out', '--fail-on', 'warning']);
  expect(checked).toMatch(/✓ kept +ShopStack\/ShipOrder ← sqs Orders/);
  expect(checked).toContain('No findings in 1 path.');
});
