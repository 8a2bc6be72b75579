import { InjectionContext } from 'aws-cdk-lib';
import { EventInvokeConfig, EventInvokeConfigProps, IDestination } from 'aws-cdk-lib/aws-lambda';
import { Construct, IConstruct } from 'constructs';
import { FailsafeDefault } from './failsafe-default';
import { DefaultsInjector } from './injector';
import { gives, settingsFor } from './settings';
import { DeadLetterQueue } from '../constructs/dead-letter-queue';
import { resourceOf } from '../constructs/existing-function';
import { FailureTarget } from '../constructs/failure-target';
import { accepting } from '../mixins/failsafe-nets';
import { isAcknowledgedOn } from '../plug/verify';

/** Whoever configures asynchronous invocations has some, whether or not the app shows from where; what they fail on is kept. */
export class EventInvokeConfigDefaults extends DefaultsInjector<EventInvokeConfigProps> {
  constructor(scope: IConstruct) {
    super(EventInvokeConfig.PROPERTY_INJECTION_ID, scope);
  }

  protected defaults({ function: fn, onFailure }: EventInvokeConfigProps, { scope, id }: InjectionContext): Partial<EventInvokeConfigProps> | undefined {
    const resource = resourceOf(fn);
    // A dead-letter queue gets the events of every version and alias; a durable function takes nothing else.
    if (onFailure || resource?.deadLetterConfig !== undefined || resource?.durableConfig !== undefined) return undefined;
    if (!gives(scope, FailsafeDefault.ASYNC_FAILURES) || isAcknowledgedOn(fn, accepting.async)) return undefined;
    return { onFailure: this.intoQueue(fn === scope && id === 'EventInvokeConfig' ? fn : undefined) };
  }

  /** Below the function where `AsyncFailures` makes it too, so that whoever changes from one to the other keeps the queue. */
  private intoQueue(invoked: IConstruct | undefined): IDestination {
    return {
      bind: (config, fn, options) => {
        const { asyncFailures, alarmActions, withoutAlarms } = settingsFor(config)?.props ?? {};
        const target = asyncFailures ?? FailureTarget.queue(new DeadLetterQueue((invoked ?? config) as Construct, 'FailedEvents', { alarmActions, withoutAlarms }));
        return target.toDestination().bind(config, fn, options);
      },
    };
  }
}
