import { judge } from './app';
import { Severity } from '../model/finding';
import { AppJson, appJson } from '../report/json';
import { report } from '../report/report';
import { appText, TextOptions } from '../report/text';

/** How apps are told about. */
export type Form = { readonly format: 'json' } | { readonly format: 'text' } & TextOptions;

/** What is left of an app once it was checked, so that memory holds one at a time: what is told about it, in the form that was asked for. */
export interface CheckedApp {
  /** Of its findings. */
  readonly severities: readonly Severity[];
  /** Input that could not be used, a line each. */
  readonly problems: readonly string[];
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
  const { plans, findings, problems, remarks } = judge(name);
  const told = report(name, plans, findings, problems, remarks);
  const severities = [...new Set(told.findings.map(({ severity }) => severity))];
  return form.format === 'json' ? { severities, problems, json: appJson(told) } : { severities, problems, text: appText(told, form) };
}
