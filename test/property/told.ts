import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Template } from './cloudformation';
import { check } from '../../src/check';
import { Result } from '../../src/graph/merge';
import { Finding } from '../../src/model/finding';
import { Outcome, Path } from '../../src/model/graph';
import { Resource } from '../../src/model/resource';
import { isUnknown } from '../../src/model/value';
import { worlds } from '../../src/read/app';
import { JsonObject } from '../../src/read/file';
import { readApp } from '../../src/read/template';

/** What the package says about an app, in lines that can be compared. */
export interface Told {
  readonly paths: readonly string[];
  readonly findings: readonly string[];
}

/** What is left out of what is told, or told by another name. */
export interface Telling {
  /** The sentences too, which name things by their labels; without them a rendering may call things differently. */
  readonly words?: true;
  /** Not what mends it, which speaks of constructs to whom has them. */
  readonly unmended?: true;
  readonly nameOf?: (resource: Resource) => string;
  readonly without?: (rule: string, resource: Resource) => boolean;
}

const id = (resource: Resource) => resource.id;

export function told({ graph, findings }: Result, { words, unmended, nameOf = id, without }: Telling = {}): Told {
  const figure = (value: unknown) => (isUnknown(value) ? `?${words ? value.reason : ''}` : String(value ?? '-'));
  const name = (resource: Resource | undefined) => (resource ? nameOf(resource) : '-');
  const ends = ({ fate, nets, because, broken = [] }: Outcome) => [
    fate, ...nets.map(({ rest, kind, keptAs, faults, unheard }) => `in ${rest.resource ? name(rest.resource) : rest.text} (${[kind, keptAs, unheard ? 'unheard' : '', ...faults.map(({ code, certain }) => `${code}${certain ? '!' : '?'}`)].filter(Boolean).join(' ')})`),
    ...broken.map(({ rest, faults }) => `not in ${name(rest.resource)} (${faults.map(({ code }) => code).join(' ')})`), ...words ? [`because ${because}`] : [],
  ].join(' ');
  const qualifier = ({ qualifier: { key, resource } }: Path) => (resource && key === resource.key ? name(resource) : key);
  return {
    // What CDK itself adds is told to nobody.
    paths: graph.paths.filter(({ framework }) => !framework).map((path) => [
      `${name(path.fn)}:${qualifier(path)} ← ${path.kind} ${path.mode} (${triggersOf(path).map(name).join(' ')}${path.isOneOfSeveral ? ` ${path.targetId}` : ''}) from ${path.origin ? name(path.origin) : words ? path.originText ?? '-' : '-'}`,
      `tries ${figure(path.tries.attempts)} within ${figure(path.tries.maxAge)}`, `caller ${figure(path.callerTimeout)}`, ends(path.outcome),
      ...path.delivery ? [`undelivered after ${figure(path.delivery.tries.attempts)} within ${figure(path.delivery.tries.maxAge)} ${ends(path.delivery)}`] : [],
    ].join(', ')).sort(),
    findings: findings.filter(({ rule, resource }) => !without?.(rule, resource)).map((finding) => [
      `${finding.severity} ${finding.rule} on ${name(shownOn(finding))}.${finding.property ?? ''} for ${name(finding.fn)}`, ...finding.when ? [`when ${finding.when}`] : [], ...words ? [finding.what, finding.event, ...unmended ? [] : [finding.fix]] : [],
    ].join(': ')).sort(),
  };
}

/** What stands for the notification of a bucket: SAM writes that into the bucket and keeps a permission, CDK has a custom resource write it. */
const standIns = new Set(['AWS::Lambda::Permission', 'Custom::S3BucketNotifications']);

/** What a finding on a stand-in is about. */
const shownOn = ({ resource, paths }: Finding) => (standIns.has(resource.type) ? paths.flatMap(triggersOf)[0] ?? resource : resource);

const triggersOf = ({ triggers }: Path) => triggers.filter(({ type }) => !standIns.has(type));

/** The files of an app, judged as the command line does. */
export function judged(files: { readonly [name: string]: string }): Result {
  const folder = mkdtempSync(join(tmpdir(), 'failsafe-'));
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    const names = Object.keys(files);
    const { app, problems } = readApp(names.length === 1 ? join(folder, names[0]) : folder);
    if (problems.length > 0) throw problems[0];
    return check(worlds(app));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export const asJson = (template: Template | JsonObject): Result => judged({ 'app.json': JSON.stringify(template, undefined, 1) });
