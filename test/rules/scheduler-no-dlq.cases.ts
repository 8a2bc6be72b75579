import { Duration } from 'aws-cdk-lib';
import * as scheduler from 'aws-cdk-lib/aws-scheduler';
import * as targets from 'aws-cdk-lib/aws-scheduler-targets';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { fn } from '../support/parts';
import { ruleCases } from '../support/rule-cases';

const schedule = scheduler.ScheduleExpression.rate(Duration.hours(1));

export default ruleCases('scheduler-no-dlq', {
  fires: {
    'M22: a schedule without dead-letter queue': { app: (stack) => void new scheduler.Schedule(stack, 'Nightly', { schedule, target: new targets.LambdaInvoke(fn(stack)) }), at: 'Nightly' },
  },
  silent: {
    'a schedule with a dead-letter queue': {
      app: (stack) => void new scheduler.Schedule(stack, 'Nightly', { schedule, target: new targets.LambdaInvoke(fn(stack), { deadLetterQueue: new sqs.Queue(stack, 'Dlq') }) }),
    },
  },
});
