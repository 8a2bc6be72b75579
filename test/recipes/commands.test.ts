import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ModuleKind, ScriptTarget, transpileModule } from 'typescript';

/**
 * The commands of the recipes, in a folder with the files that the page shows, one after the other as a reader would. What the page shows as their output is part
 * of it. They run the command line as it was compiled.
 */
const root = join(__dirname, '../..');
jest.setTimeout(120_000);

/** A file of the page, or commands with what they write. */
type Step = { readonly file: string; readonly content: string } | { readonly commands: string; readonly output?: string };

/** Blocks are files where their name stands before them, as `template.yaml`. */
function steps(page: string): readonly Step[] {
  const text = readFileSync(join(root, 'docs/recipes', page), 'utf8');
  return [...text.matchAll(/(?:^`([\w./-]+)`:\n\n)?^```(\w+)\n([^]*?)^```$/gm)].reduce<Step[]>((before, [, file, language, content]) => {
    if (file !== undefined) return [...before, { file, content }];
    if (language === 'sh') return [...before, { commands: content }];
    const last = before.at(-1);
    if (language !== 'text' || last === undefined || !('commands' in last)) throw new Error(`${page} has a block that is no file, command or output: ${content}`);
    return [...before.slice(0, -1), { ...last, output: content }];
  }, []);
}

const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

/** A folder in which npx finds what the project has, and this package. */
function workspace(): string {
  const folder = mkdtempSync(join(tmpdir(), 'failsafe-recipe-'));
  folders.push(folder);
  const modules = join(folder, 'node_modules');
  mkdirSync(join(modules, '.bin'), { recursive: true });
  for (const name of ['aws-cdk-lib', 'constructs']) symlinkSync(join(root, 'node_modules', name), join(modules, name));
  symlinkSync(root, join(modules, 'cdk-lambda-failsafe'));
  const bin = (name: string, file: string) => {
    writeFileSync(join(modules, '.bin', name), `#!/bin/sh\nexec '${process.execPath}' '${join(root, file)}' "$@"\n`);
    chmodSync(join(modules, '.bin', name), 0o755);
  };
  bin('lambda-failsafe', 'bin/lambda-failsafe');
  bin('cdk', 'node_modules/aws-cdk/bin/cdk');
  return folder;
}

function put(folder: string, name: string, content: string): void {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), content);
  if (!name.endsWith('/app.ts')) return;
  // Compiled here, so that it need not be each time that it is synthesized.
  writeFileSync(join(folder, dirname(name), 'app.js'), transpileModule(content, { compilerOptions: { module: ModuleKind.CommonJS, target: ScriptTarget.ES2022 } }).outputText);
  writeFileSync(join(folder, dirname(name), 'cdk.json'), JSON.stringify({ app: 'node app.js', notices: false }));
}

test.each(['monorepo.md', 'sam.md', 'terraform.md'])('%s: commands do what the page says', (page) => {
  const all = steps(page);
  expect(all.filter((step) => 'output' in step).length).toBeGreaterThanOrEqual(2);
  const folder = workspace();
  for (const step of all) {
    if ('file' in step) {
      put(folder, step.file, step.content);
      continue;
    }
    // A second checkout, as the page calls it.
    if (step.commands.includes(' main/packages/')) cpSync(join(folder, 'packages'), join(folder, 'main/packages'), { recursive: true });
    const env = { PATH: process.env.PATH, HOME: folder, CI: 'true', CDK_VALIDATION: 'false', CDK_DISABLE_CLI_TELEMETRY: 'true', CDK_DISABLE_VERSION_CHECK: 'true', AWS_EC2_METADATA_DISABLED: 'true', npm_config_offline: 'true', npm_config_update_notifier: 'false' };
    const { status, stdout, stderr } = spawnSync('bash', ['--norc', '-e', '-c', step.commands], { cwd: folder, encoding: 'utf8', env });
    // Findings, which make the exit code 1, are what some commands are for.
    if (step.output === undefined) expect({ status, stderr }).toMatchObject({ status: 0 });
    else expect(stdout || stderr).toContain(step.output);
    expect([0, 1]).toContain(status);
  }
});
