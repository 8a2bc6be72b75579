import { Mixin, Token } from 'aws-cdk-lib';
import { CfnAlias, CfnEventInvokeConfig, CfnFunction, CfnVersion } from 'aws-cdk-lib/aws-lambda';
import { Construct, IConstruct } from 'constructs';
import { asFunction, functionOf, Invoked, isInvoked, isSet, owner, referredResource } from './resource';
import { AlarmOptions } from '../constructs/alarms';
import { DeadLetterQueue } from '../constructs/dead-letter-queue';
import { FailureTarget } from '../constructs/failure-target';

/** Where asynchronous events go that a function has failed on. */
export interface AsyncFailuresProps extends AlarmOptions {
  /**
   * Where they go.
   *
   * @default - a new `DeadLetterQueue` below each function, version or alias
   */
  readonly onFailure?: FailureTarget;
}

/**
 * Gives a function, version or alias an on-failure destination for its asynchronous invocations.
 *
 * An asynchronous configuration is for exactly one qualifier, so apply it to what is invoked: to the alias, where triggers invoke the
 * alias. A function that was given it has it for `$LATEST`. Retries and event age stay as they are. What has a destination stays, and
 * so does a function with a dead-letter queue, which gets the events of its aliases too.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
 *
 * @example
 *
 * resizeImage.with(new AsyncFailures());
 */
export class AsyncFailures extends Mixin {
  constructor(private readonly props: AsyncFailuresProps = {}) {
    super();
  }

  /**
   * Functions, versions and aliases of this app without a net for asynchronous events, and asynchronous configurations without an
   * on-failure destination. Durable functions take none.
   */
  public supports(construct: IConstruct): boolean {
    const invoked = construct instanceof CfnEventInvokeConfig ? invokedBy(construct) : construct;
    if (!isInvoked(invoked)) return false;
    const fn = functionOf(invoked);
    if (!fn || isSet(fn, 'deadLetterConfig') || isSet(fn, 'durableConfig')) return false;
    const config = construct instanceof CfnEventInvokeConfig ? construct : configOf(invoked);
    return config === undefined || mayBeAdded(config);
  }

  public applyTo(construct: IConstruct): void {
    if (!this.supports(construct)) return;
    const invoked = construct instanceof CfnEventInvokeConfig ? invokedBy(construct)! : construct as Invoked;
    const config = construct instanceof CfnEventInvokeConfig ? construct : configOf(invoked);
    const made = owner(invoked);
    const { alarmActions, withoutAlarms } = this.props;
    const target = this.props.onFailure ?? FailureTarget.queue(new DeadLetterQueue(made, 'FailedEvents', { alarmActions, withoutAlarms }));
    const fn = functionOf(invoked)!;
    const { destination } = target.toDestination().bind(made, asFunction(fn));
    if (config) {
      config.destinationConfig = { ...config.destinationConfig as object | undefined, onFailure: { destination } };
      return;
    }
    // The logical id that CDK gives, so that configureAsyncInvoke, which would make a second one, is refused.
    const scope = made === invoked ? made : new Construct(made, 'EventInvokeConfig');
    new CfnEventInvokeConfig(scope, made === invoked ? 'EventInvokeConfig' : 'Resource', { functionName: fn.ref, qualifier: qualifierOf(invoked), destinationConfig: { onFailure: { destination } } });
  }
}

const qualifierOf = (invoked: Invoked): string => (invoked instanceof CfnFunction ? '$LATEST' : invoked instanceof CfnVersion ? invoked.attrVersion : invoked.name);

/** Whether there is room for a destination. */
function mayBeAdded({ destinationConfig }: CfnEventInvokeConfig): boolean {
  return destinationConfig === undefined || !Token.isUnresolved(destinationConfig) && (destinationConfig as CfnEventInvokeConfig.DestinationConfigProperty).onFailure === undefined;
}

/** The configuration of exactly this qualifier. */
function configOf(invoked: Invoked): CfnEventInvokeConfig | undefined {
  return invoked.stack.node.findAll().find((construct): construct is CfnEventInvokeConfig => construct instanceof CfnEventInvokeConfig && invokedBy(construct) === invoked);
}

/** What a configuration is for; undefined when that is made elsewhere. */
function invokedBy(config: CfnEventInvokeConfig): Invoked | undefined {
  const fn = referredResource(config.functionName);
  if (!(fn instanceof CfnFunction)) return undefined;
  if (config.qualifier === '$LATEST') return fn;
  const named = referredResource(config.qualifier);
  if (named instanceof CfnVersion || named instanceof CfnAlias) return named;
  return fn.stack.node.findAll().find((construct): construct is CfnAlias => construct instanceof CfnAlias && construct.name === config.qualifier && functionOf(construct) === fn);
}
