import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { check } from '../../src/check';
import { brokerHint, samEvent } from '../../src/model/graph';
import { Resource } from '../../src/model/resource';
import { isObject, Pointer, Text, Unknown, Value } from '../../src/model/value';
import { worlds } from '../../src/read/app';
import { readApp } from '../../src/read/template';

const root = mkdtempSync(join(tmpdir(), 'failsafe-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

let count = 0;

/** The SAM template `app.yaml`, with other files beside it. */
function sam(text: string, others: { readonly [name: string]: string } = {}) {
  const folder = join(root, String(count += 1));
  for (const [name, content] of Object.entries({ 'app.yaml': `Transform: AWS::Serverless-2016-10-31\n${text}`, ...others })) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  const { app, problems } = readApp(join(folder, 'app.yaml'));
  expect(problems).toEqual([]);
  const found = worlds(app);
  const { set } = found[0];
  const resource = (id: string): Resource => {
    const [only, ...more] = set.resources.filter((candidate) => candidate.id === id);
    if (!only || more.length > 0) throw new Error(`${id} is not one of ${set.resources.map((candidate) => candidate.id).join(', ')}`);
    return only;
  };
  return {
    folder, app, set, resource, remarks: app.remarks,
    lineOf: (id: string) => `Transform\n${text}`.split('\n')[resource(id).place().line! - 1],
    props: (id: string) => words(resource(id).properties) as { readonly [name: string]: never },
    paths: () => check(found).graph.paths,
  };
}

function words(value: Value): unknown {
  if (value instanceof Pointer) return `→ ${value.resource.id} ${value.attribute}`;
  if (value instanceof Unknown) return `? ${value.reason}`;
  if (value instanceof Text) return value.parts.map(words);
  if (Array.isArray(value)) return value.map(words);
  return isObject(value) ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, words(inner)])) : value;
}

/** Statements of the role that SAM makes, as `action on resource`. */
function allowed(role: Resource): string[] {
  const policies = (words(role.properties.Policies) ?? []) as { PolicyDocument: { Statement: { Action: unknown; Resource: unknown }[] } }[];
  return policies.flatMap(({ PolicyDocument: { Statement } }) => Statement.map(({ Action: action, Resource: resource }) => `${String(action)} on ${JSON.stringify(resource)}`));
}

const around = `
  Queue: { Type: AWS::SQS::Queue }
  Topic: { Type: AWS::SNS::Topic }
  Bucket: { Type: AWS::S3::Bucket, Properties: { BucketName: uploads } }
  Pool: { Type: AWS::Cognito::UserPool, Properties: { LambdaConfig: { PostConfirmation: other } } }
`;

/** A function with one event called `Event`. */
const withEvent = (type: string, properties = '', more = '') => sam(`
Resources:${around}
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      Handler: index.handler
${more}
      Events: { Event: { Type: ${type}${properties && `, Properties: { ${properties} }`} } }
`);

describe('events', () => {
  /** Type and properties of the event, and what SAM makes of it: logical ids, types and the properties that count. */
  const events: readonly (readonly [type: string, properties: string, made: { readonly [id: string]: readonly [type: string, properties?: object] }])[] = [
    ['SQS', 'Queue: !GetAtt Queue.Arn, BatchSize: 5, FunctionResponseTypes: [ReportBatchItemFailures], Enabled: false', {
      FnEvent: ['AWS::Lambda::EventSourceMapping', { FunctionName: '→ Fn Ref', EventSourceArn: '→ Queue Arn', BatchSize: 5, FunctionResponseTypes: ['ReportBatchItemFailures'], Enabled: false }],
    }],
    ['Kinesis', 'Stream: arn:aws:kinesis:eu-west-1:111122223333:stream/s, StartingPosition: LATEST, MaximumRetryAttempts: 3, BisectBatchOnFunctionError: true', {
      FnEvent: ['AWS::Lambda::EventSourceMapping', { EventSourceArn: 'arn:aws:kinesis:eu-west-1:111122223333:stream/s', StartingPosition: 'LATEST', MaximumRetryAttempts: 3, BisectBatchOnFunctionError: true }],
    }],
    ['DynamoDB', 'Stream: arn:aws:dynamodb:eu-west-1:111122223333:table/t/stream/x, StartingPosition: LATEST, MaximumRecordAgeInSeconds: 60', {
      FnEvent: ['AWS::Lambda::EventSourceMapping', { EventSourceArn: 'arn:aws:dynamodb:eu-west-1:111122223333:table/t/stream/x', MaximumRecordAgeInSeconds: 60 }],
    }],
    ['MSK', 'Stream: arn:aws:kafka:eu-west-1:111122223333:cluster/c/1, StartingPosition: LATEST, Topics: [t], ConsumerGroupId: g', {
      FnEvent: ['AWS::Lambda::EventSourceMapping', { EventSourceArn: 'arn:aws:kafka:eu-west-1:111122223333:cluster/c/1', Topics: ['t'], AmazonManagedKafkaEventSourceConfig: { ConsumerGroupId: 'g' } }],
    }],
    ['SelfManagedKafka', 'KafkaBootstrapServers: ["a:9092"], Topics: [t], ConsumerGroupId: g, SourceAccessConfigurations: [{ Type: VPC_SUBNET, URI: "subnet:s" }]', {
      FnEvent: ['AWS::Lambda::EventSourceMapping', {
        Topics: ['t'], SelfManagedEventSource: { Endpoints: { KafkaBootstrapServers: ['a:9092'] } }, SelfManagedKafkaEventSourceConfig: { ConsumerGroupId: 'g' }, SourceAccessConfigurations: [{ Type: 'VPC_SUBNET', URI: 'subnet:s' }],
      }],
    }],
    ['MQ', 'Broker: arn:aws:mq:eu-west-1:111122223333:broker:b:1, Queues: [q]', {
      FnEvent: ['AWS::Lambda::EventSourceMapping', { EventSourceArn: 'arn:aws:mq:eu-west-1:111122223333:broker:b:1', Queues: ['q'] }],
    }],
    ['DocumentDB', 'Cluster: arn:aws:rds:eu-west-1:111122223333:cluster:c, DatabaseName: d, CollectionName: c, StartingPosition: LATEST', {
      FnEvent: ['AWS::Lambda::EventSourceMapping', { EventSourceArn: 'arn:aws:rds:eu-west-1:111122223333:cluster:c', DocumentDBEventSourceConfig: { DatabaseName: 'd', CollectionName: 'c' } }],
    }],
    ['S3', 'Bucket: !Ref Bucket, Events: ["s3:ObjectCreated:*", "s3:ObjectRemoved:*"]', {
      FnEventPermission: ['AWS::Lambda::Permission', { FunctionName: '→ Fn Ref', Principal: 's3.amazonaws.com' }],
    }],
    ['SNS', 'Topic: !Ref Topic, FilterPolicy: { a: [b] }, RedrivePolicy: { deadLetterTargetArn: !GetAtt Queue.Arn }', {
      FnEvent: ['AWS::SNS::Subscription', { Protocol: 'lambda', TopicArn: '→ Topic Ref', Endpoint: '→ Fn Arn', FilterPolicy: { a: ['b'] }, RedrivePolicy: { deadLetterTargetArn: '→ Queue Arn' } }],
      FnEventPermission: ['AWS::Lambda::Permission', { Principal: 'sns.amazonaws.com', SourceArn: '→ Topic Ref' }],
    }],
    ['SNS', 'Topic: !Ref Topic, SqsSubscription: true', {
      FnEvent: ['AWS::SNS::Subscription', { Protocol: 'sqs', TopicArn: '→ Topic Ref', Endpoint: '→ FnEventQueue Arn' }],
      FnEventQueue: ['AWS::SQS::Queue'],
      FnEventQueuePolicy: ['AWS::SQS::QueuePolicy', { Queues: ['→ FnEventQueue Ref'] }],
      FnEventEventSourceMapping: ['AWS::Lambda::EventSourceMapping', { FunctionName: '→ Fn Ref', EventSourceArn: '→ FnEventQueue Arn', BatchSize: 10 }],
    }],
    ['SNS', 'Topic: !Ref Topic, SqsSubscription: { QueueArn: !GetAtt Queue.Arn, QueueUrl: !Ref Queue, BatchSize: 3 }', {
      FnEvent: ['AWS::SNS::Subscription', { Protocol: 'sqs', Endpoint: '→ Queue Arn' }],
      FnEventQueuePolicy: ['AWS::SQS::QueuePolicy', { Queues: ['→ Queue Ref'] }],
      FnEventEventSourceMapping: ['AWS::Lambda::EventSourceMapping', { EventSourceArn: '→ Queue Arn', BatchSize: 3 }],
    }],
    ['SNS', 'Topic: !Ref Topic, SqsSubscription: false', {
      FnEvent: ['AWS::SNS::Subscription', { Protocol: 'lambda' }],
      FnEventPermission: ['AWS::Lambda::Permission'],
    }],
    ['Schedule', 'Schedule: rate(1 hour), Input: "{}", Enabled: false, RetryPolicy: { MaximumRetryAttempts: 3 }', {
      FnEvent: ['AWS::Events::Rule', { ScheduleExpression: 'rate(1 hour)', State: 'DISABLED', Targets: [{ Id: 'FnEventLambdaTarget', Arn: '→ Fn Arn', Input: '{}', RetryPolicy: { MaximumRetryAttempts: 3 } }] }],
      FnEventPermission: ['AWS::Lambda::Permission', { Principal: 'events.amazonaws.com', SourceArn: '→ FnEvent Arn' }],
    }],
    ['Schedule', 'Schedule: rate(1 hour), DeadLetterConfig: { Type: SQS }', {
      FnEvent: ['AWS::Events::Rule', { Targets: [{ Id: 'FnEventLambdaTarget', Arn: '→ Fn Arn', DeadLetterConfig: { Arn: '→ FnEventQueue Arn' } }] }],
      FnEventPermission: ['AWS::Lambda::Permission'],
      FnEventQueue: ['AWS::SQS::Queue'],
      FnEventQueuePolicy: ['AWS::SQS::QueuePolicy', { Queues: ['→ FnEventQueue Ref'] }],
    }],
    ['CloudWatchEvent', 'Pattern: { source: [a] }, EventBusName: bus', {
      FnEvent: ['AWS::Events::Rule', { EventPattern: { source: ['a'] }, EventBusName: 'bus' }],
      FnEventPermission: ['AWS::Lambda::Permission', { Principal: 'events.amazonaws.com' }],
    }],
    // With a queue of its own, the queue's policy is up to whoever made it.
    ['EventBridgeRule', 'Pattern: { source: [a] }, RuleName: r, State: DISABLED, DeadLetterConfig: { Arn: !GetAtt Queue.Arn }', {
      FnEvent: ['AWS::Events::Rule', { Name: 'r', State: 'DISABLED', Targets: [{ Id: 'FnEventLambdaTarget', Arn: '→ Fn Arn', DeadLetterConfig: { Arn: '→ Queue Arn' } }] }],
      FnEventPermission: ['AWS::Lambda::Permission'],
    }],
    ['ScheduleV2', 'ScheduleExpression: rate(1 hour), RetryPolicy: { MaximumRetryAttempts: 3 }, DeadLetterConfig: { Type: SQS, QueueLogicalId: Missed }', {
      FnEvent: ['AWS::Scheduler::Schedule', {
        ScheduleExpression: 'rate(1 hour)', FlexibleTimeWindow: { Mode: 'OFF' },
        Target: { Arn: '→ Fn Arn', RoleArn: '→ FnEventRole Arn', RetryPolicy: { MaximumRetryAttempts: 3 }, DeadLetterConfig: { Arn: '→ Missed Arn' } },
      }],
      FnEventRole: ['AWS::IAM::Role'],
      Missed: ['AWS::SQS::Queue'],
    }],
    ['ScheduleV2', 'ScheduleExpression: rate(1 hour), RoleArn: arn:aws:iam::111122223333:role/own', {
      FnEvent: ['AWS::Scheduler::Schedule', { Target: { Arn: '→ Fn Arn', RoleArn: 'arn:aws:iam::111122223333:role/own' } }],
    }],
    ['Api', 'Path: /a, Method: get, TimeoutInMillis: 3000', {
      FnEventMethod: ['AWS::ApiGateway::Method', { HttpMethod: 'get', Integration: { Type: 'AWS_PROXY', Uri: expect.arrayContaining(['→ Fn Arn']), TimeoutInMillis: 3000 } }],
    }],
    ['HttpApi', 'Path: /a, Method: get', {
      FnEventIntegration: ['AWS::ApiGatewayV2::Integration', { IntegrationType: 'AWS_PROXY', IntegrationUri: '→ Fn Arn' }],
    }],
    ['CloudWatchLogs', 'LogGroupName: g, FilterPattern: ERROR', {
      FnEvent: ['AWS::Logs::SubscriptionFilter', { LogGroupName: 'g', FilterPattern: 'ERROR', DestinationArn: '→ Fn Arn' }],
      FnEventPermission: ['AWS::Lambda::Permission', { Principal: 'logs.amazonaws.com' }],
    }],
    ['IoTRule', 'Sql: select 1, AwsIotSqlVersion: beta', {
      FnEvent: ['AWS::IoT::TopicRule', { TopicRulePayload: { Sql: 'select 1', AwsIotSqlVersion: 'beta', Actions: [{ Lambda: { FunctionArn: '→ Fn Arn' } }] } }],
      FnEventPermission: ['AWS::Lambda::Permission', { Principal: 'iot.amazonaws.com' }],
    }],
    ['Cognito', 'UserPool: !Ref Pool, Trigger: [PreSignUp, CustomSMSSender]', {
      FnEventPermission: ['AWS::Lambda::Permission', { Principal: 'cognito-idp.amazonaws.com', SourceArn: '→ Pool Arn' }],
    }],
    ['AlexaSkill', '', { FnEventPermission: ['AWS::Lambda::Permission', { Principal: 'alexa-appkit.amazon.com' }] }],
  ];
  const here = ['Bucket', 'Fn', 'FnRole', 'Pool', 'Queue', 'Topic'];

  test.each(events)('%s { %s }', (type, properties, made) => {
    const { set, resource, props, remarks, lineOf } = withEvent(type, properties);
    expect(remarks).toEqual([]);
    expect(set.resources.map(({ id }) => id).filter((id) => !here.includes(id)).sort()).toEqual(Object.keys(made).sort());
    for (const [id, [itsType, expected = {}]] of Object.entries(made)) {
      expect(resource(id).type).toBe(itsType);
      expect(props(id)).toEqual(expect.objectContaining(expected));
      // People know it by the event, and find it where that is written.
      expect([resource(id).label, resource(id).madeBy?.id, lineOf(id)]).toEqual(['Fn/Event', 'Fn', expect.stringMatching(/^ *Events: { Event:/)]);
    }
  });

  test('of every type that SAM has for functions', () => {
    expect(new Set(events.map(([type]) => type))).toEqual(new Set([
      'AlexaSkill', 'Api', 'CloudWatchEvent', 'CloudWatchLogs', 'Cognito', 'DocumentDB', 'DynamoDB', 'EventBridgeRule', 'HttpApi', 'IoTRule',
      'Kinesis', 'MQ', 'MSK', 'S3', 'SNS', 'SQS', 'Schedule', 'ScheduleV2', 'SelfManagedKafka',
    ]));
  });

  test.each([
    ['SQS', 'sqs', 'AWSLambdaSQSQueueExecutionRole'], ['Kinesis', 'kinesis', 'AWSLambdaKinesisExecutionRole'], ['DynamoDB', 'dynamodb', 'AWSLambdaDynamoDBExecutionRole'],
    ['MSK', 'kafka', 'AWSLambdaMSKExecutionRole'], ['SelfManagedKafka', 'kafka', ''], ['MQ', 'mq', ''], ['DocumentDB', 'docdb', ''],
  ])('the type %s tells what is polled, whatever the address, and what the role may do', (type, broker, policy) => {
    const { resource } = withEvent(type, 'Queue: !ImportValue x, Stream: !ImportValue x, Broker: !ImportValue x, Cluster: !ImportValue x');
    expect(resource('FnEvent').metadata[brokerHint]).toBe(broker);
    const managed = resource('FnRole').properties.ManagedPolicyArns as string[];
    expect(managed[0]).toMatch(/AWSLambdaBasicExecutionRole$/);
    expect(managed.some((name) => name.endsWith(policy))).toBe(true);
  });

  test('S3: the bucket gets the notifications, after those it has', () => {
    const { props, resource } = sam(`
Resources:
  Bucket: { Type: AWS::S3::Bucket, Properties: { NotificationConfiguration: { LambdaConfigurations: [{ Event: other, Function: x }], EventBridgeConfiguration: {} } } }
  Fn: { Type: AWS::Serverless::Function, Properties: { Events: { A: { Type: S3, Properties: { Bucket: !Ref Bucket, Events: [a, b], Filter: { x: y } } }, B: { Type: S3, Properties: { Bucket: !Ref Bucket, Events: c } }, C: { Type: S3, Properties: { Bucket: !Ref Bucket } } } } }
`);
    expect(props('Bucket')).toEqual({
      NotificationConfiguration: {
        EventBridgeConfiguration: {},
        LambdaConfigurations: [
          { Event: 'other', Function: 'x' },
          { Event: 'a', Function: '→ Fn Arn', Filter: { x: 'y' }, [samEvent]: '→ FnAPermission Ref' },
          { Event: 'b', Function: '→ Fn Arn', Filter: { x: 'y' }, [samEvent]: '→ FnAPermission Ref' },
          { Event: 'c', Function: '→ Fn Arn', [samEvent]: '→ FnBPermission Ref' },
          { Event: 's3:ObjectCreated:*', Function: '→ Fn Arn', [samEvent]: '→ FnCPermission Ref' },
        ],
      },
    });
    expect(resource('FnAPermission').label).toBe('Fn/A');
  });

  test('Cognito: the pool gets the triggers, beside those it has', () => {
    const { props } = withEvent('Cognito', 'UserPool: !Ref Pool, Trigger: [PreSignUp, CustomSMSSender]');
    expect(props('Pool').LambdaConfig).toEqual({ PostConfirmation: 'other', PreSignUp: '→ Fn Arn', CustomSMSSender: { LambdaArn: '→ Fn Arn' }, [samEvent]: ['→ FnEventPermission Ref'] });
  });

  test.each([
    ['S3', 'Bucket: !Ref Nowhere', /Fn: the bucket of the event Event is not in this template$/],
    ['Cognito', 'UserPool: !ImportValue pool, Trigger: PreSignUp', /Fn: the user pool of the event Event is not in this template$/],
    ['Telegram', 'A: b', /Fn: the event Event of type Telegram was left out: SAM has no such type$/],
    ['toString', 'A: b', /Fn: the event Event of type toString was left out: SAM has no such type$/],
    ['[SQS]', 'A: b', /Fn: the event Event was left out: it has no type$/],
  ])('%s { %s } is remarked on', (type, properties, says) => expect(withEvent(type, properties).remarks).toEqual([expect.stringMatching(says)]));

  test('the address of the on-failure destination, and the permission that SAM adds for its type', () => {
    const on = (destination: string) => {
      const { props, resource } = withEvent('Kinesis', `Stream: arn:aws:kinesis:eu-west-1:111122223333:stream/s, DestinationConfig: { OnFailure: { ${destination} } }`);
      return [props('FnEvent').DestinationConfig, allowed(resource('FnRole'))];
    };
    expect(on('Type: SQS, Destination: !GetAtt Queue.Arn')).toEqual([{ OnFailure: { Destination: '→ Queue Arn' } }, ['sqs:SendMessage on "→ Queue Arn"']]);
    expect(on('Type: SNS, Destination: !Ref Topic')).toEqual([{ OnFailure: { Destination: '→ Topic Ref' } }, ['sns:Publish on "→ Topic Ref"']]);
    expect(on('Type: S3, Destination: !GetAtt Bucket.Arn')).toEqual([{ OnFailure: { Destination: '→ Bucket Arn' } }, ['s3:PutObject on ["→ Bucket Arn","/*"]', 's3:ListBucket on "→ Bucket Arn"']]);
    expect(on('Destination: !GetAtt Queue.Arn')).toEqual([{ OnFailure: { Destination: '→ Queue Arn' } }, []]);
  });

  test('what they make exists under the condition of the function', () => {
    const { set } = sam(`
Conditions: { Never: !Equals [a, b] }
Resources:
  Topic: { Type: AWS::SNS::Topic }
  Fn: { Type: AWS::Serverless::Function, Condition: Never, Properties: { AutoPublishAlias: live, Events: { A: { Type: SNS, Properties: { Topic: !Ref Topic } } } } }
`);
    expect(set.resources.map(({ id }) => id)).toEqual(['Topic']);
  });
});

describe('functions', () => {
  const globals = `
Globals:
  Function:
    Timeout: 10
    Layers: [one]
    Environment: { Variables: { A: global, B: global } }
    DeadLetterQueue: { Type: SQS, TargetArn: arn:aws:sqs:eu-west-1:111122223333:global }
    VpcConfig: !Ref Vpc
`;

  test('Globals: maps are merged, lists joined, the rest is overridden', () => {
    const { props } = sam(`${globals}
Resources:
  Own:
    Type: AWS::Serverless::Function
    Properties: { Timeout: 20, Layers: [two], Environment: { Variables: { B: own, C: own } }, DeadLetterQueue: { TargetArn: arn:aws:sqs:eu-west-1:111122223333:own }, VpcConfig: { SubnetIds: [s] } }
  Bare: { Type: AWS::Serverless::Function }
  Plain: { Type: AWS::Lambda::Function, Properties: { Timeout: 3 } }
`);
    expect(props('Own')).toEqual(expect.objectContaining({
      Timeout: 20, Layers: ['one', 'two'], Environment: { Variables: { A: 'global', B: 'own', C: 'own' } }, DeadLetterConfig: { TargetArn: 'arn:aws:sqs:eu-west-1:111122223333:own' }, VpcConfig: { SubnetIds: ['s'] },
    }));
    expect(props('Bare')).toEqual(expect.objectContaining({ Timeout: 10, Layers: ['one'], DeadLetterConfig: { TargetArn: 'arn:aws:sqs:eu-west-1:111122223333:global' } }));
    expect(props('Plain')).toEqual({ Timeout: 3 });
  });

  test.each([['SQS', 'sqs:SendMessage'], ['SNS', 'sns:Publish']])('DeadLetterQueue of type %s: the role may %s', (type, action) => {
    const { props, resource, paths } = sam(`Resources: { Topic: { Type: AWS::SNS::Topic }, Place: { Type: AWS::${type}::${type === 'SQS' ? 'Queue' : 'Topic'} }, Fn: { Type: AWS::Serverless::Function, Properties: { DeadLetterQueue: { Type: ${type}, TargetArn: ${type === 'SQS' ? '!GetAtt Place.Arn' : '!Ref Place'} }, Events: { A: { Type: SNS, Properties: { Topic: !Ref Topic } } } } } }`);
    const place = `→ Place ${type === 'SQS' ? 'Arn' : 'Ref'}`;
    expect(props('Fn').DeadLetterConfig).toEqual({ TargetArn: place });
    expect(props('Fn').Role).toBe('→ FnRole Arn');
    expect(allowed(resource('FnRole'))).toEqual([`${action} on "${place}"`]);
    expect(paths().map(({ outcome }) => `${outcome.fate} ${outcome.nets.map(({ rest }) => rest.text).join()}`)).toEqual(['kept Place']);
  });

  test('a role that the template names gets nothing added', () => {
    const { props, set } = sam('Resources: { Fn: { Type: AWS::Serverless::Function, Properties: { Role: arn:aws:iam::111122223333:role/own, DeadLetterQueue: { Type: SQS, TargetArn: x } } } }');
    expect(props('Fn').Role).toBe('arn:aws:iam::111122223333:role/own');
    expect(set.ofType('AWS::IAM::Role')).toEqual([]);
  });

  test('Policies: managed ones, statements, templates, and templates that nobody knows', () => {
    const { resource } = sam(`
Resources:
  Queue: { Type: AWS::SQS::Queue }
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      Policies:
        - AmazonSQSFullAccess
        - arn:aws:iam::111122223333:policy/own
        - !Ref Managed
        - Statement: [{ Effect: Allow, Action: sqs:SendMessage, Resource: !GetAtt Queue.Arn }]
        - SQSSendMessagePolicy: { QueueName: !GetAtt Queue.QueueName }
        - InventedPolicy: {}
`);
    const role = resource('FnRole');
    expect(words(role.properties.ManagedPolicyArns)).toEqual([
      expect.stringMatching(/AWSLambdaBasicExecutionRole$/), expect.stringMatching(/:policy\/AmazonSQSFullAccess$/), 'arn:aws:iam::111122223333:policy/own', expect.stringMatching(/^\? .*Managed$/), expect.stringMatching(/InventedPolicy$/),
    ]);
    expect(allowed(role)).toEqual(['sqs:SendMessage on "→ Queue Arn"', expect.stringMatching(/^sqs:SendMessage\* on .*→ Queue QueueName/)]);
  });

  describe('AutoPublishAlias', () => {
    const aliased = (alias = 'live', config = 'DestinationConfig: { OnFailure: { Type: SQS, Destination: !GetAtt Failed.Arn } }') => sam(`
Parameters: { Name: { Type: String, Default: blue-1 }, Later: { Type: String } }
Resources:${around}
  Failed: { Type: AWS::SQS::Queue }
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      AutoPublishAlias: ${alias}
      DeploymentPreference: { Type: AllAtOnce, Hooks: { PreTraffic: !Ref Queue } }
      EventInvokeConfig: { MaximumRetryAttempts: 1, MaximumEventAgeInSeconds: 60, ${config} }
      FunctionUrlConfig: { AuthType: NONE }
      Events:
        Notify: { Type: SNS, Properties: { Topic: !Ref Topic } }
        Feed: { Type: SQS, Properties: { Queue: !GetAtt Queue.Arn } }
        Tick: { Type: Schedule, Properties: { Schedule: rate(1 hour) } }
`);

    test('every trigger goes to the alias', () => {
      const { props, resource } = aliased();
      expect(resource('FnAliaslive').type).toBe('AWS::Lambda::Alias');
      expect(props('FnAliaslive')).toEqual({ FunctionName: '→ Fn Ref', FunctionVersion: '→ FnVersion Version', Name: 'live' });
      expect(props('FnVersion')).toEqual({ FunctionName: '→ Fn Ref' });
      expect(props('FnNotify').Endpoint).toBe('→ FnAliaslive Ref');
      expect(props('FnNotifyPermission').FunctionName).toBe('→ FnAliaslive Ref');
      expect(props('FnFeed').FunctionName).toBe('→ FnAliaslive Ref');
      expect(props('FnTick').Targets).toEqual([expect.objectContaining({ Arn: '→ FnAliaslive Ref' })]);
      expect(props('FnUrl').TargetFunctionArn).toBe('→ FnAliaslive Ref');
    });

    test('EventInvokeConfig sits on the alias, so that it takes effect', () => {
      const { props, resource, paths } = aliased();
      expect(props('FnEventInvokeConfig')).toEqual({
        FunctionName: '→ Fn Ref', Qualifier: 'live', MaximumRetryAttempts: 1, MaximumEventAgeInSeconds: 60, DestinationConfig: { OnFailure: { Destination: '→ Failed Arn' } },
      });
      expect(allowed(resource('FnRole'))).toEqual(['sqs:SendMessage on "→ Failed Arn"']);
      const asynchronous = paths().filter(({ mode }) => mode === 'async');
      expect(asynchronous.map(({ kind, outcome, tries }) => `${kind} ${outcome.fate} ${outcome.nets.map(({ rest }) => rest.text).join()} ${String(tries.attempts)}`).sort()).toEqual(['async-events kept Failed 2', 'async-sns kept Failed 2']);
    });

    test('without an alias everything is on the function', () => {
      const { props, set, paths } = aliased('""');
      expect(set.ofType('AWS::Lambda::Alias', 'AWS::Lambda::Version')).toEqual([]);
      expect(props('FnEventInvokeConfig').Qualifier).toBe('$LATEST');
      expect(props('FnNotify').Endpoint).toBe('→ Fn Arn');
      expect(paths().filter(({ kind }) => kind === 'async-sns').map(({ outcome }) => outcome.fate)).toEqual(['kept']);
    });

    test('the hooks of a deployment', () => {
      const { resource } = aliased();
      expect(words(resource('FnAliaslive').updatePolicy)).toEqual({ CodeDeployLambdaAliasUpdate: { BeforeAllowTrafficHook: '→ Queue Ref' } });
    });

    test('its name may come from a parameter', () => {
      expect(aliased('!Ref Name').props('FnAliasblue1').Name).toBe('blue-1');
      expect(aliased('!Ref Later').props('FnAlias').Name).toBe('? parameter Later has no default');
    });

    test('a destination without an address is made by SAM', () => {
      const made = aliased('live', 'DestinationConfig: { OnFailure: { Type: SQS }, OnSuccess: { Type: SNS } }');
      expect(made.props('FnEventInvokeConfig').DestinationConfig).toEqual({ OnFailure: { Destination: '→ FnEventInvokeConfigOnFailureQueue Arn' }, OnSuccess: { Destination: '→ FnEventInvokeConfigOnSuccessTopic Ref' } });
      expect([made.resource('FnEventInvokeConfigOnFailureQueue').type, made.resource('FnEventInvokeConfigOnSuccessTopic').type]).toEqual(['AWS::SQS::Queue', 'AWS::SNS::Topic']);
      expect(allowed(made.resource('FnRole'))).toEqual(['sqs:SendMessage on "→ FnEventInvokeConfigOnFailureQueue Arn"', 'sns:Publish on "→ FnEventInvokeConfigOnSuccessTopic Ref"']);
    });

    test('a bucket is called S3Bucket here, and S3 in an event', () => {
      const made = aliased('live', 'DestinationConfig: { OnFailure: { Type: S3Bucket, Destination: "arn:aws:s3:::kept" } }');
      expect(allowed(made.resource('FnRole'))).toEqual(['s3:PutObject on "arn:aws:s3:::kept/*"', 's3:ListBucket on "arn:aws:s3:::kept"']);
    });
  });
});

describe('an event of an API that has a definition of its own', () => {
  // https://github.com/aws/serverless-application-model/blob/develop/samtranslator/model/eventsources/push.py: it gets a permission only.
  const paths = (properties: string, files: { [name: string]: string } = {}) => sam(`
Resources:
  Fn: { Type: AWS::Serverless::Function, Properties: { Events: { Place: { Type: Api, Properties: { RestApiId: !Ref Api, Path: /orders, Method: post } } } } }
  Api: { Type: AWS::Serverless::Api, Properties: { StageName: live, ${properties} } }
`, files).paths().map(({ kind, triggers, outcome: { fate } }) => `${kind} ${triggers.map(({ label }) => label).join()} ${fate}`);
  const integration = (more: string) => `DefinitionBody: { paths: { /orders: { post: { x-amazon-apigateway-integration: { uri: !Sub 'arn:aws:apigateway:\${AWS::Region}:lambda:path/2015-03-31/functions/\${Fn.Arn}/invocations', ${more} } } } } }`;

  test('which says how it invokes', () => {
    expect(paths(integration('type: aws_proxy'))).toEqual(['sync-apigw Api caller']);
    expect(paths(integration("type: aws, requestParameters: { integration.request.header.X-Amz-Invocation-Type: \"'Event'\" }"))).toEqual(['async-direct Api lost']);
  });

  test('which cannot be read', () => {
    expect(paths('DefinitionUri: s3://bucket/api.yaml')).toEqual(['sync-apigw Fn/Place caller']);
  });

  test('with which it is merged', () => {
    expect(paths('DefinitionBody: { paths: {} }, MergeDefinitions: true')).toEqual(['sync-apigw Fn/Place,Api caller']);
  });

  test('which is put in from a file beside the template', () => {
    const include = (location: string) => `DefinitionBody: { Fn::Transform: { Name: AWS::Include, Parameters: { Location: ${location} } } }`;
    const operation = { 'x-amazon-apigateway-integration': { uri: { 'Fn::Sub': 'arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Fn.Arn}/invocations' }, requestParameters: { 'integration.request.header.X-Amz-Invocation-Type': "'Event'" } } };
    const files = { 'api.json': JSON.stringify({ paths: { '/orders': { post: operation } } }) };
    expect(paths(include('api.json'), files)).toEqual(['async-direct Api lost']);
    expect(paths(include('missing.json'), files)).toEqual(['sync-apigw Fn/Place caller']);
    expect(paths(include('s3://bucket/api.json'), files)).toEqual(['sync-apigw Fn/Place caller']);
  });
});

describe('an event of an HTTP API that has a definition of its own', () => {
  // https://github.com/aws/serverless-application-model/blob/develop/samtranslator/model/eventsources/push.py: a definition in the template is completed.
  const uri = 'arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Fn.Arn}/invocations';
  const paths = (definition: string, route = 'Path: /orders, Method: POST', files: { [name: string]: string } = {}) => sam(`
Resources:
  Fn: { Type: AWS::Serverless::Function, Properties: { Events: { Place: { Type: HttpApi, Properties: { ApiId: !Ref Api, ${route} } } } } }
  Api: { Type: AWS::Serverless::HttpApi, Properties: { ${definition} } }
`, files).paths().map(({ kind, triggers }) => `${kind} ${triggers[0].label}`);
  const body = (method: string) => `DefinitionBody: { openapi: 3.0.1, paths: { /orders: { ${method}: { x-amazon-apigateway-integration: { uri: !Sub '${uri}', type: aws_proxy } } } } }`;

  test('with that route: one path', () => {
    expect(paths(body('post'))).toEqual(['sync-apigw Api']);
    expect(paths(body('x-amazon-apigateway-any-method'), 'Path: /orders, Method: ANY')).toEqual(['sync-apigw Api']);
  });

  test('with other routes: one path more', () => {
    expect(paths(body('get'))).toEqual(expect.arrayContaining(['sync-apigw Api', 'sync-apigw Fn/Place']));
    expect(paths('DefinitionBody: { openapi: 3.0.1, paths: {} }')).toEqual(['sync-apigw Fn/Place']);
  });

  test('in a file, to which nothing is added', () => {
    const file = JSON.stringify({ paths: { '/orders': { get: { 'x-amazon-apigateway-integration': { uri: { 'Fn::Sub': uri }, type: 'aws_proxy' } } } } });
    expect(paths('DefinitionUri: api.json', undefined, { 'api.json': file })).toEqual(['sync-apigw Api']);
    expect(paths('DefinitionUri: s3://bucket/api.json')).toEqual(['sync-apigw Fn/Place']);
  });
});

describe('GraphQL APIs', () => {
  const api = (step: string) => sam(`
Resources:
  Fn: { Type: AWS::Serverless::Function, Properties: {} }
  Api:
    Type: AWS::Serverless::GraphQLApi
    Properties:
      DataSources: { Lambda: { Orders: { FunctionArn: !GetAtt Fn.Arn } } }
      Functions: { place: { DataSource: Orders, Runtime: { Name: APPSYNC_JS, Version: 1.0.0 }, ${step} } }
      Resolvers: { Mutation: { placeOrder: { Pipeline: [place] } } }
`, { 'place.js': event, '../other.js': event });
  const event = 'export const request = (ctx) => ({ operation: "Invoke", invocationType: "Event", payload: ctx.args });';
  const wait = 'export const request = (ctx) => ({ operation: "Invoke", payload: ctx.args });';
  const waits = ({ paths }: ReturnType<typeof api>) => paths().map(({ kind, triggers }) => [kind, ...triggers.map(({ label }) => label)]);

  test('whether a step of a pipeline waits stands in its code', () => {
    expect(waits(api(`InlineCode: '${wait}'`))).toEqual([['sync-appsync', 'ApiOrders']]);
    expect(waits(api(`InlineCode: '${event}'`))).toEqual([['async-direct', 'ApiOrders', 'Api/place']]);
  });

  test('the code may be in a file', () => {
    expect(waits(api('CodeUri: place.js'))).toEqual([['async-direct', 'ApiOrders', 'Api/place']]);
    expect(waits(api('CodeUri: s3://bucket/place.js'))).toEqual([['sync-appsync', 'ApiOrders']]);
  });

  test('a file that is not beside the template is told', () => {
    expect(api('CodeUri: ../other.js').remarks).toEqual([expect.stringMatching(/Api: \.\.\/other\.js is outside of .* and was not read/)]);
  });
});

describe('names for what SAM makes of a function', () => {
  const named = (...resources: string[]) => sam(`
Resources:
  Fn: { Type: AWS::Serverless::Function, Properties: { AutoPublishAlias: live, EventInvokeConfig: { DestinationConfig: { OnFailure: { Type: SQS }, OnSuccess: { Type: SNS } } } } }
  ${resources.join('\n  ')}
`);

  test('alias and version', () => {
    const { props } = named('Url: { Type: AWS::Lambda::Url, Properties: { TargetFunctionArn: !Ref Fn.Alias } }', 'Permission: { Type: AWS::Lambda::Permission, Properties: { FunctionName: !Ref Fn.Version, Principal: !GetAtt Fn.Version.Version } }');
    expect(props('Url').TargetFunctionArn).toBe('→ FnAliaslive Ref');
    expect(props('Permission')).toEqual({ FunctionName: '→ FnVersion Ref', Principal: '→ FnVersion Version' });
  });

  test('queue and topic of destinations', () => {
    const { props } = named("Link: { Type: AWS::SNS::Subscription, Properties: { TopicArn: !Ref Fn.DestinationTopic, Endpoint: !GetAtt Fn.DestinationQueue.Arn, FilterPolicy: !Sub '${Fn.DestinationQueue.QueueName} of ${AWS::Region}', Protocol: !Sub ['${Fn.DestinationTopic}${a}', { a: !Ref Fn.DestinationQueue }] } }");
    expect(props('Link')).toEqual({
      TopicArn: '→ FnEventInvokeConfigOnSuccessTopic Ref', Endpoint: '→ FnEventInvokeConfigOnFailureQueue Arn',
      FilterPolicy: ['→ FnEventInvokeConfigOnFailureQueue QueueName', ' of ${Region}'],
      Protocol: ['→ FnEventInvokeConfigOnSuccessTopic Ref', '→ FnEventInvokeConfigOnFailureQueue Ref'],
    });
  });

  test('other dots stay as they are', () => {
    const { props } = named("Link: { Type: AWS::SNS::Subscription, Properties: { TopicArn: !GetAtt Fn.Arn, Endpoint: !Sub '${Fn.Arn} ${!Fn.Alias}' } }");
    expect(props('Link')).toEqual({ TopicArn: '→ Fn Arn', Endpoint: ['→ Fn Arn', ' ${Fn.Alias}'] });
  });

  test('an alarm on the queue that SAM makes is heard', () => {
    const { app } = named("Alarm: { Type: AWS::CloudWatch::Alarm, Properties: { Namespace: AWS/SQS, MetricName: ApproximateNumberOfMessagesVisible, Dimensions: [{ Name: QueueName, Value: !GetAtt Fn.DestinationQueue.QueueName }], Statistic: Maximum, Period: 60, EvaluationPeriods: 1, Threshold: 1, ComparisonOperator: GreaterThanOrEqualToThreshold, AlarmActions: ['arn:aws:sns:eu-west-1:111122223333:people'] } }");
    expect(check(worlds(app)).findings.map(({ rule }) => rule)).not.toContain('dlq-not-watched');
  });
});

describe('other resources', () => {
  test('SimpleTable', () => {
    const { resource, props } = sam('Resources: { Carts: { Type: AWS::Serverless::SimpleTable, Properties: { TableName: carts, PrimaryKey: { Name: id, Type: String } } } }');
    expect(resource('Carts').type).toBe('AWS::DynamoDB::Table');
    expect(props('Carts')).toEqual({ TableName: 'carts' });
  });

  test('StateMachine: the functions that its definition names, and events that invoke no function', () => {
    const definition = JSON.stringify({ StartAt: 'A', States: { A: { Type: 'Task', Resource: '${Worker}', Next: 'B' }, B: { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', Parameters: { FunctionName: '${Worker}:live', Other: '${Unknown}' }, End: true } } });
    const machine = (where: string) => `
Resources:
  Worker: { Type: AWS::Serverless::Function }
  Flow:
    Type: AWS::Serverless::StateMachine
    Properties:
      Name: flow
      ${where}
      DefinitionSubstitutions: { Worker: !GetAtt Worker.Arn }
      Role: arn:aws:iam::111122223333:role/flow
      Events: { Tick: { Type: Schedule, Properties: { Schedule: rate(1 day) } }, Bus: { Type: EventBridgeRule, Properties: { Pattern: { source: [a] } } } }
`;
    for (const { resource, props, paths, remarks } of [sam(machine(`Definition: ${definition}`)), sam(machine('DefinitionUri: flows/flow.asl.json'), { 'flows/flow.asl.json': definition })]) {
      expect(remarks).toEqual([]);
      expect(resource('Flow').type).toBe('AWS::StepFunctions::StateMachine');
      expect(props('Flow')).toEqual(expect.objectContaining({ StateMachineName: 'flow', RoleArn: 'arn:aws:iam::111122223333:role/flow' }));
      const { States: { A: first, B: second } } = props('Flow').Definition as { States: { [name: string]: { Resource: unknown; Parameters: object } } };
      expect([first.Resource, second.Parameters]).toEqual(['→ Worker Arn', { FunctionName: ['→ Worker Arn', ':live'], Other: '${Unknown}' }]);
      expect(new Set(paths().map(({ fn, mode, triggers }) => `${fn.id} ${mode} ${triggers[0]?.id}`))).toEqual(new Set(['Worker sync Flow']));
    }
  });

  test('the program of a function: inline, or in the folder of the template, and nowhere else', () => {
    const program = (properties: string, files: { [name: string]: string } = {}) => sam(`Resources: { Fn: { Type: AWS::Serverless::Function, Properties: { Handler: app.handler, ${properties} } } }`, files).resource('Fn').program();
    expect(program('InlineCode: inline')).toBe('inline');
    expect(program('CodeUri: src/', { 'src/app.mjs': 'in a folder' })).toBe('in a folder');
    expect(program('CodeUri: src/')).toBeUndefined();
    expect(program('CodeUri: src/', { 'src/app.js/index.js': 'a folder of that name', 'src/app.py': 'beside it' })).toBe('beside it');
    expect(program('CodeUri: ../outside', { '../outside/app.js': 'no' })).toBeUndefined();
    expect(program("CodeUri: 's3://bucket/code.zip'")).toBeUndefined();
    expect(program('CodeUri: { Bucket: b, Key: k }')).toBeUndefined();
  });

  test('StateMachine: a definition that cannot be read', () => {
    const text = 'Resources: { Flow: { Type: AWS::Serverless::StateMachine, Properties: { DefinitionUri: flow.json } } }';
    expect(sam(text, { 'flow.json': '{ "a": }' }).remarks).toEqual([expect.stringMatching(/Flow: its definition cannot be read: .*flow\.json:1:8: not valid JSON/)]);
    // One that is not there may be uploaded already.
    expect(sam(text).remarks).toEqual([]);
    expect(sam(text).props('Flow').Definition).toBeUndefined();
  });

  test('Api and HttpApi with authorizers and a definition', () => {
    const { resource, props } = sam(`
Resources:
  Fn: { Type: AWS::Serverless::Function, Properties: { Events: { A: { Type: Api, Properties: { RestApiId: !Ref Rest, Path: /, Method: get } }, B: { Type: HttpApi, Properties: { ApiId: !Ref Http } } } } }
  Rest: { Type: AWS::Serverless::Api, Properties: { StageName: a, Auth: { Authorizers: { Own: { FunctionArn: !GetAtt Fn.Arn } } } } }
  Http: { Type: AWS::Serverless::HttpApi, Properties: { DefinitionBody: { paths: {} }, Auth: { Authorizers: { Own: { FunctionArn: !GetAtt Fn.Arn } } } } }
`);
    expect(['Rest', 'Http', 'RestOwnAuthorizer', 'HttpOwnAuthorizer'].map((id) => resource(id).type)).toEqual(['AWS::ApiGateway::RestApi', 'AWS::ApiGatewayV2::Api', 'AWS::ApiGateway::Authorizer', 'AWS::ApiGatewayV2::Authorizer']);
    expect(props('FnAMethod').RestApiId).toBe('→ Rest Ref');
    expect(props('FnBIntegration').ApiId).toBe('→ Http Ref');
    expect(props('RestOwnAuthorizer').AuthorizerUri).toEqual(expect.arrayContaining(['→ Fn Arn']));
    expect(props('Http').Body).toEqual({ paths: {} });
  });

  describe('Connector', () => {
    const connected = (connector: string, more = '') => sam(`
Resources:
  Queue: { Type: AWS::SQS::Queue }
  Topic: { Type: AWS::SNS::Topic }
  Bucket: { Type: AWS::S3::Bucket }
  Table: { Type: AWS::Serverless::SimpleTable }
  Fn: { Type: AWS::Serverless::Function${more} }
  Other: { Type: AWS::Serverless::Function }
  ${connector}
`);
    interface ManagedPolicy { Roles: string[]; PolicyDocument: { Statement: { Action: string[]; Resource: unknown[] }[] } }
    const policies = (set: ReturnType<typeof sam>['set']) => set.ofType('AWS::IAM::ManagedPolicy').map(({ id, properties }) => {
      const { Roles: roles, PolicyDocument: { Statement: [statement] } } = words(properties) as ManagedPolicy;
      return `${id}: ${roles.join()} ${statement.Action[0]} on ${JSON.stringify(statement.Resource[0])}`;
    });

    test('lets a function write', () => {
      const { set } = connected('Link: { Type: AWS::Serverless::Connector, Properties: { Source: { Id: Fn }, Destination: [{ Id: Queue }, { Id: Topic }, { Id: Bucket }, { Id: Table }, { Id: Other }], Permissions: [Read, Write] } }');
      expect(policies(set)).toEqual([
        'LinkPolicy: → FnRole Ref sqs:SendMessage on "→ Queue Arn"', 'Link1Policy: → FnRole Ref sns:Publish on "→ Topic Ref"', 'Link2Policy: → FnRole Ref s3:PutObject on ["→ Bucket Arn","/*"]',
        'Link3Policy: → FnRole Ref dynamodb:PutItem on "→ Table Arn"', 'Link4Policy: → FnRole Ref lambda:InvokeFunction on "→ Other Arn"',
      ]);
    });

    test('that only reads lets nobody write', () => {
      expect(policies(connected('Link: { Type: AWS::Serverless::Connector, Properties: { Source: { Id: Fn }, Destination: { Id: Queue }, Permissions: [Read] } }').set)).toEqual([]);
    });

    test('in the resource it starts from', () => {
      const { set, resource } = connected('', ', Connectors: { Out: { Properties: { Destination: { Id: Queue }, Permissions: [Write] } } }');
      expect(policies(set)).toEqual(['FnOutPolicy: → FnRole Ref sqs:SendMessage on "→ Queue Arn"']);
      expect([resource('FnOutPolicy').madeBy?.id, resource('FnOutPolicy').place()]).toEqual(['Fn', resource('Fn').place()]);
    });

    test('lets a topic invoke a function, or write to a queue', () => {
      const { set, props } = connected('Link: { Type: AWS::Serverless::Connector, Properties: { Source: { Id: Topic }, Destination: [{ Id: Fn }, { Id: Queue }], Permissions: [Write] } }');
      expect(props('LinkPermission')).toEqual({ Action: 'lambda:InvokeFunction', FunctionName: '→ Fn Arn', Principal: 'sns.amazonaws.com', SourceArn: '→ Topic Ref' });
      expect(set.ofType('AWS::SQS::QueuePolicy').map(({ properties: { Queues: queues } }) => words(queues))).toEqual([['→ Queue Ref']]);
    });

    test('by ARN and type instead of a logical id', () => {
      const { set } = connected('Link: { Type: AWS::Serverless::Connector, Properties: { Source: { Id: Fn }, Destination: [{ Type: AWS::SQS::Queue, Arn: !GetAtt Queue.Arn }, { Type: AWS::Serverless::SimpleTable, Arn: !GetAtt Table.Arn }], Permissions: [Write] } }');
      expect(policies(set)).toEqual(['LinkPolicy: → FnRole Ref sqs:SendMessage on "→ Queue Arn"', 'Link1Policy: → FnRole Ref dynamodb:PutItem on "→ Table Arn"']);
    });

    test('from an API by its id', () => {
      const { props } = connected('Link: { Type: AWS::Serverless::Connector, Properties: { Source: { Type: AWS::Serverless::Api, ResourceId: a1b2, Qualifier: live/GET/orders }, Destination: { Id: Fn }, Permissions: [Write] } }');
      expect(props('LinkPermission')).toMatchObject({ FunctionName: '→ Fn Arn', Principal: 'apigateway.amazonaws.com' });
    });

    test('from a role by its name', () => {
      const { set } = connected('Role: { Type: AWS::IAM::Role }\n  Link: { Type: AWS::Serverless::Connector, Properties: { Source: { Type: AWS::Lambda::Function, RoleName: !Ref Role }, Destination: { Id: Queue }, Permissions: [Write] } }');
      expect(policies(set)).toEqual(['LinkPolicy: → Role Ref sqs:SendMessage on "→ Queue Arn"']);
    });

    test.each(['Source: { Id: Nowhere }, Destination: { Id: Queue }', 'Source: { Id: Fn }, Destination: { Id: Nowhere }', 'Source: Fn', 'Source: { Id: Queue }, Destination: { Id: Topic }'])('that leads nowhere adds nothing: %s', (properties) => {
      const { set } = connected(`Link: { Type: AWS::Serverless::Connector, Properties: { ${properties}, Permissions: [Write] } }`);
      expect(set.resources.filter(({ id }) => id.startsWith('Link')).map(({ id }) => id)).toEqual([]);
    });
  });

  test('an application in a local file, with parameters and outputs', () => {
    const { props, resource, paths } = sam(`
Resources:
  Failed: { Type: AWS::SQS::Queue }
  Inner: { Type: AWS::Serverless::Application, Properties: { Location: apps/inner.yaml, Parameters: { Dlq: !GetAtt Failed.Arn } } }
  Feed: { Type: AWS::Lambda::EventSourceMapping, Properties: { FunctionName: !GetAtt Inner.Outputs.Fn, EventSourceArn: arn:aws:sqs:eu-west-1:111122223333:orders } }
  Store: { Type: AWS::Serverless::Application, Properties: { Location: { ApplicationId: arn:aws:serverlessrepo:x, SemanticVersion: 1.0.0 } } }
`, {
      'apps/inner.yaml': `
Transform: AWS::Serverless-2016-10-31
Parameters: { Dlq: { Type: String } }
Resources:
  Topic: { Type: AWS::SNS::Topic }
  Worker: { Type: AWS::Serverless::Function, Properties: { DeadLetterQueue: { Type: SQS, TargetArn: !Ref Dlq }, Events: { News: { Type: SNS, Properties: { Topic: !Ref Topic } } } } }
Outputs:
  Fn: { Value: !GetAtt Worker.Arn }
`,
    });
    expect(props('Worker').DeadLetterConfig).toEqual({ TargetArn: '→ Failed Arn' });
    expect(props('Feed').FunctionName).toBe('→ Worker Arn');
    expect(resource('WorkerNews').label).toBe('Worker/News');
    expect(paths().map(({ kind, outcome }) => `${kind} ${outcome.fate}`).sort()).toEqual(['async-sns kept', 'sqs unknown']);
  });
});

test('a template without SAM resources and transform is left as it is', () => {
  const { folder } = sam('Resources: {}');
  writeFileSync(join(folder, 'plain.yaml'), 'Globals: { Function: { Timeout: 9 } }\nResources: { Fn: { Type: AWS::Lambda::Function, Properties: { Events: { A: { Type: SQS } } } } }');
  const { app } = readApp(join(folder, 'plain.yaml'));
  expect(app.stacks.map((stack) => stack.sam)).toEqual([false]);
  expect(worlds(app)[0].set.resources.map(({ id }) => id)).toEqual(['Fn']);
});

test('SAM resources are enough to be a SAM template', () => {
  const { folder } = sam('Resources: {}');
  writeFileSync(join(folder, 'without.yaml'), 'Resources: { Fn: { Type: AWS::Serverless::Function } }');
  const { app } = readApp(join(folder, 'without.yaml'));
  expect(worlds(app)[0].set.ofType('AWS::Lambda::Function').map(({ id }) => id)).toEqual(['Fn']);
});
