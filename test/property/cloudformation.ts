import { bare, Batches, Fn, Key, Limits, Net, Qualifier, Queue, Sketch, Subnets, Way } from './sketch';
import { Json, JsonObject } from '../../src/read/file';

export interface Resource {
  readonly Type: string;
  readonly Condition?: string;
  readonly Properties: JsonObject;
}

export interface Template extends JsonObject {
  readonly Resources: { readonly [id: string]: JsonObject };
}

/** What a role must be allowed for one part of a function: its dead-letter queue, a configuration by its qualifier, or a way by its name. */
export interface Grant {
  readonly part: string;
  readonly statement: JsonObject;
}

export const arn = (id: string): Json => ({ 'Fn::GetAtt': [id, 'Arn'] });
export const ref = (id: string): Json => ({ Ref: id });
const noValue = ref('AWS::NoValue');

/** Only what is given. */
export const given = (properties: { readonly [key: string]: Json | undefined }): JsonObject =>
  Object.fromEntries(Object.entries(properties).filter((entry): entry is [string, Json] => entry[1] !== undefined));

/** The configuration of a net, which is there only in production where the sketch says so. */
export const ifThere = (net: Net | undefined, write: (id: string) => Json): Json | undefined => {
  if (net === undefined) return undefined;
  return net.endsWith('?') ? { 'Fn::If': ['IsProd', write(bare(net)), noValue] } : write(net);
};

/** Topics have their ARN as `Ref`. */
export const arnOf = (id: string): Json => (id.startsWith('T') ? ref(id) : arn(id));

export const invokedArn = (fn: string, to: Qualifier): Json => (to === 'latest' ? arn(fn) : ref(to === 'live' ? `${fn}Aliaslive` : `${fn}Version`));
export const invokedName = (fn: string, to: Qualifier): Json => (to === 'latest' ? ref(fn) : ref(to === 'live' ? `${fn}Aliaslive` : `${fn}Version`));

const brokerArn = 'arn:aws:mq:eu-west-1:111122223333:broker:stock:b-1';

/** A sketch as a template, with the logical ids that SAM would give to what it makes. */
export function cloudFormation(sketch: Sketch): Template {
  const resources: { [id: string]: JsonObject } = {};
  const add = (id: string, type: string, properties: JsonObject, prod?: true) => {
    resources[id] = given({ Type: type, Condition: prod && 'IsProd', Properties: properties }) as JsonObject;
  };
  for (const id of Object.keys(sketch.queues)) addQueue(add, id, sketch.queues);
  for (const id of placesIn(sketch, 'T')) add(id, 'AWS::SNS::Topic', {});
  for (const id of placesIn(sketch, 'B')) add(id, 'AWS::S3::Bucket', given({ NotificationConfiguration: notifications(sketch, id) }));
  addVpc(add, sketch);
  for (const [id, fn] of Object.entries(sketch.functions)) {
    addFunction(add, id, fn, sketch.queues);
    for (const [name, way] of Object.entries(fn.ways)) addWay(add, id, `${id}${name}`, way, sketch.queues);
  }
  for (const id of Object.keys(sketch.queues)) {
    const statements = sketch.queues[id].closed ? [] : lettingIn(sketch, id);
    if (statements.length > 0) add(`${id}Policy`, 'AWS::SQS::QueuePolicy', { Queues: [ref(id)], PolicyDocument: { Version: '2012-10-17', Statement: statements } });
  }
  return withConditions(resources);
}

type Add = (id: string, type: string, properties: JsonObject, prod?: true) => void;

/** With the condition, where something asks for it. */
export function withConditions(resources: { readonly [id: string]: JsonObject }, transform?: string): Template {
  const conditional = JSON.stringify(resources).includes('"IsProd"');
  return {
    ...given({ Transform: transform }),
    ...conditional ? { Parameters: { Stage: { Type: 'String', Default: 'dev' } }, Conditions: { IsProd: { 'Fn::Equals': [ref('Stage'), 'prod'] } } } : {},
    Resources: resources,
  };
}

export const placesIn = (sketch: Sketch, letter: string): readonly string[] => [...new Set(JSON.stringify(sketch.functions).match(new RegExp(`${letter}\\d`, 'g')) ?? [])].sort();

function addQueue(add: Add, id: string, queues: Sketch['queues']): void {
  const queue = queues[id];
  // CloudFormation makes nothing that refers to itself, so one of a circle goes by its name.
  const name = (to: string) => `${to}${queues[to].fifo ? '.fifo' : ''}`;
  const back = (to: string) => Number(to.slice(1)) <= Number(id.slice(1));
  const isNamed = Object.entries(queues).some(([other, { redrive }]) => redrive && bare(redrive) === id && Number(id.slice(1)) <= Number(other.slice(1)));
  add(id, 'AWS::SQS::Queue', given({
    QueueName: isNamed ? name(id) : undefined, FifoQueue: queue.fifo, VisibilityTimeout: queue.visibility, MessageRetentionPeriod: queue.retention, KmsMasterKeyId: queue.key === 'aws' ? 'alias/aws/sqs' : queue.key && ref(`${id}Key`),
    RedrivePolicy: ifThere(queue.redrive, (to) => ({ deadLetterTargetArn: back(to) ? { 'Fn::Sub': `arn:\${AWS::Partition}:sqs:\${AWS::Region}:\${AWS::AccountId}:${name(to)}` } : arn(to), maxReceiveCount: queue.receives ?? 5 })),
  }));
  if (queue.key && queue.key !== 'aws') add(`${id}Key`, 'AWS::KMS::Key', { KeyPolicy: { Version: '2012-10-17', Statement: keyStatements[queue.key] } });
  if (queue.watched) {
    add(`${id}Alarm`, 'AWS::CloudWatch::Alarm', {
      Namespace: 'AWS/SQS', MetricName: 'ApproximateNumberOfMessagesVisible', Dimensions: [{ Name: 'QueueName', Value: { 'Fn::GetAtt': [id, 'QueueName'] } }],
      Statistic: 'Maximum', Period: 60, EvaluationPeriods: 1, Threshold: 1, ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    });
  }
}

const root: Json = { 'Fn::Join': ['', ['arn:', ref('AWS::Partition'), ':iam::', ref('AWS::AccountId'), ':root']] };
const ofAccount = { Effect: 'Allow', Principal: { AWS: root }, Action: 'kms:*', Resource: '*' };
const useOfKey = ['kms:GenerateDataKey', 'kms:Decrypt'];

const keyStatements: { readonly [key in Exclude<Key, 'aws'>]: Json[] } = {
  open: [
    ofAccount, { Effect: 'Allow', Principal: { Service: ['events.amazonaws.com', 'sns.amazonaws.com'] }, Action: useOfKey, Resource: '*' },
    { Effect: 'Allow', Principal: { AWS: '*' }, Action: useOfKey, Resource: '*', Condition: { StringEquals: { 'kms:CallerAccount': ref('AWS::AccountId') } } },
  ],
  account: [ofAccount],
  closed: [{ Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::111122223333:role/administrator' }, Action: 'kms:*', Resource: '*' }],
};

export const subnetIds = (subnets: Subnets): Json[] => [1, 2].map((zone) => ref(`Vpc${subnets}${zone}`));

/** Of its VPC the app has what something stands in, and what that needs to get out. */
function addVpc(add: Add, sketch: Sketch): void {
  const used = new Set<Subnets>(Object.values(sketch.functions).flatMap(({ vpc, ways }) => [...vpc ? [vpc] : [], ...Object.values(ways).flatMap((way) => ('cluster' in way && way.cluster ? [way.cluster] : []))]));
  if (used.size === 0) return;
  if (used.has('private')) used.add('public');
  const vpc = { VpcId: ref('Vpc') };
  add('Vpc', 'AWS::EC2::VPC', { CidrBlock: '10.0.0.0/16' });
  add('VpcGroup', 'AWS::EC2::SecurityGroup', { GroupDescription: 'what is in the VPC', ...vpc });
  for (const subnets of used) {
    add(`Vpc${subnets}Table`, 'AWS::EC2::RouteTable', vpc);
    for (const zone of [1, 2]) {
      const net = 2 * ['private', 'isolated', 'public'].indexOf(subnets) + zone;
      add(`Vpc${subnets}${zone}`, 'AWS::EC2::Subnet', { ...vpc, CidrBlock: `10.0.${net}.0/24`, AvailabilityZone: { 'Fn::Select': [zone - 1, { 'Fn::GetAZs': '' }] } });
      add(`Vpc${subnets}${zone}Association`, 'AWS::EC2::SubnetRouteTableAssociation', { SubnetId: ref(`Vpc${subnets}${zone}`), RouteTableId: ref(`Vpc${subnets}Table`) });
    }
  }
  const route = (subnets: Subnets, to: JsonObject) => add(`Vpc${subnets}Route`, 'AWS::EC2::Route', { RouteTableId: ref(`Vpc${subnets}Table`), DestinationCidrBlock: '0.0.0.0/0', ...to });
  if (used.has('public')) {
    add('VpcGateway', 'AWS::EC2::InternetGateway', {});
    add('VpcGatewayAttachment', 'AWS::EC2::VPCGatewayAttachment', { ...vpc, InternetGatewayId: ref('VpcGateway') });
    route('public', { GatewayId: ref('VpcGateway') });
  }
  if (used.has('private')) {
    add('VpcAddress', 'AWS::EC2::EIP', { Domain: 'vpc' });
    add('VpcNat', 'AWS::EC2::NatGateway', { SubnetId: ref('Vpcpublic1'), AllocationId: { 'Fn::GetAtt': ['VpcAddress', 'AllocationId'] } });
    route('private', { NatGatewayId: ref('VpcNat') });
  }
}

const notifications = (sketch: Sketch, bucket: string): JsonObject | undefined => {
  const configurations = waysOf(sketch).flatMap(({ fn, way }) => (way.by === 's3' && way.bucket === bucket ? [ifProd(way, given({
    Event: 's3:ObjectCreated:*', Function: invokedArn(fn, way.to), Filter: way.prefix && filter(way.prefix),
  }))] : []));
  return configurations.length > 0 ? { LambdaConfigurations: configurations } : undefined;
};

export const filter = (prefix: string): JsonObject => ({ S3Key: { Rules: [{ Name: 'prefix', Value: prefix }] } });

const ifProd = ({ prod }: Way, value: Json): Json => (prod ? { 'Fn::If': ['IsProd', value, noValue] } : value);

export const waysOf = (sketch: Sketch): readonly { readonly fn: string; readonly name: string; readonly way: Way }[] =>
  Object.entries(sketch.functions).flatMap(([fn, { ways }]) => Object.entries(ways).map(([name, way]) => ({ fn, name, way })));

/** Rules and topics write to their queues as a service. */
function lettingIn(sketch: Sketch, queue: string): Json[] {
  return waysOf(sketch).flatMap(({ fn, name, way }) => {
    if (way.by !== 'rule' && way.by !== 'sns' || ![way.dlq, way.by === 'rule' ? way.second?.dlq : undefined].some((dlq) => dlq && bare(dlq) === queue)) return [];
    const [service, source] = way.by === 'rule' ? ['events.amazonaws.com', arn(`${fn}${name}`)] : ['sns.amazonaws.com', ref(way.topic)];
    const statement = { Effect: 'Allow', Principal: { Service: service }, Action: 'sqs:SendMessage', Resource: arn(queue), Condition: { ArnEquals: { 'aws:SourceArn': source } } };
    return [ifProd(way, statement)];
  });
}

function addFunction(add: Add, id: string, fn: Fn, queues: Sketch['queues']): void {
  const grants = grantsOf(fn, queues);
  const managed = fn.vpc && ['arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole'];
  if (fn.role !== 'elsewhere') add(`${id}Role`, 'AWS::IAM::Role', { ...role('lambda.amazonaws.com'), ...given({ ManagedPolicyArns: managed }) });
  // A resource of its own: functions may write to each other, and to buckets that invoke them.
  if (fn.role === 'granted' && grants.length > 0) add(`${id}Nets`, 'AWS::IAM::Policy', { PolicyName: 'Nets', Roles: [ref(`${id}Role`)], PolicyDocument: { Version: '2012-10-17', Statement: grants.map(({ statement }) => statement) } });
  add(id, 'AWS::Lambda::Function', given({
    Runtime: 'nodejs22.x', Handler: 'index.handler', Code: { ZipFile: 'exports.handler = async () => {};' }, Role: roleOf(id, fn),
    Timeout: fn.timeout, ReservedConcurrentExecutions: fn.reserved, DeadLetterConfig: ifThere(fn.dlq, (to) => ({ TargetArn: arnOf(to) })), ...kindOf(fn),
  }));
  if (fn.published) {
    add(`${id}Version`, 'AWS::Lambda::Version', { FunctionName: ref(id) });
    add(`${id}Aliaslive`, 'AWS::Lambda::Alias', { FunctionName: ref(id), FunctionVersion: { 'Fn::GetAtt': [`${id}Version`, 'Version'] }, Name: 'live' });
  }
  for (const [qualifier, config] of Object.entries(fn.async)) {
    const on = given({ OnFailure: ifThere(config.onFailure, (to) => ({ Destination: arnOf(to) })), OnSuccess: ifThere(config.onSuccess, (to) => ({ Destination: arnOf(to) })) });
    add(configId(id, fn, qualifier as Qualifier), 'AWS::Lambda::EventInvokeConfig', given({
      FunctionName: ref(id), Qualifier: qualifier === 'latest' ? '$LATEST' : qualifier === 'live' ? 'live' : { 'Fn::GetAtt': [`${id}Version`, 'Version'] },
      MaximumRetryAttempts: config.retries, MaximumEventAgeInSeconds: config.age, DestinationConfig: Object.keys(on).length > 0 ? on : undefined,
    }));
  }
}

/** Where and how it runs. */
export const kindOf = ({ vpc, durable, tenants }: Fn): { readonly [key: string]: Json | undefined } => ({
  VpcConfig: vpc && { SubnetIds: subnetIds(vpc), SecurityGroupIds: [ref('VpcGroup')] },
  DurableConfig: durable && { ExecutionTimeout: durable, RetentionPeriodInDays: 14 }, TenancyConfig: tenants && { TenantIsolationMode: 'PER_TENANT' },
});

export const roleOf = (id: string, fn: Fn): Json => (fn.role === 'elsewhere' ? `arn:aws:iam::111122223333:role/${id}` : arn(`${id}Role`));

/** SAM configures the alias that it publishes, and the function otherwise. */
export const isSamConfig = (fn: Fn, qualifier: Qualifier): boolean => qualifier === (fn.published ? 'live' : 'latest');

export const configId = (id: string, fn: Fn, qualifier: Qualifier): string => `${id}${isSamConfig(fn, qualifier) ? '' : qualifier}EventInvokeConfig`;

export const role = (service: string, statements: readonly JsonObject[] = []): JsonObject => given({
  AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }] },
  Policies: statements.length > 0 ? [{ PolicyName: 'Nets', PolicyDocument: { Version: '2012-10-17', Statement: [...statements] } }] : undefined,
});

/** SAM grants no keys, and what is there in production only it grants there only: these are of no part. */
export function grantsOf(fn: Fn, queues: Sketch['queues']): readonly Grant[] {
  const grant = (part: string, net: Net | undefined): Grant[] => (net === undefined ? [] : writing(bare(net), queues).map((statement, index) => ({ part: index === 0 && !net.endsWith('?') ? part : '', statement })));
  return [
    ...grant('dlq', fn.dlq),
    ...Object.entries(fn.async).flatMap(([qualifier, { onFailure, onSuccess }]) => [...grant(qualifier, onFailure), ...grant(qualifier, onSuccess)]),
    ...Object.entries(fn.ways).flatMap(([name, way]) => ('onFailure' in way ? grant(name, way.onFailure) : [])),
  ];
}

function writing(to: string, queues: Sketch['queues']): JsonObject[] {
  const [actions, resource]: [string[], Json] = to.startsWith('B') ? [['s3:PutObject', 's3:ListBucket'], [arn(to), { 'Fn::Join': ['', [arn(to), '/*']] }]]
    : [[to.startsWith('Q') ? 'sqs:SendMessage' : to.startsWith('T') ? 'sns:Publish' : 'lambda:InvokeFunction'], arnOf(to)];
  return [{ Effect: 'Allow', Action: actions, Resource: resource }, ...isOfAccount(queues[to]) ? [{ Effect: 'Allow', Action: useOfKey, Resource: arn(`${to}Key`) }] : []];
}

/** Roles need a policy for the key. */
export const isOfAccount = (queue: Queue | undefined): boolean => queue?.key === 'account';

function addWay(add: Add, fn: string, id: string, way: Way, queues: Sketch['queues']): void {
  const { prod } = way;
  const invoked = invokedArn(fn, way.to);
  const permit = (principal: string, source?: Json) => add(`${id}Permission`, 'AWS::Lambda::Permission', given({ Action: 'lambda:InvokeFunction', FunctionName: invokedName(fn, way.to), Principal: principal, SourceArn: source }), prod);
  const mapping = (properties: { readonly [key: string]: Json | undefined }) => add(id, 'AWS::Lambda::EventSourceMapping', given({ FunctionName: invokedName(fn, way.to), ...properties }), prod);
  switch (way.by) {
    case 'sqs': return mapping({ EventSourceArn: arn(way.queue), ...polling(way) });
    case 'kinesis': case 'dynamodb': {
      if (way.by === 'kinesis') add(`${id}Stream`, 'AWS::Kinesis::Stream', { ShardCount: 1 });
      else add(`${id}Stream`, 'AWS::DynamoDB::Table', { KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }], AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }], BillingMode: 'PAY_PER_REQUEST', StreamSpecification: { StreamViewType: 'NEW_IMAGE' } });
      return mapping({ EventSourceArn: { 'Fn::GetAtt': [`${id}Stream`, way.by === 'kinesis' ? 'Arn' : 'StreamArn'] }, StartingPosition: 'LATEST', DestinationConfig: onFailure(way.onFailure), ...polling(way) });
    }
    case 'kafka': return mapping({ SelfManagedEventSource: { Endpoints: { KafkaBootstrapServers: ['b1:9092'] } }, Topics: ['orders'], StartingPosition: 'LATEST', DestinationConfig: onFailure(way.onFailure), ...polling(way) });
    case 'msk':
      if (way.cluster) {
        add(`${id}Cluster`, 'AWS::MSK::Cluster', {
          ClusterName: id, KafkaVersion: '3.6.0', NumberOfBrokerNodes: 2, BrokerNodeGroupInfo: { InstanceType: 'kafka.m5.large', ClientSubnets: subnetIds(way.cluster), SecurityGroups: [ref('VpcGroup')] },
        });
      }
      return mapping({ EventSourceArn: clusterOf(id, way), Topics: ['orders'], StartingPosition: 'LATEST', DestinationConfig: onFailure(way.onFailure), ...polling(way) });
    case 'docdb':
      if (way.cluster) {
        add(`${id}Subnets`, 'AWS::DocDB::DBSubnetGroup', { DBSubnetGroupDescription: 'of the cluster', SubnetIds: subnetIds(way.cluster) });
        add(`${id}Cluster`, 'AWS::DocDB::DBCluster', { DBSubnetGroupName: ref(`${id}Subnets`), VpcSecurityGroupIds: [ref('VpcGroup')], MasterUsername: 'shop', ManageMasterUserPassword: true });
      }
      return mapping({ EventSourceArn: clusterOf(id, way), StartingPosition: 'LATEST', DocumentDBEventSourceConfig: database, SourceAccessConfigurations: secret, ...polling(way) });
    case 'mq': return mapping({ EventSourceArn: brokerArn, Queues: ['orders'], ...polling(way) });
    case 'sns':
      add(id, 'AWS::SNS::Subscription', given({
        Protocol: 'lambda', TopicArn: ref(way.topic), Endpoint: invoked, RedrivePolicy: ifThere(way.dlq, (to) => ({ deadLetterTargetArn: arn(to) })), FilterPolicy: way.filter && { kind: ['order'] },
      }), prod);
      return permit('sns.amazonaws.com', ref(way.topic));
    case 'rule':
      add(id, 'AWS::Events::Rule', {
        ...way.scheduled ? { ScheduleExpression: 'rate(1 hour)' } : { EventPattern: { source: ['shop'] } },
        Targets: [way, ...way.second ? [way.second] : []].map(({ dlq }, index) => given({
          Id: `Target${index}`, Arn: invoked, Input: way.constant && '{}', DeadLetterConfig: deadLetter(dlq), RetryPolicy: retryPolicy(way),
        })),
      }, prod);
      return permit('events.amazonaws.com', arn(id));
    case 'schedule':
      add(`${id}Role`, 'AWS::IAM::Role', role('scheduler.amazonaws.com', [{ Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: invoked }, ...way.dlq === undefined ? [] : writing(bare(way.dlq), queues)]), prod);
      return add(id, 'AWS::Scheduler::Schedule', {
        ScheduleExpression: 'rate(1 hour)', FlexibleTimeWindow: { Mode: 'OFF' },
        Target: given({ Arn: invoked, RoleArn: arn(`${id}Role`), DeadLetterConfig: deadLetter(way.dlq), RetryPolicy: retryPolicy(way) }),
      }, prod);
    case 's3': return permit('s3.amazonaws.com');
    case 'logs':
      add(`${id}Group`, 'AWS::Logs::LogGroup', { RetentionInDays: 7 });
      add(id, 'AWS::Logs::SubscriptionFilter', { LogGroupName: ref(`${id}Group`), FilterPattern: '', DestinationArn: invoked }, prod);
      return permit('logs.amazonaws.com');
    case 'iot':
      if (way.errorAction) add(`${id}Role`, 'AWS::IAM::Role', role('iot.amazonaws.com', writing(bare(way.errorAction), queues)));
      add(id, 'AWS::IoT::TopicRule', {
        TopicRulePayload: given({ Sql: 'SELECT 1', Actions: [{ Lambda: { FunctionArn: invoked } }], ErrorAction: ifThere(way.errorAction, (to) => ({ Sqs: { QueueUrl: ref(to), RoleArn: arn(`${id}Role`) } })) }),
      }, prod);
      return permit('iot.amazonaws.com', arn(id));
    case 'pipe': return addPipe(add, id, way, invoked, queues);
    case 'task':
      add(`${id}Role`, 'AWS::IAM::Role', role('states.amazonaws.com', [{ Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: invoked }]), prod);
      return add(id, 'AWS::StepFunctions::StateMachine', given({ RoleArn: arn(`${id}Role`), StateMachineType: way.express && 'EXPRESS', Definition: machine(way, invoked) }), prod);
    case 'http':
      add(`${id}Api`, 'AWS::ApiGatewayV2::Api', { Name: 'shop', ProtocolType: 'HTTP' });
      return add(`${id}Integration`, 'AWS::ApiGatewayV2::Integration', given({ ApiId: ref(`${id}Api`), IntegrationType: 'AWS_PROXY', IntegrationUri: invoked, TimeoutInMillis: way.patience && way.patience * 1000 }), prod);
    case 'rest':
      add(`${id}Api`, 'AWS::ApiGateway::RestApi', { Name: 'shop' });
      return add(`${id}Method`, 'AWS::ApiGateway::Method', given({
        RestApiId: ref(`${id}Api`), ResourceId: { 'Fn::GetAtt': [`${id}Api`, 'RootResourceId'] }, HttpMethod: 'GET',
        Integration: given({ Type: 'AWS_PROXY', IntegrationHttpMethod: 'POST', Uri: invocationUri(invoked), TimeoutInMillis: way.patience && way.patience * 1000 }),
      }), prod);
    case 'alb':
      add(id, 'AWS::ElasticLoadBalancingV2::TargetGroup', { TargetType: 'lambda', Targets: [{ Id: invoked }] }, prod);
      if (way.patience) {
        add(`${id}Balancer`, 'AWS::ElasticLoadBalancingV2::LoadBalancer', {
          Type: 'application', Subnets: ['subnet-1', 'subnet-2'], LoadBalancerAttributes: [{ Key: 'idle_timeout.timeout_seconds', Value: `${way.patience}` }],
        });
        add(`${id}Listener`, 'AWS::ElasticLoadBalancingV2::Listener', { LoadBalancerArn: ref(`${id}Balancer`), Port: 80, Protocol: 'HTTP', DefaultActions: [{ Type: 'forward', TargetGroupArn: ref(id) }] }, prod);
      }
      return permit('elasticloadbalancing.amazonaws.com');
    case 'appsync':
      add(`${id}Api`, 'AWS::AppSync::GraphQLApi', { Name: 'shop', AuthenticationType: 'AWS_IAM' });
      add(`${id}Schema`, 'AWS::AppSync::GraphQLSchema', { ApiId: { 'Fn::GetAtt': [`${id}Api`, 'ApiId'] }, Definition: 'type Query { order: String }' });
      add(`${id}Role`, 'AWS::IAM::Role', role('appsync.amazonaws.com', [{ Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: invoked }]), prod);
      add(id, 'AWS::AppSync::DataSource', {
        ApiId: { 'Fn::GetAtt': [`${id}Api`, 'ApiId'] }, Name: 'orders', Type: 'AWS_LAMBDA', LambdaConfig: { LambdaFunctionArn: invoked }, ServiceRoleArn: arn(`${id}Role`),
      }, prod);
      return add(`${id}Resolver`, 'AWS::AppSync::Resolver', {
        ApiId: { 'Fn::GetAtt': [`${id}Api`, 'ApiId'] }, TypeName: 'Query', FieldName: 'order', DataSourceName: { 'Fn::GetAtt': [id, 'Name'] }, Runtime: { Name: 'APPSYNC_JS', RuntimeVersion: '1.0.0' },
        Code: resolverCode(way.event),
      }, prod);
    case 'ses':
      add(`${id}Set`, 'AWS::SES::ReceiptRuleSet', {});
      add(id, 'AWS::SES::ReceiptRule', { RuleSetName: ref(`${id}Set`), Rule: { Enabled: true, Actions: [{ LambdaAction: { FunctionArn: invoked, InvocationType: way.waits ? 'RequestResponse' : 'Event' } }] } }, prod);
      return permit('ses.amazonaws.com');
    case 'config':
      add(id, 'AWS::Config::ConfigRule', { Source: { Owner: 'CUSTOM_LAMBDA', SourceIdentifier: invoked, SourceDetails: [{ EventSource: 'aws.config', MessageType: 'ConfigurationItemChangeNotification' }] } }, prod);
      return permit('config.amazonaws.com');
    case 'pipeline': {
      add(`${id}Role`, 'AWS::IAM::Role', role('codepipeline.amazonaws.com', [{ Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: invoked }]), prod);
      const stage = (name: string, category: string, provider: string, more: JsonObject): JsonObject =>
        ({ Name: name, Actions: [{ Name: name, ActionTypeId: { Category: category, Owner: 'AWS', Provider: provider, Version: '1' }, ...more }] });
      return add(id, 'AWS::CodePipeline::Pipeline', {
        RoleArn: arn(`${id}Role`), ArtifactStore: { Type: 'S3', Location: 'artifacts' }, Stages: [
          stage('Source', 'Source', 'S3', { Configuration: { S3Bucket: 'source', S3ObjectKey: 'shop.zip' }, OutputArtifacts: [{ Name: 'Shop' }] }),
          stage('Call', 'Invoke', 'Lambda', { Configuration: { FunctionName: ref(fn) } }),
        ],
      }, prod);
    }
    case 'url': return add(id, 'AWS::Lambda::Url', { TargetFunctionArn: invoked, AuthType: 'AWS_IAM' }, prod);
    case 'cognito':
      add(id, 'AWS::Cognito::UserPool', { LambdaConfig: { PostConfirmation: invoked } }, prod);
      return permit('cognito-idp.amazonaws.com', arn(id));
    case 'custom': return add(id, 'Custom::Thing', given({ ServiceToken: invoked, ServiceTimeout: way.patience }), prod);
  }
}

/** A cluster of the app, or one that is elsewhere. That of DocumentDB has no attribute for its ARN. */
export const clusterOf = (id: string, { by, cluster }: Extract<Way, { by: 'msk' | 'docdb' }>): Json => {
  if (by === 'msk') return cluster ? ref(`${id}Cluster`) : `arn:aws:kafka:eu-west-1:111122223333:cluster/${id}/a1`;
  return cluster ? { 'Fn::Join': [':', ['arn', ref('AWS::Partition'), 'rds', ref('AWS::Region'), ref('AWS::AccountId'), 'cluster', ref(`${id}Cluster`)]] } : `arn:aws:rds:eu-west-1:111122223333:cluster:${id.toLowerCase()}`;
};

export const database = { DatabaseName: 'shop', CollectionName: 'orders' };
export const secret = [{ Type: 'BASIC_AUTH', URI: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop-a1' }];

export const resolverCode = (event: true | undefined): string =>
  `export const request = () => ({ operation: 'Invoke'${event ? ', invocationType: \'Event\'' : ''}, payload: {} }); export const response = (ctx) => ctx.result;`;

export const polling = (way: Batches & Limits & { readonly bisect?: true; readonly concurrency?: number }): { readonly [key: string]: Json | undefined } => ({
  BatchSize: way.batch, MaximumBatchingWindowInSeconds: way.window, FunctionResponseTypes: way.partial && ['ReportBatchItemFailures'], Enabled: way.disabled && false,
  FilterCriteria: way.filter && { Filters: [{ Pattern: '{"body":{"kind":["order"]}}' }] }, MaximumRetryAttempts: way.retries, MaximumRecordAgeInSeconds: way.age,
  BisectBatchOnFunctionError: way.bisect, ScalingConfig: way.concurrency === undefined ? undefined : { MaximumConcurrency: way.concurrency },
});

const onFailure = (net: Net | undefined) => ifThere(net, (to) => ({ OnFailure: { Destination: arnOf(to) } }));
export const deadLetter = (net: Net | undefined) => ifThere(net, (to) => ({ Arn: arn(to) }));

export const retryPolicy = ({ retries, age }: { readonly retries?: number; readonly age?: number }): Json | undefined =>
  (retries === undefined && age === undefined ? undefined : given({ MaximumRetryAttempts: retries, MaximumEventAgeInSeconds: age }));

const invocationUri = (invoked: Json): Json => ({ 'Fn::Join': ['', ['arn:', ref('AWS::Partition'), ':apigateway:', ref('AWS::Region'), ':lambda:path/2015-03-31/functions/', invoked, '/invocations']] });

function addPipe(add: Add, id: string, way: Extract<Way, { by: 'pipe' }>, invoked: Json, queues: Sketch['queues']): void {
  const { queue } = way;
  if (!queue) add(`${id}Stream`, 'AWS::Kinesis::Stream', { ShardCount: 1 });
  add(`${id}Role`, 'AWS::IAM::Role', role('pipes.amazonaws.com', [
    { Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: invoked }, ...!queue && way.dlq ? writing(bare(way.dlq), queues) : [],
  ]));
  const stream = given({ StartingPosition: 'LATEST', MaximumRetryAttempts: way.retries, MaximumRecordAgeInSeconds: way.age, DeadLetterConfig: deadLetter(way.dlq) });
  add(id, 'AWS::Pipes::Pipe', given({
    RoleArn: arn(`${id}Role`), Source: arn(queue ?? `${id}Stream`), Target: invoked, SourceParameters: queue ? { SqsQueueParameters: { BatchSize: 1 } } : { KinesisStreamParameters: stream },
    TargetParameters: way.forgets && { LambdaFunctionParameters: { InvocationType: 'FIRE_AND_FORGET' } },
  }), way.prod);
}

function machine(way: Extract<Way, { by: 'task' }>, invoked: Json): JsonObject {
  return {
    StartAt: 'Call',
    States: {
      Call: given({
        Type: 'Task', Next: 'Done',
        ...way.event ? { Resource: 'arn:aws:states:::lambda:invoke', Parameters: { FunctionName: invoked, InvocationType: 'Event' } } : { Resource: invoked },
        Retry: way.retry && [{ ErrorEquals: ['States.ALL'], MaxAttempts: 3 }], Catch: way.caught && [{ ErrorEquals: ['States.ALL'], Next: 'Done' }],
      }),
      Done: { Type: 'Succeed' },
    },
  };
}
