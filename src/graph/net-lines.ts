import { Net, NetKind } from '../model/graph';

/** How a net that ends in a queue is written down: in a CDK program, and in a template. */
const lines: { readonly [kind in NetKind]: { readonly program: string; readonly template: string } } = {
  'redrive': { program: 'deadLetterQueue: { queue: dlq, maxReceiveCount: 5 }', template: 'RedrivePolicy: { deadLetterTargetArn: !GetAtt Dlq.Arn, maxReceiveCount: 5 }' },
  'function-dlq': { program: 'deadLetterQueue: dlq', template: 'DeadLetterConfig: { TargetArn: !GetAtt Dlq.Arn }' },
  'async-destination': { program: 'onFailure: new SqsDestination(queue)', template: 'DestinationConfig: { OnFailure: { Destination: !GetAtt FailedEvents.Arn } }' },
  'mapping-destination': { program: 'onFailure: new SqsDlq(queue)', template: 'DestinationConfig: { OnFailure: { Destination: !GetAtt FailedBatches.Arn } }' },
  'subscription-dlq': { program: 'deadLetterQueue: dlq', template: 'RedrivePolicy: { deadLetterTargetArn: !GetAtt Dlq.Arn }' },
  'target-dlq': { program: 'deadLetterQueue: dlq', template: 'DeadLetterConfig: { Arn: !GetAtt Dlq.Arn }' },
  'schedule-dlq': { program: 'deadLetterQueue: dlq', template: 'DeadLetterConfig: { Arn: !GetAtt Dlq.Arn }' },
  'subscriber-dlq': { program: 'onFailureConfiguration: { arn: dlq.queueArn }', template: 'OnFailureConfiguration: { Arn: !GetAtt Dlq.Arn }' },
  'pipe-dlq': { program: 'deadLetterConfig: { arn: dlq.queueArn }', template: 'DeadLetterConfig: { Arn: !GetAtt Dlq.Arn }' },
  'error-action': { program: 'errorAction: { sqs: { queueUrl: dlq.queueUrl, roleArn: role.roleArn } }', template: 'ErrorAction: { Sqs: { QueueUrl: !Ref Dlq, RoleArn: !GetAtt Role.Arn } }' },
};

/** `Set …` on whoever configures the net, in both languages; `how` says the rest, such as which queue. */
export function setNet({ kind, owner }: Net, how: string): { readonly fix: string; readonly fixInTemplate: string } {
  const line = (written: string) => `Set ${written} on ${owner.label}, ${how}.`;
  return { fix: line(lines[kind].program), fixInTemplate: line(lines[kind].template) };
}
