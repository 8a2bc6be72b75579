import * as sources from 'aws-cdk-lib/aws-lambda-event-sources';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { fn, fnYaml } from '../support/parts';
import { ruleCases } from '../support/rule-cases';

export default ruleCases('redrive-to-itself', {
  fires: {
    'M3: a queue that is its own dead-letter queue': {
      template: `
Resources:
  Orders:
    Type: AWS::SQS::Queue
    Properties: { QueueName: orders, RedrivePolicy: { deadLetterTargetArn: !Sub 'arn:aws:sqs:\${AWS::Region}:\${AWS::AccountId}:orders', maxReceiveCount: 5 } }
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties: { FunctionName: !Ref Fn, EventSourceArn: !GetAtt Orders.Arn }${fnYaml()}`,
      at: 'Orders', says: /its own dead-letter queue/,
    },
    'M3: two queues that are each other\'s dead-letter queue': {
      template: `
Resources:
  Orders:
    Type: AWS::SQS::Queue
    Properties: { QueueName: orders, RedrivePolicy: { deadLetterTargetArn: !GetAtt Dlq.Arn, maxReceiveCount: 5 } }
  Dlq:
    Type: AWS::SQS::Queue
    Properties: { RedrivePolicy: { deadLetterTargetArn: !Sub 'arn:aws:sqs:\${AWS::Region}:\${AWS::AccountId}:orders', maxReceiveCount: 5 } }
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties: { FunctionName: !Ref Fn, EventSourceArn: !GetAtt Orders.Arn }${fnYaml()}`,
      at: 'Orders', says: /circle of redrive policies/,
    },
  },
  silent: {
    'a chain that ends': {
      app: (stack) => {
        const last = new sqs.Queue(stack, 'Last');
        const dlq = new sqs.Queue(stack, 'Dlq', { deadLetterQueue: { queue: last, maxReceiveCount: 3 } });
        fn(stack).addEventSource(new sources.SqsEventSource(new sqs.Queue(stack, 'Orders', { deadLetterQueue: { queue: dlq, maxReceiveCount: 5 } })));
      },
    },
  },
});
