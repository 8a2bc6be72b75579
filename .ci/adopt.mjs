// Mends real templates in place and looks what is left: no path may be lost or blocked that AWS has a net for, nothing that existed may be
// renamed, replaced or taken away, and a second time nothing may change. Templates that CDK made are included in an app and get their nets
// from FailsafeNets; the others are written by `lambda-failsafe fix --write`.
//   node .ci/adopt.mjs FOLDER
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';

const require = createRequire(import.meta.url);
const { App, Stack } = require('aws-cdk-lib');
const { CfnInclude } = require('aws-cdk-lib/cloudformation-include');
const { FailsafeNets } = require('../lib');
const { parseFile } = require('../lib/read/file');

/** Why a path may stay as it is. */
function reasonFor({ source, fate, trigger }) {
  if (source === 'documentdb' && fate === 'blocks') return 'Lambda has no on-failure destination for DocumentDB';
  // What SAM generates goes by the name of the event.
  if (source === 'iot-rule' && fate === 'kept' && trigger[0].includes('/')) return 'an IoTRule event of SAM has no error action';
  return undefined;
}

const work = mkdtempSync(join(tmpdir(), 'adopt-'));
const cli = (...args) => {
  try {
    return execFileSync(process.execPath, ['bin/lambda-failsafe', ...args], { encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (error) {
    if (error.status === 1) return error.stdout;
    throw error;
  }
};
const lostIn = (app) => JSON.parse(cli('check', '--format', 'json', '--fail-on', 'never', app)).paths
  .filter(({ framework, fate, deliveryFate }) => !framework && (['lost', 'blocks'].includes(fate) || deliveryFate === 'lost'));
const templatesIn = (app) => (statSync(app).isDirectory() ? readdirSync(app).filter((name) => /\.(json|ya?ml|template)$/.test(name)).map((name) => join(app, name)) : [app]);
const contentOf = (file) => parseFile(file, readFileSync(file, 'utf8')).content;

/** What a template lost, and what it got. Only properties, and the order of creation, may differ. */
function compare(before, after) {
  const [old, now] = [before.Resources ?? {}, after.Resources ?? {}];
  const gone = Object.keys(old).filter((id) => now[id]?.Type !== old[id].Type);
  const rest = ({ Properties: _, DependsOn: __, ...others }) => others;
  const other = Object.keys(old).filter((id) => id in now && !isDeepStrictEqual(rest(old[id]), rest(now[id])));
  const changed = Object.keys(old).filter((id) => id in now && !isDeepStrictEqual(old[id].Properties, now[id].Properties));
  return { gone: [...gone, ...other], added: Object.keys(now).filter((id) => !(id in old)).length, changed: changed.length };
}

/** A template of CDK in a new app, with the nets that it lacks; `twice` as an app that is given them a second time. */
function included(file, times) {
  const app = new App({ outdir: join(work, `${basename(file)}-${times}.out`), analyticsReporting: false, context: { '@aws-cdk/core:newStyleStackSynthesis': false } });
  const stack = new Stack(app, 'Adopted');
  new CfnInclude(stack, 'Template', { templateFile: file, preserveLogicalIds: true });
  for (let time = 0; time < times; time += 1) FailsafeNets.of(app);
  // What CDK's own validation thinks of somebody's runtime is of no interest here.
  const { error } = console;
  console.error = () => undefined;
  app.synth();
  console.error = error;
  return join(app.outdir, 'Adopted.template.json');
}

/** A template file or folder, changed in place. */
function written(app, times) {
  const copy = join(work, String(times), basename(app));
  mkdirSync(join(work, String(times)), { recursive: true });
  cpSync(app, copy, { recursive: true });
  for (let time = 0; time < times; time += 1) cli('fix', '--write', copy);
  return copy;
}

const templates = join(process.argv[2], 'templates');
const totals = { paths: 0, mended: 0, withoutNet: 0, added: 0, changed: 0 };
const problems = [];

for (const name of readdirSync(templates).sort()) {
  const app = join(templates, name);
  const before = lostIn(app);
  if (before.length === 0) continue;
  const byCdk = statSync(app).isFile() && /"aws:cdk:path"|"BootstrapVersion"/.test(readFileSync(app, 'utf8'));
  for (const [way, change] of Object.entries({ ...byCdk ? { FailsafeNets: included } : {}, 'fix --write': written })) {
    const [plain, once, twice] = [0, 1, 2].map((times) => change(app, times));
    const left = lostIn(once);
    const excused = left.filter((path) => reasonFor(path) !== undefined);
    const files = templatesIn(once).map((file, index) => compare(contentOf(templatesIn(plain)[index]), contentOf(file)));
    const [added, changed] = ['added', 'changed'].map((what) => files.reduce((sum, file) => sum + file[what], 0));
    totals.paths += before.length;
    totals.mended += before.length - left.length;
    totals.withoutNet += excused.length;
    totals.added += added;
    totals.changed += changed;
    const reasons = [...new Set(excused.map(reasonFor))].map((reason) => ` (${reason})`).join('');
    console.log(`${name.padEnd(24)} ${way.padEnd(12)}  lost or blocked ${before.length} → ${left.length}${reasons}, ${added} resources added, ${changed} changed`);
    for (const { function: fn, kind } of left.filter((path) => !excused.includes(path))) problems.push(`${name}, ${way}: ${fn} ${kind} is still lost or blocked`);
    for (const id of files.flatMap(({ gone }) => gone)) problems.push(`${name}, ${way}: ${id} was renamed, replaced, taken away or changed besides its properties`);
    if (!templatesIn(once).every((file, index) => readFileSync(file, 'utf8') === readFileSync(templatesIn(twice)[index], 'utf8'))) problems.push(`${name}, ${way}: a second time something changed`);
  }
}

rmSync(work, { recursive: true, force: true });
console.log(`adopted: ${totals.mended} of ${totals.paths} lost or blocked paths are kept, ${totals.withoutNet} have no net; ${totals.added} resources added, ${totals.changed} changed, ${problems.length} problems`);
for (const problem of problems) console.error(problem);
process.exitCode = problems.length === 0 && totals.mended > 0 ? 0 : 1;
