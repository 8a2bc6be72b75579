import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../support/program';

/** The tests that the recipe shows, each as a test here. */
const page = readFileSync(join(__dirname, '../../docs/recipes/unit-tests.md'), 'utf8');
const files = new Map([...page.matchAll(/^`([\w./-]+)`:\n\n```ts\n([^]*?)^```$/gm)].map(([, name, content]) => [name, content]));

type Test = readonly [string, () => void];

function testsOf(name: string): readonly Test[] {
  const tests: Test[] = [];
  const collect = (title: string, body: () => void) => void tests.push([title, body]);
  run(files.get(name)!, { modules: { '../lib/shop': files.get('lib/shop.ts')! }, globals: { test: collect } });
  return tests;
}

test('the page has a stack and its tests', () => expect([...files.keys()]).toEqual(['lib/shop.ts', 'test/shop.test.ts', 'test/findings.test.ts']));

describe.each([...files.keys()].filter((name) => name.startsWith('test/')))('%s', (name) => {
  const tests = testsOf(name);
  test('has tests', () => expect(tests.length).toBeGreaterThanOrEqual(2));
  test.each(tests)('%s', (_, body) => body());
});

test('the page is right that they can fail', () => {
  // Without the queue for what SNS cannot deliver, and with orders that are polled as prices are.
  const shop = files.get('lib/shop.ts')!.replace('new SqsTriggeredFunction(this, \'ShipOrder\', props)', 'new Function(this, \'ShipOrder\', props);\n    this.shipOrder.addEventSource(new SqsEventSource(new Queue(this, \'Orders\', { visibilityTimeout: Duration.minutes(2) })))');
  const failing: string[] = [];
  const attempt = (title: string, body: () => void) => {
    try {
      body();
    } catch {
      failing.push(title);
    }
  };
  run(files.get('test/shop.test.ts')!, { modules: { '../lib/shop': shop }, globals: { test: attempt } });
  expect(failing).toEqual(['nothing is lost but prices, and nothing blocks', 'orders are kept for two weeks, and survive five minutes without capacity']);
});
