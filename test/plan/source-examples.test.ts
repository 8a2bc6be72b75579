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

/** How functions are invoked by each source. A new source says here what simulates it. */
const mechanisms: { readonly [source: string]: readonly Mechanism[] } = {
  'alb-target': ['caller'],
  'amazon-mq': ['broker'],
  'api-gateway-authorizer': ['caller'],
  'api-gateway-http': ['caller'],
  'api-gateway-rest': ['Lambda queue', 'caller'],
  'appsync': ['Lambda queue', 'caller'],
  'bedrock-agent': ['caller'],
  'cloudwatch-alarm': ['Lambda queue'],
  'codecommit-trigger': ['Lambda queue'],
  'codedeploy-hook': ['caller'],
  'codepipeline-action': ['Lambda queue'],
  'cognito-trigger': ['Lambda queue', 'repeating caller'],
  'config-rule': ['Lambda queue'],
  'custom-resource': ['Lambda queue', 'caller'],
  'direct': ['Lambda queue', 'nobody'],
  'documentdb': ['stream'],
  'dynamodb': ['stream'],
  'eventbridge-subscriber': ['Lambda queue', 'repeating caller'],
  'events-rule': ['Lambda queue'],
  'firehose-transform': ['repeating caller'],
  'function-url': ['caller'],
  'iot-events': ['Lambda queue'],
  'iot-rule': ['Lambda queue'],
  'kinesis': ['stream'],
  'lambda-destination': ['Lambda queue'],
  'lambda-edge': ['caller'],
  'lex-bot': ['caller'],
  'logs-subscription': ['Lambda queue'],
  'macro': ['caller'],
  'msk': ['stream'],
  'permission': ['Lambda queue', 'caller'],
  'pipe': ['Lambda queue', 'SQS', 'stream'],
  's3-notification': ['Lambda queue'],
  's3-object-lambda': ['caller'],
  'scheduler': ['Lambda queue', 'caller'],
  'secrets-rotation': ['caller'],
  'self-managed-kafka': ['queue mode', 'stream'],
  'ses-receipt-rule': ['Lambda queue', 'caller'],
  'sns-subscription': ['Lambda queue'],
  'sqs': ['SQS'],
  'step-functions': ['Lambda queue', 'nobody', 'task'],
  'vpc-lattice': ['caller'],
};

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

test('every source has a simulated mechanism', () => {
  expect(Object.keys(mechanisms).sort()).toEqual(sources.map(({ id }) => id).sort());
});

describe.each(declared.map(({ id, examples: its }) => [id, its] as const))('%s', (id, its) => {
  test.each(Object.entries(its))('%s', (_, example) => {
    for (const { plan } of simulate(example)) {
      expect([...gaps(plan)]).toEqual([]);
      if (plan.path.source === id) expect(mechanisms[id]).toContain(mechanismOf(plan.path));
    }
  });

  test('each of its mechanisms is simulated in some example', () => {
    const all = Object.values(its).flatMap(simulate).filter(({ plan, simulated }) => simulated && plan.path.source === id);
    expect([...new Set(all.map(({ plan }) => mechanismOf(plan.path)))].sort()).toEqual(mechanisms[id].filter((mechanism) => !settledElsewhere.includes(mechanism)).sort());
  });
});

/** Nothing of these can be told from here. */
const settledElsewhere: readonly Mechanism[] = ['nobody', 'queue mode'];
