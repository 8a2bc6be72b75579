import { Duration } from 'aws-cdk-lib';
import { Function } from 'aws-cdk-lib/aws-lambda';
import { SqsTrigger, SqsTriggeredFunction } from '../../../src';
import { reportsItems, throws } from '../handlers';
import { Scenarios, Twins } from '../scenario';
import { toQueue } from '../sending';

/** Six times the timeout, as the constructs set it, would only make the wait longer. */
const quick = { timeout: Duration.seconds(1), queueProps: { visibilityTimeout: Duration.seconds(1) } };

export const right: Scenarios = {
  'nothing but a function': {
    proves: 'SQS gives a message back until it was received maxReceiveCount times, and moves it then: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html',
    app: (stack) => toQueue(new SqsTriggeredFunction(stack, 'ShipOrder', { ...throws, ...quick }).trigger.queue),
  },
  'a partial batch': {
    proves: 'Only the messages that the function names come back: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html',
    app: (stack) => {
      const trigger = new SqsTrigger(stack, 'Orders', { function: new Function(stack, 'Fn', { ...reportsItems, timeout: Duration.seconds(1) }), queueProps: quick.queueProps });
      return toQueue(trigger.queue, ['fine-1', 'poison-1', 'fine-2']);
    },
    passes: ['fine-1', 'fine-2'],
  },
};

export const wrong: Twins = {};
