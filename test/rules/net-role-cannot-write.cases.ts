import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as destinations from 'aws-cdk-lib/aws-lambda-destinations';
import * as sources from 'aws-cdk-lib/aws-lambda-event-sources';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { fn } from '../support/parts';
import { ruleCases } from '../support/rule-cases';

/** A function with a dead-letter queue that its role knows nothing of. */
function bare(stack: Stack, own: boolean): lambda.Function {
  const role = own
    ? new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') })
    : iam.Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::111122223333:role/elsewhere', { mutable: false });
  const failing = fn(stack, 'Fn', { role });
  (failing.node.defaultChild as lambda.CfnFunction).deadLetterConfig = { targetArn: new sqs.Queue(stack, 'Failed').queueArn };
  failing.addEventSource(new sources.SnsEventSource(new sns.Topic(stack, 'Topic')));
  return failing;
}

export default ruleCases('net-role-cannot-write', {
  fires: {
    'M17: the role of the app has no permission for the dead-letter queue': { app: (stack) => bare(stack, true), at: 'Fn', says: /may not call sqs:SendMessage on Failed.*grantSendMessages/s },
    'M17: the role has a permission, and a boundary takes it back': {
      app: (stack) => {
        const boundary = new iam.ManagedPolicy(stack, 'Boundary', { statements: [new iam.PolicyStatement({ actions: ['logs:*'], resources: ['*'] })] });
        const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'), permissionsBoundary: boundary });
        fn(stack, 'Fn', { role, deadLetterQueue: new sqs.Queue(stack, 'Failed') }).addEventSource(new sources.SnsEventSource(new sns.Topic(stack, 'Topic')));
      },
      at: 'Fn', says: /permissions boundary/,
    },
    'M17: a permission for another queue does not help': {
      app: (stack) => {
        const failing = bare(stack, true);
        new iam.Policy(stack, 'Other', { statements: [new iam.PolicyStatement({ actions: ['sqs:SendMessage'], resources: [new sqs.Queue(stack, 'Another').queueArn] })], roles: [failing.role!] });
      },
      at: 'Fn',
    },
    'M17: an on-failure destination of a stream': {
      app: (stack) => {
        const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
        new lambda.CfnEventSourceMapping(stack, 'Mapping', {
          functionName: fn(stack, 'Fn', { role }).functionArn, eventSourceArn: new kinesis.Stream(stack, 'Stream').streamArn, startingPosition: 'LATEST', maximumRetryAttempts: 3,
          destinationConfig: { onFailure: { destination: new sqs.Queue(stack, 'Failed').queueArn } },
        });
      },
      at: 'Mapping',
    },
  },
  silent: {
    'the L2 grants it': { app: (stack) => fn(stack, 'Fn', { onFailure: new destinations.SqsDestination(new sqs.Queue(stack, 'Failed')) }).addEventSource(new sources.SnsEventSource(new sns.Topic(stack, 'Topic'))) },
    'the role may do everything': {
      app: (stack) => bare(stack, true).role!.addManagedPolicy(iam.ManagedPolicy.fromAwsManagedPolicyName('AdministratorAccess')),
    },
    'the policy of the queue lets the role in': {
      app: (stack) => {
        const failing = bare(stack, true);
        (stack.node.findChild('Failed') as sqs.Queue).addToResourcePolicy(new iam.PolicyStatement({ principals: [new iam.ArnPrincipal(failing.role!.roleArn)], actions: ['sqs:SendMessage'], resources: ['*'] }));
      },
    },
    'a role outside of the app cannot be judged': { app: (stack) => bare(stack, false) },
  },
});
