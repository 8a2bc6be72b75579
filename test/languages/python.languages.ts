import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { sameAsTypeScript } from './language';
import { cache, compiled, floor, must, once, root, run } from './tools';

const programs = join(__dirname, 'python');
const virtual = join(cache, 'python');
const python = join(virtual, 'bin/python');
const program = (...args: string[]) => () => ({ command: python, args, cwd: programs });

/** jsii-pacmak takes the `python3` of the PATH as well. */
function missing(): string | undefined {
  const { status } = run({ command: 'python3', args: ['-c', 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 9))'], cwd: root });
  return status === 0 ? undefined : 'there is no python3 of 3.9 or newer with venv and pip on the PATH';
}

sameAsTypeScript({
  name: 'Python', missing, optional: false,
  prepare: () => {
    const from = compiled();
    const cdk = [`aws-cdk-lib==${floor.cdk}`, `constructs==${floor.constructs}`];
    once('python-package', from, () => must('npx', ['projen', 'package:python']));
    once('python-venv', [must('python3', ['-VV']), ...cdk], () => {
      must('python3', ['-m', 'venv', '--clear', virtual]);
      must(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...cdk]);
    });
    const folder = join(root, 'dist/python');
    const wheel = join(folder, readdirSync(folder).find((name) => name.endsWith('-0.0.0-py3-none-any.whl'))!);
    // The version is always 0.0.0 here, which pip would think it has.
    must(python, ['-m', 'pip', 'uninstall', '--quiet', '--yes', 'cdk-lambda-failsafe']);
    must(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', wheel, ...cdk]);
  },
  app: program('app.py'), lost: program('lost.py'), exitCode: 1, unitTests: program('-m', 'unittest', 'test_shop'),
});
