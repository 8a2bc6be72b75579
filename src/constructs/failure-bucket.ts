import { RemovalPolicy } from 'aws-cdk-lib';
import { BlockPublicAccess, Bucket, BucketEncryption, BucketProps } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';

/**
 * A bucket in which failed records of a stream or of Kafka wait for somebody to look at them.
 *
 * Unlike a plain `Bucket` it is closed to the public and reachable over TLS only. It stays, with what is in it, when it is
 * removed from the stack. Every property can be set otherwise; nothing is ever deleted unless you set `lifecycleRules`.
 *
 * Lambda writes objects named `aws/lambda/<mapping>/<shard>/<date>/…`.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html
 *
 * @example
 *
 * const failed = new FailureBucket(this, 'FailedClicks', { lifecycleRules: [{ expiration: Duration.days(90) }] });
 */
export class FailureBucket extends Bucket {
  constructor(scope: Construct, id: string, props: BucketProps = {}) {
    super(scope, id, {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: props.encryptionKey ? undefined : BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      removalPolicy: RemovalPolicy.RETAIN,
      ...props,
    });
  }
}
