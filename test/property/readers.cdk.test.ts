import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, CloudFormationValidatePlugin, Stack } from 'aws-cdk-lib';
import { cloudFormation } from './cloudformation';
import { levelOne } from './constructs';
import { levelTwo, naturally } from './level-two';
import { forAll } from './runs';
import { samTemplate } from './sam';
import { sketches } from './sketch';
import { asJson, told } from './told';
import { check } from '../../src/check';
import { Result } from '../../src/graph/merge';
import { worlds } from '../../src/read/app';
import { readApp } from '../../src/read/template';
import { readTree } from '../../src/read/tree';

// CDK's own validation takes ten times as long as everything else.
beforeEach(() => void jest.spyOn(CloudFormationValidatePlugin.prototype, 'validate').mockReturnValue({ success: true, violations: [] }));

interface Doors {
  readonly early: Result;
  readonly late: Result;
  readonly assembly: Result;
}

function doors(build: (app: App) => void): Doors {
  const folder = mkdtempSync(join(tmpdir(), 'failsafe-'));
  try {
    const app = new App({ outdir: folder, analyticsReporting: false });
    build(app);
    const early = check(worlds(readTree(app)));
    app.synth();
    const late = check(worlds(readTree(app)));
    const { app: read, problems } = readApp(folder);
    if (problems.length > 0) throw problems[0];
    return { early, late, assembly: check(worlds(read)) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

test('SAM tells the same', () => {
  forAll(200, sketches, [], (sketch) => {
    expect(told(asJson(samTemplate(sketch)))).toEqual(told(asJson(cloudFormation(sketch))));
  });
});

test('L1', () => {
  forAll(100, sketches, [], (sketch) => {
    const template = cloudFormation(sketch);
    const { early, late, assembly } = doors((app) => {
      const stack = new Stack(app, 'Stack');
      levelOne(template, () => stack);
    });
    const plain = told(asJson(template), { words: true });
    expect(told(early, { words: true })).toEqual(plain);
    expect(told(late, { words: true })).toEqual(plain);
    expect(told(assembly, { words: true })).toEqual(plain);
  });
});

test('L2', () => {
  forAll(60, sketches.map(naturally), [], (sketch) => {
    const { early, late, assembly } = doors((app) => levelTwo(sketch, new Stack(app, 'Stack')));
    expect(told(early, { words: true })).toEqual(told(assembly, { words: true }));
    expect(told(late, { words: true })).toEqual(told(assembly, { words: true }));
    expect(told(assembly)).toEqual(told(asJson(cloudFormation(sketch))));
  });
});
