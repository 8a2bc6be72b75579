import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect } from 'expect';
import { bind } from 'jest-each';
import { WrittenCase } from './apps';
import type { check } from '../../src/check';
import { worlds } from '../../src/read/app';
import { readApp } from '../../src/read/template';
import type { Rule } from '../../src/rules/rule';
import { expectFiring, expectSilent } from '../support/rule-cases';

/** One test, as the runner of mutants sees it. */
export interface LoadedTest {
  readonly id: string;
  /** The file that it is of, by its name: nobody asks a test of a rule or source about mutants of another. */
  readonly of?: string;
  /** The files that it is about: nobody asks it about mutants of others. */
  readonly about?: RegExp;
  readonly run: () => void | Promise<void>;
}

/** Of a file that asks about each app again and again, the tests that say what becomes of its events. */
const chosen: { readonly [file: string]: RegExp } = { 'fix/nets.test.ts': /^nothing is lost/ };

/** Tables of many cases that all run through the same few files. */
const about: { readonly [file: string]: RegExp } = {
  'graph/iam.test.ts': /^src\/graph\/(iam|faults|permission)/,
  'graph/conditions.test.ts': /^src\/graph\/(merge|build)/,
  'graph/faults.test.ts': /^src\/(graph\/(faults|iam|permission|net-lines|build|query|through)|lambda\/(net|async|invoked))/,
  'graph/internet.test.ts': /^src\/graph\/(internet|network)/,
  'graph/pollers.test.ts': /^src\/graph\/(pollers|network)/,
  'graph/recursion.test.ts': /^src\/(graph\/(recursion|iam|permission)|rules\/recursion)/,
  'graph/alarms.test.ts': /^src\/(graph\/(alarms|query|iam)|rules\/(dlq-|failure-topic))/,
  'graph/paths.test.ts': /^src\/(sources\/(permission|pipe|iot-rule|eventbridge-subscriber|s3-notification)|lambda\/)/,
  'lambda/framework.test.ts': /^src\/lambda\/framework/,
  'lambda/state-machine.test.ts': /^src\/(lambda\/(state-machine|invoked|call|json)|sources\/step-functions|rules\/sfn-)/,
};

type Body = () => void | Promise<void>;

const test = join(__dirname, '..');
const src = join(test, '..', 'src');

/** Tests that need neither CDK nor anything that is drawn by lot: all of these folders, and what elsewhere asks the graph. */
const files = [
  ...['sources', 'graph', 'lambda'].flatMap((folder) => readdirSync(join(test, folder)).filter((name) => /^[\w-]+\.test\.ts$/.test(name)).map((name) => `${folder}/${name}`)),
  'fix/nets.test.ts', 'fix/refused.test.ts', 'plan/plan.test.ts', 'read/sam.test.ts',
  'cli/check.test.ts', 'cli/plan.test.ts',
];

/**
 * The tests that are asked about mutants: the cases of rules through the template reader, and `files` as they are. Called
 * again for a mutant of what runs while a file loads, after the files were forgotten.
 */
export function load(apps: string): LoadedTest[] {
  return [...fromCases(apps), ...fromFiles()];
}

/** What Jest offers, as far as these tests use it, over the packages that Jest has it from. */
function fromFiles(): LoadedTest[] {
  const all: LoadedTest[] = [];
  const names: string[] = [];
  let of: string | undefined;
  // What is prepared for several tests is prepared for each, as the mutant may be in it.
  let first: readonly Body[] = [];
  const describe = (name: string, body: Body) => {
    const outside = first;
    names.push(name);
    void body();
    names.pop();
    first = outside;
  };
  const beforeAll = (body: Body) => void (first = [...first, body]);
  // Cases of two tables may have the same name.
  const taken = new Map<string, number>();
  const idOf = (name: string) => {
    const id = [...names, name].join(' › ');
    const before = taken.get(id) ?? 0;
    taken.set(id, before + 1);
    return before === 0 ? id : `${id} (${before + 1})`;
  };
  const add = (name: string, body: Body) => {
    if (chosen[names[0]] && !chosen[names[0]].test(name)) return;
    const before = first;
    all.push({
      id: idOf(name), of, about: about[names[0]], run: before.length === 0 ? body : async () => {
        for (const each of before) await each();
        await body();
      },
    });
  };
  const each = (adds: (name: string, body: Body) => void) => Object.assign(adds, { each: bind(adds as never, false) });
  Object.assign(globalThis, { expect, describe: each(describe), test: each(add), beforeAll, afterAll: (clean: () => void) => void process.once('exit', clean) });
  for (const file of files) {
    of = /^(sources|graph|lambda)\//.test(file) ? basename(file, '.test.ts') : undefined;
    first = [];
    names.push(file);
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    require(join(test, file));
    names.pop();
  }
  return all;
}

function fromCases(apps: string): LoadedTest[] {
  const list = require.resolve(join(src, 'rules', 'index'));
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { rules } = require(list) as { readonly rules: readonly Rule[] };
  let asked = rules;
  // The check finds in the list of rules the one whose case it is; the others would only take time.
  require.cache[list]!.exports = { get rules() { return asked; } };
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const program = require(join(src, 'check')) as { readonly check: typeof check };
  return written(apps).map(({ rule, title, app, at, ...rest }) => ({
    id: `rules/${rule} › ${title}`, of: rule,
    run: () => {
      asked = rules.filter(({ id }) => id === rule);
      try {
        const { findings, broken } = program.check(worlds(app));
        expect(broken).toEqual([]);
        if (at) expectFiring(findings, { at, ...rest });
        else expectSilent(findings);
      } finally {
        asked = rules;
      }
    },
  }));
}

/** What was written for all mutants is read once for all of them, too. */
const read = new Map<string, ReturnType<typeof readWritten>>();

function readWritten(apps: string) {
  return (JSON.parse(readFileSync(join(apps, 'cases.json'), 'utf8')) as WrittenCase[]).map(({ file, says, ...rest }) => {
    const { app, problems } = readApp(file);
    if (problems.length > 0) throw problems[0];
    return { ...rest, app, says: says && new RegExp(says.source, says.flags) };
  });
}

function written(apps: string) {
  const known = read.get(apps) ?? readWritten(apps);
  read.set(apps, known);
  return known;
}
