import { Stack } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { Deployment } from './deployment';

/** Does to the source what makes the event, by the API of its service; gives what that has answered. */
export type Send = (deployed: Deployment) => Promise<unknown>;

/** An app, and an event on which its function fails. Events are told apart by ids such as `poison-1`. */
export interface Scenario {
  /** The documented fact that it proves, with its page. */
  readonly proves: string;
  /** Makes the app, and gives the API call that makes the event. */
  readonly app: (stack: Stack) => Send;
  /** The source and the origin of the path that is looked at, where the app has several. */
  readonly source?: string;
  readonly origin?: string;
  /** The function is deleted before, so that the source cannot hand the event over; gives the queue where it ends. */
  readonly undelivered?: (stack: Stack) => IConstruct | undefined;
  /** Where a synchronous caller puts the event, of which the map knows nothing. */
  readonly keeps?: (stack: Stack) => IConstruct;
  /** Whether somebody listens to a topic or bus that the map names; without, nobody does. @default true */
  readonly listen?: boolean;
  /** The events that arrive in the resting place. @default - poison-1 */
  readonly rests?: readonly string[];
  /** The events that the function gets as well. */
  readonly passes?: readonly string[];
  /** Changes what is deployed after the map was made, to see that this is noticed. */
  readonly altered?: (template: Template) => void;
  /** Why the emulator cannot show it. It is run wherever AWS_ENDPOINT_URL points. */
  readonly notEmulated?: string;
}

/** An app that is wired wrongly, in plain constructs of CDK: the event is in no place at all in the end. */
export interface Twin extends Omit<Scenario, 'rests'> {
  /** What the map says of its path. */
  readonly fate: 'lost' | 'blocks' | 'kept';
  /** The rules that find the fault. */
  readonly findings: readonly string[];
  /** The events that wait behind it, and never get to the function. */
  readonly starves?: readonly string[];
}

/** A synchronous call: the caller sees the error, and nobody else has the event. */
export interface Call extends Omit<Scenario, 'rests' | 'undelivered' | 'listen'> {
  /** The HTTP status that the caller gets, where somebody waits for one. */
  readonly answer?: number;
}

/** The part of a template that is altered. */
export interface Template { readonly Resources: { readonly [id: string]: { readonly Type: string; readonly Properties: any } } }

export interface Calls { readonly [title: string]: Call }
export interface Scenarios { readonly [title: string]: Scenario }
export interface Twins { readonly [title: string]: Twin }
