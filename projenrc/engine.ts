import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { buildSync } from 'esbuild';

/**
 * Puts what reads and judges into one file, lib/engine.js: Node.js takes three times as long for its two hundred modules one
 * by one. Each of them stays where it was, as a door into that file, so that it is there once whoever asks for it.
 */
const lib = join(__dirname, '..', 'lib');
const folders = ['graph', 'lambda', 'model', 'plan', 'read', 'report', 'rules', 'sources'];
const modules = ['check', ...folders.flatMap((folder) => readdirSync(join(lib, folder), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.js')).map((name) => join(folder, name.slice(0, -'.js'.length))))];

const door = (module: string): string => `"use strict";\nmodule.exports = require(${JSON.stringify(relative(dirname(module), 'engine').replace(/^(?!\.)/, './'))})[${JSON.stringify(module)}]();\n`;

if (readFileSync(join(lib, 'check.js'), 'utf8') !== door('check')) {
  buildSync({
    stdin: { contents: `module.exports = {\n${modules.map((module) => `  ${JSON.stringify(module)}: () => require(${JSON.stringify(`./${module}.js`)}),\n`).join('')}};\n`, resolveDir: lib },
    outfile: join(lib, 'engine.js'), bundle: true, platform: 'node', target: 'node20', packages: 'external', logLevel: 'warning',
  });
  for (const module of modules) writeFileSync(join(lib, `${module}.js`), door(module));
}

/** Of no use in a file that was changed, and four fifths of each. */
for (const name of readdirSync(lib, { recursive: true, encoding: 'utf8' })) {
  if (!name.endsWith('.js')) continue;
  const before = readFileSync(join(lib, name), 'utf8');
  const after = before.replace(/\n?\/\/# sourceMappingURL=\S*\s*$/, '\n');
  if (after !== before) writeFileSync(join(lib, name), after);
}
