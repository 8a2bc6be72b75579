import { checkApp, Form, Outcome } from './checked';
import { BadUse, parse, Streams } from './command';
import { sayTroubles } from './troubles';
import { severities } from '../model/finding';
import { json } from '../report/json';
import { joined } from '../report/text';

/** `lambda-failsafe check APP…`: one app after the other, where that was not done ahead. */
export function checkCommand(args: readonly string[], streams: Streams, ahead?: readonly Outcome[]): number {
  const { names, form, failing } = checkArguments(args, streams);
  const apps = ahead ? ahead.map(appOf) : names.map((name) => checkApp(name, form));
  const incomplete = sayTroubles(streams, apps);
  streams.out(form.format === 'json' ? `${json(apps.flatMap((app) => app.json ?? []))}\n` : joined(apps.flatMap(({ text }) => text ?? [])));
  if (incomplete) return 2;
  return apps.some((app) => app.severities.some((severity) => failing.includes(severity))) ? 1 : 0;
}

function appOf(outcome: Outcome) {
  if ('error' in outcome) throw outcome.error;
  return outcome.app;
}

export function checkArguments(args: readonly string[], { width, colour }: Pick<Streams, 'width' | 'colour'>) {
  const { values, positionals: names } = parse(args, { 'format': ['text', 'json'], 'fail-on': ['error', 'warning', 'never'], 'threads': 'text', 'quiet': 'flag' });
  if (names.length === 0) throw new BadUse('which app? Name a template, a folder of templates or a cdk.out');
  if (values.threads !== undefined && !/^[1-9]\d?$/.test(values.threads)) throw new BadUse(`--threads is a number from 1 to 99, not ${values.threads}`);
  const form: Form = values.format === 'json' ? { format: 'json' } : { format: 'text', width: Math.min(Math.max(width, 60), 120), colour };
  const failing = severities.slice(0, values['fail-on'] === 'never' ? 0 : severities.indexOf(values['fail-on'] as 'error' | 'warning') + 1);
  return { names, form, failing, threads: values.threads === undefined ? undefined : Number(values.threads), quiet: values.quiet };
}
