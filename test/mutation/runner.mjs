import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire, Module } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Script } from 'node:vm';
import { declareClassPlugin, PluginKind } from '@stryker-mutator/api/plugin';
import { determineHitLimitReached, DryRunStatus, MutantRunStatus, TestStatus } from '@stryker-mutator/api/test-runner';
import { transformSync } from 'esbuild';

/** What apps.ts wrote, and what the first run of all tests showed: neither is part of the copy that Stryker works on. */
const folder = fileURLToPath(new URL('../../.mutation', import.meta.url));
const seenFile = join(folder, 'seen.json');

/** Milliseconds that a test takes to be slow: others are asked before. */
const slow = 5;

/** Milliseconds for one mutant in which slow tests and tests of other folders are asked, as far as they get. */
const patience = { rules: 150, sources: 150, graph: 150, lambda: 150 };

/**
 * Runs tests in the process that has loaded them: a mutant is switched on, asked about by the tests that pass it, and
 * switched off, which takes milliseconds. Jest would take seconds for each.
 */
class Runner {
  /** What Stryker calls a sandbox: a copy of the project whose code has all mutants in it. */
  sandbox = process.cwd();
  require = createRequire(join(this.sandbox, 'package.json'));
  /** Texts of TypeScript as programs, by file. */
  programs = new Map();
  scripts = new Map();
  /** Tests that noticed a mutant of a file, the latest first: what noticed one often notices the next. */
  noticed = new Map();

  capabilities() {
    return { reloadEnvironment: true };
  }

  init() {
    this.require.extensions['.ts'] = (module, file) => this.script(file)(module.exports, createRequire(file), module, file, dirname(file));
    this.stryker = globalThis.__stryker__ ??= {};
    this.load();
  }

  program(file) {
    if (!this.programs.has(file)) this.programs.set(file, transformSync(readFileSync(file, 'utf8'), { loader: 'ts', format: 'cjs', target: 'node20', sourcefile: file }).code);
    return this.programs.get(file);
  }

  /** What Node.js makes of a program, compiled once however often it is loaded. */
  script(file) {
    if (!this.scripts.has(file)) this.scripts.set(file, new Script(Module.wrap(this.program(file)), { filename: file }));
    return this.scripts.get(file).runInThisContext();
  }

  /** Loads all that is mutated, and the tests, once more. */
  load() {
    for (const file of Object.keys(this.require.cache)) {
      if (/^(?:src\/(?!model\/|read\/)|test\/(?!mutation\/))/.test(relative(this.sandbox, file))) delete this.require.cache[file];
    }
    this.tests = this.require(join(this.sandbox, 'test', 'mutation', 'tests.ts')).load(folder);
    this.byId = new Map(this.tests.map((test) => [test.id, test]));
    if (this.byId.size !== this.tests.length) throw new Error('two tests have the same name');
  }

  async dryRun() {
    const tests = [];
    for (const { id, run } of this.tests) {
      this.stryker.currentTestId = id;
      const began = performance.now();
      const failureMessage = await failureOf(run);
      const about = { id, name: id, timeSpentMs: performance.now() - began };
      tests.push(failureMessage === undefined ? { ...about, status: TestStatus.Success } : { ...about, status: TestStatus.Failed, failureMessage });
    }
    this.stryker.currentTestId = undefined;
    const { mutantCoverage } = this.stryker;
    if (mutantCoverage) writeFileSync(seenFile, JSON.stringify(this.seenIn(tests, mutantCoverage)));
    return { status: DryRunStatus.Complete, tests, mutantCoverage };
  }

  /** How long each test takes, and which tests run through which file. */
  seenIn(tests, { perTest }) {
    const fileOf = new Map();
    for (const [file, program] of this.programs) for (const [, id] of program.matchAll(/\bstryCov_\w+\(((?:"\d+"(?:, )?)+)\)/g)) for (const each of id.matchAll(/\d+/g)) fileOf.set(each[0], relative(this.sandbox, file));
    const through = {};
    for (const [test, mutants] of Object.entries(perTest)) for (const file of new Set(Object.keys(mutants).map((id) => fileOf.get(id)))) (through[file] ??= []).push(test);
    return { times: Object.fromEntries(tests.map(({ id, timeSpentMs }) => [id, timeSpentMs])), through };
  }

  async mutantRun({ activeMutant, testFilter, hitLimit, mutantActivation, reloadEnvironment, sandboxFileName }) {
    this.seen ??= existsSync(seenFile) ? JSON.parse(readFileSync(seenFile, 'utf8')) : { times: {}, through: {} };
    const asLoaded = mutantActivation === 'static';
    if (this.stale && !asLoaded) this.load();
    this.stale = asLoaded;
    Object.assign(this.stryker, { hitCount: hitLimit === undefined ? undefined : 0, hitLimit, activeMutant: activeMutant.id });
    try {
      if (asLoaded || reloadEnvironment) this.load();
      return await this.ask(relative(this.sandbox, sandboxFileName), testFilter);
    } catch (error) {
      return { status: MutantRunStatus.Killed, killedBy: [this.tests[0].id], failureMessage: `does not load: ${error.message}`, nrOfTests: 0 };
    } finally {
      Object.assign(this.stryker, { hitCount: undefined, hitLimit: undefined, activeMutant: undefined });
    }
  }

  async ask(file, ids) {
    let nrOfTests = 0;
    for (const { id, run } of this.able(file, ids)) {
      nrOfTests += 1;
      const failureMessage = await failureOf(run);
      const limit = determineHitLimitReached(this.stryker.hitCount, this.stryker.hitLimit);
      if (limit) return { status: MutantRunStatus.Timeout, reason: limit.reason };
      if (failureMessage === undefined) continue;
      this.noticed.set(file, [id, ...(this.noticed.get(file) ?? []).filter((other) => other !== id)]);
      return { status: MutantRunStatus.Killed, killedBy: [id], failureMessage, nrOfTests };
    }
    return { status: MutantRunStatus.Survived, nrOfTests };
  }

  /**
   * The tests that may notice a mutant, the likeliest first. What is of a rule or of a source is not asked about to others of
   * its kind, nor to tests that are about other files; what loads once is asked about to tests that run through its file.
   */
  able(file, ids) {
    const [, kind] = file.split('/');
    const name = basename(file, '.ts');
    const own = ({ of }) => of === name;
    const through = ids ?? (this.seen.through[file] && [...new Set([...this.seen.through[file], ...this.tests.filter(own).map(({ id }) => id)])]) ?? this.tests.map(({ id }) => id);
    const found = through.map((id) => this.byId.get(id)).filter((test) => test && (own(test) || (test.about?.test(file) ?? (!['rules', 'sources'].includes(kind) || !test.id.startsWith(`${kind}/`)))));
    const latest = this.noticed.get(file) ?? [];
    const time = ({ id }) => this.seen.times[id] ?? 0;
    const near = (test) => own(test) || test.about?.test(file) || (time(test) <= slow && /^(?:rules|sources|graph|lambda)\//.test(test.id));
    let left = patience[kind];
    const far = found.filter((test) => !near(test)).sort((a, b) => time(a) - time(b)).filter((test) => (left -= time(test)) > 0);
    const rank = (test) => (latest.includes(test.id) ? latest.indexOf(test.id) - latest.length : (own(test) ? 0 : 1) + (near(test) ? 0 : 2) + (time(test) > slow ? 4 : 0));
    return [...found.filter(near), ...far].map((test) => [rank(test), test]).sort(([a], [b]) => a - b).map(([, test]) => test);
  }
}

async function failureOf(run) {
  try {
    const promise = run();
    if (promise instanceof Promise) await promise;
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, 'in-process', Runner)];
