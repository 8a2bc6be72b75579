import { cpSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { sameAsTypeScript } from './language';
import { cache, compiled, floor, fresh, must, once, root, run } from './tools';

const project = join(cache, 'java');
const repository = join(cache, 'm2');
const maven = (...args: string[]) => ['--batch-mode', '--quiet', '--no-transfer-progress', `-Dmaven.repo.local=${repository}`, `-Dpackaged=file://${join(root, 'dist/java')}`, `-Dcdk=${floor.cdk}`, `-Dconstructs=${floor.constructs}`, ...args];
const program = (main: string) => () => ({ command: 'java', args: ['-cp', `target/classes:${readFileSync(join(project, 'classpath.txt'), 'utf8')}`, main], cwd: project });

function missing(): string | undefined {
  const needed = [['java', '-version'], ['javac', '-version'], ['mvn', '--version']].filter(([command, version]) => run({ command, args: [version], cwd: root }).status !== 0).map(([command]) => command);
  return needed.length === 0 ? undefined : `there is no ${needed.join(' and no ')} on the PATH (a JDK of 17 or newer, and Maven)`;
}

sameAsTypeScript({
  name: 'Java', missing, optional: true,
  prepare: () => {
    // As `package:java` does it, but what Maven downloads is kept.
    once('java-package', compiled(), () => must('npx', ['jsii-pacmak', '--target', 'java', '--maven-local-repository', repository]));
    cpSync(join(__dirname, 'java'), fresh(project), { recursive: true });
    // The version is always 0.0.0 here, which Maven would think it has.
    rmSync(join(repository, 'dev/cdk-lambda-failsafe'), { recursive: true, force: true });
    must('mvn', maven('test-compile', 'dependency:build-classpath', '-Dmdep.outputFile=classpath.txt'), project);
  },
  app: program('shop.ShopApp'), lost: program('shop.LostApp'), exitCode: 1, unitTests: () => ({ command: 'mvn', args: maven('test'), cwd: project }),
});
