import { isUnlimited, streamLimits } from '../../lambda/stream';
import { Resource } from '../../model/resource';
import { arn, Draft } from '../draft';
import { failureQueue } from '../resources';
import { Unmendable } from '../unmendable';

const parameters: { readonly [broker: string]: string } = { kinesis: 'KinesisStreamParameters', dynamodb: 'DynamoDBStreamParameters' };

/** Ends the retries of a pipe that reads a stream, and keeps the position of what is given up. */
export function pipeDeadLetters(draft: Draft, pipe: Resource): void {
  const polling = draft.templates.paths.find(({ triggers: [first] }) => first?.key === pipe.key)?.polling;
  const kind = polling && parameters[polling.broker];
  if (!polling || kind === undefined) throw new Unmendable('EventBridge Pipes has no dead-letter queue for this source');
  if (isUnlimited(polling) === true) {
    draft.set(pipe, ['SourceParameters', kind, 'MaximumRetryAttempts'], streamLimits.retryAttempts);
    draft.set(pipe, ['SourceParameters', kind, 'MaximumRecordAgeInSeconds'], streamLimits.maxRecordAge);
  }
  if (polling.destination) return;
  const queue = failureQueue(draft, pipe, `${pipe.id}DeadLetterQueue`);
  draft.set(pipe, ['SourceParameters', kind, 'DeadLetterConfig'], { Arn: arn(queue) });
  draft.depend(pipe, draft.allowRole(pipe.properties.RoleArn, pipe, `${queue}Policy`, { actions: ['sqs:SendMessage'], resource: arn(queue) }));
}
