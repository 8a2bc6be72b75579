import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { CfnInclude } from 'aws-cdk-lib/cloudformation-include';
import { worlds } from '../../src/read/app';
import { readTree } from '../../src/read/tree';
import { sources } from '../../src/sources';
import { declared, declareOnly, pathsIn, readTemplate, summary, templateOf } from '../support/source-contract';

/** Every example of every source once more, with its template included in a stack and read as constructs. */
declareOnly();
// eslint-disable-next-line @typescript-eslint/no-require-imports
readdirSync(__dirname).filter((name) => /^[\w-]+\.test\.ts$/.test(name)).forEach((name) => require(join(__dirname, name)));

const folder = mkdtempSync(join(tmpdir(), 'failsafe-sources-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('every source has examples, and examples have a source', () => {
  expect(declared.map(({ id }) => id).sort()).toEqual(sources.map(({ id }) => id).sort());
});

describe.each(declared.map(({ id, examples }) => [id, examples] as const))('%s', (id, examples) => {
  test.each(Object.entries(examples))('%s', (_, example) => {
    const template = templateOf(example);
    const file = join(folder, 'example.json');
    writeFileSync(file, JSON.stringify(template));
    const stack = new Stack(new App({ analyticsReporting: false }), 'Stack');
    new CfnInclude(stack, 'Template', { templateFile: file });
    const [{ set }] = worlds(readTree(stack.node.root));
    expect(pathsIn(set, id, example).map(summary)).toEqual(pathsIn(readTemplate(template), id, example).map(summary));
  });
});
