import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What is bundled into a package, with what it needs itself, and under which licence. */
const here = join(__dirname, '..');

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
  readonly homepage?: string;
  readonly repository?: string | { readonly url: string };
  readonly dependencies?: { readonly [name: string]: string };
  readonly bundledDependencies?: readonly string[];
  readonly scripts?: { readonly [name: string]: string };
}

/** Anybody may pass these on with a package under the Apache License, as long as the texts go with it. */
const permissive = new Set(['MIT', 'ISC', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD', 'Python-2.0', 'PSF-2.0']);

const manifestIn = (folder: string): Manifest => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;

/** Folders of the bundled packages, and of those that they need, as Node finds them. */
export function bundled(root = here): readonly string[] {
  const found = new Set<string>();
  const add = (name: string, from: string): void => {
    for (let folder = from; ; folder = join(folder, '..')) {
      const its = join(folder, 'node_modules', name);
      if (existsSync(join(its, 'package.json'))) {
        if (found.has(its)) return;
        found.add(its);
        for (const needed of Object.keys(manifestIn(its).dependencies ?? {})) add(needed, its);
        return;
      }
      if (folder === root) throw new Error(`${name}, which ${from} needs, is not installed: npm ci`);
    }
  };
  for (const name of manifestIn(root).bundledDependencies ?? []) add(name, root);
  return [...found].sort();
}

/** npm runs these of its own accord for what comes from a registry: https://docs.npmjs.com/cli/using-npm/scripts */
const hooks = ['preinstall', 'install', 'postinstall'];

/** The list, as a page; refuses what may not be passed on like that, and what runs when it is installed. */
export function licencesPage(root = here): string {
  const rows = bundled(root).map((folder) => {
    const { name, version, license = '', homepage, repository, scripts = {} } = manifestIn(folder);
    if (!permissive.has(license)) throw new Error(`${name} ${version} is under ${license || 'no licence'}: may it be bundled?`);
    if (!readdirSync(folder).some((file) => /^(licen[cs]e|copying)/i.test(file))) throw new Error(`${name} ${version} does not bring the text of its licence`);
    // npm compiles what comes with a binding.gyp without being told to.
    const runs = [...hooks.filter((hook) => hook in scripts), ...existsSync(join(folder, 'binding.gyp')) ? ['node-gyp'] : []];
    if (runs.length > 0) throw new Error(`${name} ${version} runs ${runs.join(' and ')} when it is installed`);
    const url = homepage ?? (typeof repository === 'object' ? repository.url : repository ?? '');
    return `| [${name}](${url.replace(/^git\+/, '').replace(/\.git$/, '').replace(/^(git|ssh):\/\/(git@)?/, 'https://').replace(/^(?:github:)?(?=[\w-]+\/[\w.-]+$)/, 'https://github.com/')}) | ${version} | ${license} |`;
  });
  return [
    '# Third-party licences', '', 'What is bundled into this package, with what it needs itself; the texts of the licences are in the folders of the packages, below `node_modules`.', '',
    '| package | version | licence |', '| --- | --- | --- |', ...rows, '',
  ].join('\n');
}
