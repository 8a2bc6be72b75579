import { Alarm, Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { IFunction } from 'aws-cdk-lib/aws-lambda';
import { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct, IConstruct } from 'constructs';
import { AlarmOptions } from '../alarms';
import { Invoker } from '../existing-function';

/** What a source has made when it was connected to a function. */
export interface Bound {
  /** Constructs outside of the trigger that belong to the connection. */
  readonly made?: readonly IConstruct[];
  /** Unless it invokes by a role. */
  readonly invoker?: Invoker & { readonly source?: IConstruct };
  /** Where the source leaves events that it cannot deliver. */
  readonly deliveryQueue?: IQueue;
  readonly alarms?: readonly Alarm[];
  /** What the source counts when it gives up delivering an event. */
  readonly undelivered?: (options: MetricOptions) => Metric;
  /** What the source counts when it cannot even write to its dead-letter queue. */
  readonly lost?: (options: MetricOptions) => Metric;
}

/** Connects a source to a function; the scope is the trigger. */
export type Bind = (scope: Construct, fn: IFunction, options: AlarmOptions) => Bound;
