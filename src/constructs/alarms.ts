import { Duration, Validations } from 'aws-cdk-lib';
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
}

/** Metrics of failures: a single event counts, so look at every minute. */
export const everyMinute: MetricOptions = { period: Duration.minutes(1), statistic: 'Sum' };

/** The alarms of one construct: each fires on the first data point, and no data means that nothing has failed. */
export class Alarms {
  public readonly all: Alarm[] = [];

  constructor(private readonly scope: Construct, private readonly options: AlarmOptions) {
    if (options.withoutAlarms?.trim() === '') throw new Error(`${scope.node.path}: withoutAlarms is the reason for having none; write it down`);
    if (options.withoutAlarms !== undefined && options.alarmActions) throw new Error(`${scope.node.path}: alarmActions have nothing to act on, as withoutAlarms is set; remove one of them`);
  }

  /** No alarm where somebody gave a reason against them. */
  public add(id: string, { metric, says, threshold = 1 }: AlarmDefinition): void {
    if (this.options.withoutAlarms !== undefined) return;
    const alarm = new Alarm(this.scope, id, {
      metric, threshold, alarmDescription: says,
      evaluationPeriods: 1, datapointsToAlarm: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    if (this.options.alarmActions) alarm.addAlarmAction(...this.options.alarmActions);
    this.all.push(alarm);
  }

  /** The reason for having no alarms is a reason not to report that a queue has none. */
  public accept(queue: IConstruct): void {
    const { withoutAlarms: reason } = this.options;
    if (reason !== undefined) Validations.of(queue).acknowledge({ id: ruleId('dlq-not-watched'), reason });
  }
}
