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
    /** What is wrong in this case. */
    readonly what: string;
    /** What to do in this case, with computed values; the rule's own fix otherwise. */
    readonly fix?: string;
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
  readonly fix: string;
  readonly links: readonly string[];
  check(graph: FailureGraph, report: Report): void;
}

export const defineRule = (rule: Rule): Rule => rule;
