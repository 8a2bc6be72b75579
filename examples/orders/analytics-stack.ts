import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Stream } from 'aws-cdk-lib/aws-kinesis';
import { Function, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { DynamoEventSource, KinesisEventSource, S3OnFailureDestination } from 'aws-cdk-lib/aws-lambda-event-sources';
import { BlockPublicAccess, Bucket, BucketEncryption, EventType } from 'aws-cdk-lib/aws-s3';
import { LambdaDestination } from 'aws-cdk-lib/aws-s3-notifications';
import { Construct } from 'constructs';
import { handler } from './handler';
import { MessagingStack } from './messaging-stack';

/** Reads streams and files. */
export class AnalyticsStack extends Stack {
  constructor(scope: Construct, id: string, { messaging }: { messaging: MessagingStack }) {
    super(scope, id);
    const bucket = (name: string) => new Bucket(this, name, {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL, encryption: BucketEncryption.S3_MANAGED, enforceSSL: true, removalPolicy: RemovalPolicy.RETAIN,
    });

    // Right: retries end, and the whole batch is kept.
    const clicks = new Function(this, 'CountClicks', handler);
    clicks.addEventSource(new KinesisEventSource(new Stream(this, 'Clicks', { retentionPeriod: Duration.days(2) }), {
      startingPosition: StartingPosition.TRIM_HORIZON, retryAttempts: 5, maxRecordAge: Duration.hours(12), bisectBatchOnError: true, reportBatchItemFailures: true,
      onFailure: new S3OnFailureDestination(bucket('FailedClicks')),
    }));

    // Wrong: one record that cannot be processed stops its shard for a day.
    const audit = new Function(this, 'AuditTrail', handler);
    audit.addEventSource(new DynamoEventSource(messaging.table, { startingPosition: StartingPosition.TRIM_HORIZON }));

    // Wrong: S3 hands the event over once; after three tries it is gone.
    const imports = bucket('PriceLists');
    const load = new Function(this, 'LoadPrices', handler);
    imports.addEventNotification(EventType.OBJECT_CREATED, new LambdaDestination(load), { suffix: '.csv' });
  }
}
