import {
  arnOf, cloudFormation, clusterOf, configId, database, deadLetter, filter, given, grantsOf, ifThere, invokedArn, isOfAccount, isSamConfig, kindOf, polling, ref,
  retryPolicy, roleOf, secret, Template, withConditions,
} from './cloudformation';
import { bare, Fn, Net, Qualifier, Sketch, Way } from './sketch';
import { Json, JsonObject } from '../../src/read/file';

/** A sketch as SAM: what SAM has an event for is one, the rest stays what it is in CloudFormation. */
export function samTemplate(sketch: Sketch): Template {
  const resources: { [id: string]: JsonObject } = { ...cloudFormation(sketch).Resources };
  for (const [id, fn] of Object.entries(sketch.functions)) {
    const inSam = new Set<string>(['dlq']);
    const events: { [name: string]: JsonObject } = {};
    for (const [name, way] of Object.entries(fn.ways)) {
      const event = way.prod || !isSamConfig(fn, way.to) ? undefined : eventOf(`${id}${name}`, way, sketch);
      if (!event) continue;
      events[name] = event;
      inSam.add(name);
      for (const made of ['', 'Permission', 'Role', 'Method', 'Integration']) if (way.by !== 'cognito' || made !== '') delete resources[`${id}${name}${made}`];
      if (way.by === 'cognito') resources[`${id}${name}`] = { Type: 'AWS::Cognito::UserPool' };
      if (way.by === 's3') forget(resources, way.bucket, id, way.to);
      if (way.by === 'http' || way.by === 'rest') resources[`${id}${name}Api`] = { Type: way.by === 'http' ? 'AWS::Serverless::HttpApi' : 'AWS::Serverless::Api', Properties: { Name: 'shop', ...way.by === 'rest' ? { StageName: 'live' } : {} } };
    }
    const config = (Object.keys(fn.async) as Qualifier[]).find((qualifier) => isSamConfig(fn, qualifier) && !makesPlace(fn.async[qualifier]!));
    if (config) {
      inSam.add(config);
      delete resources[configId(id, fn, config)];
    }
    for (const made of ['Version', 'Aliaslive', ...fn.role === 'granted' ? ['Role', 'Nets'] : []]) delete resources[`${id}${made}`];
    const policies = grantsOf(fn, sketch.queues).filter(({ part }) => !inSam.has(part)).map(({ statement }) => ({ Statement: [statement] }));
    resources[id] = {
      Type: 'AWS::Serverless::Function',
      Properties: given({
        Runtime: 'nodejs22.x', Handler: 'index.handler', InlineCode: 'exports.handler = async () => {};', Timeout: fn.timeout, ReservedConcurrentExecutions: fn.reserved,
        AutoPublishAlias: fn.published && 'live', Role: fn.role === 'granted' ? undefined : roleOf(id, fn),
        Policies: fn.role === 'granted' && policies.length > 0 ? policies : undefined,
        DeadLetterQueue: fn.dlq && { Type: typeOf(fn.dlq), TargetArn: place(fn.dlq) }, EventInvokeConfig: config && asyncConfig(fn.async[config]!),
        ...kindOf(fn), Events: Object.keys(events).length > 0 ? events : undefined,
      }),
    };
  }
  return withConditions(resources, 'AWS::Serverless-2016-10-31');
}

/** SAM makes a queue or topic of its own for a state that has none. */
const makesPlace = ({ onFailure, onSuccess }: NonNullable<Fn['async'][Qualifier]>) => [onFailure, onSuccess].some((net) => net && /^[QT].*\?$/.test(net));

/** SAM adds what its events ask for to the bucket. */
function forget(resources: { [id: string]: JsonObject }, bucket: string, fn: string, to: Qualifier): void {
  const { Properties: properties } = resources[bucket];
  const configuration = (properties as JsonObject).NotificationConfiguration as JsonObject | undefined;
  const wanted = JSON.stringify(invokedArn(fn, to));
  const left = ((configuration?.LambdaConfigurations ?? []) as JsonObject[]).filter((each) => JSON.stringify(each.Function) !== wanted);
  resources[bucket] = { Type: 'AWS::S3::Bucket', Properties: left.length > 0 ? { NotificationConfiguration: { LambdaConfigurations: left } } : {} };
}

const types: { readonly [letter: string]: string } = { Q: 'SQS', T: 'SNS', B: 'S3', F: 'Lambda' };
const typeOf = (net: Net): string => types[net[0]];

/** The type must stand there in any case, so that only the place depends on the condition. */
const place = (net: Net): Json => ifThere(net, arnOf)!;

function asyncConfig({ retries, age, onFailure, onSuccess }: NonNullable<Fn['async'][Qualifier]>): JsonObject {
  // A bucket goes by another name here than in an event.
  const destination = (net: Net | undefined) => net && { Type: typeOf(net).replace('S3', 'S3Bucket'), Destination: place(net) };
  const on = given({ OnFailure: destination(onFailure), OnSuccess: destination(onSuccess) });
  return given({ MaximumRetryAttempts: retries, MaximumEventAgeInSeconds: age, DestinationConfig: Object.keys(on).length > 0 ? on : undefined });
}

function eventOf(id: string, way: Way, { queues }: Sketch): JsonObject | undefined {
  const event = (type: string, properties: { readonly [key: string]: Json | undefined }): JsonObject => ({ Type: type, Properties: given(properties) });
  const failing = (net: Net | undefined) => ({ DestinationConfig: net && { OnFailure: { Type: typeOf(net), Destination: place(net) } } });
  switch (way.by) {
    case 'sqs': return event('SQS', { Queue: arnOf(way.queue), ...polling(way) });
    case 'kinesis': return event('Kinesis', { Stream: { 'Fn::GetAtt': [`${id}Stream`, 'Arn'] }, StartingPosition: 'LATEST', ...polling(way), ...failing(way.onFailure) });
    case 'dynamodb': return event('DynamoDB', { Stream: { 'Fn::GetAtt': [`${id}Stream`, 'StreamArn'] }, StartingPosition: 'LATEST', ...polling(way), ...failing(way.onFailure) });
    case 'kafka': return event('SelfManagedKafka', { KafkaBootstrapServers: ['b1:9092'], Topics: ['orders'], StartingPosition: 'LATEST', ...polling(way), ...failing(way.onFailure) });
    case 'msk': return event('MSK', { Stream: clusterOf(id, way), Topics: ['orders'], StartingPosition: 'LATEST', ...polling(way), ...failing(way.onFailure) });
    case 'docdb': return event('DocumentDB', { Cluster: clusterOf(id, way), StartingPosition: 'LATEST', ...database, SourceAccessConfigurations: secret, ...polling(way) });
    case 'mq': return event('MQ', { Broker: 'arn:aws:mq:eu-west-1:111122223333:broker:stock:b-1', Queues: ['orders'], ...polling(way) });
    case 'sns': return event('SNS', { Topic: ref(way.topic), RedrivePolicy: ifThere(way.dlq, (to) => ({ deadLetterTargetArn: arnOf(to) })), FilterPolicy: way.filter && { kind: ['order'] } });
    case 'rule': return way.second ? undefined : event(way.scheduled ? 'Schedule' : 'EventBridgeRule', {
      ...way.scheduled ? { Schedule: 'rate(1 hour)' } : { Pattern: { source: ['shop'] } }, Input: way.constant && '{}', DeadLetterConfig: conditionalQueue(way.dlq), RetryPolicy: retryPolicy(way),
    });
    // The role that SAM makes for it may use no key.
    case 'schedule': return way.dlq && isOfAccount(queues[bare(way.dlq)]) ? undefined : event('ScheduleV2', { ScheduleExpression: 'rate(1 hour)', DeadLetterConfig: conditionalQueue(way.dlq), RetryPolicy: retryPolicy(way) });
    case 's3': return event('S3', { Bucket: ref(way.bucket), Events: 's3:ObjectCreated:*', Filter: way.prefix && filter(way.prefix) });
    case 'logs': return event('CloudWatchLogs', { LogGroupName: ref(`${id}Group`), FilterPattern: '' });
    case 'iot': return way.errorAction ? undefined : event('IoTRule', { Sql: 'SELECT 1' });
    case 'http': return event('HttpApi', { ApiId: ref(`${id}Api`), Method: 'GET', Path: '/', TimeoutInMillis: way.patience && way.patience * 1000 });
    case 'rest': return event('Api', { RestApiId: ref(`${id}Api`), Method: 'GET', Path: '/', TimeoutInMillis: way.patience && way.patience * 1000 });
    case 'cognito': return event('Cognito', { UserPool: ref(id), Trigger: 'PostConfirmation' });
    default: return undefined;
  }
}

/** SAM reads the configuration itself, so a condition can only be on the ARN in it. */
const conditionalQueue = (net: Net | undefined): Json | undefined => (net?.endsWith('?') ? { Arn: ifThere(net, arnOf)! } : deadLetter(net && bare(net)));
