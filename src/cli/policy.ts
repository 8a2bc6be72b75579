import { Ignore } from './config';
import { Finding, Severity } from '../model/finding';
import { Resource } from '../model/resource';

/** What is done about findings that are there: said outside of the app, by `lambda-failsafe.json` and the baseline. Plain data, as threads get it. */
export interface Policy {
  readonly severities: { readonly [rule: string]: Severity };
  /** Those that hold today. */
  readonly ignores: readonly Ignore[];
  /** Reasons by what names a finding. */
  readonly baseline: { readonly [identity: string]: string };
}

/** Who accepted a finding, and why. */
export interface Accepted {
  readonly reason: string;
  /** What of the policy did it: `ignore 3`, or the identity in the baseline. */
  readonly by: string;
}

/** Findings with the severity that was chosen for their rule. */
export const weighed = (findings: readonly Finding[], { severities }: Policy): readonly Finding[] =>
  findings.map((finding) => (Object.hasOwn(severities, finding.rule) ? { ...finding, severity: severities[finding.rule] } : finding));

export function acceptedBy(finding: Finding, { ignores, baseline }: Policy): Accepted | undefined {
  const index = ignores.findIndex((ignore) => covers(ignore, finding));
  if (index >= 0) return { reason: ignores[index].reason, by: ignoreName(index) };
  const identity = identityOf(finding);
  return Object.hasOwn(baseline, identity) ? { reason: baseline[identity], by: identity } : undefined;
}

export const ignoreName = (index: number): string => `ignore ${index}`;

function covers({ rule, function: fn, resource, template }: Ignore, finding: Finding): boolean {
  return alike(rule, [finding.rule]) && (fn === undefined || (finding.fn !== undefined && alike(fn, names(finding.fn))))
    && (resource === undefined || alike(resource, names(finding.resource))) && (template === undefined || alike(template, [slashed(finding.resource.stack.template)]));
}

const names = ({ id, label, path }: Resource): string[] => [id, label, path ?? id];

/** `*` is any text, also with slashes; a template may be named from any folder on. */
function alike(pattern: string, candidates: readonly string[]): boolean {
  const expression = new RegExp(`^(?:.*/)?${pattern.split('*').map((part) => part.replace(/[\\^$.+?()[\]{}|]/g, '\\$&')).join('.*')}$`);
  return candidates.some((name) => expression.test(name));
}

const slashed = (file: string): string => file.replaceAll('\\', '/');

/** What a finding is about, whatever is said of it: the same one next month, though numbers and lines have changed. */
export interface Identity {
  readonly rule: string;
  /** Construct path of the resource to change or, where there is none, its template and logical id. */
  readonly resource: string;
  readonly property?: string;
  readonly function?: string;
  readonly triggers?: readonly string[];
}

export function identityParts({ rule, resource, property, fn, triggers }: Finding): Identity {
  return { rule, resource: nameOf(resource), property, function: fn && nameOf(fn), triggers: triggers.length === 0 ? undefined : [...new Set(triggers.map(nameOf))].sort() };
}

const nameOf = ({ path, madeBy, label, id, stack }: Resource): string => path ?? `${slashed(stack.template)}#${madeBy ? label : id}`;

export const identityOf = (finding: Finding): string => identityText(identityParts(finding));

export const identityText = ({ rule, resource, property, function: fn, triggers }: Identity): string => JSON.stringify([rule, resource, property, fn, triggers]);
