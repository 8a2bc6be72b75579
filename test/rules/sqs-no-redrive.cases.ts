import { Stack } from 'aws-cdk-lib';
import * as sources from 'aws-cdk-lib/aws-lambda-event-sources';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { fn, fnYaml, queueWithDlq } from '../support/parts';
import { ruleCases } from '../support/rule-cases';

export default ruleCases('sqs-no-redrive', {
  fires: {
    'M2: the source queue has no redrive policy': {
      app: (stack) => fn(stack).addEventSource(new sources.SqsEventSource(new sqs.Queue(stack, 'Orders'))),
      at: 'Orders', says: /deleted after 4 days\. .* with a standard queue as dlq/,
    },
    'M1: the dead-letter queue is on the function, the queue has none': {
      app: (stack) => fn(stack, 'Fn', { deadLetterQueueEnabled: true }).addEventSource(new sources.SqsEventSource(new sqs.Queue(stack, 'Orders'))),
      at: 'Orders',
    },
    'M2: a FIFO queue is told to take a FIFO dead-letter queue': {
      app: (stack) => fn(stack).addEventSource(new sources.SqsEventSource(new sqs.Queue(stack, 'Orders', { fifo: true }))),
      at: 'Orders', says: /FIFO queue as dlq/,
    },
    'the queue lives in another stack': {
      app: (stack) => fn(stack).addEventSource(new sources.SqsEventSource(new sqs.Queue(new Stack(stack.node.scope!, 'Queues'), 'Orders'))),
      at: 'Orders',
    },
    'the redrive policy is under a condition that may be false': {
      template: `
Parameters:
  Stage: { Type: String, Default: prod }
Conditions:
  IsProd: { 'Fn::Equals': [ { Ref: Stage }, prod ] }
Resources:
  Dlq: { Type: 'AWS::SQS::Queue', Properties: { MessageRetentionPeriod: 1209600 } }
  Orders:
    Type: AWS::SQS::Queue
    Properties:
      RedrivePolicy:
        Fn::If: [IsProd, { deadLetterTargetArn: { 'Fn::GetAtt': [Dlq, Arn] }, maxReceiveCount: 5 }, { Ref: 'AWS::NoValue' }]
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties: { FunctionName: { Ref: Fn }, EventSourceArn: { 'Fn::GetAtt': [Orders, Arn] }, BatchSize: 1 }${fnYaml()}`,
      at: 'Orders',
    },
  },
  silent: {
    'the queue has a redrive policy': { app: (stack) => fn(stack).addEventSource(new sources.SqsEventSource(queueWithDlq(stack))) },
    'the redrive policy was added as an override': {
      app: (stack) => {
        const queue = new sqs.Queue(stack, 'Orders');
        (queue.node.defaultChild as sqs.CfnQueue).addPropertyOverride('RedrivePolicy', { deadLetterTargetArn: new sqs.Queue(stack, 'Dlq').queueArn, maxReceiveCount: 5 });
        fn(stack).addEventSource(new sources.SqsEventSource(queue));
      },
    },
    'a queue that no function polls': { app: (stack) => void new sqs.Queue(stack, 'Orders') },
    'an imported queue cannot be judged': {
      app: (stack) => fn(stack).addEventSource(new sources.SqsEventSource(sqs.Queue.fromQueueArn(stack, 'Orders', 'arn:aws:sqs:eu-west-1:111122223333:orders'))),
    },
  },
});
