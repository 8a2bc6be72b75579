import { CustomResource, Stack, Token } from 'aws-cdk-lib';
import { Method } from 'aws-cdk-lib/aws-apigateway';
import { HttpRoute } from 'aws-cdk-lib/aws-apigatewayv2';
import { EdgeLambda, IDistribution } from 'aws-cdk-lib/aws-cloudfront';
import { Alarm, Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { ApplicationTargetGroup } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { FunctionUrl, IFunction } from 'aws-cdk-lib/aws-lambda';
import { IStateMachine, StateMachine, StateMachineType } from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import { AlarmOptions, Alarms, everyMinute } from './alarms';
import { callMetric, tellWhatToVerify, tellWhoInvokes } from './existing-function';
import { BoundCaller, FailureCount, Made } from './sync/bound';
import { SyncCaller } from './sync-caller';
import { tell, verify } from '../plug/verify';

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
  private readonly watch: (count: FailureCount) => void;

  constructor(scope: Construct, id: string, props: SyncTriggerProps) {
    super(scope, id);
    const { function: fn, caller, alarmThreshold = 1, alarmActions, withoutAlarms } = props;
    if (!(alarmThreshold >= 1)) throw new Error(`${this.node.path}: alarmThreshold is ${alarmThreshold}, and an alarm that needs no failure always fires. Use 1 or more, or withoutAlarms.`);
    const alarms = new Alarms(this, { alarmActions, withoutAlarms });
    this.called = fn;
    this.bound = caller._bind(this, fn, { alarmActions, withoutAlarms });
    const own: FailureCount[] = this.bound.functionCounts === 'elsewhere' ? [] : [
      { id: 'ErrorsAlarm', of: fn, metric: this.metricErrors(), says: `${fn.node.path} has failed. Its caller got the error, and Lambda has kept nothing.` },
      { id: 'ThrottlesAlarm', of: fn, metric: this.metricThrottles(), says: `${fn.node.path} was throttled: a caller got an error before any code ran. Look at its reserved concurrency and at the concurrency of the account.` },
    ];
    this.alarms = [...this.bound.alarms ?? []];
    this.watch = ({ id: name, ...count }) => void this.alarms.push(...alarms.add(name, { ...count, threshold: alarmThreshold }));
    for (const count of [...own, ...this.bound.counts]) this.watch(count);
    this.tellWhatToVerify();
    if (this.bound.functionCounts === 'elsewhere' && withoutAlarms === undefined) this.tellWhenUnwatched();
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

  /** The task that calls the function, for state machines. @throws when the caller is another one than `SyncCaller.stepFunctions` */
  public get task(): LambdaInvoke {
    return this.made('task', 'stepFunctions');
  }

  /** The custom resource, for its attributes. @throws when the caller is another one than `SyncCaller.customResource` */
  public get customResource(): CustomResource {
    return this.made('customResource', 'customResource');
  }

  /** The target group with the function. @throws when the caller is another one than `SyncCaller.alb` */
  public get targetGroup(): ApplicationTargetGroup {
    return this.made('targetGroup', 'alb');
  }

  /** The version of the function, for the `edgeLambdas` of a behaviour. @throws when the caller is another one than `SyncCaller.edge` */
  public get edgeLambda(): EdgeLambda {
    return this.made('edgeLambda', 'edge');
  }

  /**
   * Makes alarms on executions that fail or time out, for the state machine that the task is in; none with `withoutAlarms`.
   *
   * @throws when the caller is another one than `SyncCaller.stepFunctions`
   * @see https://docs.aws.amazon.com/step-functions/latest/dg/procedure-cw-metrics.html
   */
  public watchStateMachine(machine: IStateMachine): void {
    this.made('task', 'stepFunctions');
    const name = machine.node.path;
    // Of an express workflow there is no history and no redrive.
    const express = machine instanceof StateMachine && machine.stateMachineType === StateMachineType.EXPRESS;
    const why = express ? 'Its log tells why, if it has one with all events.' : 'Its history tells why; it can be redriven from the state that failed.';
    this.watch({ id: 'ExecutionsFailedAlarm', of: machine, metric: machine.metricFailed(everyMinute), says: `An execution of ${name} has failed. ${why}` });
    this.watch({ id: 'ExecutionsTimedOutAlarm', of: machine, metric: machine.metricTimedOut(everyMinute), says: `An execution of ${name} has timed out. ${why}` });
  }

  /**
   * Makes alarms on errors and invalid answers of the functions of a distribution; none with `withoutAlarms`. CloudFront counts
   * them in us-east-1, for all places in which they run.
   *
   * @throws when the caller is another one than `SyncCaller.edge`, and in a stack of another Region
   * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/programming-cloudwatch-metrics.html
   */
  public watchDistribution(distribution: IDistribution): void {
    this.made('edgeLambda', 'edge');
    const { region } = Stack.of(this);
    if (!Token.isUnresolved(region) && region !== 'us-east-1') throw new Error(`${this.node.path}: CloudFront counts in us-east-1, and an alarm sees its own Region only, ${region}. Put the trigger in a stack with env: { region: 'us-east-1' }.`);
    const counted = (metricName: string) => new Metric({ namespace: 'AWS/CloudFront', metricName, dimensionsMap: { DistributionId: distribution.distributionId, Region: 'Global' }, ...everyMinute });
    const name = distribution.node.path;
    this.watch({ id: 'ExecutionErrorsAlarm', of: distribution, metric: counted('LambdaExecutionError'), says: `A function of ${name} has failed, and a viewer got an error. Its log is in the Region in which it ran.` });
    this.watch({ id: 'ValidationErrorsAlarm', of: distribution, metric: counted('LambdaValidationError'), says: `A function of ${name} has returned what CloudFront cannot use, and a viewer got an error.` });
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

  /** Which distribution it is, nobody knows before the end. */
  private tellWhenUnwatched(): void {
    tell(this, 'distribution-not-watched', () => (this.alarms.length > 0 ? [] : [`Nobody hears of it when ${this.called.node.path} fails. Call watchDistribution(…) on ${this.node.path} with the distribution that runs it, or set withoutAlarms.`]));
  }

  private tellWhatToVerify(): void {
    const { assumed, invoker, verify: connected } = this.bound;
    tellWhatToVerify(this, this.called, { assumed });
    if (invoker) tellWhoInvokes(this, this.called, invoker, connected);
  }
}
