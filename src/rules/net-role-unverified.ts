import { defineRule } from './rule';
import { faultsOf } from '../graph/query';

export default defineRule({
  id: 'net-role-unverified',
  severity: 'info',
  title: 'whether the role may write failed events to their place cannot be told',
  why: 'If it may not, each failed event is gone the moment it should be kept; only the metrics DeadLetterErrors or DestinationDeliveryFailures show it. The role, or a policy of it, is outside of what was read.',
  event: 'if not, a failed event is dropped when it should be kept',
  fix: 'Verify that the role has the permission, and acknowledge this with where it is granted.',
  links: ['https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html'],
  check(graph, report) {
    for (const { about } of faultsOf(graph, 'role', false)) report(about);
  },
});
