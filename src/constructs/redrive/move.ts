import { Stack } from 'aws-cdk-lib';
import { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import { IQueue, Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { Bind } from './bound';

/**
 * SQS itself moves messages back to where they came from, but only if that was a queue:
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html
 */
export const move = (queue: IQueue, sources: readonly IQueue[]): Bind => (scope, { maxPerSecond }) => {
  refuseOthers(scope, queue, sources);
  const command = (name: string, rest: string) => `aws sqs ${name} --region ${Stack.of(queue).region} ${rest}`;
  return {
    commands: {
      Start: command('start-message-move-task', `--source-arn ${queue.queueArn} --max-number-of-messages-per-second ${maxPerSecond}`),
      Status: command('list-message-move-tasks', `--source-arn ${queue.queueArn}`),
      Stop: command('cancel-message-move-task', '--task-handle <TaskHandle of the status>'),
    },
    grant: (grantee) => granted(grantee, queue, sources),
  };
};

function refuseOthers(scope: Construct, queue: IQueue, sources: readonly IQueue[]): void {
  if (sources.length === 0) throw new Error(`${scope.node.path}: name the queues that redrive to ${queue.node.path}; SQS moves messages back to queues only. For what Lambda, SNS, EventBridge or EventBridge Scheduler have left there use RedriveSource.asyncEvents(…).`);
  for (const source of sources) {
    // What is imported says nothing about its redrive policy.
    if (!(source instanceof Queue) || source.deadLetterQueue?.queue === queue) continue;
    throw new Error(`${scope.node.path}: ${source.node.path} redrives to ${source.deadLetterQueue?.queue.node.path ?? 'no queue'}, not to ${queue.node.path}; SQS moves messages back only to the queue that they came from. Name its dead-letter queue.`);
  }
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-configure-dead-letter-queue-redrive.html */
function granted(grantee: IGrantable, queue: IQueue, sources: readonly IQueue[]): Grant {
  const tasks = ['sqs:StartMessageMoveTask', 'sqs:ListMessageMoveTasks', 'sqs:CancelMessageMoveTask'];
  const grants = [
    queue.grant(grantee, ...tasks, 'sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'),
    ...sources.map((source) => source.grant(grantee, 'sqs:SendMessage')),
    ...[queue.encryptionMasterKey?.grant(grantee, 'kms:Decrypt') ?? []].flat(),
    ...sources.flatMap((source) => source.encryptionMasterKey?.grant(grantee, 'kms:Decrypt', 'kms:GenerateDataKey') ?? []),
  ];
  return grants.reduce((one, other) => one.combine(other));
}
