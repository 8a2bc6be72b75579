import { setTimeout as sleep } from 'node:timers/promises';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { KinesisClient } from '@aws-sdk/client-kinesis';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { endpointIn } from './endpoint';

const endpoint = endpointIn(process.env);
if (!endpoint) throw new Error('Say where to deploy: npm run test:deploy starts an emulator, and AWS_ENDPOINT_URL names another one, or real-account.');

/** Whether it is the emulator that `run.ts` starts, which is thrown away afterwards. */
export const own = process.env.DEPLOY_EMULATOR === 'own';
if (own && new URL(endpoint).hostname !== '127.0.0.1') throw new Error(`The emulator is on loopback, not on ${endpoint}.`);

/** Whether a scenario is left out, as the emulator is known not to show it; with DEPLOY_SKIPPED=run one sees whether that still holds. */
export const leftOut = (notEmulated: string | undefined): notEmulated is string => own && notEmulated !== undefined && process.env.DEPLOY_SKIPPED !== 'run';

export const realAccount = endpoint === 'real-account';
// The clients read this variable too. Without it they take the endpoints of AWS.
if (realAccount) delete process.env.AWS_ENDPOINT_URL;

/** Minutes lie between the tries of AWS; the emulator makes seconds of them. A busy machine may take its time to arrive, as nobody waits for longer than it takes. */
export const patience = { arrival: (realAccount ? 25 : 5) * 60_000, quiet: realAccount ? 200_000 : 8_000 };

/** Asks until it is so. @throws when it is not in time, with what was waited for */
export async function until(what: string, isSo: () => Promise<boolean>, every = 500): Promise<void> {
  for (const end = Date.now() + patience.arrival; !await isSo(); await sleep(realAccount ? every * 10 : every)) if (Date.now() > end) throw new Error(`not in time: ${what}`);
}

const settings = {
  ...realAccount ? {} : { endpoint, region: process.env.AWS_REGION ?? 'us-east-1' },
  // Never those of the developer, who has not asked for anything to be sent to AWS.
  ...own ? { credentials: { accessKeyId: 'test', secretAccessKey: 'test' } } : {},
};

// The URL of a queue may have the name of a host that only AWS can find.
const sqs = new SQSClient({ ...settings, useQueueUrlAsEndpoint: false });

/** One client for each service. */
export const aws = {
  cloudFormation: new CloudFormationClient(settings),
  dynamoDb: new DynamoDBClient(settings),
  eventBridge: new EventBridgeClient(settings),
  // HTTP/2, which this client prefers, brings empty answers from LocalStack.
  kinesis: new KinesisClient(realAccount ? settings : { ...settings, requestHandler: sqs.config.requestHandler }),
  lambda: new LambdaClient(settings),
  logs: new CloudWatchLogsClient(settings),
  s3: new S3Client({ ...settings, forcePathStyle: !realAccount }),
  sns: new SNSClient(settings),
  sqs,
};
