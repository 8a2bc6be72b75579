import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { main } from '../../src/cli/main';

const before = process.cwd();
const folder = mkdtempSync(join(tmpdir(), 'failsafe-compare-'));
process.chdir(folder);
afterAll(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true, force: true });
});

function file(name: string, text: string): string {
  mkdirSync(dirname(name), { recursive: true });
  writeFileSync(name, text);
  return name;
}

function run(...args: string[]) {
  let out = '';
  let error = '';
  const code = main(['check', ...args], { width: 80, colour: false, out: (text) => void (out += text), error: (text) => void (error += text) });
  return { code, out, error };
}

interface Path { readonly name: string; readonly fate: string }

const compared = (...args: string[]) => {
  const { comparison } = JSON.parse(run('--format', 'json', ...args).out) as { comparison: { same: number; changes: { kind: string; before?: Path; after?: Path }[] } };
  return { same: comparison.same, changes: comparison.changes.map(({ kind, before: was, after }) => `${kind} ${(after ?? was)!.name}: ${was?.fate ?? '-'} → ${after?.fate ?? '-'}`) };
};

/** A function that a queue feeds, whose messages go to a dead-letter queue after so many tries, if any. */
const polled = (name: string, tries?: number, retention = 1_209_600) => `
  ${name}Dlq: { Type: AWS::SQS::Queue, Properties: { MessageRetentionPeriod: ${retention} } }
  ${name}Queue:
    Type: AWS::SQS::Queue
    Properties:
      VisibilityTimeout: 60
${tries === undefined ? '' : `      RedrivePolicy: { deadLetterTargetArn: !GetAtt ${name}Dlq.Arn, maxReceiveCount: ${tries} }\n`}
  ${name}: { Type: AWS::Lambda::Function, Properties: { Runtime: nodejs22.x, Handler: i.h, Timeout: 3, Role: "arn:aws:iam::111122223333:role/fn", Code: { ZipFile: x } } }
  ${name}Feed: { Type: AWS::Lambda::EventSourceMapping, Properties: { FunctionName: !Ref ${name}, EventSourceArn: !GetAtt ${name}Queue.Arn } }
`;

const app = (name: string, ...parts: string[]) => file(name, `Resources:${parts.join('')}`);

test('path by path: worse, new, changed, better and gone, the worst first', () => {
  const old = app('old/app.yaml', polled('Same', 5), polled('Mended'), polled('Broken', 5), polled('Longer', 5), polled('Shorter', 5), polled('Removed', 5), polled('Other', 5, 86_400));
  const now = app('new/app.yaml', polled('Same', 5), polled('Mended', 5), polled('Broken'), polled('Longer', 8), polled('Shorter', 3), polled('Added', 5), polled('Other', 9, 43_200));
  expect(compared('--compare', old, now)).toEqual({
    same: 1,
    changes: [
      'worse Broken: kept → lost', 'worse Shorter: kept → kept', 'new Added: - → kept', 'changed Other: kept → kept',
      'better Mended: lost → kept', 'better Longer: kept → kept', 'gone Removed: kept → -',
    ],
  });
});

test('in another folder, with other stacks around it, it is the same app', () => {
  app('one/a.yaml', polled('A', 5));
  app('one/b.yaml', polled('A'));
  app('two/b.yaml', polled('A'));
  app('two/a.yaml', polled('A', 5));
  expect(compared('--compare', 'one', 'two')).toEqual({ same: 2, changes: [] });
  expect(run('--compare', 'one', 'two').out).toMatch(/\nCompared with one: nothing changed; 2 as before\n$/);
});

test('text, in 80 columns', () => {
  const { out } = run('--compare', app('old/app.yaml', polled('Orders', 5)), app('new/app.yaml', polled('Orders'), polled('Mails', 5)));
  const shown = out.slice(out.indexOf('Compared with'));
  expect(shown.split('\n').filter((line) => line.length > 80)).toEqual([]);
  expect(shown).toContain(`Compared with old/app.yaml: 1 worse, 1 new; 0 as before

worse: Orders ← sqs OrdersQueue
  before: ✓ kept, 5 tries over`);
  expect(shown).toContain('  now: ✗ LOST, 4,320');
});

describe('--fail-on worse', () => {
  const lost = app('lost/app.yaml', polled('Orders'));
  const kept = app('kept/app.yaml', polled('Orders', 5));
  const more = app('more/app.yaml', polled('Orders'), polled('Mails', 5));
  const moreLost = app('more-lost/app.yaml', polled('Orders'), polled('Mails'));

  test.each([
    ['what was lost before', lost, lost, 0], ['what got worse', kept, lost, 1], ['what got better', lost, kept, 0], ['a new path that is kept', lost, more, 0],
    ['a new path that is lost', lost, moreLost, 1], ['a path that is gone', moreLost, lost, 0],
  ])('%s', (_, old, now, code) => expect(run('--compare', old, '--fail-on', 'worse', now).code).toBe(code));

  test('needs something to compare with', () => expect(run('--fail-on', 'worse', lost)).toMatchObject({ code: 2, error: expect.stringContaining('--fail-on worse needs --compare') }));
});

test('what cannot be read cannot be compared with', () => expect(run('--compare', 'nowhere', app('kept/app.yaml', polled('Orders', 5)))).toMatchObject({ code: 2, error: expect.stringContaining('nowhere: no such file or folder') }));

describe('Markdown', () => {
  const old = app('main/app.yaml', polled('Orders', 5), polled('Same', 5));
  const now = app('branch/app.yaml', polled('Orders'), polled('Same', 5));

  test('what changed, what is wrong, and all paths', () => {
    const { out, code } = run('--format', 'markdown', '--compare', old, now);
    expect(code).toBe(1);
    expect(out).toMatch(/^### Failed Lambda events: 1 error, /);
    expect(out).toContain('**Paths: 1 worse**; 1 path is as it was in main/app.yaml.');
    expect(out).toMatch(/\| 🔴 worse \| Orders ← sqs OrdersQueue \| ✓ kept: 5 tries over [^|]* \| ✗ LOST: [^|]* \|\n/);
    expect(out).toMatch(/<details open><summary>Errors<\/summary>\n\n\| Rule \|/);
    expect(out).toMatch(/\| \[sqs-no-redrive\]\(https:[^)]*\) \| OrdersQueue \| [^|]+ ← sqs OrdersQueue \| [^|]*Orders[^|]* is deleted after 4 days\. \| [^|]+ \| branch\/app\.yaml:\d+ \|\n/);
    expect(out).toMatch(/\| ✓ kept \| Same ← sqs SameQueue \|/);
  });

  test('without a comparison', () => expect(run('--format', 'markdown', now).out).not.toContain('Paths:'));

  test('what a template says is text there, not Markdown', () => {
    const { out } = run('--format', 'markdown', app('odd.yaml', `
  Q: { Type: AWS::SQS::Queue, Properties: { QueueName: "a|b<script>*c*" } }
  F: { Type: AWS::Lambda::Function, Properties: { Runtime: nodejs22.x, Handler: i.h, Role: "arn:aws:iam::111122223333:role/fn", Code: { ZipFile: x } } }
  M: { Type: AWS::Lambda::EventSourceMapping, Properties: { FunctionName: !Ref F, EventSourceArn: "arn:aws:sqs:eu-west-1:111122223333:a|b<script>@x" } }
`));
    expect(out).toContain('a\\|b&lt;script\\>');
    expect(out).not.toContain('<script>');
  });

  test('as much as fits into a comment, and what is left out is said', () => {
    const { out } = run('--format', 'markdown', app('large.yaml', ...Array.from({ length: 400 }, (_, index) => polled(`Function${index}`))));
    expect(out.length).toBeLessThan(65_536);
    expect(out).toMatch(/… and \d+ more lines; --format json has all of them/);
    expect(out.match(/<details/g)).toHaveLength(out.match(/<\/details>/g)!.length);
  });

  test('what could not be read', () => expect(run('--format', 'markdown', now, 'nowhere').out).toContain('**Incomplete**: nowhere: no such file or folder'));
});
