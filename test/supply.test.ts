import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { bundled, licencesPage } from '../projenrc/licences';

const root = join(__dirname, '..');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: object; bundledDependencies: string[]; dependencies: object };

interface Packed { readonly files: readonly { readonly path: string; readonly mode: number }[]; readonly filename: string }

const pack = (folder: string, ...args: string[]) =>
  (JSON.parse(execFileSync('npm', ['pack', '--json', '--ignore-scripts', ...args], { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], shell: process.platform === 'win32' })) as Packed[])[0];

const { files } = pack(root, '--dry-run');

test('nothing of this package runs when it is installed', () => {
  expect(['preinstall', 'install', 'postinstall', 'prepare', 'prepublish'].filter((hook) => hook in manifest.scripts)).toEqual([]);
});

test('all that is needed is bundled, and listed with its licence', () => {
  expect(Object.keys(manifest.dependencies).sort()).toEqual([...manifest.bundledDependencies].sort());
  const listed = [...licencesPage().matchAll(/^\| \[([^\]]+)\]\(https:[^)]*\) \| \d[^|]* \| ([\w.-]+) \|$/gm)].map(([, name]) => name);
  expect(listed).toEqual(bundled().map((folder) => folder.slice(folder.lastIndexOf('node_modules') + 'node_modules/'.length).replaceAll('\\', '/')));
  expect(listed).toEqual(expect.arrayContaining(manifest.bundledDependencies));
  const inPackage = new Set(files.flatMap(({ path }) => /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? []));
  expect([...inPackage].sort()).toEqual([...listed].sort());
});

describe('the list of licences', () => {
  const folder = mkdtempSync(join(tmpdir(), 'failsafe-licences-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** A project that bundles `outer`, which needs `inner`; `inner` is as given. */
  function project(name: string, inner: object, texts: readonly string[] = ['LICENSE']): string {
    const place = join(folder, name);
    const write = (path: string, content: object | string) => {
      mkdirSync(dirname(join(place, path)), { recursive: true });
      writeFileSync(join(place, path), typeof content === 'string' ? content : JSON.stringify(content));
    };
    write('package.json', { name, version: '0.0.0', bundledDependencies: ['outer'] });
    write('node_modules/outer/package.json', { name: 'outer', version: '1.0.0', license: 'ISC', homepage: 'https://outer.test', dependencies: { inner: '^2' } });
    write('node_modules/outer/LICENSE', 'a text');
    write('node_modules/outer/node_modules/inner/package.json', { name: 'inner', version: '2.0.0', license: 'MIT', homepage: 'https://inner.test', ...inner });
    for (const text of texts) write(`node_modules/outer/node_modules/inner/${text}`, 'a text');
    return place;
  }

  test('has what bundled packages need themselves, wherever that is', () => {
    const page = licencesPage(project('good', { scripts: { prepare: 'tsc', test: 'jest' } }));
    expect(page.split('\n').filter((line) => /^\| \[/.test(line))).toEqual(['| [outer](https://outer.test) | 1.0.0 | ISC |', '| [inner](https://inner.test) | 2.0.0 | MIT |']);
  });

  test.each([
    ['a licence that asks for more', project('copyleft', { license: 'GPL-3.0-only' }), 'inner 2.0.0 is under GPL-3.0-only'],
    ['no licence', project('none', { license: undefined }), 'inner 2.0.0 is under no licence'],
    ['a licence without its text', project('textless', {}, []), 'inner 2.0.0 does not bring the text of its licence'],
    ['something that npm runs', project('runs', { scripts: { postinstall: 'node fetch.js' } }), 'inner 2.0.0 runs postinstall when it is installed'],
    ['something that npm compiles', project('compiles', {}, ['LICENSE', 'binding.gyp']), 'inner 2.0.0 runs node-gyp when it is installed'],
  ])('refuses %s', (_, place, message) => expect(() => licencesPage(place)).toThrow(message));

  test('refuses to be made where something is not installed', () => {
    const place = project('missing', {});
    rmSync(join(place, 'node_modules/outer/node_modules'), { recursive: true });
    expect(() => licencesPage(place)).toThrow(/inner, which .*outer needs, is not installed/);
  });
});

test('there is in it what runs, what describes it, and nothing else', () => {
  const own = files.map(({ path }) => path).filter((path) => !path.startsWith('node_modules/'));
  const tops = new Set(own.map((path) => path.split('/')[0]));
  expect([...tops].sort()).toEqual(['.jsii', '.jsii.tabl.json', 'CHANGELOG.md', 'LICENSE', 'README.md', 'THIRD-PARTY-LICENSES.md', 'bin', 'lib', 'map', 'package.json', 'replay', 'schema']);
  expect(own.filter((path) => /\.(map|tsbuildinfo)$|\.test\.|\.ts$/.test(path) && !path.endsWith('.d.ts'))).toEqual([]);
});

test('packed elsewhere and at another time it is the same, byte for byte', () => {
  const folder = mkdtempSync(join(tmpdir(), 'failsafe-pack-'));
  try {
    const digests = [['one', '2001-02-03'], ['another place', '2026-07-08']].map(([name, day]) => {
      const copy = join(folder, name);
      for (const { path } of files) {
        mkdirSync(dirname(join(copy, path)), { recursive: true });
        cpSync(join(root, path), join(copy, path));
        utimesSync(join(copy, path), new Date(day), new Date(day));
      }
      return createHash('sha256').update(readFileSync(join(copy, pack(copy).filename))).digest('hex');
    });
    expect(digests[1]).toBe(digests[0]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}, 60_000);
