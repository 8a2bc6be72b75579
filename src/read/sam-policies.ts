import { Json, JsonObject } from './file';
import { given } from './sam';

/**
 * The statements behind SAM's policy templates, where they allow to write somewhere events can rest or come from:
 * https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-policy-template-list.html
 */
interface Template { readonly actions: readonly string[]; readonly resource: (parameters: JsonObject) => Json }

const local = (service: string, prefix: string, parameter: string, suffix = '') => (parameters: JsonObject): Json => ({
  'Fn::Sub': [`arn:\${AWS::Partition}:${service}:\${AWS::Region}:\${AWS::AccountId}:${prefix}\${Name}${suffix}`, given({ Name: parameters[parameter] ?? '' })],
});

const bucket = (parameters: JsonObject): Json => ['', '/*'].map((suffix) => ({ 'Fn::Sub': [`arn:\${AWS::Partition}:s3:::\${Name}${suffix}`, given({ Name: parameters.BucketName ?? '' })] }));
const everything = (): Json => '*';

const templates: { readonly [name: string]: Template } = {
  SQSSendMessagePolicy: { actions: ['sqs:SendMessage*'], resource: local('sqs', '', 'QueueName') },
  SQSPollerPolicy: { actions: ['sqs:ChangeMessageVisibility', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'], resource: local('sqs', '', 'QueueName') },
  SNSPublishMessagePolicy: { actions: ['sns:Publish'], resource: local('sns', '', 'TopicName') },
  SNSCrudPolicy: { actions: ['sns:ListSubscriptionsByTopic', 'sns:CreateTopic', 'sns:SetTopicAttributes', 'sns:Subscribe', 'sns:Publish'], resource: local('sns', '', 'TopicName', '*') },
  LambdaInvokePolicy: { actions: ['lambda:InvokeFunction'], resource: local('lambda', 'function:', 'FunctionName', '*') },
  EventBridgePutEventsPolicy: { actions: ['events:PutEvents'], resource: local('events', 'event-bus/', 'EventBusName') },
  KinesisCrudPolicy: { actions: ['kinesis:PutRecord', 'kinesis:PutRecords', 'kinesis:GetShardIterator', 'kinesis:DescribeStream'], resource: local('kinesis', 'stream/', 'StreamName') },
  DynamoDBCrudPolicy: { actions: ['dynamodb:GetItem', 'dynamodb:DeleteItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:BatchWriteItem', 'dynamodb:Query', 'dynamodb:Scan'], resource: local('dynamodb', 'table/', 'TableName') },
  DynamoDBWritePolicy: { actions: ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:BatchWriteItem'], resource: local('dynamodb', 'table/', 'TableName') },
  DynamoDBReadPolicy: { actions: ['dynamodb:GetItem', 'dynamodb:Scan', 'dynamodb:Query', 'dynamodb:BatchGetItem', 'dynamodb:DescribeTable'], resource: local('dynamodb', 'table/', 'TableName') },
  DynamoDBStreamReadPolicy: { actions: ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'], resource: local('dynamodb', 'table/', 'TableName', '/stream/*') },
  KinesisStreamReadPolicy: { actions: ['kinesis:GetRecords', 'kinesis:GetShardIterator', 'kinesis:DescribeStream'], resource: local('kinesis', 'stream/', 'StreamName') },
  S3ReadPolicy: { actions: ['s3:GetObject', 's3:ListBucket', 's3:GetBucketLocation'], resource: bucket },
  S3WritePolicy: { actions: ['s3:PutObject', 's3:PutObjectAcl', 's3:PutLifecycleConfiguration'], resource: bucket },
  S3CrudPolicy: { actions: ['s3:GetObject', 's3:ListBucket', 's3:PutObject', 's3:PutObjectAcl', 's3:DeleteObject'], resource: bucket },
  S3FullAccessPolicy: { actions: ['s3:GetObject', 's3:PutObject', 's3:PutObjectAcl', 's3:DeleteObject', 's3:ListBucket'], resource: bucket },
  KMSEncryptPolicy: { actions: ['kms:Encrypt'], resource: local('kms', 'key/', 'KeyId') },
  KMSEncryptPolicy_v2: { actions: ['kms:Encrypt', 'kms:GenerateDataKey*'], resource: local('kms', 'key/', 'KeyId') },
  KMSDecryptPolicy: { actions: ['kms:Decrypt'], resource: local('kms', 'key/', 'KeyId') },
  StepFunctionsExecutionPolicy: { actions: ['states:StartExecution'], resource: local('states', 'stateMachine:', 'StateMachineName') },
  CodePipelineLambdaExecutionPolicy: { actions: ['codepipeline:PutJobSuccessResult', 'codepipeline:PutJobFailureResult'], resource: everything },
  CloudWatchPutMetricPolicy: { actions: ['cloudwatch:PutMetricData'], resource: everything },
  VPCAccessPolicy: { actions: ['ec2:CreateNetworkInterface', 'ec2:DeleteNetworkInterface', 'ec2:DescribeNetworkInterfaces', 'ec2:DetachNetworkInterface'], resource: everything },
};

export function policyTemplate(name: string, parameters: JsonObject): Json[] | undefined {
  const template = Object.hasOwn(templates, name) ? templates[name] : undefined;
  return template && [{ Effect: 'Allow', Action: [...template.actions], Resource: template.resource(parameters) }];
}
