import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { main } from '../../src/cli/main';
import { feed, fn, queue, role, rule, sam, samFn, subscription, template, topic } from '../support/lossy-templates';
import { fn as shipOrder } from '../support/parts';

const start = process.cwd();
let folder: string;
beforeEach(() => { folder = realpathSync(mkdtempSync(join(tmpdir(), 'failsafe-fix-cli-'))); });
afterEach(() => {
  process.chdir(start);
  rmSync(folder, { recursive: true, force: true });
});

function file(name: string, text: string): string {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

function run(...args: string[]) {
  let out = '';
  let error = '';
  const code = main(args, { width: 80, colour: false, out: (text) => void (out += text), error: (text) => void (error += text) });
  return { code, out, error };
}

const git = (cwd: string, args: readonly string[], input?: string) => {
  const { status, stderr, stdout } = spawnSync('git', args, { cwd, input, encoding: 'utf8', env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' } });
  if (status !== 0) throw new Error(stderr);
  return stdout;
};

const lossy = template(role, fn, queue(), feed());
const read = (name: string) => readFileSync(join(folder, name), 'utf8');
const oneLine = (text: string) => expect(text).toMatch(/^[^\n]+\n$/);

describe('a diff that git apply takes', () => {
  const forms: { readonly [name: string]: readonly [file: string, cwd: string, text: string] } = {
    'where it was made': ['app.yaml', '.', lossy],
    'from a folder beside': ['api/app.yaml', '.', lossy],
    'a name with blanks': ['my shop/the app.yaml', '.', lossy],
    'called in the folder of the template': ['api/app.yaml', 'api', lossy],
    'called in another folder': ['api/app.yaml', 'web', lossy],
    'line ends of DOS': ['app.yaml', '.', lossy.replace(/\n/g, '\r\n')],
    'no line end at the end': ['app.yaml', '.', lossy.trimEnd()],
    'SAM': ['app.yaml', '.', sam(topic, samFn('ShipOrder', { Feed: ['SNS', 'Topic: !Ref Shipped'] }))],
  };

  test.each(Object.entries(forms))('%s', (_, [name, cwd, text]) => {
    git(folder, ['init', '--quiet']);
    const app = file(name, text);
    mkdirSync(join(folder, cwd), { recursive: true });
    process.chdir(join(folder, cwd));
    const { code, out, error } = run('fix', app);
    expect([code, read(name)]).toEqual([1, text]);
    expect(error).toContain('Would be mended:');
    // A file that is not below is named from the root of the repository.
    git(name.startsWith(cwd) || cwd === '.' ? join(folder, cwd) : folder, ['apply', '--whitespace=nowarn', '-'], out);
    const patched = read(name);
    expect(patched).not.toBe(text);
    writeFileSync(app, text);
    expect(run('fix', app, '--write')).toMatchObject({ code: 0, error: '' });
    expect(read(name)).toBe(patched);
  });

  test('of several apps, one behind the other', () => {
    git(folder, ['init', '--quiet']);
    process.chdir(folder);
    file('a.yaml', lossy);
    file('b/app.yaml', template(role, fn, topic, subscription()));
    file('b/other.yaml', template());
    git(folder, ['apply', '-'], run('fix', 'a.yaml', 'b').out);
    expect(run('fix', 'a.yaml', 'b')).toMatchObject({ code: 0, error: '' });
  });

  test('nothing to mend: the report is the output', () => {
    expect(run('fix', file('app.yaml', template(topic)))).toEqual({ code: 0, error: '', out: `${join(folder, 'app.yaml')}\n\nNothing to mend.\n` });
  });
});

describe('--write', () => {
  test('changes the file, says what, and the check agrees', () => {
    const app = file('app.yaml', lossy);
    expect(run('check', app).code).toBe(1);
    const { code, out, error } = run('fix', app, '--write');
    expect([code, error]).toEqual([0, '']);
    expect(out).toMatch(/^ {2}✓ sqs-no-redrive: ShipOrder ← sqs Orders: Orders feeds ShipOrder and has no\n {4}redrive policy\./m);
    expect(out).not.toContain('+++');
    expect(run('check', app).code).toBe(0);
    const once = read('app.yaml');
    expect(run('fix', app, '--write')).toMatchObject({ code: 0, error: '' });
    expect([read('app.yaml'), readdirSync(folder)]).toEqual([once, ['app.yaml']]);
  });

  test('rights stay, and a link stays one', () => {
    const app = file('real/app.yaml', lossy);
    chmodSync(app, 0o640);
    symlinkSync(app, join(folder, 'link.yaml'));
    expect(run('fix', join(folder, 'link.yaml'), '--write').code).toBe(0);
    expect(statSync(app).mode.toString(8)).toMatch(/640$/);
    expect(realpathSync(join(folder, 'link.yaml'))).toBe(app);
    expect(read('real/app.yaml')).toContain('OrdersDeadLetterQueue');
  });

  test('one of two files cannot be written: neither is changed', () => {
    // Both change: the queue is in one, what the function fails on in the other.
    const queueFile = `${template(queue())}Outputs:\n  Arn: { Value: !GetAtt Orders.Arn, Export: { Name: orders } }\n`;
    const fnFile = template(role, fn, feed(['EventSourceArn: !ImportValue orders']), rule());
    file('app/a.yaml', queueFile);
    file('app/b.yaml', fnFile);
    // Nobody, not even root, can replace a file by way of a folder that stands where the new text is put.
    mkdirSync(join(folder, `app/.b.yaml.${process.pid}`));
    const { code, error } = run('fix', join(folder, 'app'), '--write');
    expect(code).toBe(2);
    oneLine(error);
    expect(error).toMatch(/b\.yaml cannot be written \((ERR_FS_)?EISDIR\); nothing was changed/);
    expect([read('app/a.yaml'), read('app/b.yaml')]).toEqual([queueFile, fnFile]);
  });

  test('the other apps are written all the same', () => {
    file('app.yaml', lossy);
    const bad = file('bad.yaml', lossy);
    mkdirSync(join(folder, `.bad.yaml.${process.pid}`));
    const { code, out } = run('fix', bad, join(folder, 'app.yaml'), '--write');
    expect([code, read('bad.yaml')]).toEqual([2, lossy]);
    expect(read('app.yaml')).toContain('OrdersDeadLetterQueue');
    expect(out).toMatch(/bad\.yaml\n\nWould be mended:[^]*app\.yaml\n\nMended:/);
  });
});

describe('an app of CDK', () => {
  function synthesized(): string {
    const app = new App({ outdir: join(folder, 'cdk.out'), analyticsReporting: false, context: { 'aws:cdk:enable-path-metadata': true } });
    const stack = new Stack(app, 'Shop');
    shipOrder(stack, 'ShipOrder').addEventSource(new SqsEventSource(new Queue(stack, 'Orders')));
    return app.synth().directory;
  }

  test('gets lines for its program', () => {
    const { code, out, error } = run('fix', synthesized());
    expect([code, error]).toEqual([1, '']);
    expect(out).toMatch(/import \{ SqsRedrive \} from 'cdk-lambda-failsafe';/);
    expect(out).toMatch(/^ {4}→ orders\.with\(new SqsRedrive\(\)\);$/m);
  });

  test('is not written, and nothing else is', () => {
    const app = file('app.yaml', lossy);
    const { code, out, error } = run('fix', app, synthesized(), '--write');
    expect([code, out, read('app.yaml')]).toEqual([2, '', lossy]);
    oneLine(error);
    expect(error).toContain('is made by cdk synth, so --write would be undone by the next one');
  });
});

describe('--rule', () => {
  const app = () => file('app.yaml', template(role, fn, queue('Orders', ['VisibilityTimeout: 1']), feed(), topic, subscription()));

  test('one', () => {
    run('fix', app(), '--rule', 'sqs-no-redrive', '--write');
    expect(read('app.yaml')).toContain('RedrivePolicy');
    expect(read('app.yaml')).toContain('VisibilityTimeout: 1\n');
    expect(read('app.yaml')).not.toContain('EventInvokeConfig');
  });

  test('several', () => {
    run('fix', app(), '--rule', 'sqs-no-redrive, async-no-dlq-or-destination,', '--write');
    expect(read('app.yaml')).toContain('EventInvokeConfig');
    expect(read('app.yaml')).toContain('VisibilityTimeout: 1\n');
  });

  test.each([
    [['--rule', 'sqs-no-redriv'], 'there is no rule sqs-no-redriv; did you mean sqs-no-redrive?'],
    [['--rule', ','], '--rule needs a value'],
    [['--rule', ''], '--rule needs a value'],
    [['--format', 'sarif'], '--format is one of text, json, not sarif'],
    [['--wirte'], 'unknown option \'--wirte\''],
  ])('%j', (args, message) => {
    const { code, out, error } = run('fix', app(), ...args);
    expect([code, out]).toEqual([2, '']);
    oneLine(error);
    expect(error).toContain(message);
  });

  test('no app', () => {
    expect(run('fix').code).toBe(2);
    expect(run('fix').error).toContain('fix which app?');
  });
});

describe('exit codes', () => {
  test.each([
    ['errors would be mended', lossy, [], 1],
    ['errors were mended', lossy, ['--write'], 0],
    ['errors are left', sam(topic, samFn('ShipOrder', { Feed: ['SNS', 'Topic: !Ref Shipped', 'SqsSubscription: true'] })), ['--write'], 1],
    ['only warnings are left', template(role, fn, queue('Orders', ['VisibilityTimeout: 60', 'RedrivePolicy: { deadLetterTargetArn: arn:aws:sqs:us-east-1:111122223333:x, maxReceiveCount: 5 }']), feed()), [], 0],
  ])('%s', (_, text, args, code) => expect(run('fix', file('app.yaml', text), ...args).code).toBe(code));

  test('bad input: 2, and the others go on', () => {
    const app = file('app.yaml', lossy);
    const { code, out, error } = run('fix', join(folder, 'gone.yaml'), app, file('broken.yaml', 'Resources: {'));
    expect(code).toBe(2);
    expect(error).toMatch(/gone\.yaml: no such file or folder/);
    expect(error).toMatch(/broken\.yaml/);
    expect(out).toContain('+  OrdersDeadLetterQueue:');
  });
});

test('for programs: everything, by finding', () => {
  interface Said {
    readonly rule: string;
    readonly about: string;
    readonly trigger: readonly string[];
    readonly because?: string;
    readonly resource: string;
    readonly line: number;
    readonly fix: string;
  }
  interface Answer {
    readonly version: number;
    readonly apps: readonly {
      readonly program: boolean;
      readonly written: boolean;
      readonly mended: readonly { readonly findings: readonly Said[] }[];
      readonly unmended: readonly Said[];
      readonly diffs: readonly { readonly file: string; readonly diff: string }[];
    }[];
  }
  const app = file('app.yaml', template(role, fn, queue(), feed(), topic.replace('SNS::Topic', 'SNS::Topic\n    Properties: { Subscription: [{ Protocol: lambda, Endpoint: !GetAtt ShipOrder.Arn }] }')));
  const { version, apps: [{ program, written, mended, unmended, diffs }] } = JSON.parse(run('fix', app, '--format', 'json').out) as Answer;
  expect([version, program, written]).toEqual([1, false, false]);
  expect(mended.flatMap(({ findings }) => findings.map(({ rule: id, resource, line }) => `${id} ${resource} ${read('app.yaml').split('\n')[line - 1].trim()}`))).toEqual([
    'async-no-dlq-or-destination ShipOrder Properties:', 'sqs-no-redrive Orders Properties:',
  ]);
  expect(mended.flatMap(({ findings }) => findings.map(({ about, trigger }) => [about, trigger]))).toEqual([['ShipOrder ← async-sns Shipped', ['Shipped']], ['ShipOrder ← sqs Orders', ['Feed', 'Orders']]]);
  expect(unmended.map(({ rule: id, because }) => [id, because === undefined])).toEqual([['sqs-no-partial-batch', true], ['sns-subscription-no-dlq', false]]);
  expect(diffs.map(({ file: name }) => name)).toEqual([app]);
  expect(diffs[0].diff).toMatch(/^--- a\//);
});

test('no line of the report is longer than the screen', () => {
  const { error } = run('fix', file('a.yaml', template(role, fn, queue(), feed(), topic, subscription(), rule(['Targets: !If [A, [{ Id: a, Arn: !GetAtt ShipOrder.Arn }], []]']))));
  expect(error.split('\n').filter((line) => line.length > 80 && /\s/.test(line.trim()))).toEqual([]);
  expect(error).toMatch(/For you to decide:[^]*Not changed: the targets of Placed/);
});
