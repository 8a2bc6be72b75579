import { ArnFormat, Duration, Stack, Token } from 'aws-cdk-lib';
import { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnEventInvokeConfig, IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { AlarmOptions, Alarms } from './alarms';
import { DeadLetterQueue, watch } from './dead-letter-queue';
import { functionMetric, resourceOf, tellWhatToVerify, unqualified } from './existing-function';
import { FailureTarget } from './failure-target';
import { asyncFacts } from '../lambda/async';

/**
 * What happens to an asynchronous event on which the function fails. The source has handed it over and knows nothing of it any
 * more: Lambda keeps it in a queue of its own, tries it again, and then drops it, unless there is an on-failure destination on the
 * version or alias that was invoked.
 */
export interface AsyncProcessing {
  /**
   * Where Lambda leaves events that it gives up.
   *
   * @default - a new `DeadLetterQueue`: 14 days, retained, with alarms; nothing new for a function that has an on-failure
   * destination or a dead-letter queue already
   */
  readonly onFailure?: FailureTarget;

  /**
   * How often an event is tried again after an error of the function. Throttling does not count.
   *
   * Range: 0 to 2.
   *
   * @default 2
   * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
   */
  readonly retryAttempts?: number;

  /**
   * How long Lambda keeps an event in its queue, whatever it waits for.
   *
   * Range: 60 seconds to 6 hours.
   *
   * @default Duration.hours(6)
   * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
   */
  readonly maxEventAge?: Duration;
}

/** What a trigger has to show of it. */
export interface AsyncNet {
  /** Where events rest; undefined when the function has had a net before. */
  readonly onFailure?: FailureTarget;
  readonly alarms: Alarm[];
}

/** Functions, versions and aliases that a trigger of ours has configured: they have one configuration, however many triggers. */
const configured = new WeakMap<IFunction, { readonly by: Construct; readonly onFailure?: FailureTarget }>();

/** Configures what happens to the asynchronous events of one function, version or alias, unless that was done. */
export function configureAsync(scope: Construct, fn: IFunction, processing: AsyncProcessing | undefined, options: AlarmOptions): AsyncNet {
  checkRanges(scope, processing);
  refuseWhatCdkMistakes(scope, fn, processing);
  const before = configured.get(fn);
  if (before && processing) throw new Error(`${scope.node.path}: ${before.by.node.path} has configured the asynchronous invocations of ${fn.node.path} already, and there is one configuration for all its triggers. Set processing there.`);
  const { onFailure } = before ?? { onFailure: configure(scope, fn, processing, options) };
  configured.set(fn, before ?? { by: scope, onFailure });
  return { onFailure, alarms: watchAsync(scope, fn, onFailure, options) };
}

/** CDK configures, and gives permissions to, another thing than the one that is invoked. */
function refuseWhatCdkMistakes(scope: Construct, fn: IFunction, processing: AsyncProcessing | undefined): void {
  const base = unqualified(fn);
  if (base.latestVersion === fn) throw new Error(`${scope.node.path}: ${fn.node.path} is ${base.node.path} itself, but CDK adds no permission to it. Pass ${base.node.path} instead of its latestVersion.`);
  if (!processing || base !== fn || resourceOf(fn) || Token.isUnresolved(fn.functionArn)) return;
  const qualifier = Stack.of(scope).splitArn(fn.functionArn, ArnFormat.COLON_RESOURCE_NAME).resourceName?.split(':')[1];
  if (qualifier !== undefined) throw new Error(`${scope.node.path}: ${fn.node.path} is imported by the ARN of its version or alias ${qualifier}, but CDK would configure $LATEST, which is not what is invoked. Import it by Version.fromVersionArn(…) or Alias.fromAliasAttributes(…).`);
}

function configure(scope: Construct, fn: IFunction, processing: AsyncProcessing | undefined, { alarmActions, withoutAlarms }: AlarmOptions): FailureTarget | undefined {
  const resource = resourceOf(fn);
  if (fn.node.tryFindChild('EventInvokeConfig')) {
    if (processing) throw new Error(`${scope.node.path}: the asynchronous invocations of ${fn.node.path} are configured already, by onFailure, retryAttempts or maxEventAge of the function or by configureAsyncInvoke. Remove that, or processing here.`);
    return undefined;
  }
  if (resource?.durableConfig !== undefined) {
    if (processing) throw new Error(`${scope.node.path}: ${fn.node.path} is a durable function, for which Lambda has a dead-letter queue only. Set deadLetterQueue: new DeadLetterQueue(…) on the function instead of processing here.`);
    return undefined;
  }
  if (!processing && resource?.deadLetterConfig !== undefined) return undefined;
  if (!processing && !resource) {
    // Its owner may have configured it; a second configuration would replace the first.
    tellWhatToVerify(scope, fn, { assumed: 'that the version or alias that is invoked has an on-failure destination, or the function a dead-letter queue; or set processing here, if nobody has configured its asynchronous invocations' });
    return undefined;
  }
  const { onFailure = FailureTarget.queue(new DeadLetterQueue(scope, 'FailedEvents', { alarmActions, withoutAlarms })), retryAttempts, maxEventAge } = processing ?? {};
  fn.configureAsyncInvoke({ onFailure: onFailure.toDestination(), retryAttempts, maxEventAge });
  return onFailure;
}

function checkRanges(scope: Construct, { retryAttempts, maxEventAge }: AsyncProcessing = {}): void {
  if (retryAttempts !== undefined && !Token.isUnresolved(retryAttempts) && ![0, 1, 2].includes(retryAttempts)) {
    throw new Error(`${scope.node.path}: processing.retryAttempts is ${retryAttempts}; for asynchronous events Lambda takes 0, 1 or 2`);
  }
  if (maxEventAge !== undefined && !maxEventAge.isUnresolved() && (maxEventAge.toSeconds() < 60 || maxEventAge.toSeconds() > asyncFacts.maxEventAge)) {
    throw new Error(`${scope.node.path}: processing.maxEventAge is ${maxEventAge.toSeconds()} s; Lambda takes 60 to 21600, such as Duration.hours(6)`);
  }
}

/** Alarms on asynchronous invocations: one of each for a function, whichever versions and aliases ask for them, as Lambda counts by function. */
export function watchAsync(scope: Construct, fn: IFunction, onFailure: FailureTarget | undefined, options: AlarmOptions, maxEventAge = maxEventAgeOf(fn)): Alarm[] {
  const alarms = new Alarms(scope, options);
  const ofPlace = onFailure ? watch(alarms, onFailure.place) : [];
  const of = unqualified(fn);
  const count = (metricName: string, says: string) => ({ of, metric: functionMetric(fn, metricName), says });
  const name = of.node.path;
  alarms.add('EventsDroppedAlarm', count('AsyncEventsDropped', `Lambda has given up an asynchronous event of ${name}. It is in the on-failure destination or dead-letter queue, if there is one; otherwise it is lost.`));
  alarms.add('DestinationFailuresAlarm', count('DestinationDeliveryFailures', `Lambda could not write an event of ${name} to its destination; it is lost. Look at the role of the function, and at the policy, the key and the size limit of the destination.`));
  alarms.add('DeadLetterErrorsAlarm', count('DeadLetterErrors', `Lambda could not write an event of ${name} to its dead-letter queue; it is lost. Look at the role of the function, and at the key of the queue.`));
  alarms.add('EventAgeAlarm', {
    of, metric: functionMetric(fn, 'AsyncEventAge', { statistic: 'Maximum' }), threshold: maxEventAge * 1000 / 2,
    says: `Asynchronous events of ${name} wait for half of the time after which Lambda gives them up. Is the function throttled?`,
  });
  return [...ofPlace, ...alarms.all];
}

/** How long Lambda keeps the events of a function, version or alias, in seconds, whoever has set it. */
function maxEventAgeOf(fn: IFunction): number {
  const config = fn.node.tryFindChild('EventInvokeConfig')?.node.defaultChild;
  const age = config instanceof CfnEventInvokeConfig ? config.maximumEventAgeInSeconds : undefined;
  return age === undefined || Token.isUnresolved(age) ? asyncFacts.maxEventAge : age;
}
