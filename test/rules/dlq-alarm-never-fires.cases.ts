import { Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as sources from 'aws-cdk-lib/aws-lambda-event-sources';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { fn, fnYaml } from '../support/parts';
import { ruleCases } from '../support/rule-cases';

const alarm = (stack: Stack, namespace: string, metricName: string, dimensionsMap: { [name: string]: string }, evaluationPeriods = 1) =>
  new cloudwatch.Metric({ namespace, metricName, dimensionsMap, statistic: 'sum' }).createAlarm(stack, 'Alarm', { threshold: 1, evaluationPeriods });

/** A queue whose failed messages SQS moves to another, and an alarm. */
const moved = (metric: string, place = '!GetAtt Dlq.Arn') => `
Resources:
  Dlq: { Type: AWS::SQS::Queue }
  Orders: { Type: AWS::SQS::Queue, Properties: { RedrivePolicy: { deadLetterTargetArn: ${place}, maxReceiveCount: 5 } } }
  Mapping: { Type: AWS::Lambda::EventSourceMapping, Properties: { FunctionName: !Ref Fn, EventSourceArn: !GetAtt Orders.Arn } }
  Alarm: { Type: AWS::CloudWatch::Alarm, Properties: { Namespace: AWS/SQS, MetricName: ${metric}, Dimensions: [{ Name: QueueName, Value: !GetAtt Dlq.QueueName }] } }${fnYaml()}`;

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
    'M47: the other metric of EventBridge in the wrong case': { app: (stack) => void alarm(stack, 'AWS/Events', 'InvocationsFailedToBeSentToDLQ', { RuleName: 'rule' }), at: 'Alarm', says: /Set metricName: 'InvocationsFailedToBeSentToDlq'/ },
    'M47: the same queue in a template': { template: moved('NumberOfMessagesSent'), at: 'Alarm', says: /is on NumberOfMessagesSent of Dlq, .* Set MetricName: ApproximateNumberOfMessagesVisible/ },
  },
  silent: {
    'one data point': { app: (stack) => void alarm(stack, 'AWS/Events', 'InvocationsSentToDlq', { RuleName: 'rule' }) },
    'several data points of a depth, which stays': { app: (stack) => void alarm(stack, 'AWS/SQS', 'ApproximateNumberOfMessagesVisible', { QueueName: 'queue' }, 5) },
    'several data points of errors, which are not lost events': { app: (stack) => void alarm(stack, 'AWS/Lambda', 'Errors', { FunctionName: 'fn' }, 3) },
    'the depth of a queue that SQS itself fills': { template: moved('ApproximateNumberOfMessagesVisible') },
    'what is sent to a queue, where SQS fills one of another app': { template: moved('NumberOfMessagesSent', 'arn:aws:sqs:eu-west-1:111122223333:dlq') },
  },
});
