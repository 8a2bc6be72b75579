import { defineRule } from './rule';
import { faultsOf } from '../graph/query';

export default defineRule({
  id: 'net-key-unverified',
  severity: 'info',
  title: 'whether the key of the place for failed events may be used cannot be told',
  why: 'Whoever writes failed events to an encrypted place needs its key too; without it the write is refused and the event is gone. The key, or what decides about it, is outside of what was read.',
  event: 'if not, a failed event is dropped when it should be kept',
  fix: 'Verify that the policy of the key, or the role, allows kms:GenerateDataKey and kms:Decrypt.',
  links: ['https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html'],
  check(graph, report) {
    for (const { about } of faultsOf(graph, 'key', false)) report(about);
  },
});
