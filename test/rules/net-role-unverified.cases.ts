import { Fn, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as destinations from 'aws-cdk-lib/aws-lambda-destinations';
import * as sources from 'aws-cdk-lib/aws-lambda-event-sources';
import * as msk from 'aws-cdk-lib/aws-msk';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { fn } from '../support/parts';
import { ruleCases } from '../support/rule-cases';

function withRole(stack: Stack, options: iam.FromRoleArnOptions) {
  const role = iam.Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::111122223333:role/elsewhere', options);
  fn(stack, 'Fn', { role, onFailure: new destinations.SqsDestination(new sqs.Queue(stack, 'Failed')) }).addEventSource(new sources.SnsEventSource(new sns.Topic(stack, 'Topic')));
}

const kafkaTopic = (stack: Stack, clusterArn = 'arn:aws:kafka:eu-west-1:111122223333:cluster/shop/0a1b-2') => fn(stack).addEventSource(new sources.ManagedKafkaEventSource({
  clusterArn, topic: 'orders', startingPosition: lambda.StartingPosition.LATEST, provisionedPollerConfig: { minimumPollers: 1 },
  retryAttempts: 5, onFailure: new sources.KafkaDlq('orders-failed'),
}));

/** A topic of a cluster of the app, and a role that may write to this resource. */
function topicOfCluster(stack: Stack, resource: (clusterArn: string) => string, Type: 'CfnCluster' | 'CfnServerlessCluster' = 'CfnServerlessCluster'): void {
  const cluster = Type === 'CfnCluster'
    ? new msk.CfnCluster(stack, 'Cluster', { clusterName: 'shop', kafkaVersion: '3.6.0', numberOfBrokerNodes: 2, brokerNodeGroupInfo: { clientSubnets: ['subnet-1'], instanceType: 'kafka.m5.large' } })
    : new msk.CfnServerlessCluster(stack, 'Cluster', { clusterName: 'shop', clientAuthentication: { sasl: { iam: { enabled: true } } }, vpcConfigs: [{ subnetIds: ['subnet-1'] }] });
  kafkaTopic(stack, cluster.attrArn);
  (stack.node.findChild('Fn') as lambda.Function).addToRolePolicy(new iam.PolicyStatement({ actions: ['kafka-cluster:WriteData'], resources: [resource(cluster.attrArn)] }));
}

/** The ARN of a topic has the ARN of its cluster with another word in it. */
const topicArn = (topic: string) => (clusterArn: string) => [Fn.select(0, Fn.split(':cluster/', clusterArn)), ':topic/', Fn.select(1, Fn.split(':cluster/', clusterArn)), `/${topic}`].join('');

export default ruleCases('net-role-unverified', {
  fires: {
    'a Kafka topic that nothing lets the role write to': { app: (stack) => kafkaTopic(stack), at: 'FnKafka', says: /kafka-cluster:WriteData/ },
    'a role that may write to the topic of another cluster that is imported': {
      app: (stack) => {
        kafkaTopic(stack, Fn.importValue('cluster'));
        (stack.node.findChild('Fn') as lambda.Function).addToRolePolicy(new iam.PolicyStatement({ actions: ['kafka-cluster:WriteData'], resources: [topicArn('orders-failed')(Fn.importValue('other-cluster'))] }));
      }, at: 'FnKafka', says: /known at deployment only/,
    },
    'a role that may write to another topic of a cluster of the app': { app: (stack) => topicOfCluster(stack, topicArn('others')), at: 'FnKafka', says: /kafka-cluster:WriteData/ },
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
    'a role that may write to the topic of a serverless cluster of the app': { app: (stack) => topicOfCluster(stack, topicArn('orders-failed')) },
    'a role that may write to the topic of a provisioned cluster of the app': { app: (stack) => topicOfCluster(stack, topicArn('orders-failed'), 'CfnCluster') },
    'a role that may write to the topic of a cluster that is imported': {
      app: (stack) => {
        const clusterArn = Fn.importValue('cluster');
        kafkaTopic(stack, clusterArn);
        (stack.node.findChild('Fn') as lambda.Function).addToRolePolicy(new iam.PolicyStatement({ actions: ['kafka-cluster:WriteData'], resources: [topicArn('orders-failed')(clusterArn)] }));
      },
    },
    'a role that may write to all topics of a cluster, by its name': { app: (stack) => topicOfCluster(stack, () => 'arn:aws:kafka:eu-west-1:111122223333:topic/shop/*') },
    'a role outside of the app to which the app attaches the permission': { app: (stack) => withRole(stack, {}) },
    'a role that cannot be changed is let in by the queue': { app: (stack) => withRole(stack, { mutable: false }) },
    'a role of the app': { app: (stack) => fn(stack, 'Fn', { onFailure: new destinations.SqsDestination(new sqs.Queue(stack, 'Failed')) }).addEventSource(new sources.SnsEventSource(new sns.Topic(stack, 'Topic'))) },
  },
});
