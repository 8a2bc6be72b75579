import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, CloudFormationValidatePlugin, NestedStack, Stack } from 'aws-cdk-lib';
import fc from 'fast-check';
import { cloudFormation } from './cloudformation';
import { levelOne } from './constructs';
import { closure, wrapped, wraps } from './disguises';
import { levelTwo, naturally } from './level-two';
import { forAll } from './runs';
import { samTemplate } from './sam';
import { sketches, unconditional } from './sketch';
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

/** What the tree tells, before and after synthesis, is what the assembly tells, to the word. */
function expectAlike({ early, late, assembly }: Doors): void {
  const expected = told(assembly, { words: true });
  expect([told(early, { words: true }), told(late, { words: true })]).toEqual([expected, expected]);
}

test('constructs of the first level tell what the template tells, to the word', () => {
  forAll(20, sketches, [wraps], (sketch, chosen) => {
    const template = wrapped(cloudFormation(sketch), chosen, { typed: true });
    const all = doors((app) => {
      const stack = new Stack(app, 'Stack');
      levelOne(template, () => stack);
    });
    expectAlike(all);
    expect(told(all.assembly, { words: true, unmended: true })).toEqual(told(asJson(cloudFormation(sketch)), { words: true, unmended: true }));
  });
});

test.each(['two stacks', 'a stack nested in what uses it', 'a stack nested in what it uses'])('in %s they tell the same', (how) => {
  // Two stacks have a parameter each, so that what one value makes is not what the other makes.
  forAll(10, sketches.map(unconditional), [fc.nat()], (sketch, number) => {
    const template = cloudFormation(sketch);
    const ids = Object.keys(template.Resources);
    const lower = closure(template, [ids[number % ids.length]]);
    const all = doors((app) => {
      const first = new Stack(app, 'First');
      const second = how === 'two stacks' ? new Stack(app, 'Second') : new NestedStack(first, 'Nested');
      const [below, above] = how === 'a stack nested in what uses it' ? [second, first] : [first, second];
      levelOne(template, (id) => (lower.has(id) ? below : above));
    });
    expectAlike(all);
    expect(told(all.assembly)).toEqual(told(asJson(template)));
  });
});

test('constructs of the second level tell the same', () => {
  forAll(20, sketches.map(naturally), [], (sketch) => {
    const all = doors((app) => levelTwo(sketch, new Stack(app, 'Stack')));
    expectAlike(all);
    expect(told(all.assembly)).toEqual(told(asJson(cloudFormation(sketch))));
  });
});

test('SAM tells the same', () => {
  forAll(80, sketches, [], (sketch) => {
    expect(told(asJson(samTemplate(sketch)))).toEqual(told(asJson(cloudFormation(sketch))));
  });
});
