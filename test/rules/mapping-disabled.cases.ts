import * as sources from 'aws-cdk-lib/aws-lambda-event-sources';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { fn } from '../support/parts';
import { ruleCases } from '../support/rule-cases';

export default ruleCases('mapping-disabled', {
  fires: {
    'M30: the mapping is switched off': { app: (stack) => fn(stack).addEventSource(new sources.SqsEventSource(new sqs.Queue(stack, 'Orders'), { enabled: false })), at: 'FnSqs', says: /expires unread/ },
  },
  silent: {
    'switched on': { app: (stack) => fn(stack).addEventSource(new sources.SqsEventSource(new sqs.Queue(stack, 'Orders'), { enabled: true })) },
    'nothing said': { app: (stack) => fn(stack).addEventSource(new sources.SqsEventSource(new sqs.Queue(stack, 'Orders'))) },
  },
});
