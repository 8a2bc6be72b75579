import { judge } from '../support/judge';

/** Which function, and which version or alias of it, a value names. */

const named = '  Fn: { Type: AWS::Lambda::Function, Properties: { FunctionName: fn, Code: { ZipFile: x }, Role: arn } }';
const app = (fn: string, more: string) => `
Parameters: { Later: { Type: String }, Live: { Type: String, Default: live } }
Resources:
${fn}
  Alias: { Type: AWS::Lambda::Alias, Properties: { Name: live, FunctionName: !Ref Fn, FunctionVersion: !GetAtt Version.Version } }
  Nameless: { Type: AWS::Lambda::Alias, Properties: { Name: !Ref Later, FunctionName: !Ref Fn, FunctionVersion: "1" } }
  Version: { Type: AWS::Lambda::Version, Properties: { FunctionName: !Ref Fn } }
  OfAlias: { Type: AWS::Lambda::Version, Properties: { FunctionName: !Ref Alias } }
  Circle: { Type: AWS::Lambda::Version, Properties: { FunctionName: !Ref Back } }
  Back: { Type: AWS::Lambda::Version, Properties: { FunctionName: !Ref Circle } }
  Foreign: { Type: AWS::Lambda::Alias, Properties: { Name: live, FunctionName: elsewhere, FunctionVersion: "1" } }
  Queue: { Type: AWS::SQS::Queue, Properties: { QueueName: orders } }
${more}`;

function invoked(value: string, fn = named): string {
  const { graph: { paths, broken } } = judge(app(fn, `  Rule: { Type: AWS::Events::Rule, Properties: { ScheduleExpression: rate(1 day), Targets: [{ Id: a, Arn: ${value} }] } }`));
  expect(broken).toEqual([]);
  const names = paths.filter(({ source }) => source === 'events-rule').map(({ fn: { id }, qualifier: { key, resource, unknown } }) => `${id} ${resource ? `by ${resource.id}` : unknown === undefined ? key : 'by something'}`);
  return names[0] ?? 'nothing';
}

/** A part of the ARN of a version or alias, as CDK takes it out. */
const part = (index: number, of: string) => `!Select [${index}, !Split [":", !Ref ${of}]]`;

test.each([
  ['!GetAtt Fn.Arn', 'Fn $LATEST'], ['!Ref Fn', 'Fn $LATEST'], ['fn', 'Fn $LATEST'], ['!Ref Alias', 'Fn by Alias'], ['!GetAtt Alias.AliasArn', 'Fn by Alias'], ['!Ref Version', 'Fn by Version'], ['!GetAtt Version.FunctionArn', 'Fn by Version'], ['!Ref Nameless', 'Fn by Nameless'], ['!Ref OfAlias', 'Fn by OfAlias'],
  ['!Sub "${Fn.Arn}:live"', 'Fn by Alias'], ['!Sub "${Fn.Arn}:7"', 'Fn 7'], ['!Sub "${Fn.Arn}:${Live}"', 'Fn by Alias'], ['!Sub "${Fn.Arn}:$LATEST"', 'Fn $LATEST'], ['!Sub "${Fn.Arn}:"', 'Fn $LATEST'], ['!Sub "${Fn.Arn}:${Version.Version}"', 'Fn by Version'], ['!Sub "${Fn.Arn}:${Later}"', 'Fn by something'], ['!Sub "${Fn.Arn}:${Queue.QueueName}"', 'Fn by something'],
  ['!Sub "${Fn.Arn}:${AWS::StackName}"', 'Fn by something'],
  [part(6, 'Version'), 'Fn $LATEST'], [part(6, 'Alias'), 'Fn $LATEST'], [part(6, 'OfAlias'), 'Fn $LATEST'], [`!Join [":", [${part(6, 'Version')}, live]]`, 'Fn by Alias'], [`!Join [":", [${part(6, 'Alias')}, ${part(7, 'Alias')}]]`, 'Fn by Alias'], [`!Join [":", [!GetAtt Fn.Arn, ${part(7, 'Alias')}]]`, 'Fn by Alias'],
  ['!Sub "arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Fn.Arn}:${Version.Version}/invocations"', 'Fn by Version'],
  ['fn:live', 'Fn by Alias'], ['fn:7', 'Fn 7'], ['"fn:$LATEST"', 'Fn $LATEST'], ['arn:aws:lambda:eu-west-1:111122223333:function:fn', 'Fn $LATEST'], ['arn:aws:lambda:eu-west-1:111122223333:function:fn:live', 'Fn by Alias'], ['!Sub "arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Fn.Arn}/invocations"', 'Fn $LATEST'],
  ['!Sub "arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Fn.Arn}:live/invocations"', 'Fn by Alias'], ['!Sub "arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Alias}/invocations"', 'Fn by Alias'],
  ['other:live', 'nothing'], ['orders:live', 'nothing'], ['"fn:live:more"', 'nothing'], ['"a fn:live"', 'nothing'], ['"fn:live more"', 'nothing'], ['!Ref Foreign', 'nothing'], ['!Ref Circle', 'nothing'], ['!GetAtt Queue.Arn', 'nothing'], ['!Ref Later', 'nothing'], ['arn:aws:lambda:eu-west-1:111122223333:function:other', 'nothing'],
])('%s names %s', (value, expected) => expect(invoked(value)).toBe(expected));

test('on managed instances, what is published last', () => expect(invoked('!GetAtt Fn.Arn', named.replace('Role: arn', 'Role: arn, CapacityProviderConfig: { LambdaManagedInstancesCapacityProviderConfig: {} }'))).toBe('Fn $LATEST.PUBLISHED'));

describe('whether a destination is for what is invoked', () => {
  const ends = (configured: string, value: string, fn = named, of = '!Ref Fn') => {
    const { graph } = judge(app(fn, `  Rule: { Type: AWS::Events::Rule, Properties: { ScheduleExpression: rate(1 day), Targets: [{ Id: a, Arn: ${value} }] } }
  Config: { Type: AWS::Lambda::EventInvokeConfig, Properties: { FunctionName: ${of}, ${configured === '' ? '' : `Qualifier: ${configured}, `}DestinationConfig: { OnFailure: { Destination: !GetAtt Queue.Arn } } } }`));
    return graph.paths.find(({ source }) => source === 'events-rule')?.outcome.fate;
  };

  test.each([
    ['$LATEST', '!GetAtt Fn.Arn', 'kept'], ['', '!GetAtt Fn.Arn', 'kept'], ['""', '!GetAtt Fn.Arn', 'kept'], ['live', '!Ref Alias', 'kept'], ['!Ref Alias', '!Ref Alias', 'kept'], ['!Ref Alias', '!Sub "${Fn.Arn}:live"', 'kept'], ['!GetAtt Version.Version', '!Ref Version', 'kept'], ['"7"', '!Sub "${Fn.Arn}:7"', 'kept'], ['7', '!Sub "${Fn.Arn}:7"', 'kept'], ['!Ref Live', '!Ref Alias', 'kept'],
    ['$LATEST', '!Ref Alias', 'lost'], ['live', '!GetAtt Fn.Arn', 'lost'], ['next', '!Ref Alias', 'lost'], ['!GetAtt Version.Version', '!GetAtt Fn.Arn', 'lost'], ['!GetAtt Version.Version', '!Ref Alias', 'lost'], ['!Ref Nameless', '!GetAtt Fn.Arn', 'lost'], ['$LATEST', '!Ref Version', 'lost'], ['$LATEST', '!Ref Nameless', 'lost'],
    ['!GetAtt Version.Version', '!Sub "${Fn.Arn}:7"', 'unknown'], ['"7"', '!Ref Version', 'unknown'], ['!Ref Later', '!Ref Alias', 'unknown'], ['!Ref Later', '!GetAtt Fn.Arn', 'unknown'], ['live', '!Sub "${Fn.Arn}:${Later}"', 'unknown'],
    ['$LATEST.PUBLISHED', '!GetAtt Fn.Arn', 'unknown'], ['!GetAtt Queue.QueueName', '!Ref Alias', 'unknown'],
    // No other alias of the function has the name of one.
    ['!Ref Nameless', '!Sub "${Fn.Arn}:live"', 'lost'], ['live', '!Ref Nameless', 'lost'],
    // What a version is numbered, and an alias is called.
    ['!GetAtt Version.Version', '!Sub "${Fn.Arn}:12"', 'unknown'], ['!GetAtt Version.Version', '!Sub "${Fn.Arn}:v7"', 'lost'], ['!GetAtt Version.Version', '!Sub "${Fn.Arn}:7v"', 'lost'],
    ['!Ref Nameless', '!Sub "${Fn.Arn}:12"', 'lost'], ['!Ref Nameless', '!Sub "${Fn.Arn}:v7"', 'unknown'], ['!Ref Nameless', '!Sub "${Fn.Arn}:7v"', 'unknown'],
  ])('for the qualifier %s, of %s: %s', (configured, value, expected) => expect(ends(configured, value)).toBe(expected));

  test('on managed instances', () => {
    const managed = named.replace('Role: arn', 'Role: arn, CapacityProviderConfig: {}');
    expect(ends('$LATEST.PUBLISHED', '!GetAtt Fn.Arn', managed)).toBe('kept');
    expect(ends('$LATEST', '!GetAtt Fn.Arn', managed)).toBe('unknown');
    expect(ends('live', '!GetAtt Fn.Arn', managed)).toBe('lost');
    expect(ends('!Ref Nameless', '!GetAtt Fn.Arn', managed)).toBe('lost');
  });

  test('the function may be named with its qualifier', () => {
    expect(ends('', '!Ref Alias', named, '!Sub "${Fn.Arn}:live"')).toBe('kept');
    expect(ends('', '!GetAtt Fn.Arn', named, '!Sub "${Fn.Arn}:live"')).toBe('lost');
    expect(ends('', '!GetAtt Fn.Arn', named, 'elsewhere')).toBe('lost');
    expect(ends('$LATEST', '!GetAtt Fn.Arn', named, '!GetAtt Version.FunctionName')).toBe('kept');
  });
});

describe('what a service says when it calls Lambda itself', () => {
  const called = (input: string) => judge(app(named, `  Schedule: { Type: AWS::Scheduler::Schedule, Properties: { ScheduleExpression: rate(1 day), Target: { Arn: "arn:aws:scheduler:::aws-sdk:lambda:invoke", RoleArn: arn, Input: ${input} } } }`)).graph.paths
    .filter(({ source }) => source === 'scheduler').map(({ mode, qualifier: { key } }) => `${mode} ${key}`)[0] ?? 'nothing';

  test.each([
    ["'{ \"FunctionName\": \"fn\", \"InvocationType\": \"Event\" }'", 'async $LATEST'], ["'{ \"FunctionName\": \"fn\", \"InvocationType\": \"EVENT\" }'", 'async $LATEST'], ["'{ \"FunctionName\": \"fn\" }'", 'sync $LATEST'], ["'{ \"FunctionName\": \"fn\", \"InvocationType\": \"RequestResponse\" }'", 'sync $LATEST'],
    ["'{ \"FunctionName\": \"fn\", \"Qualifier\": \"live\" }'", 'sync live'], ["'{ \"FunctionName\": \"fn:live\" }'", 'sync live'], ["'{ \"FunctionName\": \"fn\", \"Qualifier\": \"\" }'", 'sync $LATEST'], ["'{ \"FunctionName\": \"other\" }'", 'nothing'], ["'{}'", 'nothing'], ['!Ref Later', 'nothing'],
  ])('%s: %s', (input, expected) => expect(called(input)).toBe(expected));

  const tenants = (input: string) => judge(app(named.replace('Role: arn', 'Role: arn, TenancyConfig: { TenantIsolationMode: PER_TENANT }, DeadLetterConfig: { TargetArn: !GetAtt Queue.Arn }'), `  Schedule: { Type: AWS::Scheduler::Schedule, Properties: { ScheduleExpression: rate(1 day), Target: { Arn: "arn:aws:scheduler:::aws-sdk:lambda:invoke", RoleArn: arn, Input: ${input} } } }`)).graph.paths.find(({ source }) => source === 'scheduler')!;

  test('may name a tenant, which functions with tenant isolation ask for', () => {
    expect(tenants("'{ \"FunctionName\": \"fn\", \"InvocationType\": \"Event\", \"TenantId\": \"a\" }'").outcome.fate).toBe('kept');
    const { outcome, tries } = tenants("'{ \"FunctionName\": \"fn\", \"InvocationType\": \"Event\" }'");
    expect([outcome.fate, tries.attempts]).toEqual(['lost', 0]);
  });
});

describe('what is configured for an alias or version', () => {
  const config = (qualifier: string, more = '', id = 'Config') => `  ${id}: { Type: AWS::Lambda::EventInvokeConfig, Properties: { FunctionName: !Ref Fn, Qualifier: ${qualifier}${more} } }`;
  const destination = ', DestinationConfig: { OnFailure: { Destination: !GetAtt Queue.Arn } }';
  const paths = (...configs: string[]) => judge(app(named, configs.join('\n'))).graph.paths.map(({ qualifier: { resource }, outcome: { because } }) => ({ by: resource?.id, because }));

  test('an alias is the same by its name and by reference', () => expect(paths(config('live')).map(({ by }) => by)).toEqual(paths(config('!Ref Alias')).map(({ by }) => by)));

  test('a version is called by its label', () => {
    expect(paths(config('$LATEST', destination), config('!GetAtt Version.Version', '', 'Other')).map(({ because }) => because)).toContain('the destination is on $LATEST, the invocation goes to Version');
  });

  test('one that cannot be told is said to be that', () => {
    const said = paths(config('!Ref Later', destination), config('live', '', 'Other')).find(({ by }) => by === 'Alias')?.because;
    expect(said).toBe('the destination is on a qualifier that cannot be told, parameter Later has no default, the invocation goes to live');
  });

  test('of several destinations for something else the same one is named in every order', () => {
    const both = [config('$LATEST', destination), config('!GetAtt Version.Version', destination, 'Other'), config('live', '', 'Third')];
    const said = (configs: string[]) => paths(...configs).find(({ by }) => by === 'Alias')?.because;
    expect([said(both), said([...both].reverse())]).toEqual(Array(2).fill('the destination is on $LATEST, the invocation goes to live'));
  });
});
