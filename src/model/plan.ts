import { Net, Outcome, Path } from './graph';
import { Unknown } from './value';

/** Between two bounds, both included; `most` is Infinity where nothing ends it. */
export interface Range {
  readonly least: number;
  readonly most: number;
}

/** A number with what it rests on. */
export interface Figure {
  readonly value: Range | Unknown;
  /** How it comes about, for people. */
  readonly because: string;
  /** The page of AWS that says so. */
  readonly link: string;
  /** What is assumed, where AWS documents nothing. */
  readonly unverified?: string;
}

/** What has hold of an event while the function fails on it. */
export interface Loop {
  /** Who tries again, such as `SQS`. */
  readonly by: string;
  /** Invocations of the code for one event that it always fails on. */
  readonly tries: Figure;
  /** The code fails. */
  readonly failing: Course;
  /** Lambda does not run the code. */
  readonly throttled: Course;
}

/** The way of an event through the loop, when every try goes wrong in the same way. Seconds. */
export interface Course {
  /** From the arrival of the event at its source to the end of the loop. */
  readonly ends: Figure;
  /** From the first failure to the end of the loop. */
  readonly rest: Figure;
  /** How long that may go on, beginning with the arrival of the event, without the event leaving the loop. What counts of a try is when it begins. */
  readonly survives: Figure;
  /** Of an event that has to wait for others before it, where that makes a difference. */
  readonly behind?: Pick<Course, 'ends' | 'survives'>;
  /** How long that may go on before the source itself drops an event that a net was to keep; absent where it drops none. */
  readonly dropped?: Figure;
}

/** One of the hand-overs of a path, with its own retries. */
export interface Layer {
  readonly by: string;
  /** What has to go wrong for this layer to be at work. */
  readonly on: 'undelivered' | 'failing' | 'throttled';
  readonly tries: Figure;
  /** Seconds from the first failure to the end of the layer. */
  readonly within: Figure;
  readonly outcome: Outcome;
}

/** How long a place keeps a failed event. */
export interface Keeping {
  readonly net: Net;
  /** Seconds that people have, from the moment it is put there. */
  readonly lasts: Figure;
  /** Seconds from the arrival of the event at its source until it is gone. */
  readonly expires: Figure;
}

/** How long an outage may last, in seconds, beginning with the arrival of the first event that it meets. */
export interface Tolerance {
  /** Before the first event leaves the retry loop. */
  readonly leaves: Figure;
  /** Before the first event is lost for good, if nobody takes it from where it is kept. */
  readonly lost: Figure;
  /** Before it happens to an event that has to wait for others before it, where that makes a difference. */
  readonly behind?: Omit<Tolerance, 'behind'>;
}

/** How often, how long, and where to look. */
export interface Plan {
  readonly path: Path;
  readonly layers: readonly Layer[];
  readonly tries: Figure;
  /** Seconds from the first failure of the code to rest. */
  readonly rest: Figure;
  readonly kept: readonly Keeping[];
  /** The code fails. */
  readonly failing: Tolerance;
  /** Lambda does not run the code. */
  readonly throttled: Tolerance;
}

/** For so many seconds the code fails, or is not run at all. */
export interface Outage {
  readonly seconds: number;
  readonly kind: 'failing' | 'throttled';
}

/**
 * What becomes of the events that arrive during an outage, in seconds of arrivals: times a rate they are events.
 * Those of the beginning leave the loop first.
 */
export interface Toll {
  /** Processed late, once the outage is over. */
  readonly retried: Range;
  /** Likewise, but nothing behind them was processed either. */
  readonly blocked: Range;
  readonly kept: Range;
  readonly lost: Range;
  /** The caller has them, and was told at once. */
  readonly refused: Range;
}

/** A path of the plan, with what the outage that somebody asked about does to its events; unknown with the reason. */
export interface PlanRow {
  readonly plan: Plan;
  readonly toll?: Toll | Unknown;
}
