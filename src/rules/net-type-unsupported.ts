import { defineRule } from './rule';
import { faultsOf } from '../graph/query';

export default defineRule({
  id: 'net-type-unsupported',
  severity: 'error',
  title: 'failed events are sent to a kind of resource that cannot take them',
  why: 'Each service writes failed events to certain kinds of places only. What is sent anywhere else is refused when the stack is deployed or, worse, when the first event fails: then it is gone.',
  event: 'a failed event is dropped when it should be kept',
  fix: 'Use a standard SQS queue: every net accepts one.',
  links: ['https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html', 'https://docs.aws.amazon.com/lambda/latest/dg/kafka-on-failure-destination.html'],
  check(graph, report) {
    for (const { about } of faultsOf(graph, 'type', true)) report(about);
  },
});
