import { check } from '../../src/check';
import { Finding, placeOf } from '../../src/model/finding';
import { Range } from '../../src/model/plan';
import { Unknown } from '../../src/model/value';
import { plans } from '../../src/plan/plan';
import { worlds } from '../../src/read/app';
import { isJsonObject, parseFile } from '../../src/read/file';
import { stackOf } from '../../src/read/template';
import { fateTable } from '../../src/report/fate-table';
import { aboutWords } from '../../src/report/finding-words';
import { duration, span, tries } from '../../src/report/quantity';
import { AppReport, report } from '../../src/report/report';
import { appText, joined, TextOptions } from '../../src/report/text';
import { shorten, wrap } from '../../src/report/wrap';

/** A template with one function for every way an event can end. */
const shop = `
Resources:
  Dlq: { Type: AWS::SQS::Queue, Properties: { MessageRetentionPeriod: 1209600 } }
  Kept: { Type: AWS::SQS::Queue, Properties: { VisibilityTimeout: 60, RedrivePolicy: { deadLetterTargetArn: !GetAtt Dlq.Arn, maxReceiveCount: 5 } } }
  Dropped: { Type: AWS::SQS::Queue, Properties: { VisibilityTimeout: 60 } }
  Dropped2: { Type: AWS::SQS::Queue, Properties: { VisibilityTimeout: 60 } }
  Accepted:
    Type: AWS::SQS::Queue
    Properties: { VisibilityTimeout: 60 }
    Metadata: { LambdaFailsafe: { Acknowledge: [{ Id: sqs-no-redrive, Reason: the producer sends everything again at midnight }] } }
  Clicks: { Type: AWS::Kinesis::Stream }
  Topic: { Type: AWS::SNS::Topic }
  Waits: ${fn()}
  Keeps: ${fn()}
  Loses: ${fn()}
  Loses2: ${fn()}
  Okays: ${fn()}
  Blocks: ${fn()}
  Unseen: ${fn()}
  Told: ${fn()}
  News: ${fn(', DeadLetterConfig: { TargetArn: !GetAtt Dlq.Arn }')}
  KeptFeed: ${feed('Keeps', '!GetAtt Kept.Arn')}
  DroppedFeed: ${feed('Loses', '!GetAtt Dropped.Arn')}
  Dropped2Feed: ${feed('Loses2', '!GetAtt Dropped2.Arn')}
  AcceptedFeed: ${feed('Okays', '!GetAtt Accepted.Arn')}
  UnseenFeed: ${feed('Unseen', 'arn:aws:sqs:eu-west-1:111122223333:elsewhere')}
  BlocksFeed: ${feed('Blocks', '!GetAtt Clicks.Arn', ', StartingPosition: LATEST')}
  Url: { Type: AWS::Lambda::Url, Properties: { AuthType: NONE, TargetFunctionArn: !Ref Told } }
  Notify: { Type: AWS::SNS::Subscription, Properties: { Protocol: lambda, TopicArn: !Ref Topic, Endpoint: !GetAtt News.Arn, RedrivePolicy: { deadLetterTargetArn: !GetAtt Undelivered.Arn } } }
  NewsPermission: { Type: AWS::Lambda::Permission, Properties: { Action: lambda:InvokeFunction, FunctionName: !Ref News, Principal: sns.amazonaws.com, SourceArn: !Ref Topic } }
  Undelivered: { Type: AWS::SQS::Queue }
  UndeliveredPolicy:
    Type: AWS::SQS::QueuePolicy
    Properties: { Queues: [!Ref Undelivered], PolicyDocument: { Statement: [{ Effect: Allow, Principal: { Service: sns.amazonaws.com }, Action: sqs:SendMessage, Resource: !GetAtt Undelivered.Arn }] } }
`;

function fn(more = ''): string {
  return `{ Type: AWS::Lambda::Function, Properties: { Runtime: nodejs22.x, Handler: i.h, Role: "arn:aws:iam::111122223333:role/fn", Code: { ZipFile: x }${more} } }`;
}

function feed(name: string, source: string, more = ''): string {
  return `{ Type: AWS::Lambda::EventSourceMapping, Properties: { FunctionName: !Ref ${name}, EventSourceArn: ${source}, BatchSize: 1${more} } }`;
}

function judge(template: string) {
  const remarks: string[] = [];
  const parsed = parseFile('shop.yaml', template);
  if (!isJsonObject(parsed.content)) throw new Error('not a template');
  const { graph, findings } = check(worlds({ stacks: [stackOf(parsed, 'Shop', remarks)], remarks }));
  return { ...graph, findings, remarks, plans: plans(graph), app: report('shop.yaml', plans(graph), findings, [], remarks) };
}

const judged = judge(shop);
const table = fateTable(judged.plans, 80);
const text = (reports: readonly AppReport[], options: TextOptions) => joined(reports.flatMap((app) => appText(app, options) ?? []));
const plain = (app: Partial<AppReport> = {}, width = 80) => text([{ ...judged.app, ...app }], { width, colour: false });

/** The first of them made functions that CDK adds. */
const adding = (count: number) => judged.plans.map((plan, index) => ({ ...plan, path: { ...plan.path, framework: index < count } }));

/** The lines about one function. */
function rowOf(name: string, whole = table): string {
  const lines = whole.split('\n');
  const start = lines.findIndex((line) => new RegExp(`^\\S+ +\\S+ +${name}(:\\S+)? ←`).test(line));
  if (start < 0) throw new Error(`no row for ${name} in\n${whole}`);
  const end = lines.findIndex((line, index) => index > start && !line.startsWith('            '));
  return lines.slice(start, end < 0 ? undefined : end).map((line) => line.trim()).join(' ');
}

describe('the fate table', () => {
  test('lost and blocked first, then what is not known, kept, and the caller\'s', () => {
    const fates = [...table.matchAll(/^\S (\S+) +(\S+) ←/gm)].map(([, fate, name]) => `${fate} ${name}`);
    expect(fates).toEqual(['LOST Loses', 'LOST Loses2', 'LOST Okays', 'BLOCKS Blocks', 'unknown Unseen', 'unknown Waits', 'kept Keeps', 'kept News', 'caller Told']);
  });

  test('a sign for the eye, a word for everybody', () => {
    expect([...new Set([...table.matchAll(/^(\S \S+) +\S+ ←/gm)].map(([, sign]) => sign))]).toEqual(['✗ LOST', '■ BLOCKS', '? unknown', '✓ kept', '→ caller']);
  });

  test('says where events come from, how often they are tried, and where they are kept', () => {
    expect(rowOf('Keeps')).toMatch(/^✓ kept +Keeps ← sqs Kept 5 tries over 5–6\.7 min, then in Dlq, kept 14 d; survives 4 min of failing code or throttling$/);
    expect(rowOf('News')).toMatch(/^✓ kept +News ← async-sns Topic 3 tries over 3–3\.1 min, then in Dlq, kept 14 d; survives 3 min of failing code, 5\.9 h of throttling if it cannot be delivered: in Undelivered$/);
    expect(rowOf('Unseen')).toContain('← sqs arn:aws:sqs:eu-west-1');
    expect(rowOf('Waits')).toContain('← untriggered nothing in this app invokes it');
  });

  test('says why an event is lost or blocks others', () => {
    expect(rowOf('Loses')).toContain('Dropped has no redrive policy');
    expect(rowOf('Blocks')).toContain('← kinesis Clicks');
    expect(rowOf('Blocks')).toMatch(/tries over 1 d: \S+/);
  });

  test('a failed delivery is a matter of its own', () => {
    const { plans: all } = judge(shop.replace(', RedrivePolicy: { deadLetterTargetArn: !GetAtt Undelivered.Arn }', ''));
    expect(rowOf('News', fateTable(all, 80))).toMatch(/then in Dlq, .* if it cannot be delivered: LOST, after 23 days/);
    expect(rowOf('Keeps')).not.toContain('delivered');
  });

  test('two nets are both named, and a position in a stream is called one', () => {
    const { plans: all } = judge(shop
      .replace('!GetAtt Clicks.Arn, BatchSize: 1', '!GetAtt Clicks.Arn, MaximumRetryAttempts: 3, DestinationConfig: { OnFailure: { Destination: !GetAtt Dlq.Arn } }, BatchSize: 1')
      .concat('  Config: { Type: AWS::Lambda::EventInvokeConfig, Properties: { FunctionName: !Ref News, Qualifier: $LATEST, MaximumRetryAttempts: 0, DestinationConfig: { OnFailure: { Destination: !GetAtt Undelivered.Arn } } } }\n'));
    const changed = fateTable(all, 80);
    expect(rowOf('Blocks', changed)).toMatch(/^✓ kept .*up to 4 tries.*, then in Dlq \(position only\), kept up to 1 d/);
    expect(rowOf('News', changed)).toMatch(/1 try, then in Undelivered, kept 4 d and Dlq, kept 14 d; survives 5\.9 h of throttling if/);
  });

  test('the version or alias that is invoked', () => {
    const { plans: all } = judge(shop.replaceAll('FunctionName: !Ref Keeps', 'FunctionName: !Ref Live')
      .concat('  Live: { Type: AWS::Lambda::Alias, Properties: { FunctionName: !Ref Keeps, FunctionVersion: !GetAtt Version.Version, Name: live } }\n  Version: { Type: AWS::Lambda::Version, Properties: { FunctionName: !Ref Keeps } }\n'));
    expect(fateTable(all, 80)).toMatch(/^✓ kept +Keeps:live ← sqs Kept$/m);
  });

  test('construct paths instead of logical ids, where there are any', () => {
    const { plans: all } = judge(shop.replace('Keeps: { Type: AWS::Lambda::Function,', 'Keeps: { Metadata: { "aws:cdk:path": Shop/Orders/Keeps/Resource }, Type: AWS::Lambda::Function,'));
    expect(fateTable(all, 80)).toMatch(/^✓ kept +Shop\/Orders\/Keeps ← sqs Kept$/m);
  });

  test('functions that CDK adds itself are counted only', () => {
    const shown = fateTable(adding(2), 80);
    expect(shown.split('\n').slice(-2)).toEqual(['', '2 paths of functions that CDK adds itself left out']);
    expect(shown.match(/←/g)).toHaveLength(judged.paths.length - 2);
    expect(fateTable(adding(1), 80)).toMatch(/\n1 path of functions that CDK adds itself left out$/);
  });

  test.each([60, 80, 120])('names are shortened in the middle to fit %d columns', (width) => {
    const long = 'x'.repeat(50);
    const { plans: all } = judge(shop.replaceAll('Keeps', `Begins${long}Ends`).replaceAll('Kept', `Source${long}End`));
    const line = fateTable(all, width).split('\n').find((candidate) => candidate.includes('Begins'))!;
    expect(line.length).toBeLessThanOrEqual(width);
    expect(line).toMatch(/^✓ kept +Beginsx+…?x*Ends ← sqs Sourcex+…?x*End$/);
  });
});

describe('findings', () => {
  const whole = plain();

  test('errors first, then warnings, each rule once', () => {
    const headings = [...whole.matchAll(/^(error|warning|info) ([\w-]+): /gm)].map(([, severity, rule]) => [severity, rule] as const);
    const ranks = headings.map(([severity]) => ['error', 'warning', 'info'].indexOf(severity));
    expect(ranks).toEqual([...ranks].sort());
    expect(new Set(headings.map(([, rule]) => rule)).size).toBe(headings.length);
    expect(headings).toContainEqual(['error', 'sqs-no-redrive']);
    expect(headings).toContainEqual(['error', 'stream-infinite-retries']);
  });

  test('the cause once, then every case with its place', () => {
    const group = whole.slice(whole.indexOf('error sqs-no-redrive'));
    const its = group.slice(0, group.indexOf('\n  https://'));
    expect(its.match(/comes back until the retention/g)).toHaveLength(1);
    expect(its).toMatch(/\n\n {2}shop\.yaml:5\n {4}Loses ← sqs Dropped\n {4}Dropped feeds Loses and has no redrive policy\. A message that keeps failing\s+is deleted after 4 days\.\n/);
    expect(its).toMatch(/\n\n {2}shop\.yaml:6\n {4}Loses2 ← sqs Dropped2\n {4}Dropped2 feeds Loses2 and /);
  });

  test('the same fix is said once, behind the last case it is for', () => {
    const shown = plain({ findings: judged.app.findings.filter(({ rule }) => rule === 'sqs-no-redrive') });
    expect(shown.match(/→ /g)).toHaveLength(1 + 1); // the other one is in the table
    expect(shown.indexOf('    → Set RedrivePolicy')).toBeGreaterThan(shown.indexOf('Dropped2 feeds'));
  });

  test('different fixes are all said', () => {
    const [first, second] = judged.app.findings.filter(({ rule }) => rule === 'sqs-no-redrive');
    const shown = plain({ findings: [{ ...first, fix: 'Do this.' }, { ...second, fix: 'Do that.' }] });
    expect(shown.indexOf('→ Do this.')).toBeLessThan(shown.indexOf('Dropped2 feeds'));
    expect(shown.indexOf('→ Do that.')).toBeGreaterThan(shown.indexOf('Dropped2 feeds'));
  });

  test('the same sentence about the same resource is said once', () => {
    const [finding] = judged.app.findings.filter(({ rule }) => rule === 'sqs-no-redrive');
    expect(plain({ findings: [finding, { ...finding, fn: undefined }, finding] }).match(/Dropped feeds Loses/g)).toHaveLength(1);
  });

  test('one rule in two severities is two groups', () => {
    const [first, second] = judged.app.findings.filter(({ rule }) => rule === 'sqs-no-redrive');
    expect(plain({ findings: [{ ...first, severity: 'info' }, second] })).toMatch(/^error sqs-no-redrive: [^]*^info sqs-no-redrive: /m);
  });

  test('more than ten cases are counted', () => {
    const [finding] = judged.app.findings;
    const cases = (count: number): Finding[] => Array.from({ length: count }, (_, index) => ({ ...finding, what: `case ${index}` }));
    expect(plain({ findings: cases(10) })).not.toContain('more with the same cause');
    const shown = plain({ findings: cases(13) });
    expect(shown.match(/case \d+/g)).toHaveLength(10);
    expect(shown).toContain('  … and 3 more with the same cause; --format json has all of them\n');
  });

  test('the state of the conditions, and the construct path', () => {
    const [finding] = judged.app.findings;
    const shown = plain({ findings: [{ ...finding, when: 'Stage is test', what: 'it is wrong', event: 'the event is gone', resource: { ...finding.resource, path: 'Shop/Orders/Resource', place: () => placeOf(finding) } }] });
    expect(shown).toContain(`\n  Shop/Orders/Resource (shop.yaml:${placeOf(finding).line})\n    Keeps ← sqs Kept, and 1 other function\n    When Stage is test: it is wrong. The event is gone.\n`);
  });

  const named = (paths: readonly string[], rule = 'sqs-no-redrive') => {
    const [finding] = judged.app.findings.filter((each) => each.rule === rule);
    return aboutWords({ ...finding, paths: paths.map((name) => judged.paths.find(({ fn: { label } }) => label === name)!) });
  };

  test('a message begins with the function and where its events come from', () => {
    expect(named(['Loses'])).toBe('Loses ← sqs Dropped');
    expect(named(['News'])).toBe('News ← async-sns Topic');
  });

  test('of several functions the first one is named, and the others are counted', () => {
    expect(named(['Loses', 'News'])).toBe('Loses ← sqs Dropped, and 1 other function');
    expect(named(['News', 'Loses', 'Loses2', 'Blocks'])).toBe('News ← async-sns Topic, and 3 other functions');
  });

  test('of one function, its sources are named or counted', () => {
    const [finding] = judged.app.findings.filter(({ paths }) => paths.length === 1);
    const [path] = finding.paths;
    const from = (...origins: readonly string[]) => aboutWords({ ...finding, paths: origins.map((originText) => ({ ...path, origin: undefined, originText })) });
    const { label } = path.fn;
    expect(from('A', 'B')).toBe(`${label} ← ${path.kind} A and ${path.kind} B`);
    expect(from('A', 'A')).toBe(`${label} ← ${path.kind} A`);
    expect(from('A', 'B', 'C')).toBe(`${label} ← ${path.kind} A and 2 other sources`);
  });

  test('a finding about no function says what it is on', () => {
    const [finding] = judged.app.findings;
    expect(aboutWords({ ...finding, paths: [], fn: undefined })).toBe(finding.resource.label);
  });

  test('the same sentence about several functions is said once, and names them', () => {
    const [finding] = judged.app.findings.filter(({ rule }) => rule === 'sqs-no-redrive');
    const [other] = judged.app.findings.filter(({ fn: its, paths }) => its?.label === 'Loses2' && paths.length === 1);
    expect(plain({ findings: [finding, { ...finding, fn: other.fn, paths: other.paths }] }).match(/Loses ← sqs Dropped, and 1 other function/g)).toHaveLength(1);
  });

  test('what was acknowledged stands apart, with the reason', () => {
    expect(whole).toContain('\nAcknowledged:\n  sqs-no-redrive on Accepted: the producer sends everything again at midnight\n');
    expect(whole).not.toContain('Accepted feeds');
    expect(rowOf('Okays')).toMatch(/^✗ LOST/);
  });

  test('the summary counts findings and paths', () => {
    const of = (severities: readonly Finding['severity'][], all = judged.plans) => plain({ findings: severities.map((severity) => ({ ...judged.findings[0], severity })), plans: all }).trimEnd().split('\n').pop();
    expect(of([])).toBe('No findings in 9 paths.');
    expect(of(['error'], judged.plans.slice(0, 1))).toBe('1 error in 1 path.');
    expect(of(['error', 'error', 'warning', 'info'])).toBe('2 errors, 1 warning, 1 to verify in 9 paths.');
    expect(of([], adding(1))).toBe('No findings in 8 paths.');
  });

  test('remarks are noted at the end', () => expect(plain({ remarks: ['left out this', 'left out that'] })).toMatch(/\n\nNotes:\n {2}left out this\n {2}left out that\n\n\d+ error/));

  test('an app of which nothing could be read is not mentioned', () => {
    const empty = { name: 'gone.yaml', plans: [], findings: [], acknowledged: [], remarks: [], broken: [], problems: ['gone.yaml: no such file'] };
    expect(text([empty], { width: 80, colour: false })).toBe('');
    expect(text([{ ...empty, problems: [] }], { width: 80, colour: false })).toBe('gone.yaml\n\nNo findings in 0 paths.\n');
    expect(text([empty, judged.app], { width: 80, colour: false })).toBe(whole);
  });

  test.each([60, 80, 100])('colour changes no line break, and no line is longer than %d columns', (width) => {
    const coloured = text([judged.app], { width, colour: true });
    expect(coloured).toContain('\u001b[31merror\u001b[0m');
    // eslint-disable-next-line no-control-regex
    expect(coloured.replace(/\u001b\[\d+m/g, '')).toBe(plain({}, width));
    expect(plain({}, width).split('\n').filter((line) => line.length > width && line.trim().includes(' '))).toEqual([]);
  });
});

describe('words', () => {
  test.each([[0, '0 s'], [59, '59 s'], [60, '1 min'], [90, '1.5 min'], [3_600, '1 h'], [21_600, '6 h'], [345_600, '4 d'], [1_209_600, '14 d']])('%d seconds are %s', (seconds, expected) => expect(duration(seconds)).toBe(expected));

  const figure = (value: Range | Unknown) => ({ value, because: '', link: '' });
  test.each([
    [{ least: 1, most: 1 }, '1 try'], [{ least: 3, most: 3 }, '3 tries'], [{ least: 0, most: 0 }, 'never run'], [{ least: 1, most: 6 }, 'up to 6 tries'],
    [{ least: 9_601, most: 17_281 }, '9,601–17,281 tries'], [{ least: 1, most: Infinity }, 'tries'], [new Unknown('x'), 'an unknown number of tries'],
  ])('%j: %s', (value, expected) => expect(tries(figure(value))).toBe(expected));

  test.each([
    [60, 60, '1 min'], [0, 60, 'up to 1 min'], [870, 1_000, '14.5–16.7 min'], [3_000, 7_200, '50 min–2 h'], [86_400, Infinity, '1 d or more'], [0, Infinity, undefined], [Infinity, Infinity, 'for ever'],
  ])('from %d to %d seconds: %s', (least, most, expected) => expect(span({ least, most })).toBe(expected));

  test('lines are broken at spaces, long words stay whole', () => {
    expect(wrap('one two three', 7)).toBe('one two\nthree');
    expect(wrap('one two three', 9, '  ')).toBe('  one two\n  three');
    expect(wrap('one two three', 7, '', '  ')).toBe('one two\n  three');
    expect(wrap('a incomprehensibilities b', 5)).toBe('a\nincomprehensibilities\nb');
    expect(wrap('', 5, '  ')).toBe('  ');
  });

  test('names are shortened in the middle', () => {
    expect(shorten('abcdefghij', 10)).toBe('abcdefghij');
    expect(shorten('abcdefghijk', 10)).toBe('abcdef…ijk');
  });
});
