import { judge } from './app';
import { Troubles } from './troubles';
import { Severity } from '../model/finding';
import { AppJson, appJson } from '../report/json';
import { report } from '../report/report';
import { appText, TextOptions } from '../report/text';

/** How apps are told about. */
export type Form = { readonly format: 'json' } | { readonly format: 'text' } & TextOptions;

/** What is left of an app once it was checked, so that memory holds one at a time: what is told about it, in the form that was asked for. */
export interface CheckedApp extends Troubles {
  /** Of its findings. */
  readonly severities: readonly Severity[];
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
  const told = report(name, plans, findings, problems, remarks, broken);
  const severities = [...new Set(told.findings.map(({ severity }) => severity))];
  return { severities, problems, broken, ...form.format === 'json' ? { json: appJson(told) } : { text: appText(told, form) } };
}
