import { defineRule } from './rule';
import { faultsOf } from '../graph/query';

export default defineRule({
  id: 'net-aws-managed-key',
  severity: 'error',
  title: 'a service cannot write to a queue that is encrypted with an AWS managed key',
  why: 'The policy of alias/aws/sqs cannot be changed, and it lets no service such as SNS or EventBridge use the key. Every write is refused, silently, and the event is gone.',
  event: 'a failed event is dropped when it should be kept',
  fix: 'Set encryption: sqs.QueueEncryption.SQS_MANAGED, or use a key of your own whose policy lets the service use it.',
  fixInTemplate: 'Set SqsManagedSseEnabled: true instead of KmsMasterKeyId, or use a key of your own whose policy lets the service use it.',
  links: ['https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html'],
  check(graph, report) {
    for (const { about } of faultsOf(graph, 'managed-key', true)) report(about);
  },
});
