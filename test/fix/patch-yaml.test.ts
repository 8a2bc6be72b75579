import { Edit, patched } from '../../src/fix/patch';
import { Json } from '../../src/read/file';

const at = (path: string, value: Json): Edit => ({ path: path.split('/').map((step) => (/^\d+$/.test(step) ? Number(step) : step)), value });
const dlqArn = { 'Fn::GetAtt': ['Dlq', 'Arn'] };
const redrive = { deadLetterTargetArn: dlqArn, maxReceiveCount: 5 };
const dlq = { Type: 'AWS::SQS::Queue', Properties: { MessageRetentionPeriod: 1_209_600 } };

type Cases = { readonly [name: string]: readonly [before: string, edits: readonly Edit[], after: string] };

const each = (cases: Cases) => test.each(Object.entries(cases))('%s', (_, [before, edits, after]) => {
  expect(patched('app.yaml', before, edits)).toBe(after);
  expect(patched('app.yaml', after, edits)).toBe(after);
  // Line ends, and the one at the end, are those of the file.
  const dos = (text: string) => text.replace(/\n/g, '\r\n');
  expect(patched('app.yaml', `\ufeff${dos(before)}`, edits)).toBe(`\ufeff${dos(after)}`);
  const open = (text: string) => text.replace(/\n$/, '');
  expect(patched('app.yaml', open(before), edits)).toBe(open(after));
});

describe('a new resource', () => each({
  'comes last, with a blank line where the others have one': [`
Resources:
  # Orders of the shop
  Orders:
    Type: AWS::SQS::Queue # standard

  Ship:
    Type: AWS::Serverless::Function
    # Timeout: 30

# What others need
Outputs:
  Url:
    Value: !Ref Orders
`, [at('Resources/Dlq', dlq)], `
Resources:
  # Orders of the shop
  Orders:
    Type: AWS::SQS::Queue # standard

  Ship:
    Type: AWS::Serverless::Function
    # Timeout: 30

  Dlq:
    Type: AWS::SQS::Queue
    Properties:
      MessageRetentionPeriod: 1209600

# What others need
Outputs:
  Url:
    Value: !Ref Orders
`],

  'is indented like the others, and has no blank line where they have none': [`
Resources:
    Orders:
        Type: AWS::SQS::Queue
    Ship:
        Type: AWS::Serverless::Function
Outputs:
    Url:
        Value: x
`, [at('Resources/Dlq', dlq)], `
Resources:
    Orders:
        Type: AWS::SQS::Queue
    Ship:
        Type: AWS::Serverless::Function
    Dlq:
        Type: AWS::SQS::Queue
        Properties:
            MessageRetentionPeriod: 1209600
Outputs:
    Url:
        Value: x
`],

  'beside the only one is set off as the sections are': [`
Transform: AWS::Serverless-2016-10-31

Resources:
  Orders:
    Type: AWS::SQS::Queue

Outputs: {}
`, [at('Resources/Dlq', dlq)], `
Transform: AWS::Serverless-2016-10-31

Resources:
  Orders:
    Type: AWS::SQS::Queue

  Dlq:
    Type: AWS::SQS::Queue
    Properties:
      MessageRetentionPeriod: 1209600

Outputs: {}
`],

  'in a section that is empty': [`
Parameters:
    Stage: { Type: String }
Conditions: # none yet
Resources: {} # soon
`, [at('Resources/Dlq', { Type: 'AWS::SQS::Queue' }), at('Conditions/Prod', { 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] })], `
Parameters:
    Stage: { Type: String }
Conditions: # none yet
    Prod: !Equals
        - !Ref Stage
        - prod
Resources: # soon
    Dlq:
        Type: AWS::SQS::Queue
`],

  'behind one that ends with a text of several lines': [`
Resources:
  Ship:
    Type: AWS::Lambda::Function
    Properties:
      Code:
        ZipFile: |
          exports.handler = async () => {
            // # no comment
          };
  Bill:
    Type: AWS::Lambda::Function
    Properties:
      Description: >
        folded

        text
`, [at('Resources/Dlq', { Type: 'AWS::SQS::Queue' }), at('Resources/Ship/Properties/Timeout', 30), at('Resources/Ship/Properties/Code/S3Key', 'x')], `
Resources:
  Ship:
    Type: AWS::Lambda::Function
    Properties:
      Code:
        ZipFile: |
          exports.handler = async () => {
            // # no comment
          };
        S3Key: x
      Timeout: 30
  Bill:
    Type: AWS::Lambda::Function
    Properties:
      Description: >
        folded

        text
  Dlq:
    Type: AWS::SQS::Queue
`],

  'beside a loop and a transform': [`
Transform: AWS::LanguageExtensions
Resources:
  Fn::Transform:
    Name: AWS::Include
    Parameters: { Location: s3://bucket/more.yaml }
  Fn::ForEach::Queues:
    - Name
    - [A, B]
    - Queue\${Name}: { Type: AWS::SQS::Queue }
`, [at('Resources/Dlq', { Type: 'AWS::SQS::Queue' })], `
Transform: AWS::LanguageExtensions
Resources:
  Fn::Transform:
    Name: AWS::Include
    Parameters: { Location: s3://bucket/more.yaml }
  Fn::ForEach::Queues:
    - Name
    - [A, B]
    - Queue\${Name}: { Type: AWS::SQS::Queue }
  Dlq:
    Type: AWS::SQS::Queue
`],
}));

describe('a value', () => each({
  'is replaced where it stands; comments above and behind stay': [`
Orders:
  Properties:
    # twice the timeout
    VisibilityTimeout:   60   # seconds
    QueueName: "orders" # named
`, [at('Orders/Properties/VisibilityTimeout', 180), at('Orders/Properties/QueueName', { 'Fn::Sub': '${AWS::StackName}-orders' })], `
Orders:
  Properties:
    # twice the timeout
    VisibilityTimeout:   180   # seconds
    QueueName: !Sub \${AWS::StackName}-orders # named
`],

  'that becomes a map leaves its comment behind the key': [`
Orders:
  Retry: 5 # tries
  Redrive: &unused # from the wiki
    # to nowhere
    old: true
  Next: x
`, [at('Orders/Retry', { Tries: 5 }), at('Orders/Redrive', { new: 'y' })], `
Orders:
  Retry: # tries
    Tries: 5
  Redrive: # from the wiki
    # to nowhere
    new: y
  Next: x
`],

  'that was a map or a long text': [`
Orders:
  Redrive: # by hand
    # to nowhere
    deadLetterTargetArn: x
    maxReceiveCount: 1
  Text: | # long
    one
    two

  List:
  - a
  - b # last
  Next: x
`, [at('Orders/Redrive', { 'Fn::If': ['Prod', redrive, { Ref: 'AWS::NoValue' }] }), at('Orders/Text', 'short'), at('Orders/List', ['c'])], `
Orders:
  Redrive: !If # by hand
    # to nowhere
    - Prod
    - deadLetterTargetArn: !GetAtt Dlq.Arn
      maxReceiveCount: 5
    - !Ref AWS::NoValue
  Text: short # long

  List: # last
  - c
  Next: x
`],

  'of a map is compared key by key': [`
Orders:
  RedrivePolicy:
    # SQS counts throttles too
    maxReceiveCount: 2
    deadLetterTargetArn:
      !GetAtt Dlq.Arn # ours
Tags: [a]
`, [at('Orders/RedrivePolicy', redrive), at('Tags', ['a', 'b'])], `
Orders:
  RedrivePolicy:
    # SQS counts throttles too
    maxReceiveCount: 5
    deadLetterTargetArn:
      !GetAtt Dlq.Arn # ours
Tags: [a, b]
`],

  'of the last of two keys is the one that counts': [`
Orders:
  Timeout: 1
  Timeout: 2
`, [at('Orders/Timeout', 3)], `
Orders:
  Timeout: 1
  Timeout: 3
`],

  'that stands in a merged map is written beside the merge': [`
Defaults: &defaults
  Timeout: 3
Ship:
  <<: *defaults # all
Bill:
  <<: *defaults
  Timeout: 4
`, [at('Ship/Timeout', 30), at('Bill/Timeout', 30)], `
Defaults: &defaults
  Timeout: 3
Ship:
  <<: *defaults # all
  Timeout: 30
Bill:
  <<: *defaults
  Timeout: 30
`],

  'takes the place of an alias': [`
Defaults: &defaults { a: 1 }
Ship: *defaults # as all
`, [at('Ship', { a: 2 })], `
Defaults: &defaults { a: 1 }
Ship: # as all
  a: 2
`],
}));

describe('a new key', () => each({
  'comes behind the comments of its map, and before those of what follows': [`
Resources:
  Orders:
    Properties:
      QueueName: orders # fixed
      # RedrivePolicy: to do

    # kept on purpose
    DeletionPolicy: Retain

  # Ships
  Ship:
    Type: x
`, [at('Resources/Orders/Properties/DelaySeconds', 0), at('Resources/Orders/UpdateReplacePolicy', 'Retain')], `
Resources:
  Orders:
    Properties:
      QueueName: orders # fixed
      # RedrivePolicy: to do
      DelaySeconds: 0

    # kept on purpose
    DeletionPolicy: Retain

    UpdateReplacePolicy: Retain

  # Ships
  Ship:
    Type: x
`],

  'makes the maps on its way, in what is missing, null or empty': [`
A:
  Type: x
B:
  Properties:
  # empty
C:
  Properties: ~ # null
D:
  Properties: { } # braces
E:
  Properties: {
    # to do
  }
F:
- Properties: {}
-
- null
`, [...['A', 'B', 'C', 'D', 'E'].map((id) => at(`${id}/Properties/Redrive/Count`, 5)), ...[0, 1, 2].map((index) => at(`F/${index}/Properties/Count`, 5))], `
A:
  Type: x
  Properties:
    Redrive:
      Count: 5
B:
  Properties:
    Redrive:
      Count: 5
  # empty
C:
  Properties: # null
    Redrive:
      Count: 5
D:
  Properties: # braces
    Redrive:
      Count: 5
E:
  Properties: {
    # to do
    Redrive: { Count: 5 }
  }
F:
- Properties:
    Count: 5
- Properties:
    Count: 5
- Properties:
    Count: 5
`],

  'that others would not read as text is quoted': [`
Keys: # "quoted"
  'a': 'b'
`, [at('Keys', { 'a': 'b', 'yes': 1, 'on': 1, 'x: y': 1, '#': 1, 'Fn::ForEach::Q': 1, '2012-10-17': 1, '': 1, 'k v': 1 }), { path: ['Keys', '12'], value: 1 }], `
Keys: # "quoted"
  'a': 'b'
  '12': 1
  'yes': 1
  'on': 1
  'x: y': 1
  '#': 1
  Fn::ForEach::Q: 1
  '2012-10-17': 1
  '': 1
  k v: 1
`],
}));

describe('texts', () => each({
  'are quoted where they need it, as elsewhere in the file': [`
Texts:
  first: "x"
`, [at('Texts', {
    first: 'x', colon: 'a: b', hash: 'a # b', url: 'https://x.y/#z', no: 'no', account: '012345678901', date: '2012-10-17', time: '10:30', arn: 'arn:aws:sqs:eu-west-1:111122223333:x', cidr: '10.0.0.0/16',
    rate: 'rate(5 minutes)', star: '*', quotes: '"a"', both: '"it\'s"', empty: '', spaces: ' a', tab: 'a\tb', end: 'a:', long: 'word '.repeat(60).trim(), path: './src', at: '@x', nothing: 'null',
  })], `
Texts:
  first: "x"
  colon: "a: b"
  hash: "a # b"
  url: https://x.y/#z
  "no": "no"
  account: "012345678901"
  date: "2012-10-17"
  time: "10:30"
  arn: arn:aws:sqs:eu-west-1:111122223333:x
  cidr: 10.0.0.0/16
  rate: rate(5 minutes)
  star: "*"
  quotes: '"a"'
  both: "\\"it's\\""
  empty: ""
  spaces: " a"
  tab: "a\\tb"
  end: "a:"
  long: ${'word '.repeat(60).trim()}
  path: ./src
  at: "@x"
  nothing: "null"
`],

  'of several lines are blocks, but not above a comment that would become a part of them': [`
Texts:
  a: x
  b: y
    # of b
  c: z
`, [at('Texts/a', 'one\n\n  two\n'), at('Texts/b', 'one\ntwo'), at('Texts/c', { 'Fn::Sub': 'one\n${two}' })], `
Texts:
  a: |
    one

      two
  b: "one\\ntwo"
    # of b
  c: !Sub |-
    one
    \${two}
`],
}));

describe('lists', () => each({
  'take new items behind the last one': [`
Resources:
  Ship:
    Layers:
      - a # first
      # more to come
    Policies:
    - Statement:
      - Effect: Allow
        Action: x
    # of the next
    Types: [ReportBatchItemFailures] # partial
    Filters: []
`, [
    at('Resources/Ship/Layers/1', 'b'), at('Resources/Ship/Layers/2', ['c', ['d']]), at('Resources/Ship/Policies/0/Statement/1', { Effect: 'Allow', Action: ['sqs:SendMessage'], Resource: dlqArn }),
    at('Resources/Ship/Policies/1', { Ref: 'Policy' }), at('Resources/Ship/Types/1', 'x'), at('Resources/Ship/Filters/0/Pattern', 'y'),
  ], `
Resources:
  Ship:
    Layers:
      - a # first
      # more to come
      - b
      - - c
        - - d
    Policies:
    - Statement:
      - Effect: Allow
        Action: x
      - Effect: Allow
        Action:
        - sqs:SendMessage
        Resource: !GetAtt Dlq.Arn
    - !Ref Policy
    # of the next
    Types: [ReportBatchItemFailures, x] # partial
    Filters:
    - Pattern: y
`],

  'have items that are replaced': [`
List:
  - null
  -   # nothing
  - - a
    - b # two
  - Key: x # one
    Value: y
  - !Sub |
    long
`, [at('List/0', { 'Fn::Join': ['', ['a', { 'Fn::Sub': 'b' }]] }), at('List/1', { Key: 'z', Value: 1 }), at('List/2/1', ['c']), at('List/3/Value', 2), at('List/4', 'short')], `
List:
  - !Join
    - ''
    - - a
      - !Sub b
  - Key: z   # nothing
    Value: 1
  - - a
    - - c # two
  - Key: x # one
    Value: 2
  - short
`],
}));

describe('brackets', () => each({
  'stay brackets': [`
Ship: { Type: AWS::Lambda::Function, Properties: { Timeout: 3 }, Tags: [a], Empty: {} } # short
Bill: {Type: 'AWS::Lambda::Function',}
`, [at('Ship/Properties/Dlq/TargetArn', dlqArn), at('Ship/Tags/1', { 'Fn::Sub': '${A}, b' }), at('Ship/Empty/x', { y: [1, 'a b'] }), at('Bill/Timeout', 5)], `
Ship: { Type: AWS::Lambda::Function, Properties: { Timeout: 3, Dlq: { TargetArn: !GetAtt Dlq.Arn } }, Tags: [a, !Sub '\${A}, b'], Empty: { x: { y: [1, a b] } } } # short
Bill: {Type: 'AWS::Lambda::Function', Timeout: 5,}
`],

  'with a line for each item get a line for each new one': [`
Ship: {
  Type: x, # a type
  Timeout: 3 # seconds
  # the end
}
Bill: [
    a,
    b, # b
]
`, [at('Ship/Memory', 128), at('Ship/Env', { a: 1 }), at('Bill/2', 'c')], `
Ship: {
  Type: x, # a type
  Timeout: 3, # seconds
  # the end
  Memory: 128,
  Env: { a: 1 }
}
Bill: [
    a,
    b, # b
    c,
]
`],

  'of JSON stay JSON': [`
Ship:
  Policy: {
    "Statement": [
      { "Effect": "Allow", "Action": "*" }
    ]
  }
  Pattern: !Sub '\${A}'
`, [at('Ship/Policy/Statement/1', { Effect: 'Deny', Resource: dlqArn }), at('Ship/Policy/Version', '2012-10-17')], `
Ship:
  Policy: {
    "Statement": [
      { "Effect": "Allow", "Action": "*" },
      {
        "Effect": "Deny",
        "Resource": {
          "Fn::GetAtt": [
            "Dlq",
            "Arn"
          ]
        }
      }
    ],
    "Version": "2012-10-17"
  }
  Pattern: !Sub '\${A}'
`],

  'around the whole template': [`
{Resources: {Orders: {Type: AWS::SQS::Queue}}}
`, [at('Resources/Orders/Properties/RedrivePolicy', redrive)], `
{Resources: {Orders: {Type: AWS::SQS::Queue, Properties: {RedrivePolicy: {deadLetterTargetArn: !GetAtt Dlq.Arn, maxReceiveCount: 5}}}}}
`],
}));

describe('functions', () => each({
  'are written short, but not one right behind another': [`
Old: !Ref X
`, [
    at('GetAtt', dlqArn), at('Ref', { Ref: 'Dlq' }), at('Base64', { 'Fn::Base64': { 'Fn::Sub': 'x' } }), at('Import', { 'Fn::ImportValue': { 'Fn::Sub': '${A}-x' } }), at('Of', { 'Fn::GetAtt': ['Dlq', { Ref: 'Name' }] }),
    at('Sub', { 'Fn::Sub': ['${a}', { a: { Ref: 'X' } }] }), at('Zones', { 'Fn::GetAZs': '' }), at('Condition', { Condition: 'Prod' }), at('Include', { 'Fn::Transform': { Name: 'AWS::Include' } }),
  ], `
Old: !Ref X
GetAtt: !GetAtt Dlq.Arn
Ref: !Ref Dlq
Base64:
  Fn::Base64: !Sub x
Import:
  Fn::ImportValue: !Sub \${A}-x
Of: !GetAtt
  - Dlq
  - !Ref Name
Sub: !Sub
  - \${a}
  - a: !Ref X
Zones: !GetAZs ''
Condition:
  Condition: Prod
Include:
  Fn::Transform:
    Name: AWS::Include
`],

  'are written long where the file does so': [`
Old: { Ref: X }
Other:
  Fn::GetAtt: [X, Arn]
`, [at('New', { 'Fn::Join': ['', [dlqArn, { Ref: 'Y' }]] })], `
Old: { Ref: X }
Other:
  Fn::GetAtt: [X, Arn]
New:
  Fn::Join:
    - ''
    - - Fn::GetAtt:
          - Dlq
          - Arn
      - Ref: Y
`],
}));

describe('several edits', () => {
  const before = 'Resources:\n  Orders:\n    Type: AWS::SQS::Queue\n';
  const edits = [at('Resources/Dlq/Properties/KmsMasterKeyId', 'k'), at('Resources/Dlq', dlq), at('Resources/Orders/Properties/DelaySeconds', 1), at('Resources/Dlq/DependsOn', 'Orders')];

  test('may go below what others add, in any order', () => {
    const all = patched('app.yaml', before, edits);
    expect(all).toContain('  Dlq:\n    Type: AWS::SQS::Queue\n    Properties:\n      MessageRetentionPeriod: 1209600\n      KmsMasterKeyId: k\n    DependsOn: Orders\n');
    expect(patched('app.yaml', before, [edits[1], edits[0], edits[3], edits[2]])).toContain('      MessageRetentionPeriod: 1209600\n      KmsMasterKeyId: k\n    DependsOn: Orders\n');
  });

  test('of one path: the last one counts', () => {
    expect(patched('app.yaml', 'Timeout: 1\n', [at('Timeout', 2), at('Timeout', 3)])).toBe('Timeout: 3\n');
  });

  test('nothing is changed where every value is there, whatever it is written like', () => {
    const odd = 'a:   \'x\'\nb: {"c":   !Sub "${x}" , d: 0x10}\ne: !Join [",", [!Ref A, !GetAtt B.C.D]]   # e\nf: &f !Base64\n  Fn::Sub: |\n    x\n<<: {g: 1}\nh: *f';
    const sub = { 'Fn::Base64': { 'Fn::Sub': 'x\n' } };
    expect(patched('app.yaml', odd, [at('a', 'x'), at('b', { d: 16, c: { 'Fn::Sub': '${x}' } }), at('e', { 'Fn::Join': [',', [{ Ref: 'A' }, { 'Fn::GetAtt': ['B', 'C.D'] }]] }), at('f', sub), at('g', 1), at('h', sub)])).toBe(odd);
  });
});

test('a large template takes its time once', () => {
  const queue = (index: number) => `  Queue${index}:\n    Type: AWS::SQS::Queue\n    Properties:\n      # a comment\n      VisibilityTimeout: 30 # seconds\n      Tags:\n        - { Key: a, Value: b }\n\n`;
  const large = `Resources:\n${Array.from({ length: 7000 }, (_, index) => queue(index)).join('')}`;
  const edits = Array.from({ length: 250 }, (_, index) => [at(`Resources/Queue${index * 20}/Properties/RedrivePolicy`, redrive), at(`Resources/Dlq${index}`, dlq)]).flat();
  const time = (work: () => void) => {
    const start = performance.now();
    work();
    return performance.now() - start;
  };
  const one = time(() => patched('app.yaml', large, edits.slice(0, 1)));
  // 500 edits cost no more than the reading for one.
  expect(time(() => patched('app.yaml', large, edits))).toBeLessThan(2 * one + 500);
});

describe('lines within brackets that have fewer spaces than YAML wants', () => each({
  'of a map that gets another key': [`
Resources:
  Orders:
    Type: AWS::SQS::Queue
    Properties: {
    VisibilityTimeout: 30
    }
`, [at('Resources/Orders/Properties/RedrivePolicy', redrive)], `
Resources:
  Orders:
    Type: AWS::SQS::Queue
    Properties: {
    VisibilityTimeout: 30,
    RedrivePolicy: { deadLetterTargetArn: !GetAtt Dlq.Arn, maxReceiveCount: 5 }
    }
`],
  'within quotes, before what is changed': [`
Description: "of a shop
that sends # all

  orders"
Resources:
  Orders:
    Type: AWS::SQS::Queue
    Properties: { VisibilityTimeout: 30 } # seconds
`, [at('Resources/Orders/Properties/RedrivePolicy', redrive)], `
Description: "of a shop
that sends # all

  orders"
Resources:
  Orders:
    Type: AWS::SQS::Queue
    Properties: { VisibilityTimeout: 30, RedrivePolicy: { deadLetterTargetArn: !GetAtt Dlq.Arn, maxReceiveCount: 5 } } # seconds
`],
  'before and behind what is changed': [`
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties: { ManagedPolicyArns: [
'a', # first
'b' ] }
  Orders:
    Type: AWS::SQS::Queue
    Properties:
      VisibilityTimeout: 30
  Topic: { Type: AWS::SNS::Topic,
  Properties: { TopicName: shop } }
`, [at('Resources/Orders/Properties/RedrivePolicy', redrive)], `
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties: { ManagedPolicyArns: [
'a', # first
'b' ] }
  Orders:
    Type: AWS::SQS::Queue
    Properties:
      VisibilityTimeout: 30
      RedrivePolicy:
        deadLetterTargetArn: !GetAtt Dlq.Arn
        maxReceiveCount: 5
  Topic: { Type: AWS::SNS::Topic,
  Properties: { TopicName: shop } }
`],
}));
