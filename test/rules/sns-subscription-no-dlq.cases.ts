import * as sns from 'aws-cdk-lib/aws-sns';
import * as subscriptions from 'aws-cdk-lib/aws-sns-subscriptions';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { fn, fnYaml } from '../support/parts';
import { ruleCases } from '../support/rule-cases';

export default ruleCases('sns-subscription-no-dlq', {
  fires: {
    'M21: the function has a net, the subscription has none': {
      app: (stack) => void new sns.Topic(stack, 'Topic').addSubscription(new subscriptions.LambdaSubscription(fn(stack, 'Fn', { deadLetterQueueEnabled: true }))),
      at: 'FnTopic', mends: 'SubscriptionDeadLetters',
    },
  },
  silent: {
    'a dead-letter queue that cannot take it, which is another rule': {
      template: `
Resources:
  Dlq: { Type: AWS::SQS::Queue, Properties: { FifoQueue: true } }
  Topic: { Type: AWS::SNS::Topic }
  Subscription: { Type: AWS::SNS::Subscription, Properties: { Protocol: lambda, TopicArn: !Ref Topic, Endpoint: !GetAtt Fn.Arn, RedrivePolicy: { deadLetterTargetArn: !GetAtt Dlq.Arn } } }${fnYaml()}`,
    },
    'a schedule, of which another rule says it': {
      template: `
Resources:
  Dlq: { Type: AWS::SQS::Queue, Properties: { FifoQueue: true } }
  Nightly: { Type: AWS::Scheduler::Schedule, Properties: { ScheduleExpression: rate(1 hour), FlexibleTimeWindow: { Mode: 'OFF' }, Target: { Arn: !GetAtt Fn.Arn, RoleArn: 'arn:aws:iam::111122223333:role/schedule' } } }${fnYaml()}`,
    },
    'a subscription with a redrive policy': {
      app: (stack) => void new sns.Topic(stack, 'Topic').addSubscription(new subscriptions.LambdaSubscription(fn(stack), { deadLetterQueue: new sqs.Queue(stack, 'Dlq') })),
    },
    'a queue subscription': { app: (stack) => void new sns.Topic(stack, 'Topic').addSubscription(new subscriptions.SqsSubscription(new sqs.Queue(stack, 'Queue'))) },
    'a redrive policy that is known at deployment': {
      template: `
Parameters: { Later: { Type: String } }
Resources:
  Topic: { Type: AWS::SNS::Topic }
  Subscription: { Type: AWS::SNS::Subscription, Properties: { Protocol: lambda, TopicArn: !Ref Topic, Endpoint: !GetAtt Fn.Arn, RedrivePolicy: !Ref Later } }${fnYaml()}`,
    },
    'a FIFO topic, which refuses the subscription with and without': {
      template: `
Resources:
  Dlq: { Type: AWS::SQS::Queue }
  Topic: { Type: AWS::SNS::Topic, Properties: { FifoTopic: true } }
  Subscription: { Type: AWS::SNS::Subscription, Properties: { Protocol: lambda, TopicArn: !Ref Topic, Endpoint: !GetAtt Fn.Arn, RedrivePolicy: { deadLetterTargetArn: !GetAtt Dlq.Arn } } }${fnYaml()}`,
    },
  },
});
