import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { inWords } from './both-doors';
import { Example } from './page-code';
import { run } from './program';
import { check } from '../../src/check';
import { Result } from '../../src/graph/merge';
import { worlds } from '../../src/read/app';
import { readApp } from '../../src/read/template';
import { readTree } from '../../src/read/tree';

/** What somebody gets who runs the code of a page. */
export function judged({ language, code }: Example): Result {
  return language === 'ts' ? judgedProgram(code) : judgedTemplate(code);
}

function judgedProgram(code: string): Result {
  // What CDK's own validation says about wrong apps is not asked here.
  const quiet = jest.spyOn(console, 'error').mockImplementation();
  const app = (run(code, { expression: 'stack' }) as Stack).node.root as App;
  try {
    const tree = check(worlds(readTree(app)));
    const files = check(worlds(readApp(app.synth().directory).app));
    expect(inWords(tree)).toEqual(inWords(files));
    return files;
  } finally {
    rmSync(app.outdir, { recursive: true, force: true });
    quiet.mockRestore();
  }
}

function judgedTemplate(code: string): Result {
  const folder = mkdtempSync(join(tmpdir(), 'failsafe-page-'));
  try {
    writeFileSync(join(folder, 'template.yaml'), code);
    const { app, problems } = readApp(join(folder, 'template.yaml'));
    expect(problems).toEqual([]);
    return check(worlds(app));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
