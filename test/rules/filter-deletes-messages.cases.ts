import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sources from 'aws-cdk-lib/aws-lambda-event-sources';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { fn } from '../support/parts';
import { ruleCases } from '../support/rule-cases';

const filters = [lambda.FilterCriteria.filter({ body: { kind: lambda.FilterRule.isEqual('new') } })];

export default ruleCases('filter-deletes-messages', {
  fires: {
    'M31: a filter on a queue': { app: (stack) => fn(stack).addEventSource(new sources.SqsEventSource(new sqs.Queue(stack, 'Orders'), { filters })), at: 'FnSqs', says: /are deleted. such a message reaches neither/ },
  },
  silent: {
    'a filter on a stream skips records for this function only': {
      app: (stack) => fn(stack).addEventSource(new sources.KinesisEventSource(new kinesis.Stream(stack, 'Stream'), { startingPosition: lambda.StartingPosition.LATEST, filters })),
    },
    'no filter': { app: (stack) => fn(stack).addEventSource(new sources.SqsEventSource(new sqs.Queue(stack, 'Orders'))) },
  },
});
