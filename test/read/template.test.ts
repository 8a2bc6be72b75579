import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ResourceSet, World } from '../../src/model/resource';
import { isObject, Pointer, Text, Unknown, Value } from '../../src/model/value';
import { worlds } from '../../src/read/app';
import { parseFile } from '../../src/read/file';
import { readApp } from '../../src/read/template';

const root = mkdtempSync(join(tmpdir(), 'failsafe-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

let count = 0;

/** A folder with these files in it; all of them are the app, unless one is named. */
function read(files: { readonly [name: string]: string | object }, { only = '', stages = true } = {}) {
  const folder = join(root, String(count += 1));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content, undefined, 2));
  }
  const { app, problems } = readApp(join(folder, only), { stages });
  const found = worlds(app);
  return { folder, app, problems, remarks: app.remarks, worlds: found, set: found[0].set };
}

const template = (text: string) => read({ 'app.yaml': text }, { only: 'app.yaml' });

function words(from: Value): unknown {
  if (from instanceof Pointer) return `→ ${from.resource.id} ${from.attribute}`;
  if (from instanceof Unknown) return `? ${from.reason}`;
  if (from instanceof Text) return from.parts.map(words);
  if (Array.isArray(from)) return from.map(words);
  return isObject(from) ? Object.fromEntries(Object.entries(from).map(([key, inner]) => [key, words(inner)])) : from;
}

/** Properties of the resource with that logical id, in words. */
const properties = (set: ResourceSet, id: string) => words(set.resources.find((resource) => resource.id === id)!.properties) as { readonly [name: string]: unknown };

const base = `
Parameters:
  Stage: { Type: String, Default: prod }
  Size: { Type: Number, Default: 5 }
  Names: { Type: CommaDelimitedList, Default: 'a, b,c' }
  Free: { Type: String }
  Empty: { Type: String, Default: '' }
  Count: { Type: Number, Default: '' }
  Image: { Type: 'AWS::SSM::Parameter::Value<String>', Default: /path }
Mappings:
  Sizes: { prod: { batch: 7 }, test: { batch: 3 } }
Conditions:
  Yes: !Equals [a, a]
  No: !Equals [a, b]
Resources:
  Queue: { Type: AWS::SQS::Queue }
  Alias: { Type: AWS::Lambda::Alias, Properties: { Name: live } }
  Hidden: { Type: AWS::SQS::Queue, Condition: No }
`;

/** What a property with that value turns out to be. */
function value(yaml: string): unknown {
  const { set, problems } = template(`${base}  Probe:\n    Type: AWS::SNS::Topic\n    Properties:\n      Value: ${yaml}\n`);
  expect(problems).toEqual([]);
  return properties(set, 'Probe').Value;
}

describe('short forms', () => {
  const functions = ['Base64', 'Cidr', 'FindInMap', 'GetAZs', 'ImportValue', 'Join', 'Select', 'Split', 'Sub', 'Transform', 'And', 'Equals', 'If', 'Not', 'Or', 'Length', 'ToJsonString', 'GetAtt'];
  const content = (text: string) => parseFile('app.yaml', text).content;

  test.each(functions)('!%s is the function written out', (name) => {
    const long = `Fn::${name}`;
    expect(content(`Value: !${name} text`)).toEqual({ Value: { [long]: name === 'GetAtt' ? ['text'] : 'text' } });
    expect(content(`Value: !${name} [a, !Ref B]`)).toEqual({ Value: { [long]: ['a', { Ref: 'B' }] } });
    expect(content(`Value: !${name}\n  - a\n  - !Ref B`)).toEqual({ Value: { [long]: ['a', { Ref: 'B' }] } });
    expect(content(`Value: !${name} { Name: !Ref B }`)).toEqual({ Value: { [long]: { Name: { Ref: 'B' } } } });
  });

  test('!Ref, !Condition and !GetAtt', () => {
    expect(content('[!Ref A, !Condition B, !GetAtt C.Arn, !GetAtt D.Outputs.E.F]')).toEqual([{ Ref: 'A' }, { Condition: 'B' }, { 'Fn::GetAtt': ['C', 'Arn'] }, { 'Fn::GetAtt': ['D', 'Outputs.E.F'] }]);
  });

  test('texts over several lines', () => {
    expect(content('Value: !Sub |\n  a ${B}\n  c\n')).toEqual({ Value: { 'Fn::Sub': 'a ${B}\nc\n' } });
    expect(content('Value: !Sub >-\n  a ${B}\n  c\n')).toEqual({ Value: { 'Fn::Sub': 'a ${B} c' } });
  });

  test('what looks like a date, a number with zeros, yes or no is what CloudFormation takes it for', () => {
    expect(content('[2012-10-17, yes, on, true, "01"]')).toEqual(['2012-10-17', 'yes', 'on', true, '01']);
  });

  test.each([
    ['double', '"{\n  \\"a\\": 1,\n\n}"', '{ \\"a\\": 1,\n}'],
    ['double, with an escaped quote at the end of a line', '"a \\"\nb\\\\"', 'a \\" b\\\\'],
    ['single', "'a\nit''s ''\n{ b'", "a it''s '' { b"],
  ])('lines within %s quotes may have fewer spaces than the key before them', (_, given, meant) => {
    const text = (quoted: string) => `Outputs:\n  Sample:\n    Value: ${quoted} # as it is\n    Description: '  '\n  Last: [${quoted}, {b: ${quoted}}]\n  End: ""\n`;
    const quote = given[0];
    const same = text(`${quote}${meant.replace('\n', '\n\n      ')}${quote}`);
    expect(parseFile('app.yaml', text(given)).content).toEqual(parseFile('app.yaml', same).content);
    expect(parseFile('app.yaml', text(given)).content).toMatchObject({ Outputs: { Sample: { Description: '  ' }, End: '' } });
  });

  test('a quote that is never closed stays an error', () => {
    expect(() => parseFile('app.yaml', 'Outputs:\n  Sample:\n    Value: "{\n  }\n')).toThrow(/quote/);
  });

  test('lines within brackets may have fewer spaces than the key before them, as CloudFormation and SAM take them', () => {
    const text = `
Resources:
  Topic:
    Type: AWS::SNS::Topic
    Properties: { Subscription: [{
  Protocol: lambda,   # the only one
Endpoint: !Sub "arn:\${A}:]
   {b" }] }
  Queue: { Type: AWS::SQS::Queue,
  Properties: { Tags: [
  { Key: '[', Value: a#b }
  ]
  } }
  Last: [a,
b]
`;
    const { content: given, place, remarks } = parseFile('app.yaml', text);
    expect(given).toEqual({
      Resources: {
        Topic: { Type: 'AWS::SNS::Topic', Properties: { Subscription: [{ Protocol: 'lambda', Endpoint: { 'Fn::Sub': 'arn:${A}:] {b' } }] } },
        Queue: { Type: 'AWS::SQS::Queue', Properties: { Tags: [{ Key: '[', Value: 'a#b' }] } },
        Last: ['a', 'b'],
      },
    });
    expect(remarks).toEqual([]);
    expect([['Queue'], ['Queue', 'Properties'], ['Queue', 'Properties', 'Tags'], ['Last']].map((path) => place(['Resources', ...path]))).toEqual([
      { file: 'app.yaml', line: 9, column: 3 }, { file: 'app.yaml', line: 10, column: 3 }, { file: 'app.yaml', line: 10, column: 17 }, { file: 'app.yaml', line: 14, column: 3 },
    ]);
  });

  test('brackets that are not closed are still wrong, where they are', () => {
    const wrong = (text: string) => {
      try {
        return parseFile('app.yaml', text).content;
      } catch (error) {
        return (error as Error).message;
      }
    };
    expect(wrong('Resources:\n  A: { B: [c,\n  d\n  E: f\n')).toMatch(/^app\.yaml:3:3: Flow sequence in block collection must be sufficiently indented/);
    expect(wrong('Resources:\n  A: { B: [c,\n  d }\n  E: f\n')).toMatch(/^app\.yaml:3:3: Flow sequence/);
    // What is wrong elsewhere is not about brackets.
    expect(wrong('Resources:\n  A: { B: c,\n  D: e }\n  E: "f\n')).toMatch(/^app\.yaml:\d/);
  });

  test('anchors and merges', () => {
    expect(content('A: &a { x: 1, y: 2 }\nB: { <<: *a, y: 3 }\nC: *a')).toEqual({ A: { x: 1, y: 2 }, B: { x: 1, y: 3 }, C: { x: 1, y: 2 } });
  });
});

describe('values', () => {
  test.each([
    ['!Ref Queue', '→ Queue Ref'],
    ['!Ref Stage', 'prod'],
    ['!Ref Size', 5],
    ['!Ref Names', ['a', 'b', 'c']],
    ['!Ref Free', '? parameter Free has no default'],
    ['!Ref Empty', ''],
    ['!Ref Count', '? parameter Count has no default'],
    ['!Ref Image', '? parameter Image is read from Systems Manager at deployment'],
    ['!Ref Nowhere', '? there is no parameter or resource named Nowhere'],
    ['!Ref Hidden', '? Hidden exists only under its condition'],
    ['!Ref AWS::Region', '${Region}'],
    ['!Ref AWS::NoValue', undefined],
    ['[a, !Ref AWS::NoValue, b]', ['a', 'b']],
    ['{ Inner: !Ref AWS::NoValue, Other: 1 }', { Other: 1 }],
    ['!Ref [a]', '? a Ref without a name'],
    ['!GetAtt Queue.Arn', '→ Queue Arn'],
    ['!GetAtt [Queue, Arn]', '→ Queue Arn'],
    ['{ "Fn::GetAtt": Queue.Arn }', '→ Queue Arn'],
    ['!GetAtt [Queue, !Ref Stage]', '→ Queue prod'],
    ['!GetAtt Queue', '? a GetAtt without an attribute'],
    ['!GetAtt Nowhere.Arn', '? there is no parameter or resource named Nowhere'],
    ['!Sub "x-${Stage}-${Size}"', 'x-prod-5'],
    ['!Sub "${Queue.Arn}"', '→ Queue Arn'],
    ['!Sub "${ Queue }-x"', ['→ Queue Ref', '-x']],
    ['!Sub "arn:${AWS::Partition}:sqs:${AWS::Region}:1:q"', 'arn:${Partition}:sqs:${Region}:1:q'],
    ['!Sub "${!Kept}-${Stage}"', '${Kept}-prod'],
    ['!Sub ["${Own}-${Stage}-${Queue.Arn}", { Own: !Ref Size, Stage: dev }]', ['5-dev-', '→ Queue Arn']],
    ['!Sub "${Free}-x"', ['? parameter Free has no default', '-x']],
    ['!Sub { a: b }', '? a Sub without a text'],
    ['!Join ["-", [a, !Ref Stage, 3]]', 'a-prod-3'],
    ['!Join ["", [!GetAtt Queue.Arn]]', '→ Queue Arn'],
    ['!Join ["/", [!Ref Queue, b]]', ['→ Queue Ref', '/b']],
    ['!Join [",", !Ref Names]', 'a,b,c'],
    ['!Join ["-", [a, { b: c }]]', ['a-', '? not a text']],
    ['!Join ["-", !Ref Free]', '? parameter Free has no default'],
    ['!Join ["-", !Ref Stage]', '? a Join of something that is not a list'],
    ['!Join "-"', '? a Join needs a delimiter and a list'],
    ['!Split [",", "a,b"]', ['a', 'b']],
    ['!Split ["-", !Sub "x-${Queue}-z"]', ['x', '→ Queue Ref', 'z']],
    ['!Split [",", [a]]', '? a Split of something that is not a text'],
    ['!Split ","', '? a Split needs a delimiter and a text'],
    ['!Select [1, [a, b]]', 'b'],
    ['!Select ["2", !Ref Names]', 'c'],
    ['!Select [5, !Split [":", !GetAtt Queue.Arn]]', '→ Queue QueueName'],
    ['!Select [6, !Split [":", !Ref Alias]]', '→ Alias FunctionName'],
    ['!Select [0, !Ref Free]', '? parameter Free has no default'],
    ['!Select [3, [a, b]]', '? a Select of item 3 of a list of 2'],
    ['!Select [x, [a, b]]', '? a Select of something that is not a list'],
    ['!Select a', '? a Select needs an index and a list'],
    ['!If [Yes, a, b]', 'a'],
    ['!If [No, a, !Ref Stage]', 'prod'],
    ['!If [No, a, !Ref AWS::NoValue]', undefined],
    ['!If [Yes, a]', '? an If needs a condition and two values'],
    ['!FindInMap [Sizes, prod, batch]', 7],
    ['!FindInMap [Sizes, !Ref Stage, batch]', 7],
    ['!FindInMap [Sizes, none, batch, { DefaultValue: !Ref Size }]', 5],
    ['!FindInMap [Sizes, !Ref Free, batch]', '? the mapping Sizes is read with (parameter Free has no default), batch, known at deployment only'],
    ['!FindInMap [Sizes, none, batch]', expect.stringMatching(/^\? the mapping Sizes/)],
    ['!FindInMap Sizes', '? a FindInMap needs a map and two keys'],
    ['!ImportValue elsewhere', '? elsewhere is imported from a stack outside this app'],
    ['!ImportValue { "Fn::Sub": "${Stage}-queue" }', '? prod-queue is imported from a stack outside this app'],
    ['!ToJsonString { a: !Ref Stage }', { a: 'prod' }],
    ['!GetAZs ""', '? availability zones are known at deployment only'],
    ['!Base64 x', '? Fn::Base64 is evaluated at deployment only'],
    ['!Cidr [a, 1, 2]', '? Fn::Cidr is evaluated at deployment only'],
    ['!Transform { Name: x }', '? Fn::Transform is evaluated at deployment only'],
    ['{ "Fn::Invented": [1] }', '? Fn::Invented is evaluated at deployment only'],
    ['"{{resolve:ssm:/queue}}"', '? {{resolve:ssm:/queue}} is read at deployment'],
    ['{ Ref: Queue, Other: 1 }', { Ref: 'Queue', Other: 1 }],
    ['!Join ["", [!Select [0, !Split ["|", !Sub "${Queue.Arn}|x"]], "/", !FindInMap [Sizes, !Ref Stage, batch]]]', expect.arrayContaining(['/7'])],
  ])('%s', (yaml, expected) => expect(value(yaml)).toEqual(expected));

  test('a value that refers to itself', () => {
    const { set } = template('Resources: { Probe: { Type: AWS::SNS::Topic, Properties: { Value: !ImportValue again } } }\nOutputs: { A: { Value: !ImportValue again, Export: { Name: again } } }');
    expect(properties(set, 'Probe').Value).toBe('? the value refers to itself');
  });

  test('DependsOn and other attributes of a resource change nothing', () => {
    const { set, problems } = template('Resources: { A: { Type: AWS::SQS::Queue, DependsOn: [B, Nowhere], UpdatePolicy: { x: !Ref B }, DeletionPolicy: Retain }, B: { Type: AWS::SNS::Topic, DependsOn: A } }');
    expect(problems).toEqual([]);
    expect(set.resources.map(({ id, type }) => `${id} ${type}`)).toEqual(['A AWS::SQS::Queue', 'B AWS::SNS::Topic']);
    expect(words(set.resources[0].updatePolicy)).toEqual({ x: '→ B Ref' });
    expect(set.resources[0].properties).toEqual({});
  });
});

describe('positions', () => {
  const yaml = `AWSTemplateFormatVersion: '2010-09-09'
Resources:
  Queue:
    Type: AWS::SQS::Queue
    Properties:
      RedrivePolicy:
        maxReceiveCount: 3
      VisibilityTimeout: !Ref Timeout
  Flow: { Type: AWS::SQS::Queue, Properties: { VisibilityTimeout: 30 } }
  'Quoted': !Nothing
    Type: AWS::SNS::Topic
`;
  const json = `{
  "Resources": {
    "Queue": {
      "Type": "AWS::SQS::Queue",
      "Properties": { "RedrivePolicy": {
          "maxReceiveCount": 3
        } }
    }
  }
}`;
  const place = (file: string, text: string, id: string, ...property: string[]) => {
    const { set, folder } = read({ [file]: text }, { only: file });
    const found = set.resources.find((resource) => resource.id === id)!.place(...property);
    expect(found.file).toBe(join(folder, file));
    return `${found.line}:${found.column}`;
  };

  test.each([
    ['Queue', [], '3:3'], ['Queue', ['RedrivePolicy'], '6:7'], ['Queue', ['RedrivePolicy', 'maxReceiveCount'], '7:9'], ['Queue', ['VisibilityTimeout'], '8:7'],
    ['Queue', ['Missing'], '5:5'], ['Queue', ['RedrivePolicy', 'deadLetterTargetArn'], '6:7'], ['Queue', ['VisibilityTimeout', 'Inner'], '8:7'],
    ['Flow', [], '9:3'], ['Flow', ['VisibilityTimeout'], '9:48'], ['Quoted', [], '10:3'],
  ])('YAML: %s %j', (id, property, expected) => expect(place('app.yaml', yaml, id, ...property)).toBe(expected));

  test.each([
    ['Queue', [], '3:5'], ['Queue', ['RedrivePolicy'], '5:23'], ['Queue', ['RedrivePolicy', 'maxReceiveCount'], '6:11'], ['Queue', ['Missing'], '5:7'],
  ])('JSON: %s %j', (id, property, expected) => {
    expect(place('app.json', json, id, ...property)).toBe(expected);
    expect(place('app.template', `\ufeff${json}`, id, ...property)).toBe(expected);
  });

  test('a template in flow style need not be JSON', () => {
    expect(place('app.template', '{ Resources: {\n  Queue: { Type: AWS::SQS::Queue }\n} }', 'Queue')).toBe('2:3');
  });
});

describe('conditions', () => {
  const states = (found: readonly World[], id = 'Probe') => Object.fromEntries(found.map(({ set, when }) => {
    const probe = set.resources.find((resource) => resource.id === id);
    return [when ?? '', probe ? words(probe.properties.Value) : 'absent'];
  }));
  const tried = (conditions: string, probe: string, parameters = 'Stage: { Type: String, Default: prod }') =>
    states(template(`Parameters: { ${parameters} }\nConditions: { ${conditions} }\nResources: { Probe: { Type: AWS::SNS::Topic, ${probe} }, Other: { Type: AWS::SQS::Queue } }`).worlds);
  const either = 'Properties: { Value: !If [Prod, yes, no] }';

  test('both branches of an If, the default first', () => {
    const found = tried('Prod: !Equals [!Ref Stage, prod]', either);
    expect(found).toEqual({ 'Stage is prod': 'yes', 'Stage is something else': 'no' });
    expect(Object.keys(found)[0]).toBe('Stage is prod');
  });

  test('the default first, when it is another value', () => {
    expect(Object.entries(tried('Prod: !Equals [prod, !Ref Stage]', either, 'Stage: { Type: String, Default: test }'))).toEqual([
      ['Stage is test', 'no'], ['Stage is prod', 'yes'], ['Stage is something else', 'no'],
    ]);
  });

  test('no state that the allowed values rule out', () => {
    const parameters = (allowed: string) => `Stage: { Type: String, Default: prod, AllowedValues: ${allowed} }`;
    expect(Object.keys(tried('Prod: !Equals [!Ref Stage, prod]', either, parameters('[prod, test]')))).toEqual(['Stage is prod', 'Stage is test']);
    expect(Object.keys(tried('Prod: !Equals [!Ref Stage, prod]', either, parameters('[prod, test, dev]')))).toEqual(['Stage is prod', 'Stage is one of test, dev']);
    expect(tried('Prod: !Equals [!Ref Stage, prod]', either, parameters('[prod]'))).toEqual({ '': 'yes' });
  });

  test('resources under a condition', () => {
    expect(tried('Prod: !Equals [!Ref Stage, prod]', 'Condition: Prod, Properties: { Value: 1 }')).toEqual({ 'Stage is prod': 1, 'Stage is something else': 'absent' });
  });

  test('AWS::NoValue in one branch', () => {
    expect(tried('Prod: !Equals [!Ref Stage, prod]', 'Properties: { Value: !If [Prod, !Ref Other, !Ref AWS::NoValue] }')).toEqual({ 'Stage is prod': '→ Other Ref', 'Stage is something else': undefined });
  });

  test('And, Or, Not and conditions by name', () => {
    const conditions = 'Prod: !Equals [!Ref Stage, prod], Not: !Not [!Condition Prod], Never: !And [!Condition Prod, !Condition Not], Always: !Or [!Condition Prod, !Condition Not]';
    expect(tried(conditions, 'Properties: { Value: [!If [Not, 1, 2], !If [Never, 3, 4], !If [Always, 5, 6]] }')).toEqual({ 'Stage is prod': [2, 4, 5], 'Stage is something else': [1, 4, 5] });
  });

  test('a condition that asks itself, and one that does not exist', () => {
    expect(tried('A: !Condition B, B: !Condition A', 'Properties: { Value: [!If [A, 1, 2], !If [Nowhere, 3, 4]] }')).toEqual({ '': [2, 3] });
  });

  test('a comparison that cannot be computed may be either', () => {
    expect(tried('Ireland: !Equals [!Ref "AWS::Region", eu-west-1]', 'Properties: { Value: !If [Ireland, 1, 2] }')).toEqual({ 'Ireland is false': 2, 'Ireland is true': 1 });
  });

  test('two parameters give every pair of states, one for several conditions just its own', () => {
    const parameters = 'Stage: { Type: String, Default: prod, AllowedValues: [prod, test] }, Extra: { Type: String, Default: "no", AllowedValues: ["no", "yes"] }';
    const conditions = 'Prod: !Equals [!Ref Stage, prod], Test: !Equals [!Ref Stage, test], More: !Equals [!Ref Extra, "yes"]';
    expect(tried(conditions, 'Properties: { Value: [!If [Prod, p, "-"], !If [Test, t, "-"], !If [More, m, "-"]] }', parameters)).toEqual({
      'Stage is prod, Extra is no': ['p', '-', '-'], 'Stage is test, Extra is no': ['-', 't', '-'], 'Stage is prod, Extra is yes': ['p', '-', 'm'], 'Stage is test, Extra is yes': ['-', 't', 'm'],
    });
  });

  test('many parameters: the default and one change at a time', () => {
    const names = Array.from({ length: 10 }, (_, index) => `P${index}`);
    const { worlds: found } = template(`
Parameters: { ${names.map((name) => `${name}: { Type: String, Default: a, AllowedValues: [a, b] }`).join(', ')} }
Conditions: { ${names.map((name) => `C${name}: !Equals [!Ref ${name}, a]`).join(', ')} }
Resources: { Probe: { Type: AWS::SNS::Topic, Properties: { Value: [${names.map((name) => `!If [C${name}, a, b]`).join(', ')}] } } }`);
    const values = Object.values(states(found)) as string[][];
    expect(values).toHaveLength(11);
    expect(values.map((items) => items.filter((item) => item === 'b').length)).toEqual([0, ...names.map(() => 1)]);
  });

  test.each([
    ['not used', '{ Type: AWS::SNS::Topic }'],
    ['used where no event can fail', '{ Type: AWS::RDS::DBInstance, Condition: Prod }'],
  ])('a condition that is %s makes no states', (_, resource) => {
    const { worlds: found } = template(`Parameters: { Stage: { Type: String, Default: prod } }\nConditions: { Prod: !Equals [!Ref Stage, prod] }\nResources: { Probe: ${resource} }`);
    expect(found.map(({ when }) => when)).toEqual([undefined]);
  });
});

describe('nested stacks', () => {
  const inner = `
Parameters:
  Dlq: { Type: String }
  Names: { Type: CommaDelimitedList }
  Size: { Type: Number, Default: 3 }
Resources:
  Orders: { Type: AWS::SQS::Queue, Properties: { RedrivePolicy: { deadLetterTargetArn: !Ref Dlq }, Value: [!Select [1, !Ref Names], !Ref Size] } }
Outputs:
  Arn: { Value: !GetAtt Orders.Arn }
`;
  const outer = (address = './nested/inner.yaml', properties2 = '') => `
Resources:
  Dlq: { Type: AWS::SQS::Queue }
  Inner:
    Type: AWS::CloudFormation::Stack
    Properties: { TemplateURL: ${address}, Parameters: { Dlq: !GetAtt Dlq.Arn, Names: 'a, b' ${properties2} } }
  Probe: { Type: AWS::SNS::Topic, Properties: { Value: [!GetAtt Inner.Outputs.Arn, !GetAtt Inner.Outputs.None, !Ref Inner] } }
`;

  test('parameters go down and outputs come up', () => {
    const { set, problems, folder } = read({ 'outer.yaml': outer(), 'nested/inner.yaml': inner }, { only: 'outer.yaml' });
    expect(problems).toEqual([]);
    expect(properties(set, 'Orders')).toEqual({ RedrivePolicy: { deadLetterTargetArn: '→ Dlq Arn' }, Value: ['b', 3] });
    expect(properties(set, 'Probe').Value).toEqual(['→ Orders Arn', expect.stringMatching(/^\? the stack .* has no output None$/), '→ Inner Ref']);
    const orders = set.resources.find(({ id }) => id === 'Orders')!;
    expect(orders.stack.name).toBe(`${join(folder, 'outer.yaml')}/Inner`);
    expect(orders.place()).toEqual({ file: join(folder, 'nested/inner.yaml'), line: 7, column: 3 });
  });

  test.each([
    ['an address with the file\'s name', 'https://bucket.s3.amazonaws.com/v1/inner.yaml?versionId=1'],
    ['an address put together', '!Sub "https://${AWS::Region}.example.com/inner.yaml"'],
    ['an address joined', '!Join ["/", ["https://example.com", inner.yaml]]'],
    ['a path', 'nested/inner.yaml'],
  ])('in a folder, a template is found by %s, and is then no app of its own', (_, address) => {
    const { set } = read({ 'outer.yaml': outer(address), 'nested/inner.yaml': inner });
    expect(set.resources.map(({ id }) => id).sort()).toEqual(['Dlq', 'Inner', 'Orders', 'Probe']);
    expect(properties(set, 'Orders').RedrivePolicy).toEqual({ deadLetterTargetArn: '→ Dlq Arn' });
  });

  test('the outputs of a template that is not there stay what they are', () => {
    const { set, problems } = read({ 'outer.yaml': outer('https://example.com/other.yaml') });
    expect(problems).toEqual([]);
    expect(properties(set, 'Probe').Value).toEqual(['→ Inner Outputs.Arn', '→ Inner Outputs.None', '→ Inner Ref']);
  });

  test('a broken one is a problem, and the rest is read', () => {
    const { set, problems } = read({ 'outer.yaml': outer(), 'nested/inner.yaml': 'Resources:\n  A: [' }, { only: 'outer.yaml' });
    expect(problems.map(({ message }) => message)).toEqual([expect.stringMatching(/inner\.yaml:2:\d+: /)]);
    expect(set.resources.map(({ id }) => id)).toEqual(['Dlq', 'Inner', 'Probe']);
  });

  test('one template twice is two stacks', () => {
    const twice = ['One', 'Two'].map((id) => `${id}: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: inner.yaml, Parameters: { Dlq: ${id}, Names: x } } }`).join(', ');
    const { set } = read({ 'outer.yaml': `Resources: { ${twice} }`, 'inner.yaml': inner });
    const orders = set.resources.filter(({ id }) => id === 'Orders');
    expect(orders.map(({ properties: own }) => words(own.RedrivePolicy))).toEqual([{ deadLetterTargetArn: 'One' }, { deadLetterTargetArn: 'Two' }]);
    expect(new Set(orders.map(({ key }) => key)).size).toBe(2);
  });

  test('a template that nests itself comes to an end', () => {
    const { remarks, set } = read({ 'app.yaml': 'Resources: { Again: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: app.yaml } }, Queue: { Type: AWS::SQS::Queue } }' });
    expect(remarks).toEqual([expect.stringMatching(/app\.yaml: Again nests itself and was left out$/)]);
    expect(set.ofType('AWS::SQS::Queue').length).toBeLessThan(12);
  });

  const conditional = `
Parameters: { Stage: { Type: String, Default: test } }
Conditions: { Prod: !Equals [!Ref Stage, prod] }
Resources:
  Orders: { Type: AWS::SQS::Queue, Properties: { Value: !If [Prod, 1, 2] } }
`;
  const given = (stage: string, more = '') => `
Parameters: { Outer: { Type: String, Default: test, AllowedValues: [test, prod] } }
Conditions: { Big: !Equals [!Ref Outer, prod] }
Resources:
  Inner: { Type: AWS::CloudFormation::Stack, ${more}Properties: { TemplateURL: inner.yaml, Parameters: { Stage: ${stage} } } }
`;
  const orders = (found: readonly World[]) => found.map(({ set, when }) => [when, ...set.ofType('AWS::SQS::Queue').map(({ properties: own }) => own.Value)]);

  test('a parameter that the parent gives is the parent\'s', () => {
    expect(orders(read({ 'outer.yaml': given('!Ref Outer'), 'inner.yaml': conditional }).worlds)).toEqual([['Outer is test', 2], ['Outer is prod', 1]]);
  });

  test('one that the parent fixes has no states', () => {
    expect(orders(read({ 'outer.yaml': given('prod'), 'inner.yaml': conditional }).worlds)).toEqual([[undefined, 1]]);
  });

  test('a nested stack exists when its resource does', () => {
    expect(orders(read({ 'outer.yaml': given('prod', 'Condition: Big, '), 'inner.yaml': conditional }).worlds)).toEqual([['Outer is test'], ['Outer is prod', 1]]);
  });
});

describe('exports and imports between the files of a folder', () => {
  const exporting = (name: string, id = 'Queue') => `Resources: { ${id}: { Type: AWS::SQS::Queue } }\nOutputs: { Arn: { Value: !GetAtt ${id}.Arn, Export: { Name: ${name} } } }`;
  const importing = (name: string) => `Parameters: { Network: { Type: String }, Stage: { Type: String, Default: prod } }\nResources: { Probe: { Type: AWS::SNS::Topic, Properties: { Value: !ImportValue ${name} } } }`;
  const imported = (names: readonly string[], name: string) => properties(read({
    'importing.yaml': importing(name), ...Object.fromEntries(names.map((exported, index) => [`exporting-${index}.yaml`, exporting(exported, `Queue${index}`)])),
  }).set, 'Probe').Value;

  test('by name', () => expect(imported(['queue-arn', 'other-arn'], 'queue-arn')).toBe('→ Queue0 Arn'));
  test('by a name put together', () => expect(imported(['prod-queue'], '{ "Fn::Sub": "${Stage}-queue" }')).toBe('→ Queue0 Arn'));
  test('by a name that begins with a stack name known at deployment only', () => expect(imported(['!Sub "${AWS::StackName}-Queue"'], '{ "Fn::Sub": "${Network}-Queue" }')).toBe('→ Queue0 Arn'));
  test('not when two could be meant', () => expect(imported(['!Sub "${AWS::StackName}-Queue"', '!Sub "x${AWS::StackName}-Queue"'], '{ "Fn::Sub": "${Network}-Queue" }')).toMatch(/^\? .* is imported from a stack outside this app$/));
  test('not by another name', () => expect(imported(['queue-arn'], 'topic-arn')).toBe('? topic-arn is imported from a stack outside this app'));
});

describe('what a literal names', () => {
  const { set } = template(`
Resources:
  Queue: { Type: AWS::SQS::Queue, Properties: { QueueName: orders } }
  Fn: { Type: AWS::Lambda::Function, Properties: { FunctionName: worker } }
  Bus: { Type: AWS::Events::EventBus, Properties: { Name: shop } }
  Table: { Type: AWS::DynamoDB::Table, Properties: { TableName: carts } }
  Machine: { Type: AWS::StepFunctions::StateMachine, Properties: { StateMachineName: flow } }
  Bucket: { Type: AWS::S3::Bucket, Properties: { BucketName: uploads } }
  Suffixed: { Type: AWS::SQS::Queue, Properties: { QueueName: !Sub '\${AWS::StackName}-dlq' } }
`);
  const target = (text: string) => {
    const found = set.target(text);
    return found.kind === 'resource' ? `${found.resource.id}${found.suffix ?? ''}` : found.kind === 'external' ? `external ${found.arn?.service ?? '-'}` : found.kind;
  };

  test.each([
    ['arn:aws:sqs:eu-west-1:111122223333:orders', 'Queue'],
    ['arn:aws:sqs:${Region}:${AccountId}:orders', 'Queue'],
    ['arn:aws:sqs:${Region}:${AccountId}:${StackName}-dlq', 'Suffixed'],
    ['https://sqs.eu-west-1.amazonaws.com/111122223333/orders', 'Queue'],
    ['orders', 'Queue'],
    ['arn:aws:lambda:eu-west-1:111122223333:function:worker', 'Fn'],
    ['arn:aws:lambda:eu-west-1:111122223333:function:worker:live', 'Fn:live'],
    ['arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-west-1:111122223333:function:worker/invocations', 'Fn'],
    ['arn:aws:events:eu-west-1:111122223333:event-bus/shop', 'Bus'],
    ['arn:aws:dynamodb:eu-west-1:111122223333:table/carts/stream/2024', 'Table'],
    ['arn:aws:states:eu-west-1:111122223333:stateMachine:flow', 'Machine'],
    ['arn:aws:s3:::uploads', 'Bucket'],
    // The name of a queue is no name of a topic.
    ['arn:aws:sns:eu-west-1:111122223333:orders', 'external sns'],
    ['arn:aws:sqs:eu-west-1:111122223333:others', 'external sqs'],
    ['others', 'external -'],
    ['', 'none'],
  ])('%s: %s', (text, expected) => expect(target(text)).toBe(expected));

  test('references and what is no reference', () => {
    const queue = set.resources.find(({ id }) => id === 'Queue')!;
    expect(set.target(new Pointer(queue, 'Arn'))).toEqual({ kind: 'resource', resource: queue, attribute: 'Arn' });
    expect(set.target(new Text([new Pointer(queue, 'Arn'), ':live']))).toEqual({ kind: 'resource', resource: queue, attribute: 'Arn', suffix: ':live' });
    expect(set.target(new Unknown('because'))).toEqual({ kind: 'unknown', reason: 'because' });
    expect(set.target({ a: 1 })).toEqual({ kind: 'unknown', reason: 'not the name of anything' });
    expect(set.target(undefined)).toEqual({ kind: 'none' });
  });
});

describe('Fn::ForEach', () => {
  const loop = (list: string, more = '') => template(`
Transform: AWS::LanguageExtensions
Parameters: { Names: { Type: CommaDelimitedList, Default: 'One, Two' }, Later: { Type: CommaDelimitedList } }
Resources:
  Fixed: { Type: AWS::SNS::Topic }
  Fn::ForEach::Queues:
    - Name
    - ${list}
    - '\${Name}Queue':
        Type: AWS::SQS::Queue
        Properties: { QueueName: !Sub 'orders-\${Name}', Value: !Ref Name, Topic: !Ref Fixed }
${more}`);

  test.each(['[One, Two]', '!Ref Names'])('over %s', (list) => {
    const { set, remarks } = loop(list);
    expect(remarks).toEqual([]);
    expect(set.resources.map(({ id }) => id)).toEqual(['Fixed', 'OneQueue', 'TwoQueue']);
    expect(properties(set, 'TwoQueue')).toEqual({ QueueName: 'orders-Two', Value: 'Two', Topic: '→ Fixed Ref' });
  });

  test.each(['!Ref Later', '!Ref Nowhere', '!Split [",", "a,b"]'])('over %s, known at deployment only: left out, and said so', (list) => {
    const { set, remarks } = loop(list);
    expect(set.resources.map(({ id }) => id)).toEqual(['Fixed']);
    expect(remarks).toEqual([expect.stringMatching(/Fn::ForEach::Queues was left out/)]);
  });

  test('one in another, in outputs, and names without the signs that ids cannot have', () => {
    const { set } = template(`
Transform: AWS::LanguageExtensions
Resources:
  Fn::ForEach::Outer:
    - Stage
    - [a, b]
    - Fn::ForEach::Inner:
        - Kind
        - ['x.1', 'x-2']
        - 'Q\${Stage}&{Kind}': { Type: AWS::SQS::Queue, Properties: { QueueName: '\${Stage}-\${Kind}' } }
  Probe: { Type: AWS::SNS::Topic, Properties: { Value: [!ImportValue arn-a, !ImportValue arn-b] } }
Outputs:
  Fn::ForEach::Arns: [Stage, [a, b], { 'Arn\${Stage}': { Value: !GetAtt 'Q\${Stage}x1.Arn', Export: { Name: 'arn-\${Stage}' } } }]
`);
    expect(set.ofType('AWS::SQS::Queue').map(({ id, properties: own }) => `${id} ${String(own.QueueName)}`)).toEqual(['Qax1 a-x.1', 'Qax2 a-x-2', 'Qbx1 b-x.1', 'Qbx2 b-x-2']);
    expect(properties(set, 'Probe').Value).toEqual(['→ Qax1 Arn', '→ Qbx1 Arn']);
  });
});

test('a key written twice: the last one counts, as in CloudFormation, and somebody says so', () => {
  const { set, remarks } = template(`
Resources:
  Queue: { Type: AWS::SQS::Queue, Properties: { QueueName: one } }
  Queue:
    Type: AWS::SQS::Queue
    Properties: { QueueName: two }
`);
  expect(set.resources.map(({ properties: { QueueName } }) => QueueName)).toEqual(['two']);
  expect(set.resources[0].place('QueueName')).toMatchObject({ line: 6 });
  expect(remarks).toEqual([expect.stringMatching(/:4:3: this key is written twice/)]);
});

describe('properties that something else writes at deployment', () => {
  test.each([
    ['Fn::Transform', "Fn::Transform: { Name: AWS::Include, Parameters: { Location: 's3://bucket/queue.yml' } }"],
    ['Fn::ForEach::Settings', "Fn::ForEach::Settings: [Name, !Ref Later, { '\${Name}': 1 }]"],
  ])('%s: what is not there is unknown, not absent', (writer, line) => {
    const { set } = template(`
Transform: AWS::LanguageExtensions
Parameters: { Later: { Type: CommaDelimitedList } }
Resources:
  Queue:
    Type: AWS::SQS::Queue
    Properties:
      QueueName: orders
      ${line}
`);
    const { properties: own } = set.resources[0];
    expect(own.QueueName).toBe('orders');
    expect(own.RedrivePolicy).toEqual(new Unknown(`${writer} may write it at deployment`));
  });

  test('a loop over known names in the properties of a resource is written out', () => {
    const { set } = template(`
Transform: AWS::LanguageExtensions
Resources:
  Queue:
    Type: AWS::SQS::Queue
    Properties:
      Fn::ForEach::Settings: [Name, [DelaySeconds, VisibilityTimeout], { '\${Name}': 30 }]
`);
    expect(set.resources[0].properties).toEqual({ DelaySeconds: 30, VisibilityTimeout: 30 });
  });
});

describe('a cdk.out', () => {
  const manifest = (artifacts: object) => ({ version: '48.0.0', artifacts });
  const stack = (templateFile: string, more: object = {}) => ({ type: 'aws:cloudformation:stack', environment: 'aws://111122223333/eu-west-1', properties: { templateFile, ...more } });
  const queue = (name: string, more: object = {}) => ({ Resources: { Orders: { Type: 'AWS::SQS::Queue', Properties: { Name: name } }, ...more } });
  const files = {
    'manifest.json': manifest({
      'Plain': stack('Plain.template.json'),
      'assembly-Prod': { type: 'cdk:cloud-assembly', properties: { directoryName: 'assembly-Prod' } },
      'Tree': { type: 'cdk:tree', properties: { file: 'tree.json' } },
    }),
    'Plain.template.json': queue('plain'),
    // Not in the manifest: left over from another run.
    'Old.template.json': queue('old'),
    'assembly-Prod/manifest.json': manifest({
      'ProdShop': { ...stack('ProdShop.template.json', { stackName: 'Prod-Shop' }), environment: 'aws://unknown-account/unknown-region', metadata: { '/Prod/Shop/Orders/Resource': [{ type: 'aws:cdk:logicalId', data: 'Orders' }] } },
      'assembly-Prod-Deep': { type: 'cdk:cloud-assembly', properties: { directoryName: 'assembly-Prod-Deep' } },
    }),
    'assembly-Prod/ProdShop.template.json': queue('stage', {
      Inner: { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: 'https://elsewhere/0123.json' }, Metadata: { 'aws:asset:path': 'Inner.nested.template.json' } },
      Uploaded: { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: { 'Fn::Sub': 'https://s3.${AWS::Region}.amazonaws.com/assets/4567.json' } } },
    }),
    'assembly-Prod/ProdShop.assets.json': { version: '48.0.0', files: { 4567: { source: { path: 'asset.4567.json', packaging: 'file' } } } },
    'assembly-Prod/Inner.nested.template.json': queue('inner'),
    'assembly-Prod/asset.4567.json': queue('uploaded'),
    'assembly-Prod/assembly-Prod-Deep/manifest.json': manifest({ ProdDeepShop: stack('T.json') }),
    'assembly-Prod/assembly-Prod-Deep/T.json': queue('deep'),
  };
  const names = (set: ResourceSet) => set.ofType('AWS::SQS::Queue').map(({ key, properties: own }) => `${key}: ${String(own.Name)}`).sort();

  test('with stages, stages in stages, and nested stacks', () => {
    const { set, problems } = read(files);
    expect(problems).toEqual([]);
    expect(names(set)).toEqual(['Plain/Orders: plain', 'ProdDeepShop/Orders: deep', 'ProdShop/Inner/Orders: inner', 'ProdShop/Orders: stage', 'ProdShop/Uploaded/Orders: uploaded']);
  });

  test('without stages', () => expect(names(read(files, { stages: false }).set)).toEqual(['Plain/Orders: plain']));

  test('account, Region and construct paths, where they are known', () => {
    const { set } = read(files);
    const about = (key: string) => {
      const { stack: { region, account }, path } = set.byKey(key)!;
      return { region, account, path };
    };
    expect(about('Plain/Orders')).toEqual({ region: 'eu-west-1', account: '111122223333', path: undefined });
    expect(about('ProdShop/Orders')).toEqual({ region: undefined, account: undefined, path: 'Prod/Shop/Orders/Resource' });
  });

  test('a construct path that the manifest leaves out may stand in the template', () => {
    const { set } = read({ 'manifest.json': manifest({ Shop: stack('T.json') }), 'T.json': { Resources: { Orders: { Type: 'AWS::SQS::Queue', Metadata: { 'aws:cdk:path': 'Shop/Orders/Resource' } } } } });
    expect(set.byKey('Shop/Orders')!.path).toBe('Shop/Orders/Resource');
  });

  test('an ARN of another account or Region is no resource of the app', () => {
    const { set } = read({ 'manifest.json': manifest({ Shop: stack('T.json') }), 'T.json': { Resources: { Orders: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'orders' } } } } });
    const kinds = ['eu-west-1:111122223333', 'eu-central-1:111122223333', 'eu-west-1:999999999999'].map((place) => set.target(`arn:aws:sqs:${place}:orders`).kind);
    expect(kinds).toEqual(['resource', 'external', 'external']);
  });

  test('the output of another stack by its name', () => {
    const { set } = read({
      'manifest.json': manifest({ A: stack('A.json', { stackName: 'queues' }), B: stack('B.json') }),
      'A.json': { ...queue('a'), Outputs: { Arn: { Value: { 'Fn::GetAtt': ['Orders', 'Arn'] } } } },
      'B.json': { Resources: { Probe: { Type: 'AWS::SNS::Topic', Properties: { Value: ['queues', 'others'].map((StackName) => ({ 'Fn::GetStackOutput': { StackName, OutputName: 'Arn' } })) } } } },
    });
    expect(properties(set, 'Probe').Value).toEqual(['→ Orders Arn', '? Arn is an output of a stack outside this app']);
  });

  test('pseudo parameters that the manifest tells', () => {
    const { set } = read({
      'manifest.json': manifest({ A: stack('A.json', { stackName: 'shop' }) }),
      'A.json': { Resources: { Probe: { Type: 'AWS::SNS::Topic', Properties: { Value: { 'Fn::Sub': '${AWS::StackName} ${AWS::Region} ${AWS::AccountId} ${AWS::Partition}' } } } } },
    });
    expect(properties(set, 'Probe').Value).toBe('shop eu-west-1 111122223333 ${Partition}');
  });
});
