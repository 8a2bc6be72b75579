import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sameAsTypeScript } from './language';
import { cache, compiled, floor, fresh, must, once, root, run } from './tools';

const name = 'github.com/cdk-lambda-failsafe/cdk-lambda-failsafe-go/cdklambdafailsafe';
const project = join(cache, 'go');
const packages = join(cache, 'packages');
const program = (main: string) => () => ({ command: join(project, 'bin', main), args: [], cwd: project });

const missing = () => (run({ command: 'go', args: ['version'], cwd: root }).status === 0 ? undefined : 'there is no go on the PATH');

sameAsTypeScript({
  name: 'Go', missing, optional: true,
  prepare: () => {
    const module = join(packages, 'go/cdklambdafailsafe');
    // Sources only: they are compiled below, with the modules that the CDK of the floor itself asks for, where `package:go` asks for the newest ones.
    once('go-package', compiled(), () => {
      must('npx', ['jsii-pacmak', '--target', 'go', '--code-only', '--outdir', fresh(packages)]);
      const indirect = readFileSync(join(module, 'go.mod'), 'utf8').split('\n').filter((line) => line.endsWith('// indirect')).map((line) => line.trim().split(' ')[0]);
      must('go', ['mod', 'edit', ...indirect.map((path) => `-droprequire=${path}`)], module);
    });
    cpSync(join(__dirname, 'go'), fresh(project), { recursive: true });
    must('go', ['mod', 'edit', `-require=github.com/aws/aws-cdk-go/awscdk/v2@v${floor.cdk}`, `-replace=${name}=${module}`], project);
    must('go', ['mod', 'tidy'], project);
    must('go', ['build', '-o', 'bin/', './cmd/...'], project);
  },
  app: program('app'), lost: program('lost'), exitCode: 2, unitTests: () => ({ command: 'go', args: ['test', './...'], cwd: project }),
});
