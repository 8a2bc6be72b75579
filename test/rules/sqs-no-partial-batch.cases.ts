import { Stack } from 'aws-cdk-lib';
import * as sources from 'aws-cdk-lib/aws-lambda-event-sources';
import { fn, fnYaml, queueWithDlq } from '../support/parts';
import { ruleCases } from '../support/rule-cases';

const app = (props: sources.SqsEventSourceProps) => (stack: Stack) => fn(stack).addEventSource(new sources.SqsEventSource(queueWithDlq(stack), props));

export default ruleCases('sqs-no-partial-batch', {
  fires: {
    'M32: the default batch of ten': { app: app({}), at: 'FnSqsEventSource', says: /up to 10 messages/ },
  },
  silent: {
    'partial batch responses': { app: app({ reportBatchItemFailures: true }) },
    'a pipe, which has no such setting': {
      template: `
Resources:
  Orders: { Type: AWS::SQS::Queue }
  Pipe: { Type: AWS::Pipes::Pipe, Properties: { RoleArn: arn, Source: !GetAtt Orders.Arn, Target: !GetAtt Fn.Arn } }${fnYaml()}`,
    },
    'a batch that is known at deployment': {
      template: `
Parameters: { Later: { Type: Number } }
Resources:
  Orders: { Type: AWS::SQS::Queue }
  Feed: { Type: AWS::Lambda::EventSourceMapping, Properties: { FunctionName: !Ref Fn, EventSourceArn: !GetAtt Orders.Arn, BatchSize: !Ref Later } }${fnYaml()}`,
    },
    'one message at a time': { app: app({ batchSize: 1 }) },
  },
});
