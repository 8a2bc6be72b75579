import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { AsyncSettings, caller, lambdaQueue, randomOf } from './services';
import { buildGraph } from '../../src/graph/build';
import { Figure, Plan } from '../../src/model/plan';
import { isUnknown } from '../../src/model/value';
import { tollOf } from '../../src/plan/outage';
import { plans } from '../../src/plan/plan';
import { sources } from '../../src/sources';
import { declared, declareOnly, readTemplate, templateOf } from '../support/source-contract';

/** The examples of every source, as whole apps. */
declareOnly();
const folder = join(__dirname, '..', 'sources');
// eslint-disable-next-line @typescript-eslint/no-require-imports
readdirSync(folder).filter((name) => /^[\w-]+\.test\.ts$/.test(name) && !name.includes('.cdk.')).forEach((name) => require(join(folder, name)));

const planned = declared.flatMap(({ id, examples }) => Object.entries(examples).flatMap(([name, example]) =>
  plans(buildGraph(readTemplate(templateOf(example)))).map((plan) => ({ id, name: `${id}: ${name}`, plan }))));

const figuresOf = ({ tries, rest, kept, layers, failing, throttled }: Plan): readonly Figure[] => [
  tries, rest,
  ...kept.flatMap(({ lasts, expires }) => [lasts, expires]), ...layers.flatMap((layer) => [layer.tries, layer.within]),
  failing.leaves, failing.lost, throttled.leaves, throttled.lost,
];

test('every source has a plan', () => {
  expect([...new Set(planned.map(({ plan }) => plan.path.source))].sort()).toEqual(sources.map(({ id }) => id).sort());
});

test('every number has bounds in their order, or a reason for having none; and says what it rests on, with a page of AWS', () => {
  const wrong = planned.flatMap(({ name, plan }) => figuresOf(plan).flatMap((figure) => {
    const { value, because, link } = figure;
    const bounded = isUnknown(value) ? value.reason !== '' : value.least >= 0 && value.least <= value.most;
    return bounded && because !== '' && !/undefined|NaN|\[object/.test(because) && /^https:\/\/([\w-]+\.)*(amazon\.com|repost\.aws)\//.test(link) ? [] : [`${name}: ${JSON.stringify(figure)}`];
  }));
  expect(wrong).toEqual([]);
});

test('an outage of any length does something to every event, or nobody can tell', () => {
  const wrong = planned.flatMap(({ name, plan }) => (['failing', 'throttled'] as const).flatMap((kind) => [60, 86_400, 31_536_000].flatMap((seconds) => {
    const toll = tollOf(plan, { seconds, kind });
    if (isUnknown(toll)) return toll.reason === '' ? [name] : [];
    const most = [toll.retried, toll.blocked, toll.kept, toll.lost, toll.refused].reduce((sum, range) => sum + range.most, 0);
    return most >= seconds - 1e-6 ? [] : [`${name}: of ${seconds} s, ${most} at most are accounted for`];
  })));
  expect(wrong).toEqual([]);
});

/** The ways in which events are tried again, each with a simulation in simulation.test.ts; and those that nobody can simulate. */
function mechanism({ path }: Plan): string {
  const { mode, polling, source } = path;
  if (mode === 'async') return 'Lambda\'s own queue';
  if (mode === 'none') return 'nobody is seen to invoke it';
  if (source === 'step-functions') return 'Step Functions';
  if (mode === 'sync') return 'caller';
  return polling?.broker ?? 'nobody knows what is polled';
}

test('every path goes by a mechanism that is simulated, or by one of which AWS documents no times', () => {
  const undocumented = ['mq', 'docdb', 'nobody is seen to invoke it', 'nobody knows what is polled'];
  const simulated = ['Lambda\'s own queue', 'Step Functions', 'caller', 'sqs', 'kinesis', 'dynamodb', 'kafka'];
  expect([...new Set(planned.map(({ plan }) => mechanism(plan)))].filter((kind) => ![...undocumented, ...simulated].includes(kind))).toEqual([]);
  // The change stream of DocumentDB is read like any other, until it has forgotten the event: the bounds are all that is known of when.
  expect(planned.filter(({ plan }) => mechanism(plan) === 'docdb').every(({ plan }) => !isUnknown(plan.failing.lost.value) && plan.failing.lost.value.most === 604_800)).toBe(true);
});

const holds = ({ value }: Figure, number: number): boolean => !isUnknown(value) && number >= value.least - 1e-6 && number <= value.most + 1e-6;

const asynchronous = planned.filter(({ plan: { path } }) => path.mode === 'async' && typeof path.tries.attempts === 'number' && typeof path.fn.properties.Timeout !== 'object');
const waiting = planned.filter(({ plan: { path } }) => path.mode === 'sync' && path.source !== 'step-functions' && path.tries.attempts === 1);

test.each(asynchronous.map(({ name, plan }) => [name, plan] as const))('%s: what Lambda does is within the plan', (_, plan) => {
  const { attempts, maxAge } = plan.path.tries;
  const settings: AsyncSettings = { retries: Number(attempts) - 1, maxAge: typeof maxAge === 'number' ? maxAge : 21_600, timeout: Number(plan.path.fn.properties.Timeout ?? 3), never: attempts === 0 };
  const random = randomOf(7);
  for (let event = 0; event < 50; event += 1) {
    const { tries, failed, left } = lambdaQueue(settings, { kind: 'failing' }, random);
    expect(holds(plan.tries, tries)).toBe(true);
    if (failed !== undefined) expect(holds(plan.rest, left! - failed)).toBe(true);
  }
});

test.each(waiting.map(({ name, plan }) => [name, plan] as const))('%s: the caller is told at once', (_, plan) => {
  const { tries, left } = caller({ kind: 'failing' });
  expect(plan.tries.value).toEqual({ least: tries, most: tries });
  expect(plan.failing.leaves.value).toEqual({ least: left, most: left });
});
