import { writeBaseline } from './baseline';
import { checkApp, CheckedApp, Form, Outcome } from './checked';
import { BadUse, parse, Streams } from './command';
import { Standard, standard } from './standard';
import { sayTroubles } from './troubles';
import { commands } from './words';
import { compared, isStepBack } from '../report/comparison';
import { comparisonText } from '../report/comparison-text';
import { formats, isFormat } from '../report/formats';
import { joined } from '../report/text';

/** `lambda-failsafe check APP…`: one app after the other, where that was not done ahead. */
export function checkCommand(args: readonly string[], streams: Streams, ahead?: readonly Outcome[]): number {
  const { names, form, order, rules } = checkArguments(args, streams);
  const before = order.compare === undefined ? undefined : checkApp(order.compare, { format: 'json', policy: rules.policy });
  const apps = ahead ? ahead.map(appOf) : names.map((name) => checkApp(name, form));
  const incomplete = sayTroubles(streams, before ? [before, ...apps] : apps);
  if (order.writeBaseline !== undefined) return incomplete ? notWritten(order.writeBaseline) : write(order.writeBaseline, apps, rules, streams);
  const notes = rules.notes(new Set(apps.flatMap(({ used }) => used)));
  for (const note of notes) streams.error(`${note}\n`);
  const told = apps.flatMap(({ json }) => json ?? []);
  const comparison = before?.json && compared(order.compare!, before.json, told);
  streams.out(form.format === 'text' ? [joined(apps.flatMap(({ text }) => text ?? [])), ...comparison ? [comparisonText(comparison, form.width)] : []].join('\n') : formats[form.format](told, { notes, failing: rules.failing, comparison }));
  if (incomplete) return 2;
  if (comparison?.changes.some(isStepBack) && order.failOnWorse) return 1;
  return apps.some((app) => app.severities.some((severity) => rules.failing.includes(severity))) ? 1 : 0;
}

function appOf(outcome: Outcome) {
  if ('error' in outcome) throw outcome.error;
  return outcome.app;
}

function notWritten(file: string): never {
  throw new BadUse(`${file} was not written, because not everything could be read`);
}

function write(file: string, apps: readonly CheckedApp[], { today }: Standard, streams: Streams): number {
  const { entries, added } = writeBaseline(file, apps.flatMap(({ identities }) => identities), today);
  streams.out(`Written to ${file}: ${entries} ${entries === 1 ? 'finding' : 'findings'}, ${added} of them new, each with a reason to fill in\n`);
  return 0;
}

export function checkArguments(args: readonly string[], { width, colour }: Pick<Streams, 'width' | 'colour'>) {
  const { values, positionals: names } = parse(args, commands.check);
  if (names.length === 0) throw new BadUse('which app? Name a template, a folder of templates or a cdk.out');
  if (values.threads !== undefined && !/^[1-9]\d?$/.test(values.threads)) throw new BadUse(`--threads is a number from 1 to 99, not ${values.threads}`);
  const rules = standard({ config: values.config, baseline: values.baseline, failOn: values['fail-on'], withoutBaseline: values['write-baseline'] !== undefined });
  if (values['fail-on'] === 'worse' && values.compare === undefined) throw new BadUse('--fail-on worse needs --compare');
  const form: Form = { ...isFormat(values.format) ? { format: values.format } : { format: 'text', width: Math.min(Math.max(width, 60), 120), colour }, policy: rules.policy, paths: values.compare !== undefined };
  return { names, form, rules, order: { writeBaseline: values['write-baseline'], compare: values.compare, failOnWorse: values['fail-on'] === 'worse' }, threads: values.threads === undefined ? undefined : Number(values.threads), quiet: values.quiet };
}
