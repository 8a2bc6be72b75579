import { Annotations, PropertyInjectors } from 'aws-cdk-lib';
import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { IConstruct } from 'constructs';
import { EventInvokeConfigDefaults } from './event-invoke-config';
import { EventSourceMappingDefaults } from './event-source-mapping';
import { FailsafeDefaultsProps } from './failsafe-default';
import { FunctionDefaults } from './function';
import { DefaultsInjector, injectorOn } from './injector';
import { addLateNets, hasLateNets } from './late-nets';
import { QueueDefaults } from './queue';
import { remember, settingsFor } from './settings';
import { stagesBelow } from '../mixins/failsafe-nets';
import { ruleId } from '../plug/message';
import { isAcknowledgedOn } from '../plug/verify';

/**
 * Gives the plain queues, functions, event sources, rules, schedules and subscriptions of an app, stage or stack what AWS advises for
 * failed events, where nobody has set anything else.
 *
 * Properties are given by CDK's property injectors when a construct is made, so call it first: what was made before gets only what is
 * given at synthesis. That is everything for which a new queue or bucket is needed beside what exists, because only then is it known who
 * polls what, and who invokes whom.
 *
 * Nothing is renamed or replaced; what is set stays, and so does what somebody has acknowledged. Stages and stacks that are made later are
 * included. Inside, it can be called again with other settings; the nearest ones count. Your own property injectors go on working: what
 * they give counts as set.
 *
 * @see https://docs.aws.amazon.com/cdk/v2/guide/blueprints.html
 *
 * @example
 *
 * FailsafeDefaults.of(app, { alarmActions: [new SnsAction(topic)], without: [FailsafeDefault.SQS_VISIBILITY] });
 */
export class FailsafeDefaults {
  /**
   * Gives defaults to everything that is made below a construct from now on. A second call for the same construct changes nothing but the
   * settings.
   *
   * @throws when a value is one that AWS does not take; and at synthesis, when somebody has since registered a property injector on the
   * same construct in place of one of these
   */
  public static of(scope: IConstruct, props: FailsafeDefaultsProps = {}): void {
    const before = settingsFor(scope)?.scope === scope;
    remember(scope, props);
    if (before) return;
    const injectors = [new QueueDefaults(scope), new FunctionDefaults(scope), new EventSourceMappingDefaults(scope), new EventInvokeConfigDefaults(scope)];
    PropertyInjectors.of(scope).add(...injectors);
    for (const each of [scope, ...stagesBelow(scope)]) addLateNets(scope, each);
    scope.node.addValidation({
      validate: () => {
        tellWhatHides(scope, injectors);
        return [...replaced(scope, injectors), ...unseen(scope)];
      },
    });
  }

  private constructor() {}
}

const nameOf = ({ constructUniqueId }: { readonly constructUniqueId: string }): string => constructUniqueId.split('.').pop()!;

type Injectors = ReadonlyArray<Pick<DefaultsInjector<object>, 'constructUniqueId'>>;

/** CDK keeps the last injector of a class, without a word. */
function replaced(scope: IConstruct, injectors: Injectors): string[] {
  return injectors.filter((ours) => injectorOn(scope, ours.constructUniqueId) !== ours)
    .map((ours) => `The property injector for ${nameOf(ours)} was registered after FailsafeDefaults.of(…), which CDK has therefore forgotten for that class: call FailsafeDefaults.of(…) after it, and both work`);
}

/** Functions of the first level have no injector that would have told. */
const unseen = (scope: IConstruct): string[] => stagesBelow(scope).filter((stage) => !hasLateNets(stage) && stage.node.findAll().some((each) => each instanceof CfnFunction))
  .map(({ node: { path } }) => `${path} was made after FailsafeDefaults.of(…) and its functions are no lambda.Function, so that nothing was given to them: call FailsafeNets.of(…) for it`);

/** CDK takes the nearest injector of a class; ours is not asked then. */
function tellWhatHides(scope: IConstruct, injectors: Injectors): void {
  for (const construct of scope.node.findAll().slice(1)) {
    const hiding = injectors.filter(({ constructUniqueId }) => {
      const nearer = injectorOn(construct, constructUniqueId);
      return nearer !== undefined && !(nearer instanceof DefaultsInjector);
    });
    if (hiding.length === 0 || isAcknowledgedOn(construct, ['defaults-hidden'])) continue;
    Annotations.of(construct).addInfoV2(ruleId('defaults-hidden'), `${construct.node.path} has property injectors of its own for ${hiding.map(nameOf).join(', ')}, and CDK asks the nearest: those of FailsafeDefaults.of(…) above it do not count there. Call FailsafeDefaults.of(…) for it too, after they are registered, and both work.`);
  }
}
