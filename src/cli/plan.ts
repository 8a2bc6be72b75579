import { judge } from './app';
import { BadUse, parse, Streams } from './command';
import { rate, seconds } from './duration';
import { sayTroubles } from './troubles';
import { commands } from './words';
import { Outage, Plan, PlanRow } from '../model/plan';
import { visible } from '../model/visible';
import { tollOf } from '../plan/outage';
import { planJson } from '../report/plan-json';
import { outageText, planText } from '../report/plan-text';

/** `lambda-failsafe plan APP…`: how often, how long, and what an outage does. */
export function planCommand(args: readonly string[], streams: Streams): number {
  const { values, positionals } = parse(args, commands.plan);
  if (positionals.length === 0) throw new BadUse('plan of which app? Name a template, a folder of templates or a cdk.out');
  if (values.rate !== undefined && values.outage === undefined) throw new BadUse('--rate is for --outage');
  const outage: Outage | undefined = values.outage === undefined ? undefined : { seconds: seconds('outage', values.outage), kind: values.of === 'code' ? 'failing' : 'throttled' };
  const perSecond = values.rate === undefined ? undefined : rate('rate', values.rate);
  const width = Math.min(Math.max(streams.width, 60), 120);
  const apps = positionals.map((name) => {
    const { plans, problems, broken } = judge(name);
    const wanted = plans.filter((plan) => !plan.path.framework && concerns(plan, values.function));
    return { name, problems, broken, rows: wanted.map((plan) => ({ plan, toll: outage && tollOf(plan, outage) })) };
  });
  const incomplete = sayTroubles(streams, apps);
  if (values.format === 'json') {
    streams.out(`${planJson(apps, outage, perSecond)}\n`);
  } else {
    const text = (rows: readonly PlanRow[]) => (outage ? outageText(rows, outage, perSecond, width) : planText(rows.map(({ plan }) => plan), { width, facts: values.facts }));
    const readable = apps.filter(({ rows, problems }) => rows.length > 0 || problems.length === 0);
    streams.out(readable.map(({ name, rows }) => `${visible(name)}\n\n${rows.length === 0 ? 'No function is invoked here.' : text(rows)}\n`).join('\n'));
  }
  return incomplete ? 2 : 0;
}

/** By the name that people see, or the logical id. */
const concerns = ({ path: { fn } }: Plan, wanted: string | undefined): boolean =>
  wanted === undefined || [fn.id, fn.label, fn.path ?? ''].some((name) => name.toLowerCase().includes(wanted.toLowerCase()));
