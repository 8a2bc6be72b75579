import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as subscriptions from 'aws-cdk-lib/aws-sns-subscriptions';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { fn } from '../support/parts';
import { ruleCases } from '../support/rule-cases';

export default ruleCases('net-policy-unverified', {
  fires: {
    'M23: an imported queue as dead-letter queue of a rule': {
      app: (stack) => void new events.Rule(stack, 'Rule', { schedule: events.Schedule.cron({}), targets: [new targets.LambdaFunction(fn(stack), { deadLetterQueue: sqs.Queue.fromQueueArn(stack, 'Dlq', stack.formatArn({ service: 'sqs', resource: 'dlq' })) })] }),
      at: 'Rule', says: /Verify that the policy of that queue has this statement: \{"Effect":"Allow","Principal":\{"Service":"events\.amazonaws\.com"\}/,
    },
    'M23: an imported queue as dead-letter queue of a subscription': {
      app: (stack) => new sns.Topic(stack, 'Topic').addSubscription(new subscriptions.LambdaSubscription(fn(stack), { deadLetterQueue: sqs.Queue.fromQueueArn(stack, 'Dlq', stack.formatArn({ service: 'sqs', resource: 'dlq' })) })),
      at: 'FnTopic', says: /"aws:SourceArn":"\$\{Topic/,
    },
  },
  silent: {
    'a queue of the app': {
      app: (stack) => void new events.Rule(stack, 'Rule', { schedule: events.Schedule.cron({}), targets: [new targets.LambdaFunction(fn(stack), { deadLetterQueue: new sqs.Queue(stack, 'Dlq') })] }),
    },
  },
});
