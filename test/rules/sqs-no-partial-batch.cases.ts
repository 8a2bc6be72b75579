import { Stack } from 'aws-cdk-lib';
import * as sources from 'aws-cdk-lib/aws-lambda-event-sources';
import { fn, pipePoller, queueWithDlq, queueYaml } from '../support/parts';
import { ruleCases } from '../support/rule-cases';

const app = (props: sources.SqsEventSourceProps) => (stack: Stack) => fn(stack).addEventSource(new sources.SqsEventSource(queueWithDlq(stack), props));

export default ruleCases('sqs-no-partial-batch', {
  fires: {
    'M32: the default batch of ten': { app: app({}), at: 'FnSqsEventSource', says: /up to 10 messages/ },
  },
  silent: {
    'partial batch responses': { app: app({ reportBatchItemFailures: true }) },
    'one message at a time': { app: app({ batchSize: 1 }) },
    'a pipe, which always listens to what failed': { template: queueYaml({ poller: pipePoller }) },
    'a batch size that is known at deployment': { template: queueYaml({ poller: 'Type: AWS::Lambda::EventSourceMapping, Properties: { FunctionName: !Ref Fn, EventSourceArn: !GetAtt Orders.Arn, BatchSize: !Ref Later }' }) },
  },
});
