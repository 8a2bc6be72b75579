import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Format, templates } from './templates';

/**
 * Measures whole processes: seconds from start to end, and the most memory that they had. What is compared runs in turn,
 * so that a machine that gets slower or faster does so for all of them, and is compared run by run.
 *
 *   npm run bench             all of it, and writes docs/performance.md
 *   npm run bench -- --quick  what there are bars for, in less than five minutes; fails where one is missed
 */
const quick = process.argv.includes('--quick');
const root = join(__dirname, '..');
const work = mkdtempSync(join(tmpdir(), 'failsafe-bench-'));
const out = join(work, 'cdk.out');

interface Run { readonly seconds: number; readonly mebibytes: number }

interface Contestant { readonly name: string; readonly command: readonly string[] }

/** One whole process. The preloaded file tells the memory when it ends. */
function run({ name, command }: Contestant): Run {
  rmSync(out, { recursive: true, force: true });
  const start = process.hrtime.bigint();
  const { status, stderr, output } = spawnSync(process.execPath, ['--require', join(__dirname, 'peak.js'), ...command], { cwd: root, encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'pipe', 'pipe'] });
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  if (status !== 0) throw new Error(`${name} ended with ${status}:\n${stderr}`);
  return { seconds, mebibytes: Number(output[3]) / 1024 };
}

function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return (sorted[Math.floor((sorted.length - 1) / 2)] + sorted[Math.ceil((sorted.length - 1) / 2)]) / 2;
}

/** What a contestant took, and what it added to the first one, run by run. */
interface Result {
  readonly name: string;
  readonly seconds: number;
  readonly mebibytes: number;
  readonly added: number;
  readonly addedMebibytes: number;
  /** What it added, of what the first one took. */
  readonly share: number;
  readonly runs: readonly Run[];
}

/** So many rounds, each contestant once a round, after one round that does not count. */
function race(contestants: readonly Contestant[], rounds: number, { warmUp = true } = {}): readonly Result[] {
  if (warmUp) contestants.forEach(run);
  const all = Array.from({ length: rounds }, () => contestants.map(run));
  return contestants.map(({ name }, index) => {
    const runs = all.map((round) => round[index]);
    const over = (what: keyof Run) => median(all.map((round) => round[index][what] - round[0][what]));
    return {
      name, runs, seconds: median(runs.map(({ seconds }) => seconds)), mebibytes: median(runs.map(({ mebibytes }) => mebibytes)),
      added: over('seconds'), addedMebibytes: over('mebibytes'), share: median(all.map((round) => round[index].seconds / round[0].seconds - 1)),
    };
  });
}

const app = (shape: string, functions: number, checks: readonly string[]): Contestant[] => checks.map((check) => ({
  name: check === 'none' ? 'plain synth' : check, command: [join('bench', 'app.js'), shape, String(functions), check, out],
}));

const cli = (...args: string[]): readonly string[] => [join('bin', 'lambda-failsafe'), ...args];
const check = (format: Format, files: readonly string[]): Contestant => ({ name: `${format}, ${files.length === 1 ? '1 template' : `${files.length} templates`}`, command: cli('check', '--fail-on', 'never', ...files) });

/** What a Lambda app loads anyway, and this package on top of it. Both load a module when something of it is first used. */
const used = {
  'aws-cdk-lib': 'App', 'aws-cdk-lib/aws-lambda': 'Function', 'aws-cdk-lib/aws-lambda-event-sources': 'SqsEventSource', 'aws-cdk-lib/aws-lambda-destinations': 'SqsDestination', 'aws-cdk-lib/aws-sqs': 'Queue',
  'aws-cdk-lib/aws-sns': 'Topic', 'aws-cdk-lib/aws-sns-subscriptions': 'LambdaSubscription', 'aws-cdk-lib/aws-events': 'Rule', 'aws-cdk-lib/aws-events-targets': 'LambdaFunction', 'aws-cdk-lib/aws-cloudwatch': 'Alarm',
};
const loading = Object.entries(used).map(([module, name]) => `require('${module}').${name};`).join('');
const imports: Contestant[] = [
  { name: 'aws-cdk-lib, as a Lambda app loads it', command: ['-e', loading] },
  { name: 'with this package', command: ['-e', `${loading}require('./lib').FailsafeChecks;`] },
  { name: 'and one of its constructs', command: ['-e', `${loading}require('./lib').FailsafeChecks;require('./lib').SqsTriggeredFunction;`] },
];
const starts: Contestant[] = [{ name: 'bare node', command: ['-e', '0'] }, { name: 'lambda-failsafe --version', command: cli('--version') }, { name: 'lambda-failsafe rules', command: cli('rules') }];

const seconds = (value: number) => `${value.toFixed(value < 1 ? 3 : 2)} s`;
const percent = (value: number) => `${(value * 100).toFixed(1)} %`;

/** What the checks of bench/app.js are, for who reads the tables. */
const words: { readonly [check: string]: string } = {
  'empty': 'a plugin that does nothing', 'plugin': '`FailsafeChecks`, the plugin', 'aspect': '`FailsafeAspect`, the aspect', 'nag-serverless': 'cdk-nag, Serverless', 'nag-solutions': 'cdk-nag, AwsSolutions',
  'built-in': 'validation of CDK', 'by-hand': 'nets by hand', 'mixin-nets': '`FailsafeNets`', 'defaults': '`FailsafeDefaults`',
};

function table(title: string, results: readonly Result[]): string {
  const rows = results.map((each, index) => `| ${words[each.name] ?? each.name} | ${seconds(each.seconds)} | ${each.mebibytes.toFixed(0)} MiB | ${index === 0 ? '' : `${seconds(each.added)} (${percent(each.share)})`} | ${index === 0 ? '' : `${each.addedMebibytes.toFixed(0)} MiB`} |`);
  return [`### ${title}`, '', '| | whole process | peak memory | adds | adds |', '| --- | ---: | ---: | ---: | ---: |', ...rows].join('\n');
}

interface Bar { readonly what: string; readonly is: string; readonly most: string; readonly holds: boolean }

const bar = (what: string, is: number, most: number, show: (value: number) => string): Bar => ({ what, is: show(is), most: show(most), holds: is <= most });

const sections: string[] = [];
const tell = (text: string) => {
  sections.push(text);
  console.log(`${text}\n`);
};

function measure(): Bar[] {
  const rounds = quick ? 5 : 7;
  const of = (results: readonly Result[], name: string) => results.find((each) => each.name === name)!;

  const thousand = race(app('stacks', 1_000, quick ? ['none', 'empty', 'plugin', 'aspect', 'nag-serverless'] : ['none', 'empty', 'plugin', 'aspect', 'nag-serverless', 'nag-solutions', 'built-in']), rounds);
  tell(table('1,000 functions in 20 stacks', thousand));
  const [plugin, aspect, nag] = ['plugin', 'aspect', 'nag-serverless'].map((name) => of(thousand, name));
  const one = race(app('one', 1_000, ['none', 'plugin']), quick ? 3 : rounds, { warmUp: !quick });
  tell(table('1,000 functions in one stack', one));
  const tenThousand = race(app('stacks', 10_000, ['none', 'plugin']), quick ? 1 : 3, { warmUp: false });
  tell(table('10,000 functions in 200 stacks', tenThousand));
  const loaded = race(imports, quick ? 9 : 21);
  tell(table('Loading the package', loaded));
  const started = race(starts, quick ? 9 : 21);
  tell(table('Starting the command line', started));
  const bare: Contestant = { name: 'bare node', command: ['-e', '0'] };
  const files = Object.fromEntries((['JSON', 'YAML', 'SAM'] as const).map((format) => [format, templates(join(work, format), format, 1_000)])) as { readonly [format in Format]: string[] };
  const many = race([bare, ...(['JSON', 'YAML', 'SAM'] as const).map((format) => check(format, files[format]))], quick ? 3 : rounds, { warmUp: false });
  tell(table('1,000 templates of about 50 resources', many));

  if (!quick) {
    tell(table('200 functions in 4 stacks', race(app('stacks', 200, ['none', 'plugin', 'aspect', 'nag-serverless', 'nag-solutions', 'built-in']), rounds)));
    tell(table('1,000 functions in one stack, the others', race(app('one', 1_000, ['none', 'aspect', 'nag-serverless', 'nag-solutions', 'built-in']), 1, { warmUp: false })));
    tell(table('10,000 functions in 200 stacks, the others', race(app('stacks', 10_000, ['none', 'aspect', 'nag-serverless']), 1, { warmUp: false })));
    tell(table('2,000 queues in other stacks than their functions', race(app('references', 2_000, ['none', 'plugin', 'aspect']), 3)));
    tell(table('100 aliases, each with its asynchronous configuration', race(app('aliases', 100, ['none', 'plugin', 'aspect']), rounds)));
    tell(table('Nets for 1,000 functions of an existing app: by hand, by FailsafeNets, by FailsafeDefaults', race(app('bare', 1_000, ['by-hand', 'mixin-nets', 'defaults']), 3)));
    tell(table('One template of about 50 resources', race([bare, ...(['JSON', 'YAML', 'SAM'] as const).map((format) => check(format, files[format].slice(0, 1)))], rounds)));
  }

  const perFunction = (result: Result, functions: number) => result.added / functions * 1e6;
  return [
    bar('the plugin adds to 1,000 functions', plugin.share, 0.04, percent),
    bar('the plugin adds to 1,000 functions, memory', plugin.addedMebibytes, 25, (value) => `${value.toFixed(0)} MiB`),
    bar('the plugin, of what cdk-nag Serverless adds', plugin.added / nag.added, 0.1, percent),
    bar('the aspect, of what cdk-nag Serverless adds', aspect.added / nag.added, 1 / 3, percent),
    bar('one stack of 1,000 functions, of what it costs in many', of(one, 'plugin').added / plugin.added, 1.3, percent),
    bar('a function among 10,000, of what it costs among 1,000', perFunction(of(tenThousand, 'plugin'), 10_000) / perFunction(plugin, 1_000), 1.3, percent),
    bar('loading the package', of(loaded, 'with this package').added, 0.03, seconds),
    bar('starting the command line', of(started, 'lambda-failsafe --version').added, 0.1, seconds),
    ...(['JSON', 'YAML', 'SAM'] as const).map((format) => bar(`1,000 templates, ${format}`, of(many, `${format}, 1000 templates`).seconds, 3, seconds)),
  ];
}

const began = Date.now();
try {
  const bars = measure();
  tell(['### Bars', '', '| | is | at most | |', '| --- | ---: | ---: | --- |', ...bars.map(({ what, is, most, holds }) => `| ${what} | ${is} | ${most} | ${holds ? '✓' : '✗ missed'} |`)].join('\n'));
  console.log(`${((Date.now() - began) / 1000).toFixed(0)} s on ${cpus().length} cores of ${cpus()[0].model}, Node.js ${process.version}`);
  if (!quick) writeFileSync(join(root, 'docs', 'performance.md'), page());
  if (bars.some(({ holds }) => !holds)) process.exitCode = 1;
} finally {
  rmSync(work, { recursive: true, force: true });
}

function page(): string {
  return `# Performance

Measured by \`bench/run.ts\`, which wrote this page: whole processes, from start to end, with the most memory that they had. What is compared ran in turn, run by run; each figure is the median, and what is added is the median of the differences to the first row. ${cpus().length} cores of ${cpus()[0].model}, Node.js ${process.version}, at the newest CDK with its own validation off, except where it is a row. Each function has a queue with a dead-letter queue that it polls.

What a plugin costs that does nothing is what CDK does for each one: it hashes the output before and after, and resolves every logical id. Of what \`FailsafeChecks\` adds to that, about half is V8 that runs the code for the first time: a second check in the same process takes 0.13 s for 1,000 functions, 0.01 s of which to parse the templates. The aspect runs before there are templates, so it renders them itself, once more than CDK.

${sections.join('\n\n')}
`;
}
