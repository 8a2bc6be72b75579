import { Stack } from 'aws-cdk-lib';
import * as sources from 'aws-cdk-lib/aws-lambda-event-sources';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { fn, fnYaml } from '../support/parts';
import { ruleCases } from '../support/rule-cases';

const app = (maxReceiveCount: number) => (stack: Stack) =>
  fn(stack).addEventSource(new sources.SqsEventSource(new sqs.Queue(stack, 'Orders', { deadLetterQueue: { maxReceiveCount, queue: new sqs.Queue(stack, 'Dlq') } })));

const yaml = (redrive: string) => `
Parameters: { Later: { Type: Number } }
Resources:
  Dlq: { Type: AWS::SQS::Queue }
  Orders: { Type: AWS::SQS::Queue, Properties: { RedrivePolicy: { ${redrive} } } }
  Mapping: { Type: AWS::Lambda::EventSourceMapping, Properties: { FunctionName: !Ref Fn, EventSourceArn: !GetAtt Orders.Arn } }${fnYaml()}`;

export default ruleCases('sqs-max-receive-lt-5', {
  fires: {
    'M8: one receive': { app: app(1), at: 'Orders', says: /after 1 receive\./ },
    'M8: four receives': { app: app(4), at: 'Orders', says: /4 receives/ },
  },
  silent: {
    'five receives': { app: app(5) },
    'a queue that no function polls': { app: (stack) => void new sqs.Queue(stack, 'Orders', { deadLetterQueue: { maxReceiveCount: 1, queue: new sqs.Queue(stack, 'Dlq') } }) },
    'receives without a place to go, which is another rule': { template: yaml('maxReceiveCount: 1') },
    'a number of receives that is known at deployment': { template: yaml('deadLetterTargetArn: !GetAtt Dlq.Arn, maxReceiveCount: !Ref Later') },
  },
});
