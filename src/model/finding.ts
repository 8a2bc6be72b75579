import { Place, Resource } from './resource';

/** error: events are lost or stuck. warning: a documented recommendation is broken. info: cannot be verified from here. */
export type Severity = 'error' | 'warning' | 'info';

export interface Finding {
  readonly rule: string;
  readonly severity: Severity;
  readonly title: string;
  /** What is wrong in this case. */
  readonly what: string;
  readonly why: string;
  /** What to do in this case, with the value to set. */
  readonly fix: string;
  readonly docs: string;
  /** The resource to change. */
  readonly resource: Resource;
  /** Property of the resource, with dots, where the fault is one property. */
  readonly property?: string;
  readonly place: Place;
  /** The path it is about. */
  readonly fn?: Resource;
  readonly triggers: readonly Resource[];
  /** Only in some states of the app's conditions, such as `Stage is prod`. */
  readonly when?: string;
}
