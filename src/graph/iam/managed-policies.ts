import { Policy, Statement } from './statement';

/**
 * The policies that AWS itself keeps and that functions often have: which of the actions that a net needs each of them
 * allows, on every resource. Read from their published versions of March 2026, https://github.com/zoph-io/MAMIP.
 * A policy that is not here, or allows something on some resources only, is unknown.
 */
const allowed: { readonly [name: string]: readonly string[] } = {
  'AdministratorAccess': ['*'],
  'PowerUserAccess': ['sqs:*', 'sns:*', 's3:*', 'lambda:*', 'events:*', 'kms:*', 'kafka-cluster:*'],
  'AmazonSQSFullAccess': ['sqs:*'],
  'AmazonSNSFullAccess': ['sns:*'],
  'AmazonS3FullAccess': ['s3:*'],
  'AmazonS3ReadOnlyAccess': ['s3:ListBucket'],
  'AmazonEventBridgeFullAccess': ['events:*'],
  'CloudWatchEventsFullAccess': ['events:*'],
  'CloudWatchFullAccess': ['sns:*'],
  'AWSLambda_FullAccess': ['lambda:*'],
  'AWSLambdaFullAccess': ['sqs:*', 'sns:*', 's3:*', 'lambda:*', 'events:*'],
  'AWSLambdaExecute': ['s3:PutObject'],
  'AWSLambdaRole': ['lambda:InvokeFunction'],
  'AWSLambdaInvocation-DynamoDB': ['lambda:InvokeFunction'],
  'ReadOnlyAccess': ['s3:ListBucket'],
  'ViewOnlyAccess': ['s3:ListBucket'],
  'ComprehendFullAccess': ['s3:ListBucket'],
  'TranslateFullAccess': ['s3:ListBucket'],
};

/** These allow none of them. */
const irrelevant = new Set([
  'AWSLambdaBasicExecutionRole', 'AWSLambdaSQSQueueExecutionRole', 'AWSLambdaBasicDurableExecutionRolePolicy', 'AWSLambdaVPCAccessExecutionRole', 'AWSLambdaENIManagementAccess',
  'AWSLambdaKinesisExecutionRole', 'AWSLambdaDynamoDBExecutionRole', 'AWSLambdaMSKExecutionRole', 'AWSLambda_ReadOnlyAccess', 'AWSLambdaReplicator',
  'AWSXRayDaemonWriteAccess', 'AWSXrayWriteOnlyAccess', 'CloudWatchLambdaInsightsExecutionRolePolicy', 'CloudWatchLambdaApplicationSignalsExecutionRolePolicy',
  'AmazonSQSReadOnlyAccess', 'AmazonSNSReadOnlyAccess', 'AmazonSNSRole', 'AmazonS3ObjectLambdaExecutionRolePolicy', 'AmazonEventBridgeReadOnlyAccess', 'AmazonEventBridgeSchedulerFullAccess',
  'AmazonDynamoDBFullAccess', 'AmazonDynamoDBFullAccess_v2', 'AmazonDynamoDBReadOnlyAccess', 'AmazonKinesisFullAccess', 'AmazonKinesisReadOnlyAccess', 'AmazonKinesisFirehoseFullAccess',
  'CloudWatchFullAccessV2', 'CloudWatchLogsFullAccess', 'CloudWatchAgentServerPolicy', 'CloudWatchReadOnlyAccess',
  'AmazonSSMReadOnlyAccess', 'AmazonSSMFullAccess', 'AmazonSSMManagedInstanceCore', 'AmazonRDSDataFullAccess', 'AmazonRDSReadOnlyAccess', 'AmazonSESFullAccess',
  'AmazonCognitoPowerUser', 'AmazonCognitoReadOnly', 'AmazonVPCFullAccess', 'AmazonEC2FullAccess', 'AmazonEC2ReadOnlyAccess', 'AWSStepFunctionsFullAccess', 'AWSStepFunctionsReadOnlyAccess',
  'AmazonBedrockFullAccess', 'AmazonBedrockReadOnly', 'AmazonBedrockLimitedAccess', 'AmazonTextractFullAccess', 'AmazonRekognitionFullAccess', 'AmazonRekognitionReadOnlyAccess',
  'ComprehendReadOnly', 'TranslateReadOnly', 'AmazonTranscribeFullAccess', 'AmazonPollyFullAccess', 'AmazonPollyReadOnlyAccess',
  'AWSAppSyncInvokeFullAccess', 'AmazonAPIGatewayInvokeFullAccess', 'AWSIoTFullAccess', 'AWSIoTDataAccess', 'AmazonElasticFileSystemClientReadWriteAccess', 'AmazonElasticFileSystemClientFullAccess',
  'AWSCodeCommitFullAccess', 'AWSCodeCommitReadOnly', 'AWSKeyManagementServicePowerUser', 'AmazonMSKFullAccess', 'AmazonMSKReadOnlyAccess', 'AmazonMQFullAccess',
  'AWSConfigRulesExecutionRole', 'AmazonTimestreamFullAccess', 'AmazonOpenSearchServiceFullAccess', 'AmazonECSTaskExecutionRolePolicy',
]);

/** The policy with that ARN, when it is one of AWS's own and known. */
export function managedPolicy(arn: string): Policy | undefined {
  if (!arn.includes(':iam::aws:policy/')) return undefined;
  const name = arn.split('/').pop()!;
  const actions = (Object.hasOwn(allowed, name) ? allowed[name] : undefined) ?? (irrelevant.has(name) ? [] : undefined);
  if (!actions) return { statements: [], unknown: `what the AWS managed policy ${name} allows is not known here` };
  const statement: Statement = { allows: true, actions: { these: actions, inverted: false }, resources: { these: ['*'], inverted: false }, condition: [] };
  return { statements: [statement] };
}
