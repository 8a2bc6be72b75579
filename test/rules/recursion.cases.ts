import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sources from 'aws-cdk-lib/aws-lambda-event-sources';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as notifications from 'aws-cdk-lib/aws-s3-notifications';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { fn, fnYaml } from '../support/parts';
import { ruleCases } from '../support/rule-cases';

/** A function that may write to what it is invoked by. */
const yaml = (type: string, action: string, mapping = '') => `
Resources:
  From: { Type: ${type} }
  Role: { Type: AWS::IAM::Role, Properties: { AssumeRolePolicyDocument: { Statement: [] }, Policies: [{ PolicyName: write, PolicyDocument: { Statement: [{ Effect: Allow, Action: '${action}', Resource: !GetAtt From.Arn }] } }] } }
  Mapping: { Type: AWS::Lambda::EventSourceMapping, Properties: { FunctionName: !Ref Fn, EventSourceArn: !GetAtt From.Arn${mapping} } }${fnYaml().replace(/Role: .*/, 'Role: !GetAtt Role.Arn')}`;

export default ruleCases('recursion', {
  fires: {
    'M24: the function writes into the bucket that invokes it': {
      app: (stack) => {
        const bucket = new s3.Bucket(stack, 'Bucket');
        const looping = fn(stack);
        bucket.addEventNotification(s3.EventType.OBJECT_CREATED, new notifications.LambdaDestination(looping));
        bucket.grantReadWrite(looping);
      },
      at: 'Fn', says: /may call s3:PutObject there.*Write to another bucket/, severity: 'warning',
    },
    'M24: it writes under the prefix that invokes it': {
      app: (stack) => {
        const bucket = new s3.Bucket(stack, 'Bucket');
        const looping = fn(stack);
        bucket.addEventNotification(s3.EventType.OBJECT_CREATED, new notifications.LambdaDestination(looping), { prefix: 'in/' });
        bucket.grantPut(looping, 'in/done/*');
      },
      at: 'Fn',
    },
    'M24: it sends to the queue it reads': {
      app: (stack) => {
        const queue = new sqs.Queue(stack, 'Orders');
        const looping = fn(stack);
        looping.addEventSource(new sources.SqsEventSource(queue));
        queue.grantSendMessages(looping);
      },
      at: 'Fn', says: /Write to another place than Orders/, severity: 'warning',
    },
    'M24: it writes to the table whose stream it reads': {
      app: (stack) => {
        const table = new dynamodb.Table(stack, 'Table', { partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING }, stream: dynamodb.StreamViewType.NEW_IMAGE });
        const looping = fn(stack);
        looping.addEventSource(new sources.DynamoEventSource(table, { startingPosition: lambda.StartingPosition.LATEST }));
        table.grantWriteData(looping);
      },
      at: 'Fn',
    },
    'a loop that is allowed is told of all the same': {
      app: (stack) => {
        const queue = new sqs.Queue(stack, 'Orders');
        const looping = fn(stack, 'Fn', { recursiveLoop: lambda.RecursiveLoop.ALLOW });
        looping.addEventSource(new sources.SqsEventSource(queue));
        queue.grantSendMessages(looping);
      },
      at: 'Fn', says: /intended.*Acknowledge this/, severity: 'info',
    },
    'M24: a queue and its function in a template': { template: yaml('AWS::SQS::Queue', 'sqs:SendMessage'), at: 'Fn', says: /until Lambda stops that and the event counts as failed\. Write to another place than From, remove the permission, or set RecursiveLoop: Allow/ },
    'M24: a stream, of whose loops Lambda knows nothing': { template: yaml('AWS::Kinesis::Stream', 'kinesis:PutRecord', ', StartingPosition: LATEST'), at: 'Fn', says: /again and again, and nothing stops that\./ },
    'M24: a bucket and its function in a template': { template: yaml('AWS::S3::Bucket, Properties: { BucketName: orders, NotificationConfiguration: { LambdaConfigurations: [{ Event: "s3:ObjectCreated:*", Function: !GetAtt Fn.Arn }] } }', 's3:PutObject').replace(/^ {2}Mapping: .*$/m, '').replace('Resource: !GetAtt From.Arn', 'Resource: "arn:aws:s3:::orders/*"'), at: 'Fn', says: /until Lambda stops that.*Write to another bucket, .*: Resource: !Sub \$\{From\.Arn\}\/output\/\*\./s },
    'M24: a topic and its function in a template': { template: yaml('AWS::SNS::Topic', 'sns:Publish').replace(/^ {2}Mapping: .*$/m, '  Feed: { Type: AWS::SNS::Subscription, Properties: { Protocol: lambda, TopicArn: !Ref From, Endpoint: !GetAtt Fn.Arn } }').replace('Resource: !GetAtt From.Arn', 'Resource: !Ref From'), at: 'Fn', says: /until Lambda stops that/ },
  },
  silent: {
    'another prefix': {
      app: (stack) => {
        const bucket = new s3.Bucket(stack, 'Bucket');
        const careful = fn(stack);
        bucket.addEventNotification(s3.EventType.OBJECT_CREATED, new notifications.LambdaDestination(careful), { prefix: 'in/' });
        bucket.grantPut(careful, 'out/*');
      },
    },
    'only reading': {
      app: (stack) => {
        const bucket = new s3.Bucket(stack, 'Bucket');
        const careful = fn(stack);
        bucket.addEventNotification(s3.EventType.OBJECT_CREATED, new notifications.LambdaDestination(careful));
        bucket.grantRead(careful);
      },
    },
    'deleted objects, written anew': {
      app: (stack) => {
        const bucket = new s3.Bucket(stack, 'Bucket');
        const careful = fn(stack);
        bucket.addEventNotification(s3.EventType.OBJECT_REMOVED, new notifications.LambdaDestination(careful));
        bucket.grantPut(careful);
      },
    },
    'a filter may let nothing of its own through': {
      app: (stack) => {
        const queue = new sqs.Queue(stack, 'Orders');
        const careful = fn(stack);
        careful.addEventSource(new sources.SqsEventSource(queue, { filters: [lambda.FilterCriteria.filter({ body: { kind: lambda.FilterRule.isEqual('new') } })] }));
        queue.grantSendMessages(careful);
      },
    },
    'another queue': {
      app: (stack) => {
        const careful = fn(stack);
        careful.addEventSource(new sources.SqsEventSource(new sqs.Queue(stack, 'Orders')));
        new sqs.Queue(stack, 'Next').grantSendMessages(careful);
      },
    },
  },
});
