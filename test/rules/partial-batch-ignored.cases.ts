import { Stack } from 'aws-cdk-lib';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sources from 'aws-cdk-lib/aws-lambda-event-sources';
import { fn, fnYaml, queueWithDlq } from '../support/parts';
import { ruleCases } from '../support/rule-cases';

const reporting = lambda.Code.fromInline('exports.handler = async ({ Records }) => ({ batchItemFailures: Records.map(({ messageId: itemIdentifier }) => ({ itemIdentifier })) });');
const powertools = lambda.Code.fromInline('exports.handler = (event, context) => processPartialResponse(event, work, processor, { context });');

const queue = (code: lambda.Code, props: sources.SqsEventSourceProps = {}) => (stack: Stack) => fn(stack, 'Fn', { code }).addEventSource(new sources.SqsEventSource(queueWithDlq(stack), props));

const yaml = (more: string, code = 'exports.handler = async () => ({ batchItemFailures: [] });') => `
Resources:
  Orders: { Type: AWS::SQS::Queue }
  Table: { Type: AWS::DynamoDB::Table, Properties: { AttributeDefinitions: [{ AttributeName: id, AttributeType: S }], KeySchema: [{ AttributeName: id, KeyType: HASH }], StreamSpecification: { StreamViewType: NEW_IMAGE } } }
  Poller: { ${more} }${fnYaml().replace(/ZipFile: '.*'/, `ZipFile: '${code}'`)}`;
const mapping = (source: string) => `Type: AWS::Lambda::EventSourceMapping, Properties: { FunctionName: !Ref Fn, EventSourceArn: !GetAtt ${source}, StartingPosition: LATEST }`;

export default ruleCases('partial-batch-ignored', {
  fires: {
    'M32: the handler returns batchItemFailures, the mapping of the queue is not told': { app: queue(reporting), at: 'FnSqsEventSource', says: /has batchItemFailures in it.* a message that it reports as failed is deleted/ },
    'M32: the batch utility of Powertools': { app: queue(powertools, { batchSize: 1 }), at: 'FnSqsEventSource', says: /processPartialResponse/ },
    'M32: a stream': {
      app: (stack) => fn(stack, 'Fn', { code: reporting }).addEventSource(new sources.KinesisEventSource(new kinesis.Stream(stack, 'Clicks'), { startingPosition: lambda.StartingPosition.LATEST })),
      at: 'FnKinesisEventSource', says: /a record that it reports as failed is skipped/,
    },
    'M32: the stream of a table': { template: yaml(mapping('Table.StreamArn')), at: 'Poller', says: /a record that it reports as failed is skipped/ },
    'M32: the batch utility of Powertools for Python': { template: yaml(mapping('Orders.Arn'), 'def handler(event, context): return process_partial_response(event, record, processor, context)'), at: 'Poller', says: /has process_partial_response in it/ },
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
    'a pipe, which is not told and listens all the same': { template: yaml('Type: AWS::Pipes::Pipe, Properties: { RoleArn: "arn:aws:iam::111122223333:role/pipe", Source: !GetAtt Orders.Arn, Target: !GetAtt Fn.Arn }') },
  },
});
