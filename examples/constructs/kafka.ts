import { App, Duration, Stack } from 'aws-cdk-lib';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { FailureBucket, FailureTarget, KafkaTrigger, KafkaTriggeredFunction } from 'cdk-lambda-failsafe';

const app = new App();
const stack = new Stack(app, 'Shop');
const code = Code.fromInline('exports.handler = async () => ({ batchItemFailures: [] });');
const alarmActions = [new SnsAction(new Topic(stack, 'OnCall'))];
const clusterArn = 'arn:aws:kafka:eu-west-1:111122223333:cluster/shop/0a1b2c3d-1';

// Pollers on demand: ten retries, then the records go to a bucket.
new KafkaTriggeredFunction(stack, 'ShipOrder', { runtime: Runtime.NODEJS_22_X, handler: 'index.handler', code, alarmActions, clusterArn, topic: 'orders' });

// Provisioned pollers, and a topic of the same cluster for what fails.
new KafkaTriggeredFunction(stack, 'ChargeCard', {
  runtime: Runtime.NODEJS_22_X, handler: 'index.handler', code, alarmActions, clusterArn, topic: 'payments', consumerGroupId: 'charge-card',
  provisionedPollerConfig: { minimumPollers: 1, maximumPollers: 4 },
  processing: { retryAttempts: 3, maxRecordAge: Duration.hours(6), failureTopic: 'payments-failed' },
});

// A function that exists, behind an alias, and a cluster of our own.
const printLabel = new Function(stack, 'PrintLabel', { runtime: Runtime.NODEJS_22_X, handler: 'index.handler', code });
new KafkaTrigger(stack, 'Labels', {
  function: printLabel.addAlias('live'), alarmActions, topic: 'labels',
  bootstrapServers: ['kafka.example.com:9092'], secret: Secret.fromSecretNameV2(stack, 'Credentials', 'kafka'),
  processing: { onFailure: FailureTarget.bucket(new FailureBucket(stack, 'FailedLabels')) },
});

app.synth();
