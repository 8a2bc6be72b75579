import type { Told } from './formats';
import { AppJson } from './json';
import { fromHere, sentences, together } from './told';
import { severities, Severity } from '../model/finding';

const commands: { readonly [severity in Severity]: string } = { error: 'error', warning: 'warning', info: 'notice' };

/**
 * Annotations of a GitHub workflow, the gravest first, as a step shows ten of each kind.
 *
 * @see https://docs.github.com/actions/writing-workflows/choosing-what-your-workflow-does/workflow-commands-for-github-actions
 */
export function github(apps: readonly AppJson[], { notes }: Told): string {
  const { findings, problems, broken } = together(apps);
  const lines = [...problems, ...broken].map((text) => command('error', { title: 'lambda-failsafe: incomplete' }, text));
  for (const severity of severities) {
    for (const finding of findings.filter((each) => each.severity === severity)) {
      const { file, line, column, rule } = finding;
      lines.push(command(commands[severity], { file: fromHere(file), line, col: column, title: rule }, sentences(finding)));
    }
  }
  return [...lines, ...notes.map((note) => command('notice', { title: 'lambda-failsafe' }, note))].map((line) => `${line}\n`).join('');
}

function command(name: string, properties: { readonly [name: string]: string | number | undefined }, text: string): string {
  const given = Object.entries(properties).filter(([, value]) => value !== undefined).map(([key, value]) => `${key}=${escaped(String(value)).replace(/:/g, '%3A').replace(/,/g, '%2C')}`);
  return `::${name} ${given.join(',')}::${escaped(text)}`;
}

const escaped = (text: string): string => text.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
