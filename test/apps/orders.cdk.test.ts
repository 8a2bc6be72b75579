import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AnalyticsStack } from '../../examples/orders/analytics-stack';
import { CheckoutStack } from '../../examples/orders/checkout-stack';
import { FulfilmentStack } from '../../examples/orders/fulfilment-stack';
import { MessagingStack } from '../../examples/orders/messaging-stack';
import { placeOf } from '../../src/model/finding';
import { plans } from '../../src/plan/plan';
import { fateTable } from '../../src/report/fate-table';
import { inWords, judgeApp } from '../support/both-doors';

const judged = judgeApp((app) => {
  const messaging = new MessagingStack(app, 'Messaging');
  new CheckoutStack(app, 'Checkout');
  new FulfilmentStack(app, 'Fulfilment', { messaging });
  new AnalyticsStack(app, 'Analytics', { messaging });
});

const fates = (id: string) => judged.files.graph.paths.filter(({ fn }) => fn.id.startsWith(id)).map(({ kind, outcome }) => `${kind} ${outcome.fate}`).sort();

test('both readers see the same shop', () => expect(inWords(judged.tree)).toEqual(inWords(judged.files)));

test.each([
  ['Checkout', ['sync-apigw caller']],
  ['NightlyReport', ['async-events kept']],
  ['FraudCheck', ['async-events lost']],
  ['ShipOrder', ['sqs kept']],
  ['ChargeCard', ['sqs lost']],
  ['NotifyCustomer', ['async-sns lost']],
  ['PrintLabel', ['async-sns kept']],
  ['CountClicks', ['kinesis kept']],
  ['AuditTrail', ['dynamodb blocks']],
  ['LoadPrices', ['async-s3 lost']],
])('%s: %s', (id, expected) => expect(fates(id)).toEqual(expected));

test('every fault that was built in is reported, with the resource to change', () => {
  const found = judged.files.findings.filter(({ severity }) => severity === 'error').map(({ rule, resource }) => `${rule} ${resource.id.replace(/[0-9A-F]{8}$/, '')}`);
  expect(found).toEqual(expect.arrayContaining([
    'eic-qualifier-mismatch FraudCheckEventInvokeConfig',
    'sqs-no-redrive Payments',
    'async-no-dlq-or-destination NotifyCustomer',
    expect.stringMatching(/^stream-infinite-retries AuditTrailDynamoDBEventSource/),
    'async-no-dlq-or-destination LoadPrices',
  ]));
  const warned = judged.files.findings.filter(({ severity }) => severity === 'warning').map(({ rule, resource }) => `${rule} ${resource.id.replace(/[0-9A-F]{8}$/, '')}`);
  expect(warned).toEqual(expect.arrayContaining(['function-dlq-unused ChargeCard', 'vpc-public-subnet PrintLabel', expect.stringMatching(/^sns-subscription-no-dlq PrintLabel/)]));
});

test.each(['tree', 'files'] as const)('a finding of the %s stands at the line of the program that made the resource', (reader) => {
  const place = placeOf(judged[reader].findings.find(({ rule }) => rule === 'sqs-no-redrive')!);
  expect(place.file).toMatch(/examples.orders.messaging-stack\.ts$/);
  expect(readFileSync(place.file, 'utf8').split('\n')[place.line! - 1]).toContain("'Payments'");
});

test('nothing is said about functions that CDK adds', () => {
  const framework = judged.files.graph.paths.filter((path) => path.framework).map(({ fn }) => fn.key);
  expect(framework).not.toHaveLength(0);
  expect(judged.files.findings.filter(({ fn, resource }) => framework.includes(fn?.key ?? resource.key))).toEqual([]);
});

test('the table of the README is what is printed', () => {
  const [table] = /^✗ LOST[^]*?(?=```)/m.exec(readFileSync(join(__dirname, '..', '..', 'README.md'), 'utf8'))!;
  const rows = (text: string) => text.trim().split(/\n(?=\S)/).map((row) => row.trim());
  const printed = rows(fateTable(plans(judged.files.graph), 80));
  expect(rows(table)).toHaveLength(5);
  expect(rows(table).filter((row) => !printed.includes(row))).toEqual([]);
});
