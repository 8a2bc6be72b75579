import { defineRule } from './rule';
import { faultsOf } from '../graph/query';

export default defineRule({
  id: 'net-key-not-granted',
  severity: 'error',
  title: 'the key of the place for failed events is closed to who writes there',
  why: 'The place is encrypted with a key of your own, and whoever writes failed events needs that key too. Without it the write is refused and the event is gone. CDK grants it for destinations, but not for the dead-letter queues of functions, rules, subscriptions and schedules.',
  event: 'a failed event is dropped when it should be kept',
  fix: 'Grant the use of the key (kms:GenerateDataKey, kms:Decrypt) to the role or, in the key policy, to the service.',
  links: ['https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html', 'https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html'],
  check(graph, report) {
    for (const { net, about } of faultsOf(graph, 'key', true)) report({ ...about, mend: { kind: 'allow', on: net.owner, net } });
  },
});
