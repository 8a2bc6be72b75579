import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { fn } from '../support/parts';
import { ruleCases } from '../support/rule-cases';

export default ruleCases('net-key-unverified', {
  fires: {
    'M19: the key is not part of the app': {
      app: (stack) => void new events.Rule(stack, 'Rule', {
        schedule: events.Schedule.cron({}), targets: [new targets.LambdaFunction(fn(stack), {
          deadLetterQueue: new sqs.Queue(stack, 'Dlq', { encryption: sqs.QueueEncryption.KMS, encryptionMasterKey: kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-west-1:111122223333:key/abc') }),
        })],
      }),
      at: 'Rule', says: /whether events\.amazonaws\.com may use the key/,
    },
  },
  silent: {
    'encryption by SQS itself': {
      app: (stack) => void new events.Rule(stack, 'Rule', {
        schedule: events.Schedule.cron({}), targets: [new targets.LambdaFunction(fn(stack), { deadLetterQueue: new sqs.Queue(stack, 'Dlq', { encryption: sqs.QueueEncryption.SQS_MANAGED }) })],
      }),
    },
  },
});
