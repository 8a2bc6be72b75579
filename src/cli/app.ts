import { Troubles } from './troubles';
import { check } from '../check';
import { BrokenParts } from '../model/broken';
import { Finding } from '../model/finding';
import { Plan } from '../model/plan';
import { soundPlans } from '../plan/plan';
import { worlds } from '../read/app';
import { readApp } from '../read/template';

export interface Judged extends Troubles {
  readonly plans: readonly Plan[];
  readonly findings: readonly Finding[];
  readonly remarks: readonly string[];
}

/** From a template, a folder or a cdk.out to everything that is known about it. */
export function judge(name: string): Judged {
  const { app, problems } = readApp(name);
  const { graph, findings, broken } = check(worlds(app));
  const planned = soundPlans(graph);
  const parts = new BrokenParts();
  parts.add(...broken, ...planned.broken);
  return { plans: planned.plans, findings, problems: problems.map(({ message }) => message), remarks: app.remarks, broken: parts.all };
}
