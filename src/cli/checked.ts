import { judge } from './app';
import { acceptedBy, Identity, identityParts, Policy, weighed } from './policy';
import { Troubles } from './troubles';
import { Severity } from '../model/finding';
import { Format } from '../report/formats';
import { AppJson, appJson } from '../report/json';
import { report } from '../report/report';
import { appText, TextOptions } from '../report/text';

/** How apps are told about, and what they are measured by. */
export type Form = ({ readonly format: Format } | { readonly format: 'text' } & TextOptions) & {
  readonly policy: Policy;
  /** Paths are compared, so their data are wanted for a text, too. */
  readonly paths?: boolean;
};

/** What is left of an app once it was checked, so that memory holds one at a time: what is told about it, in the form that was asked for. */
export interface CheckedApp extends Troubles {
  /** Of its findings. */
  readonly severities: readonly Severity[];
  /** What its findings are about. */
  readonly identities: readonly Identity[];
  /** What of the policy has accepted something. */
  readonly used: readonly string[];
  readonly text?: string;
  readonly json?: AppJson;
}

/** What became of one app in whatever thread; the error is a fault of ours. */
export type Outcome = { readonly app: CheckedApp } | { readonly error: Error };

export function outcomeOf(name: string, form: Form): Outcome {
  try {
    return { app: checkApp(name, form) };
  } catch (error) {
    return { error: error as Error };
  }
}

export function checkApp(name: string, form: Form): CheckedApp {
  const { plans, findings, problems, remarks, broken } = judge(name);
  const used = new Set<string>();
  const told = report(name, plans, weighed(findings, form.policy), problems, remarks, broken, (finding) => {
    const accepted = acceptedBy(finding, form.policy);
    if (accepted) used.add(accepted.by);
    return accepted;
  });
  return {
    severities: [...new Set(told.findings.map(({ severity }) => severity))], identities: told.findings.map(identityParts), used: [...used], problems, broken,
    ...form.format === 'text' ? { text: appText(told, form) } : {}, ...form.format !== 'text' || form.paths ? { json: appJson(told) } : {},
  };
}
