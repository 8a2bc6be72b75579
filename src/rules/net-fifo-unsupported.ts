import { defineRule } from './rule';
import { faultsOf } from '../graph/query';

export default defineRule({
  id: 'net-fifo-unsupported',
  severity: 'error',
  title: 'failed events are sent to a FIFO queue or topic, where only a standard one works',
  why: 'Lambda, SNS subscriptions, EventBridge targets and schedules write failed events without a message group, which FIFO queues and topics refuse: the event is gone.',
  event: 'a failed event is dropped when it should be kept',
  fix: 'Use a standard queue or topic: leave out fifo: true.',
  fixInTemplate: 'Use a standard queue or topic: leave out FifoQueue: true or FifoTopic: true.',
  links: ['https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html', 'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html'],
  check(graph, report) {
    for (const { about } of faultsOf(graph, 'fifo', true)) report(about);
  },
});
