import { execFileSync } from 'node:child_process';
import { closeSync, ftruncateSync, mkdirSync, mkdtempSync, openSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { main } from '../../src/cli/main';

// What stands beside the folder that is asked about must never be read.
const around = mkdtempSync(join(tmpdir(), 'failsafe-'));
const folder = join(around, 'app');
beforeEach(() => mkdirSync(folder));
afterEach(() => rmSync(folder, { recursive: true, force: true }));
afterAll(() => rmSync(around, { recursive: true, force: true }));
const posix = process.platform === 'win32' ? test.skip : test;

function file(name: string, text: string | Buffer): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}

interface Ran { readonly code: number; readonly out: string; readonly error: string }

function run(...args: string[]): Ran {
  let [out, error] = ['', ''];
  const code = main(args, { width: 500, colour: false, out: (text) => void (out += text), error: (text) => void (error += text) });
  return { code, out, error };
}

const check = (name: string, text: string | Buffer): Ran => run('check', file(name, text));
const secret = 'TheSecretQueue';

/** A function that loses the messages of a queue. */
const lossy = (more = '') => `
Resources:
  Orders: { Type: AWS::SQS::Queue }
  Fn: { Type: AWS::Lambda::Function, Properties: { Code: { ZipFile: x }, Role: arn } }
  Feed: { Type: AWS::Lambda::EventSourceMapping, Properties: { FunctionName: !Ref Fn, EventSourceArn: !GetAtt Orders.Arn, BatchSize: 1 } }
${more}`;
const lost = /✗ LOST +Fn ← sqs Orders/;

/** One line on standard error, and nothing else. */
const oneLine = (problem: RegExp) => ({ code: 2, out: '', error: expect.stringMatching(new RegExp(`^[^\\n]*${problem.source}[^\\n]*\\n$`)) });

describe('deeper than anything can be', () => {
  const levels = 10_000;

  test.each([
    ['lists in JSON', 'deep.json', `{\n "Resources": ${'['.repeat(levels)}${']'.repeat(levels)}}`, /deep\.json:2:214: nested deeper than 200 levels/],
    ['maps in JSON', 'deep.json', `{"Resources": ${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}}`, /deep\.json:1:\d+: nested deeper than 200 levels/],
    ['JSON that never ends', 'deep.json', '['.repeat(levels), /deep\.json:1:10001: not valid JSON: Unexpected end of JSON input/],
    ['lists in YAML', 'deep.yaml', `Resources: ${'['.repeat(levels)}${']'.repeat(levels)}`, /deep\.yaml:1:\d+: nested deeper than 200 levels/],
    ['lists of lists in YAML', 'deep.yaml', `Resources:\n  ${'- '.repeat(levels)}a`, /deep\.yaml:2:\d+: nested deeper than 200 levels/],
    ['indents in YAML', 'deep.yaml', Array.from({ length: 2_000 }, (_, level) => `${' '.repeat(level)}a:`).join('\n'), /deep\.yaml:\d+:\d+: nested deeper than 200 levels/],
    ['functions', 'deep.json', `{"Resources": {"A": ${'{"Fn::Join":["",['.repeat(levels)}1${']]}'.repeat(levels)}}}`, /deep\.json:1:\d+: nested deeper than 200 levels/],
  ])('%s', (_, name, text, problem) => expect(check(name, text)).toEqual(oneLine(problem)));

  test('in a text that means JSON, it means nothing', () => {
    const policy = `${'{"Statement":['.repeat(50_000)}${']}'.repeat(50_000)}`;
    const { code, out, error } = check('text.json', JSON.stringify({
      Resources: {
        Machine: { Type: 'AWS::StepFunctions::StateMachine', Properties: { DefinitionString: policy, RoleArn: 'arn' } },
        Orders: { Type: 'AWS::SQS::Queue', Properties: { RedrivePolicy: policy } }, Policy: { Type: 'AWS::SQS::QueuePolicy', Properties: { PolicyDocument: policy, Queues: [{ Ref: 'Orders' }] } },
        Fn: { Type: 'AWS::Lambda::Function', Properties: { Code: { ZipFile: 'x' }, Role: 'arn' } },
        Feed: { Type: 'AWS::Lambda::EventSourceMapping', Properties: { FunctionName: { Ref: 'Fn' }, EventSourceArn: { 'Fn::GetAtt': ['Orders', 'Arn'] } } },
      },
    }));
    expect([code, error]).toEqual([1, '']);
    expect(out).toContain('Fn ← sqs Orders');
  });

  test('a real depth is fine', () => {
    const state = (level: number): object => (level === 0 ? { Type: 'Pass' } : { Type: 'Parallel', Branches: [{ StartAt: 'A', States: { A: state(level - 1) } }] });
    expect(check('machine.json', JSON.stringify({ Resources: { M: { Type: 'AWS::StepFunctions::StateMachine', Properties: { Definition: { StartAt: 'A', States: { A: state(30) } } } } } })).code).toBe(0);
  });
});

describe('larger than anything can be', () => {
  test.each([['json', '32'], ['yaml', '5']])('100 MB of %s are not read', (ending, most) => {
    const path = join(folder, `huge.${ending}`);
    const handle = openSync(path, 'w');
    ftruncateSync(handle, 100_000_000);
    closeSync(handle);
    const before = process.memoryUsage().rss;
    expect(run('check', path)).toEqual(oneLine(new RegExp(`huge\\.${ending}:1:1: larger than ${most} MB, which no template is: CloudFormation takes 1 MB`)));
    expect(process.memoryUsage().rss - before).toBeLessThan(80_000_000);
  });

  posix('what has no end is not read to its end', () => {
    symlinkSync('/dev/zero', join(folder, 'endless.yaml'));
    expect(run('check', join(folder, 'endless.yaml'))).toEqual(oneLine(/endless\.yaml:1:1: larger than 5 MB/));
  });

  posix('links in a circle are not followed: a folder in itself, two files, one to elsewhere', () => {
    const outside = join(mkdtempSync(join(tmpdir(), 'outside-')), 'outside.yaml');
    writeFileSync(outside, lossy());
    file('app.yaml', lossy());
    for (const [name, to] of [['again', '.'], ['one.yaml', 'two.yaml'], ['two.yaml', 'one.yaml'], ['away.yaml', outside]]) symlinkSync(to, join(folder, name));
    const { code, out, error } = run('check', folder);
    rmSync(join(outside, '..'), { recursive: true });
    expect([code, error]).toEqual([1, '']);
    expect(out.match(/✗ LOST/g)).toHaveLength(1);
    for (const name of ['one.yaml was passed over: not a file', 'two.yaml was passed over: not a file', 'away.yaml was passed over: it leads out of the folder']) expect(out).toContain(name);
  });

  posix('a pipe in a folder is not waited for', () => {
    execFileSync('mkfifo', [join(folder, 'pipe.yaml')]);
    file('app.yaml', lossy());
    expect(run('check', folder).out).toContain('pipe.yaml was passed over: not a file');
  });
});

describe('a little that means a lot', () => {
  test('aliases of aliases', () => {
    const bomb = ['a0: &a0 [x, x, x, x, x, x, x, x, x]', ...Array.from({ length: 9 }, (_, level) => `a${level + 1}: &a${level + 1} [${Array(9).fill(`*a${level}`).join(', ')}]`)].join('\n');
    expect(check('bomb.yaml', `${bomb}\n${lossy()}`)).toEqual(oneLine(/bomb\.yaml(:\d+:\d+)?: .*alias/i));
  });

  test('exports that each name the one before twice', () => {
    const exports = Array.from({ length: 60 }, (_, level) => `  O${level}: { Value: !Join [a, [!ImportValue E${level - 1}, !ImportValue E${level - 1}]], Export: { Name: E${level} } }`).join('\n');
    const { code, out } = check('exports.yaml', `${lossy('  Queue: { Type: AWS::SQS::Queue, Properties: { QueueName: !ImportValue E59 } }')}\nOutputs:\n${exports}`);
    expect([code, out]).toEqual([1, expect.stringMatching(lost)]);
  });

  test('texts that each have the one inside twice', () => {
    const text = Array.from({ length: 50 }).reduce((inner: string) => `{ "Fn::Sub": ["\${a}\${a}\${a}", { a: ${inner} }] }`, '"long enough"');
    const { code, out } = check('texts.yaml', lossy(`  Queue: { Type: AWS::SQS::Queue, Properties: { QueueName: ${text} } }`));
    expect([code, out]).toEqual([1, expect.stringMatching(lost)]);
  });

  test('lines without the spaces that YAML asks for, and one that has very many', () => {
    const text = lossy(`  Role: { Type: AWS::IAM::Role, Properties: { ManagedPolicyArns: [\n${'a,\n'.repeat(3_000)}b ] } }\n${' '.repeat(190_000)}# far off`);
    const { code, out } = check('spaces.yaml', text);
    expect([code, out]).toEqual([2, expect.not.stringContaining('nested deeper')]);
  });

  test('loops in loops', () => {
    const loop = (level: number): string => (level === 0 ? '"A${X0}${X1}${X2}${X3}${X4}${X5}": { Type: AWS::SQS::Queue }' : `"Fn::ForEach::L${level}": [X${level}, [a, b, c, d, e, f, g, h, i, j], { ${loop(level - 1)} }]`);
    const { code, out } = check('loops.yaml', `Transform: AWS::LanguageExtensions\n${lossy(`  ${loop(8)}`)}`);
    expect([code, out]).toEqual([1, expect.stringMatching(lost)]);
    expect(out).toContain('the loops were left out: they make more than a template can have');
  });

  test('a loop that makes more resources than a template can have', () => {
    const list = (count: number) => `[${Array.from({ length: count }, (_, index) => `i${index}`).join(', ')}]`;
    const looped = (count: number) => check('loop.yaml', `Transform: AWS::LanguageExtensions\n${lossy(`  "Fn::ForEach::L": [X, ${list(count)}, { "Fn::ForEach::M": [Y, ${list(20)}, { "A\${X}\${Y}": { Type: AWS::SNS::Topic } }] }]`)}`).out;
    expect(looped(24)).not.toContain('left out');
    expect(check('no-loop.yaml', `Transform: AWS::LanguageExtensions\n${lossy(Array.from({ length: 501 }, (_, index) => `  Topic${index}: { Type: AWS::SNS::Topic }`).join('\n'))}`).out).not.toContain('left out');
    expect(looped(26)).toContain('the loops were left out: they make more than a template can have');
  });

  test('templates that nest each other', () => {
    const nests = (other: string) => `Resources: { ${Array.from({ length: 9 }, (_, index) => `N${index}: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: ${other} } }`).join(', ')} }`;
    for (const level of [1, 2, 3, 4, 5, 6, 7]) file(`l${level}.yaml`, nests(`l${level + 1}.yaml`));
    file('l8.yaml', lossy());
    const { code, out, error } = run('check', file('l0.yaml', nests('l1.yaml')));
    expect([code, error]).toEqual([1, '']);
    expect(out).toMatch(/N\d nests the same too often and was left out/);
    expect(out).toMatch(/ 1\d\d paths\.\n$/);
  });
});

describe('in a circle', () => {
  test('references, outputs, exports, conditions, redrive policies and destinations', () => {
    const { code, out, error } = check('circle.yaml', lossy(`
  One: { Type: AWS::SQS::Queue, Properties: { QueueName: !GetAtt Two.QueueName, RedrivePolicy: { deadLetterTargetArn: !GetAtt Two.Arn, maxReceiveCount: 1 } } }
  Two: { Type: AWS::SQS::Queue, Condition: A, Properties: { QueueName: !Ref One, RedrivePolicy: { deadLetterTargetArn: !GetAtt One.Arn, maxReceiveCount: 1 } } }
  Three: { Type: AWS::SQS::Queue, Properties: { QueueName: !ImportValue Y } }
Conditions: { A: !Not [!Condition B], B: !And [!Condition A, !Condition B] }
Parameters: { P: { Type: String, Default: !Ref P } }
Outputs:
  X: { Value: !ImportValue Y, Export: { Name: X } }
  Y: { Value: !Sub "a-\${b}", Export: { Name: !ImportValue X } }
  Z: { Value: !ImportValue X, Export: { Name: Y } }
`));
    expect([code, error]).toEqual([1, '']);
    expect(out).toMatch(lost);
  });

  test('a chain of ten thousand conditions', () => {
    const conditions = Array.from({ length: 10_000 }, (_, index) => `C${index}: !Not [!Condition C${index + 1}]`).join(', ');
    const { code, error } = check('chain.yaml', `${lossy('  Queue: { Type: AWS::SQS::Queue, Condition: C0 }')}\nConditions: { ${conditions} }`);
    expect([code, error]).toEqual([1, '']);
  });

  test('a chain of a thousand redrive policies', () => {
    const queues = Array.from({ length: 1_000 }, (_, index) => [`Q${index}`, { Type: 'AWS::SQS::Queue', Properties: { RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': [`Q${(index + 1) % 1_000}`, 'Arn'] }, maxReceiveCount: 5 } } }]);
    const { code, error } = check('chain.json', JSON.stringify({
      Resources: {
        ...Object.fromEntries(queues), Fn: { Type: 'AWS::Lambda::Function', Properties: { Code: { ZipFile: 'x' } } },
        Feed: { Type: 'AWS::Lambda::EventSourceMapping', Properties: { FunctionName: { Ref: 'Fn' }, EventSourceArn: { 'Fn::GetAtt': ['Q0', 'Arn'] } } },
      },
    }));
    expect([code, error]).toEqual([1, '']);
  });

  posix('links', () => {
    symlinkSync(join(folder, 'b.yaml'), join(folder, 'a.yaml'));
    symlinkSync(join(folder, 'a.yaml'), join(folder, 'b.yaml'));
    symlinkSync(folder, join(folder, 'again'));
    file('app.yaml', lossy());
    const { code, out, error } = run('check', folder);
    expect([code, error]).toEqual([1, '']);
    expect(out).toContain('a.yaml was passed over: not a file');
    expect(out).toMatch(/in 1 path\.\n$/);
    expect(run('check', join(folder, 'a.yaml'))).toEqual(oneLine(/a\.yaml: cannot be read \(ELOOP\)/));
  });
});

describe('names that every JavaScript object has', () => {
  const answer = (text: string) => {
    const { findings, paths, problems } = JSON.parse(run('check', '--format', 'json', file('app.json', text)).out) as { findings: object[]; paths: object[]; problems: string[] };
    return { findings, paths, problems };
  };
  const app = (properties = '', more = '') => `{"Resources": {
    "Orders": {"Type": "AWS::SQS::Queue", "Properties": {${properties}}},
    "Fn": {"Type": "AWS::Lambda::Function", "Properties": {"Code": {"ZipFile": "x"}, "Role": "arn"}},
    "Feed": {"Type": "AWS::Lambda::EventSourceMapping", "Properties": {"FunctionName": {"Ref": "Fn"}, "EventSourceArn": {"Fn::GetAtt": ["Orders", "Arn"]}}}
    }${more}}`;

  test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])('%s as a property, logical id, parameter, condition, output or attribute changes nothing', (name) => {
    const redrive = '{"RedrivePolicy": {"deadLetterTargetArn": "arn:aws:sqs:eu-west-1:111122223333:Dlq", "maxReceiveCount": 5}, "Type": "AWS::SNS::Topic", "prototype": {"polluted": 1}}';
    const plain = answer(app());
    expect(answer(app(`"${name}": ${redrive}`))).toEqual(plain);
    for (const section of ['Parameters', 'Conditions', 'Outputs', 'Mappings', 'Metadata']) expect(answer(app('', `, "${section}": {"${name}": ${redrive}}`))).toEqual(plain);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });

  test.each(['__proto__', 'constructor', 'toString'])('%s is a logical id like any other', (name) => {
    const text = app().replaceAll('"Orders"', `"${name}"`);
    const { paths } = answer(text);
    expect(paths).toEqual([expect.objectContaining({ function: 'Fn', origin: name, fate: 'lost' })]);
  });

  test('a reference to one of them refers to nothing', () => {
    for (const value of ['{"Ref": "constructor"}', '{"Fn::GetAtt": ["toString", "name"]}', '{"Fn::Sub": "${constructor}"}', '{"Fn::ImportValue": "__proto__"}', '{"Fn::FindInMap": ["constructor", "constructor", "name"]}', '{"Fn::If": ["constructor", "a", "b"]}']) {
      expect(answer(app(`"QueueName": ${value}`)).problems).toEqual([]);
    }
  });
});

test('two that are named after each other', () => {
  const { code, error, out } = check('named.yaml', lossy(`
  Bus: { Type: AWS::Events::EventBus, Properties: { Name: !GetAtt Rule.Arn } }
  Rule: { Type: AWS::Events::Rule, Properties: { EventBusName: !Ref Bus, Targets: [{ Id: x, Arn: !GetAtt Fn.Arn }] } }
  Failed: { Type: AWS::SQS::Queue }
  Config: { Type: AWS::Lambda::EventInvokeConfig, Properties: { FunctionName: !Ref Fn, Qualifier: $LATEST, DestinationConfig: { OnFailure: { Destination: !GetAtt Failed.Arn } } } }
  Invoke: { Type: AWS::IAM::Policy, Properties: { Roles: [fn], PolicyDocument: { Statement: [{ Effect: Allow, Action: "events:PutEvents", Resource: !GetAtt Bus.Arn }] } } }
`));
  expect([code, error]).toEqual([1, '']);
  expect(out).toMatch(lost);
  expect(run('fix', join(folder, 'named.yaml')).error).not.toContain('This is a fault of');
});

test('versions of each other, and names that are maps', () => {
  const { code, error, out } = check('versions.yaml', `Transform: AWS::Serverless-2016-10-31\n${lossy(`
  One: { Type: AWS::Lambda::Version, Properties: { FunctionName: !Ref Other } }
  Other: { Type: AWS::Lambda::Alias, Properties: { FunctionName: !Ref One, Name: live } }
  Schedule: { Type: AWS::Scheduler::Schedule, Properties: { Target: { Arn: !Ref One } } }
  Sam: { Type: AWS::Serverless::Function, Properties: { EventInvokeConfig: { DestinationConfig: { OnFailure: { Type: SQS } } } } }
  Odd: { Type: AWS::SNS::Topic, Properties: { TopicName: { 'Fn::GetAtt': [{ a: 1 }] } } }
`)}`);
  expect([code, error]).toEqual([1, '']);
  expect(out).toMatch(lost);
});

test('the name of an alias that is longer than anybody can read', () => {
  const { code, error } = check('alias.yaml', `Resources: *${'a'.repeat(5_000)}`);
  expect(code).toBe(2);
  expect(error.length).toBeLessThan(300);
});

test('more retries than anybody can count', () => {
  const { code, error } = check('retries.yaml', lossy(`
  Topic: { Type: AWS::SNS::Subscription, Properties: { TopicArn: arn, Protocol: lambda, Endpoint: !GetAtt Fn.Arn } }
  Config: { Type: AWS::Lambda::EventInvokeConfig, Properties: { FunctionName: !Ref Fn, Qualifier: $LATEST, MaximumRetryAttempts: ${Number.MAX_SAFE_INTEGER} } }
`));
  expect([code, error]).toEqual([1, '']);
});

test('a map as a key, in a map that is to be mended', () => {
  const name = file('key.yaml', lossy().replace('Orders: { Type: AWS::SQS::Queue }', 'Orders: { Type: AWS::SQS::Queue, Properties: { VisibilityTimeout: 30, { a: 1 } } }'));
  const { error } = run('fix', name);
  expect(error).not.toContain('This is a bug');
});

describe('where something else should stand', () => {
  const nothing = ['!Ref AWS::NoValue', '[1, 2]', 'text', '7', 'null', '!If [C, { RedrivePolicy: {} }, !Ref AWS::NoValue]', '!ImportValue elsewhere', '{ Fn::Transform: { Name: X } }'];

  test.each(nothing)('properties that are %s', (properties) => {
    const { code, error } = check('app.yaml', `${lossy(`  Odd: { Type: AWS::SQS::Queue, Properties: ${properties} }\n  OddFn: { Type: AWS::Lambda::Function, Properties: ${properties} }\n  OddFeed: { Type: AWS::Lambda::EventSourceMapping, Properties: ${properties} }`)}\nConditions: { C: !Equals [a, b] }`);
    expect([code, error]).toEqual([1, '']);
  });

  test.each(['constructor', '__proto__', 'toString', 'AWS::constructor', 'Custom::__proto__', '[]', '{ a: 1 }', '7', 'null'])('a type that is %s', (type) => {
    const { code, error, out } = check('app.yaml', lossy(`  Odd: { Type: ${type}, Properties: { TopicName: !Ref Orders } }\n  Reader: { Type: AWS::Lambda::EventSourceMapping, Properties: { FunctionName: !Ref Fn, EventSourceArn: !GetAtt Odd.Arn } }`));
    expect([code, error]).toEqual([1, '']);
    expect(out).toMatch(lost);
  });

  test('maps and lists with references in them, where a name should be', () => {
    const odd = '{ a: !Ref Orders, b: [!GetAtt Fn.Arn, { c: !Sub "${Orders}" }] }';
    const { code, error, out } = check('app.yaml', lossy(`  Odd: { Type: AWS::Lambda::EventSourceMapping, Properties: { FunctionName: ${odd}, EventSourceArn: ${odd} } }
  Rule: { Type: AWS::Events::Rule, Properties: { Targets: [{ Arn: !GetAtt Fn.Arn, Id: ${odd}, DeadLetterConfig: { Arn: ${odd} } }, ${odd}] } }
  Config: { Type: AWS::Lambda::EventInvokeConfig, Properties: { FunctionName: !Ref Fn, Qualifier: ${odd}, DestinationConfig: { OnFailure: { Destination: ${odd} } } } }`));
    expect([code, error]).toEqual([1, '']);
    expect(out).toMatch(lost);
  });
});

describe('text of another kind', () => {
  test('a byte order mark and the line ends of DOS change nothing but positions', () => {
    const plain = check('app.yaml', lossy());
    expect(check('app.yaml', `\ufeff${lossy().replace(/\n/g, '\r\n')}`)).toEqual(plain);
    const json = '{"Resources": {"Q": {"Type": "AWS::SQS::Queue"}}}';
    expect(check('app.json', `\ufeff${json}`)).toEqual(check('app.json', json));
  });

  test('not UTF-8', () => {
    expect(check('latin.yaml', Buffer.from('Resources:\n  Q: { Type: AWS::SQS::Queue } # für', 'latin1'))).toEqual(oneLine(/latin\.yaml:2:35: not UTF-8 from here on/));
    expect(check('wide.yaml', Buffer.from('\ufeffResources: {}', 'utf16le'))).toEqual(oneLine(/wide\.yaml:1:1: UTF-16, where a template is UTF-8/));
  });

  test('keys that are written twice: the last one counts, in both', () => {
    const yaml = check('app.yaml', 'Resources:\n  Q: { Type: AWS::SNS::Topic, Type: AWS::SQS::Queue }');
    expect(yaml.out).toMatch(/app\.yaml:2:\d+: this key is written twice; like CloudFormation, only the last one is read/);
    expect(check('app.json', '{"Resources": {"Q": 1, "Q": {"Type": "AWS::SQS::Queue"}}}').code).toBe(0);
  });

  test('tags that other programs run are text', () => {
    const { code, error } = check('tags.yaml', lossy('  Q: { Type: AWS::SQS::Queue, Properties: { A: !!js/function "function () { process.exit(7) }", B: !!python/object/apply:os.system "exit 7" } }'));
    expect([code, error]).toEqual([1, '']);
  });
});

describe('signs that a terminal obeys are shown', () => {
  const evil = 'A\\e[31m\\x9b2J\\u202eB';

  test.each([['check'], ['plan'], ['fix'], ['check', '--format', 'json'], ['plan', '--format', 'json'], ['map', '--format', 'markdown'], ['map', '--format', 'mermaid'], ['map', '--format', 'svg'], ['map', '--format', 'json'], ['map', '--output', '-']])('%s %s %s', (...command) => {
    const app = file('app.yaml', `
Resources:
  "${evil}":
    Type: AWS::SQS::Queue
    Metadata: { "aws:cdk:path": "Shop/${evil}/Resource" }
  Fn: { Type: AWS::Lambda::Function, Properties: { Code: { ZipFile: x }, Role: arn } }
  Feed: { Type: AWS::Lambda::EventSourceMapping, Properties: { FunctionName: !Ref Fn, EventSourceArn: !GetAtt "${evil}.Arn", BatchSize: 1 } }
  Nested: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: "../${evil}.yaml" } }
Metadata: { LambdaFailsafe: { Acknowledge: { Id: "${evil}" } } }
`);
    const { out, error } = run(...command.filter((word) => word !== undefined), app);
    const text = command.length === 1 && command[0] === 'fix' ? error : out + error;
    // eslint-disable-next-line no-control-regex
    expect(text.match(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/)).toBeNull();
    expect(out + error).toMatch(/LOST|lost|mended/);
  });

  posix('also in the name of a file', () => {
    expect(check('a\u001b[31m\n.yaml', 'Resources: [')).toEqual(oneLine(/a\\u001b\[31m\\u000a\.yaml:\d+:\d+: /));
  });
});

describe('files elsewhere are never read', () => {
  beforeAll(() => {
    writeFileSync(join(around, 'outside.yaml'), lossy(`  ${secret}: { Type: AWS::SQS::Queue }`).replaceAll('Orders', secret));
    writeFileSync(join(around, 'outside.json'), JSON.stringify({ paths: { '/x': { get: { 'x-amazon-apigateway-integration': { uri: { 'Fn::Sub': `\${${secret}.Arn}` } } } } } }));
  });

  const nested = (url: string, type = 'AWS::CloudFormation::Stack', property = 'TemplateURL') => lossy(`  Nested: { Type: ${type}, Properties: { ${property}: "${url}" } }`);
  const expectUnread = ({ code, out, error }: Ran) => {
    expect([code, error]).toEqual([1, '']);
    expect(out).toMatch(lost);
    expect(out).not.toContain(secret);
  };

  test.each([
    ['above', () => '../outside.yaml'], ['above, by a detour', () => 'sub/../../outside.yaml'], ['by its whole name', () => join(around, 'outside.yaml').replace(/\\/g, '/')],
    ['as a URL of a file', () => `file://${join(around, 'outside.yaml')}`], ['the passwords', () => '../../../../../../../../etc/passwd'],
  ])('a nested template %s', (_, url) => {
    expectUnread(run('check', file('app.yaml', nested(url()))));
    expectUnread(run('check', folder));
  });

  test('beside and below a single template they are read, and what was not is said', () => {
    file('sub/inner.yaml', lossy());
    expect(run('check', file('app.yaml', nested('sub/inner.yaml'))).out).toMatch(/in 2 paths\.\n$/);
    expect(run('check', file('app.yaml', nested('../outside.yaml'))).out).toMatch(/app\.yaml: \.\.\/outside\.yaml is outside of .*app and was not read/);
  });

  test('in a folder that is asked about, a template may name one above itself', () => {
    file('shared/inner.yaml', lossy());
    file('apps/app.yaml', nested('../shared/inner.yaml'));
    const { out } = run('check', folder);
    expect(out).not.toContain('was not read');
    expect(out).toMatch(/in 2 paths\.\n$/);
  });

  posix('links that lead out of the folder', () => {
    symlinkSync(join(around, 'outside.yaml'), join(folder, 'link.yaml'));
    symlinkSync(around, join(folder, 'up'));
    file('app.yaml', nested('up/outside.yaml'));
    const { out, ...ran } = run('check', folder);
    expectUnread({ out, ...ran });
    expect(out).toContain('link.yaml was passed over: it leads out of the folder');
    expect(out).toContain('up/outside.yaml is outside of');
  });

  test.each([['AWS::Serverless::Api', 'DefinitionUri'], ['AWS::Serverless::HttpApi', 'DefinitionUri'], ['AWS::Serverless::StateMachine', 'DefinitionUri'], ['AWS::Serverless::Application', 'Location']])('what %s names', (type, property) => {
    const ran = run('check', file('app.yaml', nested('../outside.json', type, property)));
    expectUnread(ran);
    expect(ran.out).toMatch(/\.\.\/outside\.json is outside of .* and was not read/);
  });

  test('the program of a function', () => {
    const fn = (uri: string, handler: string) => `
Resources:
  Orders: { Type: AWS::SQS::Queue }
  Fn: { Type: AWS::Lambda::Function, Properties: { Code: "${uri}", Handler: "${handler}", Runtime: nodejs22.x, Role: arn } }
  Feed: { Type: AWS::Lambda::EventSourceMapping, Properties: { FunctionName: !Ref Fn, EventSourceArn: !GetAtt Orders.Arn } }`;
    const reports = 'exports.handler = async () => ({ batchItemFailures: [] });';
    file('src/index.js', reports);
    expect(run('check', file('app.yaml', fn('src', 'index.handler'))).out).toContain('partial-batch-ignored');
    writeFileSync(join(around, 'outside.js'), reports);
    for (const [uri, handler] of [['..', 'outside.handler'], ['src', '../../outside.handler'], [around, 'outside.handler']]) expect(run('check', file('app.yaml', fn(uri, handler))).out).not.toContain('partial-batch-ignored');
    if (process.platform !== 'win32') {
      symlinkSync(join(around, 'outside.js'), join(folder, 'src/link.js'));
      expect(run('check', file('app.yaml', fn('src', 'link.handler'))).out).not.toContain('partial-batch-ignored');
    }
  });

  describe('by a cloud assembly', () => {
    const stack = (properties: object, more: object = {}) => JSON.stringify({ version: '48.0.0', artifacts: { Shop: { type: 'aws:cloudformation:stack', environment: 'aws://unknown-account/unknown-region', properties: { templateFile: 'Shop.template.json' } }, Other: { type: 'aws:cloudformation:stack', properties, ...more } } });
    const shop = JSON.stringify({ Resources: { Orders: { Type: 'AWS::SQS::Queue' }, Fn: { Type: 'AWS::Lambda::Function', Properties: { Code: { ZipFile: 'x' } } }, Feed: { Type: 'AWS::Lambda::EventSourceMapping', Properties: { FunctionName: { Ref: 'Fn' }, EventSourceArn: { 'Fn::GetAtt': ['Orders', 'Arn'] } } } } });

    test.each([
      ['a template', { templateFile: '../outside.yaml' }, {}], ['a template by its whole name', { templateFile: '/etc/passwd' }, {}], ['metadata', { templateFile: 'none.json' }, { additionalMetadataFile: '../outside.json' }],
      ['a stage', { directoryName: '..' }, { type: 'cdk:cloud-assembly' }], ['itself as a stage', { directoryName: '.' }, { type: 'cdk:cloud-assembly' }],
    ])('%s', (what, properties, more) => {
      file('manifest.json', stack(properties, more));
      file('Shop.template.json', shop);
      const { out, error, code } = run('check', folder);
      expect(out).toMatch(lost);
      expect(out).not.toContain(secret);
      // A whole name is one in the folder too.
      const problem = what === 'metadata' || what.endsWith('name') ? /app.(none\.json|etc.passwd): cannot be read \(ENOENT\)\n$/ : /^[^\n]*manifest\.json: Other names [^\n]*, which is (outside of|what it is a part of)[^\n]* and was not read\n$/;
      expect([code, error]).toEqual([2, expect.stringMatching(problem)]);
    });

    test('an asset', () => {
      file('manifest.json', stack({ templateFile: 'Other.template.json' }));
      file('Shop.template.json', shop);
      file('Other.template.json', JSON.stringify({ Resources: { Nested: { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: 'https://s3/bucket/hash.yaml' } } } }));
      file('Shop.assets.json', JSON.stringify({ files: { hash: { source: { path: '../outside.yaml' } } } }));
      expectUnread(run('check', folder));
    });
  });
});

test('a file that is no template at all', () => {
  expect(check('noise.yaml', Buffer.from(Array.from({ length: 5_000 }, (_, index) => (index * 7_919) % 251)))).toEqual(oneLine(/noise\.yaml:\d+:\d+: /));
  expect(check('empty.yaml', '')).toEqual(oneLine(/empty\.yaml: not a CloudFormation or SAM template/));
  expect(check('scalar.json', '7')).toEqual(oneLine(/scalar\.json: not a CloudFormation or SAM template/));
});
