import { Duration, Stack } from 'aws-cdk-lib';
import { Function, FunctionOptions } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Queue, QueueProps } from 'aws-cdk-lib/aws-sqs';
import { DeadLetterQueue, SqsTrigger, SqsTriggeredFunction } from '../../../src';
import { hangs, reportsItems, throws } from '../handlers';
import { Scenarios, Twins } from '../scenario';
import { toQueue } from '../sending';

/** The constructs set six times the timeout of the function, which only makes the wait longer here. */
const quick = { visibilityTimeout: Duration.seconds(2) };

export const right: Scenarios = {
  'nothing but a function': {
    proves: 'SQS gives a message back until it was received maxReceiveCount times, and moves it then: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html',
    app: (stack) => toQueue(new SqsTriggeredFunction(stack, 'ShipOrder', { ...throws, queueProps: quick }).trigger.queue),
  },
  'the visibility timeout that the construct has chosen': {
    proves: 'A message is away for the visibility timeout after each receive: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html',
    app: (stack) => toQueue(new SqsTriggeredFunction(stack, 'ShipOrder', { ...throws, timeout: Duration.seconds(1), processing: { maxReceiveCount: 3 } }).trigger.queue),
  },
  'a partial batch': {
    proves: 'Only the messages that the function names come back: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html',
    app: (stack) => toQueue(new SqsTriggeredFunction(stack, 'ShipOrder', { ...reportsItems, queueProps: quick }).trigger.queue, ['fine-1', 'poison-1', 'fine-2']),
    passes: ['fine-1', 'fine-2'],
  },
  'no partial batch': {
    proves: 'Without ReportBatchItemFailures one bad message makes the whole batch come back, and end in the dead-letter queue: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html',
    app: (stack) => toQueue(new SqsTriggeredFunction(stack, 'ShipOrder', {
      ...throws, queueProps: { ...quick, deliveryDelay: Duration.seconds(3) }, processing: { reportBatchItemFailures: false, maxReceiveCount: 2 },
    }).trigger.queue, ['fine-1', 'poison-1', 'fine-2']),
    rests: ['fine-1', 'fine-2', 'poison-1'],
  },
  'an alias': {
    proves: 'A mapping invokes the alias, and the redrive policy of the queue holds whatever is invoked: https://docs.aws.amazon.com/lambda/latest/dg/configuration-aliases.html',
    app: (stack) => toQueue(new SqsTrigger(stack, 'Labels', { function: new Function(stack, 'PrintLabel', throws).addAlias('live'), queueProps: quick }).queue),
  },
  'a FIFO queue': {
    proves: 'The dead-letter queue of a FIFO queue is FIFO, and the message leaves its group there: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html',
    app: (stack) => toQueue(new SqsTriggeredFunction(stack, 'ChargeCard', { ...reportsItems, queueProps: { ...quick, fifo: true } }).trigger.queue, ['poison-1', 'fine-1'], 'customer'),
    passes: ['fine-1'],
  },
  'a dead-letter queue that two share': {
    proves: 'Several source queues may have one dead-letter queue: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html',
    app: (stack) => {
      const deadLetterQueue = new DeadLetterQueue(stack, 'Failed');
      new SqsTrigger(stack, 'Other', { function: new Function(stack, 'OtherFn', throws), processing: { deadLetterQueue } });
      return toQueue(new SqsTrigger(stack, 'Orders', { function: new Function(stack, 'Fn', throws), queueProps: quick, processing: { deadLetterQueue, maxReceiveCount: 2 } }).queue);
    },
    origin: 'Orders/Queue',
  },
  'a queue that exists': {
    proves: 'The redrive policy is that of the source queue, wherever it was made: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html',
    app: (stack) => {
      const queue = new Queue(stack, 'Orders', { ...quick, deadLetterQueue: { queue: new DeadLetterQueue(stack, 'Failed'), maxReceiveCount: 4 } });
      new SqsTrigger(stack, 'Trigger', { function: new Function(stack, 'Fn', throws), queue });
      return toQueue(queue);
    },
  },
  'a function that runs out of time': {
    proves: 'A timeout is an error like others: the message comes back: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html',
    app: (stack) => toQueue(new SqsTriggeredFunction(stack, 'ShipOrder', { ...hangs, queueProps: quick, processing: { maxReceiveCount: 2 } }).trigger.queue),
  },
};

/** The shortest retention that SQS takes, so that the end can be seen: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html */
const forgets = { ...quick, retentionPeriod: Duration.seconds(60) };

function polled(stack: Stack, props: QueueProps, options: FunctionOptions = {}, handler = throws): Queue {
  const queue = new Queue(stack, 'Orders', props);
  new Function(stack, 'Fn', { ...handler, ...options }).addEventSource(new SqsEventSource(queue));
  return queue;
}

export const wrong: Twins = {
  'no redrive policy': {
    proves: 'Without a redrive policy a message is tried until its retention ends, and deleted: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html',
    app: (stack) => toQueue(polled(stack, forgets)),
    fate: 'lost', findings: ['sqs-no-redrive'],
  },
  'a dead-letter queue on the function': {
    proves: 'The dead-letter queue of a function is for asynchronous invocations, not for those of a poller: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html',
    app: (stack) => toQueue(polled(stack, forgets, { deadLetterQueue: new Queue(stack, 'Failed') })),
    fate: 'lost', findings: ['sqs-no-redrive', 'function-dlq-unused'],
  },
  'items that nobody asked for': {
    proves: 'Without ReportBatchItemFailures what the function returns means nothing, and the batch is deleted as processed: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html',
    app: (stack) => toQueue(polled(stack, { ...quick, deadLetterQueue: { queue: new DeadLetterQueue(stack, 'Failed'), maxReceiveCount: 5 } }, {}, reportsItems)),
    fate: 'kept', findings: ['sqs-no-partial-batch'],
  },
  'a dead-letter queue that the same function reads': {
    proves: 'What fails once fails again: the function empties its own dead-letter queue into nothing: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html',
    app: (stack) => {
      const queue = new Queue(stack, 'Failed', forgets);
      const fn = new Function(stack, 'Fn', throws);
      fn.addEventSource(new SqsEventSource(queue));
      const orders = new Queue(stack, 'Orders', { ...quick, deadLetterQueue: { queue, maxReceiveCount: 2 } });
      fn.addEventSource(new SqsEventSource(orders));
      return toQueue(orders);
    },
    fate: 'lost', origin: 'Failed', findings: ['dlq-consumer-is-same-function'],
  },
};
