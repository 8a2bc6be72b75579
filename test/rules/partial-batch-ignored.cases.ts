import { Stack } from 'aws-cdk-lib';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sources from 'aws-cdk-lib/aws-lambda-event-sources';
import { fn, queueWithDlq } from '../support/parts';
import { ruleCases } from '../support/rule-cases';

const reporting = lambda.Code.fromInline('exports.handler = async ({ Records }) => ({ batchItemFailures: Records.map(({ messageId: itemIdentifier }) => ({ itemIdentifier })) });');
const powertools = lambda.Code.fromInline('exports.handler = (event, context) => processPartialResponse(event, work, processor, { context });');

const queue = (code: lambda.Code, props: sources.SqsEventSourceProps = {}) => (stack: Stack) => fn(stack, 'Fn', { code }).addEventSource(new sources.SqsEventSource(queueWithDlq(stack), props));

export default ruleCases('partial-batch-ignored', {
  fires: {
    'M32: the handler returns batchItemFailures, the mapping of the queue is not told': { app: queue(reporting), at: 'FnSqsEventSource', says: /has batchItemFailures in it/ },
    'M32: the batch utility of Powertools': { app: queue(powertools, { batchSize: 1 }), at: 'FnSqsEventSource', says: /processPartialResponse/ },
    'M32: a stream': {
      app: (stack) => fn(stack, 'Fn', { code: reporting }).addEventSource(new sources.KinesisEventSource(new kinesis.Stream(stack, 'Clicks'), { startingPosition: lambda.StartingPosition.LATEST })),
      at: 'FnKinesisEventSource',
    },
  },
  silent: {
    'the mapping is told': { app: queue(reporting, { reportBatchItemFailures: true }) },
    'the handler does not report': { app: queue(lambda.Code.fromInline('exports.handler = async () => {};')) },
    'the program is not here': {
      template: `
Resources:
  Orders: { Type: 'AWS::SQS::Queue' }
  Fn:
    Type: AWS::Lambda::Function
    Properties: { Runtime: nodejs22.x, Handler: index.handler, Role: 'arn:aws:iam::111122223333:role/fn', Code: { S3Bucket: code, S3Key: key } }
  Mapping: { Type: 'AWS::Lambda::EventSourceMapping', Properties: { FunctionName: { Ref: Fn }, EventSourceArn: { 'Fn::GetAtt': [Orders, Arn] } } }`,
    },
  },
});
