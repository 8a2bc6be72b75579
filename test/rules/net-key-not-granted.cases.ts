import { Stack } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as destinations from 'aws-cdk-lib/aws-lambda-destinations';
import * as sources from 'aws-cdk-lib/aws-lambda-event-sources';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as subscriptions from 'aws-cdk-lib/aws-sns-subscriptions';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { fn } from '../support/parts';
import { ruleCases } from '../support/rule-cases';

const encrypted = (stack: Stack) => new sqs.Queue(stack, 'Dlq', { encryption: sqs.QueueEncryption.KMS, encryptionMasterKey: new kms.Key(stack, 'Key') });

export default ruleCases('net-key-not-granted', {
  fires: {
    'M18: the dead-letter queue of the function has a key of its own': {
      app: (stack) => fn(stack, 'Fn', { deadLetterQueue: encrypted(stack) }).addEventSource(new sources.SnsEventSource(new sns.Topic(stack, 'Topic'))), at: 'Fn', says: /grantEncryptDecrypt/,
    },
    'M19: the dead-letter queue of a rule has a key of its own': {
      app: (stack) => void new events.Rule(stack, 'Rule', { schedule: events.Schedule.cron({}), targets: [new targets.LambdaFunction(fn(stack), { deadLetterQueue: encrypted(stack) })] }),
      at: 'Rule', says: /Add this statement to the policy of Key.*events\.amazonaws\.com/s,
    },
    'M19: the dead-letter queue of a subscription has a key of its own': {
      app: (stack) => new sns.Topic(stack, 'Topic').addSubscription(new subscriptions.LambdaSubscription(fn(stack), { deadLetterQueue: encrypted(stack) })), at: 'FnTopic',
    },
  },
  silent: {
    'M18: the key was granted': {
      app: (stack) => {
        const failing = fn(stack, 'Fn', { deadLetterQueue: encrypted(stack) });
        (stack.node.findChild('Key') as kms.Key).grantEncryptDecrypt(failing);
        failing.addEventSource(new sources.SnsEventSource(new sns.Topic(stack, 'Topic')));
      },
    },
    'destinations are granted the key by CDK': { app: (stack) => fn(stack, 'Fn', { onFailure: new destinations.SqsDestination(encrypted(stack)) }).addEventSource(new sources.SnsEventSource(new sns.Topic(stack, 'Topic'))) },
    'M19: the key policy lets the service in': {
      app: (stack) => {
        new events.Rule(stack, 'Rule', { schedule: events.Schedule.cron({}), targets: [new targets.LambdaFunction(fn(stack), { deadLetterQueue: encrypted(stack) })] });
        (stack.node.findChild('Key') as kms.Key).addToResourcePolicy(new iam.PolicyStatement({ principals: [new iam.ServicePrincipal('events.amazonaws.com')], actions: ['kms:GenerateDataKey', 'kms:Decrypt'], resources: ['*'] }));
      },
    },
    'a redrive needs no key: SQS moves within itself': {
      app: (stack) => fn(stack).addEventSource(new sources.SqsEventSource(new sqs.Queue(stack, 'Orders', { deadLetterQueue: { maxReceiveCount: 5, queue: encrypted(stack) } }))),
    },
  },
});
