import { Net, Path } from './graph';
import { Acknowledgement, Place, Resource } from './resource';

/** error: events are lost or stuck. warning: a documented recommendation is broken. info: cannot be verified from here. */
export type Severity = 'error' | 'warning' | 'info';

/** What is worst comes first. */
export const severities: readonly Severity[] = ['error', 'warning', 'info'];

/** What gives an event a place to rest, or has somebody told of it; each is a mixin of that name. */
export type MendingMixin = 'SqsRedrive' | 'StreamFailures' | 'PipeDeadLetters' | 'AsyncFailures' | 'RuleDeadLetters' | 'ScheduleDeadLetters' | 'SubscriptionDeadLetters' | 'TopicRuleErrorAction' | 'FailureAlarms';

/** How a finding is mended by configuration, where nobody has to decide anything. */
export type Mend =
  | { readonly kind: 'mixin'; readonly mixin: MendingMixin; readonly on: Resource }
  /** Properties of a resource, with dots, and the values that they get. */
  | { readonly kind: 'set'; readonly on: Resource; readonly values: { readonly [property: string]: number | boolean | readonly string[] } }
  /** The writer of a net is let into its place. */
  | { readonly kind: 'allow'; readonly on: Resource; readonly net: Net };

export interface Finding {
  readonly rule: string;
  readonly severity: Severity;
  readonly title: string;
  /** What is wrong in this case. */
  readonly what: string;
  /** What becomes of the event because of it: a sentence without its end, such as `a failed event is dropped`. */
  readonly event: string;
  readonly why: string;
  /** What to do in this case, with the value to set: one line of the program or, where no construct is known, of the template. */
  readonly fix: string;
  readonly docs: string;
  readonly mend?: Mend;
  /** The resource to change. */
  readonly resource: Resource;
  /** Property of the resource, with dots, where the fault is one property. */
  readonly property?: string;
  /** The path it is about. */
  readonly fn?: Resource;
  readonly triggers: readonly Resource[];
  /** Every way of invoking a function that it is about; none where it is about no function. */
  readonly paths: readonly Path[];
  /** Only in some states of the app's conditions, such as `Stage is prod`. */
  readonly when?: string;
}

/** Looked up when somebody wants to know: positions of a thousand findings take longer than the findings. */
export const placeOf = ({ resource, property }: Finding): Place => resource.place(...(property?.split('.') ?? []));

/** Where an acknowledgement counts: on the resource, and on the function and what triggers it. */
export const concerned = ({ resource, fn, triggers }: Finding): readonly Resource[] => [resource, ...(fn ? [fn] : []), ...triggers];

/** By whom a finding was accepted in the template itself, or on a construct that the reader saw. */
export const acknowledgedBy = (finding: Finding): Acknowledgement | undefined =>
  concerned(finding).flatMap(({ acknowledged }) => acknowledged).find(({ id }) => id === finding.rule);
