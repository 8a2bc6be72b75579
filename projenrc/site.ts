// `npm run docs`: the pages of docs/, README.md, CHANGELOG.md and API.md as a site in .site/dist, with search and the map of examples/orders.
//   DOCS_BASE=/cdk-lambda-failsafe/    where on its host the site will be; default /
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, posix, resolve } from 'node:path';
import { rules } from '../src/rules';

const root = resolve(__dirname, '..');
const site = join(root, '.site');
const pages = join(site, 'pages');
const repository = 'https://github.com/cdk-lambda-failsafe/cdk-lambda-failsafe';

const read = (...path: string[]): string => readFileSync(join(root, ...path), 'utf8');
const write = (path: string, text: string): void => {
  mkdirSync(dirname(join(pages, path)), { recursive: true });
  writeFileSync(join(pages, path), text);
};

/** Installs what makes the site, in a folder of its own, unless that was done with the same lock file before. */
function install(): void {
  const [marker, hash] = [join(site, 'installed'), createHash('sha256').update(read('projenrc/site/package-lock.json')).digest('hex')];
  if (existsSync(marker) && readFileSync(marker, 'utf8') === hash) return;
  mkdirSync(site, { recursive: true });
  for (const file of ['package.json', 'package-lock.json']) copyFileSync(join(root, 'projenrc/site', file), join(site, file));
  execFileSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: site, stdio: 'inherit', shell: process.platform === 'win32' });
  writeFileSync(marker, hash);
}

const documents = ['README.md', 'CHANGELOG.md', ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.md')).map((name) => `docs/${name.replaceAll('\\', '/')}`)].sort();

/** Where a page of the repository is on the site, without extension. */
function placeOf(document: string): string | undefined {
  if (document === 'README.md') return 'index';
  if (document === 'CHANGELOG.md') return 'changes';
  if (document === 'API.md') return 'api/index';
  return documents.includes(document) ? document.replace(/^docs\//, '').replace(/README\.md$|\.md$/, (end) => (end === '.md' ? '' : 'index')) : undefined;
}

/** Applies it to the text of a page, but not to its code. */
const outsideOfCode = (text: string, change: (part: string) => string): string => text.split(/(^ *````[^]*?^ *````$|^ *```[^]*?^ *```$|`[^`\n]+`)/m).map((part, index) => (index % 2 === 0 ? change(part) : part)).join('');

/** Links of the repository become those of the site; what is not on it is looked at where the source is. */
function linked(document: string, target: string): string {
  if (/^([a-z]+:|#)/.test(target)) return target;
  const [path, anchor = ''] = target.split(/(?=#)/);
  const named = posix.join(posix.dirname(document), path);
  if (!existsSync(join(root, named))) throw new Error(`${document} links to ${target}, which is not there`);
  const place = placeOf(named);
  if (place) return `/${place.replace(/(^|\/)index$/, '$1')}${anchor}`;
  return /^docs\/images\//.test(named) ? `/${named.slice('docs/'.length)}` : `${repository}/${statSync(join(root, named)).isDirectory() ? 'tree' : 'blob'}/main/${named}${anchor}`;
}

function copyDocuments(): void {
  for (const document of documents) {
    // A link may have code as its text, so links are looked for in the whole of a line that is not in a block.
    const text = read(document).split(/(^ *````[^]*?^ *````$|^ *```[^]*?^ *```$)/m).map((part, index) => (index % 2 === 0 ? part.replace(/\]\(([^)\s]+)\)/g, (_, target: string) => `](${linked(document, target)})`) : part.replace(/^( *```\w+) nofixture$/m, '$1'))).join('');
    write(`${placeOf(document)}.md`, text);
  }
  cpSync(join(root, 'docs/images'), join(pages, 'public/images'), { recursive: true });
}

interface Type { readonly name: string; readonly group: string; readonly text: string }

/** API.md is one page of more than a megabyte; on the site each type has its own. */
function api(): Type[] {
  const groups = read('API.md').split(/^## (?=\w+ <a )/m).slice(1);
  const types = groups.flatMap((group) => {
    const name = /^\w+/.exec(group)![0];
    return group.split(/^### (?=\w+ <a )/m).slice(1).map((text): Type => ({ name: /^\w+/.exec(text)![0], group: name, text }));
  });
  const home = new Map(types.flatMap(({ name, text }) => [...text.matchAll(/ id="([^"]+)"/g)].map(([, id]): [string, string] => [id, name])));
  for (const { name, text } of types) {
    // A type has a page of its own, so what stands below it moves up by two.
    const page = outsideOfCode(text, (part) => part.replace(/^##(?=##)/gm, '').replace(/href="#([^"]+)"/g, (_, id: string) => {
      if (!home.has(id)) throw new Error(`API.md links to #${id}, which is not there`);
      return home.get(id) === name ? `href="#${id}"` : `href="./${home.get(id)}.html#${id}"`;
    }));
    write(`api/${name}.md`, `# ${page}`);
  }
  const summary = (text: string) => /^(?!#|<|>|- \*|\*|```|\|)\S.*$/m.exec(text.split('\n').slice(1).join('\n').split(/^####/m)[0])?.[0] ?? '';
  const list = (group: string) => types.filter((type) => type.group === group).map(({ name, text }) => `| [\`${name}\`](/api/${name}) | ${outsideOfCode(summary(text), (part) => part.replaceAll('|', '\\|'))} |`);
  const names = [...new Set(types.map(({ group }) => group))];
  write('api/index.md', ['# API', ...names.flatMap((group) => ['', `## ${group}`, '', '| name | |', '| --- | --- |', ...list(group)]), ''].join('\n'));
  return types;
}

/** The page of the map as users get it, of the example of the README. */
function liveMap(): void {
  const assembly = join(site, 'orders', 'cdk.out');
  rmSync(assembly, { recursive: true, force: true });
  // The findings of the example make `cdk synth` fail; the templates are written all the same.
  spawnSync(process.execPath, [join(root, 'node_modules/aws-cdk/bin/cdk'), 'synth', '--quiet', '--no-notices', '--output', assembly], { cwd: join(root, 'examples/orders'), env: { ...process.env, CI: 'true', NODE_ENV: undefined } });
  mkdirSync(join(pages, 'public'), { recursive: true });
  execFileSync(process.execPath, [join(root, 'bin/lambda-failsafe'), 'map', 'cdk.out', '--output', join(pages, 'public/failure-map.html')], { cwd: dirname(assembly) });
  write('live-map.md', `---
aside: false
---

# Live map

What \`lambda-failsafe map\` makes of [examples/orders](${repository}/tree/main/examples/orders), a web shop in which much is right and some events
vanish. Click on a path. [How to read it](/map). <a href="./failure-map.html" target="_self">The page alone</a>.

<iframe src="./failure-map.html" title="Failure map of examples/orders" style="width: 100%; height: 75vh; border: 1px solid var(--vp-c-divider)"></iframe>
`);
}

interface Item { readonly text: string; readonly link?: string; readonly collapsed?: boolean; readonly items?: readonly Item[] }

/** The heading of a page. */
const titleOf = (document: string): string => /^# (.*)$/m.exec(read(document))![1].replaceAll('`', '');

function sidebar(types: readonly Type[]): Item[] {
  const whatNext = read('README.md').split(/^## What it knows$/m)[1];
  const item = (document: string): Item => ({ text: titleOf(document), link: `/${placeOf(document)!.replace(/(^|\/)index$/, '$1')}` });
  const inFolder = (folder: string) => documents.filter((document) => posix.dirname(document) === folder && !document.endsWith('/README.md'));
  // In the order in which README.md goes on to them; what it does not name comes last.
  const position = (document: string) => ((at) => (at < 0 ? Infinity : at))(whatNext.indexOf(`(${document}`));
  const guides = [...inFolder('docs'), ...inFolder('docs/recipes')].sort((a, b) => (position(a) < position(b) ? -1 : 1));
  const folded = (text: string, items: readonly Item[], link?: string): Item => ({ text, link, collapsed: true, items });
  const bySeverity = (severity: string): Item => folded(severity, rules.filter((rule) => rule.severity === severity).map(({ id }) => ({ text: id, link: `/rules/${id}` })));
  return [
    { text: 'Start here', link: '/' },
    { text: 'Live map', link: '/live-map' },
    { text: 'Guides', items: guides.map(item) },
    { text: 'Rules', link: '/rules/', collapsed: false, items: [...new Set(rules.map(({ severity }) => severity))].map(bySeverity) },
    folded('Sources', inFolder('docs/sources').map(item), '/sources/'),
    folded('Constructs', inFolder('docs/constructs').map(item), '/constructs/'),
    folded('API', [...new Set(types.map(({ group }) => group))].map((group) => folded(group, types.filter((type) => type.group === group).map(({ name }) => ({ text: name, link: `/api/${name}` })))), '/api/'),
    { text: 'Changes', link: '/changes' },
  ];
}

install();
rmSync(pages, { recursive: true, force: true });
rmSync(join(site, 'dist'), { recursive: true, force: true });
copyDocuments();
liveMap();
const types = api();
write('.vitepress/site.json', JSON.stringify({ sidebar: sidebar(types), base: process.env.DOCS_BASE ?? '/', repository }));
copyFileSync(join(root, 'projenrc/site/icon.svg'), join(pages, 'public/icon.svg'));
copyFileSync(join(root, 'projenrc/site/config.mjs'), join(pages, '.vitepress/config.mjs'));
execFileSync(process.execPath, [join(site, 'node_modules/vitepress/bin/vitepress.js'), 'build', pages, '--outDir', join(site, 'dist')], { cwd: site, stdio: 'inherit', env: { ...process.env, NODE_ENV: undefined } });
