import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expectSimulated, gaps } from './promises';
import { Mechanism, mechanismOf } from './simulated';
import { buildGraph } from '../../src/graph/build';
import { Plan } from '../../src/model/plan';
import { plans } from '../../src/plan/plan';
import { sources } from '../../src/sources';
import { declared, declareOnly, Example, readTemplate, templateOf } from '../support/source-contract';

/** Every example of every source: it has a plan, and where its settings are known the plan is simulated. */
declareOnly();
const examples = join(__dirname, '../sources');
// eslint-disable-next-line @typescript-eslint/no-require-imports
readdirSync(examples).filter((name) => /^[\w-]+\.test\.ts$/.test(name)).forEach((name) => require(join(examples, name)));

interface Simulated { readonly plan: Plan; readonly simulated: boolean }

const known = new Map<Example, readonly Simulated[]>();

/** The plans of an example, each compared with its simulation. */
function simulate(example: Example): readonly Simulated[] {
  let all = known.get(example);
  if (!all) {
    const graph = buildGraph(readTemplate(templateOf(example)));
    all = plans(graph).map((plan) => ({ plan, simulated: expectSimulated(graph, plan, 1, { times: 1, counting: false }) }));
    known.set(example, all);
  }
  return all;
}

test('every source has examples', () => {
  expect(declared.map(({ id }) => id).sort()).toEqual(sources.map(({ id }) => id).sort());
});

describe.each(declared.map(({ id, examples: its }) => [id, its] as const))('%s', (id, its) => {
  test.each(Object.entries(its))('%s', (_, example) => {
    for (const { plan } of simulate(example)) {
      expect([...gaps(plan)]).toEqual([]);
    }
  });

  test('each way in which it invokes is simulated in some example', () => {
    const all = Object.values(its).flatMap(simulate).filter(({ plan }) => plan.path.source === id);
    const ways = (some: readonly Simulated[]) => [...new Set(some.map(({ plan }) => mechanismOf(plan.path)))].sort();
    expect(all).not.toHaveLength(0);
    expect(ways(all.filter(({ simulated }) => simulated))).toEqual(ways(all).filter((mechanism) => !settledElsewhere.includes(mechanism)));
  });
});

/** Nothing of these can be told from here. */
const settledElsewhere: readonly Mechanism[] = ['nobody', 'queue mode'];
