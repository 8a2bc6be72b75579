import { defineRule } from './rule';
import { faultsOf } from '../graph/query';

export default defineRule({
  id: 'net-role-cannot-write',
  severity: 'error',
  title: 'the role that writes failed events may not write to their place',
  why: 'The place is configured, but the write is refused when an event has failed. The event is gone; only the metrics DeadLetterErrors or DestinationDeliveryFailures show it.',
  event: 'a failed event is dropped when it should be kept',
  fix: 'Grant the role the write, such as queue.grantSendMessages(fn).',
  fixInTemplate: 'Add a policy to the role that allows the write, such as sqs:SendMessage on the queue.',
  links: ['https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html'],
  check(graph, report) {
    for (const { net, about } of faultsOf(graph, 'role', true)) report({ ...about, mend: { kind: 'allow', on: net.owner, net } });
  },
});
