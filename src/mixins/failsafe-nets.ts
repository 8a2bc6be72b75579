import { AspectPriority, Aspects, IAspect, Mixin, Stage } from 'aws-cdk-lib';
import { IQueue } from 'aws-cdk-lib/aws-sqs';
import { IConstruct } from 'constructs';
import { AsyncFailures } from './async-failures';
import { PipeDeadLetters } from './pipe-dead-letters';
import { RuleDeadLetters } from './rule-dead-letters';
import { ScheduleDeadLetters } from './schedule-dead-letters';
import { SqsRedrive } from './sqs-redrive';
import { StreamFailures } from './stream-failures';
import { SubscriptionDeadLetters } from './subscription-dead-letters';
import { TopicRuleErrorAction } from './topic-rule-error-action';
import { check } from '../check';
import { AlarmOptions } from '../constructs/alarms';
import { FailureTarget } from '../constructs/failure-target';
import { FailureGraph, Path } from '../model/graph';
import { Resource } from '../model/resource';
import { appIn } from '../plug/annotate';
import { Constructs } from '../plug/constructs';

/** Where failed events go, when something has no place for them. */
export interface FailsafeNetsProps extends AlarmOptions {
  /** How often a message of a queue is received before it is moved. Range: 1 to 1000. @default 5 */
  readonly maxReceiveCount?: number;

  /** Where asynchronous events go that a function has failed on. @default - a new `DeadLetterQueue` for each function */
  readonly asyncFailures?: FailureTarget;

  /** Where batches of streams and Kafka go. @default - a new `FailureBucket` for each event source mapping */
  readonly streamFailures?: FailureTarget;

  /** Where events go that a rule, schedule, topic or topic rule of AWS IoT cannot deliver, and positions of pipes. @default - a new `DeadLetterQueue` for each */
  readonly undelivered?: IQueue;
}

/**
 * Gives every path of an app, stage or stack on which events are lost or stuck the net that AWS has for it, and nothing else: it asks
 * the failure map which path that is when the app is synthesized, and applies the mixin for it.
 *
 * Nothing that exists is renamed, replaced or taken away; what is set stays. New constructs stand below those that they are for. What
 * AWS has no net for is left to the checks to report.
 *
 * It comes late, when aspects with a lower priority have made their changes, and is for whole stages: what is below the construct is
 * given nets, but the rest of its stage is read with it.
 *
 * @see https://docs.aws.amazon.com/cdk/v2/guide/aspects.html
 *
 * @example
 *
 * FailsafeNets.of(app, { alarmActions: [new SnsAction(topic)] });
 */
export class FailsafeNets implements IAspect {
  /**
   * Has the nets of everything below a construct added when the app is synthesized, those of its stages too. Call it when the stages are
   * there; synthesis fails where one has been made since. A second call adds nothing more.
   */
  public static of(scope: IConstruct, props: FailsafeNetsProps = {}): void {
    for (const each of [scope, ...stagesBelow(scope)]) Aspects.of(each).add(new FailsafeNets(each, props), { priority: AspectPriority.READONLY - 1 });
    scope.node.addValidation({
      validate: () => stagesBelow(scope).filter((stage) => !Aspects.of(stage).all.some((aspect) => aspect instanceof FailsafeNets))
        .map(({ node: { path } }) => `CDK aspects stop at stages, and ${path} was made after FailsafeNets.of(…): call it once all stages are there, or for that one too`),
    });
  }

  private constructor(private readonly scope: IConstruct, private readonly props: FailsafeNetsProps) {}

  /** Called by CDK when the app is synthesized. */
  public visit(construct: IConstruct): void {
    if (construct !== this.scope) return;
    // CDK's own Stage.of gives the stage around a stage.
    const stage = construct.node.scopes.reverse().find(Stage.isStage) ?? construct.node.root;
    const constructs = new Constructs(stage);
    for (const { resource, mixin } of missing(check(appIn(stage)).graph, this.props)) {
      const found = constructs.of(resource);
      if (found?.node.scopes.includes(construct) && mixin.supports(found)) mixin.applyTo(found);
    }
  }
}

const stagesBelow = ({ node }: IConstruct): IConstruct[] => node.children.flatMap((child) => [...Stage.isStage(child) ? [child] : [], ...stagesBelow(child)]);

interface Missing { readonly resource: Resource; readonly mixin: Mixin }

/** The resources that lack something, with what gives it to them. */
function missing({ paths }: FailureGraph, props: FailsafeNetsProps): Missing[] {
  const { asyncFailures, streamFailures, undelivered: deadLetterQueue, maxReceiveCount, alarmActions, withoutAlarms } = props;
  const alarms = { alarmActions, withoutAlarms };
  const mixins = {
    sqs: new SqsRedrive({ maxReceiveCount, ...alarms }),
    stream: new StreamFailures({ onFailure: streamFailures, ...alarms }),
    pipe: new PipeDeadLetters({ deadLetterQueue, ...alarms }),
    async: new AsyncFailures({ onFailure: asyncFailures, ...alarms }), rule: new RuleDeadLetters({ deadLetterQueue, ...alarms }),
    schedule: new ScheduleDeadLetters({ deadLetterQueue, ...alarms }), subscription: new SubscriptionDeadLetters({ deadLetterQueue, ...alarms }),
    topicRule: new TopicRuleErrorAction({ deadLetterQueue, ...alarms }),
  };
  const ofProcessing = ({ mode, polling, triggers, origin, fn, qualifier }: Path): Missing[] => {
    if (mode === 'async') return [{ resource: qualifier.resource ?? fn, mixin: mixins.async }];
    if (polling?.broker === 'sqs') return origin ? [{ resource: origin, mixin: mixins.sqs }] : [];
    return polling ? [{ resource: triggers[0], mixin: polling.by === 'pipe' ? mixins.pipe : mixins.stream }] : [];
  };
  const deliverers: { readonly [source: string]: Mixin } = { 'events-rule': mixins.rule, 'iot-rule': mixins.topicRule, 'scheduler': mixins.schedule, 'sns-subscription': mixins.subscription };
  return paths.filter(({ framework }) => !framework).flatMap((path) => [
    ...['lost', 'blocks'].includes(path.outcome.fate) ? ofProcessing(path) : [],
    ...path.delivery?.fate === 'lost' && path.source in deliverers ? [{ resource: path.triggers[0], mixin: deliverers[path.source] }] : [],
  ]);
}
