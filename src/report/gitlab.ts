import { AppJson } from './json';
import { fingerprints, fromHere, sentences, together } from './told';
import { Severity } from '../model/finding';

const grades: { readonly [severity in Severity]: string } = { error: 'critical', warning: 'minor', info: 'info' };

/**
 * A Code Quality report of GitLab.
 *
 * @see https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
 */
export function gitlab(apps: readonly AppJson[]): string {
  const fingerprint = fingerprints();
  return `${JSON.stringify(together(apps).findings.map((finding) => ({
    description: sentences(finding), check_name: finding.rule, fingerprint: fingerprint(finding), severity: grades[finding.severity],
    location: { path: fromHere(finding.file), lines: { begin: finding.line ?? 1 } },
  })), undefined, 2)}\n`;
}
