import { App, Stack } from 'aws-cdk-lib';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { MqEngine, MqTrigger, MqTriggeredFunction } from 'cdk-lambda-failsafe';

const app = new App();
const stack = new Stack(app, 'Shop');
const code = Code.fromInline('exports.handler = async () => {};');
const alarmActions = [new SnsAction(new Topic(stack, 'OnCall'))];
const secret = Secret.fromSecretNameV2(stack, 'Credentials', 'mq');

// ActiveMQ moves what fails to ActiveMQ.DLQ, which gets an alarm.
new MqTriggeredFunction(stack, 'ShipOrder', {
  runtime: Runtime.NODEJS_22_X, handler: 'index.handler', code, alarmActions,
  brokerArn: 'arn:aws:mq:eu-west-1:111122223333:broker:shop:b-0a1b2c3d', engine: MqEngine.ACTIVE_MQ, queue: 'orders', secret,
});

// RabbitMQ, on which somebody has set up a dead-letter exchange with a queue, and a function that exists, behind an alias.
const printLabel = new Function(stack, 'PrintLabel', { runtime: Runtime.NODEJS_22_X, handler: 'index.handler', code });
new MqTrigger(stack, 'Labels', {
  function: printLabel.addAlias('live'), alarmActions, brokerArn: 'arn:aws:mq:eu-west-1:111122223333:broker:labels:b-4e5f6a7b',
  engine: MqEngine.RABBIT_MQ, virtualHost: '/shop', queue: 'labels', secret, processing: { deadLetterQueue: 'labels-failed' },
});

app.synth();
