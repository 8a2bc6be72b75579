import { Duration } from 'aws-cdk-lib';
import * as sources from 'aws-cdk-lib/aws-lambda-event-sources';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { fn, fnYaml, pipePoller, queueWithDlq, queueYaml } from '../support/parts';
import { ruleCases } from '../support/rule-cases';

export default ruleCases('sqs-queue-unverified', {
  fires: {
    'an imported queue: says what to verify, with the visibility timeout it needs': {
      app: (stack) => fn(stack, 'Fn', { timeout: Duration.seconds(20) })
        .addEventSource(new sources.SqsEventSource(sqs.Queue.fromQueueArn(stack, 'Orders', 'arn:aws:sqs:eu-west-1:111122223333:orders'), { maxBatchingWindow: Duration.seconds(10) })),
      at: 'FnSqsEventSource', says: /visibility timeout of at least 130 s/, property: 'EventSourceArn',
    },
    'a queue that is named by a parameter': {
      template: `
Parameters:
  QueueArn: { Type: String }
Resources:
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties: { FunctionName: { Ref: Fn }, EventSourceArn: { Ref: QueueArn } }${fnYaml()}`,
      at: 'Mapping', says: /parameter QueueArn has no default/, property: 'EventSourceArn',
    },
    'a pipe from an imported queue': { template: queueYaml({ poller: pipePoller.replace('!GetAtt Orders.Arn', 'arn:aws:sqs:eu-west-1:111122223333:orders') }), at: 'Poller', says: /visibility timeout of at least 18 s/, property: 'Source' },
    'a timeout of the function that is known at deployment': {
      template: queueYaml({ timeout: '!Ref Later', poller: 'Type: AWS::Lambda::EventSourceMapping, Properties: { FunctionName: !Ref Fn, EventSourceArn: arn:aws:sqs:eu-west-1:111122223333:orders }' }),
      at: 'Poller', says: /visibility timeout of at least six times the function timeout\.$/,
    },
    'a queue that a pipe reads, and a timeout that is known at deployment': {
      template: `
Parameters: { Later: { Type: Number } }
Resources:
  Pipe: { Type: AWS::Pipes::Pipe, Properties: { RoleArn: arn, Source: arn:aws:sqs:eu-west-1:111122223333:orders, Target: !GetAtt Fn.Arn } }${fnYaml('Timeout: !Ref Later')}`,
      at: 'Pipe', says: /visibility timeout of at least six times the function timeout/, property: 'Source',
    },
  },
  silent: {
    'a queue of the app': { app: (stack) => fn(stack).addEventSource(new sources.SqsEventSource(queueWithDlq(stack))) },
    'a literal ARN of a queue of the app': {
      template: `
Resources:
  Dlq: { Type: 'AWS::SQS::Queue' }
  Orders:
    Type: AWS::SQS::Queue
    Properties: { QueueName: orders, RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': [Dlq, Arn] }, maxReceiveCount: 5 } }
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties: { FunctionName: { Ref: Fn }, EventSourceArn: { 'Fn::Sub': 'arn:\${AWS::Partition}:sqs:\${AWS::Region}:\${AWS::AccountId}:orders' } }${fnYaml()}`,
    },
  },
});
