import { CfnResource } from 'aws-cdk-lib';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import { CfnEventInvokeConfig, CfnEventSourceMapping, CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnPipe } from 'aws-cdk-lib/aws-pipes';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import { CfnSubscription } from 'aws-cdk-lib/aws-sns';
import { CfnQueue } from 'aws-cdk-lib/aws-sqs';
import { IConstruct } from 'constructs';
import { Referrers } from './referrers';
import { isSet, referredResource, targetsOf, valueAt } from './resource';
import { DeadLetterQueue } from '../constructs/dead-letter-queue';

/** Whether anything in the app sends its failed events there, as far as its constructs say. */
export function isRestingPlace(queue: CfnQueue): boolean {
  // Who allows nobody to redrive into a queue says that it keeps nothing.
  if (isSet(queue, 'redriveAllowPolicy') && valueAt(queue, 'redriveAllowPolicy', 'redrivePermission') !== 'denyAll' || queue.node.scope instanceof DeadLetterQueue) return true;
  return !senders.of(queue).next().done;
}

const senders = new Referrers(CfnResource, (resource) => arns(resource).map(referredResource));

/** Where a resource sends what has failed. */
function arns(construct: IConstruct): unknown[] {
  if (construct instanceof CfnQueue || construct instanceof CfnSubscription) return [valueAt(construct, 'redrivePolicy', 'deadLetterTargetArn')];
  if (construct instanceof CfnFunction) return [valueAt(construct, 'deadLetterConfig', 'targetArn')];
  if (construct instanceof CfnEventInvokeConfig || construct instanceof CfnEventSourceMapping) return [valueAt(construct, 'destinationConfig', 'onFailure', 'destination')];
  if (construct instanceof CfnSchedule) return [valueAt(construct, 'target', 'deadLetterConfig', 'arn')];
  if (construct instanceof CfnPipe) return ['kinesisStreamParameters', 'dynamoDbStreamParameters'].map((kind) => valueAt(construct, 'sourceParameters', kind, 'deadLetterConfig', 'arn'));
  if (construct instanceof CfnRule) return (targetsOf(construct) ?? []).map(({ deadLetterConfig }, index) => valueAt(construct, 'targets', String(index), 'deadLetterConfig', 'arn') ?? (deadLetterConfig as CfnRule.DeadLetterConfigProperty | undefined)?.arn);
  return [];
}
