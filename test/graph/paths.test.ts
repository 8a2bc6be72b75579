import { isUnknown } from '../../src/model/value';
import { judge } from '../support/judge';

/** What sources find, where a table shows it better than an example of each. */

const fn = (id = 'Fn', more = '') => `  ${id}: { Type: AWS::Lambda::Function, Properties: { Code: { ZipFile: x }, Role: arn${more} } }`;
const figure = (value: unknown) => (isUnknown(value) ? 'unknown' : value);

describe('permissions that nothing explains', () => {
  const kinds = (principal: string, more = '') => judge(`Parameters: { Later: { Type: String } }\nResources:\n${fn()}\n  May: { Type: AWS::Lambda::Permission, Properties: { FunctionName: !Ref Fn, Action: lambda:InvokeFunction, Principal: ${principal} } }\n${more}`)
    .graph.paths.filter(({ source }) => source === 'permission').map(({ kind, mode, outcome, delivery }) => [kind, mode, outcome.fate, ...delivery ? [delivery.by, delivery.fate, delivery.because] : []].join(' '));

  const elsewhere = (by: string, on: string) => ` ${by} unknown the ${on} is not part of this app`;

  test.each([
    ['sns', 'async-sns', 'async lost', elsewhere('SNS', 'subscription')], ['s3', 'async-s3', 'async lost', ''], ['events', 'async-events', 'async lost', elsewhere('EventBridge', 'rule')], ['logs', 'async-logs', 'async lost', ''], ['config', 'async-config', 'async lost', ''], ['iot', 'async-iot', 'async lost', ''], ['iotevents', 'async-iot', 'async lost', ''],
    ['ses', 'async-ses', 'async lost', ''], ['codecommit', 'async-codecommit', 'async lost', ''], ['scheduler', 'async-scheduler', 'async lost', elsewhere('EventBridge Scheduler', 'schedule')], ['lambda.alarms.cloudwatch', 'async-alarm', 'async lost', ''], ['cloudformation', 'custom-resource', 'async caller', ''], ['codepipeline', 'codepipeline', 'async caller', ''],
    ['apigateway', 'sync-apigw', 'sync caller', ''], ['elasticloadbalancing', 'sync-alb', 'sync caller', ''], ['cognito-idp', 'sync-cognito', 'sync caller', ''], ['cognito-sync', 'sync-cognito', 'sync caller', ''], ['appsync', 'sync-appsync', 'sync caller', ''], ['lex', 'sync-agent', 'sync caller', ''], ['lexv2', 'sync-agent', 'sync caller', ''], ['bedrock', 'sync-agent', 'sync caller', ''],
    ['bedrock-agentcore', 'sync-agent', 'sync caller', ''], ['vpc-lattice', 'sync-lattice', 'sync caller', ''], ['states', 'sync-sfn', 'sync caller', ''], ['firehose', 'sync-firehose', 'sync caller', ''], ['codedeploy', 'sync-codedeploy', 'sync caller', ''], ['edgelambda', 'sync-edge', 'sync caller', ''], ['replicator.lambda', 'sync-edge', 'sync caller', ''],
    ['secretsmanager', 'sync-other', 'sync caller', ''], ['connect', 'sync-other', 'sync caller', ''], ['autoscaling', 'sync-other', 'sync caller', ''],
  ])('%s.amazonaws.com', (service, kind, ends, delivery) => expect(kinds(`${service}.amazonaws.com`)).toEqual([`${kind} ${ends}${delivery}`]));

  test.each([
    ['alexa-appkit.amazon.com', 1], ['alexa-connectedhome.amazon.com', 1], ['SNS.amazonaws.com', 1], ['sns.amazonaws.com.cn', 1], ['!Sub "sns.${AWS::URLSuffix}"', 1], ['logs.eu-west-1.amazonaws.com', 1], ['logs.us-gov-west-1.amazonaws.com', 1], ['!Sub "logs.${AWS::Region}.amazonaws.com"', 1], ['!Sub "logs.${AWS::Region}.${AWS::URLSuffix}"', 1],
    ['sns', 1], ['xsns.amazonaws.com', 0], ['sns.amazonaws.com.example.com', 0], ['sns.example.com', 0], ['sns.eu-west-1.example.com', 0], ['toString.amazonaws.com', 0], ['constructor', 0], ['!Ref Later', 0],
  ])('%s: %d', (principal, count) => expect(kinds(principal)).toHaveLength(count));

  const api = '  Api: { Type: AWS::ApiGateway::RestApi, Properties: { Name: a } }\n';

  test.each<[string, string, string, number]>([
    ['a method', 'apigateway', `${api}  Get: { Type: AWS::ApiGateway::Method, Properties: { RestApiId: !Ref Api, HttpMethod: GET, ResourceId: r, Integration: { Type: AWS_PROXY, Uri: !GetAtt Fn.Arn } } }`, 0],
    ['an authorizer', 'apigateway', `${api}  Auth: { Type: AWS::ApiGateway::Authorizer, Properties: { RestApiId: !Ref Api, Type: TOKEN, AuthorizerUri: !GetAtt Fn.Arn } }`, 0],
    ['a method that does not wait', 'apigateway', `${api}  Get: { Type: AWS::ApiGateway::Method, Properties: { RestApiId: !Ref Api, HttpMethod: GET, ResourceId: r, Integration: { Type: AWS, Uri: !GetAtt Fn.Arn, RequestParameters: { integration.request.header.X-Amz-Invocation-Type: "'Event'" } } } }`, 0],
    ['a data source', 'appsync', '  Source: { Type: AWS::AppSync::DataSource, Properties: { ApiId: a, Name: s, Type: AWS_LAMBDA, LambdaConfig: { LambdaFunctionArn: !GetAtt Fn.Arn } } }', 0],
    ['an authorizer of AppSync', 'appsync', '  Graph: { Type: AWS::AppSync::GraphQLApi, Properties: { Name: g, AuthenticationType: AWS_LAMBDA, LambdaAuthorizerConfig: { AuthorizerUri: !GetAtt Fn.Arn } } }', 0],
    ['a data source that is not waited for', 'appsync', '  Source: { Type: AWS::AppSync::DataSource, Properties: { ApiId: a, Name: s, Type: AWS_LAMBDA, LambdaConfig: { LambdaFunctionArn: !GetAtt Fn.Arn } } }\n  Resolver: { Type: AWS::AppSync::Resolver, Properties: { ApiId: a, TypeName: T, FieldName: f, DataSourceName: s, Code: "invocationType: \'Event\'" } }', 0],
    ['a state machine', 'states', '  Machine: { Type: AWS::StepFunctions::StateMachine, Properties: { RoleArn: arn, Definition: { StartAt: A, States: { A: { Type: Task, Resource: !GetAtt Fn.Arn, End: true } } } } }', 0],
    ['a state machine that does not wait', 'states', '  Machine: { Type: AWS::StepFunctions::StateMachine, Properties: { RoleArn: arn, Definition: { StartAt: A, States: { A: { Type: Task, Resource: "arn:aws:states:::lambda:invoke", Parameters: { FunctionName: !Ref Fn, InvocationType: Event }, End: true } } } } }', 0],
    ['a trigger of a pool', 'cognito-idp', '  Pool: { Type: AWS::Cognito::UserPool, Properties: { LambdaConfig: { PreSignUp: !GetAtt Fn.Arn } } }', 0], ['a sender of a pool', 'cognito-idp', '  Pool: { Type: AWS::Cognito::UserPool, Properties: { LambdaConfig: { KMSKeyID: k, CustomEmailSender: { LambdaArn: !GetAtt Fn.Arn, LambdaVersion: V1_0 } } } }', 0],
    ['a mail', 'ses', '  Mail: { Type: AWS::SES::ReceiptRule, Properties: { RuleSetName: r, Rule: { Actions: [{ LambdaAction: { FunctionArn: !GetAtt Fn.Arn } }] } } }', 0], ['a mail that waits', 'ses', '  Mail: { Type: AWS::SES::ReceiptRule, Properties: { RuleSetName: r, Rule: { Actions: [{ LambdaAction: { FunctionArn: !GetAtt Fn.Arn, InvocationType: RequestResponse } }] } } }', 0],
    ['a custom resource', 'cloudformation', '  Custom: { Type: Custom::Thing, Properties: { ServiceToken: !GetAtt Fn.Arn } }', 0], ['a macro', 'cloudformation', '  Macro: { Type: AWS::CloudFormation::Macro, Properties: { Name: m, FunctionName: !GetAtt Fn.Arn } }', 0],
    ['something else', 'sns', '  Custom: { Type: Custom::Thing, Properties: { ServiceToken: !GetAtt Fn.Arn } }', 1], ['a method of another function', 'apigateway', `${fn('Other')}\n${api}  Get: { Type: AWS::ApiGateway::Method, Properties: { RestApiId: !Ref Api, HttpMethod: GET, ResourceId: r, Integration: { Type: AWS_PROXY, Uri: !GetAtt Other.Arn } } }`, 1],
  ])('%s explains that of %s', (_, service, more, count) => expect(kinds(`${service}.amazonaws.com`, more)).toHaveLength(count));

  const granted = (more: string) => judge(`Resources:\n${fn()}\n  News: { Type: AWS::SNS::Topic }\n${more}`).graph.paths.filter(({ source }) => source === 'permission');
  const may = (id: string, properties: string) => `  ${id}: { Type: AWS::Lambda::Permission, Properties: { Principal: sns.amazonaws.com, ${properties} } }`;

  test.each([['lambda:InvokeFunction', 1], ['lambda:*', 1], ['lambda:Invoke*', 1], ['InvokeFunction', 1], ['"*"', 1], ['LAMBDA:invokefunction', 1], ['lambda:InvokeFunctionUrl', 0], ['lambda:GetFunction', 0], ['xlambda:InvokeFunction', 0], ['!Ref AWS::NoValue', 1]])('the action %s: %d', (action, count) => expect(granted(may('May', `FunctionName: !Ref Fn, Action: ${action}`))).toHaveLength(count));

  test('several for one service are one path, from the first place that is known', () => {
    const [path, ...others] = granted(`${may('One', 'FunctionName: !Ref Fn, Action: lambda:InvokeFunction')}\n${may('Two', 'FunctionName: !Ref Fn, Action: lambda:InvokeFunction, SourceArn: !Ref News')}\n${may('Three', 'FunctionName: !Ref Fn, Action: lambda:InvokeFunction, SourceArn: !Ref News')}`);
    expect(others).toEqual([]);
    expect([path.triggers.map(({ id }) => id), path.origin?.id]).toEqual([['One', 'Two', 'Three', 'News'], 'News']);
  });

  test('those for an alias are a path of their own', () => expect(granted(`${may('One', 'FunctionName: !Ref Fn, Action: lambda:InvokeFunction')}\n${may('Two', 'FunctionName: !Sub "${Fn.Arn}:live", Action: lambda:InvokeFunction')}`).map(({ qualifier: { key } }) => key)).toEqual(['$LATEST', 'live']));

  const whole = (statement: string) => granted(`  Policy: { Type: AWS::Lambda::ResourcePolicy, Properties: { ResourceArn: !GetAtt Fn.Arn, PolicyDocument: { Statement: [${statement}] } } }`).map(({ kind, origin }) => `${kind} ${origin?.id ?? '-'}`);

  test.each<[string, readonly string[]]>([
    ['{ Effect: Allow, Action: lambda:InvokeFunction, Principal: { Service: sns.amazonaws.com } }', ['async-sns -']], ['{ Effect: Allow, Action: [lambda:GetFunction, lambda:InvokeFunction], Principal: { Service: [sns.amazonaws.com, s3.amazonaws.com, new.amazonaws.com] } }', ['async-sns -', 'async-s3 -']],
    ['{ Effect: Deny, Action: lambda:InvokeFunction, Principal: { Service: sns.amazonaws.com } }', []], ['{ Effect: Allow, Action: lambda:GetFunction, Principal: { Service: sns.amazonaws.com } }', []], ['{ Effect: Allow, Action: lambda:InvokeFunction, Principal: { AWS: "111122223333" } }', []],
    ...['ArnLike', 'ArnEquals', 'StringEquals', 'StringLike'].map((operator): [string, readonly string[]] => [`{ Effect: Allow, Action: lambda:InvokeFunction, Principal: { Service: sns.amazonaws.com }, Condition: { ${operator}: { aws:SourceArn: !Ref News } } }`, ['async-sns News']]),
    ['{ Effect: Allow, Action: lambda:InvokeFunction, Principal: { Service: sns.amazonaws.com }, Condition: { ArnLike: { aws:SourceArn: [!Ref News] } } }', ['async-sns News']], ['{ Effect: Allow, Action: lambda:InvokeFunction, Principal: { Service: sns.amazonaws.com }, Condition: { StringNotLike: { aws:SourceArn: !Ref News } } }', ['async-sns -']],
  ])('a whole policy, %s: %j', (statement, expected) => expect(whole(statement)).toEqual(expected));
});

describe('pipes', () => {
  const pipe = (properties: string, more = '') => judge(`Parameters: { Later: { Type: String } }\nResources:\n${fn()}
  Orders: { Type: AWS::SQS::Queue }
  Failed: { Type: AWS::SQS::Queue }
  Clicks: { Type: AWS::Kinesis::Stream }
  Carts: { Type: AWS::DynamoDB::Table, Properties: { StreamSpecification: { StreamViewType: NEW_IMAGE } } }
  Global: { Type: AWS::DynamoDB::GlobalTable }
  Cluster: { Type: AWS::MSK::Cluster, Properties: { ClusterName: shop } }
  Serverless: { Type: AWS::MSK::ServerlessCluster, Properties: { ClusterName: shop } }
  Broker: { Type: AWS::AmazonMQ::Broker, Properties: { EngineType: RABBITMQ } }
  Pipe: { Type: AWS::Pipes::Pipe, Properties: { RoleArn: arn, Target: !GetAtt Fn.Arn, ${properties} } }\n${more}`).graph.paths[0];

  test.each<[string, string | undefined, string, string | RegExp]>([
    ['Source: !GetAtt Orders.Arn', 'sqs', 'lost', 'Orders'], ['Source: !GetAtt Clicks.Arn', 'kinesis', 'blocks', 'Clicks'], ['Source: !GetAtt Carts.StreamArn', 'dynamodb', 'blocks', 'Carts'], ['Source: !GetAtt Global.StreamArn', 'dynamodb', 'blocks', 'Global'], ['Source: !GetAtt Cluster.Arn', 'kafka', 'blocks', 'Cluster'], ['Source: !GetAtt Serverless.Arn', 'kafka', 'blocks', 'Serverless'], ['Source: !GetAtt Broker.Arn', 'mq', 'unknown', 'Broker'],
    ['Source: arn:aws:sqs:eu-west-1:111122223333:orders', 'sqs', 'unknown', /orders$/], ['Source: arn:aws:kinesis:eu-west-1:111122223333:stream/clicks', 'kinesis', 'blocks', /clicks$/], ['Source: arn:aws:dynamodb:eu-west-1:111122223333:table/carts/stream/1', 'dynamodb', 'blocks', /carts/], ['Source: arn:aws:kafka:eu-west-1:111122223333:cluster/shop/1', 'kafka', 'blocks', /shop/], ['Source: arn:aws:mq:eu-west-1:111122223333:broker:shop:b-1', 'mq', 'unknown', /shop/],
    ['Source: !Ref Later, SourceParameters: { SqsQueueParameters: { BatchSize: 1 } }', 'sqs', 'unknown', /Later/], ['Source: !Ref Later, SourceParameters: { KinesisStreamParameters: { BatchSize: 1 } }', 'kinesis', 'blocks', /Later/], ['Source: !Ref Later, SourceParameters: { DynamoDBStreamParameters: { BatchSize: 1 } }', 'dynamodb', 'blocks', /Later/],
    ['Source: !Ref Later, SourceParameters: { ManagedStreamingKafkaParameters: { BatchSize: 1 } }', 'kafka', 'blocks', /Later/], ['Source: "smk://a:9092", SourceParameters: { SelfManagedKafkaParameters: { BatchSize: 1 } }', 'kafka', 'blocks', /smk/], ['Source: !Ref Later, SourceParameters: { ActiveMQBrokerParameters: { BatchSize: 1 } }', 'mq', 'unknown', /Later/], ['Source: !Ref Later, SourceParameters: { RabbitMQBrokerParameters: { BatchSize: 1 } }', 'mq', 'unknown', /Later/],
    ['Source: !Ref Later', undefined, 'unknown', /Later/], ['Source: arn:aws:toString:eu-west-1:111122223333:x', undefined, 'unknown', /toString/], ['Source: arn:aws:s3:::orders', undefined, 'unknown', /s3/], ['Source: !GetAtt Fn.Arn', undefined, 'unknown', 'Fn'],
  ])('%s', (properties, broker, fate, text) => {
    const { polling, outcome, originText } = pipe(properties);
    expect([polling?.broker, outcome.fate]).toEqual([broker, fate]);
    expect(originText).toMatch(text);
  });

  const settings = (name: string, its: string) => `Source: !GetAtt ${{ SqsQueueParameters: 'Orders.Arn', KinesisStreamParameters: 'Clicks.Arn', DynamoDBStreamParameters: 'Carts.StreamArn', ManagedStreamingKafkaParameters: 'Cluster.Arn', RabbitMQBrokerParameters: 'Broker.Arn' }[name]}, SourceParameters: { ${name}: { ${its} } }`;

  test.each<[string, string, object]>([
    ['SqsQueueParameters', '', { batchSize: 10, batchingWindow: 0, retries: undefined, recordAge: undefined, bisect: false, partialBatch: false, enabled: true, fifo: false, by: 'pipe' }], ['KinesisStreamParameters', '', { batchSize: 100, retries: -1, recordAge: -1, fifo: undefined, bisect: false }], ['DynamoDBStreamParameters', '', { batchSize: 100, retries: -1, recordAge: -1 }],
    ['SqsQueueParameters', 'BatchSize: 3, MaximumBatchingWindowInSeconds: 20', { batchSize: 3, batchingWindow: 20 }], ['KinesisStreamParameters', 'BatchSize: 3, MaximumRetryAttempts: 5, MaximumRecordAgeInSeconds: 60, OnPartialBatchItemFailure: AUTOMATIC_BISECT', { batchSize: 3, retries: 5, recordAge: 60, bisect: true, partialBatch: true }],
    ['DynamoDBStreamParameters', 'MaximumRetryAttempts: 5, OnPartialBatchItemFailure: OTHER', { retries: 5, bisect: false }], ['ManagedStreamingKafkaParameters', 'BatchSize: 7', { batchSize: 7, retries: undefined, recordAge: undefined }], ['RabbitMQBrokerParameters', 'BatchSize: 7', { batchSize: 7, retries: undefined }], ['KinesisStreamParameters', 'BatchSize: !Ref Later', { batchSize: 'unknown' }],
  ])('%s { %s }', (name, its, expected) => expect(Object.fromEntries(Object.entries(pipe(settings(name, its)).polling!).map(([key, value]) => [key, figure(value)]))).toMatchObject(expected));

  test.each([['KinesisStreamParameters'], ['DynamoDBStreamParameters']])('%s have a dead-letter queue, of the role of the pipe', (name) => {
    const { polling, outcome } = pipe(settings(name, 'MaximumRetryAttempts: 5, DeadLetterConfig: { Arn: !GetAtt Failed.Arn }'));
    expect(polling?.destination).toMatchObject({ kind: 'pipe-dlq', handOver: 'H3', property: `SourceParameters.${name}.DeadLetterConfig.Arn`, keptAs: 'pointer', writer: { kind: 'role', of: { id: 'Pipe' } } });
    expect(outcome.fate).toBe('kept');
  });

  test('others have none', () => {
    for (const name of ['SqsQueueParameters', 'ManagedStreamingKafkaParameters', 'RabbitMQBrokerParameters']) expect(pipe(settings(name, 'MaximumRetryAttempts: 5, DeadLetterConfig: { Arn: !GetAtt Failed.Arn }')).polling?.destination).toBeUndefined();
  });

  test('may be stopped', () => {
    expect(pipe('Source: !GetAtt Orders.Arn, DesiredState: STOPPED').polling?.enabled).toBe(false);
    expect(pipe('Source: !GetAtt Orders.Arn, DesiredState: RUNNING').polling?.enabled).toBe(true);
  });

  test('settings are those of what is read', () => expect(pipe('Source: !GetAtt Clicks.Arn, SourceParameters: { DynamoDBStreamParameters: { BatchSize: 1 }, KinesisStreamParameters: { BatchSize: 2 } }').polling?.batchSize).toBe(2));

  test('a target that is not waited for', () => {
    const forget = (type: string, which = 'Target: !GetAtt Fn.Arn') => judge(`Resources:\n${fn()}\n  Orders: { Type: AWS::SQS::Queue }\n  Pipe: { Type: AWS::Pipes::Pipe, Properties: { RoleArn: arn, Source: !GetAtt Orders.Arn, ${which}, TargetParameters: { LambdaFunctionParameters: { InvocationType: ${type} } } } }`).graph.paths[0];
    expect([forget('FIRE_AND_FORGET').mode, forget('FIRE_AND_FORGET').delivery?.by]).toEqual(['async', 'EventBridge Pipes']);
    expect([forget('REQUEST_RESPONSE').mode, forget('REQUEST_RESPONSE').delivery]).toEqual(['poll', undefined]);
    expect(forget('FIRE_AND_FORGET', 'Target: arn:aws:events:eu-west-1:111122223333:event-bus/default, Enrichment: !GetAtt Fn.Arn').mode).toBe('poll');
  });
});

describe('the error action of an IoT rule', () => {
  const delivery = (action: string) => judge(`Parameters: { Later: { Type: String } }\nResources:\n${fn()}\n  Failed: { Type: AWS::SQS::Queue }\n  News: { Type: AWS::SNS::Topic }\n  Sensor: { Type: AWS::IoT::TopicRule, Properties: { TopicRulePayload: { Sql: SELECT, Actions: [{ Lambda: { FunctionArn: !GetAtt Fn.Arn } }], ErrorAction: ${action} } } }`).graph.paths.find(({ fn: { id } }) => id === 'Fn')!.delivery!;

  test.each([
    ['Sqs: { QueueUrl: failed', 'queue'], ['Sns: { TargetArn: arn:aws:sns:eu-west-1:111122223333:failed', 'topic'], ['S3: { BucketName: failed, Key: k', 'bucket'], ['Lambda: { FunctionArn: arn:aws:lambda:eu-west-1:111122223333:function:failed', 'function'], ['Kinesis: { StreamName: failed', 'other'], ['Firehose: { DeliveryStreamName: failed', 'other'], ['Republish: { Topic: failed', 'other'],
    ['CloudwatchLogs: { LogGroupName: failed', 'other'], ['DynamoDB: { TableName: failed', 'other'], ['Kafka: { Topic: failed', 'other'], ['StepFunctions: { StateMachineName: failed', 'other'], ['Http: { Url: "https://example.com/failed"', 'other'], ['Timestream: { TableName: failed', 'other'],
  ])('%s } is kept in a %s', (action, kind) => {
    const { fate, nets: [net] } = delivery(`{ ${action}, RoleArn: arn } }`);
    expect([fate, net.rest.kind]).toEqual(['kept', kind]);
    expect(net.rest.text).toMatch(/failed$/);
    expect(net.property).toMatch(new RegExp(`^TopicRulePayload\\.ErrorAction\\.${action.split(':')[0]}\\.\\w+$`));
    expect(net.writer).toMatchObject(action.startsWith('Lambda') ? { kind: 'service', principal: 'iot.amazonaws.com' } : { kind: 'role', role: 'arn' });
  });

  test('a resource of the app is what it is', () => expect(delivery('{ Sqs: { QueueUrl: !Ref Failed, RoleArn: arn } }').nets[0]).toMatchObject({ handOver: 'H1', rest: { kind: 'queue', text: 'Failed' } }));

  test.each([
    ['!Ref Later', 'unknown', /cannot be told/], ['{}', 'lost', /no error action/], ['!Ref AWS::NoValue', 'lost', /no error action/], ['{ CloudwatchMetric: { MetricName: m } }', 'unknown', /of type CloudwatchMetric/], ['{ toString: { MetricName: m } }', 'unknown', /of type toString/], ['{ Sqs: { RoleArn: arn } }', 'unknown', /does not say its QueueUrl/],
  ])('%s: %s', (action, fate, because) => {
    expect(delivery(action).fate).toBe(fate);
    expect(delivery(action).because).toMatch(because);
  });
});

describe('a subscriber of an EventBridge v2 bus', () => {
  const subscriber = (properties: string, lambda = 'LambdaParameters: { InvocationType: EVENT }', fnMore = '') => judge(`Parameters: { Later: { Type: String } }\nResources:\n${fn('Fn', fnMore)}\n  Failed: { Type: AWS::SQS::Queue }\n  Bus: { Type: AWS::EventsV2::EventBus, Properties: { Name: b } }
  Subscriber: { Type: AWS::EventsV2::Subscriber, Properties: { Name: s, InvokeConfiguration: { TargetArn: !GetAtt Fn.Arn, RoleArn: deliver, ${lambda} }, ${properties} } }`).graph.paths[0];
  const bus = 'EventBusArn: !GetAtt Bus.Arn';

  test('its bus', () => {
    expect(subscriber(bus)).toMatchObject({ origin: { id: 'Bus' }, triggers: [{ id: 'Subscriber' }, { id: 'Bus' }] });
    expect([subscriber('EventBusArn: arn').origin, subscriber('EventBusArn: arn').triggers.map(({ id }) => id)]).toEqual([undefined, ['Subscriber']]);
  });

  test.each<[string, readonly unknown[]]>([
    ['', [6, 300]], [', RetryPolicy: { MaxRetryAttempts: 0 }', [1, 300]], [', RetryPolicy: { MaxRetryAttempts: 10, MaxEventAgeInSeconds: 600 }', [11, 600]], [', RetryPolicy: { MaxRetryAttempts: !Ref Later, MaxEventAgeInSeconds: !Ref Later }', ['unknown', 'unknown']],
  ])('tries%s: %j', (more, expected) => {
    const { by, tries } = subscriber(bus + more).delivery!;
    expect([by, figure(tries.attempts), figure(tries.maxAge)]).toEqual(['EventBridge', ...expected]);
  });

  test('its queue, of its own role', () => expect(subscriber(`${bus}, OnFailureConfiguration: { Arn: !GetAtt Failed.Arn }`).delivery!.nets[0]).toMatchObject({ kind: 'subscriber-dlq', handOver: 'H1', property: 'OnFailureConfiguration.Arn', keptAs: 'pointer', writer: { kind: 'role', role: 'deliver', of: { id: 'Subscriber' } } }));

  test.each([
    ['LambdaParameters: { InvocationType: EVENT }', 'async', 'lost', 'lost'], ['LambdaParameters: { InvocationType: REQUEST_RESPONSE }', 'sync', 'lost', undefined], ['LambdaParameters: { InvocationType: !Ref Later }', 'async', 'lost', 'lost'], ['LambdaParameters: {}', 'async', 'lost', 'lost'],
  ])('%s', (lambda, mode, fate, delivery) => {
    const path = subscriber(bus, lambda);
    expect([path.mode, path.outcome.fate, path.delivery?.fate]).toEqual([mode, fate, delivery]);
  });

  test('where the way of invoking is not known, and makes a difference, the end is not known', () => expect(subscriber(`${bus}, OnFailureConfiguration: { Arn: !GetAtt Failed.Arn }`, 'LambdaParameters: {}').outcome).toMatchObject({ fate: 'unknown', because: 'it depends on InvocationType, which is not set or not known' }));

  test.each([['LambdaParameters: { InvocationType: EVENT, Qualifier: live }', 'live'], ['LambdaParameters: { InvocationType: EVENT }', '$LATEST'], ['LambdaParameters: !Ref Later', '$LATEST']])('%s invokes %s', (lambda, key) => expect(subscriber(bus, lambda).qualifier.key).toBe(key));

  test('may name a tenant', () => {
    const tenants = ', TenancyConfig: { TenantIsolationMode: PER_TENANT }, DeadLetterConfig: { TargetArn: !GetAtt Failed.Arn }';
    expect(subscriber(bus, 'LambdaParameters: { InvocationType: EVENT, TenantId: a }', tenants).outcome.fate).toBe('kept');
    expect(subscriber(bus, 'LambdaParameters: { InvocationType: EVENT }', tenants).outcome.fate).toBe('lost');
  });
});

describe('the notifications of a bucket, as SAM events', () => {
  const paths = (events: string) => judge(`Transform: AWS::Serverless-2016-10-31\nResources:\n  Bucket: { Type: AWS::S3::Bucket }\n  Fn: { Type: AWS::Serverless::Function, Properties: { Runtime: nodejs22.x, Handler: i.h, InlineCode: x, Events: { ${events} } } }\n  Other: { Type: AWS::Serverless::Function, Properties: { Runtime: nodejs22.x, Handler: i.h, InlineCode: x, Events: { More: { Type: S3, Properties: { Bucket: !Ref Bucket, Events: s3:ObjectRemoved:* } } } } }`).graph.paths
    .map(({ fn: { id }, kind, triggers, origin }) => `${id} ${kind} ${triggers.map(({ label }) => label).join(' ')} from ${origin?.id}`).sort();
  const event = (id: string, events: string) => `${id}: { Type: S3, Properties: { Bucket: !Ref Bucket, Events: "${events}" } }`;

  test('stand for themselves, each for its own function, by their names', () => {
    const [first, second] = paths(`${event('Zoom', 's3:ObjectCreated:Put')}, ${event('Add', 's3:ObjectCreated:Copy')}`);
    expect(first).toMatch(/^Fn async-s3 Fn\/Add Fn\/Zoom (?!.*Other).*from Bucket$/);
    expect(second).toMatch(/^Other async-s3 Other\/More (?!.*Fn\/).*from Bucket$/);
  });
});
