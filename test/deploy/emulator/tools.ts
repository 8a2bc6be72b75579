import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { Refused } from '../endpoint';

/** What is installed, into a folder that git ignores, when it is first needed. The versions of what LocalStack needs are in constraints.txt. */
const pinned = {
  /** The last release under Apache-2.0: https://pypi.org/project/localstack-core/2026.3.0/ */
  localStack: 'localstack-core[runtime]==2026.3.0',
  /** The version that this LocalStack looks for. */
  kinesis: 'kinesis-local@0.5.2',
  /** Carries DynamoDB Local 2 of AWS as jar files, which AWS itself offers without versions only. */
  dynamoDb: 'amplify-dynamodb-simulator@2.9.30',
  /** AGPL-3.0: it judges policies in tests of this machine, and is no dependency of the package. */
  policies: '@cloud-copilot/iam-simulate@0.1.173',
};

export const cache = resolve(__dirname, '../../../.deploy');
const executor = resolve(__dirname, '../executor');

export interface Tools {
  /** The Python of the virtual environment. */
  readonly python: string;
  /** What LocalStack would otherwise download, in its own order of folders. */
  readonly library: string;
  /** The folder of the programs that run handlers. */
  readonly clients: string;
}

/** Installs what is not there yet. @throws Refused when the machine lacks something that cannot be installed into a folder */
export function tools(): Tools {
  const python = python313();
  const java = javaOfMachine();
  if (java) throw new Refused(`A JDK of 17 or newer is needed for DynamoDB Local, and ${java}.`);
  if (run('zip', ['-v']).status !== 0) throw new Refused('zip is needed by LocalStack core for inline code, and there is no zip on the PATH.');
  const virtual = join(cache, 'venv');
  once('venv', [pinned.localStack, ...readdirSync(executor).map((file) => readFileSync(join(executor, file), 'utf8'))], () => {
    must(python, ['-m', 'venv', '--clear', virtual]);
    // pip builds inside of the folder that it installs.
    const copy = join(cache, 'executor');
    cpSync(executor, copy, { recursive: true });
    must(join(virtual, 'bin/python'), ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--constraint', join(copy, 'constraints.txt'), pinned.localStack, copy]);
    rmSync(copy, { recursive: true });
  });
  const library = join(cache, 'lib');
  once('kinesis', [pinned.kinesis], () => npmInstall(join(library, 'kinesis-local', pinned.kinesis.split('@')[1]), pinned.kinesis));
  once('dynamodb', [pinned.dynamoDb], () => {
    const [folder, unpacked] = [join(library, 'dynamodb-local', '2'), join(cache, 'dynamodb')];
    for (const each of [folder, unpacked]) fresh(each);
    // Not installed, but packed: of all that it depends on nothing is needed.
    must('npm', ['pack', '--silent', '--pack-destination', unpacked, pinned.dynamoDb]);
    must('tar', ['-xzf', join(unpacked, readdirSync(unpacked)[0]), '-C', folder, '--strip-components=2', 'package/emulator']);
    rmSync(unpacked, { recursive: true });
  });
  return { python: join(virtual, 'bin/python'), library, clients: executor };
}

/** The file of the library that judges policies. */
export function policySimulator(): string {
  const folder = join(cache, 'policies');
  once('policies', [pinned.policies], () => npmInstall(folder, pinned.policies));
  return createRequire(join(folder, 'index.js')).resolve(pinned.policies.replace(/@[^@]*$/, ''));
}

/** LocalStack core of this version starts on 3.13 only: older ones do not understand its annotations, and newer ones lack its libraries. */
function python313(): string {
  const pyenv = join(process.env.PYENV_ROOT ?? join(homedir(), '.pyenv'), 'versions');
  const installed = existsSync(pyenv) ? readdirSync(pyenv).filter((name) => name.startsWith('3.13.')).map((name) => join(pyenv, name, 'bin/python')) : [];
  const found = ['python3.13', ...installed, 'python3', 'python'].find((name) => run(name, ['-c', 'import sys, venv, ensurepip; print(*sys.version_info[:2])']).stdout === '3 13\n');
  if (!found) throw new Refused('Python 3.13 with venv and pip is needed for LocalStack core, and there is neither a python3.13 on the PATH nor one of pyenv. Install it, or point AWS_ENDPOINT_URL at an emulator that runs already.');
  return found;
}

/** What is wrong with it, if something is: DynamoDB Local runs on Java 17, by a program that Java compiles when it starts. */
function javaOfMachine(): string | undefined {
  // Its first number; before 9 that was a 1.
  const [, version] = / version "(\d+)/.exec(run('java', ['-version']).stderr ?? '') ?? [];
  if (version === undefined) return 'there is no java on the PATH';
  if (Number(version) < 17) return `the java on the PATH is of version ${version}`;
  return run('java', ['--list-modules']).stdout.includes('jdk.compiler') ? undefined : 'the java on the PATH is without its compiler';
}

const run = (command: string, args: readonly string[]) => spawnSync(command, args, { encoding: 'utf8', maxBuffer: 1e8 });

function must(command: string, args: readonly string[]): void {
  const { status, stdout, stderr, error } = run(command, args);
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed: ${error?.message ?? `${stdout}${stderr}`}`);
}

function npmInstall(folder: string, what: string): void {
  fresh(folder);
  must('npm', ['install', '--silent', '--no-audit', '--no-fund', '--ignore-scripts', '--prefix', folder, what]);
}

function fresh(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
}

/** Does it, unless that was done with the same inputs before. */
function once(name: string, inputs: readonly string[], work: () => void): void {
  const [marker, hash] = [join(cache, `${name}.done`), createHash('sha256').update(inputs.join('\0')).digest('hex')];
  if (existsSync(marker) && readFileSync(marker, 'utf8') === hash) return;
  rmSync(marker, { force: true });
  mkdirSync(cache, { recursive: true });
  console.log(`Installing ${inputs[0].split('\n')[0]} for the deployment tests …`);
  work();
  writeFileSync(marker, hash);
}
