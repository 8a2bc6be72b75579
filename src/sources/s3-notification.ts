import { defineSource, Resource, ResourceSet } from './source';
import { asyncPath } from '../lambda/async';
import { invokedAmong } from '../lambda/invoked';
import { resourceAt } from '../lambda/resource-at';
import { samEventsOf } from '../lambda/sam-events';
import { samEvent } from '../model/graph';
import { at, list, show, Value } from '../model/value';

export const facts = {
  /** S3 retries what it cannot deliver, for a time it does not document, and has no dead-letter queue for it. */
  link: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/EventNotifications.html',
};

/**
 * A bucket that tells a function about its objects; what goes through EventBridge belongs to the rule there. CDK sets
 * this up by a custom resource instead of the bucket's own property, also for buckets that are not part of the app.
 */
export default defineSource({
  id: 's3-notification',
  title: 'Amazon S3 event notifications',
  links: [facts.link, 'https://docs.aws.amazon.com/lambda/latest/dg/with-s3.html'],
  claims: ['AWS::S3::Bucket', 'Custom::S3BucketNotifications'],
  * paths(app) {
    for (const { trigger, bucket, bucketText, functions } of notifications(app)) {
      for (const invoked of invokedAmong(app, functions)) {
        const events = samEventsOf(app, invoked.fn, list(at(trigger.properties.NotificationConfiguration, 'LambdaConfigurations')).map((item) => at(item, samEvent)));
        yield {
          source: 's3-notification', kind: 'async-s3', triggers: [...new Set([...events, trigger, ...(bucket ? [bucket] : [])])],
          origin: bucket, originText: bucketText, ...asyncPath(app, invoked),
        };
      }
    }
  },
});

interface Notification {
  readonly trigger: Resource;
  readonly bucket?: Resource;
  readonly bucketText: string;
  readonly functions: readonly Value[];
}

function* notifications(app: ResourceSet): Iterable<Notification> {
  for (const bucket of app.ofType('AWS::S3::Bucket')) {
    const configurations = list(at(bucket.properties.NotificationConfiguration, 'LambdaConfigurations'));
    yield { trigger: bucket, bucket, bucketText: bucket.label, functions: configurations.map((item) => at(item, 'Function')) };
  }
  for (const trigger of app.ofType('Custom::S3BucketNotifications')) {
    const bucket = resourceAt(app, trigger.properties.BucketName);
    const configurations = list(at(trigger.properties.NotificationConfiguration, 'LambdaFunctionConfigurations'));
    yield { trigger, bucket, bucketText: bucket?.label ?? show(trigger.properties.BucketName), functions: configurations.map((item) => at(item, 'LambdaFunctionArn')) };
  }
}
