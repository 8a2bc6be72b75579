import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { main } from '../../src/cli/main';
import { MapData } from '../../src/map/data';

const folder = mkdtempSync(join(tmpdir(), 'failsafe-map-'));
const before = process.cwd();
beforeAll(() => process.chdir(folder));
afterAll(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true, force: true });
});

function run(...args: string[]) {
  let out = '';
  let error = '';
  const code = main(['map', ...args], { width: 80, colour: false, out: (text) => void (out += text), error: (text) => void (error += text) });
  return { code, out, error };
}

const fn = (more = '') => `{ Type: AWS::Lambda::Function, Properties: { Runtime: nodejs22.x, Handler: i.h, Role: "arn:aws:iam::111122223333:role/fn", Code: { ZipFile: x }${more} } }`;
const feed = (name: string, queue: string) => `{ Type: AWS::Lambda::EventSourceMapping, Properties: { FunctionName: !Ref ${name}, EventSourceArn: !GetAtt ${queue}.Arn, BatchSize: 1 } }`;

function file(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return name;
}

/** One path that is kept, one that is lost before Lambda and after, one that somebody accepted, and one that a caller waits for. */
const shop = file('shop.yaml', `
Resources:
  Dlq: { Type: AWS::SQS::Queue, Properties: { MessageRetentionPeriod: 1209600 } }
  Orders: { Type: AWS::SQS::Queue, Properties: { VisibilityTimeout: 180, RedrivePolicy: { deadLetterTargetArn: !GetAtt Dlq.Arn, maxReceiveCount: 5 } } }
  ShipOrder: ${fn(', Timeout: 30')}
  Feed: ${feed('ShipOrder', 'Orders')}
  Shipped: { Type: AWS::SNS::Topic }
  Notify: ${fn()}
  Subscription: { Type: AWS::SNS::Subscription, Properties: { Protocol: lambda, Endpoint: !GetAtt Notify.Arn, TopicArn: !Ref Shipped } }
  Prices:
    Type: AWS::SQS::Queue
    Properties: { VisibilityTimeout: 180 }
    Metadata: { LambdaFailsafe: { Acknowledge: [{ Id: sqs-no-redrive, Reason: prices of yesterday are worth nothing }] } }
  ShowPrice: ${fn()}
  PriceFeed: ${feed('ShowPrice', 'Prices')}
  ListOrders: ${fn()}
  Url: { Type: AWS::Lambda::Url, Properties: { AuthType: NONE, TargetFunctionArn: !Ref ListOrders } }
`);

const data = (...args: string[]) => JSON.parse(run('--format', 'json', ...args).out) as MapData;
const pathTo = (name: string, { paths, functions } = data(shop)) => paths.find((path) => functions.find(({ id }) => id === path.function)!.name === name)!;

describe('the data', () => {
  test('names what each path passes through', () => {
    const { version, apps, sources, functions, places, leftOut, remarks } = data(shop);
    expect({ version, apps, leftOut, remarks }).toEqual({ version: 1, apps: ['shop.yaml'], leftOut: 0, remarks: [] });
    expect(sources.map(({ kind, name }) => `${kind} ${name}`).sort()).toEqual(['Lambda function URL Url', 'SNS Shipped', 'SQS Orders', 'SQS Prices']);
    expect(functions.map(({ name, stack }) => `${stack} ${name}`).sort()).toEqual(['shop.yaml ListOrders', 'shop.yaml Notify', 'shop.yaml ShipOrder', 'shop.yaml ShowPrice']);
    expect(places).toEqual([{ id: 'shop.yaml/Dlq', name: 'Dlq', kind: 'queue' }]);
  });

  test('has the worst first', () => expect(data(shop).paths.map(({ fate }) => fate)).toEqual(['lost', 'lost', 'kept', 'caller']));

  test('says what becomes of an event, and for how long it is there', () => {
    expect(pathTo('ShipOrder')).toMatchObject({ fate: 'kept', by: 'SQS', tries: '5 tries over 14.5–16.7 min', ends: [{ place: 'shop.yaml/Dlq', text: 'kept 14 d' }] });
    expect(pathTo('ListOrders').ends).toEqual([{ text: pathTo('ListOrders').because }]);
  });

  test('has numbers with what they rest on', () => {
    const { figures } = pathTo('ShipOrder');
    expect(figures.find(({ name }) => name === 'failing-leaves')).toMatchObject({ text: '12–13.7 min', least: 720, link: expect.stringMatching(/^https:\/\/docs\.aws\.amazon\.com\//), because: expect.any(String) });
    expect(pathTo('ListOrders').figures.map(({ name }) => name)).toEqual(['tries']);
  });

  test('tells the hand-over to Lambda apart', () => {
    expect(pathTo('Notify').delivery).toMatchObject({ by: 'SNS', fate: 'lost', tries: 'up to 100,015 tries within 23.2 d' });
    expect(pathTo('Notify').layers.map(({ by, on }) => `${by} ${on}`)).toEqual(['SNS undelivered', 'Lambda failing', 'Lambda throttled']);
  });

  test('has the findings of each path, with the reason for which one was accepted', () => {
    const { findings } = data(shop);
    const rules = (name: string) => pathTo(name).findings.map((index) => findings[index]).map(({ rule, accepted }) => [rule, accepted]);
    expect(rules('ShowPrice')).toContainEqual(['sqs-no-redrive', 'prices of yesterday are worth nothing']);
    expect(rules('Notify')).toContainEqual(['async-no-dlq-or-destination', undefined]);
    expect(rules('ShipOrder').map(([rule]) => rule)).not.toContain('sqs-no-redrive');
  });

  test('keeps several apps apart, though they name everything alike', () => {
    mkdirSync(join(folder, 'other'), { recursive: true });
    file('other/shop.yaml', readFileSync(join(folder, shop), 'utf8'));
    const { apps, functions, paths, sources } = data(shop, 'other/shop.yaml');
    expect(apps).toEqual(['shop.yaml', 'other/shop.yaml']);
    expect([new Set(functions.map(({ id }) => id)).size, new Set(paths.map(({ id }) => id)).size, sources.length]).toEqual([8, 8, 8]);
    expect([...new Set(functions.map(({ stack }) => stack))].sort()).toEqual(['other/shop.yaml', 'shop.yaml']);
  });
});

describe('files', () => {
  test('the page goes into failure-map.html, and one line says so', () => {
    expect(run(shop)).toEqual({ code: 0, error: '', out: 'Written to failure-map.html\n' });
    expect(readFileSync(join(folder, 'failure-map.html'), 'utf8')).toMatch(/^<!DOCTYPE html>/);
  });

  test.each(['svg', 'mermaid', 'markdown', 'json'])('%s goes to the standard output', (format) => {
    expect(run('--format', format, shop)).toEqual({ code: 0, error: '', out: expect.stringMatching({ svg: /^<svg /, mermaid: /^flowchart LR\n/, markdown: /^\*\*Where/, json: /^\{\n/ }[format]!) });
  });

  test('--output takes another file, or the standard output', () => {
    expect(run('--format', 'svg', '--output', 'map.svg', shop).out).toBe('Written to map.svg\n');
    expect(readFileSync(join(folder, 'map.svg'), 'utf8')).toBe(run('--format', 'svg', shop).out);
    expect(run('--output', '-', shop).out).toMatch(/^<!DOCTYPE html>/);
  });

  test('a file is replaced as a whole, and nothing else is left behind', () => {
    writeFileSync(join(folder, 'old.svg'), 'old'.repeat(100_000));
    run('--format', 'svg', '--output', 'old.svg', shop);
    expect(readFileSync(join(folder, 'old.svg'), 'utf8')).toMatch(/^<svg [^]*<\/svg>\n$/);
    expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  (process.platform === 'win32' ? test.skip : test)('what a link leads to is written, a device too, and the link stays', () => {
    writeFileSync(join(folder, 'real.svg'), 'old', { mode: 0o640 });
    for (const [link, to] of [['link.svg', 'real.svg'], ['nothing', '/dev/null']]) {
      symlinkSync(to, join(folder, link));
      expect(run('--format', 'svg', '--output', link, shop).code).toBe(0);
      expect(readlinkSync(join(folder, link))).toBe(to);
    }
    expect(readFileSync(join(folder, 'real.svg'), 'utf8')).toMatch(/^<svg /);
    expect((statSync(join(folder, 'real.svg')).mode % 0o1000).toString(8)).toBe('640');
    expect(statSync('/dev/null').isFile()).toBe(false);
  });

  test.each([
    ['missing/map.html', /^lambda-failsafe: missing\/map\.html cannot be written: there is no such folder\./],
    ['other', /^lambda-failsafe: other cannot be written: it is a folder\./],
  ])('that cannot be written: %s', (output, says) => expect(run('--output', output, shop)).toEqual({ code: 2, out: '', error: expect.stringMatching(says) }));
});

describe('bad use and bad input', () => {
  test.each([
    [[], /a map of which app\? Name a template/],
    [['--format', 'png', shop], /--format is one of html, svg, mermaid, markdown, json, not png/],
    [['--output', '', shop], /--output needs a value/],
  ])('%j', (args, says) => expect(run(...args)).toEqual({ code: 2, out: '', error: expect.stringMatching(says) }));

  test('what can be read is drawn, what cannot is told', () => {
    const { code, out, error } = run('--format', 'mermaid', shop, 'missing.yaml');
    expect([code, error]).toEqual([2, expect.stringContaining('missing.yaml: no such file or folder')]);
    expect(out).toContain('ShipOrder');
    expect(run('--output', 'none.html', 'missing.yaml')).toMatchObject({ code: 2, out: '' });
    expect(existsSync(join(folder, 'none.html'))).toBe(false);
  });

  test('an app without functions has an empty map', () => {
    const none = file('none.yaml', 'Resources: {}');
    expect(run('--format', 'markdown', none)).toEqual({ code: 0, error: '', out: '**Where each failed event ends up**: No function is invoked.\n' });
    for (const format of ['svg', 'mermaid', 'json']) expect(run('--format', format, none).code).toBe(0);
  });
});
