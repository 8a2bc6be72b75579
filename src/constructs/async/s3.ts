import { EventType, IBucket, NotificationKeyFilter } from 'aws-cdk-lib/aws-s3';
import { LambdaDestination } from 'aws-cdk-lib/aws-s3-notifications';
import { Bind } from './bound';

/** Which events of a bucket invoke the function. */
export interface S3SourceOptions {
  /** What has to happen. @default [EventType.OBJECT_CREATED] */
  readonly events?: EventType[];

  /**
   * For which keys. A function that writes to the bucket needs a filter that leaves out what it writes, or it invokes itself.
   *
   * @default - for all
   */
  readonly filters?: NotificationKeyFilter[];
}

/** S3 has neither retries that can be set nor a net for what it cannot deliver. */
export const s3 = (bucket: IBucket, { events = [EventType.OBJECT_CREATED], filters = [] }: S3SourceOptions): Bind => (_, fn) => {
  const destination = new LambdaDestination(fn);
  for (const event of events) bucket.addEventNotification(event, destination, ...filters);
  return { invoker: { service: 's3.amazonaws.com', sourceArn: bucket.bucketArn, source: bucket } };
};
