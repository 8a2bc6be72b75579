import { Duration } from 'aws-cdk-lib';
import { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import { Function } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';

/** How events are brought back from one resting place. */
export interface Bound {
  /** What to type, by what it does. `Start` is always there. */
  readonly commands: { readonly Start: string; readonly [output: string]: string };
  readonly grant: (grantee: IGrantable) => Grant;
  /** What is run; undefined where SQS does it. */
  readonly replayFunction?: Function;
}

export interface BindOptions {
  readonly maxPerSecond: number;
  readonly functionTimeout?: Duration;
}

/** Makes what a resting place needs; the scope is the `Redrive`. */
export type Bind = (scope: Construct, options: BindOptions) => Bound;
