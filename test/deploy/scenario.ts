import { Stack } from 'aws-cdk-lib';
import { Deployment } from './deployment';

/** Does to the source what makes the event, by the API of its service. */
export type Send = (deployed: Deployment) => Promise<unknown>;

/** An app, an event on which its function fails, and what that proves. Events are told apart by ids such as `poison-1`. */
export interface Scenario {
  /** The documented fact, with its page. */
  readonly proves: string;
  /** The app. */
  readonly app: (stack: Stack) => Send;
  /** The source of the path that is looked at, where the app has several. */
  readonly source?: string;
  /** The events that arrive in the resting place. @default - poison-1 */
  readonly rests?: readonly string[];
  /** The events that the function takes all the same. */
  readonly passes?: readonly string[];
  /** Why the emulator cannot show it; it is run where AWS_ENDPOINT_URL is given. */
  readonly notEmulated?: string;
}

/** A scenario that is wired wrongly, in plain constructs of CDK. */
export interface Twin extends Omit<Scenario, 'rests'> {
  /** What the map says of its path. */
  readonly fate: 'lost' | 'blocks' | 'kept';
  /** The rules that find the fault. */
  readonly findings: readonly string[];
  /** The events that never get to the function. */
  readonly starves?: readonly string[];
}

export interface Scenarios { readonly [title: string]: Scenario }
export interface Twins { readonly [title: string]: Twin }
