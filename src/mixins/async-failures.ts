import { Mixin, Token } from 'aws-cdk-lib';
import { CfnAlias, CfnEventInvokeConfig, CfnEventInvokeConfigProps, CfnFunction, CfnVersion } from 'aws-cdk-lib/aws-lambda';
import { Construct, IConstruct } from 'constructs';
import { Referrers, growing } from './referrers';
import { asFunction, functionOf, Invoked, invokedBy, isInvoked, isSet, owner, referredResource, waitForPolicy } from './resource';
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
 * so does a function with a dead-letter queue, which gets the events of its aliases too. Durable functions have no destinations: give
 * them a dead-letter queue.
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
    return withoutNet(construct) !== undefined;
  }

  public applyTo(construct: IConstruct): void {
    const found = withoutNet(construct);
    if (!found) return;
    growing([owner(found.invoked), ...found.config ? [found.config] : []], () => this.give(found));
  }

  private give({ invoked, fn, config }: WithoutNet): void {
    const made = owner(invoked);
    const { alarmActions, withoutAlarms } = this.props;
    const target = this.props.onFailure ?? FailureTarget.queue(new DeadLetterQueue(made, 'FailedEvents', { alarmActions, withoutAlarms }));
    const granted = asFunction(fn, invoked);
    const onFailure = { destination: target.toDestination().bind(made, granted).destination };
    if (config) config.destinationConfig = { ...config.destinationConfig as object | undefined, onFailure };
    waitForPolicy(config ?? configured(made, invoked, { functionName: fn.ref, qualifier: qualifierOf(invoked), destinationConfig: { onFailure } }), granted);
  }
}

/** What is invoked, with its configuration, if it may be given a destination. */
interface WithoutNet { readonly invoked: Invoked; readonly fn: CfnFunction; readonly config?: CfnEventInvokeConfig }

function withoutNet(construct: IConstruct): WithoutNet | undefined {
  const invoked = invokedOf(construct);
  const fn = invoked && functionOf(invoked);
  if (!fn || isSet(fn, 'deadLetterConfig') || isSet(fn, 'durableConfig')) return undefined;
  const config = configOf(construct, invoked);
  return config === undefined || mayBeAdded(config) ? { invoked, fn, config } : undefined;
}

/** Under the logical id that CDK gives, so that configureAsyncInvoke, which would make a second one, is refused. */
function configured(made: Construct, invoked: Invoked, props: CfnEventInvokeConfigProps): CfnEventInvokeConfig {
  return made === invoked ? new CfnEventInvokeConfig(made, 'EventInvokeConfig', props) : new CfnEventInvokeConfig(new Construct(made, 'EventInvokeConfig'), 'Resource', props);
}

const qualifierOf = (invoked: Invoked): string => (invoked instanceof CfnFunction ? '$LATEST' : invoked instanceof CfnVersion ? invoked.attrVersion : invoked.name);

/** Whether there is room for a destination. */
function mayBeAdded(config: CfnEventInvokeConfig): boolean {
  return !Token.isUnresolved(config.destinationConfig) && !isSet(config, 'destinationConfig', 'onFailure');
}

/** The configuration of exactly this qualifier, in whichever stack. */
function configOf(construct: IConstruct, invoked: Invoked): CfnEventInvokeConfig | undefined {
  if (construct instanceof CfnEventInvokeConfig) return construct;
  return configurations.of(invoked).next().value as CfnEventInvokeConfig | undefined;
}

const configurations = new Referrers(CfnEventInvokeConfig, (config) => [invokedOf(config)]);

const aliases = new Referrers(CfnAlias, (alias) => [functionOf(alias)]);

/** What is invoked, and what a configuration is for; undefined when that is made elsewhere. */
function invokedOf(construct: IConstruct): Invoked | undefined {
  if (!(construct instanceof CfnEventInvokeConfig)) return isInvoked(construct) ? construct : undefined;
  const { functionName, qualifier } = construct;
  const fn = referredResource(functionName);
  if (!(fn instanceof CfnFunction)) return undefined;
  if (qualifier === '$LATEST') return fn;
  return invokedBy(qualifier, construct) ?? [...aliases.of(fn)].find(({ name }) => name === qualifier);
}
