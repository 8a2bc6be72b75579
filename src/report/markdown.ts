import { cell } from './cell';
import { Change, changeOrder } from './comparison';
import { caseWords } from './finding-words';
import type { Told } from './formats';
import { AppJson, FindingJson, PathJson } from './json';
import { fateOrder, fateWords } from './path-words';
import { count } from './quantity';
import { together } from './told';
import { severities } from '../model/finding';
import { Fate } from '../model/graph';

/** What GitHub takes as a comment, with room for what is written around it. */
const characters = 60_000;

const signs: { readonly [kind in Change['kind']]: string } = { worse: '🔴 worse', new: '🆕 new', changed: '🔵 changed', better: '🟢 better', gone: '⚪ gone' };

/** For a comment on a pull request: what changed, what is wrong, and where failed events end up, as far as there is room. */
export function markdown(apps: readonly AppJson[], { notes, comparison }: Told): string {
  const { findings, paths: every, problems, broken, remarks } = together(apps);
  const paths = every.filter(({ framework }) => !framework);
  const counts = severities.map((severity) => [severity, findings.filter((finding) => finding.severity === severity).length] as const).filter(([, many]) => many > 0);
  const summary = counts.length === 0 ? 'No findings' : counts.map(([severity, many]) => `${many} ${severity === 'info' ? 'to verify' : `${severity}${many === 1 ? '' : 's'}`}`).join(', ');
  const parts = [
    `### Failed Lambda events: ${summary} in ${count(paths.length)} ${paths.length === 1 ? 'path' : 'paths'}\n`,
    ...[...problems, ...broken].map((words) => `**Incomplete**: ${cell(words)}\n`),
  ];
  if (comparison) parts.push(changesText(comparison.changes, comparison.same, comparison.with));
  parts.push(...severities.map((severity) => findings.filter((finding) => finding.severity === severity)).filter((group) => group.length > 0).map(findingsText));
  if (paths.length > 0) parts.push(folded('Where each failed event ends up', table(['Fate', 'Function ← source', 'What happens'], [...paths].sort((a, b) => order(a) - order(b)).map((path) => [fateWords[path.fate as Fate], about(path), happens(path)]))));
  const left = [...remarks, ...notes];
  if (left.length > 0) parts.push(folded('Notes', left.map((note) => `- ${cell(note)}`).join('\n')));
  return fitting(parts);
}

const order = ({ fate }: PathJson): number => fateOrder.indexOf(fate as Fate);

const about = ({ name, from }: PathJson): string => `${name} ← ${from}`;

const happens = ({ words, deliveryWords }: PathJson): string => [words, ...deliveryWords ? [deliveryWords] : []].join('; ');

function changesText(changes: readonly Change[], same: number, old: string): string {
  const unchanged = `${count(same)} ${same === 1 ? 'path is as it was' : 'paths are as they were'} in ${cell(old)}`;
  if (changes.length === 0) return `**Nothing changed**: ${unchanged}.\n`;
  const totals = changeOrder.map((kind) => [kind, changes.filter((change) => change.kind === kind).length] as const).filter(([, many]) => many > 0).map(([kind, many]) => `${many} ${kind}`);
  const state = (path: PathJson | undefined) => (path ? `${fateWords[path.fate as Fate]}: ${happens(path)}` : '');
  return `**Paths: ${totals.join(', ')}**; ${unchanged}.\n\n${table(['', 'Function ← source', 'Before', 'Now'], changes.map(({ kind, before, after }) => [signs[kind], about((after ?? before)!), state(before), state(after)]))}`;
}

function findingsText(findings: readonly FindingJson[]): string {
  const [{ severity }] = findings;
  const row = ({ rule, docs, file, line, path, label, about: its, message: what, event, when, fix, code }: FindingJson) => [
    `[${rule}](${docs})`, path ?? label, its, caseWords({ what, event, when }), code ?? fix, line === undefined ? file : `${file}:${line}`,
  ];
  const rows = findings.map((finding) => row(finding).map((text, index) => (index === 0 ? text : cell(text))));
  return folded(severity === 'info' ? 'To verify' : `${severity[0].toUpperCase()}${severity.slice(1)}s`, table(['Rule', 'Resource', 'Function ← source', 'What is wrong', 'Fix', 'Where'], rows, (text) => text), severity === 'error');
}

function table(heads: readonly string[], rows: readonly (readonly string[])[], write = cell): string {
  return [`| ${heads.join(' | ')} |`, `|${' --- |'.repeat(heads.length)}`, ...rows.map((row) => `| ${row.map(write).join(' | ')} |`), ''].join('\n');
}

const folded = (title: string, text: string, open = false): string => `<details${open ? ' open' : ''}><summary>${title}</summary>\n\n${text}\n</details>\n`;

/** As many lines of each part as there is room for; what is left out is said. */
function fitting(parts: readonly string[]): string {
  let room = characters;
  return parts.map((part) => {
    const lines = part.split('\n');
    const end = lines.at(-2) === '</details>' ? lines.splice(-2) : [];
    const kept: string[] = [];
    for (const line of lines) {
      if (line.length + 1 > room) break;
      room -= line.length + 1;
      kept.push(line);
    }
    if (kept.length === 0) return '';
    const left = lines.length - kept.length;
    return [...kept, ...left > 0 ? ['', `… and ${left} more ${left === 1 ? 'line' : 'lines'}; --format json has all of them`, ''] : [], ...end].join('\n');
  }).filter((part) => part !== '').join('\n');
}
