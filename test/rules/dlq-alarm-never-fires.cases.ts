import { Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as sources from 'aws-cdk-lib/aws-lambda-event-sources';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { fn } from '../support/parts';
import { ruleCases } from '../support/rule-cases';

const alarm = (stack: Stack, namespace: string, metricName: string, dimensionsMap: { [name: string]: string }, evaluationPeriods = 1) =>
  new cloudwatch.Metric({ namespace, metricName, dimensionsMap, statistic: 'sum' }).createAlarm(stack, 'Alarm', { threshold: 1, evaluationPeriods });

export default ruleCases('dlq-alarm-never-fires', {
  fires: {
    'M47: EventBridge metrics in the wrong case': { app: (stack) => void alarm(stack, 'AWS/Events', 'InvocationsSentToDLQ', { RuleName: 'rule' }), at: 'Alarm', says: /Set metricName: .InvocationsSentToDlq/ },
    'M47: five data points for a metric that counts lost events': { app: (stack) => void alarm(stack, 'AWS/SNS', 'NumberOfNotificationsFailedToRedriveToDlq', { TopicName: 'topic' }, 5), at: 'Alarm', says: /needs 5 data points/ },
    'M47: NumberOfMessagesSent of a queue that SQS itself fills': {
      app: (stack) => {
        const dlq = new sqs.Queue(stack, 'Dlq');
        fn(stack).addEventSource(new sources.SqsEventSource(new sqs.Queue(stack, 'Orders', { deadLetterQueue: { queue: dlq, maxReceiveCount: 5 } })));
        dlq.metricNumberOfMessagesSent().createAlarm(stack, 'Alarm', { threshold: 1, evaluationPeriods: 1 });
      },
      at: 'Alarm', says: /does not count what SQS moves/,
    },
  },
  silent: {
    'one data point': { app: (stack) => void alarm(stack, 'AWS/Events', 'InvocationsSentToDlq', { RuleName: 'rule' }) },
    'several data points of a depth, which stays': { app: (stack) => void alarm(stack, 'AWS/SQS', 'ApproximateNumberOfMessagesVisible', { QueueName: 'queue' }, 5) },
    'several data points of errors, which are not lost events': { app: (stack) => void alarm(stack, 'AWS/Lambda', 'Errors', { FunctionName: 'fn' }, 3) },
  },
});
