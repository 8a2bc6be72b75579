import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Goes on to the newest aws-cdk-lib and runs at it what touches CDK, the facts that CloudFormation's schemas hold among it: a
 * release that moves a limit or changes how validations run is noticed here. Nothing is installed when there is none.
 */
const root = join(__dirname, '..');
const configuration = join(root, '.projenrc.ts');
const text = readFileSync(configuration, 'utf8');
const pinned = /^const newest = '([\d.]+)';$/m.exec(text)?.[1];
if (pinned === undefined) throw new Error(`${configuration} does not say which version is the newest`);

const run = (command: string, ...args: string[]): void => void execFileSync(command, args, { cwd: root, stdio: 'inherit' });

// By number: what a registry calls its latest need not be one of these.
const versions = JSON.parse(execFileSync('npm', ['view', 'aws-cdk-lib', 'versions', '--json'], { cwd: root, encoding: 'utf8', maxBuffer: 100_000_000 })) as string[];
const newest = versions.filter((version) => /^2\.\d+\.\d+$/.test(version)).sort((a, b) => a.localeCompare(b, 'en', { numeric: true })).at(-1)!;
if (newest !== pinned) {
  writeFileSync(configuration, text.replace(`const newest = '${pinned}';`, `const newest = '${newest}';`));
  run('npx', 'projen');
}
console.log(newest === pinned ? `aws-cdk-lib ${newest} is the newest` : `aws-cdk-lib ${pinned} → ${newest}`);
run('npx', 'projen', 'test:newest');
