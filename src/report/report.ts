import { Broken } from '../model/broken';
import { acknowledgedBy, Finding } from '../model/finding';
import { Plan } from '../model/plan';

/** What there is to tell about one app, whatever the form. */
export interface AppReport {
  /** As it was given on the command line. */
  readonly name: string;
  readonly plans: readonly Plan[];
  readonly findings: readonly Finding[];
  /** Findings that somebody accepted, with the reason. */
  readonly acknowledged: readonly { readonly finding: Finding; readonly reason: string }[];
  /** Input that could not be used, a line each. */
  readonly problems: readonly string[];
  /** What was left out or is odd, but stops nobody. */
  readonly remarks: readonly string[];
  /** What failed of this package, so that something may be missing here. */
  readonly broken: readonly Broken[];
}

/** Sets aside what was acknowledged on the resource, its stack or anything around it, or is accepted by somebody else. */
export function report(
  name: string, plans: readonly Plan[], findings: readonly Finding[], problems: readonly string[], remarks: readonly string[], broken: readonly Broken[] = [],
  accepts: (finding: Finding) => { readonly reason: string } | undefined = () => undefined,
): AppReport {
  const acknowledged: { finding: Finding; reason: string }[] = [];
  const left = findings.filter((finding) => {
    const accepted = acknowledgedBy(finding) ?? accepts(finding);
    if (accepted) acknowledged.push({ finding, reason: accepted.reason });
    return !accepted;
  });
  return { name, plans, findings: left, acknowledged, problems, remarks, broken };
}
