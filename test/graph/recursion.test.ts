import { judge } from '../support/judge';

/** Whether a function feeds itself: its role may write, by name, to where its events come from. */

const mapping = (arn: string, more = '') => `  Feed: { Type: AWS::Lambda::EventSourceMapping, Properties: { FunctionName: !Ref Fn, EventSourceArn: ${arn}, StartingPosition: LATEST${more} } }`;
const subscription = (more = '') => `  Feed: { Type: AWS::SNS::Subscription, Properties: { Protocol: lambda, TopicArn: !Ref From, Endpoint: !GetAtt Fn.Arn${more} } }`;

const allow = (action: string, resource: string, effect = 'Allow') => `{ Effect: ${effect}, Action: ${action}, Resource: ${resource} }`;

function recurs(resources: string, statements: readonly string[], role = '!GetAtt Role.Arn', more = ''): boolean {
  return judge(`
Parameters: { Later: { Type: String } }
Resources:
  Role: { Type: AWS::IAM::Role, Properties: { AssumeRolePolicyDocument: {}, Policies: [{ PolicyName: a, PolicyDocument: { Statement: [${statements.join(', ')}] } }]${more} } }
  Fn: { Type: AWS::Lambda::Function, Properties: { FunctionName: fn, Code: { ZipFile: x }${role === '' ? '' : `, Role: ${role}`} } }
  Other: { Type: AWS::Lambda::Function, Properties: { FunctionName: other, Code: { ZipFile: x }, Role: arn } }
${resources}`).findings.some(({ rule, fn }) => rule === 'recursion' && fn?.id === 'Fn');
}

const arn = (service: string, name: string) => `!Sub "arn:aws:${service}:\${AWS::Region}:\${AWS::AccountId}:${name}"`;

const queue = `  From: { Type: AWS::SQS::Queue, Properties: { QueueName: orders } }\n${mapping('!GetAtt From.Arn')}`;
const topic = `  From: { Type: AWS::SNS::Topic, Properties: { TopicName: news } }\n${subscription()}`;
const stream = `  From: { Type: AWS::Kinesis::Stream, Properties: { Name: clicks } }\n${mapping('!GetAtt From.Arn')}`;
const table = (type: string) => `  From: { Type: AWS::DynamoDB::${type}, Properties: { TableName: carts, StreamSpecification: { StreamViewType: NEW_IMAGE } } }\n${mapping('!GetAtt From.StreamArn')}`;

test.each<[string, string, string, string]>([
  ['a queue', queue, 'sqs:SendMessage', arn('sqs', 'orders')], ['a topic', topic, 'sns:Publish', arn('sns', 'news')],
  ...['PutRecord', 'PutRecords'].map((action): [string, string, string, string] => ['a stream', stream, `kinesis:${action}`, arn('kinesis', 'stream/clicks')]),
  ...['Table', 'GlobalTable'].flatMap((type) => ['PutItem', 'UpdateItem', 'BatchWriteItem'].map((action): [string, string, string, string] => [`a ${type}`, table(type), `dynamodb:${action}`, arn('dynamodb', 'table/carts')])),
])('%s, by %3$s', (_, resources, action, named) => {
  expect(recurs(resources, [allow(action, named)])).toBe(true);
  expect(recurs(resources, [allow(action, '!GetAtt From.Arn')])).toBe(!resources.includes('AWS::SNS::Topic'));
  expect(recurs(resources, [allow(action, named.replace(/"$/, '2"'))])).toBe(false);
  expect(recurs(resources, [allow(`"${action.split(':')[0]}:Describe*"`, named)])).toBe(false);
  expect(recurs(resources.replace(/Properties: \{ \w*Name: \w+/, 'Properties: { Tags: []'), [allow(action, resources.includes('AWS::SNS::Topic') || resources.includes('AWS::SQS::Queue') ? named.replace(/\w+"$/, `\${From.${resources.includes('AWS::SNS::Topic') ? 'TopicName' : 'QueueName'}}"`) : named.replace(/\w+"$/, '${From}"'))])).toBe(true);
});

const send = allow('sqs:SendMessage', '!GetAtt From.Arn');

test.each<[string, readonly string[], boolean]>([
  ['everything', [allow('sqs:SendMessage', '"*"')], false], ['every action on it', [allow('"*"', '!GetAtt From.Arn')], false], ['all actions of SQS on it', [allow('"sqs:*"', '!GetAtt From.Arn')], true], ['one action on it', [send], true], ['in another case', [allow('SQS:sendmessage', '!GetAtt From.Arn')], true],
  ['a denial', [allow('sqs:SendMessage', '!GetAtt From.Arn', 'Deny')], false], ['an allowance, and a denial', [send, allow('"sqs:Send*"', '"*"', 'Deny')], false], ['an allowance that may not hold', ['{ Effect: Allow, Action: sqs:SendMessage, Resource: !GetAtt From.Arn, Condition: { StringEquals: { aws:SourceVpc: x } } }'], false],
  ['all actions but some', ['{ Effect: Allow, NotAction: "iam:*", Resource: !GetAtt From.Arn }'], false], ['all places but some', ['{ Effect: Allow, Action: sqs:SendMessage, NotResource: !GetAtt From.Arn }'], false], ['a denial that does not hold, and everything', [allow('"sqs:*"', '"*"'), '{ Effect: Deny, Action: sqs:SendMessage, Resource: !GetAtt From.Arn, Condition: { Bool: { aws:SecureTransport: false } } }'], false],
  ['all places but it, and everything', ['{ Effect: Allow, Action: sqs:SendMessage, NotResource: !GetAtt From.Arn }', allow('sqs:SendMessage', '"*"')], false], ['all actions but one on it, and everything', ['{ Effect: Allow, NotAction: sqs:SendMessage, Resource: !GetAtt From.Arn }', allow('sqs:SendMessage', '"*"')], false],
  ['another action on it, and everything', [allow('sqs:ReceiveMessage', '!GetAtt From.Arn'), allow('sqs:SendMessage', '"*"')], false], ['another place, and everything', [allow('sqs:SendMessage', arn('sqs', 'things')), allow('sqs:SendMessage', '"*"')], false], ['all places but some, and it', ['{ Effect: Allow, Action: sqs:SendMessage, NotResource: !Ref Later }', send], true],
  ['what is behind it', [allow('sqs:SendMessage', '!Sub "${From.Arn}/x"')], false], ['what begins like it', [allow('sqs:SendMessage', '!Sub "${From.Arn}*"')], false], ['another action', [allow('sqs:ReceiveMessage', '!GetAtt From.Arn')], false], ['nothing', [], false], ['an action that cannot be told', [allow('!Ref Later', '!GetAtt From.Arn')], false],
  ['two statements', [allow('"s3:*"', '"*"'), send], true],
])('a role with %s', (_, statements, expected) => expect(recurs(queue, statements)).toBe(expected));

test.each<[string, string, string, string, boolean]>([
  ['a policy', '!GetAtt Role.Arn', `  More: { Type: AWS::IAM::Policy, Properties: { PolicyName: more, Roles: [!Ref Role], PolicyDocument: { Statement: [${send}] } } }`, '', true],
  ['the second of two policies', '!GetAtt Role.Arn', `  Less: { Type: AWS::IAM::Policy, Properties: { PolicyName: less, Roles: [!Ref Role], PolicyDocument: { Statement: [] } } }\n  More: { Type: AWS::IAM::Policy, Properties: { PolicyName: more, Roles: [!Ref Role], PolicyDocument: { Statement: [${send}] } } }`, '', true],
  ['a managed policy', '!GetAtt Role.Arn', `  More: { Type: AWS::IAM::ManagedPolicy, Properties: { PolicyDocument: { Statement: [${send}] } } }`, ', ManagedPolicyArns: [!Ref More]', true],
  ['a managed policy, beside one of AWS', '!GetAtt Role.Arn', `  More: { Type: AWS::IAM::ManagedPolicy, Properties: { PolicyDocument: { Statement: [${send}] } } }`, ', ManagedPolicyArns: ["arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole", !Ref More]', true],
  ['a policy for a role of another app', 'arn:aws:iam::111122223333:role/team/elsewhere', `  More: { Type: AWS::IAM::Policy, Properties: { PolicyName: more, Roles: [elsewhere], PolicyDocument: { Statement: [${send}] } } }`, '', true],
  ['a policy for a role that a custom resource makes', '!Ref Made', `  Made: { Type: Custom::Role, Properties: { ServiceToken: arn } }\n  More: { Type: AWS::IAM::Policy, Properties: { PolicyName: more, Roles: [!Ref Made], PolicyDocument: { Statement: [${send}] } } }`, '', true],
  ['the second of two policies', '!GetAtt Role2.Arn', `  Role2: { Type: AWS::IAM::Role, Properties: { AssumeRolePolicyDocument: {}, Policies: [{ PolicyName: a, PolicyDocument: { Statement: [] } }, { PolicyName: b, PolicyDocument: { Statement: [${send}] } }] } }`, '', true],
  ['no policy for a role of another app', 'arn:aws:iam::111122223333:role/team/elsewhere', '', '', false], ['a policy, for a function without a role', '', `  More: { Type: AWS::IAM::Policy, Properties: { PolicyName: more, Roles: [!Ref Role], PolicyDocument: { Statement: [${send}] } } }`, '', false],
])('%s', (_, role, resources, more, expected) => expect(recurs(`${queue}\n${resources}`, [], role, more)).toBe(expected));

test('a filter is often there for that', () => {
  expect(recurs(queue.replace(', StartingPosition', ', FilterCriteria: { Filters: [{ Pattern: "{}" }] }, StartingPosition'), [send])).toBe(false);
  expect(recurs(queue.replace(', StartingPosition', ', FilterCriteria: { Filters: [] }, StartingPosition'), [send])).toBe(true);
  expect(recurs(topic.replace(subscription(), subscription(', FilterPolicy: { kind: [order] }')), [allow('sns:Publish', '!Ref From')])).toBe(false);
  expect(recurs(topic, [allow('sns:Publish', '!Ref From')])).toBe(true);
});

test('a table that is no source of events', () => expect(recurs(`  From: { Type: AWS::MSK::Cluster, Properties: { ClusterName: shop } }\n${mapping('!Ref From', ', Topics: [orders]')}`, [allow('"kafka-cluster:*"', '!Ref From')])).toBe(false));

describe('a bucket', () => {
  const bucket = (notification: string) => `  From: { Type: AWS::S3::Bucket, Properties: { BucketName: orders, NotificationConfiguration: { LambdaConfigurations: [${notification}] } } }`;
  const on = (event = 's3:ObjectCreated:*', filter = '', fn = '!GetAtt Fn.Arn') => bucket(`{ Event: "${event}", Function: ${fn}${filter} }`);
  const rules = (...all: string[]) => `, Filter: { S3Key: { Rules: [${all.map((rule) => `{ ${rule} }`).join(', ')}] } }`;
  const put = (folder: string) => [allow('s3:PutObject', `!Sub "\${From.Arn}${folder}"`)];

  test.each<[string, string, readonly string[], boolean]>([
    ['all objects', on(), put('/*'), true], ['a folder', on(), put('/out/*'), true], ['the bucket, not its objects', on(), put(''), false], ['the bucket, not its objects, and everything', on(), [...put(''), allow('s3:PutObject', '"*"')], false], ['another bucket', on(), [allow('s3:PutObject', '"arn:aws:s3:::orders2/*"')], false], ['everything', on(), [allow('s3:PutObject', '"*"')], false],
    ['other actions', on(), [allow('"s3:GetObject*"', '!Sub "${From.Arn}/*"')], false], ['denied', on(), [...put('/*'), allow('s3:PutObject', '!Sub "${From.Arn}/*"', 'Deny')], false],
    ['events of created objects only', on('s3:ObjectCreated:Put'), put('/*'), true], ['events of removed objects', on('s3:ObjectRemoved:*'), put('/*'), false], ['an event that cannot be told', bucket('{ Event: !Ref Later, Function: !GetAtt Fn.Arn }'), put('/*'), false],
    ['what comes in, to what comes in', on(undefined, rules('Name: prefix, Value: in/')), put('/in/*'), true], ['what comes in, to what goes out', on(undefined, rules('Name: prefix, Value: in/')), put('/out/*'), false], ['what comes in, to a folder in it', on(undefined, rules('Name: Prefix, Value: in/')), put('/in/done/*'), true],
    ['what comes in, to everything', on(undefined, rules('Name: prefix, Value: in/')), put('/*'), false], ['what comes in, to two folders', on(undefined, rules('Name: prefix, Value: in/')), [...put('/out/*'), ...put('/in/*')], true], ['the empty prefix', on(undefined, rules('Name: prefix, Value: ""')), put('/out/*'), true],
    ['a rule that cannot be told', on(undefined, rules('Name: !Ref Later, Value: in/')), put('/in/*'), false],
    ['a suffix, of which only the code tells', on(undefined, rules('Name: suffix, Value: .json')), put('/*'), false], ['a prefix and a suffix', on(undefined, rules('Name: prefix, Value: in/', 'Name: suffix, Value: .json')), put('/in/*'), false], ['a prefix that cannot be told', on(undefined, rules('Name: prefix, Value: !Ref Later')), put('/in/*'), false],
    ['what invokes another function', `${bucket('{ Event: "s3:ObjectCreated:*", Function: !GetAtt Other.Arn }, { Event: "s3:ObjectRemoved:*", Function: !GetAtt Fn.Arn }')}`, put('/*'), false],
  ])('%s', (_, resources, statements, expected) => expect(recurs(resources, statements)).toBe(expected));

  test('with the notifications that CDK makes', () => {
    const custom = (events: string, filter = '') => `  From: { Type: AWS::S3::Bucket, Properties: { BucketName: orders } }
  Notifications: { Type: Custom::S3BucketNotifications, Properties: { ServiceToken: arn, BucketName: !Ref From, NotificationConfiguration: { LambdaFunctionConfigurations: [{ Events: [${events}], LambdaFunctionArn: !GetAtt Fn.Arn${filter} }] } } }`;
    expect(recurs(custom('"s3:ObjectCreated:*"'), put('/*'))).toBe(true);
    expect(recurs(custom('"s3:ObjectRemoved:*", "s3:ObjectCreated:*"'), put('/*'))).toBe(true);
    expect(recurs(custom('"s3:ObjectRemoved:*"'), put('/*'))).toBe(false);
    expect(recurs(custom('"s3:ObjectCreated:*"', ', Filter: { Key: { FilterRules: [{ Name: prefix, Value: in/ }] } }'), put('/out/*'))).toBe(false);
    expect(recurs(custom('"s3:ObjectCreated:*"', ', Filter: { Key: { FilterRules: [{ Name: prefix, Value: in/ }] } }'), put('/in/*'))).toBe(true);
  });
});
