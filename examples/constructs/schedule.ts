import { App, Duration, Stack, TimeZone } from 'aws-cdk-lib';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { ContextAttribute, ScheduleExpression, TimeWindow } from 'aws-cdk-lib/aws-scheduler';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { DeadLetterQueue, FailureTarget, ScheduledFunction, ScheduleService, ScheduleTrigger } from 'cdk-lambda-failsafe';

const app = new App();
const stack = new Stack(app, 'Shop');
const props = { runtime: Runtime.NODEJS_22_X, handler: 'index.handler', code: Code.fromInline('exports.handler = async ({ job }) => console.log(job);') };
const alarmActions = [new SnsAction(new Topic(stack, 'OnCall'))];

// Every night at two, wherever daylight saving time puts that, and again by another input every week.
const nightly = ScheduleExpression.cron({ hour: '2', minute: '0', timeZone: TimeZone.EUROPE_BERLIN });
const report = new ScheduledFunction(stack, 'Report', { ...props, alarmActions, schedule: nightly, timeWindow: TimeWindow.flexible(Duration.minutes(15)), input: { job: 'daily' } });
new ScheduleTrigger(stack, 'WeeklyReport', { function: report, alarmActions, schedule: ScheduleExpression.rate(Duration.days(7)), input: { job: 'weekly' } });

// Values that are filled in later have to be asked for; both nets end in one queue.
const failed = new DeadLetterQueue(stack, 'FailedBackups', { alarmActions });
new ScheduledFunction(stack, 'BackUp', {
  ...props, alarmActions, schedule: nightly,
  input: { bucket: new Bucket(stack, 'Backups').bucketName, at: ContextAttribute.scheduledTime }, allowTokens: true, allowContextAttributes: true,
  delivery: { deadLetterQueue: failed, maxEventAge: Duration.hours(1) }, processing: { onFailure: FailureTarget.queue(failed), retryAttempts: 1 },
});

// By rules of EventBridge, one of which exists.
const cleanUp = new Function(stack, 'CleanUp', props).addAlias('live');
new ScheduleTrigger(stack, 'Hourly', { function: cleanUp, alarmActions, service: ScheduleService.RULE, schedule: ScheduleExpression.rate(Duration.hours(1)), input: { job: 'clean-up' } });
new ScheduleTrigger(stack, 'Yearly', { function: cleanUp, alarmActions, rule: new Rule(stack, 'NewYear', { schedule: Schedule.cron({ month: '1', day: '1', hour: '0', minute: '0' }) }), input: { job: 'archive' } });

app.synth();
