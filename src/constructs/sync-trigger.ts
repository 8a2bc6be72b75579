import { Annotations, Stack } from 'aws-cdk-lib';
import { Method } from 'aws-cdk-lib/aws-apigateway';
import { HttpRoute } from 'aws-cdk-lib/aws-apigatewayv2';
import { Alarm, IMetric, Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnPermission, FunctionUrl, IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct, IConstruct } from 'constructs';
import { AlarmOptions, Alarms } from './alarms';
import { tellWhatToVerify } from './existing-function';
import { BoundCaller, FailureCount, Made } from './sync-bound';
import { SyncCaller } from './sync-caller';
import { callMetric } from './sync-metrics';
import { ruleId } from '../plug/message';
import { verify } from '../plug/verify';

/** What `SyncTrigger` and `SyncFunction` have in common. */
export interface SyncTriggerOptions extends AlarmOptions {
  /** Who calls the function and waits for its answer. */
  readonly caller: SyncCaller;

  /**
   * How many failures in a minute fire an alarm.
   *
   * @default 1
   */
  readonly alarmThreshold?: number;
}

/** Properties of a `SyncTrigger`. */
export interface SyncTriggerProps extends SyncTriggerOptions {
  /** The function, version or alias that is called, own or imported. */
  readonly function: IFunction;
}

/**
 * Lets somebody call a function and wait for its answer, and tells when that fails.
 *
 * Lambda keeps nothing of such a call, and tries nothing again: the caller sees the error. So this makes alarms on errors and
 * throttling of the function and on what its callers count, and has it checked that no caller gives up while the function runs.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-sync.html
 *
 * @example
 *
 * new SyncTrigger(this, 'ListOrders', { function: listOrders, caller: SyncCaller.restApi(api.root.addResource('orders'), 'GET') });
 */
export class SyncTrigger extends Construct {
  /** The alarms; empty with `withoutAlarms`. */
  public readonly alarms: Alarm[];

  private readonly called: IFunction;
  private readonly bound: BoundCaller;

  constructor(scope: Construct, id: string, props: SyncTriggerProps) {
    super(scope, id);
    const { function: fn, caller, alarmThreshold = 1, alarmActions, withoutAlarms } = props;
    if (!(alarmThreshold >= 1)) throw new Error(`${this.node.path}: alarmThreshold is ${alarmThreshold}, and an alarm that needs no failure always fires. Use 1 or more, or withoutAlarms.`);
    const alarms = new SharedAlarms(this, props);
    this.called = fn;
    this.bound = caller._bind(this, fn, { alarmActions, withoutAlarms });
    const own: FailureCount[] = this.bound.functionCounts === 'elsewhere' ? [] : [
      { id: 'ErrorsAlarm', of: fn, metric: this.metricErrors(), says: `${fn.node.path} has failed. Its caller got the error, and Lambda has kept nothing.` },
      { id: 'ThrottlesAlarm', of: fn, metric: this.metricThrottles(), says: `${fn.node.path} was throttled: a caller got an error before any code ran. Look at its reserved concurrency and at the concurrency of the account.` },
    ];
    this.alarms = [...this.bound.alarms ?? [], ...[...own, ...this.bound.counts].flatMap((count) => alarms.on(count, alarmThreshold))];
    this.tellWhatToVerify();
    verify(this, ...this.bound.verify);
  }

  /** The method of the REST API. @throws when the caller is another one than `SyncCaller.restApi` */
  public get method(): Method {
    return this.made('method', 'restApi');
  }

  /** The routes of the HTTP API, one for each method. @throws when the caller is another one than `SyncCaller.httpApi` */
  public get routes(): HttpRoute[] {
    return this.made('routes', 'httpApi');
  }

  /** The URL of the function. @throws when the caller is another one than `SyncCaller.functionUrl` */
  public get functionUrl(): FunctionUrl {
    return this.made('functionUrl', 'functionUrl');
  }

  /** How often the function, version or alias has failed. Throttling is not among it. */
  public metricErrors(options: MetricOptions = {}): Metric {
    return callMetric(this.called, 'Errors', options);
  }

  /** How often the function, version or alias was throttled: its code did not run at all. */
  public metricThrottles(options: MetricOptions = {}): Metric {
    return callMetric(this.called, 'Throttles', options);
  }

  private made<Kind extends keyof Made>(kind: Kind, factory: string): Made[Kind] {
    const made = this.bound.made[kind];
    if (made === undefined) throw new Error(`${this.node.path}: only a trigger with SyncCaller.${factory}(…) has a ${kind}; this one has ${Object.keys(this.bound.made).join(', ')}`);
    return made as Made[Kind];
  }

  private tellWhatToVerify(): void {
    const { assumed, invoker } = this.bound;
    tellWhatToVerify(this, this.called, { assumed });
    // For a function of another account, or of one that may be another, CDK makes no permission, and says nothing.
    const nodes = [this.node, this.called.node, this.called.permissionsNode, ...this.bound.verify.map(({ node }) => node)];
    if (!invoker || nodes.some((node) => node.findAll().some((child) => child instanceof CfnPermission))) return;
    const statement = {
      Effect: 'Allow', Principal: { Service: invoker.service }, Action: 'lambda:InvokeFunction', Resource: this.called.functionArn,
      ...invoker.sourceArn === undefined ? {} : { Condition: { ArnLike: { 'AWS:SourceArn': invoker.sourceArn } } },
    };
    Annotations.of(this).addInfoV2(ruleId('permission-unverified'), `CDK adds no permission to ${this.called.node.path}, as it may belong to another account. Verify that its resource policy has this statement: ${JSON.stringify(Stack.of(this).resolve(statement))}`);
  }
}

/** The alarms on what several triggers have in common, each with the actions of all of them. */
const shared = new WeakMap<IConstruct, Map<string, { readonly alarm: Alarm; readonly actions: Set<string> }>>();

class SharedAlarms {
  constructor(private readonly scope: Construct, private readonly options: AlarmOptions) {
    // Refuses options that contradict each other.
    new Alarms(scope, options);
  }

  /** The alarm on this count; none where somebody gave a reason against it. */
  public on({ id, of, metric, says }: FailureCount, threshold: number): readonly Alarm[] {
    const { alarmActions = [], withoutAlarms } = this.options;
    if (withoutAlarms !== undefined) return [];
    const known = shared.get(of) ?? new Map<string, { readonly alarm: Alarm; readonly actions: Set<string> }>();
    const key = `${id} ${threshold}`;
    const { alarm, actions } = known.get(key) ?? { alarm: this.add(id, { metric, says, threshold }), actions: new Set<string>() };
    shared.set(of, known.set(key, { alarm, actions }));
    for (const action of alarmActions) {
      const bound = action.bind(this.scope, alarm);
      // CloudWatch refuses an action that is named twice.
      if (!actions.has(bound.alarmActionArn)) alarm.addAlarmAction({ bind: () => bound });
      actions.add(bound.alarmActionArn);
    }
    return [alarm];
  }

  private add(id: string, definition: { readonly metric: IMetric; readonly says: string; readonly threshold: number }): Alarm {
    const alarms = new Alarms(this.scope, {});
    alarms.add(id, definition);
    return alarms.all[0];
  }
}
