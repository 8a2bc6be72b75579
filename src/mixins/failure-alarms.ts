import { Mixin } from 'aws-cdk-lib';
import { IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnEventInvokeConfig, CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct, IConstruct } from 'constructs';
import { Referrers, growing } from './referrers';
import { asFunction, asQueue, isNumber, isSet, owner, referredResource, valueAt } from './resource';
import { isRestingPlace } from './resting-places';
import { Alarms } from '../constructs/alarms';
import { watchAsync } from '../constructs/async-processing';
import { DeadLetterQueue, watch } from '../constructs/dead-letter-queue';
import { asyncFacts } from '../lambda/async';

/** What the alarms do. */
export interface FailureAlarmsProps {
  /** What every alarm does when it fires, such as `new SnsAction(topic)`. @default - no action: the state changes in the console */
  readonly alarmActions?: IAlarmAction[];
}

/**
 * Has somebody told of failed events: alarms on the queues in which they rest, and on the asynchronous events that Lambda gives up, or
 * cannot write to where they should go.
 *
 * Queues get `DepthAlarm` and `ExpiryAlarm`, functions `EventsDroppedAlarm`, `DestinationFailuresAlarm`, `DeadLetterErrorsAlarm` and
 * `EventAgeAlarm`.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
 *
 * @example
 *
 * Mixins.of(this).apply(new FailureAlarms({ alarmActions: [new SnsAction(topic)] }));
 */
export class FailureAlarms extends Mixin {
  constructor(private readonly props: FailureAlarmsProps = {}) {
    super();
  }

  /** Queues to which something in the app sends failed events, and functions with a dead-letter queue or an asynchronous configuration, unless they have alarms of this package. */
  public supports(construct: IConstruct): boolean {
    if (construct instanceof CfnQueue) return isRestingPlace(construct) && !(owner(construct) instanceof DeadLetterQueue) && !watched.has(construct);
    const fn = asynchronous(construct);
    return fn !== undefined && !watched.has(fn);
  }

  public applyTo(construct: IConstruct): void {
    if (!this.supports(construct)) return;
    if (construct instanceof CfnQueue) {
      watched.add(construct);
      growing([owner(construct)], () => watch(new Alarms(new Construct(owner(construct), 'FailureAlarms'), this.props), asQueue(construct)));
      return;
    }
    const fn = asynchronous(construct)!;
    watched.add(fn);
    growing([owner(fn)], () => watchAsync(new Construct(owner(fn), 'FailureAlarms'), asFunction(fn), undefined, this.props, shortestAge(fn)));
  }
}

const configurations = new Referrers(CfnEventInvokeConfig, ({ functionName }) => [referredResource(functionName)]);

/** Lambda counts the age of events by function, so that the alarm is for the version or alias that gives them up first. */
function shortestAge(fn: CfnFunction): number {
  const ages = Array.from(configurations.of(fn), (config) => valueAt(config, 'maximumEventAgeInSeconds'));
  return Math.min(asyncFacts.maxEventAge, ...ages.filter(isNumber));
}

const watched = new WeakSet<IConstruct>();

/** The function whose asynchronous events end somewhere. */
function asynchronous(construct: IConstruct): CfnFunction | undefined {
  if (construct instanceof CfnFunction) return isSet(construct, 'deadLetterConfig') ? construct : undefined;
  const fn = construct instanceof CfnEventInvokeConfig ? referredResource(construct.functionName) : undefined;
  return fn instanceof CfnFunction ? fn : undefined;
}
