import { Duration, Stack } from 'aws-cdk-lib';
import * as sources from 'aws-cdk-lib/aws-lambda-event-sources';
import { fn, pipePoller, queueWithDlq, queueYaml } from '../support/parts';
import { ruleCases } from '../support/rule-cases';

const app = (visibility: number, timeout: number, window = 0) => (stack: Stack) =>
  fn(stack, 'Fn', { timeout: Duration.seconds(timeout) }).addEventSource(new sources.SqsEventSource(
    queueWithDlq(new Stack(stack.node.scope!, 'Queues'), 'Orders', { visibilityTimeout: Duration.seconds(visibility) }),
    { maxBatchingWindow: window ? Duration.seconds(window) : undefined },
  ));

export default ruleCases('sqs-visibility-lt-6x', {
  fires: {
    'M7: across stacks, below six times the timeout': { app: app(30, 10), at: 'Orders', says: /6 × 10 s = 60 s/ },
    'M33: six times the timeout, but the batching window is not counted': { app: app(60, 10, 20), at: 'Orders', says: /Duration\.seconds\(80\)/ },
    'M7: as long as the timeout, which is not another rule yet': { app: app(10, 10), at: 'Orders', says: /hides a message for 10 s/, sets: { VisibilityTimeout: 60 } },
  },
  silent: {
    'a pipe, which has its own way with visibility': { template: queueYaml({ timeout: 10, poller: pipePoller }) },
    'a visibility timeout that is known at deployment': { template: queueYaml({ visibility: '!Ref Later', timeout: 10 }) },
    'a timeout of the function that is known at deployment': { template: queueYaml({ timeout: '!Ref Later' }) },
    'less than the timeout itself, which is another rule': { app: app(5, 10) },
    'exactly six times': { app: app(60, 10) },
    'six times and the window': { app: app(80, 10, 20) },
  },
});
