import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { main } from '../../src/cli/main';

const folder = mkdtempSync(join(tmpdir(), 'failsafe-plan-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const shop = join(folder, 'shop.yaml');
writeFileSync(shop, `
Resources:
  Dlq: { Type: AWS::SQS::Queue, Properties: { MessageRetentionPeriod: 1209600 } }
  Orders: { Type: AWS::SQS::Queue, Properties: { VisibilityTimeout: 180, RedrivePolicy: { deadLetterTargetArn: !GetAtt Dlq.Arn, maxReceiveCount: 5 } } }
  ShipOrder: ${fn(', Timeout: 30')}
  Feed: { Type: AWS::Lambda::EventSourceMapping, Properties: { FunctionName: !Ref ShipOrder, EventSourceArn: !GetAtt Orders.Arn } }
  Clicks: { Type: AWS::Kinesis::Stream }
  CountClicks: ${fn()}
  Reads: { Type: AWS::Lambda::EventSourceMapping, Properties: { FunctionName: !Ref CountClicks, EventSourceArn: !GetAtt Clicks.Arn, StartingPosition: LATEST } }
  OrderPlaced: { Type: AWS::Events::Rule, Properties: { EventPattern: { source: [shop] }, Targets: [{ Id: a, Arn: !GetAtt CheckFraud.Arn, RetryPolicy: { MaximumRetryAttempts: 3, MaximumEventAgeInSeconds: 600 } }] } }
  CheckFraud: ${fn()}
  Url: { Type: AWS::Lambda::Url, Properties: { AuthType: NONE, TargetFunctionArn: !Ref ListOrders } }
  ListOrders: ${fn()}
`);

function fn(more = ''): string {
  return `{ Type: AWS::Lambda::Function, Properties: { Runtime: nodejs22.x, Handler: i.h, Role: "arn:aws:iam::111122223333:role/fn", Code: { ZipFile: x }${more} } }`;
}

function run(...args: string[]) {
  let out = '';
  let error = '';
  const code = main(args, { width: 80, colour: false, out: (text) => void (out += text), error: (text) => void (error += text) });
  return { code, out, error };
}

/** What is said about one function, on one line. */
const about = (name: string, ...args: string[]) => run('plan', shop, '--function', name, ...args).out.split('\n').slice(2).join(' ').replace(/\s+/g, ' ').trim();

describe('the plan', () => {
  test('tells how often, how long, where to, and what outage a queue survives', () => {
    expect(run('plan', shop, '--function', 'shiporder')).toEqual({
      code: 0, error: '', out: `${shop}

✓ kept    ShipOrder ← sqs Orders
          code fails   5 tries over 14.5–16.7 min (SQS)
          throttled    tried for 15–16.7 min (SQS)
          then         in Dlq, kept 14 d
          survives     12–13.7 min of failing code, 12–16.7 min of throttling
                       the first event is lost after 14 d, if nobody takes it
                       from there
`,
    });
  });

  test('tells the layers of retry apart', () => {
    expect(about('CheckFraud')).toMatch(/undelivered up to 4 tries within 10 min \(EventBridge\), then LOST: .* code fails 3 tries over 3–3\.1 min \(Lambda\) throttled tried for 5\.9–6 h \(Lambda\) then LOST/);
  });

  test('has nothing to plan where a caller waits', () => expect(about('ListOrders')).toMatch(/^→ caller ListOrders ← .* the client gets/));

  test('says of each number what it rests on', () => {
    const facts = about('ShipOrder', '--facts');
    expect(facts).toMatch(/because code fails: maxReceiveCount of Orders https:\/\/docs\.aws\.amazon\.com\/lambda\//);
    expect(facts).toContain('kept: the retention of Dlq https://docs.aws.amazon.com/AWSSimpleQueueService/');
    expect(about('CountClicks', '--facts')).toContain('unverified: AWS does not document the pause between two tries');
  });

  test('the worst first, no line longer than the screen', () => {
    const { out } = run('plan', shop);
    expect([...out.matchAll(/^\S (\S+) +\S+ ←/gm)].map(([, fate]) => fate)).toEqual(['LOST', 'BLOCKS', 'kept', 'caller']);
    expect(out.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });
});

describe('an outage', () => {
  test('of failing code: what is kept, blocked, lost and refused, in parts of its time', () => {
    const { out } = run('plan', shop, '--outage', '2h');
    expect(out).toContain('If the code of every function fails for 2 h');
    expect(about('ShipOrder', '--outage', '2h')).toMatch(/ShipOrder ← sqs Orders 1\.8 h kept in Dlq, 12–13\.7 min processed late$/);
    expect(about('CheckFraud', '--outage', '2h')).toMatch(/1\.9–2 h LOST, 3–3\.1 min processed late$/);
    expect(about('CountClicks', '--outage', '2h')).toMatch(/2 h wait, and everything behind them$/);
    expect(about('ListOrders', '--outage', '2h')).toMatch(/2 h refused: their callers have them$/);
  });

  test('at a rate, in events', () => {
    expect(about('ShipOrder', '--outage', '2h', '--rate', '100/min')).toMatch(/12,000 on each path .* 10,633–10,800 kept in Dlq, 1,200–1,367 processed late$/);
  });

  test('of throttling', () => {
    expect(about('CheckFraud', '--outage', '2h', '--of', 'throttling')).toMatch(/every function is throttled for 2 h.* 2 h processed late$/);
    expect(about('CheckFraud', '--outage', '1d', '--of', 'throttling')).toMatch(/18–18\.1 h LOST, 5\.9–6 h processed late$/);
  });

  test('a stream that is blocked for too long loses what expires', () => {
    expect(about('CountClicks', '--outage', '3d')).toMatch(/2 d LOST, 1 d wait, and everything behind them$/);
  });
});

describe('for programs', () => {
  interface Figure { readonly least?: number; readonly most?: number | null; readonly unknown?: string; readonly because: string; readonly link: string }
  interface Planned { readonly function: string; readonly fate: string; readonly plan: { readonly [name: string]: Figure }; readonly outage?: object }
  interface Answer { readonly version: number; readonly outage?: object; readonly paths: readonly Planned[] }
  const answer = (...args: string[]) => JSON.parse(run('plan', shop, '--format', 'json', ...args).out) as Answer;

  test('every number with its reason and its link; null where nothing ends it', () => {
    const { version, paths } = answer();
    expect(version).toBe(1);
    const plan = (name: string) => paths.find((path) => path.function === name)!.plan;
    expect(plan('ShipOrder').tries).toEqual({ least: 5, most: 5, because: 'maxReceiveCount of Orders', link: 'https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html' });
    expect(plan('ShipOrder').rest).toMatchObject({ least: 870, most: 1000 });
    expect(plan('CountClicks').tries).toMatchObject({ least: 1, most: null });
    expect(plan('ShipOrder')).toMatchObject({ kept: [{ in: 'Dlq', as: 'payload', expires: { least: 1_209_600, most: 1_209_600 } }], failing: { leaves: { least: 720 } } });
  });

  test('the outage, in events', () => {
    const { outage, paths } = answer('--outage', '1h', '--rate', '1/s', '--function', 'ShipOrder');
    expect(outage).toEqual({ seconds: 3600, kind: 'failing', eventsPerSecond: 1 });
    const none = { least: 0, most: 0 };
    expect(paths.map((path) => path.outage)).toEqual([{ processedLate: { least: 720, most: 820 }, blocked: none, kept: { least: 2780, most: 2880 }, lost: none, refused: none }]);
  });
});

describe('bad use and bad input', () => {
  test.each([
    [['plan'], 'plan of which app?'],
    [['plan', shop, '--outage', 'long'], '--outage is a time such as 90s, 15min, 2h or 1.5d, not long'],
    [['plan', shop, '--outage', '0s'], '--outage is a time such as'],
    [['plan', shop, '--outage', '2h', '--rate', '5'], '--rate is a rate such as 5/s, 100/min or 2000/h, not 5'],
    [['plan', shop, '--rate', '5/s'], '--rate is for --outage'],
    [['plan', shop, '--of', 'life'], '--of is one of code, throttling, not life'],
    [['plan', shop, '--outage', ''], '--outage needs a value'],
  ])('%j', (args, message) => {
    const { code, out, error } = run(...args);
    expect([code, out]).toEqual([2, '']);
    expect(error).toContain(message);
    expect(error.trimEnd().split('\n')).toHaveLength(1);
  });

  test('what cannot be read is said, the rest is planned', () => {
    const { code, out, error } = run('plan', join(folder, 'gone.yaml'), shop);
    expect(code).toBe(2);
    expect(error).toContain('gone.yaml');
    expect(out).toContain('ShipOrder ← sqs Orders');
  });

  test('an app without functions', () => {
    const empty = join(folder, 'empty.yaml');
    writeFileSync(empty, 'Resources: { Topic: { Type: AWS::SNS::Topic } }\n');
    expect(run('plan', empty)).toEqual({ code: 0, error: '', out: `${empty}\n\nNo function is invoked here.\n` });
  });
});
