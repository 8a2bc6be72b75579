// What docs/add-a-rule.md and docs/add-a-source.md tell a contributor, in a copy of the repository. Each test goes on where the one before it ended.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';

const root = resolve(__dirname, '../..');
const copy = join(realpathSync(mkdtempSync(join(tmpdir(), 'failsafe-scaffold-'))), 'repository');

beforeAll(() => {
  cpSync(root, copy, { recursive: true, filter: (path) => !/^(?:node_modules|dist|cdk\.out|\.(?!projen\b|projenrc|jsii|eslintrc|github|ci\b).*)$/.test(relative(root, path).split('/')[0]) });
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
});
afterAll(() => rmSync(join(copy, '..'), { recursive: true, force: true }));

// What the run of these tests tells its own programs is not for those in the copy.
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_|^INIT_CWD$|^JEST_|^NODE_ENV$/.test(name)));

function run(command: string, ...args: string[]): { readonly status: number | null; readonly output: string } {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: copy, encoding: 'utf8', maxBuffer: 1e8, env: { ...env, CI: 'true', NO_COLOR: '1', ESLINT_USE_FLAT_CONFIG: 'false' } });
  return { status, output: `${stdout}${stderr}` };
}

function succeeds(command: string, ...args: string[]): string {
  const { status, output } = run(command, ...args);
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} gave ${status}:\n${output}`);
  return output;
}

describe.each([
  { page: 'docs/add-a-rule.md', tests: ['test/rules', 'test/docs.cdk.test.ts'] },
  { page: 'docs/add-a-source.md', tests: ['test/sources', 'test/docs.cdk.test.ts'] },
])('$page', ({ page, tests }) => {
  const text = readFileSync(join(root, page), 'utf8');
  const scaffold = /^1\. `npx projen (new:(?:rule|source)) ([\w-]+)`/m.exec(text)!;
  const [, task, id] = scaffold;
  /** A file of the example, by its name above the block. */
  const written = [...text.matchAll(/^`([\w./-]+)`:\n\n(`{3,})\w+\n([^]*?)^\2$/gm)].map(([, file, , content]) => ({ file, content }));
  const about = (output: string) => output.split('\n').filter((line) => /^\s+[✓✕]|^Tests:/.test(line));

  test('the scaffold makes the files of the example, and tests that fail', () => {
    const files = succeeds('npx', 'projen', task, id).split('\n').filter((line) => /^[\w/.-]+\.(?:ts|md)$/.test(line));
    expect(files.sort()).toEqual(written.map(({ file }) => file).sort());
    expect(files.filter((file) => !existsSync(join(copy, file)))).toEqual([]);
    expect(run('npx', 'jest', '--ci', '--verbose', ...tests, '-t', id).status).not.toBe(0);
  });

  test('with what the example says, and the lists written anew, all is green', () => {
    for (const { file, content } of written) writeFileSync(join(copy, file), content);
    succeeds('npx', 'projen', 'registry');
    expect(readdirSync(join(copy, 'docs', task === 'new:rule' ? 'rules' : 'sources'))).toContain(`${id}.md`);
    const output = succeeds('npx', 'jest', '--ci', '--verbose', ...tests, '-t', `${id}|every`);
    expect(about(output).filter((line) => line.includes('✕'))).toEqual([]);
    // Those of the shared contract among them, not only those that are about all.
    expect(about(output).filter((line) => line.includes('✓')).length).toBeGreaterThan(10);
  });

  test('its types and its style are those of the repository', () => {
    succeeds('npx', 'tsc', '--noEmit', '-p', 'test/tsconfig.json');
    succeeds('npx', 'eslint', '--max-warnings=0', ...written.map(({ file }) => file).filter((file) => file.endsWith('.ts')));
  });
});
