import { Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sources from 'aws-cdk-lib/aws-lambda-event-sources';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { fn, fnYaml } from '../support/parts';
import { ruleCases } from '../support/rule-cases';
import { pipeYaml } from '../support/streams';

function toQueue(stack: Stack): sqs.Queue {
  const queue = new sqs.Queue(stack, 'Failed');
  fn(stack).addEventSource(new sources.KinesisEventSource(new kinesis.Stream(stack, 'Stream'), { startingPosition: lambda.StartingPosition.LATEST, retryAttempts: 3, onFailure: new sources.SqsDlq(queue) }));
  return queue;
}

export default ruleCases('stream-pointer-expires', {
  fires: {
    'M12: positions in a Kinesis stream in a queue that nobody watches': { app: (stack) => void toQueue(stack), at: 'FnKinesis', says: /gone after 24 hours/ },
    'M12: positions in a DynamoDB stream': {
      app: (stack) => {
        const table = new dynamodb.Table(stack, 'Table', { partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING }, stream: dynamodb.StreamViewType.NEW_IMAGE });
        fn(stack).addEventSource(new sources.DynamoEventSource(table, { startingPosition: lambda.StartingPosition.LATEST, retryAttempts: 3, bisectBatchOnError: true, onFailure: new sources.SqsDlq(new sqs.Queue(stack, 'Failed')) }));
      },
      at: 'FnDynamoDB',
    },
    'a pipe that reads a stream': { template: pipeYaml(', MaximumRetryAttempts: 3, DeadLetterConfig: { Arn: !GetAtt Failed.Arn }').replace('ShardCount: 1', 'ShardCount: 1, RetentionPeriodHours: 48'), at: 'Pipe', says: /^Failed gets positions in Clicks, whose records are gone after 48 hours, .* Add an AWS::CloudWatch::Alarm on Failed and act on it/ },
    'a mapping in a template': {
      template: `
Resources:
  Clicks: { Type: AWS::Kinesis::Stream, Properties: { RetentionPeriodHours: 72 } }
  Failed: { Type: AWS::SQS::Queue }
  Mapping: { Type: AWS::Lambda::EventSourceMapping, Properties: { FunctionName: !Ref Fn, EventSourceArn: !GetAtt Clicks.Arn, StartingPosition: LATEST, MaximumRetryAttempts: 3, DestinationConfig: { OnFailure: { Destination: !GetAtt Failed.Arn } } } }${fnYaml()}`,
      at: 'Mapping', says: /gone after 72 hours, .* Set DestinationConfig: \{ OnFailure: .* on Mapping to keep the records/,
    },
    'a stream of another app': {
      template: `
Resources:
  Failed: { Type: AWS::SQS::Queue }
  Mapping: { Type: AWS::Lambda::EventSourceMapping, Properties: { FunctionName: !Ref Fn, EventSourceArn: arn:aws:kinesis:eu-west-1:111122223333:stream/clicks, StartingPosition: LATEST, MaximumRetryAttempts: 3, DestinationConfig: { OnFailure: { Destination: !GetAtt Failed.Arn } } } }${fnYaml()}`,
      at: 'Mapping', says: /whose records are gone after its retention, /,
    },
    'the stream of a table, which keeps for a day': {
      template: `
Resources:
  Carts: { Type: AWS::DynamoDB::Table, Properties: { AttributeDefinitions: [{ AttributeName: id, AttributeType: S }], KeySchema: [{ AttributeName: id, KeyType: HASH }], StreamSpecification: { StreamViewType: NEW_IMAGE } } }
  Failed: { Type: AWS::SQS::Queue }
  Mapping: { Type: AWS::Lambda::EventSourceMapping, Properties: { FunctionName: !Ref Fn, EventSourceArn: !GetAtt Carts.StreamArn, StartingPosition: LATEST, MaximumRetryAttempts: 3, DestinationConfig: { OnFailure: { Destination: !GetAtt Failed.Arn } } } }${fnYaml()}`,
      at: 'Mapping', says: /gone after 24 hours/,
    },
  },
  silent: {
    'Kafka has its own way of forgetting': {
      template: `
Resources:
  Failed: { Type: AWS::SQS::Queue }
  Mapping: { Type: AWS::Lambda::EventSourceMapping, Properties: { FunctionName: !Ref Fn, EventSourceArn: arn:aws:kafka:eu-west-1:111122223333:cluster/shop/1, Topics: [orders], StartingPosition: LATEST, MaximumRetryAttempts: 3, DestinationConfig: { OnFailure: { Destination: !GetAtt Failed.Arn } } } }${fnYaml()}`,
    },
    'an alarm tells in time': { app: (stack) => void toQueue(stack).metricApproximateNumberOfMessagesVisible().createAlarm(stack, 'Alarm', { threshold: 1, evaluationPeriods: 1 }) },
    'an alarm on the counter of the mapping': {
      app: (stack) => {
        toQueue(stack);
        const { eventSourceMappingId } = stack.node.findChild('Fn').node.children.find((child) => child instanceof lambda.EventSourceMapping)!;
        new cloudwatch.Metric({ namespace: 'AWS/Lambda', metricName: 'OnFailureDestinationDeliveredEventCount', dimensionsMap: { EventSourceMappingUUID: eventSourceMappingId } })
          .createAlarm(stack, 'Alarm', { threshold: 1, evaluationPeriods: 1 });
      },
    },
    'a bucket keeps the records': {
      app: (stack) => fn(stack).addEventSource(new sources.KinesisEventSource(new kinesis.Stream(stack, 'Stream'), { startingPosition: lambda.StartingPosition.LATEST, retryAttempts: 3, onFailure: new sources.S3OnFailureDestination(new s3.Bucket(stack, 'Failed')) })),
    },
  },
});
