import { CustomResource, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as apigw from 'aws-cdk-lib/aws-apigateway';
import * as apigwv2 from 'aws-cdk-lib/aws-apigatewayv2';
import * as integrations from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import * as origins from 'aws-cdk-lib/aws-cloudfront-origins';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as albTargets from 'aws-cdk-lib/aws-elasticloadbalancingv2-targets';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as iot from 'aws-cdk-lib/aws-iot';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as destinations from 'aws-cdk-lib/aws-lambda-destinations';
import * as sources from 'aws-cdk-lib/aws-lambda-event-sources';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as logsDestinations from 'aws-cdk-lib/aws-logs-destinations';
import * as pipes from 'aws-cdk-lib/aws-pipes';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as notifications from 'aws-cdk-lib/aws-s3-notifications';
import * as scheduler from 'aws-cdk-lib/aws-scheduler';
import * as schedulerTargets from 'aws-cdk-lib/aws-scheduler-targets';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as subscriptions from 'aws-cdk-lib/aws-sns-subscriptions';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { judge, inWords } from '../support/both-doors';
import { fn } from '../support/parts';

/** A queue for failed events that somebody hears of: kept for 14 days, with an alarm. */
function watched(stack: Stack, id = 'Failed', props: sqs.QueueProps = {}): sqs.Queue {
  const queue = new sqs.Queue(stack, id, { retentionPeriod: Duration.days(14), ...props });
  queue.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(1), statistic: 'max' }).createAlarm(stack, `${id}Alarm`, { threshold: 1, evaluationPeriods: 1 });
  return queue;
}

const kept = (stack: Stack) => ({ onFailure: new destinations.SqsDestination(watched(stack)) });

/** One app for each way of invoking a function, wired as AWS documents it. None of them may give a finding. */
const correct: { readonly [kind: string]: { readonly app: (stack: Stack) => void; readonly fate: string } } = {
  'a standard queue': {
    fate: 'kept',
    app: (stack) => fn(stack).addEventSource(new sources.SqsEventSource(new sqs.Queue(stack, 'Orders', {
      visibilityTimeout: Duration.seconds(38), deadLetterQueue: { queue: watched(stack), maxReceiveCount: 5 },
    }), { maxBatchingWindow: Duration.seconds(20), batchSize: 100, reportBatchItemFailures: true, maxConcurrency: 10 })),
  },
  'a FIFO queue': {
    fate: 'kept',
    app: (stack) => fn(stack).addEventSource(new sources.SqsEventSource(new sqs.Queue(stack, 'Orders', {
      fifo: true, contentBasedDeduplication: true, visibilityTimeout: Duration.seconds(18), deadLetterQueue: { queue: watched(stack, 'Dead', { fifo: true }), maxReceiveCount: 5 },
    }), { reportBatchItemFailures: true })),
  },
  'an encrypted queue with an encrypted dead-letter queue': {
    fate: 'kept',
    app: (stack) => {
      const key = new kms.Key(stack, 'Key');
      fn(stack).addEventSource(new sources.SqsEventSource(new sqs.Queue(stack, 'Orders', {
        encryptionMasterKey: key, visibilityTimeout: Duration.seconds(18), deadLetterQueue: { queue: watched(stack, 'Dead', { encryptionMasterKey: key }), maxReceiveCount: 5 },
      }), { reportBatchItemFailures: true }));
    },
  },
  'a Kinesis stream, failures in a bucket': {
    fate: 'kept',
    app: (stack) => fn(stack).addEventSource(new sources.KinesisEventSource(new kinesis.Stream(stack, 'Clicks'), {
      startingPosition: lambda.StartingPosition.TRIM_HORIZON, retryAttempts: 5, maxRecordAge: Duration.hours(6), bisectBatchOnError: true,
      onFailure: new sources.S3OnFailureDestination(new s3.Bucket(stack, 'FailedClicks', { removalPolicy: RemovalPolicy.RETAIN })),
    })),
  },
  'a table stream': {
    fate: 'kept',
    app: (stack) => fn(stack).addEventSource(new sources.DynamoEventSource(
      new dynamodb.Table(stack, 'Table', { partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING }, stream: dynamodb.StreamViewType.NEW_IMAGE }),
      {
        startingPosition: lambda.StartingPosition.TRIM_HORIZON, retryAttempts: 5, maxRecordAge: Duration.hours(6), reportBatchItemFailures: true,
        onFailure: new sources.S3OnFailureDestination(new s3.Bucket(stack, 'FailedChanges', { removalPolicy: RemovalPolicy.RETAIN })),
      })),
  },
  'an SNS topic': {
    fate: 'kept',
    app: (stack) => void new sns.Topic(stack, 'Topic').addSubscription(new subscriptions.LambdaSubscription(fn(stack, 'Fn', kept(stack)), { deadLetterQueue: watched(stack, 'Undelivered') })),
  },
  'an EventBridge rule on an alias': {
    fate: 'kept',
    app: (stack) => {
      const handler = fn(stack);
      const alias = new lambda.Alias(stack, 'Live', { aliasName: 'live', version: handler.currentVersion });
      alias.configureAsyncInvoke(kept(stack));
      new events.Rule(stack, 'Rule', { eventPattern: { source: ['shop'] }, targets: [new targets.LambdaFunction(alias, { deadLetterQueue: watched(stack, 'Undelivered') })] });
    },
  },
  'an EventBridge rule on a schedule with a constant input': {
    fate: 'kept',
    app: (stack) => void new events.Rule(stack, 'Nightly', {
      schedule: events.Schedule.rate(Duration.days(1)),
      targets: [new targets.LambdaFunction(fn(stack, 'Fn', kept(stack)), { deadLetterQueue: watched(stack, 'Undelivered'), event: events.RuleTargetInput.fromObject({ job: 'nightly' }) })],
    }),
  },
  'an EventBridge schedule': {
    fate: 'kept',
    app: (stack) => void new scheduler.Schedule(stack, 'Nightly', {
      schedule: scheduler.ScheduleExpression.rate(Duration.days(1)),
      target: new schedulerTargets.LambdaInvoke(fn(stack, 'Fn', kept(stack)), { deadLetterQueue: watched(stack, 'Undelivered'), input: scheduler.ScheduleTargetInput.fromObject({ job: 'nightly' }) }),
    }),
  },
  'an S3 bucket': {
    fate: 'kept',
    app: (stack) => new s3.Bucket(stack, 'Uploads').addEventNotification(s3.EventType.OBJECT_CREATED, new notifications.LambdaDestination(fn(stack, 'Fn', kept(stack)))),
  },
  'a log group': {
    fate: 'kept',
    app: (stack) => void new logs.SubscriptionFilter(stack, 'Filter', {
      logGroup: new logs.LogGroup(stack, 'Logs'), destination: new logsDestinations.LambdaDestination(fn(stack, 'Fn', kept(stack))), filterPattern: logs.FilterPattern.allEvents(),
    }),
  },
  'an IoT rule': {
    fate: 'kept',
    app: (stack) => {
      const handler = fn(stack, 'Fn', kept(stack));
      const undelivered = watched(stack, 'Undelivered');
      const role = new iam.Role(stack, 'IotRole', { assumedBy: new iam.ServicePrincipal('iot.amazonaws.com') });
      undelivered.grantSendMessages(role);
      new iot.CfnTopicRule(stack, 'Topic', {
        topicRulePayload: {
          sql: 'SELECT * FROM "t"', actions: [{ lambda: { functionArn: handler.functionArn } }],
          errorAction: { sqs: { queueUrl: undelivered.queueUrl, roleArn: role.roleArn, useBase64: false } },
        },
      });
      handler.addPermission('Iot', { principal: new iam.ServicePrincipal('iot.amazonaws.com') });
    },
  },
  'a REST API': { fate: 'caller', app: (stack) => void new apigw.LambdaRestApi(stack, 'Api', { handler: fn(stack), cloudWatchRole: false }) },
  'an HTTP API': { fate: 'caller', app: (stack) => void new apigwv2.HttpApi(stack, 'Api', { defaultIntegration: new integrations.HttpLambdaIntegration('Fn', fn(stack)) }) },
  'a function URL': { fate: 'caller', app: (stack) => void fn(stack).addFunctionUrl({ authType: lambda.FunctionUrlAuthType.AWS_IAM }) },
  'a load balancer': {
    fate: 'caller',
    app: (stack) => {
      const vpc = new ec2.Vpc(stack, 'Vpc', { maxAzs: 2, natGateways: 1, restrictDefaultSecurityGroup: false });
      new elbv2.ApplicationLoadBalancer(stack, 'Alb', { vpc }).addListener('Http', { port: 80, open: false }).addTargets('Fn', { targets: [new albTargets.LambdaTarget(fn(stack))] });
    },
  },
  'a Cognito trigger': { fate: 'caller', app: (stack) => void new cognito.UserPool(stack, 'Users', { lambdaTriggers: { preSignUp: fn(stack) } }) },
  'a Step Functions task': {
    fate: 'caller',
    app: (stack) => {
      const task = new tasks.LambdaInvoke(stack, 'Task', { lambdaFunction: fn(stack), retryOnServiceExceptions: true, taskTimeout: sfn.Timeout.duration(Duration.seconds(10)) });
      task.addRetry({ errors: ['Lambda.TooManyRequestsException'], maxAttempts: 6, backoffRate: 2, jitterStrategy: sfn.JitterType.FULL });
      task.addCatch(new sfn.Fail(stack, 'Failed'));
      new sfn.StateMachine(stack, 'Machine', { definitionBody: sfn.DefinitionBody.fromChainable(task) });
    },
  },
  'a Kafka topic, failures in a bucket': {
    fate: 'kept',
    app: (stack) => fn(stack).addEventSource(new sources.ManagedKafkaEventSource({
      clusterArn: 'arn:aws:kafka:eu-west-1:111122223333:cluster/orders/abc', topic: 'orders', startingPosition: lambda.StartingPosition.TRIM_HORIZON,
      retryAttempts: 5, maxRecordAge: Duration.hours(12), bisectBatchOnError: true, onFailure: new sources.S3OnFailureDestination(new s3.Bucket(stack, 'FailedBatches')),
    })),
  },
  'a custom resource': {
    fate: 'caller',
    app: (stack) => void new CustomResource(stack, 'Seed', { serviceToken: fn(stack, 'Fn', kept(stack)).functionArn, serviceTimeout: Duration.minutes(5) }),
  },
  'Lambda@Edge': {
    fate: 'caller',
    app: (stack) => void new cloudfront.Distribution(stack, 'Site', {
      defaultBehavior: { origin: new origins.HttpOrigin('example.com'), edgeLambdas: [{ functionVersion: fn(stack).currentVersion, eventType: cloudfront.LambdaEdgeEventType.ORIGIN_REQUEST }] },
    }),
  },
  'a pipe from a queue': {
    fate: 'kept',
    app: (stack) => {
      const queue = new sqs.Queue(stack, 'Orders', { visibilityTimeout: Duration.seconds(30), deadLetterQueue: { queue: watched(stack), maxReceiveCount: 5 } });
      const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('pipes.amazonaws.com') });
      queue.grantConsumeMessages(role);
      const target = fn(stack);
      target.grantInvoke(role);
      new pipes.CfnPipe(stack, 'Pipe', { roleArn: role.roleArn, source: queue.queueArn, target: target.functionArn, sourceParameters: { sqsQueueParameters: { batchSize: 1 } } });
    },
  },
  'a function in private subnets with a NAT gateway': {
    fate: 'unknown',
    app: (stack) => void fn(stack, 'Fn', { vpc: new ec2.Vpc(stack, 'Vpc', { maxAzs: 2, natGateways: 1, restrictDefaultSecurityGroup: false }) }),
  },
};

describe.each(Object.entries(correct))('%s', (_, { app, fate }) => {
  const judged = judge({ app });

  test('gives no finding', () => {
    expect(judged.files.findings.map(({ rule, what }) => `${rule}: ${what}`)).toEqual([]);
  });

  test('ends where it should', () => {
    const paths = judged.files.graph.paths.filter(({ fn: { id } }) => id.startsWith('Fn'));
    expect(new Set(paths.map(({ outcome }) => outcome.fate))).toEqual(new Set([fate]));
    expect(paths.every(({ delivery }) => delivery === undefined || delivery.fate === 'kept')).toBe(true);
  });

  test('reads the same from the construct tree', () => expect(inWords(judged.tree)).toEqual(inWords(judged.files)));
});
