import { App, Duration, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as actions from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { AuthenticationMethod, ManagedKafkaEventSource, SelfManagedKafkaEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import * as msk from 'aws-cdk-lib/aws-msk';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { DeadLetterQueue, FailureTarget, KafkaTrigger, KafkaTriggeredFunction, KafkaTriggeredFunctionProps, KafkaTriggerOptions, KafkaTriggerProps } from '../../src';
import { constructContract, plain } from '../support/construct-contract';
import { fn } from '../support/parts';
import { broken, expectKept, mappingOf, resources } from '../support/polled';

const clusterArn = 'arn:aws:kafka:eu-west-1:111122223333:cluster/shop/0a1b-2';
const topic = 'orders';
const provisionedPollerConfig = { minimumPollers: 1, maximumPollers: 4 };
const bootstrapServers = ['kafka.example.com:9092'];
const secret = (stack: Stack) => secretsmanager.Secret.fromSecretNameV2(stack, 'Secret', 'kafka');

const clusterIn = (stack: Stack, subnetIds = ['subnet-1', 'subnet-2']) =>
  new msk.CfnServerlessCluster(stack, 'Cluster', { clusterName: 'shop', clientAuthentication: { sasl: { iam: { enabled: true } } }, vpcConfigs: [{ subnetIds }] });

/** What cdk-nag says of every function that reads from MSK, and of the bucket for failed records. */
const nagOfReaders = { 'Serverless-LambdaDLQ': 'Lambda writes to the dead-letter queue of a function for asynchronous invocations only; here it would stay empty' };
const nagOfMsk = {
  ...nagOfReaders,
  'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaMSKExecutionRole]': 'aws-cdk-lib attaches the policy that AWS made for this',
};
const nagOfGroups = { 'AwsSolutions-IAM5[Resource::arn:aws:kafka:eu-west-1:111122223333:group/shop/0a1b-2/*]': 'Lambda names the consumer group itself, unless consumerGroupId is set' };
const nagOfBucket = (logicalId: string) => ({
  'AwsSolutions-S1': 'access logs go to another bucket, which is for the app to choose',
  'AwsSolutions-IAM5[Action::s3:Abort*]': 'what Bucket.grantPut grants',
  [`AwsSolutions-IAM5[Resource::<${logicalId}.Arn>/*]`]: 'Lambda names the objects itself, and puts them with the rights of the function',
});

constructContract('KafkaTriggeredFunction', {
  'a cluster of MSK': {
    app: (stack) => void new KafkaTriggeredFunction(stack, 'Orders', { ...plain(stack), clusterArn, topic }),
    rests: ['kafka: kept → Orders/Trigger/FailedRecords'], nag: { ...nagOfMsk, ...nagOfGroups, ...nagOfBucket('OrdersTriggerFailedRecords7724054C') },
  },
  'provisioned mode, and a group': {
    app: (stack) => void new KafkaTriggeredFunction(stack, 'Orders', { ...plain(stack), clusterArn, topic, provisionedPollerConfig, consumerGroupId: 'shop' }),
    rests: ['kafka: kept → Orders/Trigger/FailedRecords'], nag: { ...nagOfMsk, ...nagOfBucket('OrdersTriggerFailedRecords7724054C') },
  },
  'a Kafka topic for failed records': {
    app: (stack) => void new KafkaTriggeredFunction(stack, 'Orders', { ...plain(stack), clusterArn, topic, provisionedPollerConfig, consumerGroupId: 'shop', processing: { failureTopic: 'orders-failed' } }),
    rests: ['kafka: kept → kafka://orders-failed'], nag: nagOfMsk,
  },
  'a Kafka topic for failed records, in a cluster of the app': {
    app: (stack) => void new KafkaTriggeredFunction(stack, 'Orders', { ...plain(stack), clusterArn: clusterIn(stack).attrArn, topic, provisionedPollerConfig, consumerGroupId: 'shop', processing: { failureTopic: 'orders-failed' } }),
    rests: ['kafka: kept → kafka://orders-failed'], nag: nagOfMsk,
  },
  'a cluster of our own': {
    app: (stack) => void new KafkaTriggeredFunction(stack, 'Orders', { ...plain(stack), bootstrapServers, topic, secret: secret(stack) }),
    rests: ['kafka: kept → Orders/Trigger/FailedRecords'], nag: { ...nagOfReaders, ...nagOfBucket('OrdersTriggerFailedRecords7724054C') },
  },
});

constructContract('KafkaTrigger', {
  'an alias, and positions in a queue': {
    app: (stack) => {
      const alias = new lambda.Function(stack, 'Fn', plain(stack)).addAlias('live');
      new KafkaTrigger(stack, 'Orders', { function: alias, clusterArn, topic, consumerGroupId: 'shop', processing: { onFailure: FailureTarget.queue(new DeadLetterQueue(stack, 'Failed')) } });
    },
    rests: ['kafka: kept → Failed (position)'], nag: { ...nagOfMsk, 'Serverless-SQSRedrivePolicy': 'the queue that has none is for failed records itself', 'AwsSolutions-SQS3': 'the same' },
  },
});

function made(options: Partial<KafkaTriggeredFunctionProps> = {}) {
  const stack = new Stack(new App(), 'Shop');
  const { trigger } = new KafkaTriggeredFunction(stack, 'Orders', { ...plain(stack), clusterArn: options.bootstrapServers ? undefined : clusterArn, topic, ...options });
  return { stack, trigger, template: Template.fromStack(stack) };
}

describe('what is made', () => {
  test('on demand: a bucket, and nothing that Lambda takes in provisioned mode only', () => {
    const { template } = made();
    expect(mappingOf(template).Properties).toEqual({
      FunctionName: expect.anything(), EventSourceArn: clusterArn, Topics: [topic],
      StartingPosition: 'TRIM_HORIZON', BatchSize: 100, DestinationConfig: { OnFailure: { Destination: expect.anything() } },
    });
    template.hasResource('AWS::S3::Bucket', { DeletionPolicy: 'Retain', Properties: { BucketEncryption: Match.anyValue(), PublicAccessBlockConfiguration: Match.anyValue() } });
  });

  test('provisioned: finite retries, bisecting, partial batch responses and counters', () => {
    expect(mappingOf(made({ provisionedPollerConfig }).template).Properties).toMatchObject({
      MaximumRetryAttempts: 5, BisectBatchOnFunctionError: true, FunctionResponseTypes: ['ReportBatchItemFailures'], MetricsConfig: { Metrics: ['EventCount', 'ErrorCount'] },
      ProvisionedPollerConfig: { MinimumPollers: 1, MaximumPollers: 4 },
    });
  });

  test('everything can be set otherwise', () => {
    const { template } = made({
      provisionedPollerConfig, consumerGroupId: 'shop', batchSize: 10, maxBatchingWindow: Duration.seconds(5), enabled: false, mappingLogicalId: 'Mapping',
      startingPosition: lambda.StartingPosition.AT_TIMESTAMP, startingPositionTimestamp: 1_700_000_000,
      filters: [lambda.FilterCriteria.filter({ value: lambda.FilterRule.exists() })],
      metricsConfig: { metrics: [lambda.MetricType.KAFKA_METRICS] }, pollerLogLevel: lambda.EventSourceMappingLogLevel.WARN,
      processing: { retryAttempts: 2, maxRecordAge: Duration.hours(1), bisectBatchOnError: false, reportBatchItemFailures: false },
    });
    expect(mappingOf(template).Properties).toMatchObject({
      AmazonManagedKafkaEventSourceConfig: { ConsumerGroupId: 'shop' }, BatchSize: 10, MaximumBatchingWindowInSeconds: 5, Enabled: false, StartingPosition: 'AT_TIMESTAMP',
      StartingPositionTimestamp: 1_700_000_000, MaximumRetryAttempts: 2, MaximumRecordAgeInSeconds: 3600, BisectBatchOnFunctionError: false,
      MetricsConfig: { Metrics: ['KafkaMetrics'] }, LoggingConfig: { SystemLogLevel: 'WARN' }, FilterCriteria: { Filters: [expect.anything()] },
    });
    expect(mappingOf(template).Properties).not.toHaveProperty('FunctionResponseTypes');
    expect(Object.keys(template.findResources('AWS::Lambda::EventSourceMapping'))).toEqual(['Mapping']);
  });

  test('a cluster of our own in a VPC, and the rights to get there', () => {
    const stack = new Stack(new App(), 'Shop');
    const vpc = new ec2.Vpc(stack, 'Vpc');
    const securityGroup = new ec2.SecurityGroup(stack, 'Group', { vpc });
    new KafkaTriggeredFunction(stack, 'Orders', {
      ...plain(stack), bootstrapServers, topic, secret: secret(stack), rootCACertificate: secretsmanager.Secret.fromSecretNameV2(stack, 'Ca', 'ca'), authenticationMethod: AuthenticationMethod.BASIC_AUTH,
      network: { vpc, vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS }, securityGroup },
    });
    const template = Template.fromStack(stack);
    expect((mappingOf(template).Properties.SourceAccessConfigurations as { Type: string }[]).map(({ Type }) => Type)).toEqual(['BASIC_AUTH', 'SERVER_ROOT_CA_CERTIFICATE', 'VPC_SECURITY_GROUP', 'VPC_SUBNET', 'VPC_SUBNET']);
    template.hasResourceProperties('AWS::IAM::Policy', { PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Action: Match.arrayWith(['ec2:CreateNetworkInterface']), Resource: '*' })]) } });
  });

  test('the role may read what MSK lets roles read, and write to the topic for failed records', () => {
    const allowed = (stack: Stack, options: Partial<KafkaTriggerOptions>) => {
      new KafkaTrigger(stack, 'Trigger', { function: fn(stack), clusterArn, topic, provisionedPollerConfig, processing: { failureTopic: 'orders-failed' }, ...options });
      const [policy] = Object.values(Template.fromStack(stack).findResources('AWS::IAM::Policy')) as { Properties: { PolicyDocument: { Statement: { Action: string | string[]; Resource: unknown }[] } } }[];
      return policy.Properties.PolicyDocument.Statement.filter(({ Action }) => [Action].flat().some((action) => action.startsWith('kafka-cluster:')));
    };
    const arn = (kind: string, name: string) => `arn:aws:kafka:eu-west-1:111122223333:${kind}/shop/0a1b-2/${name}`;
    expect(allowed(new Stack(new App(), 'Shop'), { consumerGroupId: 'shop' }).map(({ Action, Resource }) => [Action, Resource])).toEqual([
      ['kafka-cluster:Connect', clusterArn],
      [['kafka-cluster:DescribeTopic', 'kafka-cluster:WriteData', 'kafka-cluster:ReadData'], arn('topic', 'orders-failed')],
      [['kafka-cluster:Connect', 'kafka-cluster:DescribeClusterDynamicConfiguration'], clusterArn],
      [['kafka-cluster:DescribeTopic', 'kafka-cluster:ReadData'], arn('topic', 'orders')],
      [['kafka-cluster:DescribeGroup', 'kafka-cluster:AlterGroup'], arn('group', 'shop')],
    ]);
    const stack = new Stack(new App(), 'Shop');
    expect(allowed(stack, { secret: secret(stack) })).toEqual([]);
  });

  test('a cluster of the app', () => {
    const stack = new Stack(new App(), 'Shop');
    new KafkaTrigger(stack, 'Trigger', { function: fn(stack), clusterArn: clusterIn(stack).attrArn, topic });
    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Action: ['kafka-cluster:DescribeTopic', 'kafka-cluster:ReadData'], Resource: { 'Fn::Join': ['', Match.arrayWith([':topic/', '/orders'])] } })]) },
    });
  });

  test('what only the cluster knows is said', () => {
    Annotations.fromStack(made().stack).hasInfo('*', Match.stringLikeRegexp('the topic orders keeps its records for longer than the function may be down or behind'));
    const { stack } = made({ provisionedPollerConfig, processing: { failureTopic: 'orders-failed', maxRecordAge: Duration.hours(6) } });
    Annotations.fromStack(stack).hasInfo('*', Match.stringLikeRegexp('longer than 6 hours, the maxRecordAge.*the topic orders-failed exists'));
  });
});

describe('the network of the cluster', () => {
  const toVerify = (build: (stack: Stack) => Omit<KafkaTriggerProps, 'topic' | 'function'> & Partial<KafkaTriggerProps>) => {
    const stack = new Stack(new App(), 'Shop');
    new KafkaTrigger(stack, 'Trigger', { function: stack.node.tryFindChild('Fn') as lambda.Function ?? fn(stack), topic, ...build(stack) });
    const annotations = Annotations.fromStack(stack);
    return {
      told: annotations.findInfo('*', Match.stringLikeRegexp('The network of the source')).map(({ entry }) => /Verify that (.*) can be reached/.exec(String(entry.data))![1]),
      found: [...annotations.findWarning('*', Match.anyValue()), ...annotations.findInfo('*', Match.anyValue())].flatMap(({ entry, level }) => (String(entry.data).includes('::poller-no-route') ? [level] : [])),
    };
  };
  const subnets = (stack: Stack, subnetType: ec2.SubnetType) =>
    new ec2.Vpc(stack, 'Vpc', { subnetConfiguration: [{ name: 'outer', subnetType: ec2.SubnetType.PUBLIC }, { name: 'inner', subnetType }] }).selectSubnets({ subnetType }).subnetIds;

  test.each<[string, (stack: Stack) => Partial<KafkaTriggerProps>, string[]]>([
    ['all of it on demand', () => ({ clusterArn }), ['Lambda, STS, the service of Shop/Trigger/FailedRecords']],
    ['Secrets Manager too, with a secret', (stack) => ({ clusterArn, secret: secret(stack) }), ['Lambda, STS, Secrets Manager, the service of Shop/Trigger/FailedRecords']],
    ['a place of failed records in provisioned mode', () => ({ clusterArn, provisionedPollerConfig }), ['the service of Shop/Trigger/FailedRecords']],
    ['nothing for a topic of the same cluster', () => ({ clusterArn, provisionedPollerConfig, processing: { failureTopic: 'orders-failed' } }), []],
    ['nothing on the internet', (stack) => ({ bootstrapServers, secret: secret(stack) }), []],
    ['a cluster of the app in subnets that are made elsewhere', (stack) => ({ clusterArn: clusterIn(stack).attrArn }), ['Lambda, STS, the service of Shop/Trigger/FailedRecords']],
    ['a function that is made elsewhere', (stack) => ({ clusterArn, function: lambda.Function.fromFunctionArn(stack, 'Orders', 'arn:aws:lambda:eu-west-1:111122223333:function:orders') }), ['Lambda, STS, the service of Shop/Trigger/FailedRecords']],
  ])('is told of where it cannot be known: %s', (_, options, told) => expect(toVerify(options)).toEqual({ told, found: [] }));

  test('is followed where it is known: a NAT gateway', () => {
    expect(toVerify((stack) => ({ clusterArn: clusterIn(stack, subnets(stack, ec2.SubnetType.PRIVATE_WITH_EGRESS)).attrArn }))).toEqual({ told: [], found: [] });
  });

  test('is followed where it is known: nothing leads out', () => {
    const isolated = (stack: Stack) => ({ clusterArn: clusterIn(stack, subnets(stack, ec2.SubnetType.PRIVATE_ISOLATED)).attrArn });
    expect(toVerify(isolated)).toEqual({ told: [], found: ['warning'] });
    expect(toVerify((stack) => ({ ...isolated(stack), provisionedPollerConfig }))).toEqual({ told: [], found: ['info'] });
  });

  test('is followed where it is known: a self-managed cluster in isolated subnets', () => {
    expect(toVerify((stack) => {
      const vpc = new ec2.Vpc(stack, 'Vpc', { subnetConfiguration: [{ name: 'inner', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }] });
      return { bootstrapServers, network: { vpc, vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED }, securityGroup: new ec2.SecurityGroup(stack, 'Group', { vpc }) } };
    })).toEqual({ told: [], found: ['warning'] });
  });
});

describe('alarms', () => {
  test('on demand: lag and failed deliveries, which are all that Lambda counts, with the actions', () => {
    const stack = new Stack(new App(), 'Shop');
    const onCall = new sns.Topic(stack, 'OnCall');
    const { trigger } = new KafkaTriggeredFunction(stack, 'Orders', { ...plain(stack), clusterArn, topic, alarmActions: [new actions.SnsAction(onCall)] });
    const template = Template.fromStack(stack);
    const Dimensions = [{ Name: 'FunctionName', Value: { Ref: Object.keys(template.findResources('AWS::Lambda::Function'))[0] } }];
    for (const [MetricName, Statistic, Threshold] of [['OffsetLag', 'Maximum', 10_000], ['DestinationDeliveryFailures', 'Sum', 1]] as const) {
      template.hasResourceProperties('AWS::CloudWatch::Alarm', {
        Namespace: 'AWS/Lambda', MetricName, Statistic, Threshold, Period: 60, EvaluationPeriods: 1, DatapointsToAlarm: 1, TreatMissingData: 'notBreaching', Dimensions, AlarmActions: [stack.resolve(onCall.topicArn)],
      });
    }
    expect(trigger.alarms).toHaveLength(2);
  });

  test.each([[{}], [{ failureTopic: 'orders-failed' }]])('provisioned: by mapping too, %j', (processing) => {
    const { template } = made({ provisionedPollerConfig, processing, maxOffsetLag: 7 });
    const Dimensions = [{ Name: 'EventSourceMappingUUID', Value: { Ref: Object.keys(template.findResources('AWS::Lambda::EventSourceMapping'))[0] } }];
    for (const MetricName of ['DroppedEventCount', 'OnFailureDestinationDeliveredEventCount', 'OnFailureDestinationDeliveryErrorCount']) {
      template.hasResourceProperties('AWS::CloudWatch::Alarm', { Namespace: 'AWS/Lambda', MetricName, Threshold: 1, Statistic: 'Sum', Dimensions });
    }
    template.hasResourceProperties('AWS::CloudWatch::Alarm', { MetricName: 'OffsetLag', Threshold: 7 });
  });

  test('none, for a reason, and no counters to pay for', () => {
    const { template, trigger } = made({ provisionedPollerConfig, withoutAlarms: 'watched by Datadog' });
    expect(trigger.alarms).toEqual([]);
    expect(mappingOf(template).Properties).not.toHaveProperty('MetricsConfig');
  });

  test('metrics', () => {
    const { trigger } = made({ provisionedPollerConfig });
    const metrics = [
      trigger.metricOffsetLag(), trigger.metricDestinationDeliveryFailures({ period: Duration.minutes(5) }),
      trigger.metricDropped(), trigger.metricFailed(), trigger.metricDestinationErrors(),
    ];
    expect(metrics.map(({ namespace, metricName, period, statistic }) => `${namespace} ${metricName} ${statistic} ${period.toSeconds()}`)).toEqual([
      'AWS/Lambda OffsetLag Maximum 60', 'AWS/Lambda DestinationDeliveryFailures Sum 300', 'AWS/Lambda DroppedEventCount Sum 60', 'AWS/Lambda OnFailureDestinationDeliveredEventCount Sum 60',
      'AWS/Lambda OnFailureDestinationDeliveryErrorCount Sum 60',
    ]);
  });
});

describe('what contradicts a documented rule is refused, with the value to use', () => {
  const refused: { readonly [title: string]: readonly [options: (stack: Stack) => Partial<KafkaTriggerOptions>, says: RegExp] } = {
    'no cluster': [() => ({ clusterArn: undefined }), /set clusterArn for a cluster of Amazon MSK, or bootstrapServers/],
    'two clusters': [() => ({ bootstrapServers }), /one of the two/],
    'settings of a self-managed cluster for MSK': [(stack) => ({ rootCACertificate: secret(stack) }), /rootCACertificate is for self-managed clusters; leave it out/],
    'the internet without credentials': [() => ({ clusterArn: undefined, bootstrapServers }), /set secret, or network/],
    'retries on demand': [() => ({ processing: { retryAttempts: 3 } }), /retryAttempts needs provisioned mode; set provisionedPollerConfig: \{ minimumPollers: 1 \}.*tried again 10 times/],
    'age, bisecting and partial responses on demand': [() => ({ processing: { maxRecordAge: Duration.hours(1), bisectBatchOnError: true, reportBatchItemFailures: true } }), /maxRecordAge, bisectBatchOnError, reportBatchItemFailures need provisioned mode/],
    'a Kafka topic for failed records on demand': [() => ({ processing: { failureTopic: 'orders-failed' } }), /failureTopic needs provisioned mode/],
    'counters and logs on demand': [() => ({ metricsConfig: { metrics: [lambda.MetricType.EVENT_COUNT] }, pollerLogLevel: lambda.EventSourceMappingLogLevel.INFO }), /metricsConfig, pollerLogLevel need provisioned mode/],
    'the same topic for failed records': [() => ({ provisionedPollerConfig, processing: { failureTopic: topic } }), /Use another one, such as orders-failed/],
    'a short name': [() => ({ provisionedPollerConfig, processing: { failureTopic: 'dlt' } }), /four characters or more/],
    'two places for failed records': [(stack) => ({ provisionedPollerConfig, processing: { failureTopic: 'orders-failed', onFailure: FailureTarget.queue(new sqs.Queue(stack, 'Failed')) } }), /exclude each other/],
    'too many retries': [() => ({ provisionedPollerConfig, processing: { retryAttempts: 10_001 } }), /Lambda takes -1 to 10000/],
    'a record age above a week': [() => ({ provisionedPollerConfig, processing: { maxRecordAge: Duration.days(8) } }), /Lambda takes 60 to 604800 s/],
    'a large batch': [() => ({ batchSize: 10_001 }), /Lambda takes 1 to 10000/],
    'a position at a timestamp without one': [() => ({ startingPosition: lambda.StartingPosition.AT_TIMESTAMP }), /set startingPositionTimestamp/],
    'a timestamp without that position': [() => ({ startingPositionTimestamp: 1 }), /for StartingPosition\.AT_TIMESTAMP only/],
    'a function for failed records': [(stack) => ({ processing: { onFailure: FailureTarget.function(fn(stack)) } }), /can keep asynchronous events only/],
    'no alarms without a reason': [() => ({ withoutAlarms: '' }), /withoutAlarms is the reason/],
  };

  test.each(Object.entries(refused))('%s', (_, [options, says]) => {
    const stack = new Stack(new App(), 'Shop');
    expect(() => new KafkaTriggeredFunction(stack, 'Orders', { ...plain(stack), clusterArn, topic, ...options(stack) })).toThrow(says);
  });
});

describe('what breaks a recommendation is reported at synthesis, until somebody acknowledges it', () => {
  const found = (options: Partial<KafkaTriggeredFunctionProps>, ...ids: string[]) => broken((stack) => void new KafkaTriggeredFunction(stack, 'Orders', { ...plain(stack), clusterArn, topic, ...options }), ...ids);

  test.each<[string, Partial<KafkaTriggeredFunctionProps>]>([
    ['poller-timeout-gt-14-min', { timeout: Duration.minutes(15) }],
    ['mapping-disabled', { enabled: false }],
  ])('%s', (id, options) => {
    expect(found(options)).toEqual([id]);
    expect(found(options, id)).toEqual([]);
  });
});

test('a function that is made elsewhere: what its role needs', () => {
  const stack = new Stack(new App(), 'Shop');
  new KafkaTrigger(stack, 'Trigger', { function: lambda.Function.fromFunctionArn(stack, 'Fn', 'arn:aws:lambda:eu-west-1:111122223333:function:orders'), clusterArn, topic });
  const annotations = Annotations.fromStack(stack);
  annotations.hasInfo('*', Match.stringLikeRegexp('Shop/Fn is made elsewhere.*AWSLambdaMSKExecutionRole.*its role needs these statements:.*"kafka:DescribeCluster".*"kafka-cluster:ReadData"'));
  annotations.hasInfo('*', Match.stringLikeRegexp('"s3:ListBucket"'));
});

describe('moving from plain constructs', () => {
  const startingPosition = lambda.StartingPosition.TRIM_HORIZON;

  test.each<[string, (stack: Stack, handler: lambda.Function) => void, (stack: Stack) => Partial<KafkaTriggerOptions>]>([
    ['MSK', (_, handler) => handler.addEventSource(new ManagedKafkaEventSource({ clusterArn, topic, startingPosition })), () => ({ clusterArn })],
    ['a cluster of our own', (stack, handler) => handler.addEventSource(new SelfManagedKafkaEventSource({ bootstrapServers, topic, startingPosition, secret: secret(stack) })), (stack) => ({ bootstrapServers, secret: secret(stack) })],
  ])('%s: keeps function and mapping, and adds a bucket, alarms and the right to write', (_, plainly, options) => {
    expectKept(plainly, (stack, handler) => void new KafkaTrigger(stack, 'Trigger', { function: handler, topic, ...options(stack) }));
  });

  test('a mapping that was made otherwise keeps its logical id on demand, and a second one is refused', () => {
    expect(resources((stack, handler) => void new KafkaTrigger(stack, 'Trigger', { function: handler, clusterArn, topic, mappingLogicalId: 'OldMapping' })).OldMapping.Type).toBe('AWS::Lambda::EventSourceMapping');
    expect(() => resources((stack, handler) => {
      handler.addEventSource(new ManagedKafkaEventSource({ clusterArn, topic, startingPosition }));
      new KafkaTrigger(stack, 'Trigger', { function: handler, clusterArn, topic });
    })).toThrow(/Lambda refuses a second mapping of the two/);
  });
});
