import { check } from '../check';
import { Finding } from '../model/finding';
import { Plan } from '../model/plan';
import { plans } from '../plan/plan';
import { worlds } from '../read/app';
import { readApp } from '../read/template';

export interface Judged {
  readonly plans: readonly Plan[];
  readonly findings: readonly Finding[];
  /** Input that could not be used, a line each. */
  readonly problems: readonly string[];
  readonly remarks: readonly string[];
}

/** From a template, a folder or a cdk.out to everything that is known about it. */
export function judge(name: string): Judged {
  const { app, problems } = readApp(name);
  const { graph, findings } = check(worlds(app));
  return { plans: plans(graph), findings, problems: problems.map(({ message }) => message), remarks: app.remarks };
}
