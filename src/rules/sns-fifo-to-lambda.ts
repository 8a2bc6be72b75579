import { defineRule } from './rule';
import { isFifo } from '../graph/query';

export default defineRule({
  id: 'sns-fifo-to-lambda',
  severity: 'error',
  title: 'a function is subscribed to a FIFO topic',
  why: 'FIFO topics deliver to queues only. The subscription is refused, and the function hears of nothing.',
  event: 'the subscription is refused, and no event reaches the function',
  fix: 'Subscribe a FIFO queue to the topic and let the function read the queue: SqsSubscription and SqsEventSource.',
  fixInTemplate: 'Subscribe a FIFO queue to the topic (Protocol: sqs) and let an AWS::Lambda::EventSourceMapping read the queue.',
  links: ['https://docs.aws.amazon.com/sns/latest/dg/fifo-message-delivery.html'],
  check(graph, report) {
    for (const path of graph.paths) {
      if (path.origin?.type !== 'AWS::SNS::Topic' || isFifo(path.origin, undefined) !== true) continue;
      report({ resource: path.triggers[0], path, what: `${path.fn.label} is subscribed to ${path.origin.label}, which is a FIFO topic` });
    }
  },
});
