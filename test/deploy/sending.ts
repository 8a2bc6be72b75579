import { CreateLogStreamCommand, PutLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { GetFunctionUrlConfigCommand, InvokeCommand } from '@aws-sdk/client-lambda';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { PublishCommand } from '@aws-sdk/client-sns';
import { SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import { RestApi } from 'aws-cdk-lib/aws-apigateway';
import { IConstruct } from 'constructs';
import { Send } from './scenario';
import { aws, realAccount } from './target';

/** What every scenario starts with: the services take events, each under its id. */

const poison = ['poison-1'];

/** In one call, so that a poller may get them as one batch. */
export const toQueue = (queue: IConstruct, ids = poison, MessageGroupId?: string): Send => (deployed) => aws.sqs.send(new SendMessageBatchCommand({
  QueueUrl: deployed.physical(queue), Entries: ids.map((id) => ({ Id: id, MessageBody: JSON.stringify({ id }), MessageGroupId, MessageDeduplicationId: MessageGroupId && id })),
}));

/** With one partition key, so that they stay in order. */
export const toStream = (stream: IConstruct, ids = poison): Send => (deployed) => aws.kinesis.send(new PutRecordsCommand({
  StreamName: deployed.physical(stream), Records: ids.map((id) => ({ PartitionKey: 'one', Data: Buffer.from(JSON.stringify({ id })) })),
}));

export const toTable = (table: IConstruct, ids = poison): Send => async (deployed) => {
  for (const id of ids) await aws.dynamoDb.send(new PutItemCommand({ TableName: deployed.physical(table), Item: { id: { S: id } } }));
};

export const toTopic = (topic: IConstruct, id = 'poison-1'): Send => (deployed) => aws.sns.send(new PublishCommand({ TopicArn: deployed.physical(topic), Message: JSON.stringify({ id }) }));

/** To the default bus, unless another one is named. */
export const toBus = (source: string, bus?: IConstruct): Send => (deployed) => aws.eventBridge.send(new PutEventsCommand({
  Entries: [{ EventBusName: bus && deployed.physical(bus), Source: source, DetailType: 'order', Detail: JSON.stringify({ id: 'poison-1' }) }],
}));

export const toBucket = (bucket: IConstruct): Send => (deployed) => aws.s3.send(new PutObjectCommand({ Bucket: deployed.physical(bucket), Key: 'poison-1', Body: 'x' }));

export const toLogGroup = (logGroup: IConstruct): Send => async (deployed) => {
  const stream = { logGroupName: deployed.physical(logGroup), logStreamName: 'orders' };
  await aws.logs.send(new CreateLogStreamCommand(stream));
  await aws.logs.send(new PutLogEventsCommand({ ...stream, logEvents: [{ timestamp: Date.now(), message: 'poison-1' }] }));
};

/** As a client of the API does; gives the HTTP status. */
export const toRestApi = (api: RestApi): Send => async (deployed) => {
  const id = deployed.physical(api);
  const stageName = deployed.physical(api.deploymentStage);
  const region = await aws.sqs.config.region();
  const url = realAccount ? `https://${id}.execute-api.${region}.amazonaws.com/${stageName}/` : `${process.env.AWS_ENDPOINT_URL}/_aws/execute-api/${id}/${stageName}/`;
  return statusOf(url);
};

/** As a browser does; gives the HTTP status. */
export const toFunctionUrl = (fn: IConstruct): Send => async (deployed) => {
  const { FunctionUrl } = await aws.lambda.send(new GetFunctionUrlConfigCommand({ FunctionName: deployed.physical(fn) }));
  return statusOf(FunctionUrl!);
};

const statusOf = async (url: string) => (await fetch(url, { method: 'POST', body: JSON.stringify({ id: 'poison-1' }) })).status;

/** Asynchronously, through an alias if there is one. */
export const toFunction = (fn: IConstruct, Qualifier?: string): Send => (deployed) => aws.lambda.send(new InvokeCommand({
  FunctionName: deployed.physical(fn), Qualifier, InvocationType: 'Event', Payload: JSON.stringify({ id: 'poison-1' }),
}));
