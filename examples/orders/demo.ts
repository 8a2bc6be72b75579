import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Synthesizes the example with the real `cdk synth`, where the plugin reports what is wrong, and then shows the table of
 * where each failed event ends up. The findings are the point: the demo fails only if they do not come.
 */
const root = join(__dirname, '..', '..');
const assembly = join(__dirname, 'cdk.out');
rmSync(assembly, { recursive: true, force: true });

const cdk = join(root, 'node_modules', 'aws-cdk', 'bin', 'cdk');
console.log('$ cdk synth\n');
const synth = spawnSync(process.execPath, [cdk, 'synth', '--quiet', '--no-notices', '--output', assembly], { cwd: __dirname, encoding: 'utf8', env: { ...process.env, CI: 'true' } });
process.stdout.write(synth.stdout);
process.stderr.write(synth.stderr);

console.log('\n$ lambda-failsafe check cdk.out --fail-on never\n');
const check = spawnSync(process.execPath, [join(root, 'bin', 'lambda-failsafe'), 'check', join('examples', 'orders', 'cdk.out'), '--fail-on', 'never'], { cwd: root, encoding: 'utf8' });
process.stdout.write(check.stdout);
process.stderr.write(check.stderr);

const problems = [
  ...(synth.status === 1 && /sqs-no-redrive/.test(synth.stdout + synth.stderr) ? [] : [`cdk synth should have reported the queue without redrive policy and failed; it ended with ${synth.status}`]),
  ...(existsSync(join(assembly, 'manifest.json')) && /cdk-lambda-failsafe/.test(readFileSync(join(assembly, 'validation-report.json'), 'utf8')) ? [] : ['the validation report is missing']),
  ...(check.status === 0 ? [] : [`lambda-failsafe ended with ${check.status}`]),
];
if (problems.length > 0) {
  console.error(problems.join('\n'));
  process.exitCode = 1;
} else {
  console.log('All of this is wrong on purpose; the comments in examples/orders say why. Try: npx lambda-failsafe explain sqs-no-redrive');
}
