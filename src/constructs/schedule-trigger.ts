import { CfnElement, Stack, TimeZone } from 'aws-cdk-lib';
import { Alarm, Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnRule, Rule, RuleTargetInput, Schedule as RuleSchedule } from 'aws-cdk-lib/aws-events';
import { IRole, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { IKey } from 'aws-cdk-lib/aws-kms';
import { IFunction } from 'aws-cdk-lib/aws-lambda';
import { IScheduleGroup, Schedule, ScheduleExpression, ScheduleGroup, ScheduleTargetInput, TimeWindow } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke, ScheduleTargetBase, ScheduleTargetBaseProps } from 'aws-cdk-lib/aws-scheduler-targets';
import { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct, IConstruct } from 'constructs';
import { AlarmOptions, Alarms, everyMinute } from './alarms';
import { Bound } from './async/bound';
import { eventBridge } from './async/event-bridge';
import { AsyncProcessing, configureAsync } from './async-processing';
import { checkInput } from './constant-input';
import { checkRetries, deliveryQueue, RetriedDelivery } from './delivery';
import { functionMetric, resourceOf, tellWhoInvokes } from './existing-function';
import { FailureTarget } from './failure-target';
import { verify } from '../plug/verify';

/** What keeps the time. */
export enum ScheduleService {
  /** EventBridge Scheduler: time zones, one-time schedules, flexible windows, and an input of any size. AWS advises it. */
  SCHEDULER = 'scheduler',
  /** A rule of EventBridge (CloudWatch Events): in UTC only. */
  RULE = 'rule',
}

/** What `ScheduleTrigger` and `ScheduledFunction` have in common. */
export interface ScheduleTriggerOptions extends AlarmOptions {
  /**
   * When the function is invoked. For a rule in UTC, by `rate` or `cron`.
   *
   * @default - that of the existing `rule`; required without one
   */
  readonly schedule?: ScheduleExpression;

  /**
   * What the function gets, each time the same: text, numbers, booleans, null, lists and objects.
   *
   * A token, a field of an event, a context attribute, a function, a Date, undefined, NaN or a circle in it is refused, because it
   * would not arrive as it is written. Up to 8192 characters of JSON for a rule.
   *
   * @see https://docs.aws.amazon.com/lambda/latest/dg/with-eventbridge-scheduler.html
   */
  readonly input: { [key: string]: any };

  /** Whether the input may hold references, such as `bucket.bucketName`, which are filled in at deployment and then constant. @default false */
  readonly allowTokens?: boolean;

  /**
   * Whether the input may hold context attributes, such as `ContextAttribute.scheduledTime`, which EventBridge Scheduler fills in
   * each time. Not possible with a rule.
   *
   * @default false
   * @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html
   */
  readonly allowContextAttributes?: boolean;

  /** What keeps the time. @default ScheduleService.SCHEDULER, or RULE where `rule` is given */
  readonly service?: ScheduleService;

  /**
   * An existing rule with a schedule, to which the function is added. An imported one cannot get a target: EventBridge keeps
   * targets with the rule.
   *
   * @default - a new schedule
   */
  readonly rule?: Rule;

  /** What happens to an invocation that cannot be handed over to Lambda. @default - 185 retries within 24 hours, then a new dead-letter queue */
  readonly delivery?: RetriedDelivery;

  /**
   * What happens to an invocation on which the function fails, on the version or alias that is invoked. One configuration serves
   * all asynchronous sources of a function: set it with one trigger only.
   *
   * @default - two retries within 6 hours, then a new `DeadLetterQueue`
   */
  readonly processing?: AsyncProcessing;

  /** Whether to invoke at all. Not possible together with `rule`. @default true */
  readonly scheduleEnabled?: boolean;

  /** Name of the new schedule or rule, up to 64 characters. @default - a name that CloudFormation makes */
  readonly scheduleName?: string;

  /** For people who read it in the console. @default - none */
  readonly scheduleDescription?: string;

  /**
   * The group that the schedule is in. EventBridge Scheduler counts by group only, so that the alarms tell of all schedules in it.
   * Not for a rule. When a group is deleted, the schedules in it are.
   *
   * @default - a new group for this schedule alone
   */
  readonly scheduleGroup?: IScheduleGroup;

  /** Invoke within so much time after the moment, not for a rule. @default TimeWindow.off() */
  readonly timeWindow?: TimeWindow;

  /** Not before this date, not for a rule. @default - at once */
  readonly start?: Date;

  /** Not after this date, not for a rule. @default - for ever */
  readonly end?: Date;

  /** Customer-managed key for the input, not for a rule. @default - a key of AWS */
  readonly scheduleKey?: IKey;

  /** The logical id of the schedule or of the new rule, to take over one that exists. @default - the one that CDK gives */
  readonly scheduleLogicalId?: string;
}

/** Properties of a `ScheduleTrigger`. */
export interface ScheduleTriggerProps extends ScheduleTriggerOptions {
  /** The function, version or alias that is invoked, own or imported. */
  readonly function: IFunction;
}

/**
 * Invokes a function by the clock with a constant input, and keeps the invocations that get lost otherwise: those that cannot be
 * delivered, and those on which the function fails.
 *
 * A constant input makes a scheduled function testable: it gets what stands in the program, and what is kept in a dead-letter queue
 * is the whole of it.
 *
 * @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/what-is-scheduler.html
 *
 * @example
 *
 * new ScheduleTrigger(this, 'Nightly', { function: report, schedule: ScheduleExpression.cron({ hour: '2', minute: '0' }), input: { job: 'nightly' } });
 */
export class ScheduleTrigger extends Construct {
  /** The schedule of EventBridge Scheduler; undefined for a rule. */
  public readonly schedule?: Schedule;
  /** The rule; undefined for EventBridge Scheduler. */
  public readonly rule?: Rule;
  /** Where invocations rest that could not be delivered. */
  public readonly deliveryDeadLetterQueue: IQueue;
  /** Where invocations rest on which the function fails; undefined when the function has had a net of its own before. */
  public readonly onFailure?: FailureTarget;
  /** The alarms; empty with `withoutAlarms`. */
  public readonly alarms: Alarm[];

  private readonly invoked: IFunction;
  private readonly bound: Bound;

  /** @throws for an input that is not constant, too large or not JSON, and for settings that the service does not have */
  constructor(scope: Construct, id: string, props: ScheduleTriggerProps) {
    super(scope, id);
    const { function: fn, input, allowTokens = false, allowContextAttributes = false, processing, delivery = {} } = props;
    this.invoked = fn;
    const service = this.service(props);
    this.refuseContradictions(props, service);
    checkInput(this.node.path, input, { service, allowTokens, allowContextAttributes });
    checkRetries(this, delivery);
    const net = configureAsync(this, fn, processing, props);
    this.onFailure = net.onFailure;
    if (service === ScheduleService.RULE) {
      this.rule = props.rule ?? this.newRule(props);
      this.bound = eventBridge({ rule: this.rule, input: RuleTargetInput.fromObject(input), delivery })(this, fn, props);
    } else {
      const { schedule, ...bound } = this.newSchedule(props);
      this.schedule = schedule;
      this.bound = bound;
    }
    const made = (this.rule ?? this.schedule)!;
    if (props.scheduleLogicalId !== undefined) (made.node.defaultChild as CfnElement).overrideLogicalId(props.scheduleLogicalId);
    this.deliveryDeadLetterQueue = this.bound.deliveryQueue!;
    this.alarms = [...net.alarms, ...this.bound.alarms ?? []];
    if (this.rule) tellWhoInvokes(this, fn, this.bound.invoker!, [this.rule]);
    verify(this, fn, made);
  }

  /** How many invocations could not be delivered: `InvocationDroppedCount` of the schedule group, or `FailedInvocations` of the rule. */
  public metricUndelivered(options: MetricOptions = {}): Metric {
    return this.bound.undelivered!(options);
  }

  /**
   * How many could not even be written to the dead-letter queue: `InvocationsFailedToBeSentToDeadLetterCount` of the schedule
   * group, or `InvocationsFailedToBeSentToDlq` of the rule.
   */
  public metricUndeliveredLost(options: MetricOptions = {}): Metric {
    return this.bound.lost!(options);
  }

  /**
   * How often Lambda refused an invocation, which is then tried again: `TargetErrorCount` of the schedule group.
   *
   * @throws for a rule, which does not count that
   */
  public metricTargetErrors(options: MetricOptions = {}): Metric {
    if (!this.schedule) throw new Error(`${this.node.path}: a rule does not count what is tried again; use metricUndelivered()`);
    return groupMetric(this.schedule.scheduleGroup, 'TargetErrorCount', options);
  }

  /** How many invocations Lambda has given up, kept in a destination or not. Counted by function, whatever the version or alias. */
  public metricAsyncEventsDropped(options: MetricOptions = {}): Metric {
    return functionMetric(this.invoked, 'AsyncEventsDropped', options);
  }

  /** How old invocations are when the function gets them, in milliseconds. Counted by function. */
  public metricAsyncEventAge(options: MetricOptions = {}): Metric {
    return functionMetric(this.invoked, 'AsyncEventAge', { statistic: 'Maximum', ...options });
  }

  /** How many invocations Lambda could not write to their destination. Counted by function. */
  public metricDestinationDeliveryFailures(options: MetricOptions = {}): Metric {
    return functionMetric(this.invoked, 'DestinationDeliveryFailures', options);
  }

  /** How many invocations Lambda could not write to the dead-letter queue of the function. Counted by function. */
  public metricDeadLetterErrors(options: MetricOptions = {}): Metric {
    return functionMetric(this.invoked, 'DeadLetterErrors', options);
  }

  private service({ service, rule }: ScheduleTriggerProps): ScheduleService {
    if (rule && service === ScheduleService.SCHEDULER) throw new Error(`${this.node.path}: rule is given, but service is SCHEDULER; remove one of them`);
    return service ?? (rule ? ScheduleService.RULE : ScheduleService.SCHEDULER);
  }

  private refuseContradictions(props: ScheduleTriggerProps, service: ScheduleService): void {
    const refuse = (why: string): never => { throw new Error(`${this.node.path}: ${why}`); };
    const given = (...names: readonly (keyof ScheduleTriggerOptions)[]) => names.filter((name) => props[name] !== undefined).join(', ');
    const { rule, schedule, function: fn, allowContextAttributes } = props;
    if (service === ScheduleService.RULE) {
      const ofScheduler = given('scheduleGroup', 'timeWindow', 'start', 'end', 'scheduleKey');
      if (ofScheduler) refuse(`a rule has no ${ofScheduler}. Leave that out, or use EventBridge Scheduler: leave out service and rule.`);
      if (allowContextAttributes) refuse('allowContextAttributes is for EventBridge Scheduler; a rule does not fill them in. Leave it out.');
    }
    if (rule) {
      const ofNew = given('schedule', 'scheduleEnabled', 'scheduleName', 'scheduleDescription', 'scheduleLogicalId');
      if (ofNew) refuse(`${ofNew} is for a new schedule, but rule is given; set it where that rule is made`);
      this.refuseRule(rule, fn, refuse);
    } else if (!schedule) {
      refuse('schedule is missing. Set it, such as ScheduleExpression.rate(Duration.hours(1)).');
    } else if (service === ScheduleService.RULE) {
      if (schedule.expressionString.startsWith('at(')) refuse(`a rule has no one-time schedules, but schedule is ${schedule.expressionString}. Use EventBridge Scheduler: leave out service.`);
      const { timezoneName: zone = 'Etc/UTC' } = schedule.timeZone ?? {};
      if (![TimeZone.ETC_UTC.timezoneName, 'UTC'].includes(zone)) refuse(`a rule keeps time in UTC, but schedule is in ${zone}. Use EventBridge Scheduler: leave out service.`);
    }
  }

  /** A rule whose events would be thrown away, or one that invokes the function already. */
  private refuseRule(rule: Rule, fn: IFunction, refuse: (why: string) => never): void {
    const { scheduleExpression: expression, targets: lazy } = rule.node.defaultChild as CfnRule;
    const { scheduleExpression, targets } = Stack.of(rule).resolve({ scheduleExpression: expression, targets: lazy }) as RuleProperties;
    if (scheduleExpression === undefined) {
      refuse(`${rule.node.path} has no schedule: its events would be replaced by the constant input, and lost. Use AsyncTrigger with AsyncSource.eventBridge({ rule }).`);
    }
    const arn = JSON.stringify(Stack.of(rule).resolve(fn.functionArn));
    if (targets?.some((target) => JSON.stringify(target.arn) === arn)) {
      refuse(`${rule.node.path} has ${fn.node.path} as a target already, and would invoke it twice. Remove the call of addTarget; the trigger makes the target with the same permission.`);
    }
  }

  private newRule({ schedule, scheduleEnabled: enabled, scheduleName: ruleName, scheduleDescription: description }: ScheduleTriggerProps): Rule {
    return new Rule(this, 'Rule', { schedule: RuleSchedule.expression(schedule!.expressionString), enabled, ruleName, description });
  }

  private newSchedule(props: ScheduleTriggerProps): Bound & { readonly schedule: Schedule } {
    const { function: fn, schedule: expression, input, delivery = {}, scheduleGroup = new ScheduleGroup(this, 'Group') } = props;
    const { scheduleName, scheduleDescription: description, scheduleEnabled: enabled, scheduleKey: key, timeWindow, start, end } = props;
    const { queue, alarms: ofQueue } = deliveryQueue(this, 'role', delivery, props);
    const { retryAttempts, maxEventAge } = delivery;
    const settings = { input: ScheduleTargetInput.fromObject(input), deadLetterQueue: queue, retryAttempts, maxEventAge };
    const target = resourceOf(fn) ? new LambdaInvoke(fn, settings) : new InvokeImported(fn, settings);
    const schedule = new Schedule(this, 'Schedule', {
      schedule: expression!, scheduleName, description, enabled, key, timeWindow, start, end,
      // As it is when nobody names a group; to name it would be a change of a schedule that exists.
      scheduleGroup: scheduleGroup.scheduleGroupName === defaultGroup ? undefined : scheduleGroup,
      target: {
        bind: (its) => {
          const config = target.bind(its);
          // LambdaInvoke lets the role write to the queue, but not use its key.
          queue.encryptionMasterKey?.grant(config.role, 'kms:Decrypt', 'kms:GenerateDataKey');
          return config;
        },
      },
    });
    const metric = (name: string) => (options: MetricOptions) => groupMetric(schedule.scheduleGroup, name, options);
    const [undelivered, lost] = [metric('InvocationDroppedCount'), metric('InvocationsFailedToBeSentToDeadLetterCount')];
    const alarms = new Alarms(this, props);
    alarms.add('UndeliveredAlarm', {
      metric: undelivered({}),
      says: `EventBridge Scheduler could not deliver an invocation of ${of(fn, props)}; it is in the dead-letter queue of the schedule. Is the function there, and may the role of the schedule invoke it?`,
    });
    alarms.add('RedriveFailuresAlarm', {
      metric: lost({}),
      says: `EventBridge Scheduler could not write an invocation of ${of(fn, props)} to the dead-letter queue of the schedule; it is lost unless it succeeds later. Look at the queue, and at the role of the schedule.`,
    });
    return { schedule, deliveryQueue: queue, alarms: [...ofQueue, ...alarms.all], undelivered, lost };
  }
}

/** LambdaInvoke refuses imported functions where CDK cannot tell the account, though the right is that of the role alone. */
class InvokeImported extends ScheduleTargetBase {
  constructor(private readonly fn: IFunction, props: ScheduleTargetBaseProps) {
    super(props, fn.functionArn);
  }

  protected addTargetActionToRole(role: IRole): void {
    role.addToPrincipalPolicy(new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [this.fn.functionArn] }));
  }
}

/** What a group counts is not always about this function. */
const of = (fn: IConstruct, { scheduleGroup }: ScheduleTriggerOptions): string =>
  scheduleGroup ? `a schedule of the group ${scheduleGroup.node.path}, such as that of ${fn.node.path}` : fn.node.path;

const defaultGroup = 'default';

function groupMetric(group: IScheduleGroup | undefined, metricName: string, options: MetricOptions): Metric {
  return new Metric({ namespace: 'AWS/Scheduler', metricName, dimensionsMap: { ScheduleGroup: group?.scheduleGroupName ?? defaultGroup }, ...everyMinute, ...options });
}

/** What is of interest in a rule, once it is resolved. */
interface RuleProperties {
  readonly scheduleExpression?: string;
  readonly targets?: readonly { readonly arn: unknown }[];
}
