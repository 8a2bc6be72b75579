import { checkApp, CheckedApp, Form } from './checked';
import { BadUse, parse, Streams } from './command';
import { severities } from '../model/finding';
import { json } from '../report/json';
import { joined } from '../report/text';

/** `lambda-failsafe check APP…`: one app after the other. */
export function checkCommand(args: readonly string[], streams: Streams, check: (name: string, form: Form) => CheckedApp = checkApp): number {
  const { names, form, failing } = checkArguments(args, streams);
  const apps = names.map((name) => check(name, form));
  for (const problem of apps.flatMap(({ problems }) => problems)) streams.error(`${problem}\n`);
  streams.out(form.format === 'json' ? `${json(apps.flatMap((app) => app.json ?? []))}\n` : joined(apps.flatMap(({ text }) => text ?? [])));
  if (apps.some(({ problems }) => problems.length > 0)) return 2;
  return apps.some((app) => app.severities.some((severity) => failing.includes(severity))) ? 1 : 0;
}

export function checkArguments(args: readonly string[], streams: Streams) {
  const { values, positionals: names } = parse(args, { 'format': ['text', 'json'], 'fail-on': ['error', 'warning', 'never'] });
  if (names.length === 0) throw new BadUse('which app? Name a template, a folder of templates or a cdk.out');
  const form: Form = values.format === 'json' ? { format: 'json' } : { format: 'text', width: Math.min(Math.max(streams.width, 60), 120), colour: streams.colour };
  const failing = severities.slice(0, values['fail-on'] === 'never' ? 0 : severities.indexOf(values['fail-on'] as 'error' | 'warning') + 1);
  return { names, form, failing };
}
