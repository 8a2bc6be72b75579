import { awscdk, JsonFile, TextFile } from 'projen';
import { JobPermission } from 'projen/lib/github/workflows-model';
import { NodePackageManager, UpdateSnapshot } from 'projen/lib/javascript';
import { ReleaseTrigger } from 'projen/lib/release';
import { importZones } from './projenrc/zones';

const floor = '2.262.0';
const newest = '2.276.0';
const bumpPackage = 'commit-and-tag-version@13.2.1';

const project = new awscdk.AwsCdkConstructLibrary({
  name: 'cdk-lambda-failsafe',
  description: 'No AWS Lambda event is ever lost in silence: constructs that wire the documented error handling, and checks that say where every failed event ends up.',
  author: 'The cdk-lambda-failsafe authors',
  authorAddress: 'maintainers@cdk-lambda-failsafe.dev',
  repositoryUrl: 'https://github.com/cdk-lambda-failsafe/cdk-lambda-failsafe.git',
  license: 'Apache-2.0',
  keywords: ['cdk', 'aws-cdk', 'awscdk', 'lambda', 'dead-letter-queue', 'dlq', 'error-handling', 'event-source', 'validation', 'sam', 'cloudformation'],
  defaultReleaseBranch: 'main',
  packageManager: NodePackageManager.NPM,
  cdkVersion: floor,
  constructsVersion: '10.5.1',
  jsiiVersion: '~6.0.0',
  typescriptVersion: '~5.9.0',
  minNodeVersion: '20.0.0',
  projenrcTs: true,
  homepage: 'https://github.com/cdk-lambda-failsafe/cdk-lambda-failsafe#readme',
  bugsUrl: 'https://github.com/cdk-lambda-failsafe/cdk-lambda-failsafe/issues',
  // A person says when: every language is published from one commit, which was built and tested anew.
  releaseTrigger: ReleaseTrigger.workflowDispatch(),
  releaseEnvironment: 'release',
  bumpPackage,
  // The first release; after it, commits decide.
  nextVersionCommand: 'node -e "if (process.env.VERSION === \'0.0.0\') console.log(\'0.1.0\')"',
  // Registries know the workflow itself, so that there is no token of npm, PyPI or NuGet to leak, and packages carry their provenance.
  npmTrustedPublishing: true,
  npmProvenance: true,
  // Whose npm is one that trusted publishing works with.
  workflowNodeVersion: '24',
  githubOptions: { mergify: false, pullRequestLint: false },
  pullRequestTemplateContents: [
    '<!-- What changes for whom, and why. Fixes #… -->',
    '',
    '- [ ] `npm test` passes',
    '- [ ] a test fails without the change',
    '- [ ] what is said about AWS has a link to where AWS says it',
    '- [ ] the title is a conventional commit, such as `fix(read): …`; what users notice is in CHANGELOG.md',
    '',
    'By submitting this pull request, I confirm that my contribution is made under the terms of the Apache 2.0 license.',
  ],
  // What is generated has to be committed: a build that changes it fails.
  buildWorkflowOptions: { mutableBuild: false, permissions: { contents: JobPermission.READ } },
  depsUpgrade: false,
  sampleCode: false,
  bundledDeps: ['@dagrejs/dagre@^3.1.3', 'ajv@^8', 'diff@^9.0.0', 'js-yaml@^5.5.0', 'yaml@^2.9.1'],
  devDeps: [
    // What docs/migration.md moves away from, run as it is.
    '@aws-solutions-constructs/aws-kinesisstreams-lambda@2.76.0',
    '@aws-solutions-constructs/aws-sns-lambda@2.103.0',
    '@aws-solutions-constructs/aws-sqs-lambda@2.104.0',
    // What the deployment tests talk to AWS or its emulator with.
    ...['cloudformation', 'cloudwatch-logs', 'dynamodb', 'eventbridge', 'kinesis', 'lambda', 's3', 'sns', 'sqs'].map((client) => `@aws-sdk/client-${client}@^3`),
    // The tests of the tests; the newest for Node.js 20.
    '@stryker-mutator/api@9.6.1',
    '@stryker-mutator/core@9.6.1',
    'expect@^29',
    'jest-each@^29',
    'aws-cdk@^2.1147.0',
    `aws-cdk-lib-newest@npm:aws-cdk-lib@${newest}`,
    'cdk-nag@^3.0.2',
    'esbuild@^0.28.2',
    'fast-check@^4', 'fast-xml-parser@^5',
    'playwright-core@^1.65.1',
  ],
  publishToPypi: { distName: 'cdk-lambda-failsafe', module: 'cdk_lambda_failsafe', trustedPublishing: true },
  publishToMaven: { mavenGroupId: 'dev.cdk-lambda-failsafe', mavenArtifactId: 'cdk-lambda-failsafe', javaPackage: 'dev.cdklambdafailsafe' },
  publishToNuget: { packageId: 'CdkLambdaFailsafe', dotNetNamespace: 'CdkLambdaFailsafe', trustedPublishing: true },
  publishToGo: { moduleName: 'github.com/cdk-lambda-failsafe/cdk-lambda-failsafe-go' },
  bin: { 'lambda-failsafe': 'bin/lambda-failsafe' },
  gitignore: ['cdk.out', '/examples/**/cdk.out', '*.log', '/.jest-cache', '/.jest-*.json'],
  eslintOptions: { dirs: ['src'], devdirs: ['test', 'projenrc', 'examples'], prettier: false, commandOptions: { fix: false, extraArgs: ['--max-warnings=0'] } },
  jestOptions: {
    jestVersion: '^29',
    junitReporting: false,
    updateSnapshot: UpdateSnapshot.NEVER,
    extraCliOptions: ['--json', '--outputFile=.jest-floor.json'],
    configFilePath: 'jest.config.json',
    jestConfig: {
      collectCoverage: false,
      cacheDirectory: '<rootDir>/.jest-cache',
      maxWorkers: 2,
      workerIdleMemoryLimit: '2GB',
      // The page needs a browser: jest.browser.config.json.
      testPathIgnorePatterns: ['/node_modules/', '\\.browser\\.test\\.ts$'],
      // Examples name the package as its users do.
      moduleNameMapper: { '^cdk-lambda-failsafe$': '<rootDir>/src' },
    },
  },
});

project.npmignore?.exclude('/.ci/', '/bench/', '/projenrc/', '/examples/', '/docs/', '/.jest-cache/', '/.jest-*.json', 'cdk.out', '/jest.newest.config.json', 'tsconfig.json');

// jsii prints an end-of-life banner on Node 20, which this package supports on purpose. Its switch takes the major versions to be silent about.
project.tasks.addEnvironment('JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION', '20');

// 1.13.0 could not be locked with the bindings of every platform, and `npm ci` refuses a lock file with holes.
project.package.addPackageResolutions('unrs-resolver@1.12.2');

project.package.addField('exports', {
  '.': './lib/index.js',
  './package.json': './package.json',
  './.jsii': './.jsii',
  './.warnings.jsii.js': './.warnings.jsii.js',
});

// Only a release needs it, and npx gets it there; it wants a newer Node.js than users of the package have.
project.deps.removeDependency(bumpPackage.split('@')[0]);
project.tasks.tryFind('bump')?.env('npm_config_yes', 'true');

// PyPI sorts packages of CDK by these: https://pypi.org/classifiers/
project.package.file.addOverride('jsii.targets.python.classifiers', ['Framework :: AWS CDK', 'Framework :: AWS CDK :: 2']);

// Imports point downstream only; each zone says why.
project.eslint?.addRules({
  'import/no-restricted-paths': ['error', { zones: importZones }],
  '@stylistic/object-property-newline': 'off',
  '@stylistic/max-len': ['error', { code: 180, ignoreUrls: true, ignoreStrings: true, ignoreTemplateLiterals: true, ignoreRegExpLiterals: true }],
});

project.addTask('bench', {
  description: 'Measures whole processes and writes docs/performance.md; with --quick, what there are bars for',
  exec: 'ts-node --transpile-only bench/run.ts', receiveArgs: true,
});
const registry = project.addTask('registry', {
  description: 'Writes the generated lists of rules and sources',
  exec: 'ts-node --transpile-only projenrc/registry.ts',
});
project.preCompileTask.spawn(registry);
// jsii writes an index that loads every file of the package at once.
project.compileTask.exec('ts-node --transpile-only projenrc/lazy.ts');
project.compileTask.exec('ts-node --transpile-only projenrc/engine.ts');

// `npm test` is the one command of the README: it compiles, lints, tests and refuses stale generated files.
const typecheck = project.addTask('typecheck', { description: 'Type-checks tests, examples and project code' });
for (const folder of ['test', 'projenrc', 'examples', 'map']) typecheck.exec(`tsc --noEmit -p ${folder}/tsconfig.json`);
const testNewest = project.addTask('test:newest', {
  description: 'The tests that touch CDK once more, at the newest supported aws-cdk-lib',
  exec: 'jest --ci --config jest.newest.config.json --json --outputFile=.jest-newest.json',
});
project.addTask('upgrade:newest', { description: 'Goes on to the newest aws-cdk-lib, and runs at it the tests that touch CDK', exec: 'ts-node --transpile-only projenrc/newest.ts' });
const upgrade = project.github!.addWorkflow('newest-cdk');
upgrade.on({ schedule: [{ cron: '17 4 * * 1' }], workflowDispatch: {} });
upgrade.addJob('newest', {
  runsOn: ['ubuntu-latest'],
  permissions: { contents: JobPermission.READ },
  steps: [
    { uses: 'actions/checkout@v5' },
    { uses: 'actions/setup-node@v5', with: { 'node-version': '22' } },
    { run: 'npm ci' },
    { run: 'npx projen upgrade:newest' },
  ],
});
// Types before tests: both `build` and `verify` get all of it from the one test task.
project.testTask.prependSpawn(typecheck);
project.testTask.spawn(testNewest);
// The examples of docstrings and of the README, compiled against what jsii has made.
const examples = project.addTask('rosetta', { description: 'Compiles the examples of docstrings and of the README', exec: 'jsii-rosetta extract --compile --strict --cache .rosetta.json' });
project.postCompileTask.spawn(examples);
project.addGitIgnore('/.rosetta.json');
project.addGitIgnore('/.jsii.tabl.json');
project.npmignore?.exclude('/.rosetta.json', '/rosetta/', '/jest.browser.config.json');
const verify = project.addTask('verify', { description: 'What `npm test` runs: compile, refuse stale generated files, type-check, test at floor and newest CDK, lint' });
verify.exec('ts-node --transpile-only projenrc/stale.ts remember');
verify.spawn(project.preCompileTask);
verify.spawn(project.compileTask);
verify.spawn(project.postCompileTask);
verify.exec('ts-node --transpile-only projenrc/stale.ts compare');
verify.spawn(project.testTask);
project.package.setScript('test', 'npx projen verify');

const demo = project.addTask('demo', { description: 'Synthesizes examples/orders with the plugin and shows where each failed event ends up' });
demo.spawn(project.compileTask);
demo.exec('ts-node --transpile-only examples/orders/demo.ts');

// Offers a new rule or source as one file, one test and one page.
project.addTask('new:rule', { description: 'Scaffolds a rule: npx projen new:rule some-rule-id', exec: 'ts-node --transpile-only projenrc/new.ts rule', receiveArgs: true });
project.addTask('new:source', { description: 'Scaffolds a source: npx projen new:source some-source', exec: 'ts-node --transpile-only projenrc/new.ts source', receiveArgs: true });

new TextFile(project, 'jest.newest.config.json', {
  lines: [JSON.stringify({
    ...project.jest!.config,
    testMatch: ['<rootDir>/test/**/*.cdk.test.ts'],
    moduleNameMapper: { ...project.jest!.config.moduleNameMapper, '^aws-cdk-lib$': 'aws-cdk-lib-newest', '^aws-cdk-lib/(.*)$': 'aws-cdk-lib-newest/$1' },
  }, undefined, 2)],
});

project.addTask('picture', { description: 'Draws the map of the example for the README', exec: 'ts-node --transpile-only projenrc/picture.ts' });

// The pages as a site, with search and the live map of the example; what makes it is installed on first use, in .site.
project.addTask('docs', { description: 'Makes the site of the documentation in .site/dist; DOCS_BASE says where on its host it will be', exec: 'ts-node --transpile-only projenrc/site.ts' });
project.addGitIgnore('/.site/');
project.npmignore?.exclude('/.site/');
const docs = project.github!.addWorkflow('docs');
docs.on({ push: { branches: ['main'] }, workflowDispatch: {} });
docs.addJob('build', {
  runsOn: ['ubuntu-latest'],
  permissions: { contents: JobPermission.READ },
  steps: [
    { uses: 'actions/checkout@v5' },
    { uses: 'actions/setup-node@v5', with: { 'node-version': '22' } },
    { run: 'npm ci' },
    { run: 'npx projen compile' },
    { run: 'npm run docs', env: { DOCS_BASE: `/${project.name}/` } },
    { uses: 'actions/upload-pages-artifact@v4', with: { path: '.site/dist' } },
  ],
});
docs.addJob('publish', {
  runsOn: ['ubuntu-latest'],
  needs: ['build'],
  permissions: { pages: JobPermission.WRITE, idToken: JobPermission.WRITE },
  // Not two at once, and none is broken off: the site would be half of one and half of the other.
  concurrency: { group: 'pages' },
  environment: { name: 'github-pages', url: '${{ steps.pages.outputs.page_url }}' },
  steps: [{ id: 'pages', uses: 'actions/deploy-pages@v4' }],
});

// Real deployments: LocalStack core without containers, set up by itself, or whatever AWS_ENDPOINT_URL names.
project.addTask('test:deploy', { description: 'Deploys every kind of wiring and looks where failed events end up', exec: 'ts-node --transpile-only test/deploy/run.ts', receiveArgs: true });
project.addGitIgnore('/.deploy/');

// The same app in Python, Java and Go, with the package as its users get it.
project.addTask('test:languages', { description: 'Packages, and compares what an app gives in Python, Java and Go with TypeScript', exec: 'jest --ci --config test/languages/jest.config.json --json --outputFile=.jest-languages.json', receiveArgs: true });
project.addGitIgnore('/.languages/');
// What README.md tells a new user, from `cdk init` on.
project.addTask('test:newcomer', { description: 'The quick start of README.md in a new app, with the package as it would be published', exec: 'jest --ci --config test/newcomer/jest.config.json --json --outputFile=.jest-newcomer.json', receiveArgs: true });
// What docs/add-a-rule.md and docs/add-a-source.md tell a contributor.
project.addTask('test:scaffold', { description: 'The two recipes for contributors, followed to the end in a copy of the repository', exec: 'jest --ci --config test/scaffold/jest.config.json --json --outputFile=.jest-scaffold.json', receiveArgs: true });
// What tests have installed would be in every package.
project.npmignore?.exclude('/.deploy/', '/.languages/');

// The map in a real Chromium, which CI installs; `npm test` does without.
project.addTask('test:browser', { description: 'The map in a real browser: Chromium of Debian, or the one that CHROMIUM names', exec: 'jest --ci --config jest.browser.config.json --json --outputFile=.jest-browser.json', receiveArgs: true });
new TextFile(project, 'jest.browser.config.json', {
  lines: [JSON.stringify({ ...project.jest!.config, testMatch: ['<rootDir>/test/**/*.browser.test.ts'], testPathIgnorePatterns: ['/node_modules/'], testTimeout: 60_000 }, undefined, 2)],
});

// A million templates that nobody would write; a thousand of them are among the tests.
project.addTask('fuzz', { description: 'Runs the command line on mutated templates: --seed N --cases N --workers N --corpus FOLDER', exec: 'ts-node --transpile-only test/fuzz/run.ts', receiveArgs: true });
project.addGitIgnore('/.fuzz/');
// What is bundled goes to everybody; what only builds and tests it does not.
project.buildWorkflow?.addPostBuildSteps({ name: 'Known vulnerabilities of what is bundled', run: 'npm audit --omit=dev --omit=peer --audit-level=low' });

// API.md is for readers of the repository; Construct Hub makes its own of the assembly.
project.npmignore?.exclude('/action.yml', '/gitlab/', '/.pre-commit-hooks.yaml', '/API.md', '/CONTRIBUTING.md', '/SECURITY.md');
project.npmignore?.exclude('/.fuzz/');

// How many changes of the code a test notices: docs/how-it-works.md says what is left out.
const mutation = project.addTask('mutation', { description: 'Changes the code in thousands of ways, and fails when fewer than 85 % of them are noticed by a test' });
mutation.exec('ts-node --transpile-only test/mutation/apps.ts');
mutation.exec('stryker run', { receiveArgs: true });
mutation.exec('ts-node --transpile-only test/mutation/answers.ts');
const weekly = project.github!.addWorkflow('mutation');
weekly.on({ schedule: [{ cron: '17 5 * * 1' }], workflowDispatch: {} });
weekly.addJob('mutation', {
  runsOn: ['ubuntu-latest'],
  permissions: { contents: JobPermission.READ },
  steps: [
    { uses: 'actions/checkout@v5' },
    { uses: 'actions/setup-node@v5', with: { 'node-version': '22' } },
    { run: 'npm ci' },
    { run: 'npm run mutation' },
  ],
});
new JsonFile(project, 'stryker.config.json', {
  obj: {
    mutate: ['src/{rules,sources,graph,lambda}/**/*.ts', '!src/{rules,sources}/index.ts', '!src/rules/rule.ts', '!src/sources/source.ts'],
    ignorePatterns: ['**', '!package.json', '!src/**/*', '!test/**/*', 'test/{deploy,languages}', '!docs/**/*'],
    plugins: ['./test/mutation/runner.mjs', './test/mutation/words.mjs'],
    testRunner: 'in-process',
    ignorers: ['words'],
    coverageAnalysis: 'perTest',
    concurrency: 2,
    incremental: false,
    reporters: ['clear-text', 'progress-append-only', 'json', 'html'],
    clearTextReporter: { allowColor: false, reportTests: false, reportMutants: false, logTests: false },
    jsonReporter: { fileName: '.mutation/report.json' },
    htmlReporter: { fileName: '.mutation/report.html' },
    tempDirName: '.mutation/sandboxes',
    thresholds: { high: 95, low: 85, break: 85 },
  },
});
project.addGitIgnore('/.mutation/');
project.npmignore?.exclude('/.mutation/', '/stryker.config.json');

// Suites that need more than Node.js.
project.buildWorkflow?.addPostBuildJobCommands('suites', [
  'npx projen compile',
  'CHROMIUM=$(command -v google-chrome) npm run test:browser',
  'npm run test:newcomer',
  'npm run test:scaffold',
  'npm run test:languages',
  'npm run test:deploy',
], { checkoutRepo: true, installDeps: true, tools: { python: { version: '3.13' }, java: { version: '17' }, go: { version: 'stable' }, dotnet: { version: '8.x' } } });

new JsonFile(project, 'examples/tsconfig.json', {
  obj: { extends: '../tsconfig.json', compilerOptions: { noEmit: true, rootDir: '..' }, include: ['**/*.ts'], exclude: ['**/cdk.out'] },
});

project.synth();
