import { codeFor } from './code';
import { fateTable } from './fate-table';
import { aboutWords, caseWords } from './finding-words';
import { position } from './position';
import { AppReport } from './report';
import { wrap } from './wrap';
import { Finding, placeOf, severities, Severity } from '../model/finding';
import { visible } from '../model/visible';

export interface TextOptions {
  /** Columns. */
  readonly width: number;
  readonly colour: boolean;
}

type Paint = (text: string, style: keyof typeof styles) => string;

const styles = { error: '\u001b[31m', warning: '\u001b[33m', info: '\u001b[36m', bold: '\u001b[1m', dim: '\u001b[2m' };

/** Of several apps, one after the other. */
export const joined = (apps: readonly string[]): string => apps.join('\n');

/** For people: what is wrong with an app, grouped by cause, and where each failed event ends up; nothing where it could not be read. */
export function appText(app: AppReport, { width, colour }: TextOptions): string | undefined {
  if (app.plans.length === 0 && app.findings.length === 0 && app.problems.length > 0) return undefined;
  const paint: Paint = (words, style) => (colour ? `${styles[style]}${words}\u001b[0m` : words);
  const sections = [paint(visible(app.name), 'bold')];
  for (const group of groups(app.findings)) sections.push(groupText(group, width, paint));
  if (app.acknowledged.length > 0) {
    sections.push(['Acknowledged:', ...app.acknowledged.map(({ finding, reason }) => wrap(`${finding.rule} on ${finding.resource.label}: ${reason}`, width, '  '))].join('\n'));
  }
  if (app.plans.length > 0) sections.push(`Where each failed event ends up\n\n${fateTable(app.plans, width)}`);
  if (app.remarks.length > 0) sections.push(['Notes:', ...app.remarks.map((remark) => wrap(remark, width, '  '))].join('\n'));
  sections.push(summary(app, paint));
  return `${sections.join('\n\n')}\n`;
}

interface Group { readonly rule: string; readonly severity: Severity; readonly findings: readonly Finding[] }

/** One group a rule; severity may differ by case, and the graver ones come first. */
function groups(findings: readonly Finding[]): Group[] {
  const byRule = new Map<string, Finding[]>();
  for (const finding of findings) {
    const key = `${finding.severity} ${finding.rule}`;
    const known = byRule.get(key);
    if (known) known.push(finding);
    else byRule.set(key, [finding]);
  }
  return [...byRule.values()].map((group) => ({ rule: group[0].rule, severity: group[0].severity, findings: group }))
    .sort((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity) || b.findings.length - a.findings.length || (a.rule < b.rule ? -1 : 1));
}

/** More places than this are counted, not listed: a thousand lines with one cause are one line of news. */
const listed = 10;

function groupText({ rule, severity, findings }: Group, width: number, paint: Paint): string {
  const [{ title, why, docs }] = findings;
  // Wrapped before it is painted: signs for colour take no room on the screen.
  const heading = wrap(`${severity} ${rule}: ${title}`, width, '', '  ').replace(`${severity} ${rule}`, `${paint(severity, severity)} ${paint(rule, 'bold')}`);
  const lines = [heading, wrap(why, width, '  ')];
  const cases = distinct(findings);
  for (const { finding, fix } of cases.slice(0, listed)) {
    lines.push('', paint(wrap(where(finding), width, '  ', '    '), 'dim'), wrap(aboutWords(finding), width, '    ', '      '), wrap(caseWords(finding), width, '    '));
    if (fix) lines.push(wrap(`→ ${fix}`, width, '    ', '      '));
    const code = codeFor(finding)?.line;
    if (code !== undefined) lines.push(wrap(`→ ${fix ? 'or add' : 'add'}: ${code}`, width, '    ', '      '));
  }
  if (cases.length > listed) lines.push('', `  … and ${cases.length - listed} more with the same cause; --format json has all of them`);
  return [...lines, '', `  ${docs}`].join('\n');
}

/** The same sentence about the same resource is said once, for all functions, and a fix once for all that share it. */
function distinct(findings: readonly Finding[]): { readonly finding: Finding; readonly fix?: string }[] {
  const said = new Map<string, Finding>();
  for (const finding of findings) {
    const key = `${finding.resource.key} ${finding.what} ${finding.event}`;
    const before = said.get(key);
    said.set(key, before ? { ...before, paths: [...new Set([...before.paths, ...finding.paths])] } : finding);
  }
  const different = [...said.values()];
  return different.map((finding, index) => ({ finding, fix: different[index + 1]?.fix === finding.fix ? undefined : finding.fix }));
}

function where(finding: Finding): string {
  const { path } = finding.resource;
  const at = position(placeOf(finding));
  return path === undefined ? at : `${path} (${at})`;
}

function summary({ findings, plans, broken }: AppReport, paint: Paint): string {
  const counts = severities.map((severity) => [severity, findings.filter((finding) => finding.severity === severity).length] as const);
  const own = plans.filter(({ path }) => !path.framework).length;
  const words = counts.filter(([, count]) => count > 0).map(([severity, count]) => paint(`${count} ${severity === 'info' ? 'to verify' : `${severity}${count === 1 ? '' : 's'}`}`, severity));
  return `${words.join(', ') || 'No findings'} in ${own} ${own === 1 ? 'path' : 'paths'}.${broken.length === 0 ? '' : ` Incomplete: ${broken.map(({ part }) => part).join(', ')} failed, which is no fault of this app.`}`;
}
