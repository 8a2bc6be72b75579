import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as destinations from 'aws-cdk-lib/aws-lambda-destinations';
import * as sources from 'aws-cdk-lib/aws-lambda-event-sources';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { fn } from '../support/parts';
import { ruleCases } from '../support/rule-cases';

function withRole(stack: Stack, options: iam.FromRoleArnOptions) {
  const role = iam.Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::111122223333:role/elsewhere', options);
  fn(stack, 'Fn', { role, onFailure: new destinations.SqsDestination(new sqs.Queue(stack, 'Failed')) }).addEventSource(new sources.SnsEventSource(new sns.Topic(stack, 'Topic')));
}

const kafkaTopic = (stack: Stack) => fn(stack).addEventSource(new sources.ManagedKafkaEventSource({
  clusterArn: 'arn:aws:kafka:eu-west-1:111122223333:cluster/shop/0a1b-2', topic: 'orders', startingPosition: lambda.StartingPosition.LATEST, provisionedPollerConfig: { minimumPollers: 1 },
  retryAttempts: 5, onFailure: new sources.KafkaDlq('orders-failed'),
}));

export default ruleCases('net-role-unverified', {
  fires: {
    'a Kafka topic that nothing lets the role write to': { app: kafkaTopic, at: 'FnKafka', says: /kafka-cluster:WriteData/ },
    'M17: a role that is not part of the app and gets no policy from it': {
      app: (stack) => {
        const role = iam.Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::111122223333:role/elsewhere', { mutable: false });
        new lambda.CfnEventInvokeConfig(stack, 'Config', {
          functionName: fn(stack, 'Fn', { role }).functionName, qualifier: '$LATEST', destinationConfig: { onFailure: { destination: new sqs.Queue(stack, 'Failed').queueArn } },
        });
      },
      at: 'Config', says: /the role .*elsewhere of Fn.*cannot be told.*sqs:SendMessage/s,
    },
    'M17: a managed policy that is not known': {
      app: (stack) => {
        const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'), managedPolicies: [iam.ManagedPolicy.fromManagedPolicyArn(stack, 'Team', 'arn:aws:iam::111122223333:policy/team')] });
        fn(stack, 'Fn', { role: role.withoutPolicyUpdates(), onFailure: new destinations.SqsDestination(new sqs.Queue(stack, 'Failed')) }).addEventSource(new sources.SnsEventSource(new sns.Topic(stack, 'Topic')));
      },
      at: 'FnEventInvokeConfig', says: /managed policies is not part of this app/,
    },
  },
  silent: {
    'a role that may write to the Kafka topic': {
      app: (stack) => {
        kafkaTopic(stack);
        (stack.node.findChild('Fn') as lambda.Function).addToRolePolicy(new iam.PolicyStatement({ actions: ['kafka-cluster:WriteData'], resources: ['arn:aws:kafka:eu-west-1:111122223333:topic/shop/0a1b-2/orders-failed'] }));
      },
    },
    'a role outside of the app to which the app attaches the permission': { app: (stack) => withRole(stack, {}) },
    'a role that cannot be changed is let in by the queue': { app: (stack) => withRole(stack, { mutable: false }) },
    'a role of the app': { app: (stack) => fn(stack, 'Fn', { onFailure: new destinations.SqsDestination(new sqs.Queue(stack, 'Failed')) }).addEventSource(new sources.SnsEventSource(new sns.Topic(stack, 'Topic'))) },
  },
});
