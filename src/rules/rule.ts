import { Mend, Severity } from '../model/finding';
import { FailureGraph, Path } from '../model/graph';
import { Resource } from '../model/resource';

/** What a rule says about one case; the rest comes from the rule itself. */
export interface Report {
  (about: {
    /** The resource to change. */
    readonly resource: Resource;
    /** Property of it, with dots. */
    readonly property?: string;
    /** The path it is about; gives function and triggers. */
    readonly path?: Path;
    /** When it is about a function rather than a path. */
    readonly fn?: Resource;
    /** All that it is about, when that is not the one path: messages name them. */
    readonly paths?: readonly Path[];
    /** What is wrong in this case. */
    readonly what: string;
    /** What becomes of the event in this case; what the rule says of all otherwise. */
    readonly event?: string;
    /** What to do in this case, with computed values: one line of a CDK program; the rule's own fix otherwise. */
    readonly fix?: string;
    /** The same line in the language of templates, where that is another one. */
    readonly fixInTemplate?: string;
    /** The same for programs, where nobody has to decide anything. */
    readonly mend?: Mend;
    /** Only to lower the rule's severity, where the case cannot be verified. */
    readonly severity?: Severity;
  }): void;
}

/** One fault, owned by one file: what it is, why it matters, how to mend it, where AWS says so, and how to see it. */
export interface Rule {
  readonly id: string;
  readonly severity: Severity;
  readonly title: string;
  readonly why: string;
  /** What becomes of the event: a sentence without its end. */
  readonly event: string;
  readonly fix: string;
  /** Where templates call it by other names than programs. */
  readonly fixInTemplate?: string;
  readonly links: readonly string[];
  check(graph: FailureGraph, report: Report): void;
}

export const defineRule = (rule: Rule): Rule => rule;
