import { CustomResource } from 'aws-cdk-lib';
import { Method } from 'aws-cdk-lib/aws-apigateway';
import { HttpRoute } from 'aws-cdk-lib/aws-apigatewayv2';
import { EdgeLambda } from 'aws-cdk-lib/aws-cloudfront';
import { Alarm, IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import { ApplicationTargetGroup } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { FunctionUrl, IFunction } from 'aws-cdk-lib/aws-lambda';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct, IConstruct } from 'constructs';
import { AlarmOptions } from '../alarms';
import { Invoker } from '../existing-function';

/** Lets one kind of caller call the function of a trigger. */
export type Bind = (trigger: Construct, fn: IFunction, options: AlarmOptions) => BoundCaller;

/** What the callers make, by kind. */
export interface Made {
  readonly method: Method;
  readonly routes: HttpRoute[];
  readonly functionUrl: FunctionUrl;
  readonly task: LambdaInvoke;
  readonly customResource: CustomResource;
  readonly targetGroup: ApplicationTargetGroup;
  readonly edgeLambda: EdgeLambda;
}

/** A caller that calls. */
export interface BoundCaller {
  readonly made: Partial<Made>;
  /** What our rules have to look at. */
  readonly verify: readonly IConstruct[];
  /** The caller's own count of failures. */
  readonly counts: readonly FailureCount[];
  /** Alarms that were made already. */
  readonly alarms?: readonly Alarm[];
  /** Where the function runs, and so where it is counted, is not known. */
  readonly functionCounts?: 'elsewhere';
  /** What to verify where the function is made, if that is elsewhere. */
  readonly assumed?: string;
  readonly invoker?: Invoker;
}

export interface FailureCount {
  readonly id: string;
  readonly metric: IMetric;
  readonly says: string;
  /** What is counted: it has one alarm, however many triggers ask for it. */
  readonly of: IConstruct;
}
