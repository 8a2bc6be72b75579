import { brokenWords } from './broken-words';
import { aboutWords } from './finding-words';
import { names } from './json';
import { Broken } from '../model/broken';
import { Finding, placeOf } from '../model/finding';
import { visibleJson } from '../model/visible';

/** What `fix` has to say about one app. */
export interface AppFixes {
  readonly name: string;
  /** The templates were made by a program, which is what has to change. */
  readonly program: boolean;
  readonly mended: readonly MendedFinding[];
  readonly unmended: readonly { readonly finding: Finding; readonly because?: string }[];
  readonly verify: readonly Finding[];
  /** Unified diffs, by file. */
  readonly diffs: readonly { readonly file: string; readonly diff: string }[];
  /** Whether the files were changed. */
  readonly written: boolean;
  readonly problems: readonly string[];
  readonly broken: readonly Broken[];
}

export interface MendedFinding {
  readonly findings: readonly Finding[];
  /** Of a program: construct path, and where it is made. */
  readonly of: string;
  readonly at?: string;
  readonly code?: { readonly line: string; readonly imports: readonly string[] };
}

/** Everything, for programs. Fields are only ever added; `version` changes when one changes its meaning. */
export function fixJson(apps: readonly AppFixes[]): string {
  const about = (finding: Finding) => {
    const { rule, severity, resource, fn, what, event, fix } = finding;
    const { file, line } = placeOf(finding);
    return {
      rule, severity, resource: resource.madeBy?.id ?? resource.id, label: resource.label, path: resource.path, function: fn?.id,
      about: aboutWords(finding), trigger: names(finding.triggers), file, line, message: what, event, fix,
    };
  };
  return visibleJson({
    version: 1,
    apps: apps.map(({ name, program, mended, unmended, verify, diffs, written, problems, broken }) => ({
      name, program, written, problems, broken: broken.map(brokenWords),
      mended: mended.map(({ findings, of, code }) => ({ findings: findings.map(about), construct: code && of, code: code?.line, imports: code?.imports })),
      unmended: unmended.map(({ finding, because }) => ({ ...about(finding), because })),
      verify: verify.map(about), diffs,
    })),
  });
}
