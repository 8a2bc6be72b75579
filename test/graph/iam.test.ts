import { Home, judge, netOf } from '../support/judge';

/**
 * What policies allow, by the simplest net there is: whether the role of a function may write to its dead-letter queue, or to
 * another place. The answer is `yes`, or the reason against it.
 */

const here: Home = { account: '111122223333', region: 'eu-west-1' };

interface App {
  /** Statements of the role's own policy. */
  readonly role?: readonly string[];
  /** Statements of the policy of the queue. */
  readonly queue?: readonly string[];
  /** Other properties of the role. */
  readonly properties?: string;
  readonly resources?: string;
  readonly place?: string;
  readonly target?: string;
  readonly roleArn?: string;
  readonly home?: Home;
}

const policy = (statements: readonly string[]) => `{ Statement: [${statements.join(', ')}] }`;

function roleMay({ role = [], queue = [], properties = '', resources = '', place = 'Type: AWS::SQS::Queue', target = '!GetAtt Dlq.Arn', roleArn = '!GetAtt Role.Arn', home = {} }: App): string {
  const result = judge([[`
Parameters: { Later: { Type: String } }
Resources:
  Role: { Type: AWS::IAM::Role, Properties: { AssumeRolePolicyDocument: {}, Policies: [{ PolicyName: own, PolicyDocument: ${policy(role)} }], ${properties} } }
  Dlq: { ${place} }
  DlqPolicy: { Type: AWS::SQS::QueuePolicy, Properties: { Queues: [!Ref Dlq], PolicyDocument: ${policy(queue)} } }
  Fn: { Type: AWS::Lambda::Function, Properties: { Code: { ZipFile: x }, Role: ${roleArn} } }
  Config: { Type: AWS::Lambda::EventInvokeConfig, Properties: { FunctionName: !Ref Fn, Qualifier: $LATEST, DestinationConfig: { OnFailure: { Destination: ${target} } } } }
  Topic: { Type: AWS::SNS::Topic }
  Subscription: { Type: AWS::SNS::Subscription, Properties: { Protocol: lambda, TopicArn: !Ref Topic, Endpoint: !GetAtt Fn.Arn } }
${resources}`, home]]);
  const fault = netOf(result, 'async-destination').faults.find(({ code }) => code === 'role');
  if (!fault) return 'yes';
  const found = fault.certain ? /may not call \S+(?: or \S+)* on .*?: (.*)$/.exec(fault.what) : /cannot be told: (.*)$/.exec(fault.what);
  return `${fault.certain ? 'no' : 'unknown'}: ${found?.[1]}`;
}

const send = (more = '') => `{ Effect: Allow, Action: sqs:SendMessage, Resource: !GetAtt Dlq.Arn${more} }`;
const not = 'no: none of its policies allows it';
const unsure = 'unknown: it depends on conditions or names that are known at deployment only';
const denied = 'no: it is denied';

describe('actions of a statement', () => {
  const given = (action: string) => roleMay({ role: [`{ Effect: Allow, ${action}, Resource: '*' }`] });

  test.each([
    ['Action: sqs:SendMessage', 'yes'], ['Action: SQS:sendmessage', 'yes'], ['Action: [sqs:ReceiveMessage, sqs:SendMessage]', 'yes'], ["Action: '*'", 'yes'], ["Action: 'sqs:*'", 'yes'],
    ["Action: 'sqs:Send*'", 'yes'], ["Action: 'sqs:*Message'", 'yes'], ["Action: 'sqs:S?ndMessage'", 'yes'], ["Action: '*:SendMessage'", 'yes'],
    ['Action: sqs:ReceiveMessage', not], ['Action: sqs:SendMessages', not], ['Action: sqs:SendMessag', not], ["Action: 'sqs:?SendMessage'", not], ["Action: 'sqs:SendMessage?'", not],
    ["Action: 'sns:*'", not], ["Action: 'sqs:Receive*'", not], ['Action: []', not],
    ['Action: ""', not], ['NotAction: sqs:SendMessage', not], ["NotAction: 'sqs:*'", not], ["NotAction: 'iam:*'", 'yes'],
    ['Action: !Ref Later', unsure], ['NotAction: !Ref Later', unsure], ['Action: !Sub "sqs:${Later}"', unsure], ['Action: !Sub "sns:${Later}"', not],
  ])('%s: %s', (action, answer) => expect(given(action)).toBe(answer));
});

describe('resources of a statement', () => {
  const given = (resource: string, more: Partial<App> = {}) => roleMay({ role: [`{ Effect: Allow, Action: sqs:SendMessage, ${resource} }`], ...more });

  test.each([
    ["Resource: '*'", 'yes'], ['Resource: !GetAtt Dlq.Arn', 'yes'], ['Resource: [!Ref Topic, !GetAtt Dlq.Arn]', 'yes'], ["Resource: 'arn:aws:sqs:*:*:*'", 'yes'], ["Resource: 'arn:*:sqs:*:*:*'", 'yes'],
    ["Resource: 'arn:aws-cn:sqs:*:*:*'", 'yes'], ["Resource: 'arn:aws:s*'", 'yes'], ["Resource: 'arn:aws:sqs:eu-west-1:111122223333:*'", 'yes'],
    ['Resource: !Sub "arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:${AWS::StackName}-*"', 'yes'], ["Resource: 'arn:aws:sqs:*:*:Shop-*'", unsure],
    ['Resource: !Sub "arn:aws:sqs:*:*:${Dlq.QueueName}"', 'yes'], ['Resource: !Sub "arn:aws:sqs:*:*:${Dlq.QueueName}-x"', not], ['Resource: !Sub "${Dlq.Arn}*"', 'yes'],
    ["Resource: 'arn:aws:sns:*:*:*'", not], ["Resource: 'arn:aws:sqs:*'", 'yes'], ['Resource: !Ref Topic', not], ['Resource: !Sub "${Dlq.Arn}/x"', not],
    ['NotResource: !GetAtt Dlq.Arn', not], ['NotResource: !Ref Topic', 'yes'], ['Resource: !Ref Later', unsure], ['NotResource: !Ref Later', unsure], ['Resource: !Sub "arn:aws:sqs:*:*:${Later}"', unsure],
    ['Resource: !ImportValue queue', unsure], ['Resource: !Sub "arn:aws:sns:*:*:${Later}"', not], ["Resource: 'arn:aws:s*:*:*:*'", 'yes'], ['Resource: !Sub "arn:aws:sqs:eu-${Later}:*:*"', unsure], ['Resource: { a: b }', unsure],
    // What the request tells.
    ["Resource: 'arn:aws:sqs:*:*:${aws:PrincipalTag/queue}'", unsure], ["Resource: 'arn:aws:sns:*:*:${aws:PrincipalTag/queue}'", not], ["Resource: 'arn:aws:sqs:*:${aws:PrincipalAccount}:*'", unsure],
  ])('%s: %s', (resource, answer) => expect(given(resource)).toBe(answer));

  const name = (queue: string) => ({ place: `Type: AWS::SQS::Queue, Properties: { QueueName: ${queue} }` });

  test.each([
    ['failed', 'yes'], ['faile?', 'yes'], ['f*', 'yes'], ['*d', 'yes'], ['f*e*', 'yes'], ['fail', not], ['failed2', not], ['f*x', not], ['?failed', not], ['Failed', not], ['faile', not], ['f?iled', 'yes'], ['*failed', 'yes'], ['**failed', 'yes'], ['"${AWS::StackName}"', unsure], ['"shop-${AWS::StackName}"', not], ['failed}', not],
  ])('a queue named failed, by the pattern %s: %s', (pattern, answer) => expect(given(`Resource: !Sub 'arn:aws:sqs:*:*:${pattern.replaceAll('"', '')}'`, name('failed'))).toBe(answer));

  test.each([
    ['!Sub "${Later}-failed"', 'shop-failed', unsure], ['!Sub "${Later}-failed"', '*-failed', 'yes'], ['!Sub "${Later}-failed"', 'shop-kept', not], ['!Sub "${AWS::StackName}-failed"', '*-failed', 'yes'],
    ['!Ref Later', 'failed', unsure], ['!Sub "failed${Later}"', 'failed', unsure], ['!Sub "${AWS::Region}-failed"', 'failed', not], ['!Sub "shop-${Later}"', 'shop-?', unsure], ['!Sub "shop-${Later}"', 'shop-?x', unsure],
    // Names that CloudFormation would refuse.
    ['!GetAtt Dlq.QueueName', 'failed', unsure], ['!GetAtt Dlq.Arn', 'failed', unsure],
  ])('a queue named %s, by the pattern %s: %s', (queue, pattern, answer) => expect(given(`Resource: 'arn:aws:sqs:*:*:${pattern}'`, name(queue))).toBe(answer));

  test('two queues that are named after each other', () => expect(given("Resource: 'arn:aws:sqs:*:*:failed'", { ...name('!GetAtt Second.QueueName'), resources: '  Second: { Type: AWS::SQS::Queue, Properties: { QueueName: !GetAtt Dlq.QueueName } }' })).toBe(unsure));

  test('in an ARN that is not whole, a wildcard reaches across its colons', () => {
    expect(given("Resource: 'arn:aws:sqs:*:failed'", name('failed'))).toBe('yes');
    expect(given("Resource: 'arn:aws:sqs:*:unfailed'", name('failed'))).toBe(not);
  });

  const made = (type: string) => ({ resources: `  Made: { Type: ${type}, Properties: { ServiceToken: arn } }` });

  test.each(['Custom::Queue', 'AWS::CloudFormation::CustomResource', 'Acme::Queues::Queue'])('what %s makes', (type) => {
    expect(given('Resource: !GetAtt Made.Arn', made(type))).toBe(unsure);
    expect(roleMay({ role: ['!GetAtt Made.Statement'], ...made(type) })).toBe('unknown: ${Made.Statement} is known at deployment only');
  });

  test('a place of which a part of the ARN is known at deployment', () => {
    const target = (region: string) => ({ target: `!Sub "arn:aws:sqs:${region}:111122223333:failed"` });
    const named = 'Resource: !Sub "arn:aws:sqs:${AWS::Region}:${AWS::AccountId}:failed"';
    expect(given(named, target('eu-west-1'))).toBe('yes');
    expect(given(named, target('eu-${Later}'))).toBe(unsure);
  });

  test.each([['eu-west-1', '111122223333', 'yes'], ['us-east-1', '111122223333', not], ['eu-west-1', '444455556666', not], ['eu-*', '1*', 'yes'], ['us-*', '*', not], ['*', '4*', not]])(
    'where the stack has a home, in the Region %s and the account %s: %s', (region, account, answer) => expect(given(`Resource: 'arn:aws:sqs:${region}:${account}:*'`, { home: here })).toBe(answer));
});

describe('statements together', () => {
  test.each([
    ['nothing', [], not], ['an allowance', [send()], 'yes'],
    ['a denial outweighs', [send(), "{ Effect: Deny, Action: 'sqs:*', Resource: '*' }"], denied], ['a denial of something else', [send(), "{ Effect: Deny, Action: 's3:*', Resource: '*' }"], 'yes'],
    ['a denial alone', ["{ Effect: Deny, Action: 'sqs:*', Resource: '*' }"], denied],
    ['a denial that may hold', [send(), "{ Effect: Deny, Action: 'sqs:*', Resource: '*', Condition: { StringEquals: { 'aws:RequestedRegion': x } } }"], unsure],
    ['a second statement that allows', ["{ Effect: Allow, Action: 's3:*', Resource: '*' }", send()], 'yes'],
    ['a statement that cannot be told', ['!Ref Later'], 'unknown: parameter Later has no default'], ['one that cannot be told, and something that is none', ['!Ref Later', 'x'], 'unknown: parameter Later has no default'], ['something that is none', ['x'], not],
  ])('%s', (_, role, answer) => expect(roleMay({ role })).toBe(answer));
});

describe('conditions of a statement', () => {
  const given = (condition: string, more: Partial<App> = {}) => roleMay({ role: [send(`, Condition: ${condition}`)], ...more });

  test.each([
    ['{ Bool: { aws:SecureTransport: true } }', 'yes'], ['{ Bool: { AWS:securetransport: "True" } }', 'yes'], ['{ Bool: { aws:SecureTransport: false } }', not],
    ['{ Bool: { aws:PrincipalIsAWSService: false } }', 'yes'], ['{ Bool: { aws:PrincipalIsAWSService: true } }', not],
    ['{ StringEquals: { aws:PrincipalAccount: !Ref AWS::AccountId } }', 'yes'], ['{ StringEquals: { aws:PrincipalAccount: "444455556666" } }', 'yes'], ['{ StringNotEquals: { aws:PrincipalAccount: !Ref AWS::AccountId } }', not],
    ['{ StringEquals: { aws:ResourceAccount: "444455556666" } }', 'yes'], ['{ StringEquals: { aws:ResourceAccount: !Ref AWS::AccountId } }', 'yes'], ['{ StringNotEquals: { aws:ResourceAccount: !Ref AWS::AccountId } }', not],
    ['{ StringEquals: { s3:ResourceAccount: !Ref AWS::AccountId } }', 'yes'], ['{ StringNotEquals: { s3:ResourceAccount: !Ref AWS::AccountId } }', not],
    ['{ ArnEquals: { aws:PrincipalArn: !GetAtt Role.Arn } }', 'yes'], ['{ ArnLike: { aws:PrincipalArn: "arn:aws:iam::*:role/*" } }', 'yes'], ['{ ArnNotLike: { aws:PrincipalArn: "arn:aws:iam::*:role/*" } }', not],
    ['{ ArnNotEquals: { aws:PrincipalArn: !GetAtt Role.Arn } }', not], ['{ ArnLike: { aws:PrincipalArn: "arn:aws:iam::*:user/*" } }', not], ['{ ArnNotLike: { aws:PrincipalArn: "arn:aws:iam::*:user/*" } }', 'yes'],
    ['{ ArnEquals: { aws:PrincipalArn: !Sub "arn:aws:iam::${AWS::AccountId}:role/${Role}" } }', 'yes'], ['{ ArnEquals: { aws:PrincipalArn: !Sub "arn:aws:iam::${AWS::AccountId}:role/${Role}-x" } }', not],
    ['{ StringLike: { aws:PrincipalArn: "arn:aws:iam::*" } }', 'yes'], ['{ StringNotLike: { aws:PrincipalArn: "arn:aws:iam::*" } }', not], ['{ StringEquals: { aws:PrincipalArn: "arn:aws:iam::*" } }', not],
    ['{ StringEqualsIgnoreCase: { aws:SecureTransport: "TRUE" } }', 'yes'], ['{ StringEquals: { aws:SecureTransport: "TRUE" } }', not], ['{ StringNotEqualsIgnoreCase: { aws:SecureTransport: "TRUE" } }', not],
    ['{ StringEquals: { aws:SecureTransport: ["false", "true"] } }', 'yes'], ['{ StringNotEquals: { aws:SecureTransport: ["false", "true"] } }', not],
    ['{ StringLike: { aws:PrincipalAccount: "444455556666" } }', 'yes'], ['{ StringLike: { aws:PrincipalArn: !Sub "*arn:aws:iam::${AWS::AccountId}:role/*" } }', unsure], ['{ StringEquals: { aws:PrincipalArn: "${aws:PrincipalTag/role}" } }', unsure],
    // What requests of a role never have.
    ['{ ArnLike: { aws:SourceArn: "*" } }', not], ['{ ArnLikeIfExists: { aws:SourceArn: "*" } }', 'yes'], ['{ ArnNotLike: { aws:SourceArn: "*" } }', 'yes'], ['{ StringEquals: { aws:SourceAccount: "1" } }', not], ['{ StringEquals: { aws:PrincipalServiceName: x } }', not],
    ['{ StringEqualsIfExists: { aws:SecureTransport: "false" } }', not], ['{ BoolIfExists: { aws:SecureTransport: "true" } }', 'yes'],
    // What cannot be told.
    ['{ StringEquals: { aws:PrincipalTag/team: shop } }', unsure], ['{ StringNotEquals: { aws:PrincipalTag/team: shop } }', unsure], ['{ StringEquals: { aws:SourceVpc: vpc-1 } }', unsure], ['{ NumericEquals: { aws:SecureTransport: 1 } }', unsure],
    ['{ Null: { aws:SourceArn: true } }', unsure], ['{ ForAllValues:StringEquals: { aws:SecureTransport: "true" } }', unsure], ['{ ForAnyValue:StringEquals: { aws:SecureTransport: "true" } }', 'yes'], ['{ "~": { aws:SecureTransport: "true" } }', unsure],
    ['{ toString: { aws:SecureTransport: "true" } }', unsure], ['{ "ForSomeValue:StringEquals": { aws:SecureTransport: "true" } }', unsure], ['[]', unsure], ['!Ref Later', unsure], ['{ StringEquals: !Ref Later }', unsure], ['{ Bool: { aws:SecureTransport: !Ref Later } }', unsure], ['{ StringNotEquals: { aws:SecureTransport: !Ref Later } }', unsure],
    // All of them must hold.
    ['{ Bool: { aws:SecureTransport: true, aws:PrincipalIsAWSService: true } }', not], ['{ Bool: { aws:SecureTransport: true }, ArnLike: { aws:SourceArn: "*" } }', not], ['{ Bool: { aws:SecureTransport: true }, StringEquals: { aws:SourceVpc: vpc-1 } }', unsure],
    ['{ Bool: { aws:SecureTransport: false }, StringEquals: { aws:SourceVpc: vpc-1 } }', not], ['{}', 'yes'], ['null', 'yes'],
  ])('%s: %s', (condition, answer) => expect(given(condition)).toBe(answer));

  test.each([['RoleName: worker', 'worker', 'yes'], ['RoleName: worker', 'other', not], ['RoleName: worker, Path: /team/', 'team/worker', 'yes'], ['RoleName: worker, Path: /team/', 'worker', not]])('a role with %s, as %s: %s', (properties, name, expected) => expect(
    given(`{ ArnEquals: { aws:PrincipalArn: !Sub 'arn:aws:iam::\${AWS::AccountId}:role/${name}' } }`, { properties })).toBe(expected));

  test.each([
    ['{ StringEquals: { aws:PrincipalAccount: "111122223333" } }', 'yes'], ['{ StringEquals: { aws:PrincipalAccount: "444455556666" } }', not],
    ['{ StringEquals: { aws:ResourceAccount: "111122223333" } }', 'yes'], ['{ StringEquals: { aws:ResourceAccount: "444455556666" } }', not],
  ])('where the account is known, %s: %s', (condition, answer) => expect(given(condition, { home: here })).toBe(answer));

  test('of a place outside, nobody knows the account', () => expect(roleMay({
    role: ["{ Effect: Allow, Action: sqs:SendMessage, Resource: '*', Condition: { StringEquals: { aws:ResourceAccount: '111122223333' } } }"], target: 'arn:aws:sqs:eu-west-1:111122223333:failed',
  })).toBe(unsure));
});

test('a role by its name is known by its ARN', () => expect(roleMay({
  roleArn: '!Ref Role', queue: ["{ Effect: Allow, Principal: { AWS: !GetAtt Role.Arn }, Action: 'sqs:*', Resource: '*' }"],
})).toBe('yes'));

test('the account of a role that cannot be told is that of the app', () => {
  const may = (account: string) => roleMay({
    roleArn: '!Ref Later', resources: `  May: { Type: AWS::IAM::Policy, Properties: { PolicyName: may, Roles: [!Ref Later], PolicyDocument: ${policy([send(`, Condition: { StringEquals: { aws:PrincipalAccount: ${account} } }`)])} } }`,
  });
  expect(may('!Ref AWS::AccountId')).toBe('yes');
  expect(may('"444455556666"')).toBe('yes');
});

describe('policies of a role', () => {
  const document = policy([send()]);

  test.each([
    ['a policy', `  More: { Type: AWS::IAM::Policy, Properties: { PolicyName: more, Roles: [!Ref Role], PolicyDocument: ${document} } }`, '', 'yes'],
    ['a policy that names the role', `  More: { Type: AWS::IAM::Policy, Properties: { PolicyName: more, Roles: [worker], PolicyDocument: ${document} } }`, 'RoleName: worker', 'yes'],
    ['a policy that names the role by a name that is put together', `  More: { Type: AWS::IAM::Policy, Properties: { PolicyName: more, Roles: [!Sub "\${AWS::StackName}-worker"], PolicyDocument: ${document} } }`, 'RoleName: !Sub "${AWS::StackName}-worker"', 'yes'],
    ['a policy that names the role by a name with that of something else in it', `  More: { Type: AWS::IAM::Policy, Properties: { PolicyName: more, Roles: [!Sub "\${Topic.TopicName}-worker"], PolicyDocument: ${document} } }`, 'RoleName: !Sub "${Topic.TopicName}-worker"', 'yes'],
    ['several policies', `  More: { Type: AWS::IAM::Policy, Properties: { PolicyName: more, Roles: [!Ref Role], PolicyDocument: ${document} } }\n  Less: { Type: AWS::IAM::Policy, Properties: { PolicyName: less, Roles: [!Ref Role], PolicyDocument: { Statement: [] } } }`, '', 'yes'],
    ['a managed policy by its attribute', `  More: { Type: AWS::IAM::ManagedPolicy, Properties: { PolicyDocument: ${document} } }`, 'ManagedPolicyArns: [!GetAtt More.PolicyArn]', 'yes'],
    ['something that is called a policy and is none', `  More: { Type: AWS::IAM::UserPolicy, Properties: { UserName: !Ref Role, PolicyDocument: ${document} } }`, '', not],
    ['a policy of another role', `  More: { Type: AWS::IAM::Policy, Properties: { PolicyName: more, Roles: [other], PolicyDocument: ${document} } }`, 'RoleName: worker', not],
    ['a role policy', `  More: { Type: AWS::IAM::RolePolicy, Properties: { PolicyName: more, RoleName: !Ref Role, PolicyDocument: ${document} } }`, '', 'yes'],
    ['a managed policy that names the role', `  More: { Type: AWS::IAM::ManagedPolicy, Properties: { Roles: [!Ref Role], PolicyDocument: ${document} } }`, '', 'yes'],
    ['a managed policy that the role names', `  More: { Type: AWS::IAM::ManagedPolicy, Properties: { PolicyDocument: ${document} } }`, 'ManagedPolicyArns: [!Ref More]', 'yes'],
    ['a managed policy that the role names by its ARN', `  More: { Type: AWS::IAM::ManagedPolicy, Properties: { ManagedPolicyName: more, Path: /shop/, PolicyDocument: ${document} } }`, 'ManagedPolicyArns: [!Sub "arn:aws:iam::${AWS::AccountId}:policy/shop/more"]', 'yes'],
    ['a managed policy that nobody names', `  More: { Type: AWS::IAM::ManagedPolicy, Properties: { PolicyDocument: ${document} } }`, '', not],
    ['a managed policy of another app', '', 'ManagedPolicyArns: ["arn:aws:iam::111122223333:policy/team"]', 'unknown: one of its managed policies is not part of this app'],
    ['a policy that a custom resource writes', '  More: { Type: AWS::IAM::Policy, Properties: { PolicyName: more, Roles: [!Ref Role], PolicyDocument: !GetAtt Made.Document } }\n  Made: { Type: Custom::Policy, Properties: { ServiceToken: arn } }', '', 'unknown: ${Made.Document} is known at deployment only'],
    ['policies that cannot be told', '', 'Policies: [!Ref Later]', 'unknown: parameter Later has no default'],
    ['a policy as text', '  More: { Type: AWS::IAM::Policy, Properties: { PolicyName: more, Roles: [!Ref Role], PolicyDocument: \'{ "Statement": { "Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "*" } }\' } }', '', 'yes'],
    ['a policy that cannot be told', '  More: { Type: AWS::IAM::Policy, Properties: { PolicyName: more, Roles: [!Ref Role], PolicyDocument: !Ref Later } }', '', 'unknown: parameter Later has no default'],
  ])('%s', (_, resources, properties, answer) => expect(roleMay({ resources, properties })).toBe(answer));

  const elsewhere = 'arn:aws:iam::111122223333:role/team/elsewhere';

  test.each([
    ['nothing is known of', '', 'unknown: the role is not part of this app'],
    ['which the app gives a policy', `  More: { Type: AWS::IAM::Policy, Properties: { PolicyName: more, Roles: [elsewhere], PolicyDocument: ${document} } }`, 'yes'],
    ['which the app gives another policy', '  More: { Type: AWS::IAM::Policy, Properties: { PolicyName: more, Roles: [elsewhere], PolicyDocument: { Statement: [] } } }', 'unknown: the role is not part of this app'],
    ['of which the app gives another one a policy', `  More: { Type: AWS::IAM::Policy, Properties: { PolicyName: more, Roles: [another], PolicyDocument: ${document} } }`, 'unknown: the role is not part of this app'],
    ['which the app denies it', '  More: { Type: AWS::IAM::Policy, Properties: { PolicyName: more, Roles: [elsewhere], PolicyDocument: { Statement: [{ Effect: Deny, Action: "*", Resource: "*" }] } } }', denied],
  ])('a role of another app, %s', (_, resources, answer) => expect(roleMay({ resources, roleArn: elsewhere })).toBe(answer));

  test('a role that is a parameter', () => expect(roleMay({ roleArn: '!Ref Later' })).toBe('unknown: the role is not part of this app'));

  test('a role that a custom resource makes', () => expect(roleMay({ roleArn: '!GetAtt Made.Arn', resources: '  Made: { Type: Custom::Role, Properties: { ServiceToken: arn } }' })).toBe('unknown: the role is not part of this app'));

  test('a role that is kept elsewhere, and another one whose name ends like it', () => expect(roleMay({
    roleArn: '"{{resolve:ssm:/shop/role}}"', resources: `  More: { Type: AWS::IAM::Policy, Properties: { PolicyName: more, Roles: ["{{resolve:ssm:/team/role}}"], PolicyDocument: ${document} } }`,
  })).toBe('unknown: the role is not part of this app'));
});

describe('the permissions boundary of a role', () => {
  const boundary = (statement: string) => roleMay({
    role: [send()], properties: 'PermissionsBoundary: !Ref Boundary', resources: `  Boundary: { Type: AWS::IAM::ManagedPolicy, Properties: { PolicyDocument: ${policy([statement])} } }`,
  });
  const outside = 'no: the permissions boundary of the role does not allow it';

  test.each([
    ["{ Effect: Allow, Action: '*', Resource: '*' }", 'yes'], ["{ Effect: Allow, Action: 's3:*', Resource: '*' }", outside], ["{ Effect: Deny, Action: '*', Resource: '*' }", outside],
    ["{ Effect: Allow, Action: '*', Resource: '*', Condition: { StringEquals: { aws:SourceVpc: vpc-1 } } }", 'unknown: it depends on conditions of its permissions boundary'],
  ])('%s: %s', (statement, answer) => expect(boundary(statement)).toBe(answer));

  test('one of another app', () => expect(roleMay({ role: [send()], properties: 'PermissionsBoundary: arn:aws:iam::111122223333:policy/team' })).toBe('unknown: its permissions boundary is not part of this app'));

  test('it allows nothing by itself', () => expect(roleMay({ properties: 'PermissionsBoundary: arn:aws:iam::aws:policy/AdministratorAccess' })).toBe(not));
});

describe('the policy of the queue', () => {
  const principal = (who: string, effect = 'Allow') => roleMay({
    role: effect === 'Deny' ? [send()] : [], queue: [`{ Effect: ${effect}, ${who}, Action: sqs:SendMessage, Resource: !GetAtt Dlq.Arn }`], home: here,
  });

  test.each([
    ['Principal: { AWS: !GetAtt Role.Arn }', 'yes', denied], ['Principal: "*"', 'yes', denied], ['Principal: { AWS: "*" }', 'yes', denied],
    // The account can only let its administrators decide; a denial for it is one for all of its roles.
    ['Principal: { AWS: "111122223333" }', not, denied], ['Principal: { AWS: !Ref AWS::AccountId }', not, denied], ['Principal: { AWS: !Sub "arn:aws:iam::${AWS::AccountId}:root" }', not, denied], ['Principal: { AWS: "arn:aws:iam::111122223333:root" }', not, denied],
    ['Principal: { AWS: "444455556666" }', not, 'yes'], ['Principal: { AWS: "arn:aws:iam::444455556666:root" }', not, 'yes'], ['Principal: { AWS: "arn:aws:iam::111122223333:user/root" }', not, 'yes'],
    ['Principal: { AWS: [arn:aws:iam::111122223333:role/other, !GetAtt Role.Arn] }', 'yes', denied], ['Principal: { AWS: arn:aws:iam::111122223333:role/other }', not, 'yes'],
    ['Principal: { Service: lambda.amazonaws.com }', not, 'yes'], ['NotPrincipal: { AWS: "444455556666" }', unsure, unsure], ['Principal: !Ref Later', unsure, unsure], ['Principal: !GetAtt Role.Arn', unsure, unsure], ['Principal: { AWS: !Ref Later }', unsure, unsure],
  ])('%s: %s, and denied: %s', (who, allows, denies) => expect([principal(who), principal(who, 'Deny')]).toEqual([allows, denies]));

  test('a denial that may hold matters where something allows it', () => {
    const doubtful = ["{ Effect: Deny, Principal: '*', Action: 'sqs:*', Resource: '*', Condition: { StringNotEquals: { aws:SourceVpce: vpce-1 } } }"];
    expect(roleMay({ queue: doubtful, role: [send()] })).toBe(unsure);
    expect(roleMay({ queue: doubtful })).toBe(not);
    expect(roleMay({ queue: ['{ Effect: Allow, Principal: "*", Action: "sqs:*", Resource: "*" }'], role: ["{ Effect: Deny, Action: 'sqs:*', Resource: '*', Condition: { StringNotEquals: { aws:SourceVpce: vpce-1 } } }"] })).toBe(unsure);
  });

  test('a statement without resource is about the queue', () => expect(roleMay({ queue: ['{ Effect: Allow, Principal: { AWS: !GetAtt Role.Arn }, Action: sqs:SendMessage }'] })).toBe('yes'));

  test.each(['!Ref Later', '!Sub "arn:aws:${Later}::111122223333:role/worker"'])('a statement for some role, where the role is %s', (roleArn) => expect(roleMay({
    roleArn, queue: ['{ Effect: Allow, Principal: { AWS: arn:aws:iam::111122223333:role/worker }, Action: sqs:SendMessage, Resource: "*" }'],
  })).toBe(unsure));

  test('a role whose name ends with its account', () => expect(roleMay({
    properties: 'RoleName: worker-111122223333', queue: ['{ Effect: Allow, Principal: { AWS: arn:aws:iam::111122223333:role/worker-111122223333 }, Action: sqs:SendMessage }'], home: here,
  })).toBe('yes'));

  test('a statement about another queue', () => expect(roleMay({ queue: ['{ Effect: Allow, Principal: "*", Action: sqs:SendMessage, Resource: "arn:aws:sqs:*:*:other" }'], place: 'Type: AWS::SQS::Queue, Properties: { QueueName: failed }' })).toBe(not));

  test('an inline policy', () => expect(roleMay({ resources: `  Inline: { Type: AWS::SQS::QueueInlinePolicy, Properties: { Queue: !Ref Dlq, PolicyDocument: ${policy(['{ Effect: Allow, Principal: "*", Action: "sqs:*", Resource: "*" }'])} } }` })).toBe('yes'));

  const second = (effect: string, queue = '!Ref Dlq') => `  Second: { Type: AWS::SQS::QueuePolicy, Properties: { Queues: [${queue}], PolicyDocument: ${policy([`{ Effect: ${effect}, Principal: "*", Action: "sqs:*", Resource: "*" }`])} } }`;

  test.each([['Allow', 'Deny'], ['Deny', 'Allow']])('two policies: %s and %s', (effect, other) => expect(roleMay({ queue: [`{ Effect: ${effect}, Principal: "*", Action: "sqs:*", Resource: "*" }`], resources: second(other) })).toBe(denied));

  test('a policy for some queue matters where the queue has none', () => {
    const more = { role: [send()], resources: second('Deny', '!Ref Later') };
    expect(roleMay({ queue: ['{ Effect: Allow, Principal: "*", Action: "sqs:*", Resource: "*" }'], ...more })).toBe('yes');
  });
});

describe('a queue of another app', () => {
  const target = 'arn:aws:sqs:eu-west-1:111122223333:failed';
  const url = 'https://sqs.eu-west-1.amazonaws.com/111122223333/failed';
  const may = 'unknown: no policy of the role allows it, and a policy of the target, which is not part of this app, would have to';
  const allow = "{ Effect: Allow, Principal: '*', Action: 'sqs:*', Resource: '*' }";

  test.each([
    ['no policy', {}, may], ['a policy of the role', { role: [`{ Effect: Allow, Action: sqs:SendMessage, Resource: ${target} }`] }, 'yes'],
    ['a policy of the app for it', { resources: `  More: { Type: AWS::SQS::QueuePolicy, Properties: { Queues: [${url}], PolicyDocument: ${policy([allow])} } }` }, 'yes'],
    ['a policy of the app for another queue', { resources: `  More: { Type: AWS::SQS::QueuePolicy, Properties: { Queues: [${url}2], PolicyDocument: ${policy([allow])} } }` }, may],
    ['a denial that may hold', { role: ["{ Effect: Deny, Action: '*', Resource: '*', Condition: { StringNotEquals: { aws:SourceVpc: vpc-1 } } }"] }, may],
    ['a policy of the app for some queue', { resources: `  More: { Type: AWS::SQS::QueuePolicy, Properties: { Queues: [!Ref Later], PolicyDocument: ${policy([allow])} } }` }, unsure],
  ])('%s', (_, app, answer) => expect(roleMay({ ...app, target })).toBe(answer));
});

describe('another account', () => {
  const target = 'arn:aws:sqs:eu-west-1:444455556666:failed';
  const role = [`{ Effect: Allow, Action: sqs:SendMessage, Resource: ${target} }`];
  const resources = '  More: { Type: AWS::SQS::QueuePolicy, Properties: { Queues: ["https://sqs.eu-west-1.amazonaws.com/444455556666/failed"], PolicyDocument: { Statement: [{ Effect: Allow, Principal: "*", Action: "sqs:*", Resource: "*" }] } } }';
  const boundary = { properties: 'PermissionsBoundary: !Ref Boundary' };
  const conditional = '  Boundary: { Type: AWS::IAM::ManagedPolicy, Properties: { PolicyDocument: { Statement: [{ Effect: Allow, Action: "*", Resource: "*", Condition: { StringEquals: { aws:SourceVpc: vpc-1 } } }] } } }';

  test.each([
    ['the role may not', {}, not], ['the role may, and the queue is not known', { role }, 'unknown: the target is in another account, whose policy must let the role in too'], ['both sides let it', { role, resources }, 'yes'],
    ['the queue lets it, the role may not', { resources }, not], ['the queue lets it, the role may be denied it', { resources, role: ["{ Effect: Deny, Action: '*', Resource: '*', Condition: { StringNotEquals: { aws:SourceVpc: vpc-1 } } }"] }, not],
    ['the queue lets it, the role on a condition', { resources, role: [`{ Effect: Allow, Action: sqs:SendMessage, Resource: ${target}, Condition: { StringEquals: { aws:SourceVpc: vpc-1 } } }`] }, unsure],
    ['both sides, but for a boundary that may not', { role, ...boundary, resources: `${resources}\n${conditional}` }, 'unknown: it depends on conditions of its permissions boundary'],
  ])('%s', (_, app, answer) => expect(roleMay({ ...app, target, home: here })).toBe(answer));

  test.each([
    ['which the queue does not let in', [], 'no: the policy of the target, which is in another account, does not let it'],
    ['which the queue lets in', ["{ Effect: Allow, Principal: { AWS: 'arn:aws:iam::444455556666:role/elsewhere' }, Action: 'sqs:*', Resource: '*' }"], 'yes'],
  ])('a role there that the app gives a policy, %s', (_, queue, answer) => expect(roleMay({
    queue, roleArn: 'arn:aws:iam::444455556666:role/elsewhere', home: here, resources: `  More: { Type: AWS::IAM::Policy, Properties: { PolicyName: more, Roles: [elsewhere], PolicyDocument: ${policy([send()])} } }`,
  })).toBe(answer));
});

describe('other places than queues', () => {
  const bucket = 'Type: AWS::S3::Bucket';
  const named = `${bucket}, Properties: { BucketName: failed }`;
  const list = "{ Effect: Allow, Action: 's3:ListBucket', Resource: !GetAtt Dlq.Arn }";
  const put = (folder: string) => `{ Effect: Allow, Action: 's3:PutObject', Resource: !Sub '\${Dlq.Arn}${folder}' }`;

  test.each([
    ['a bucket', bucket, [put('/*'), list], 'yes'], ['a bucket that cannot be listed', bucket, [put('/*')], `unknown: AWS asks for it too, and ${not.slice(4)}`], ['a folder of a bucket', bucket, [put('/aws/lambda/async/*'), list], 'yes'],
    ['a folder above', bucket, [put('/aws/*'), list], 'yes'], ['another folder of a bucket', named, [put('/failed/*'), list], not], ['the bucket itself', named, [put(''), list], not],
    ['a bucket by its name', named, ["{ Effect: Allow, Action: 's3:*', Resource: ['arn:aws:s3:::failed', 'arn:aws:s3:::failed/*'] }"], 'yes'],
    ['a bucket by another name', named, ["{ Effect: Allow, Action: 's3:*', Resource: ['arn:aws:s3:::other', 'arn:aws:s3:::other/*'] }"], not],
    ['an event bus', 'Type: AWS::Events::EventBus, Properties: { Name: shop }', ["{ Effect: Allow, Action: events:PutEvents, Resource: 'arn:aws:events:*:*:event-bus/shop' }"], 'yes'],
    ['another event bus', 'Type: AWS::Events::EventBus, Properties: { Name: shop }', ["{ Effect: Allow, Action: events:PutEvents, Resource: 'arn:aws:events:*:*:event-bus/other' }"], not],
    ['a function', 'Type: AWS::Lambda::Function, Properties: { FunctionName: failed, Code: { ZipFile: x }, Role: arn }', ["{ Effect: Allow, Action: lambda:InvokeFunction, Resource: 'arn:aws:lambda:*:*:function:failed' }"], 'yes'],
    ['a function in its Region and account', 'Type: AWS::Lambda::Function, Properties: { FunctionName: failed, Code: { ZipFile: x }, Role: arn }', ["{ Effect: Allow, Action: lambda:InvokeFunction, Resource: 'arn:aws:lambda:eu-west-1:111122223333:function:failed' }"], 'yes'],
    ['another function', 'Type: AWS::Lambda::Function, Properties: { FunctionName: failed, Code: { ZipFile: x }, Role: arn }', ["{ Effect: Allow, Action: lambda:InvokeFunction, Resource: 'arn:aws:lambda:*:*:function:other' }"], not],
  ])('%s', (_, place, role, answer) => expect(roleMay({ place, role, target: '!GetAtt Dlq.Arn' })).toBe(answer));

  test.each([
    ['its ARN', ['{ Effect: Allow, Action: sns:Publish, Resource: !Ref Dlq }'], 'yes'], ['its ARN as an attribute', ['{ Effect: Allow, Action: sns:Publish, Resource: !GetAtt Dlq.TopicArn }'], 'yes'],
    ['its name', ['{ Effect: Allow, Action: sns:Publish, Resource: !Sub "arn:aws:sns:*:*:${Dlq.TopicName}" }'], 'yes'], ['another topic', ['{ Effect: Allow, Action: sns:Publish, Resource: !Ref Topic }'], not],
  ])('a topic by %s', (_, role, answer) => expect(roleMay({ place: 'Type: AWS::SNS::Topic', role, target: '!Ref Dlq' })).toBe(answer));

  test.each([
    ['a topic policy', 'Type: AWS::SNS::Topic', '!Ref Dlq', '  Lets: { Type: AWS::SNS::TopicPolicy, Properties: { Topics: [!Ref Dlq], PolicyDocument: { Statement: [{ Effect: Allow, Principal: { AWS: !GetAtt Role.Arn }, Action: sns:Publish, Resource: "*" }] } } }'],
    ['an inline policy of a topic', 'Type: AWS::SNS::Topic', '!Ref Dlq', '  Lets: { Type: AWS::SNS::TopicInlinePolicy, Properties: { TopicArn: !Ref Dlq, PolicyDocument: { Statement: [{ Effect: Allow, Principal: { AWS: !GetAtt Role.Arn }, Action: sns:Publish, Resource: "*" }] } } }'],
    ['a bucket policy', 'Type: AWS::S3::Bucket', '!GetAtt Dlq.Arn', '  Lets: { Type: AWS::S3::BucketPolicy, Properties: { Bucket: !Ref Dlq, PolicyDocument: { Statement: [{ Effect: Allow, Principal: { AWS: !GetAtt Role.Arn }, Action: "s3:*", Resource: [!GetAtt Dlq.Arn, !Sub "${Dlq.Arn}/*"] }] } } }'],
    ['a policy of an event bus', 'Type: AWS::Events::EventBus, Properties: { Name: shop }', '!GetAtt Dlq.Arn', '  Lets: { Type: AWS::Events::EventBusPolicy, Properties: { EventBusName: shop, StatementId: a, Statement: { Effect: Allow, Principal: { AWS: !GetAtt Role.Arn }, Action: events:PutEvents, Resource: "*" } } }'],
    ['a policy of an event bus without statement', 'Type: AWS::Events::EventBus, Properties: { Name: shop }', '!GetAtt Dlq.Arn', '  Lets: { Type: AWS::Events::EventBusPolicy, Properties: { EventBusName: !Ref Dlq, StatementId: a, Action: events:PutEvents, Principal: "*" } }'],
    ['a permission of a function', 'Type: AWS::Lambda::Function, Properties: { Code: { ZipFile: x }, Role: arn }', '!GetAtt Dlq.Arn', '  Lets: { Type: AWS::Lambda::Permission, Properties: { FunctionName: !Ref Dlq, Action: lambda:InvokeFunction, Principal: !GetAtt Role.Arn } }'],
    ['a resource policy of a function', 'Type: AWS::Lambda::Function, Properties: { Code: { ZipFile: x }, Role: arn }', '!GetAtt Dlq.Arn', '  Lets: { Type: AWS::Lambda::ResourcePolicy, Properties: { ResourceArn: !GetAtt Dlq.Arn, PolicyDocument: { Statement: [{ Effect: Allow, Principal: { AWS: !GetAtt Role.Arn }, Action: lambda:InvokeFunction, Resource: "*" }] } } }'],
  ])('%s', (_, place, target, resources) => {
    expect(roleMay({ place, target, resources })).toBe('yes');
    expect(roleMay({ place, target, resources: resources.replace('!GetAtt Role.Arn', 'arn:aws:iam::111122223333:role/other').replace('Principal: "*"', 'Principal: "444455556666"') })).toBe(not);
  });

  test.each([
    ['a bucket', 'Type: AWS::S3::Bucket', 's3:*', '[!Sub "arn:aws:s3:::${Dlq}", !Sub "arn:aws:s3:::${Dlq}/*"]'], ['a function', 'Type: AWS::Lambda::Function, Properties: { Code: { ZipFile: x }, Role: arn }', 'lambda:InvokeFunction', '!Sub "arn:aws:lambda:${AWS::Region}:${AWS::AccountId}:function:${Dlq}"'],
    ['a bus', 'Type: AWS::Events::EventBus, Properties: { Name: shop }', 'events:PutEvents', '!Sub "arn:aws:events:${AWS::Region}:${AWS::AccountId}:event-bus/${Dlq}"'], ['a bus by its attribute', 'Type: AWS::Events::EventBus, Properties: { Name: shop }', 'events:PutEvents', '!Sub "arn:aws:events:*:*:event-bus/${Dlq.Name}"'],
  ])('%s by its name, put together', (_, place, action, resource) => {
    const given = (on: string) => roleMay({ place, role: [`{ Effect: Allow, Action: '${action}', Resource: ${on} }`] });
    expect(given(resource)).toBe('yes');
    expect(given(resource.replaceAll('${Dlq', '${Topic.TopicName}${Dlq'))).not.toBe('yes');
  });

  test('a bucket by its name, in a stack whose Region and account are known', () => expect(roleMay({ place: named, home: here, role: ["{ Effect: Allow, Action: 's3:*', Resource: 'arn:aws:s3:::failed*' }"] })).toBe('yes'));

  test('the default event bus', () => expect(roleMay({
    target: 'arn:aws:events:eu-west-1:111122223333:event-bus/default',
    resources: '  Lets: { Type: AWS::Events::EventBusPolicy, Properties: { StatementId: a, Action: events:PutEvents, Principal: "*" } }',
  })).toBe('yes'));

  test('a permission for a service is none for a role', () => expect(roleMay({
    place: 'Type: AWS::Lambda::Function, Properties: { Code: { ZipFile: x }, Role: arn }', resources: '  Lets: { Type: AWS::Lambda::Permission, Properties: { FunctionName: !Ref Dlq, Action: lambda:InvokeFunction, Principal: lambda.amazonaws.com } }',
  })).toBe(not));

  test('a permission for no function is for none', () => expect(roleMay({
    place: 'Type: AWS::Lambda::Function, Properties: { Code: { ZipFile: x }, Role: arn }', resources: '  Lets: { Type: AWS::Lambda::Permission, Properties: { FunctionName: "", Action: lambda:InvokeFunction, Principal: "*" } }',
  })).toBe(not));

  const failed = '  Failed: { Type: AWS::Lambda::Function, Properties: { FunctionName: failed, Code: { ZipFile: x }, Role: arn } }';

  test.each([
    ['Type: AWS::Lambda::Alias, Properties: { FunctionName: !Ref Failed, FunctionVersion: "1", Name: live }', 'Resource: "arn:aws:lambda:*:*:function:failed:live"', 'yes'],
    ['Type: AWS::Lambda::Alias, Properties: { FunctionName: !Ref Failed, FunctionVersion: "1", Name: live }', 'Resource: !Ref Dlq', 'yes'],
    ['Type: AWS::Lambda::Alias, Properties: { FunctionName: !Ref Failed, FunctionVersion: "1", Name: live }', 'Resource: !GetAtt Failed.Arn', not],
    ['Type: AWS::Lambda::Alias, Properties: { FunctionName: !Ref Failed, FunctionVersion: "1", Name: live }', 'Resource: "arn:aws:lambda:*:*:function:failed:next"', not],
    ['Type: AWS::Lambda::Alias, Properties: { FunctionName: failed-elsewhere, FunctionVersion: "1", Name: live }', 'Resource: "arn:aws:lambda:*:*:function:failed:live"', not],
    ['Type: AWS::Lambda::Alias, Properties: { FunctionName: !GetAtt Made.Name, FunctionVersion: "1", Name: live }', 'Resource: "arn:aws:lambda:*:*:function:failed:live"', unsure],
    ['Type: AWS::Lambda::Alias, Properties: { FunctionName: !Ref Failed, FunctionVersion: "1", Name: live }', 'Resource: !Join ["", ["arn:aws:lambda:*:*:function:", !Select [6, !Split [":", !Ref Dlq]], ":live"]]', 'yes'],
    ['Type: AWS::Lambda::Alias, Properties: { FunctionName: !Ref Failed, FunctionVersion: "1", Name: live }', 'Resource: !Join ["", ["arn:aws:lambda:*:*:function:", !Select [6, !Split [":", !Ref Dlq]], ":next"]]', not],
    ['Type: AWS::Lambda::Alias, Properties: { FunctionName: !Ref Dlq, FunctionVersion: "1", Name: live }', 'Resource: "arn:aws:lambda:*:*:function:failed:live"', unsure],
    ['Type: AWS::Lambda::Alias, Properties: { FunctionName: !Ref Failed, FunctionVersion: "1", Name: live }', 'Resource: !GetAtt Dlq.AliasArn', 'yes'],
    ['Type: AWS::Lambda::Alias, Properties: { FunctionName: !Ref Failed, FunctionVersion: "1", Name: live }', 'Resource: !Join [":", [!GetAtt Failed.Arn, !Select [7, !Split [":", !Ref Dlq]]]]', 'yes'],
    ['Type: AWS::Lambda::Version, Properties: { FunctionName: !Ref Failed }', 'Resource: !GetAtt Dlq.FunctionArn', 'yes'],
    ['Type: AWS::Lambda::Version, Properties: { FunctionName: !Ref Failed }', 'Resource: !Ref Dlq', 'yes'],
    ['Type: AWS::Lambda::Version, Properties: { FunctionName: !Ref Failed }', 'Resource: !Sub "${Failed.Arn}:*"', 'yes'],
    ['Type: AWS::Lambda::Version, Properties: { FunctionName: !Ref Failed }', 'Resource: !Sub "${Failed.Arn}:${Dlq.Version}"', 'yes'],
    ['Type: AWS::Lambda::Version, Properties: { FunctionName: !Ref Failed }', 'Resource: !GetAtt Failed.Arn', not],
  ])('a qualified function, %s, by %s: %s', (place, resource, answer) => expect(roleMay({ place, target: '!Ref Dlq', resources: `${failed}\n  Made: { Type: Custom::Function, Properties: { ServiceToken: arn } }`, role: [`{ Effect: Allow, Action: lambda:InvokeFunction, ${resource} }`] })).toBe(answer));
});

/** https://github.com/zoph-io/MAMIP has what AWS publishes. */
describe('policies that AWS keeps', () => {
  const places = {
    'sqs:SendMessage': ['Type: AWS::SQS::Queue', '!GetAtt Dlq.Arn'], 'sns:Publish': ['Type: AWS::SNS::Topic', '!Ref Dlq'], 's3:PutObject': ['Type: AWS::S3::Bucket', '!GetAtt Dlq.Arn'],
    'lambda:InvokeFunction': ['Type: AWS::Lambda::Function, Properties: { Code: { ZipFile: x }, Role: arn }', '!GetAtt Dlq.Arn'], 'events:PutEvents': ['Type: AWS::Events::EventBus, Properties: { Name: shop }', '!GetAtt Dlq.Arn'],
  } as const;
  const allowedBy = (arn: string) => Object.entries(places).filter(([, [place, target]]) => roleMay({ place, target, properties: `ManagedPolicyArns: ["${arn}"]` }) === 'yes').map(([action]) => action);
  const all = Object.keys(places);

  test.each([
    ['AdministratorAccess', all], ['PowerUserAccess', all], ['AmazonSQSFullAccess', ['sqs:SendMessage']], ['AmazonSNSFullAccess', ['sns:Publish']], ['AmazonS3FullAccess', ['s3:PutObject']], ['AmazonEventBridgeFullAccess', ['events:PutEvents']],
    ['CloudWatchEventsFullAccess', ['events:PutEvents']], ['CloudWatchFullAccess', ['sns:Publish']], ['AWSLambda_FullAccess', ['lambda:InvokeFunction']], ['AWSLambdaFullAccess', all], ['service-role/AWSLambdaRole', ['lambda:InvokeFunction']],
    ['AWSLambdaInvocation-DynamoDB', ['lambda:InvokeFunction']], ['service-role/AWSLambdaBasicExecutionRole', []], ['AmazonSQSReadOnlyAccess', []], ['SomethingNew', []],
  ])('%s allows %s', (name, actions) => expect(allowedBy(`arn:aws:iam::aws:policy/${name}`)).toEqual(actions));

  const listed = (name: string) => roleMay({ place: 'Type: AWS::S3::Bucket', role: ["{ Effect: Allow, Action: 's3:PutObject', Resource: '*' }"], properties: `ManagedPolicyArns: ["arn:aws:iam::aws:policy/${name}"]` });

  test.each(['AmazonS3ReadOnlyAccess', 'ReadOnlyAccess', 'job-function/ViewOnlyAccess', 'ComprehendFullAccess', 'TranslateFullAccess'])('%s lists buckets', (name) => expect(listed(name)).toBe('yes'));

  test('AWSLambdaExecute writes to buckets, and lists none', () => expect(roleMay({
    place: 'Type: AWS::S3::Bucket', properties: 'ManagedPolicyArns: ["arn:aws:iam::aws:policy/AWSLambdaExecute"]',
  })).toBe(`unknown: AWS asks for it too, and ${not.slice(4)}`));

  const unrelated = `
    AWSLambdaBasicExecutionRole service-role/AWSLambdaSQSQueueExecutionRole AWSLambdaBasicDurableExecutionRolePolicy AWSLambdaVPCAccessExecutionRole AWSLambdaENIManagementAccess
    AWSLambdaKinesisExecutionRole AWSLambdaDynamoDBExecutionRole AWSLambdaMSKExecutionRole AWSLambda_ReadOnlyAccess AWSLambdaReplicator
    AWSXRayDaemonWriteAccess AWSXrayWriteOnlyAccess CloudWatchLambdaInsightsExecutionRolePolicy CloudWatchLambdaApplicationSignalsExecutionRolePolicy
    AmazonSQSReadOnlyAccess AmazonSNSReadOnlyAccess AmazonSNSRole AmazonS3ObjectLambdaExecutionRolePolicy AmazonEventBridgeReadOnlyAccess
    AmazonEventBridgeSchedulerFullAccess AmazonDynamoDBFullAccess AmazonDynamoDBFullAccess_v2 AmazonDynamoDBReadOnlyAccess AmazonKinesisFullAccess
    AmazonKinesisReadOnlyAccess AmazonKinesisFirehoseFullAccess CloudWatchFullAccessV2 CloudWatchLogsFullAccess CloudWatchAgentServerPolicy
    CloudWatchReadOnlyAccess AmazonSSMReadOnlyAccess AmazonSSMFullAccess AmazonSSMManagedInstanceCore AmazonRDSDataFullAccess AmazonRDSReadOnlyAccess
    AmazonSESFullAccess AmazonCognitoPowerUser AmazonCognitoReadOnly AmazonVPCFullAccess AmazonEC2FullAccess AmazonEC2ReadOnlyAccess
    AWSStepFunctionsFullAccess AWSStepFunctionsReadOnlyAccess AmazonBedrockFullAccess AmazonBedrockReadOnly AmazonBedrockLimitedAccess
    AmazonTextractFullAccess AmazonRekognitionFullAccess AmazonRekognitionReadOnlyAccess ComprehendReadOnly TranslateReadOnly AmazonTranscribeFullAccess
    AmazonPollyFullAccess AmazonPollyReadOnlyAccess AWSAppSyncInvokeFullAccess AmazonAPIGatewayInvokeFullAccess AWSIoTFullAccess AWSIoTDataAccess
    AmazonElasticFileSystemClientReadWriteAccess AmazonElasticFileSystemClientFullAccess AWSCodeCommitFullAccess AWSCodeCommitReadOnly
    AWSKeyManagementServicePowerUser AmazonMSKFullAccess AmazonMSKReadOnlyAccess AmazonMQFullAccess AWSConfigRulesExecutionRole AmazonTimestreamFullAccess
    AmazonOpenSearchServiceFullAccess AmazonECSTaskExecutionRolePolicy
  `;

  test.each(unrelated.trim().split(/\s+/))('%s allows nothing of this', (name) => expect(roleMay({ properties: `ManagedPolicyArns: ["arn:aws:iam::aws:policy/${name}"]` })).toBe(not));

  test.each(['arn:aws:iam::aws:policy/SomethingNew', 'arn:aws-us-gov:iam::aws:policy/toString'])('what %s allows is not known', (arn) => expect(roleMay({ properties: `ManagedPolicyArns: ["${arn}"]` })).toMatch(/^unknown: what the AWS managed policy \w+ allows is not known here$/));

  test('a policy of that name in the account is another one', () => expect(roleMay({ properties: 'ManagedPolicyArns: ["arn:aws:iam::111122223333:policy/AmazonSQSFullAccess"]' })).toBe('unknown: one of its managed policies is not part of this app'));
});

describe('keys', () => {
  interface Keyed {
    /** Statements of the key; without, the policy that KMS writes. */
    readonly key?: readonly string[];
    readonly role?: readonly string[];
    readonly roleArn?: string;
    readonly place?: string;
    readonly target?: string;
    readonly resources?: string;
    readonly properties?: string;
    readonly home?: Home;
  }

  /** Whether the role may write to something that the key encrypts. */
  function mayUse({ key, role = [], roleArn = '!GetAtt Role.Arn', place = 'Type: AWS::SQS::Queue, Properties: { KmsMasterKeyId: !Ref Key }', target = '!GetAtt Dlq.Arn', resources = '', properties = '', home = {} }: Keyed): string {
    const result = judge([[`
Parameters: { Later: { Type: String } }
Resources:
  Role: { Type: AWS::IAM::Role, Properties: { AssumeRolePolicyDocument: {}, Policies: [{ PolicyName: own, PolicyDocument: ${policy(role)} }], ${properties} } }
  Key: { Type: AWS::KMS::Key, Properties: { ${key ? `KeyPolicy: ${policy(key)}` : ''} } }
  Dlq: { ${place} }
  Fn: { Type: AWS::Lambda::Function, Properties: { Code: { ZipFile: x }, Role: ${roleArn} } }
  Config: { Type: AWS::Lambda::EventInvokeConfig, Properties: { FunctionName: !Ref Fn, Qualifier: $LATEST, DestinationConfig: { OnFailure: { Destination: ${target} } } } }
  Topic: { Type: AWS::SNS::Topic }
  Subscription: { Type: AWS::SNS::Subscription, Properties: { Protocol: lambda, TopicArn: !Ref Topic, Endpoint: !GetAtt Fn.Arn } }
${resources}`, home]]);
    const fault = netOf(result, 'async-destination').faults.find(({ code }) => code === 'key');
    if (!fault) return 'yes';
    return `${fault.certain ? 'no' : 'unknown'}: ${/(?:may not use|cannot be told): (.*)$/.exec(fault.what)?.[1]}`;
  }

  const use = "{ Effect: Allow, Action: ['kms:GenerateDataKey', 'kms:Decrypt'], Resource: !GetAtt Key.Arn }";
  const root = (more = '') => `{ Effect: Allow, Principal: { AWS: !Sub 'arn:aws:iam::\${AWS::AccountId}:root' }, Action: 'kms:*', Resource: '*'${more} }`;
  const toRole = (more = '') => `{ Effect: Allow, Principal: { AWS: !GetAtt Role.Arn }, Action: 'kms:*', Resource: '*'${more} }`;
  const neither = 'no: the key policy neither names the role nor leaves it to the account';

  test.each<[string, Keyed, string]>([
    ['left to the account, and nothing allows it', {}, not], ['left to the account, and the role may', { role: [use] }, 'yes'], ['half of it', { role: ["{ Effect: Allow, Action: 'kms:GenerateDataKey', Resource: '*' }"] }, not],
    ['the other half', { role: ["{ Effect: Allow, Action: 'kms:Decrypt', Resource: '*' }"] }, not], ['another key', { role: ["{ Effect: Allow, Action: 'kms:*', Resource: 'arn:aws:kms:*:*:alias/other' }"] }, not],
    ['the key by its id', { role: ["{ Effect: Allow, Action: 'kms:*', Resource: !Sub 'arn:aws:kms:${AWS::Region}:${AWS::AccountId}:key/${Key}' }"] }, 'yes'], ['the key by its id as an attribute', { role: ["{ Effect: Allow, Action: 'kms:*', Resource: !Sub 'arn:aws:kms:*:*:key/${Key.KeyId}' }"] }, 'yes'],
    ['another key of the app', { role: ["{ Effect: Allow, Action: 'kms:*', Resource: !GetAtt Other.Arn }"], resources: '  Other: { Type: AWS::KMS::Key }' }, not], ['keys whose ids begin like names', { role: ["{ Effect: Allow, Action: 'kms:*', Resource: !Sub 'arn:aws:kms:*:*:key/${AWS::StackName}-*' }"] }, not], ['a key whose id has one character', { role: ["{ Effect: Allow, Action: 'kms:*', Resource: 'arn:aws:kms:*:*:key/?' }"] }, not],
    ['a policy that AWS keeps', { properties: 'ManagedPolicyArns: ["arn:aws:iam::aws:policy/PowerUserAccess"]' }, 'yes'],
    ['the key by its ARN', { role: ["{ Effect: Allow, Action: 'kms:*', Resource: !GetAtt Key.Arn }"] }, 'yes'],
    ['left to the account in words', { key: [root()], role: [use] }, 'yes'], ['left to the account by its number', { key: ['{ Effect: Allow, Principal: { AWS: !Ref AWS::AccountId }, Action: "kms:*", Resource: "*" }'], role: [use] }, 'yes'],
    ['the key names the role', { key: [toRole()] }, 'yes'], ['the key names everybody', { key: ["{ Effect: Allow, Principal: '*', Action: 'kms:*', Resource: '*' }"] }, 'yes'],
    ['the key names somebody else', { key: ['{ Effect: Allow, Principal: { AWS: "arn:aws:iam::111122223333:role/other" }, Action: "kms:*", Resource: "*" }'], role: [use] }, neither],
    ['the key names another account', { key: ['{ Effect: Allow, Principal: { AWS: "arn:aws:iam::444455556666:root" }, Action: "kms:*", Resource: "*" }'], role: [use], home: here }, neither],
    ['the key leaves it to its account', { key: ['{ Effect: Allow, Principal: { AWS: "arn:aws:iam::111122223333:root" }, Action: "kms:*", Resource: "*" }'], role: [use], home: here }, 'yes'],
    ['the account is known', { role: [use], home: here }, 'yes'], ['the key leaves it to an account, which that of the stack may be', { key: ['{ Effect: Allow, Principal: { AWS: "arn:aws:iam::444455556666:root" }, Action: "kms:*", Resource: "*" }'], role: [use] }, 'yes'],
    ['the key names somebody else, and the role may on a condition', { key: ['{ Effect: Allow, Principal: { AWS: "arn:aws:iam::111122223333:role/other" }, Action: "kms:*", Resource: "*" }'], role: [use.replace(' }', ', Condition: { StringEquals: { aws:SourceVpc: vpc-1 } } }')] }, neither],
    ['the key denies it', { key: [root(), "{ Effect: Deny, Principal: '*', Action: 'kms:*', Resource: '*' }"], role: [use] }, 'no: the key policy denies it'],
    ['the role is denied it', { role: [use, "{ Effect: Deny, Action: 'kms:*', Resource: '*' }"] }, denied], ['the key names the role, which is denied it', { key: [toRole()], role: ["{ Effect: Deny, Action: 'kms:*', Resource: '*' }"] }, denied],
    ['the key may deny it to the role', { key: [root(), "{ Effect: Deny, Principal: { AWS: !GetAtt Role.Arn }, Action: 'kms:*', Resource: '*', Condition: { StringNotEquals: { aws:SourceVpce: x } } }"], role: [use] }, unsure],
    ['the key may deny it', { key: [root(), "{ Effect: Deny, Principal: '*', Action: 'kms:*', Resource: '*', Condition: { StringNotEquals: { aws:SourceVpce: x } } }"], role: [use] }, unsure],
    ['the role may be denied what the key gives it', { key: [toRole()], role: ["{ Effect: Deny, Action: 'kms:*', Resource: '*', Condition: { StringNotEquals: { aws:SourceVpce: x } } }"] }, unsure],
    ['by way of SQS', { key: [root(', Condition: { StringEquals: { kms:ViaService: !Sub "sqs.${AWS::Region}.amazonaws.com" } }')], role: [use] }, 'yes'],
    ['by way of another service', { key: [root(', Condition: { StringEquals: { kms:ViaService: !Sub "s3.${AWS::Region}.amazonaws.com" } }')], role: [use] }, neither],
    ['by way of SQS in its Region', { key: [root(', Condition: { StringEquals: { kms:ViaService: sqs.eu-west-1.amazonaws.com } }')], role: [use], home: here }, 'yes'],
    ['by way of SQS in another Region', { key: [root(', Condition: { StringEquals: { kms:ViaService: sqs.us-east-1.amazonaws.com } }')], role: [use], home: here }, neither],
    ['for its account', { key: [toRole(', Condition: { StringEquals: { kms:CallerAccount: !Ref AWS::AccountId } }')] }, 'yes'], ['for another account', { key: [toRole(', Condition: { StringEquals: { kms:CallerAccount: "444455556666" } }')], home: here }, neither],
    ['the role, on a condition that cannot be told', { key: [toRole(', Condition: { StringEquals: { kms:EncryptionContext:x: y } }')] }, unsure],
    ['the account, on a condition that cannot be told', { key: [root(', Condition: { StringEquals: { kms:EncryptionContext:x: y } }')], role: [use] }, 'unknown: it depends on conditions of the key policy'],
    ['the account, on a condition, and nothing allows it', { key: [root(', Condition: { StringEquals: { kms:EncryptionContext:x: y } }')] }, not],
    ['the role, by a policy that cannot be told', { properties: 'ManagedPolicyArns: ["arn:aws:iam::111122223333:policy/team"]' }, 'unknown: one of its managed policies is not part of this app'],
    ['a role of another app', { roleArn: 'arn:aws:iam::111122223333:role/elsewhere' }, 'unknown: the role is not part of this app'],
    ['a role of another app, and nothing is left to the account', { roleArn: 'arn:aws:iam::111122223333:role/elsewhere', key: [] }, neither],
    ['a key that nobody may use', { key: [], role: [use] }, neither],
  ])('%s', (_, app, answer) => expect(mayUse(app)).toBe(answer));

  const alias = '  Alias: { Type: AWS::KMS::Alias, Properties: { AliasName: alias/shop, TargetKeyId: !Ref Key } }';
  const elsewhere = (named: string) => expect.stringContaining(named) as string;

  test.each([
    ['its id', '!Ref Key'], ['its ARN', '!GetAtt Key.Arn'], ['an alias', '!Ref Alias'], ['the name of an alias', 'alias/shop'], ['the ARN of an alias', '!Sub "arn:aws:kms:${AWS::Region}:${AWS::AccountId}:alias/shop"'],
    ['the name of an alias as an attribute', '!GetAtt Alias.AliasName'],
  ])('a queue that names its key by %s', (_, named) => expect(mayUse({ resources: alias, place: `Type: AWS::SQS::Queue, Properties: { KmsMasterKeyId: ${named} }` })).toBe(not));

  test.each([
    ['no key', ''], ['none', 'KmsMasterKeyId: ""'], ['nothing for a key', 'KmsMasterKeyId: null'], ['the key of AWS, which the account may use', 'KmsMasterKeyId: alias/aws/sqs'],
  ])('a queue with %s', (_, property) => expect(mayUse({ place: `Type: AWS::SQS::Queue, Properties: { ${property} }` })).toBe('yes'));

  test.each([['alias/team'], ['arn:aws:kms:eu-west-1:111122223333:key/1']])('a queue with the key %s of another app', (named) => {
    const answer = judge(`
Resources:
  Role: { Type: AWS::IAM::Role, Properties: { AssumeRolePolicyDocument: {} } }
  Dlq: { Type: AWS::SQS::Queue, Properties: { KmsMasterKeyId: ${named} } }
  Fn: { Type: AWS::Lambda::Function, Properties: { Code: { ZipFile: x }, Role: !GetAtt Role.Arn, DeadLetterConfig: { TargetArn: !GetAtt Dlq.Arn } } }
  Topic: { Type: AWS::SNS::Topic }
  Subscription: { Type: AWS::SNS::Subscription, Properties: { Protocol: lambda, TopicArn: !Ref Topic, Endpoint: !GetAtt Fn.Arn } }`);
    expect(netOf(answer, 'function-dlq').faults.filter(({ code }) => code === 'key')).toEqual([expect.objectContaining({ certain: false, what: elsewhere(`the key ${named} of Dlq cannot be told`) })]);
  });

  const bucket = (rule: string) => `Type: AWS::S3::Bucket, Properties: { BucketEncryption: { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { ${rule} } }] } }`;

  test.each<[string, Keyed, string]>([
    ['a bucket with a key', { place: bucket('SSEAlgorithm: aws:kms, KMSMasterKeyID: !Ref Key') }, not], ['a bucket with a key twice', { place: bucket('SSEAlgorithm: aws:kms:dsse, KMSMasterKeyID: !Ref Key') }, not],
    ['a bucket that needs no reading', { place: bucket('SSEAlgorithm: aws:kms, KMSMasterKeyID: !Ref Key'), role: ["{ Effect: Allow, Action: 'kms:GenerateDataKey', Resource: '*' }"] }, 'yes'],
    ['a bucket by way of S3', { place: bucket('SSEAlgorithm: aws:kms, KMSMasterKeyID: !Ref Key'), key: [toRole(', Condition: { StringLike: { kms:ViaService: s3.* } }')] }, 'yes'],
    ['a bucket without a key', { place: bucket('SSEAlgorithm: AES256, KMSMasterKeyID: !Ref Key') }, 'yes'], ['a bucket of S3', { place: 'Type: AWS::S3::Bucket' }, 'yes'], ['a key of AWS', { place: bucket('SSEAlgorithm: aws:kms') }, 'yes'],
    ['a topic with a key', { place: 'Type: AWS::SNS::Topic, Properties: { KmsMasterKeyId: !Ref Key }', target: '!Ref Dlq' }, not],
    ['a topic by way of SNS', { place: 'Type: AWS::SNS::Topic, Properties: { KmsMasterKeyId: !Ref Key }', target: '!Ref Dlq', key: [toRole(', Condition: { StringLike: { kms:ViaService: sns.* } }')] }, 'yes'],
    ['a function knows no such key', { place: 'Type: AWS::Lambda::Function, Properties: { Code: { ZipFile: x }, Role: arn, KmsMasterKeyId: !Ref Key }' }, 'yes'],
  ])('%s', (_, app, answer) => expect(mayUse(app)).toBe(answer));
});

describe('services that write for themselves', () => {
  interface Served {
    /** Properties of the rule. */
    readonly rule?: string;
    /** Statements of the policy of the queue, and of its key; without, there is none. */
    readonly queue?: readonly string[];
    readonly key?: readonly string[];
    readonly target?: string;
    readonly resources?: string;
    readonly home?: Home;
  }

  /** Whether EventBridge may write to the dead-letter queue of a rule, and use its key. */
  function mayWrite({ resources = '', rule = '', queue, key, target = '!GetAtt Dlq.Arn', home = {} }: Served): string {
    const result = judge([[`
Parameters: { Later: { Type: String } }
Resources:
  Fn: { Type: AWS::Lambda::Function, Properties: { Code: { ZipFile: x }, Role: arn } }
  Dlq: { Type: AWS::SQS::Queue, Properties: { ${key ? 'KmsMasterKeyId: !Ref Key' : ''} } }
  Key: { Type: AWS::KMS::Key, Properties: { KeyPolicy: ${policy(key ?? [])} } }
${queue ? `  DlqPolicy: { Type: AWS::SQS::QueuePolicy, Properties: { Queues: [!Ref Dlq], PolicyDocument: ${policy(queue)} } }` : ''}
  Other: { Type: AWS::Events::Rule, Properties: { ScheduleExpression: rate(1 day), Targets: [] } }
  Rule: { Type: AWS::Events::Rule, Properties: { ${rule}ScheduleExpression: rate(1 day), Targets: [{ Id: a, Arn: !GetAtt Fn.Arn, DeadLetterConfig: { Arn: ${target} } }] } }
${resources}`, home]]);
    const fault = netOf(result, 'target-dlq').faults.find(({ code }) => code === (key ? 'key' : 'policy'));
    if (!fault) return 'yes';
    return `${fault.certain ? 'no' : 'unknown'}: ${/(?:for Rule|may not use|cannot be told): (.*)$/.exec(fault.what)?.[1]}`;
  }

  const let_ = (more = '', who = '{ Service: events.amazonaws.com }') => `{ Effect: Allow, Principal: ${who}, Action: sqs:SendMessage, Resource: !GetAtt Dlq.Arn${more} }`;
  const without = 'no: its queue policy does not';
  const depends = 'unknown: it depends on conditions that cannot be told';

  test.each<[string, Served, string]>([
    ['no policy', {}, 'no: it has no queue policy'], ['an empty policy', { queue: [] }, without], ['a policy that lets it', { queue: [let_()] }, 'yes'], ['everybody', { queue: [let_('', '"*"')] }, 'yes'], ['everybody of AWS', { queue: [let_('', '{ AWS: "*" }')] }, 'yes'],
    ['another service', { queue: [let_('', '{ Service: sns.amazonaws.com }')] }, without], ['several services', { queue: [let_('', '{ Service: [sns.amazonaws.com, events.amazonaws.com] }')] }, 'yes'], ['the account', { queue: [let_('', '{ AWS: !Ref AWS::AccountId }')] }, without],
    ['the service in a Region', { queue: [let_('', '{ Service: events.me-south-1.amazonaws.com }')] }, depends], ['another service in a Region', { queue: [let_('', '{ Service: sns.me-south-1.amazonaws.com }')] }, without], ['something of the same name', { queue: [let_('', '{ Service: events.example.com }')] }, without],
    ['the service by the suffix of the partition', { queue: [let_('', '{ Service: !Sub "events.${AWS::URLSuffix}" }')] }, 'yes'],
    ['denied', { queue: [let_(), "{ Effect: Deny, Principal: '*', Action: 'sqs:*', Resource: '*' }"] }, 'no: its policy denies it'],
    ['denied without transport security', { queue: [let_(), "{ Effect: Deny, Principal: '*', Action: 'sqs:*', Resource: '*', Condition: { Bool: { aws:SecureTransport: false } } }"] }, 'yes'],
    ['denied to all but services', { queue: [let_(), "{ Effect: Deny, Principal: '*', Action: 'sqs:*', Resource: '*', Condition: { Bool: { aws:PrincipalIsAWSService: false } } }"] }, 'yes'],
    ['perhaps denied', { queue: [let_(), "{ Effect: Deny, Principal: '*', Action: 'sqs:*', Resource: '*', Condition: { StringEquals: { aws:SourceVpce: x } } }"] }, depends],
    ['a queue of another app', { target: 'arn:aws:sqs:eu-west-1:111122223333:failed' }, 'unknown: it is not part of this app'],
  ])('%s', (_, app, answer) => expect(mayWrite(app)).toBe(answer));

  test.each([
    ['{ ArnEquals: { aws:SourceArn: !GetAtt Rule.Arn } }', 'yes'], ['{ ArnLike: { aws:SourceArn: "arn:aws:events:*:*:rule/*" } }', 'yes'], ['{ ArnEquals: { aws:SourceArn: !GetAtt Other.Arn } }', without], ['{ ArnLike: { aws:SourceArn: "arn:aws:sns:*:*:*" } }', without],
    ['{ StringEquals: { aws:SourceAccount: !Ref AWS::AccountId } }', 'yes'], ['{ StringNotEquals: { aws:SourceAccount: !Ref AWS::AccountId } }', without], ['{ Bool: { aws:SecureTransport: true } }', 'yes'], ['{ Bool: { aws:SecureTransport: false } }', without],
    ['{ Bool: { aws:PrincipalIsAWSService: true } }', 'yes'], ['{ Bool: { aws:PrincipalIsAWSService: false } }', without], ['{ StringEquals: { aws:PrincipalServiceName: events.amazonaws.com } }', 'yes'], ['{ StringEquals: { aws:PrincipalServiceName: sns.amazonaws.com } }', without],
    ['{ StringEquals: { aws:PrincipalAccount: !Ref AWS::AccountId } }', without], ['{ ArnLike: { aws:PrincipalArn: "*" } }', without], ['{ StringEquals: { aws:PrincipalOrgID: o-1 } }', without], ['{ StringEqualsIfExists: { aws:PrincipalOrgID: o-1 } }', 'yes'],
    ['{ StringEquals: { aws:SourceOrgID: o-1 } }', depends], ['{ ArnEquals: { aws:SourceArn: !Ref Later } }', depends],
  ])('on the condition %s: %s', (condition, answer) => expect(mayWrite({ queue: [let_(`, Condition: ${condition}`)] })).toBe(answer));

  const bus = '{ Type: AWS::Events::EventBus, Properties: { Name: shop } }';

  test.each([
    ['', '${Rule}', 'yes'], ['', '${Other}', without], ['Name: daily, ', 'daily', 'yes'], ['Name: daily, ', 'weekly', without], ['Name: daily, EventBusName: shop, ', 'shop/daily', 'yes'], ['Name: daily, EventBusName: shop, ', 'daily', without],
    ['Name: daily, EventBusName: default, ', 'daily', 'yes'], ['Name: daily, EventBusName: !Ref Bus, ', 'shop/daily', 'yes'], ['Name: daily, EventBusName: !GetAtt Bus.Arn, ', 'shop/daily', 'yes'], ['Name: daily, EventBusName: !GetAtt Bus.Arn, ', 'other/daily', without],
  ])('of a rule with %s, for the rule %s: %s', (rule, name, answer) => expect(mayWrite({ rule, queue: [let_(`, Condition: { ArnEquals: { aws:SourceArn: !Sub "arn:aws:events:\${AWS::Region}:\${AWS::AccountId}:rule/${name}" } }`)], resources: `  Bus: ${bus}` })).toBe(answer));

  test.each([['111122223333', 'yes'], ['444455556666', without]])('for the account %s: %s', (account, answer) => expect(mayWrite({ queue: [let_(`, Condition: { StringEquals: { aws:SourceAccount: "${account}" } }`)], home: here })).toBe(answer));

  const toEvents = (more = '', action = '"kms:*"') => `{ Effect: Allow, Principal: { Service: events.amazonaws.com }, Action: ${action}, Resource: '*'${more} }`;
  const keyDoesNot = 'no: the key policy does not let it';

  test.each<[string, readonly string[], string]>([
    ['a key that lets it', [toEvents()], 'yes'], ['a key that lets nobody', [], keyDoesNot], ['half of it', [toEvents('', 'kms:Decrypt')], keyDoesNot], ['the other half', [toEvents('', 'kms:GenerateDataKey*')], keyDoesNot],
    ['a key that leaves it to the account', ['{ Effect: Allow, Principal: { AWS: !Ref AWS::AccountId }, Action: "kms:*", Resource: "*" }'], keyDoesNot], ['a key that denies it', [toEvents(), "{ Effect: Deny, Principal: '*', Action: 'kms:*', Resource: '*' }"], keyDoesNot],
    ['for the rule', [toEvents(', Condition: { ArnEquals: { aws:SourceArn: !GetAtt Rule.Arn } }')], 'yes'], ['for another rule', [toEvents(', Condition: { ArnEquals: { aws:SourceArn: !GetAtt Other.Arn } }')], keyDoesNot],
    ['by way of SQS', [toEvents(', Condition: { StringLike: { kms:ViaService: sqs.* } }')], 'yes'], ['by way of SNS', [toEvents(', Condition: { StringLike: { kms:ViaService: sns.* } }')], keyDoesNot],
    ['on a condition that cannot be told', [toEvents(', Condition: { StringEquals: { kms:EncryptionContext:x: y } }')], 'unknown: it depends on conditions of the key policy'],
  ])('%s', (_, key, answer) => expect(mayWrite({ key, queue: [let_()] })).toBe(answer));
});
