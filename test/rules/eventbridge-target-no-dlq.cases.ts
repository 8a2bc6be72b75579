import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { fn, fnYaml } from '../support/parts';
import { ruleCases } from '../support/rule-cases';

export default ruleCases('eventbridge-target-no-dlq', {
  fires: {
    'M22: a target without dead-letter queue': {
      app: (stack) => void new events.Rule(stack, 'Rule', { eventPattern: { source: ['shop'] }, targets: [new targets.LambdaFunction(fn(stack))] }),
      at: 'Rule', mends: 'RuleDeadLetters',
    },
    'one of two targets has a dead-letter queue': {
      app: (stack) => void new events.Rule(stack, 'Rule', {
        eventPattern: { source: ['shop'] }, targets: [new targets.LambdaFunction(fn(stack)), new targets.LambdaFunction(fn(stack, 'Other'), { deadLetterQueue: new sqs.Queue(stack, 'Dlq') })],
      }),
      at: 'Rule', says: /^Rule has no dead-letter queue for its target Fn\. [^\n]*$/,
    },
    'M21: the function has a net, the target has none': {
      app: (stack) => void new events.Rule(stack, 'Rule', { eventPattern: { source: ['shop'] }, targets: [new targets.LambdaFunction(fn(stack, 'Fn', { deadLetterQueueEnabled: true }))] }),
      at: 'Rule',
    },
  },
  silent: {
    'a dead-letter queue that cannot take it, which is another rule': {
      template: `
Resources:
  Dlq: { Type: AWS::SQS::Queue, Properties: { FifoQueue: true } }
  Rule: { Type: AWS::Events::Rule, Properties: { EventPattern: { source: [ shop ] }, Targets: [ { Id: fn, Arn: !GetAtt Fn.Arn, DeadLetterConfig: { Arn: !GetAtt Dlq.Arn } } ] } }${fnYaml()}`,
    },
    'a subscription, of which another rule says it': {
      template: `
Resources:
  Dlq: { Type: AWS::SQS::Queue, Properties: { FifoQueue: true } }
  Topic: { Type: AWS::SNS::Topic }
  Subscription: { Type: AWS::SNS::Subscription, Properties: { Protocol: lambda, TopicArn: !Ref Topic, Endpoint: !GetAtt Fn.Arn } }${fnYaml()}`,
    },
    'a target with a dead-letter queue': {
      app: (stack) => void new events.Rule(stack, 'Rule', { eventPattern: { source: ['shop'] }, targets: [new targets.LambdaFunction(fn(stack), { deadLetterQueue: new sqs.Queue(stack, 'Dlq') })] }),
    },
    'a target that is not a function': {
      app: (stack) => void new events.Rule(stack, 'Rule', { eventPattern: { source: ['shop'] }, targets: [new targets.SqsQueue(new sqs.Queue(stack, 'Queue'))] }),
    },
  },
});
