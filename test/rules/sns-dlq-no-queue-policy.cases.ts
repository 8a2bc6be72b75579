import * as sns from 'aws-cdk-lib/aws-sns';
import * as subscriptions from 'aws-cdk-lib/aws-sns-subscriptions';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { fn, fnYaml } from '../support/parts';
import { ruleCases } from '../support/rule-cases';

export default ruleCases('sns-dlq-no-queue-policy', {
  fires: {
    'M23: the queue has no policy': {
      app: (stack) => void new sns.CfnSubscription(stack, 'Subscription', {
        topicArn: new sns.Topic(stack, 'Topic').topicArn, protocol: 'lambda', endpoint: fn(stack).functionArn, redrivePolicy: { deadLetterTargetArn: new sqs.Queue(stack, 'Dlq').queueArn },
      }),
      at: 'Subscription', says: /does not let sns\.amazonaws\.com/,
    },
  },
  silent: {
    'the L2 writes the policy': {
      app: (stack) => new sns.Topic(stack, 'Topic').addSubscription(new subscriptions.LambdaSubscription(fn(stack), { deadLetterQueue: new sqs.Queue(stack, 'Dlq') })),
    },
    'the ARN is split and joined on the way': {
      template: `
Resources:
  Topic: { Type: AWS::SNS::Topic }
  Dlq: { Type: AWS::SQS::Queue }
  Policy:
    Type: AWS::SQS::QueuePolicy
    Properties:
      Queues: [!Ref Dlq]
      PolicyDocument: { Statement: [{ Effect: Allow, Principal: { Service: sns.amazonaws.com }, Action: sqs:SendMessage, Resource: !GetAtt Dlq.Arn }] }
  Subscription:
    Type: AWS::SNS::Subscription
    Properties: { Protocol: lambda, TopicArn: !Ref Topic, Endpoint: !GetAtt Fn.Arn, RedrivePolicy: { deadLetterTargetArn: !Join [":", !Split [":", !GetAtt Dlq.Arn]] } }
${fnYaml()}
`,
    },
  },
});
