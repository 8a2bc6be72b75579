import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { main } from '../../src/cli/main';

const folder = mkdtempSync(join(tmpdir(), 'failsafe-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}

function run(...args: string[]) {
  let out = '';
  let error = '';
  const code = main(args, { width: 80, colour: false, out: (text) => void (out += text), error: (text) => void (error += text) });
  return { code, out, error };
}

interface Found {
  readonly rule: string; readonly severity: string; readonly resource: string; readonly template: string; readonly function?: string; readonly path?: string;
  readonly property?: string; readonly file: string; readonly line: number; readonly column: number; readonly message: string; readonly when?: string; readonly reason?: string;
}

interface Answer {
  readonly version: number;
  readonly apps: readonly string[];
  readonly paths: readonly {
    readonly function: string; readonly path?: string; readonly kind: string; readonly origin?: string; readonly trigger: readonly string[]; readonly fate: string;
    readonly keptIn: readonly string[];
  }[];
  readonly findings: readonly Found[];
  readonly acknowledged: readonly Found[];
  readonly problems: readonly string[];
  readonly remarks: readonly string[];
}

function runJson(...args: string[]) {
  const { code, out, error } = run('check', '--format', 'json', ...args);
  return { code, error, answer: JSON.parse(out) as Answer };
}

const pathsOf = ({ paths }: Answer) => paths.map((path) => `${path.function} ${path.kind} ${path.origin ?? '-'} ${path.fate} ${path.keptIn.join(',')}`.trim());

const fn = '{ Type: AWS::Lambda::Function, Properties: { Runtime: nodejs22.x, Handler: i.h, Role: "arn:aws:iam::111122223333:role/fn", Code: { ZipFile: x } } }';

/** Loses messages: the queue has no redrive policy. */
const lossy = `
Resources:
  Orders:
    Type: AWS::SQS::Queue
    Properties: { VisibilityTimeout: 60 }
  Fn: ${fn}
  Feed:
    Type: AWS::Lambda::EventSourceMapping
    Properties: { FunctionName: !Ref Fn, EventSourceArn: !GetAtt Orders.Arn, BatchSize: 1 }
`;

/** Loses nothing, but breaks a recommendation: a warning. */
const warned = (more = '') => `
Resources:
  Dlq: { Type: AWS::SQS::Queue, Properties: { MessageRetentionPeriod: 1209600 } }
  Orders:
    Type: AWS::SQS::Queue
    Properties:
      VisibilityTimeout: 60
      RedrivePolicy: { deadLetterTargetArn: !GetAtt Dlq.Arn, maxReceiveCount: 1 }
${more}
  Fn: ${fn}
  Feed:
    Type: AWS::Lambda::EventSourceMapping
    Properties: { FunctionName: !Ref Fn, EventSourceArn: !GetAtt Orders.Arn, BatchSize: 1 }
`;

describe('what can be checked', () => {
  test('a YAML template', () => {
    const template = file('lossy.yaml', lossy);
    const { code, out, error } = run('check', template);
    expect([code, error]).toEqual([1, '']);
    expect(out).toContain('error sqs-no-redrive: a queue that feeds a function has no redrive policy');
    expect(out).toContain(`\n  ${template}:5\n`);
    expect(out).toMatch(/^✗ LOST +Fn ← sqs Orders$/m);
    expect(out).toMatch(/^1 error\b.* in 1 path\.$/m);
  });

  test('a JSON template, with the place of every finding', () => {
    const template = file('lossy.json', JSON.stringify({
      Resources: {
        Orders: { Type: 'AWS::SQS::Queue', Properties: { VisibilityTimeout: 60 } },
        Fn: { Type: 'AWS::Lambda::Function', Properties: { Role: 'arn', Code: { ZipFile: 'x' } } },
        Feed: { Type: 'AWS::Lambda::EventSourceMapping', Properties: { FunctionName: { Ref: 'Fn' }, EventSourceArn: { 'Fn::GetAtt': ['Orders', 'Arn'] }, BatchSize: 1 } },
      },
    }, undefined, 2));
    const { code, answer } = runJson(template);
    expect(code).toBe(1);
    expect(answer.findings).toContainEqual(expect.objectContaining({ rule: 'sqs-no-redrive', file: template, line: 5, column: 7 }));
  });

  test('a SAM template: what SAM generates goes by the name of the event', () => {
    const template = file('sam.yaml', `
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders: { Type: AWS::SQS::Queue, Properties: { VisibilityTimeout: 60 } }
  Worker:
    Type: AWS::Serverless::Function
    Properties:
      Events:
        Feed: { Type: SQS, Properties: { Queue: !GetAtt Orders.Arn, BatchSize: 10 } }
`);
    const { code, answer } = runJson(template);
    expect(code).toBe(1);
    expect(pathsOf(answer)).toEqual(['Worker sqs Orders lost']);
    expect(answer.paths[0].trigger).toContain('Worker/Feed');
    expect(answer.findings).toContainEqual(expect.objectContaining({ rule: 'sqs-no-partial-batch', resource: 'Worker', label: 'Worker/Feed', line: 9 }));
  });

  test('a folder of templates that belong together', () => {
    const work = file('shop/work/functions.yaml', `
Resources:
  Fn: ${fn}
  Feed:
    Type: AWS::Lambda::EventSourceMapping
    Properties: { FunctionName: !Ref Fn, EventSourceArn: !ImportValue orders-arn, BatchSize: 1 }
`);
    const queues = file('shop/queues.yml', `
Resources:
  Orders: { Type: AWS::SQS::Queue, Properties: { VisibilityTimeout: 60 } }
Outputs:
  Arn: { Value: !GetAtt Orders.Arn, Export: { Name: orders-arn } }
`);
    const together = runJson(dirname(queues));
    expect(pathsOf(together.answer)).toEqual(['Fn sqs Orders lost']);
    expect(together.answer.findings).toContainEqual(expect.objectContaining({ rule: 'sqs-no-redrive', resource: 'Orders', template: queues, file: queues, line: 3 }));
    expect(together.code).toBe(1);
    // The same template alone does not tell what the queue does.
    const alone = runJson(work);
    expect(alone.answer.paths.map(({ fate }) => fate)).toEqual(['unknown']);
    expect(alone.code).toBe(0);
  });

  test('a folder passes over what is no template, and says so', () => {
    file('mixed/lossy.yaml', lossy);
    const other = file('mixed/settings.json', '{ "colour": "red" }');
    const odd = file('mixed/odd.yaml', 'a: [');
    file('mixed/package.json', '{}');
    file('mixed/node_modules/inner/template.yaml', warned());
    file('mixed/.hidden/template.yaml', warned());
    file('mixed/cdk.out/template.yaml', warned());
    const { code, answer } = runJson(join(folder, 'mixed'));
    expect(code).toBe(1);
    expect(pathsOf(answer)).toEqual(['Fn sqs Orders lost']);
    expect(answer.remarks).toEqual([`${odd} was passed over: not a template`, `${other} was passed over: not a template`]);
  });

  test('a cdk.out, with construct paths and what was acknowledged in the app', () => {
    file('cdk.out/manifest.json', JSON.stringify({
      version: '48.0.0',
      artifacts: {
        Shop: {
          type: 'aws:cloudformation:stack', environment: 'aws://111122223333/eu-west-1', properties: { templateFile: 'Shop.template.json', stackName: 'shop' },
          metadata: {
            '/Shop/Orders/Resource': [{ type: 'aws:cdk:logicalId', data: 'Orders' }],
            '/Shop/Orders': [{ type: 'aws:cdk:acknowledged-rules', data: { 'cdk-lambda-failsafe::sqs-visibility-lt-6x': 'short is fine' } }],
            '/Shop/Fn/Resource': [{ type: 'aws:cdk:logicalId', data: 'Fn' }],
          },
        },
        Tree: { type: 'cdk:tree', properties: { file: 'tree.json' } },
      },
    }));
    file('cdk.out/Shop.template.json', JSON.stringify({
      Resources: {
        Orders: { Type: 'AWS::SQS::Queue' },
        Fn: { Type: 'AWS::Lambda::Function', Properties: { Timeout: 20, Role: 'arn', Code: { ZipFile: 'x' } } },
        Feed: { Type: 'AWS::Lambda::EventSourceMapping', Properties: { FunctionName: { Ref: 'Fn' }, EventSourceArn: { 'Fn::GetAtt': ['Orders', 'Arn'] }, BatchSize: 1 } },
      },
    }));
    const { code, answer } = runJson(join(folder, 'cdk.out'));
    expect(code).toBe(1);
    expect(answer.paths).toEqual([expect.objectContaining({ stack: 'Shop', path: 'Shop/Fn/Resource' })]);
    expect(answer.findings).toContainEqual(expect.objectContaining({ rule: 'sqs-no-redrive', path: 'Shop/Orders/Resource' }));
    expect(answer.acknowledged).toEqual([expect.objectContaining({ rule: 'sqs-visibility-lt-6x', reason: 'short is fine' })]);
  });

  test('a manifest.json of another program does not make a cdk.out', () => {
    file('site/manifest.json', '{ "name": "shop", "version": "1.0" }');
    file('site/lossy.yaml', lossy);
    expect(pathsOf(runJson(join(folder, 'site')).answer)).toEqual(['Fn sqs Orders lost']);
  });

  test('several apps, one after the other', () => {
    const [first, second] = [file('first.yaml', lossy), file('second.yaml', warned())];
    const { code, out } = run('check', first, second);
    expect(code).toBe(1);
    expect(out.indexOf(`${first}\n`)).toBe(0);
    expect(out.indexOf(`\n${second}\n`)).toBeGreaterThan(out.indexOf(' in 1 path.'));
    expect(runJson(first, second).answer.apps).toEqual([first, second]);
  });
});

describe('JSON', () => {
  test('has the same fields whatever is found', () => {
    const fields = ['version', 'apps', 'paths', 'findings', 'acknowledged', 'problems', 'remarks', 'broken'];
    for (const name of [file('lossy.yaml', lossy), file('none.yaml', 'Resources: {}'), join(folder, 'missing')]) {
      const { answer } = runJson(name);
      expect(Object.keys(answer)).toEqual(fields);
      expect(answer.version).toBe(1);
    }
  });

  test('a path says who, how, how often and where to', () => {
    const template = file('warned.yaml', warned());
    expect(runJson(template).answer.paths).toEqual([expect.objectContaining({
      template, stack: template, function: 'Fn', kind: 'sqs', source: 'sqs', qualifier: '$LATEST', trigger: ['Feed', 'Orders'], origin: 'Orders',
      fate: 'kept', keptIn: ['Dlq'], keptAs: 'payload', attempts: 1, deliveryFate: null, framework: false, docs: expect.stringMatching(/^https:/),
    })]);
  });

  test('a finding says what, where and what to do', () => {
    const template = file('lossy.yaml', lossy);
    expect(runJson(template).answer.findings).toContainEqual(expect.objectContaining({
      rule: 'sqs-no-redrive', severity: 'error', template, resource: 'Orders', property: 'RedrivePolicy', file: template, function: 'Fn', trigger: ['Feed', 'Orders'],
      message: expect.stringContaining('Orders feeds Fn'), event: 'a message that keeps failing is deleted after 4 days', why: expect.any(String),
      about: 'Fn ← sqs Orders', concerns: [{ function: 'Fn', kind: 'sqs', source: 'sqs', origin: 'Orders' }], fix: expect.stringContaining('Set RedrivePolicy: { deadLetterTargetArn: '), docs: expect.stringMatching(/^https:/),
    }));
  });

  test('what cannot be known has a reason in its place', () => {
    const template = file('imported.yaml', lossy.replace('!GetAtt Orders.Arn', '!ImportValue elsewhere'));
    const { paths } = runJson(template).answer as unknown as { paths: { attempts: unknown }[] };
    expect(paths[0].attempts).toEqual({ unknown: expect.stringContaining('not part of this app') });
  });

  test('an unknown state of a condition is named', () => {
    const template = file('condition.yaml', `
Parameters: { Stage: { Type: String, Default: prod, AllowedValues: [prod, test] } }
Conditions: { Prod: !Equals [!Ref Stage, prod] }
${warned().replace('RedrivePolicy: {', 'RedrivePolicy: !If [Prod, {').replace('maxReceiveCount: 1 }', 'maxReceiveCount: 5 }, !Ref "AWS::NoValue"]')}`);
    const { answer } = runJson(template);
    expect(answer.findings.filter(({ rule }) => rule === 'sqs-no-redrive').map(({ when }) => when)).toEqual(['Stage is test']);
    expect(run('check', template).out.replace(/\s+/g, ' ')).toContain('When Stage is test: Orders feeds Fn');
  });
});

describe('exit code', () => {
  const templates = { errors: file('lossy.yaml', lossy), warnings: file('warned.yaml', warned()), clean: file('none.yaml', 'Resources: {}') };

  test.each([
    ['errors', undefined, 1], ['errors', 'error', 1], ['errors', 'warning', 1], ['errors', 'never', 0],
    ['warnings', undefined, 0], ['warnings', 'error', 0], ['warnings', 'warning', 1], ['warnings', 'never', 0],
    ['clean', undefined, 0], ['clean', 'warning', 0],
  ] as const)('%s with --fail-on %s: %d', (name, failOn, expected) => {
    const { code, out, error } = run('check', ...(failOn ? ['--fail-on', failOn] : []), templates[name]);
    expect([code, error]).toEqual([expected, '']);
    expect(out).toMatch({ errors: /^1 error\b.* in 1 path\.$/m, warnings: /^\d+ warnings?\b.* in 1 path\.$/m, clean: /^No findings in 0 paths\.$/m }[name]);
  });

  test('bad input is 2, whatever else is found', () => expect(run('check', '--fail-on', 'never', templates.errors, join(folder, 'missing')).code).toBe(2));
});

describe('bad input', () => {
  const inputs: { readonly [title: string]: readonly [name: string, says: RegExp] } = {
    'a missing file': [join(folder, 'missing.yaml'), /missing\.yaml: no such file or folder/],
    'a file below a file': [join(file('plain.yaml', lossy), 'inner'), /inner: cannot be read \(ENOTDIR\)$/],
    'a link to itself': [link('loop.yaml'), /loop\.yaml: cannot be read \(ELOOP\)$/],
    'broken YAML': [file('broken.yaml', 'Resources:\n  A:\n    Type: x\n   B: y\n'), /broken\.yaml:4:1: /],
    'YAML that ends too soon': [file('ends.yaml', 'Resources:\n  A: { Type: x'), /ends\.yaml:2:\d+: /],
    'a quote that is never closed': [file('quote.yaml', "Resources:\n  A:\n    Type: 'x\n    B: y\n"), /quote\.yaml:\d+:\d+: the quote ' is never closed$/],
    'a YAML alias of nothing': [file('alias.yaml', 'Resources:\n  A: *none\n'), /alias\.yaml:2:6: the alias \*none refers to no anchor before it$/],
    'a YAML alias of itself': [file('itself.yaml', 'Resources:\n  A: &all\n    Type: x\n    Properties: *all\n'), /itself\.yaml:4:17: the alias \*all refers to what it is a part of$/],
    'a YAML merge of a number': [file('merge.yaml', 'Resources:\n  A:\n    <<: 3\n'), /merge\.yaml: Merge sources must be maps/],
    'two YAML documents': [file('two.yaml', 'Resources: {}\n---\nResources: {}\n'), /two\.yaml:2:1: several YAML documents in one file/],
    'broken JSON': [file('broken.json', '{\n  "Resources": {\n    "A": { "Type": "x", }\n  }\n}'), /broken\.json:3:25: not valid JSON: /],
    'JSON that ends too soon': [file('ends.json', '{\n  "Resources": {\n'), /ends\.json:3:1: not valid JSON: /],
    'JSON with a word in it': [file('word.json', '{\n  "Resources": nope\n}'), /word\.json:2:1[67]: not valid JSON: /],
    'JSON with something behind it': [file('behind.json', '{ "Resources": {} }\n}'), /behind\.json:2:1: not valid JSON: (?!.*position)/],
    'no template': [file('other.json', '{ "a": 1 }'), /other\.json: not a CloudFormation or SAM template: it has no Resources$/],
    'a list': [file('list.yaml', '- a\n- b\n'), /list\.yaml: not a CloudFormation or SAM template/],
    'plain text': [file('text.yaml', 'hello'), /text\.yaml: not a CloudFormation or SAM template/],
    'an empty file': [file('empty.json', ''), /empty\.json: not a CloudFormation or SAM template/],
    'a folder without templates': [dirname(file('nothing/readme.txt', '')), /nothing: no CloudFormation or SAM template in this folder$/],
    'a cdk.out with a broken manifest': [dirname(file('broken.out/manifest.json', '{\n  "version": 1,,\n')), /manifest\.json:2:1[67]: not valid JSON: /],
    'a cdk.out without a template of it': [
      dirname(file('gone.out/manifest.json', '{ "artifacts": { "S": { "type": "aws:cloudformation:stack", "properties": { "templateFile": "S.json" } } } }')), /S\.json: cannot be read \(ENOENT\)$/,
    ],
    'a cdk.out without a stage of it': [
      dirname(file('stage.out/manifest.json', '{ "artifacts": { "S": { "type": "cdk:cloud-assembly", "properties": { "directoryName": "assembly-S" } } } }')), /manifest\.json: cannot be read \(ENOENT\)$/,
    ],
    'a nested template that is a folder': [file('nest/nest.yaml', 'Resources: { A: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: . } } }'), /nest: cannot be read \(EISDIR\)$/],
  };

  function link(name: string): string {
    symlinkSync(name, join(folder, name));
    return join(folder, name);
  }

  test.each(Object.entries(inputs))('%s: one line, and the rest is checked', (_, [name, says]) => {
    const good = file('lossy.yaml', lossy);
    const { code, out, error } = run('check', name, good);
    expect(code).toBe(2);
    expect(error).toMatch(/^[^\n]+\n$/);
    expect(error.trimEnd()).toMatch(says);
    expect(error).not.toMatch(/This is a bug| at .*\.[jt]s/);
    expect(out).toMatch(/^✗ LOST +Fn ← sqs Orders$/m);
    expect(out.startsWith(`${good}\n`)).toBe(true);
    expect(runJson(name, good).answer.problems).toEqual([error.trimEnd()]);
  });

  test('a broken template in a folder does not hide the others', () => {
    const broken = file('partly/broken.yaml', 'Resources:\n  A: [\n');
    file('partly/lossy.yaml', lossy);
    const { code, answer } = runJson(dirname(broken));
    expect(code).toBe(2);
    expect(answer.problems).toEqual([expect.stringContaining(`${broken}:3:1: `)]);
    expect(pathsOf(answer)).toEqual(['Fn sqs Orders lost']);
  });

  test('a byte order mark and carriage returns are fine', () => {
    expect(pathsOf(runJson(file('bom.json', `\ufeff${JSON.stringify({ Resources: { Fn: { Type: 'AWS::Lambda::Function' } } })}`)).answer)).toHaveLength(1);
    expect(runJson(file('crlf.yaml', lossy.replaceAll('\n', '\r\n'))).answer.findings).toContainEqual(expect.objectContaining({ rule: 'sqs-no-redrive', line: 5 }));
  });

  const odd: readonly (readonly [string, string])[] = [
    ['sections of a wrong kind', 'Resources: { A: 3, B: null, C: [1], D: { Type: 3 }, E: { Type: AWS::SQS::Queue, Properties: 3 } }\nOutputs: 3\nConditions: [1]\nParameters: x\nMappings: 3\nMetadata: 3\nTransform: { a: 1 }'],
    ['SAM sections of a wrong kind', 'Transform: AWS::Serverless-2016-10-31\nGlobals: 3\nResources: { A: { Type: AWS::Serverless::Function }, B: { Type: AWS::Serverless::Function, Properties: 3 }, C: { Type: AWS::Serverless::Function, Properties: { Events: 3, Policies: [3, null, [1]], EventInvokeConfig: { DestinationConfig: { OnFailure: 3 } } } } }'],
    ['a SAM definition that is a folder', 'Resources: { A: { Type: AWS::Serverless::StateMachine, Properties: { DefinitionUri: . } } }'],
    ['an address joined of something else than a list', 'Resources: { A: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: !Join ["", !Ref X] } } }'],
  ];

  test.each(odd)('%s: read as far as it goes', (_, text) => {
    const { code, error } = run('check', '--fail-on', 'never', file('odd.yaml', text));
    expect([code, error]).toEqual([0, '']);
  });
});

describe('bad use', () => {
  const template = file('lossy.yaml', lossy);

  test.each([
    [[], 'which command? check, plan, map, fix, rules, explain or completion.'],
    [['chek', template], 'there is no command chek; did you mean check?'],
    [['check'], 'which app? Name a template, a folder of templates or a cdk.out.'],
    [['check', '--format', 'json'], 'which app? Name a template, a folder of templates or a cdk.out.'],
    [['check', '--colour', template], 'unknown option \'--colour\'; did you mean --no-color?'],
    [['check', '-x', template], 'unknown option \'-x\'.'],
    [['check', template, '--format', 'xml'], '--format is one of text, json, markdown, sarif, junit, github, gitlab, not xml.'],
    [['check', template, '--fail-on=info'], '--fail-on is one of error, warning, never, worse, not info.'],
    [['check', template, '--format'], 'option \'--format <value>\' argument missing.'],
    [['check', template, '--format', '--fail-on'], 'option \'--format\' argument is ambiguous.'],
  ])('%j', (args, says) => {
    expect(run(...args)).toEqual({ code: 2, out: '', error: `lambda-failsafe: ${says} Try lambda-failsafe --help\n` });
  });

  test('what follows -- is an app', () => expect(run('check', '--', '--format').error).toMatch(/^--format: no such file or folder/));
});

describe('acknowledging in a template', () => {
  const accepting = (entry: string) => lossy.replace('    Type: AWS::SQS::Queue\n', `    Type: AWS::SQS::Queue\n    Metadata: { LambdaFailsafe: { Acknowledge: [${entry}] } }\n`);

  test.each(['sqs-no-redrive', 'cdk-lambda-failsafe::sqs-no-redrive'])('by the id %s', (id) => {
    const template = file('accepted.yaml', accepting(`{ Id: "${id}", Reason: the producer sends again }`));
    const { code, answer } = runJson(template);
    expect(code).toBe(0);
    expect(answer.findings.map(({ rule }) => rule)).not.toContain('sqs-no-redrive');
    expect(answer.acknowledged).toEqual([expect.objectContaining({ rule: 'sqs-no-redrive', resource: 'Orders', reason: 'the producer sends again' })]);
    // The fate stays what it is: only the finding is accepted.
    expect(answer.paths.map(({ fate }) => fate)).toEqual(['lost']);
    expect(run('check', template).out).toContain('Acknowledged:\n  sqs-no-redrive on Orders: the producer sends again\n');
  });

  test('on the whole template, on the function, or on the trigger', () => {
    const metadata = 'Metadata: { LambdaFailsafe: { Acknowledge: [{ Id: sqs-no-redrive, Reason: known }] } }';
    const templates = [`${metadata}\n${lossy}`, lossy.replace('{ Type: AWS::Lambda::Function,', `{ ${metadata}, Type: AWS::Lambda::Function,`), lossy.replace('  Feed:\n', `  Feed:\n    ${metadata}\n`)];
    for (const text of templates) expect(runJson(file('accepted.yaml', text)).answer.acknowledged.map(({ rule }) => rule)).toEqual(['sqs-no-redrive']);
  });

  test.each([
    ['another rule', '{ Id: sqs-no-partial-batch, Reason: known }'],
    ['no reason', '{ Id: sqs-no-redrive }'],
    ['an empty reason', '{ Id: sqs-no-redrive, Reason: " " }'],
    ['no id', '{ Reason: known }'],
    ['just a name', 'sqs-no-redrive'],
  ])('%s accepts nothing', (title, entry) => {
    const { code, answer } = runJson(file('accepted.yaml', accepting(entry)));
    expect([code, answer.acknowledged]).toEqual([1, []]);
    expect(answer.findings.map(({ rule }) => rule)).toContain('sqs-no-redrive');
    expect(answer.remarks).toEqual(title === 'another rule' ? [] : [expect.stringMatching(/Orders acknowledges .* without Id and Reason; it is not taken into account$/)]);
  });
});

test('no line is longer than the screen, unless it is one long word', () => {
  const long = 'AQueueWithARatherLongNameThatSomebodyThoughtOfOnAFridayAfternoon';
  const wide = file('wide/template.yaml', `
Transform: AWS::Serverless-2016-10-31
Parameters: { Stage: { Type: String, Default: prod } }
Conditions: { Prod: !Equals [!Ref Stage, prod] }
Resources:
  ${long}: { Type: AWS::SQS::Queue, Metadata: { 'aws:cdk:path': 'Shop/${long}/Resource', LambdaFailsafe: { Acknowledge: [{ Id: sqs-no-redrive, Reason: this is known to all of us and was decided on by everybody who has a say in it }, nothing] } } }
  Failed: { Type: AWS::SQS::Queue, Properties: { RedrivePolicy: !If [Prod, { deadLetterTargetArn: !GetAtt ${long}.Arn, maxReceiveCount: 5 }, !Ref 'AWS::NoValue'] } }
  Topic: { Type: AWS::SNS::Topic }
  Fn${long}:
    Type: AWS::Serverless::Function
    Metadata: { 'aws:cdk:path': 'Shop/Functions/${long}/Fn/Resource' }
    Properties:
      AutoPublishAlias: live
      Timeout: 200
      Events:
        Feed: { Type: SQS, Properties: { Queue: !GetAtt ${long}.Arn } }
        Again: { Type: SQS, Properties: { Queue: !GetAtt Failed.Arn } }
        Topic: { Type: SNS, Properties: { Topic: !Ref Topic } }
        Nothing: { Type: Telegram }
  Short:
    Type: AWS::Serverless::Function
    Properties: { AutoPublishAlias: live, Events: { Topic: { Type: SNS, Properties: { Topic: !Sub 'arn:aws:sns:eu-west-1:111122223333:a-topic-with-a-name-that-goes-on-and-on-and-on-until-the-end' } } } }
`);
  const { out } = run('check', wide);
  // Everything that can be long is there.
  for (const part of ['Acknowledged:', 'Where each failed event ends up', 'if it cannot be delivered', 'Notes:', 'When Stage is', 'Short:live ← ']) expect(out).toContain(part);
  expect(out.split('\n').filter((line) => line.length > 80 && line.trim().includes(' '))).toEqual([]);
});

test('the width of the screen is used, within reason', () => {
  const template = file('lossy.yaml', lossy);
  const longest = (width: number) => {
    let out = '';
    main(['check', template], { width, colour: false, out: (text) => void (out += text), error: () => undefined });
    return Math.max(...out.split('\n').filter((line) => line.trim().includes(' ')).map(({ length }) => length));
  };
  expect(longest(100)).toBeGreaterThan(80);
  expect(longest(1000)).toBeLessThanOrEqual(120);
  expect(longest(10)).toBeLessThanOrEqual(60);
});
