import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';

const queues = (id: string) => ({
  [`${id}Dlq`]: { Type: 'AWS::SQS::Queue', Properties: { MessageRetentionPeriod: 1_209_600 } },
  [`${id}Queue`]: { Type: 'AWS::SQS::Queue', Properties: { VisibilityTimeout: 60, RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': [`${id}Dlq`, 'Arn'] }, maxReceiveCount: 5 } } },
});

/** A template of about 50 resources: functions that read queues with dead-letter queues, each with its role and policy. */
function cloudFormation(index: number): object {
  const resources: { [id: string]: object } = {};
  for (let number = 0; number < 8; number += 1) {
    const id = `Fn${index}x${number}`;
    Object.assign(resources, {
      ...queues(id),
      [`${id}Role`]: {
        Type: 'AWS::IAM::Role', Properties: {
          AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } }] },
          ManagedPolicyArns: [{ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::aws:policy/service-role/AWSLambdaBasicExecutionRole']] }],
        },
      },
      [`${id}Policy`]: {
        Type: 'AWS::IAM::Policy', Properties: {
          PolicyName: id, Roles: [{ Ref: `${id}Role` }],
          PolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'], Resource: { 'Fn::GetAtt': [`${id}Queue`, 'Arn'] } }] },
        },
      },
      [id]: { Type: 'AWS::Lambda::Function', Properties: { Runtime: 'nodejs22.x', Handler: 'index.handler', Role: { 'Fn::GetAtt': [`${id}Role`, 'Arn'] }, Timeout: 10, Code: { S3Bucket: 'code', S3Key: id } } },
      [`${id}Feed`]: {
        Type: 'AWS::Lambda::EventSourceMapping', Properties: { FunctionName: { Ref: id }, EventSourceArn: { 'Fn::GetAtt': [`${id}Queue`, 'Arn'] }, BatchSize: 10, FunctionResponseTypes: ['ReportBatchItemFailures'] },
      },
    });
  }
  return { Resources: resources };
}

/** The same in SAM, of which it makes as many resources. */
function sam(index: number): object {
  const resources: { [id: string]: object } = {};
  for (let number = 0; number < 8; number += 1) {
    const id = `Fn${index}x${number}`;
    Object.assign(resources, {
      ...queues(id),
      [id]: {
        Type: 'AWS::Serverless::Function', Properties: {
          Runtime: 'nodejs22.x', Handler: 'index.handler', Timeout: 10, CodeUri: 's3://code/x',
          Events: {
            Feed: { Type: 'SQS', Properties: { Queue: { 'Fn::GetAtt': [`${id}Queue`, 'Arn'] }, FunctionResponseTypes: ['ReportBatchItemFailures'] } },
            Nightly: { Type: 'ScheduleV2', Properties: { ScheduleExpression: 'rate(1 day)', DeadLetterConfig: { Arn: { 'Fn::GetAtt': [`${id}Dlq`, 'Arn'] } } } },
          },
        },
      },
    });
  }
  return { Transform: 'AWS::Serverless-2016-10-31', Resources: resources };
}

export type Format = 'JSON' | 'YAML' | 'SAM';

/** Writes so many templates, and gives their names. */
export function templates(folder: string, format: Format, count: number): string[] {
  mkdirSync(folder, { recursive: true });
  return Array.from({ length: count }, (_, index) => {
    const file = join(folder, `template${index}.${format === 'JSON' ? 'json' : 'yaml'}`);
    const content = format === 'SAM' ? sam(index) : cloudFormation(index);
    writeFileSync(file, format === 'JSON' ? JSON.stringify(content, undefined, 2) : stringify(content));
    return file;
  });
}
