import { judge } from './app';
import { BadUse, parse, Streams } from './command';
import { sayTroubles } from './troubles';
import { severities } from '../model/finding';
import { json } from '../report/json';
import { AppReport, report } from '../report/report';
import { text } from '../report/text';

/** `lambda-failsafe check APP…`: one app after the other, so that memory holds one at a time. */
export function checkCommand(args: readonly string[], streams: Streams): number {
  const { values, positionals } = parse(args, { 'format': ['text', 'json'], 'fail-on': ['error', 'warning', 'never'] });
  if (positionals.length === 0) throw new BadUse('which app? Name a template, a folder of templates or a cdk.out');
  const reports = positionals.map((name) => checkApp(name));
  const incomplete = sayTroubles(streams, reports);
  streams.out(values.format === 'json' ? `${json(reports)}\n` : text(reports, { width: Math.min(Math.max(streams.width, 60), 120), colour: streams.colour }));
  if (incomplete) return 2;
  const failing = severities.slice(0, values['fail-on'] === 'never' ? 0 : severities.indexOf(values['fail-on'] as 'error' | 'warning') + 1);
  return reports.some(({ findings }) => findings.some(({ severity }) => failing.includes(severity))) ? 1 : 0;
}

function checkApp(name: string): AppReport {
  const { plans, findings, problems, remarks, broken } = judge(name);
  return report(name, plans, findings, problems, remarks, broken);
}
