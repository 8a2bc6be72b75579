import { CfnRule } from 'aws-cdk-lib/aws-events';
import { CfnEventInvokeConfig, CfnEventSourceMapping, CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnPipe } from 'aws-cdk-lib/aws-pipes';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import { CfnSubscription } from 'aws-cdk-lib/aws-sns';
import { CfnQueue, IQueue } from 'aws-cdk-lib/aws-sqs';
import { IConstruct } from 'constructs';
import { isSet, referredResource, targetsOf, valueAt } from './resource';
import { DeadLetterQueue } from '../constructs/dead-letter-queue';

/** Of each app the places to which something sends failed events, as they were when it had that many constructs. */
const known = new WeakMap<IConstruct, { size: number; readonly places: Set<IConstruct> }>();

/** Whether anything in the app sends its failed events there, as far as its constructs say. */
export function isRestingPlace(queue: CfnQueue): boolean {
  // Who allows nobody to redrive into a queue says that it keeps nothing.
  if (isSet(queue, 'redriveAllowPolicy') && valueAt(queue, 'redriveAllowPolicy', 'redrivePermission') !== 'denyAll' || queue.node.scope instanceof DeadLetterQueue) return true;
  const { root } = queue.node;
  const all = root.node.findAll();
  let its = known.get(root);
  if (its?.size !== all.length) known.set(root, its = { size: all.length, places: new Set(all.flatMap(arns).flatMap((arn) => referredResource(arn) ?? [])) });
  return its.places.has(queue);
}

/** What a mixin has added itself needs no second look at the whole app. */
export function rememberRestingPlace(queue: IQueue): void {
  const { root, defaultChild } = queue.node;
  const its = known.get(root);
  if (!its) return;
  if (defaultChild) its.places.add(defaultChild);
  its.size = root.node.findAll().length;
}

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
