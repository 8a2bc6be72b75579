import { Duration, Stack, Validations } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, IAlarmAction, IMetric, MetricOptions, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct, IConstruct } from 'constructs';
import { ruleId } from '../plug/message';

/** How somebody hears of failed events. */
export interface AlarmOptions {
  /**
   * What every alarm of the construct does when it fires, such as `new SnsAction(topic)`.
   *
   * An alarm without an action only changes its state in the console.
   *
   * @default - no action
   */
  readonly alarmActions?: IAlarmAction[];

  /**
   * Make no alarms, for this reason, such as `watched by Datadog`.
   *
   * The reason is recorded as the acknowledgement of the rule `dlq-not-watched`.
   *
   * @default - alarms for everything that means a lost or stuck event
   */
  readonly withoutAlarms?: string;
}

interface AlarmDefinition {
  readonly metric: IMetric;
  /** What has happened and where to look, for the person who is woken. */
  readonly says: string;
  /** Fires at or above. Default: 1 */
  readonly threshold?: number;
  /** What is counted, where several constructs may ask for the alarm: it has one in each stack, with the actions of all of them. */
  readonly of?: IConstruct;
}

/** By what is counted, and by stack, as one that knows the actions of another may close a circle. */
const shared = new WeakMap<IConstruct, Map<string, Alarm>>();

const keyOf = (scope: Construct, id: string, threshold: number) => `${Stack.of(scope).node.addr} ${id} ${threshold}`;

const actionsOf = new WeakMap<Alarm, Set<string>>();

/** Metrics of failures: a single event counts, so look at every minute. */
export const everyMinute: MetricOptions = { period: Duration.minutes(1), statistic: 'Sum' };

/** The alarms of one construct: each fires on the first data point, and no data means that nothing has failed. */
export class Alarms {
  public readonly all: Alarm[] = [];

  constructor(public readonly scope: Construct, private readonly options: AlarmOptions) {
    if (options.withoutAlarms?.trim() === '') throw new Error(`${scope.node.path}: withoutAlarms is the reason for having none; write it down`);
    if (options.withoutAlarms !== undefined && options.alarmActions) throw new Error(`${scope.node.path}: alarmActions have nothing to act on, as withoutAlarms is set; remove one of them`);
  }

  /** No alarm where somebody gave a reason against them. */
  public add(id: string, definition: AlarmDefinition): Alarm[] {
    if (this.options.withoutAlarms !== undefined) return [];
    const alarm = this.known(id, definition) ?? this.make(id, definition);
    act(alarm, this.options);
    this.all.push(alarm);
    return [alarm];
  }

  private known(id: string, { of, threshold = 1 }: AlarmDefinition): Alarm | undefined {
    return of && shared.get(of)?.get(keyOf(this.scope, id, threshold));
  }

  private make(id: string, { metric, says, threshold = 1, of }: AlarmDefinition): Alarm {
    const alarm = new Alarm(this.scope, id, {
      metric, threshold, alarmDescription: says,
      evaluationPeriods: 1, datapointsToAlarm: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    if (of) shared.set(of, (shared.get(of) ?? new Map<string, Alarm>()).set(keyOf(this.scope, id, threshold), alarm));
    return alarm;
  }

  /** The reason for having no alarms is a reason not to report that a queue has none. */
  public accept(queue: IConstruct): void {
    const { withoutAlarms: reason } = this.options;
    if (reason !== undefined) Validations.of(queue).acknowledge({ id: ruleId('dlq-not-watched'), reason });
  }
}

/** Adds what an alarm does not do yet: CloudWatch refuses an action that is named twice. */
function act(alarm: Alarm, { alarmActions = [] }: AlarmOptions): void {
  const known = actionsOf.get(alarm) ?? new Set<string>();
  actionsOf.set(alarm, known);
  for (const action of alarmActions) {
    const bound = action.bind(alarm, alarm);
    if (!known.has(bound.alarmActionArn)) alarm.addAlarmAction({ bind: () => bound });
    known.add(bound.alarmActionArn);
  }
}
