import { PolicyViolation } from 'aws-cdk-lib';
import { Acceptance, Constructs } from './constructs';
import { whatToDo } from './message';
import { acknowledgedBy, Finding } from '../model/finding';
import { findingWords } from '../report/finding-words';

/** Findings with one cause: made by the same line of the program, to be mended in the same way. */
export interface Group {
  readonly findings: Finding[];
  /** Construct paths of all of them; nothing where a construct is not found. */
  readonly paths: string[];
  readonly accepted?: Acceptance;
}

export function group(findings: readonly Finding[], constructs: Constructs): Group[] {
  const groups = new Map<string, Group>();
  for (const finding of findings) {
    const { rule, severity, resource } = finding;
    const construct = constructs.of(resource);
    const path = construct?.node.path ?? '';
    const accepted = constructs.acceptance(finding);
    if (!accepted && acknowledgedBy(finding)) continue; // in the template itself, where its reason stands too
    const line = construct && !accepted ? constructs.lineOf(construct) : undefined;
    // The CLI shows only what is in the stacks it was asked for, so a group stays within one.
    const key = [rule, severity, namelessFix(finding), accepted?.id, accepted?.path, line === undefined ? resource.key : `${resource.stack.name} ${line}`].join('|');
    const known = groups.get(key);
    if (known) {
      known.findings.push(finding);
      known.paths.push(path);
    } else {
      groups.set(key, { findings: [finding], paths: [path], accepted });
    }
  }
  return [...groups.values()];
}

/** A loop that makes a thousand queues is mended once, though each fix names its queue. */
function namelessFix({ fix, resource, fn, triggers, mend }: Finding): string {
  let text = fix;
  for (const each of [resource, fn, mend?.on, ...triggers]) if (each) text = text.replaceAll(each.label, '*');
  return text;
}

/** More findings of a group than these are counted, not spelt out. */
const spelt = 10;

/**
 * What CDK shows: one block per group, for the first of its resources. Why a rule matters is told with its first block
 * of a stack only. What was accepted goes under the id and at the construct it was accepted for, so that CDK files it with its reason.
 */
export function violations(groups: readonly Group[], nameOf: (group: Group) => string): PolicyViolation[] {
  const explained = new Set<string>();
  return groups.map((its) => {
    const { findings: [first, ...others], paths: [path, ...otherPaths], accepted } = its;
    const { id, stack } = first.resource.madeBy ?? first.resource;
    const topic = `${stack.name} ${first.rule}`;
    const explain = !accepted && !explained.has(topic);
    if (explain) explained.add(topic);
    return {
      ruleName: accepted?.id ?? nameOf(its),
      severity: first.severity,
      description: [explain ? `${findingWords(first)} ${first.why}` : findingWords(first), ...alike(others)].join('\n'),
      fix: whatToDo(first),
      ruleMetadata: { title: first.title, why: first.why, docs: first.docs, ...named(others, otherPaths) },
      violatingResources: [{
        resourceLogicalId: id, templatePath: stack.template, constructPath: (accepted?.path ?? path) || undefined,
        locations: first.property === undefined ? [] : [`Properties.${first.property}`],
      }],
    };
  });
}

function alike(others: readonly Finding[]): string[] {
  const lines = others.slice(0, spelt - 1).map((finding) => `   also: ${findingWords(finding)}`);
  return others.length < spelt ? lines : [...lines, `   and ${others.length - spelt + 1} more made by the same line, named in validation-report.json`];
}

/** All of them, for machines. */
function named(others: readonly Finding[], paths: readonly string[]): { readonly [key: string]: string } {
  return others.length === 0 ? {} : { others: others.map(({ resource }, index) => paths[index] || resource.key).join(', ') };
}
