import { defineRule } from './rule';
import { faultsOf } from '../graph/query';

export default defineRule({
  id: 'net-role-cannot-write',
  severity: 'error',
  title: 'the role that writes failed events may not write to their place',
  why: 'The place is configured, but the write is refused when an event has failed. The event is gone; only the metrics DeadLetterErrors or DestinationDeliveryFailures show it.',
  fix: 'Grant the role the write, such as queue.grantSendMessages(fn).',
  links: ['https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html'],
  check(graph, report) {
    for (const { net, fault, path } of faultsOf(graph, 'role', true)) {
      report({ resource: net.owner, property: net.property, path, mend: { kind: 'allow', on: net.owner, net }, what: fault.what, fix: fault.fix });
    }
  },
});
