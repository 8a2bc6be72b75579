import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sources from 'aws-cdk-lib/aws-lambda-event-sources';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as notifications from 'aws-cdk-lib/aws-s3-notifications';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { fn } from '../support/parts';
import { ruleCases } from '../support/rule-cases';

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
