import { Duration, Stack } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sources from 'aws-cdk-lib/aws-lambda-event-sources';
import * as pipes from 'aws-cdk-lib/aws-pipes';
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

/** The same in a program. */
export const pipe = ({ retries, deadLetter = false }: { readonly retries?: number; readonly deadLetter?: boolean }) => (stack: Stack) => {
  const deadLetterConfig = deadLetter ? { arn: new sqs.Queue(stack, 'Failed').queueArn } : undefined;
  new pipes.CfnPipe(stack, 'Pipe', {
    roleArn: 'arn:aws:iam::111122223333:role/pipe', source: new kinesis.Stream(stack, 'Clicks').streamArn, target: fn(stack).functionArn,
    sourceParameters: { kinesisStreamParameters: { startingPosition: 'LATEST', maximumRetryAttempts: retries, deadLetterConfig } },
  });
};

/** A mapping of Kafka, to which more can be said. */
export const kafkaYaml = (more = '') => `
Resources:
  Mapping: { Type: AWS::Lambda::EventSourceMapping, Properties: { FunctionName: !Ref Fn, EventSourceArn: 'arn:aws:kafka:eu-west-1:111122223333:cluster/shop/1', Topics: [orders], StartingPosition: LATEST${more} } }${fnYaml()}`;

/** A mapping of a stream, some of which is known at deployment. */
export const laterYaml = (settings: string) => `
Parameters: { Later: { Type: Number } }
Resources:
  Clicks: { Type: AWS::Kinesis::Stream }
  Failed: { Type: AWS::SQS::Queue }
  Mapping: { Type: AWS::Lambda::EventSourceMapping, Properties: { FunctionName: !Ref Fn, EventSourceArn: !GetAtt Clicks.Arn, StartingPosition: LATEST, ${settings} } }${fnYaml()}`;
