import { AspectPriority, Aspects, IAspect, Mixin, Stage } from 'aws-cdk-lib';
import { IQueue } from 'aws-cdk-lib/aws-sqs';
import { IConstruct } from 'constructs';
import { AsyncFailures } from './async-failures';
import { PipeDeadLetters } from './pipe-dead-letters';
import { growing } from './referrers';
import { owner } from './resource';
import { RuleDeadLetters } from './rule-dead-letters';
import { ScheduleDeadLetters } from './schedule-dead-letters';
import { SqsRedrive } from './sqs-redrive';
import { StreamFailures } from './stream-failures';
import { SubscriptionDeadLetters } from './subscription-dead-letters';
import { TopicRuleErrorAction } from './topic-rule-error-action';
import { AlarmOptions } from '../constructs/alarms';
import { FailureTarget } from '../constructs/failure-target';
import { FailureGraph, Path } from '../model/graph';
import { Resource } from '../model/resource';
import { graphIn } from '../plug/annotate';
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
 * Nothing that exists is renamed, replaced or taken away; what is set stays, and so does what somebody has acknowledged that the checks
 * say about it. New constructs stand below those that they are for. What
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

  private readonly nets: Nets;

  private constructor(private readonly scope: IConstruct, props: FailsafeNetsProps) {
    this.nets = netsOf(props);
  }

  /** Called by CDK when the app is synthesized. */
  public visit(construct: IConstruct): void {
    if (construct === this.scope) addNets(construct, () => this.nets);
  }
}

export const stagesBelow = ({ node }: IConstruct): IConstruct[] => node.children.flatMap((child) => [...Stage.isStage(child) ? [child] : [], ...stagesBelow(child)]);

/** What is given to which kind of path; nothing where it is left out. */
export interface Nets {
  readonly sqs?: Mixin;
  readonly stream?: Mixin;
  readonly pipe?: Mixin;
  readonly async?: Mixin;
  readonly rule?: Mixin;
  readonly schedule?: Mixin;
  readonly subscription?: Mixin;
  readonly topicRule?: Mixin;
}

export function netsOf({ asyncFailures, streamFailures, undelivered: deadLetterQueue, maxReceiveCount, alarmActions, withoutAlarms }: FailsafeNetsProps): Required<Nets> {
  const alarms = { alarmActions, withoutAlarms };
  return {
    sqs: new SqsRedrive({ maxReceiveCount, ...alarms }),
    stream: new StreamFailures({ onFailure: streamFailures, ...alarms }),
    pipe: new PipeDeadLetters({ deadLetterQueue, ...alarms }),
    async: new AsyncFailures({ onFailure: asyncFailures, ...alarms }), rule: new RuleDeadLetters({ deadLetterQueue, ...alarms }),
    schedule: new ScheduleDeadLetters({ deadLetterQueue, ...alarms }), subscription: new SubscriptionDeadLetters({ deadLetterQueue, ...alarms }),
    topicRule: new TopicRuleErrorAction({ deadLetterQueue, ...alarms }),
  };
}

/** Gives what stands below a construct the nets that its paths lack, unless somebody has accepted that they lack them. */
export function addNets(scope: IConstruct, nets: (construct: IConstruct) => Nets): void {
  // CDK's own Stage.of gives the stage around a stage.
  const stage = scope.node.scopes.reverse().find(Stage.isStage) ?? scope.node.root;
  const constructs = new Constructs(stage);
  for (const { resource, net, path } of missing(graphIn(stage))) {
    const found = constructs.of(resource);
    if (!found?.node.scopes.includes(scope) || isAccepted([resource, path.fn, ...path.triggers], accepting[net])) continue;
    const mixin = nets(found)[net];
    if (mixin?.supports(found)) growing([owner(found)], () => mixin.applyTo(found));
  }
}

interface Missing { readonly resource: Resource; readonly net: keyof Nets; readonly path: Path }

const isAccepted = (resources: readonly Resource[], rules: readonly string[]): boolean => resources.some(({ acknowledged }) => acknowledged.some(({ id }) => rules.includes(id)));

const unkept = ['stream-infinite-retries', 'stream-no-destination', 'stream-finite-retries-no-destination'];

/** Whoever acknowledges one of these wants it as it is. */
export const accepting: { readonly [net in keyof Required<Nets>]: readonly string[] } = {
  sqs: ['sqs-no-redrive'], stream: unkept, pipe: unkept,
  async: ['async-no-dlq-or-destination', 'eic-without-onfailure', 'eic-qualifier-mismatch'],
  rule: ['eventbridge-target-no-dlq'], schedule: ['scheduler-no-dlq'], subscription: ['sns-subscription-no-dlq'], topicRule: ['iot-no-error-action'],
};

/** The resources that lack something. */
function missing({ paths }: FailureGraph): Missing[] {
  const ofProcessing = (path: Path): Missing[] => {
    const { mode, polling, triggers, origin, fn, qualifier } = path;
    if (mode === 'async') return [{ resource: qualifier.resource ?? fn, net: 'async', path }];
    if (polling?.broker === 'sqs') return origin ? [{ resource: origin, net: 'sqs', path }] : [];
    return polling ? [{ resource: triggers[0], net: polling.by === 'pipe' ? 'pipe' : 'stream', path }] : [];
  };
  const deliverers: { readonly [source: string]: keyof Nets } = { 'events-rule': 'rule', 'iot-rule': 'topicRule', 'scheduler': 'schedule', 'sns-subscription': 'subscription' };
  return paths.filter(({ framework }) => !framework).flatMap((path): Missing[] => [
    ...['lost', 'blocks'].includes(path.outcome.fate) ? ofProcessing(path) : [],
    ...path.delivery?.fate === 'lost' && path.source in deliverers ? [{ resource: path.triggers[0], net: deliverers[path.source], path }] : [],
  ]);
}
