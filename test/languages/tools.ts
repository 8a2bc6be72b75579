import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export const root = resolve(__dirname, '../..');
/** What is installed and made: git ignores it, and the next run uses it again. */
export const cache = join(root, '.languages');

const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { devDependencies: { [name: string]: string } };
/** The oldest CDK that is supported, which is also what the TypeScript twin runs with. */
export const floor = { cdk: devDependencies['aws-cdk-lib'], constructs: devDependencies.constructs };

export interface Command { readonly command: string; readonly args: readonly string[]; readonly cwd: string }
export interface Ran { readonly status: number | null; readonly stdout: string; readonly stderr: string }

const env = {
  ...process.env,
  // Jest sets it to `test`, in which CDK prints its report otherwise.
  NODE_ENV: undefined,
  JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: process.versions.node.split('.')[0],
  PYTHONDONTWRITEBYTECODE: '1',
  // As the CDK CLI sets it.
  CDK_CONTEXT_JSON: '{"aws:cdk:enable-path-metadata":true}',
};

export const run = ({ command, args, cwd }: Command, more: NodeJS.ProcessEnv = {}): Ran => spawnSync(command, args, { cwd, encoding: 'utf8', maxBuffer: 1e8, env: { ...env, ...more } });

export interface Synthesized extends Ran { readonly outdir: string }

/** Runs one of the two apps, and keeps what it printed beside what it wrote. */
export function synthesize(language: string, app: 'app' | 'lost', command: Command): Synthesized {
  const folder = fresh(join(cache, 'out', language, app));
  const synthesized = { ...run(command, { CDK_OUTDIR: join(folder, 'cdk.out') }), outdir: join(folder, 'cdk.out') };
  writeFileSync(join(folder, 'ran.json'), JSON.stringify(synthesized));
  return synthesized;
}

/** What the same app has given in TypeScript: setup.ts has run it. */
export const twin = (app: 'app' | 'lost'): Synthesized => JSON.parse(readFileSync(join(cache, 'out/TypeScript', app, 'ran.json'), 'utf8')) as Synthesized;

/** @throws when it does not succeed, with all that it printed */
export function must(command: string, args: readonly string[], cwd = root): string {
  const { status, stdout, stderr } = run({ command, args, cwd });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed:\n${stdout}${stderr}`);
  return stdout;
}

/** Does it, unless that was done with the same inputs before. */
export function once(name: string, inputs: readonly string[], work: () => void): void {
  const [marker, hash] = [join(cache, `${name}.done`), createHash('sha256').update(inputs.join('\0')).digest('hex')];
  if (existsSync(marker) && readFileSync(marker, 'utf8') === hash) return;
  rmSync(marker, { force: true });
  mkdirSync(cache, { recursive: true });
  work();
  writeFileSync(marker, hash);
}

export const fresh = (folder: string): string => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  return folder;
};

const filesIn = (folder: string): string[] => readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => join(root, folder, name)).filter((path) => statSync(path).isFile()).sort();

/** What goes into every package; one that was made of the same need not be made again. */
export function compiled(): string[] {
  const assembly = join(root, '.jsii');
  const changed = existsSync(assembly) ? filesIn('src').filter((path) => statSync(path).mtimeMs > statSync(assembly).mtimeMs) : ['src'];
  if (changed.length > 0) throw new Error(`What is compiled is older than ${changed[0]}: run \`npx projen compile\` first.`);
  return [join(root, 'package.json'), assembly, ...filesIn('lib')].map((path) => readFileSync(path, 'utf8'));
}
