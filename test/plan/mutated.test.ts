import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { gaps } from './promises';
import { buildGraph } from '../../src/graph/build';
import { plans } from '../../src/plan/plan';
import { broken, declared, declareOnly, readTemplate, sourceOf, templateOf } from '../support/source-contract';

declareOnly();
const examples = join(__dirname, '../sources');
// eslint-disable-next-line @typescript-eslint/no-require-imports
readdirSync(examples).filter((name) => /^[\w-]+\.test\.ts$/.test(name)).forEach((name) => require(join(examples, name)));

/** Every so many; prime to the number of wrong values, so that each value meets many properties and each property some values. */
const stride = 7;

describe('whatever stands in place of a property, there is a plan', () => {
  test.each(declared.map(({ id, examples: its }) => [id, its] as const))('%s', (id, its) => {
    const problems: string[] = [];
    let count = 0;
    for (const example of Object.values(its)) {
      for (const { template, what } of broken(templateOf(example), sourceOf(id))) {
        count += 1;
        if (count % stride !== 0) continue;
        try {
          for (const plan of plans(buildGraph(readTemplate(template)))) for (const gap of gaps(plan)) problems.push(`${what}: ${gap}`);
        } catch (error) {
          problems.push(`${what}: ${(error as Error).stack}`);
        }
      }
    }
    expect(problems).toEqual([]);
  });
});
