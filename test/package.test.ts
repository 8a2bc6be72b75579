import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

const read = (path: string): string => readFileSync(join(__dirname, '..', path), 'utf8');

interface Step { readonly run?: string; readonly env?: object }
interface Job { readonly permissions: object; readonly needs: string; readonly environment?: string; readonly steps: readonly Step[] }
interface Workflow { readonly on: object; readonly jobs: { readonly [id: string]: Job } }

const manifest = JSON.parse(read('package.json')) as { jsii: { targets: object }; version: string; keywords: string[]; scripts: object };
const workflow = (name: string) => parse(read(`.github/workflows/${name}.yml`)) as Workflow;

test.each([
  ['python', { distName: 'cdk-lambda-failsafe', module: 'cdk_lambda_failsafe', classifiers: ['Framework :: AWS CDK', 'Framework :: AWS CDK :: 2'] }],
  ['java', { package: 'dev.cdklambdafailsafe', maven: { groupId: 'dev.cdk-lambda-failsafe', artifactId: 'cdk-lambda-failsafe' } }],
  ['dotnet', { namespace: 'CdkLambdaFailsafe', packageId: 'CdkLambdaFailsafe' }],
  ['go', { moduleName: 'github.com/cdk-lambda-failsafe/cdk-lambda-failsafe-go' }],
])('jsii makes a package for %s', (language, names) => {
  expect(manifest.jsii.targets).toHaveProperty([language], names);
  expect(manifest.scripts).toHaveProperty([`package:${language}`]);
});

test('what is public has names that other languages take', () => {
  interface Callable { readonly name?: string; readonly parameters?: ReadonlyArray<{ readonly name: string }> }
  const types = Object.entries((JSON.parse(read('.jsii')) as { types: { [name: string]: { initializer?: Callable; methods?: readonly Callable[] } } }).types);
  const named = types.flatMap(([type, { initializer, methods = [] }]) => [...initializer ? [initializer] : [], ...methods]
    .flatMap(({ name = 'constructor', parameters = [] }) => parameters.map((parameter) => `${type}.${name}(${parameter.name})`)));
  expect(named.length).toBeGreaterThan(100);
  // A parameter that is taken apart where it stands has none.
  expect(named.filter((name) => !/\([a-z]\w*\)$/.test(name))).toEqual([]);
});

test('and there are types for TypeScript', () => expect(manifest).toMatchObject({ main: 'lib/index.js', types: 'lib/index.d.ts' }));

test('what registries and Construct Hub ask for is there', () => {
  // Construct Hub finds packages of jsii on npm, by licence and keyword:
  // https://aws.amazon.com/blogs/opensource/best-practices-for-discoverability-of-a-construct-library-on-construct-hub/
  expect(manifest.keywords).toEqual(expect.arrayContaining(['awscdk', 'aws-cdk', 'cdk', 'lambda', 'dead-letter-queue']));
  expect(manifest).toMatchObject({
    license: 'Apache-2.0', stability: 'stable', publishConfig: { access: 'public' },
    author: { name: 'The cdk-lambda-failsafe authors', email: expect.any(String) },
    repository: { type: 'git', url: 'https://github.com/cdk-lambda-failsafe/cdk-lambda-failsafe.git' },
    homepage: expect.stringContaining('https://'), bugs: { url: expect.stringContaining('https://') },
  });
  expect(read('LICENSE')).toContain('Apache License');
});

test('the version is set by a release, and only then', () => expect(manifest.version).toMatch(process.env.RELEASE ? /^\d+\.\d+\.\d+/ : /^0\.0\.0$/));

describe('a release', () => {
  const { on, jobs } = workflow('release');
  const commands = ({ steps }: Job) => steps.flatMap(({ run }) => run ?? []).join('\n');

  test('is what a person starts, for all of them or none', () => expect(on).toEqual({ workflow_dispatch: { inputs: { dry_run: expect.any(Object) } } }));

  test('is built and tested with the commands of the project', () => {
    expect(commands(jobs.release)).toContain('npm ci\nnpx projen release');
    const tasks = (JSON.parse(read('.projen/tasks.json')) as { tasks: { [name: string]: { steps: ReadonlyArray<{ spawn?: string }> } } }).tasks;
    const spawned = (name: string): string[] => [name, ...tasks[name].steps.flatMap(({ spawn }) => (spawn ? spawned(spawn) : []))];
    expect(spawned('release')).toEqual(expect.arrayContaining(['bump', 'bump:next-version', 'registry', 'compile', 'rosetta', 'typecheck', 'test', 'test:newest', 'eslint', 'package', 'unbump']));
  });

  test.each([
    ['npm', 'release_npm', 'js', 'publib-npm', { NPM_TRUSTED_PUBLISHER: 'true', NPM_CONFIG_PROVENANCE: 'true' }],
    ['PyPI', 'release_pypi', 'python', 'publib-pypi', { PYPI_TRUSTED_PUBLISHER: 'true' }],
    ['NuGet', 'release_nuget', 'dotnet', 'publib-nuget', { NUGET_TRUSTED_PUBLISHER: 'true' }],
    ['Maven Central', 'release_maven', 'java', 'publib-maven', { MAVEN_SERVER_ID: 'central-ossrh', MAVEN_GPG_PRIVATE_KEY: '${{ secrets.MAVEN_GPG_PRIVATE_KEY }}' }],
    ['Go', 'release_golang', 'go', 'publib-golang', { GITHUB_TOKEN: '${{ secrets.GO_GITHUB_TOKEN }}' }],
  ])('is published to %s', (_, id, language, command, env) => {
    const job = jobs[id];
    expect(job).toMatchObject({ needs: 'release', environment: 'release' });
    expect(commands(job)).toContain(`npx projen package:${language}`);
    expect(job.steps.find(({ run }) => run?.includes(command))?.env).toMatchObject(env);
    // What registries know the workflow by.
    const trusted = Object.keys(env).some((name) => name.endsWith('_TRUSTED_PUBLISHER'));
    expect(job.permissions).toEqual({ contents: 'read', ...trusted && { 'id-token': 'write' } });
  });
});

test('a change is built and tested, and packaged for every language', () => {
  const { on, jobs } = workflow('build');
  expect(on).toHaveProperty('pull_request');
  expect(Object.keys(jobs)).toEqual(['build', 'package-js', 'package-java', 'package-python', 'package-dotnet', 'package-go', 'suites']);
  expect(jobs.suites.steps.at(-1)!.run).toContain('npm run test:languages');
  // What is bundled is asked about; a step that goes on after an error would say nothing.
  expect(jobs.build.steps).toContainEqual({ name: expect.any(String) as string, run: expect.stringMatching(/^npm audit --omit=dev /) as string });
  for (const { permissions } of Object.values(jobs)) expect(permissions).toEqual({ contents: 'read' });
});
