import { CfnResource, Duration, Stack } from 'aws-cdk-lib';
import { GraphqlApi, Code as ResolverCode, Definition, FunctionRuntime } from 'aws-cdk-lib/aws-appsync';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import { CustomRule } from 'aws-cdk-lib/aws-config';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { ApplicationTargetGroup } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { LambdaTarget } from 'aws-cdk-lib/aws-elasticloadbalancingv2-targets';
import * as events from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as destinations from 'aws-cdk-lib/aws-lambda-destinations';
import * as sources from 'aws-cdk-lib/aws-lambda-event-sources';
import * as logs from 'aws-cdk-lib/aws-logs';
import { LambdaDestination as LogsDestination } from 'aws-cdk-lib/aws-logs-destinations';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { LambdaDestination } from 'aws-cdk-lib/aws-s3-notifications';
import * as scheduler from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke as ScheduledInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import { ReceiptRule, ReceiptRuleSet } from 'aws-cdk-lib/aws-ses';
import { Lambda as MailAction, LambdaInvocationType } from 'aws-cdk-lib/aws-ses-actions';
import * as sns from 'aws-cdk-lib/aws-sns';
import { LambdaSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { IConstruct } from 'constructs';
import { clusterOf, configId, placesIn, resolverCode } from './cloudformation';
import { Fn, Net, Qualifier, Queue, Sketch, Subnets, Way } from './sketch';

const inSeconds = (seconds: number | undefined) => (seconds === undefined ? undefined : Duration.seconds(seconds));

/** What constructs of the second level have a way of saying: they open policies by themselves, and refuse much that is wrong. */
const natural = new Set<Way['by']>(['sqs', 'kinesis', 'dynamodb', 'sns', 'rule', 'schedule', 's3', 'logs', 'task', 'url', 'cognito', 'msk', 'alb', 'appsync', 'ses', 'config']);

/** Of a function that isolates tenants constructs take no event sources. */
const polls = new Set<Way['by']>(['sqs', 'kinesis', 'dynamodb', 'msk']);

/** The part of a sketch that can be made with constructs of the second level. */
export function naturally(sketch: Sketch): Sketch {
  const plain = (net: Net | undefined) => net?.replace('?', '');
  // FIFO places of standard sources and queues in a circle are refused when they are made.
  const queues = Object.fromEntries(Object.entries(sketch.queues).map(([id, { redrive, closed, key, ...queue }]) => {
    const to = plain(redrive);
    // Constructs grant keys of the account by themselves, but not everywhere.
    return [id, { ...queue, ...key === 'open' ? { key } : {}, ...to && to > id && sketch.queues[to]?.fifo === queue.fifo ? { redrive: to } : {} }];
  }));
  const place = <T extends object>(one: T, ...keys: (keyof T)[]): T => {
    const made = { ...one };
    for (const key of keys) {
      const net = plain(one[key] as Net | undefined);
      if (net === undefined || queues[net]?.fifo) delete made[key];
      else made[key] = net as never;
    }
    return made;
  };
  return {
    queues,
    functions: Object.fromEntries(Object.entries(sketch.functions).map(([id, { role, async, ways, ...fn }]) => [id, {
      ...place(fn as Omit<Fn, 'role' | 'async' | 'ways'>, 'dlq'), role: 'granted',
      async: Object.fromEntries(Object.entries(async).map(([qualifier, config]) => [qualifier, place(config, 'onFailure', 'onSuccess')])),
      ways: Object.fromEntries(Object.entries(ways).filter(([, { by }]) => natural.has(by) && !(fn.tenants && polls.has(by)))
        .map(([name, { prod, ...way }]) => [name, fitting(secondly(place(way as Way, ...['dlq', 'onFailure'] as never[]), place), queues)])),
    }])),
  };
}

const secondly = (way: Way, place: (one: { readonly dlq?: Net }, key: 'dlq') => object): Way => (way.by === 'rule' && way.second ? { ...way, second: place(way.second, 'dlq') } : way);

/** Without what an event source of CDK refuses. */
function fitting(way: Way, queues: Sketch['queues']): Way {
  switch (way.by) {
    case 'sqs': {
      const { batch, window, ...others } = way;
      return queues[way.queue]?.fifo ? { ...others, ...batch && batch <= 10 ? { batch } : {} } : { ...way, ...batch && batch > 10 && !window ? { window: 5 } : {} };
    }
    case 'rule': { const { constant, ...others } = way; return others; }
    case 'task': return { by: 'task', to: way.to, retry: way.retry, caught: way.caught, express: way.express };
    case 'msk': { const { cluster, ...others } = way; return others; }
    case 'alb': return { by: 'alb', to: way.to };
    default: return way;
  }
}

/** A sketch as a program of CDK would be written; what it is about has the logical ids of the sketch. */
export function levelTwo(sketch: Sketch, stack: Stack): void {
  new Program(sketch, stack);
}

const subnetTypes: { readonly [subnets in Subnets]: ec2.SubnetType } =
  { private: ec2.SubnetType.PRIVATE_WITH_EGRESS, isolated: ec2.SubnetType.PRIVATE_ISOLATED, public: ec2.SubnetType.PUBLIC };

class Program {
  private readonly queues = new Map<string, sqs.Queue>();
  private readonly topics: Map<string, sns.Topic>;
  private readonly buckets: Map<string, s3.Bucket>;
  private readonly vpc?: ec2.Vpc;

  constructor(sketch: Sketch, private readonly stack: Stack) {
    for (const id of Object.keys(sketch.queues).sort().reverse()) this.queues.set(id, this.queue(id, sketch.queues[id]));
    this.topics = new Map(placesIn(sketch, 'T').map((id) => [id, this.named(id, new sns.Topic(stack, id))]));
    this.buckets = new Map(placesIn(sketch, 'B').map((id) => [id, this.named(id, new s3.Bucket(stack, id))]));
    if (Object.values(sketch.functions).some(({ vpc }) => vpc)) {
      this.vpc = new ec2.Vpc(stack, 'Vpc', { natGateways: 1, subnetConfiguration: Object.entries(subnetTypes).map(([name, subnetType]) => ({ name, subnetType })) });
    }
    const functions = new Map(Object.entries(sketch.functions).map(([id, fn]) => [id, this.fn(id, fn)]));
    for (const [id, fn] of Object.entries(sketch.functions)) this.wire(id, fn, functions);
  }

  /** With the logical id of the sketch. */
  private named<T extends IConstruct>(id: string, construct: T): T {
    ((construct.node.defaultChild ?? construct) as CfnResource).overrideLogicalId(id);
    return construct;
  }

  private queue(id: string, { fifo, redrive, receives = 5, visibility, retention, watched, key }: Queue): sqs.Queue {
    const queue = this.named(id, new sqs.Queue(this.stack, id, {
      fifo, visibilityTimeout: inSeconds(visibility), retentionPeriod: inSeconds(retention), encryptionMasterKey: key && this.key(`${id}Key`),
      deadLetterQueue: redrive ? { queue: this.queues.get(redrive)!, maxReceiveCount: receives } : undefined,
    }));
    if (watched) queue.metricApproximateNumberOfMessagesVisible().createAlarm(this.stack, `${id}Alarm`, { threshold: 1, evaluationPeriods: 1 });
    return queue;
  }

  private key(id: string): kms.Key {
    const key = new kms.Key(this.stack, id);
    const principals = [new iam.ServicePrincipal('events.amazonaws.com'), new iam.ServicePrincipal('sns.amazonaws.com'), new iam.AnyPrincipal().withConditions({ StringEquals: { 'kms:CallerAccount': this.stack.account } })];
    for (const principal of principals) key.addToResourcePolicy(new iam.PolicyStatement({ principals: [principal], actions: ['kms:GenerateDataKey', 'kms:Decrypt'], resources: ['*'] }));
    return key;
  }

  private fn(id: string, { timeout, reserved, dlq, vpc, durable, tenants }: Fn): lambda.Function {
    const place = dlq?.startsWith('Q') ? { deadLetterQueue: this.queues.get(dlq) } : dlq ? { deadLetterTopic: this.topics.get(dlq) } : {};
    return this.named(id, new lambda.Function(this.stack, id, {
      runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('exports.handler = async () => {};'), timeout: inSeconds(timeout), reservedConcurrentExecutions: reserved, ...place,
      vpc: vpc && this.vpc, vpcSubnets: vpc && { subnetType: subnetTypes[vpc] }, allowPublicSubnet: vpc === 'public' ? true : undefined,
      durableConfig: durable ? { executionTimeout: Duration.seconds(durable) } : undefined, tenancyConfig: tenants && lambda.TenancyConfig.PER_TENANT,
    }));
  }

  private wire(id: string, fn: Fn, functions: ReadonlyMap<string, lambda.Function>): void {
    const latest = functions.get(id)!;
    const version = fn.published ? this.named(`${id}Version`, new lambda.Version(this.stack, `${id}Version`, { lambda: latest })) : undefined;
    const live = version && this.named(`${id}Aliaslive`, new lambda.Alias(this.stack, `${id}Alias`, { aliasName: 'live', version }));
    const invoked: { readonly [qualifier in Qualifier]: lambda.IFunction } = { latest, version: version ?? latest, live: live ?? latest };
    for (const [to, config] of Object.entries(fn.async) as [Qualifier, NonNullable<Fn['async'][Qualifier]>][]) {
      invoked[to].configureAsyncInvoke({
        retryAttempts: config.retries, maxEventAge: inSeconds(config.age),
        onFailure: this.destination(config.onFailure, functions), onSuccess: this.destination(config.onSuccess, functions),
      });
      this.named(configId(id, fn, to), invoked[to].node.findChild('EventInvokeConfig'));
    }
    for (const [name, way] of Object.entries(fn.ways)) this.way(`${id}${name}`, invoked[way.to], way);
  }

  private destination(net: Net | undefined, functions: ReadonlyMap<string, lambda.Function>): lambda.IDestination | undefined {
    if (!net) return undefined;
    if (net.startsWith('Q')) return new destinations.SqsDestination(this.queues.get(net)!);
    if (net.startsWith('T')) return new destinations.SnsDestination(this.topics.get(net)!);
    return net.startsWith('B') ? new destinations.S3Destination(this.buckets.get(net)!) : new destinations.LambdaDestination(functions.get(net)!);
  }

  /** Of a stream. */
  private onFailure(net: Net | undefined): lambda.IEventSourceDlq | undefined {
    if (!net) return undefined;
    if (net.startsWith('B')) return new sources.S3OnFailureDestination(this.buckets.get(net)!);
    return net.startsWith('Q') ? new sources.SqsDlq(this.queues.get(net)!) : new sources.SnsDlq(this.topics.get(net)!);
  }

  private way(id: string, fn: lambda.IFunction, way: Way): void {
    const { stack } = this;
    switch (way.by) {
      case 'sqs': case 'kinesis': case 'dynamodb': case 'msk': return this.poll(id, fn, way);
      case 'sns': {
        const subscription = new sns.Subscription(stack, id, { topic: this.topics.get(way.topic)!, ...this.subscription(fn, way) });
        this.named(id, subscription);
        return;
      }
      case 'rule': return void this.named(id, new events.Rule(stack, id, {
        ...way.scheduled ? { schedule: events.Schedule.rate(Duration.hours(1)) } : { eventPattern: { source: ['shop'] } },
        targets: [way, ...way.second ? [way.second] : []].map(({ dlq }) => new LambdaFunction(fn, {
          deadLetterQueue: dlq ? this.queues.get(dlq) : undefined, retryAttempts: way.retries, maxEventAge: inSeconds(way.age),
        })),
      }));
      case 'schedule': return void this.named(id, new scheduler.Schedule(stack, id, {
        schedule: scheduler.ScheduleExpression.rate(Duration.hours(1)),
        target: new ScheduledInvoke(fn, { deadLetterQueue: way.dlq ? this.queues.get(way.dlq) : undefined, retryAttempts: way.retries, maxEventAge: inSeconds(way.age) }),
      }));
      case 's3': return this.buckets.get(way.bucket)!.addEventNotification(s3.EventType.OBJECT_CREATED, new LambdaDestination(fn), ...way.prefix ? [{ prefix: way.prefix }] : []);
      case 'logs': return void this.named(id, new logs.SubscriptionFilter(stack, id, {
        logGroup: this.named(`${id}Group`, new logs.LogGroup(stack, `${id}Group`)), destination: new LogsDestination(fn), filterPattern: logs.FilterPattern.allEvents(),
      }));
      case 'task': {
        const done = new sfn.Succeed(stack, `${id}Done`);
        const task = new LambdaInvoke(stack, `${id}Call`, { lambdaFunction: fn, payloadResponseOnly: true, retryOnServiceExceptions: false });
        if (way.retry) task.addRetry({ errors: ['States.ALL'], maxAttempts: 3 });
        if (way.caught) task.addCatch(done);
        const machine = new sfn.StateMachine(stack, id, {
          definitionBody: sfn.DefinitionBody.fromChainable(task.next(done)), stateMachineType: way.express ? sfn.StateMachineType.EXPRESS : undefined,
        });
        return void this.named(id, machine);
      }
      case 'url': return void this.named(id, new lambda.FunctionUrl(stack, id, { function: fn }));
      case 'alb': return void this.named(id, new ApplicationTargetGroup(stack, id, { targets: [new LambdaTarget(fn)] }));
      case 'config': return void this.named(id, new CustomRule(stack, id, { lambdaFunction: fn, configurationChanges: true }));
      case 'ses': return void this.named(id, new ReceiptRule(stack, id, {
        ruleSet: new ReceiptRuleSet(stack, `${id}Set`), actions: [new MailAction({ function: fn, invocationType: way.waits ? LambdaInvocationType.REQUEST_RESPONSE : undefined })],
      }));
      case 'appsync': {
        const definition = Definition.fromSchema({ bind: (api) => ({ apiId: (api as GraphqlApi).apiId, definition: 'type Query { order: String }' }) });
        const source = new GraphqlApi(stack, `${id}Api`, { name: 'shop', definition }).addLambdaDataSource(id, fn, { name: 'orders' });
        const code = ResolverCode.fromInline(resolverCode(way.event));
        this.named(`${id}Resolver`, source.createResolver(`${id}Resolver`, { typeName: 'Query', fieldName: 'order', runtime: FunctionRuntime.JS_1_0_0, code }));
        return void this.named(id, source.ds);
      }
      case 'cognito': return this.named(id, new cognito.UserPool(stack, id)).addTrigger(cognito.UserPoolOperation.POST_CONFIRMATION, fn);
      default: throw new Error(`${way.by} is not of the second level here`);
    }
  }

  private subscription(fn: lambda.IFunction, way: Extract<Way, { by: 'sns' }>) {
    const { subscriberScope, subscriberId, ...config } = new LambdaSubscription(fn, {
      deadLetterQueue: way.dlq ? this.queues.get(way.dlq) : undefined, filterPolicy: way.filter && { kind: sns.SubscriptionFilter.stringFilter({ allowlist: ['order'] }) },
    }).bind(this.topics.get(way.topic)!);
    return config;
  }

  private poll(id: string, fn: lambda.IFunction, way: Extract<Way, { by: 'sqs' | 'kinesis' | 'dynamodb' | 'msk' }>): void {
    const common = { batchSize: way.batch, maxBatchingWindow: inSeconds(way.window), reportBatchItemFailures: way.partial, enabled: way.disabled ? false : undefined, filters: way.filter && [lambda.FilterCriteria.filter({ body: { kind: ['order'] } })] };
    const before = new Set(fn.node.findAll());
    if (way.by === 'sqs') {
      fn.addEventSource(new sources.SqsEventSource(this.queues.get(way.queue)!, { ...common, maxConcurrency: way.concurrency }));
    } else {
      const limits = {
        ...common, startingPosition: lambda.StartingPosition.LATEST,
        retryAttempts: way.retries, maxRecordAge: inSeconds(way.age), bisectBatchOnError: 'bisect' in way ? way.bisect : undefined, onFailure: this.onFailure(way.onFailure),
      };
      const table = () => new dynamodb.Table(this.stack, `${id}Stream`, { partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING }, stream: dynamodb.StreamViewType.NEW_IMAGE });
      // CDK calls the mapping by its topic.
      fn.addEventSource(way.by === 'msk' ? new sources.ManagedKafkaEventSource({ ...limits, clusterArn: String(clusterOf(id, way)), topic: id })
        : way.by === 'kinesis' ? new sources.KinesisEventSource(this.named(`${id}Stream`, new kinesis.Stream(this.stack, `${id}Stream`)), limits)
          : new sources.DynamoEventSource(this.named(`${id}Stream`, table()), limits));
    }
    const mapping = fn.node.findAll().find((construct) => !before.has(construct) && construct instanceof lambda.CfnEventSourceMapping);
    (mapping as lambda.CfnEventSourceMapping).overrideLogicalId(id);
  }
}
