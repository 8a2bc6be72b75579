import { Duration } from 'aws-cdk-lib';
import * as scheduler from 'aws-cdk-lib/aws-scheduler';
import * as targets from 'aws-cdk-lib/aws-scheduler-targets';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { fn, fnYaml } from '../support/parts';
import { ruleCases } from '../support/rule-cases';

const schedule = scheduler.ScheduleExpression.rate(Duration.hours(1));

export default ruleCases('scheduler-no-dlq', {
  fires: {
    'M22: a schedule without dead-letter queue': { app: (stack) => void new scheduler.Schedule(stack, 'Nightly', { schedule, target: new targets.LambdaInvoke(fn(stack)) }), at: 'Nightly', mends: 'ScheduleDeadLetters' },
  },
  silent: {
    'a dead-letter queue that cannot take it, which is another rule': {
      template: `
Resources:
  Dlq: { Type: AWS::SQS::Queue, Properties: { FifoQueue: true } }
  Nightly: { Type: AWS::Scheduler::Schedule, Properties: { ScheduleExpression: rate(1 hour), FlexibleTimeWindow: { Mode: 'OFF' }, Target: { Arn: !GetAtt Fn.Arn, RoleArn: 'arn:aws:iam::111122223333:role/schedule', DeadLetterConfig: { Arn: !GetAtt Dlq.Arn } } } }${fnYaml()}`,
    },
    'a subscription, of which another rule says it': {
      template: `
Resources:
  Dlq: { Type: AWS::SQS::Queue, Properties: { FifoQueue: true } }
  Topic: { Type: AWS::SNS::Topic }
  Subscription: { Type: AWS::SNS::Subscription, Properties: { Protocol: lambda, TopicArn: !Ref Topic, Endpoint: !GetAtt Fn.Arn } }${fnYaml()}`,
    },
    'a schedule with a dead-letter queue': {
      app: (stack) => void new scheduler.Schedule(stack, 'Nightly', { schedule, target: new targets.LambdaInvoke(fn(stack), { deadLetterQueue: new sqs.Queue(stack, 'Dlq') }) }),
    },
    'a permission for schedules elsewhere': { template: `\nResources:\n  Permission: { Type: AWS::Lambda::Permission, Properties: { FunctionName: !Ref Fn, Action: lambda:InvokeFunction, Principal: scheduler.amazonaws.com } }${fnYaml()}` },
  },
});
