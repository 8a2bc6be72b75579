import { Duration, Stack } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sources from 'aws-cdk-lib/aws-lambda-event-sources';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { fn, fnYaml } from './parts';

type Props = Omit<sources.KinesisEventSourceProps, 'startingPosition'>;

/** A function on a Kinesis stream or a table's stream. */
export const onKinesis = (props: Props, of: Partial<lambda.FunctionProps> = {}) => (stack: Stack) =>
  fn(stack, 'Fn', of).addEventSource(new sources.KinesisEventSource(new kinesis.Stream(stack, 'Clicks'), { startingPosition: lambda.StartingPosition.LATEST, ...props }));

export const onTable = (props: Props) => (stack: Stack) => {
  const table = new dynamodb.Table(stack, 'Table', { partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING }, stream: dynamodb.StreamViewType.NEW_IMAGE });
  fn(stack).addEventSource(new sources.DynamoEventSource(table, { startingPosition: lambda.StartingPosition.LATEST, ...props }));
};

/** With an on-failure queue. */
export const caught = (app: typeof onKinesis, props: Props) => (stack: Stack) =>
  app({ onFailure: new sources.SqsDlq(new sqs.Queue(stack, 'Failed', { retentionPeriod: Duration.days(14) })), ...props })(stack);

export const limited: Props = { retryAttempts: 5, maxRecordAge: Duration.hours(6), bisectBatchOnError: true };

/** A pipe from a stream to `Fn`, with a queue `Failed` at hand. */
export const pipeYaml = (settings = '') => `
Resources:
  Clicks: { Type: AWS::Kinesis::Stream, Properties: { ShardCount: 1 } }
  Failed: { Type: AWS::SQS::Queue }
  Pipe:
    Type: AWS::Pipes::Pipe
    Properties:
      RoleArn: arn:aws:iam::111122223333:role/pipe
      Source: !GetAtt Clicks.Arn
      SourceParameters: { KinesisStreamParameters: { StartingPosition: LATEST${settings} } }
      Target: !GetAtt Fn.Arn${fnYaml()}`;
