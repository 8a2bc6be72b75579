import { isJsonObject, Json, JsonObject, plainText } from './file';
import { arn, Expansion, given, isIntrinsic, mapOf, pick, ref } from './sam';
import { SamFunction } from './sam-function';
import { brokerHint, samEvent } from '../model/graph';

/** One event of a function, and where it is written down. */
interface Event {
  readonly fn: SamFunction;
  readonly name: string;
  readonly properties: JsonObject;
  /** Logical id that SAM starts the generated ones with. */
  readonly id: string;
  readonly from: { readonly id: string; readonly resource: JsonObject; readonly label: string; readonly at?: readonly string[] };
}

type Writer = (expansion: Expansion, event: Event) => void;

/** Everything that an event of the SAM template stands for. Unknown types are left out with a remark. */
export function expandEvent(expansion: Expansion, fn: SamFunction, name: string, type: string, properties: JsonObject): void {
  const writer = Object.hasOwn(writers, type) ? writers[type] : undefined;
  if (!writer) return expansion.remark(fn.id, `the event ${name} of type ${type} was left out: SAM has no such type`);
  writer(expansion, { fn, name, properties, id: `${fn.id}${name}`, from: { id: fn.id, resource: fn.resource, label: `${fn.id}/${name}`, at: ['Resources', fn.id, 'Properties', 'Events', name] } });
}

const permit = (expansion: Expansion, event: Event, principal: string, sourceArn?: Json): string =>
  expansion.add(`${event.id}Permission`, 'AWS::Lambda::Permission', given({ Action: 'lambda:InvokeFunction', FunctionName: event.fn.invoked, Principal: principal, SourceArn: sourceArn }), event.from);

/** Properties of an event that are the same in `AWS::Lambda::EventSourceMapping`. */
const mapped = new Set(['BatchSize', 'Enabled', 'MaximumBatchingWindowInSeconds', 'MaximumRetryAttempts', 'MaximumRecordAgeInSeconds', 'BisectBatchOnFunctionError', 'ParallelizationFactor',
  'StartingPosition', 'StartingPositionTimestamp', 'TumblingWindowInSeconds', 'FunctionResponseTypes', 'FilterCriteria', 'ScalingConfig', 'ProvisionedPollerConfig', 'Topics', 'Queues',
  'SourceAccessConfigurations', 'MetricsConfig', 'KmsKeyArn', 'LoggingConfig']);

/** What SAM grants the function for polling, as a managed policy. */
const pollers: { readonly [broker: string]: string } = {
  sqs: 'service-role/AWSLambdaSQSQueueExecutionRole', kinesis: 'service-role/AWSLambdaKinesisExecutionRole', dynamodb: 'service-role/AWSLambdaDynamoDBExecutionRole', kafka: 'service-role/AWSLambdaMSKExecutionRole',
};

const mapping = (broker: string, source: string): Writer => (expansion, { fn, id, properties, from }) => {
  const { properties: destination, allow } = onFailure(properties.DestinationConfig);
  if (allow) allow(fn);
  if (pollers[broker]) fn.role.manage(pollers[broker]);
  const brokers = properties.KafkaBootstrapServers;
  expansion.add(id, 'AWS::Lambda::EventSourceMapping', given({
    ...pick(properties, (name) => mapped.has(name)),
    FunctionName: fn.invoked,
    EventSourceArn: properties[source],
    DestinationConfig: destination,
    SelfManagedEventSource: source === '' ? { Endpoints: given({ KafkaBootstrapServers: brokers }) } : undefined,
    SelfManagedKafkaEventSourceConfig: source === '' && properties.ConsumerGroupId !== undefined ? { ConsumerGroupId: properties.ConsumerGroupId } : undefined,
    AmazonManagedKafkaEventSourceConfig: broker === 'kafka' && source !== '' && properties.ConsumerGroupId !== undefined ? { ConsumerGroupId: properties.ConsumerGroupId } : undefined,
    DocumentDBEventSourceConfig: broker === 'docdb' ? given({ DatabaseName: properties.DatabaseName, CollectionName: properties.CollectionName, FullDocument: properties.FullDocument }) : undefined,
  }), { ...from, metadata: { [brokerHint]: broker } });
};

function onFailure(config: Json | undefined): { readonly properties?: Json; readonly allow?: (fn: SamFunction) => void } {
  const destination = mapOf(mapOf(config).OnFailure);
  if (destination.Destination === undefined) return isIntrinsic(config) ? { properties: config } : {};
  const target = destination.Destination;
  return {
    properties: { OnFailure: { Destination: target } },
    allow: ({ role }) => {
      if (destination.Type === 'SQS') role.allow('sqs:SendMessage', target);
      else if (destination.Type === 'SNS') role.allow('sns:Publish', target);
      else if (destination.Type === 'S3') role.allowBucket(target);
      // SAM adds nothing when the type is left out, and then nothing is known about the Kafka topic either.
    },
  };
}

const s3: Writer = (expansion, event) => {
  const { properties, fn } = event;
  const bucketId = mapOf(properties.Bucket).Ref ?? (isJsonObject(properties.Bucket) ? properties.Bucket.Ref : undefined);
  const permission = permit(expansion, event, 's3.amazonaws.com');
  const bucket = typeof bucketId === 'string' ? expansion.find(bucketId) : undefined;
  if (!bucket) return expansion.remark(fn.id, `the bucket of the event ${event.name} is not in this template`);
  const own = mapOf(bucket.Properties);
  const notifications = mapOf(own.NotificationConfiguration);
  const before = Array.isArray(notifications.LambdaConfigurations) ? notifications.LambdaConfigurations : [];
  const events = ([] as Json[]).concat(properties.Events ?? 's3:ObjectCreated:*');
  const added = events.map((name) => given({ Event: name, Function: fn.invokedArn, Filter: properties.Filter, [samEvent]: ref(permission) }));
  bucket.Properties = { ...own, NotificationConfiguration: { ...notifications, LambdaConfigurations: [...before, ...added] } };
};

const sns: Writer = (expansion, event) => {
  const { properties, fn, id, from } = event;
  const common = { TopicArn: properties.Topic, FilterPolicy: properties.FilterPolicy, FilterPolicyScope: properties.FilterPolicyScope, Region: properties.Region };
  const through = properties.SqsSubscription;
  if (through === undefined || through === false || through === 'false') {
    expansion.add(id, 'AWS::SNS::Subscription', given({ ...common, Protocol: 'lambda', Endpoint: fn.invokedArn, RedrivePolicy: properties.RedrivePolicy }), from);
    permit(expansion, event, 'sns.amazonaws.com', properties.Topic);
    return;
  }
  const options = mapOf(through);
  const queueArn = options.QueueArn ?? arn(expansion.add(`${id}Queue`, 'AWS::SQS::Queue', {}, from));
  const queueUrl = options.QueueUrl ?? ref(`${id}Queue`);
  expansion.add(id, 'AWS::SNS::Subscription', given({ ...common, Protocol: 'sqs', Endpoint: queueArn, RedrivePolicy: properties.RedrivePolicy }), from);
  queuePolicy(expansion, event, `${id}QueuePolicy`, queueArn, queueUrl, 'sns.amazonaws.com', properties.Topic ?? '*');
  fn.role.manage(pollers.sqs);
  expansion.add(`${id}EventSourceMapping`, 'AWS::Lambda::EventSourceMapping', given({
    FunctionName: fn.invoked, EventSourceArn: queueArn, BatchSize: options.BatchSize ?? 10, Enabled: options.Enabled ?? true,
  }), { ...from, metadata: { [brokerHint]: 'sqs' } });
};

export function queuePolicy(expansion: Expansion, event: Pick<Event, 'from'>, id: string, queueArn: Json, queueUrl: Json, principal: string, sourceArn: Json): void {
  expansion.add(id, 'AWS::SQS::QueuePolicy', {
    Queues: [queueUrl],
    PolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'sqs:SendMessage', Principal: { Service: principal }, Resource: queueArn, Condition: { ArnEquals: { 'aws:SourceArn': sourceArn } } }],
    },
  }, event.from);
}

/** `DeadLetterConfig` of a rule or schedule: a queue by its ARN, or one that SAM makes. */
function deadLetter(expansion: Expansion, event: Event, grant: (queueArn: Json, queueUrl: Json, made: boolean) => void): Json | undefined {
  const config = mapOf(event.properties.DeadLetterConfig);
  if (config.Arn !== undefined) {
    grant(config.Arn, config.Arn, false);
    return { Arn: config.Arn };
  }
  if (config.Type !== 'SQS') return undefined;
  const queue = expansion.add(typeof config.QueueLogicalId === 'string' ? config.QueueLogicalId : `${event.id}Queue`, 'AWS::SQS::Queue', {}, event.from);
  grant(arn(queue), ref(queue), true);
  return { Arn: arn(queue) };
}

const rule = (schedule: boolean): Writer => (expansion, event) => {
  const { properties, fn, id, from } = event;
  const dead = deadLetter(expansion, event, (queueArn, queueUrl, made) => {
    if (made) queuePolicy(expansion, event, `${id}QueuePolicy`, queueArn, queueUrl, 'events.amazonaws.com', arn(id));
  });
  const target = given({
    Id: `${id}LambdaTarget`, Arn: fn.invokedArn, Input: properties.Input, InputPath: properties.InputPath, InputTransformer: properties.InputTransformer, RetryPolicy: properties.RetryPolicy, DeadLetterConfig: dead,
  });
  const state = properties.State ?? (properties.Enabled === false ? 'DISABLED' : undefined);
  expansion.add(id, 'AWS::Events::Rule', given({
    ...(schedule ? { ScheduleExpression: properties.Schedule } : { EventPattern: properties.Pattern ?? properties.EventPattern, EventBusName: properties.EventBusName }),
    Name: properties.Name ?? properties.RuleName, State: state, Targets: [target],
  }), from);
  permit(expansion, event, 'events.amazonaws.com', arn(id));
};

const schedule: Writer = (expansion, event) => {
  const { properties, fn, id, from } = event;
  const statements: Json[] = [{ Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: fn.invokedArn }];
  const dead = deadLetter(expansion, event, (queueArn) => statements.push({ Effect: 'Allow', Action: 'sqs:SendMessage', Resource: queueArn }));
  const role = properties.RoleArn ?? arn(expansion.add(`${id}Role`, 'AWS::IAM::Role', given({
    AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'scheduler.amazonaws.com' } }] },
    Policies: [{ PolicyName: `${id}Sam`, PolicyDocument: { Version: '2012-10-17', Statement: statements } }], PermissionsBoundary: properties.PermissionsBoundary,
  }), from));
  expansion.add(id, 'AWS::Scheduler::Schedule', given({
    ScheduleExpression: properties.ScheduleExpression, State: properties.State, Name: properties.Name,
    FlexibleTimeWindow: properties.FlexibleTimeWindow ?? { Mode: 'OFF' },
    Target: given({ Arn: fn.invokedArn, RoleArn: role, Input: properties.Input, RetryPolicy: properties.RetryPolicy, DeadLetterConfig: dead }),
  }), from);
};

/** The invocation address that API Gateway wants of a function. */
export const invocationUri = (functionArn: Json): Json => ({
  'Fn::Join': ['', ['arn:', ref('AWS::Partition'), ':apigateway:', ref('AWS::Region'), ':lambda:path/2015-03-31/functions/', functionArn, '/invocations']],
});

const api: Writer = (expansion, event) => {
  const { properties, fn, id, from } = event;
  const restApi = properties.RestApiId ?? ref('ServerlessRestApi');
  // To an API with a definition of its own SAM adds a permission only: that definition says what it invokes, and how.
  if (hasDefinition(expansion, restApi)) return void permit(expansion, event, 'apigateway.amazonaws.com');
  expansion.add(`${id}Method`, 'AWS::ApiGateway::Method', given({
    RestApiId: restApi, HttpMethod: properties.Method,
    Integration: given({ Type: 'AWS_PROXY', Uri: invocationUri(fn.invokedArn), TimeoutInMillis: properties.TimeoutInMillis, ResponseTransferMode: properties.ResponseTransferMode }),
  }), from);
};

function hasDefinition(expansion: Expansion, restApi: Json): boolean {
  const { DefinitionBody: body, DefinitionUri: uri, MergeDefinitions: merge } = apiOf(expansion, restApi);
  return (body !== undefined || uri !== undefined) && merge !== true;
}

const apiOf = ({ template }: Expansion, named: Json): JsonObject => mapOf(mapOf(mapOf(template.Resources)[isJsonObject(named) ? plainText(named.Ref) : '']).Properties);

const httpApi: Writer = (expansion, event) => {
  const { properties, fn, id, from } = event;
  const apiId = properties.ApiId ?? ref('ServerlessHttpApi');
  if (isRouted(expansion, apiId, event)) return void permit(expansion, event, 'apigateway.amazonaws.com');
  expansion.add(`${id}Integration`, 'AWS::ApiGatewayV2::Integration', given({
    ApiId: apiId, IntegrationType: 'AWS_PROXY', IntegrationUri: fn.invokedArn, TimeoutInMillis: properties.TimeoutInMillis,
  }), from);
};

/** SAM adds an integration to a definition in the template, unless there is one for that route; to a file it adds none. */
function isRouted(expansion: Expansion, apiId: Json, { properties: { Path: path, Method: method } }: Event): boolean {
  const { DefinitionBody: body, DefinitionUri: uri } = apiOf(expansion, apiId);
  if (body === undefined || isIntrinsic(body)) return body !== undefined || uri !== undefined;
  const verb = plainText(method).toLowerCase();
  const operation = mapOf(mapOf(mapOf(body).paths)[plainText(path) || '$default'])[verb === '' || verb === 'any' ? 'x-amazon-apigateway-any-method' : verb];
  return mapOf(operation)['x-amazon-apigateway-integration'] !== undefined;
}

const logs: Writer = (expansion, event) => {
  const { properties, fn, id, from } = event;
  expansion.add(id, 'AWS::Logs::SubscriptionFilter', given({ LogGroupName: properties.LogGroupName, FilterPattern: properties.FilterPattern, DestinationArn: fn.invokedArn }), from);
  permit(expansion, event, 'logs.amazonaws.com');
};

const iot: Writer = (expansion, event) => {
  const { properties, fn, id, from } = event;
  expansion.add(id, 'AWS::IoT::TopicRule', { TopicRulePayload: given({ Sql: properties.Sql, AwsIotSqlVersion: properties.AwsIotSqlVersion, Actions: [{ Lambda: { FunctionArn: fn.invokedArn } }] }) }, from);
  permit(expansion, event, 'iot.amazonaws.com', { 'Fn::Sub': `arn:\${AWS::Partition}:iot:\${AWS::Region}:\${AWS::AccountId}:rule/\${${id}}` });
};

const cognito: Writer = (expansion, event) => {
  const { properties, fn } = event;
  const poolId = isJsonObject(properties.UserPool) ? properties.UserPool.Ref : undefined;
  const pool = typeof poolId === 'string' ? expansion.find(poolId) : undefined;
  const permission = permit(expansion, event, 'cognito-idp.amazonaws.com', typeof poolId === 'string' ? arn(poolId) : undefined);
  if (!pool) return expansion.remark(fn.id, `the user pool of the event ${event.name} is not in this template`);
  const own = mapOf(pool.Properties);
  const triggers = ([] as Json[]).concat(properties.Trigger ?? []).filter((trigger): trigger is string => typeof trigger === 'string');
  const wired = Object.fromEntries(triggers.map((trigger) => [trigger, /^Custom(SMS|Email)Sender$|^PreTokenGenerationConfig$/.test(trigger) ? { LambdaArn: fn.invokedArn } : fn.invokedArn]));
  const config = mapOf(own.LambdaConfig);
  const others = Array.isArray(config[samEvent]) ? config[samEvent] : [];
  pool.Properties = { ...own, LambdaConfig: { ...config, ...wired, [samEvent]: [...others, ref(permission)] } };
};

const writers: { readonly [type: string]: Writer } = {
  SQS: mapping('sqs', 'Queue'),
  Kinesis: mapping('kinesis', 'Stream'),
  DynamoDB: mapping('dynamodb', 'Stream'),
  MSK: mapping('kafka', 'Stream'),
  SelfManagedKafka: mapping('kafka', ''),
  MQ: mapping('mq', 'Broker'),
  DocumentDB: mapping('docdb', 'Cluster'),
  S3: s3,
  SNS: sns,
  Schedule: rule(true),
  CloudWatchEvent: rule(false),
  EventBridgeRule: rule(false),
  ScheduleV2: schedule,
  Api: api,
  HttpApi: httpApi,
  CloudWatchLogs: logs,
  IoTRule: iot,
  Cognito: cognito,
  AlexaSkill: (expansion, event) => void permit(expansion, event, 'alexa-appkit.amazon.com'),
};
