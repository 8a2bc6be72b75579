import { Stack } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { fn, fnYaml } from '../support/parts';
import { ruleCases } from '../support/rule-cases';

/** A rule with a dead-letter queue, and nothing that lets EventBridge write to it. */
function l1(stack: Stack): sqs.Queue {
  const queue = new sqs.Queue(stack, 'Dlq');
  new events.CfnRule(stack, 'Rule', { scheduleExpression: 'rate(1 hour)', targets: [{ id: 'Fn', arn: fn(stack).functionArn, deadLetterConfig: { arn: queue.queueArn } }] });
  return queue;
}

export default ruleCases('rule-dlq-no-queue-policy', {
  fires: {
    'M23: the queue has no policy at all': { app: (stack) => l1(stack), at: 'Rule', says: /does not let events\.amazonaws\.com send messages.*aws:SourceArn/s },
    'M23: the policy is for another rule': {
      app: (stack) => {
        const queue = l1(stack);
        queue.addToResourcePolicy(new iam.PolicyStatement({
          principals: [new iam.ServicePrincipal('events.amazonaws.com')], actions: ['sqs:SendMessage'], resources: [queue.queueArn],
          conditions: { ArnEquals: { 'aws:SourceArn': 'arn:aws:events:eu-west-1:111122223333:rule/other' } },
        }));
      },
      at: 'Rule',
    },
    'M23: the policy lets another service in': {
      app: (stack) => {
        const queue = l1(stack);
        queue.addToResourcePolicy(new iam.PolicyStatement({ principals: [new iam.ServicePrincipal('sns.amazonaws.com')], actions: ['sqs:SendMessage'], resources: [queue.queueArn] }));
      },
      at: 'Rule',
    },
  },
  silent: {
    'the L2 writes the policy': {
      app: (stack) => void new events.Rule(stack, 'Rule', { schedule: events.Schedule.cron({}), targets: [new targets.LambdaFunction(fn(stack), { deadLetterQueue: new sqs.Queue(stack, 'Dlq') })] }),
    },
    'a policy without condition': {
      app: (stack) => {
        const queue = l1(stack);
        queue.addToResourcePolicy(new iam.PolicyStatement({ principals: [new iam.ServicePrincipal('events.amazonaws.com')], actions: ['sqs:SendMessage'], resources: [queue.queueArn] }));
      },
    },
    'a queue outside of the app cannot be judged': {
      app: (stack) => void new events.Rule(stack, 'Rule', {
        schedule: events.Schedule.cron({}), targets: [new targets.LambdaFunction(fn(stack), { deadLetterQueue: sqs.Queue.fromQueueArn(stack, 'Dlq', stack.formatArn({ service: 'sqs', resource: 'dlq' })) })],
      }),
    },
    'a subscription, of which another rule says it': {
      template: `
Resources:
  Dlq: { Type: AWS::SQS::Queue }
  Topic: { Type: AWS::SNS::Topic }
  Subscription: { Type: AWS::SNS::Subscription, Properties: { Protocol: lambda, TopicArn: !Ref Topic, Endpoint: !GetAtt Fn.Arn, RedrivePolicy: { deadLetterTargetArn: !GetAtt Dlq.Arn } } }${fnYaml()}`,
    },
  },
});
