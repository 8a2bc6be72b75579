import { relative } from 'node:path';
import { brokenWords } from './broken-words';
import { codeFor } from './code';
import type { Comparison } from './comparison';
import { deliveryWords } from './fate-table';
import { aboutWords } from './finding-words';
import { functionName, originName } from './path-words';
import { planWords } from './plan-words';
import { AppReport } from './report';
import { Finding, placeOf } from '../model/finding';
import { Net, Outcome, Path } from '../model/graph';
import { Figure, Plan } from '../model/plan';
import { Resource } from '../model/resource';
import { isUnknown, Unknown } from '../model/value';
import { visibleJson } from '../model/visible';

/** What there is to tell about one app, each item as it stands in the whole. */
export interface AppJson {
  readonly apps: readonly string[];
  readonly paths: readonly string[];
  readonly findings: readonly string[];
  readonly acknowledged: readonly string[];
  readonly problems: readonly string[];
  readonly remarks: readonly string[];
  readonly broken: readonly string[];
}

/** Of one app, in a form that takes little room: nothing of the app itself is kept. */
export function appJson({ name: app, plans, findings, acknowledged, problems, remarks, broken }: AppReport): AppJson {
  return {
    apps: [item(app)],
    paths: plans.map((plan) => item({ ...pathJson(plan.path), ...planned(plan, app) })),
    findings: findings.map((finding) => item(findingJson(finding))),
    acknowledged: acknowledged.map(({ finding, reason, outside }) => item({ ...findingJson(finding), reason, outside: outside === true })),
    problems: problems.map(item),
    remarks: remarks.map(item),
    broken: broken.map((part) => item(brokenWords(part))),
  };
}

/** Everything, for programs. Fields are only ever added; `version` changes when one changes its meaning. */
export function json(parts: readonly AppJson[], notes: readonly string[] = [], comparison?: Comparison): string {
  const lists = (['apps', 'paths', 'findings', 'acknowledged', 'problems', 'remarks', 'broken'] as const).map((field) => {
    const items = [...parts.flatMap((part) => part[field]), ...field === 'remarks' ? notes.map(item) : []];
    return `  "${field}": ${items.length === 0 ? '[]' : `[\n    ${items.join(',\n    ')}\n  ]`}`;
  });
  const changes = comparison && `  "comparison": ${item(comparison)}`;
  return `{\n  "version": 1,\n${[...lists, ...changes ? [changes] : []].join(',\n')}\n}`;
}

/** Two levels in, in lists of the whole. There are no line breaks inside of texts. */
const item = (value: unknown): string => visibleJson(value).replaceAll('\n', '\n    ');

/** Programs look resources up by their logical ids; one that SAM makes stands in no template and goes by what it is made for. */
const name = ({ madeBy, label, id }: Resource) => (madeBy ? label : id);

export const names = (resources: readonly Resource[]) => [...new Set(resources.flatMap((resource) => [name(resource), resource.id]))];

export function pathJson(path: Path) {
  return {
    template: path.fn.stack.template, stack: path.fn.stack.name, function: path.fn.id, path: path.fn.path, kind: path.kind, source: path.source,
    qualifier: path.qualifier.key, trigger: names(path.triggers), target: path.targetId, origin: path.origin ? name(path.origin) : path.originText,
    fate: path.outcome.fate, because: path.outcome.because, ...kept(path.outcome),
    attempts: known(path.tries.attempts), maxAgeSeconds: known(path.tries.maxAge), docs: path.tries.link,
    deliveryFate: path.delivery?.fate ?? null,
    delivery: path.delivery && { fate: path.delivery.fate, because: path.delivery.because, ...kept(path.delivery) },
    framework: path.framework,
  };
}

/** What is said of a path to people, and the numbers by which two states of an app are compared. Seconds. */
function planned(plan: Plan, app: string) {
  const { path, kept: places, failing, throttled } = plan;
  return {
    name: functionName(path), from: originName(path), within: relative(app, path.fn.stack.template).replaceAll('\\', '/'), words: planWords(plan), deliveryWords: path.delivery && deliveryWords(path.delivery),
    survives: { failing: atLeast(failing.leaves), throttling: atLeast(throttled.leaves) }, keptSeconds: places.length === 0 ? null : atLeast(places[0].lasts),
  };
}

const atLeast = ({ value }: Figure): number | 'unlimited' | null => (isUnknown(value) ? null : value.least === Infinity ? 'unlimited' : value.least);

const kept = ({ nets }: Outcome) => ({ keptIn: nets.map(({ rest }: Net) => (rest.resource ? name(rest.resource) : rest.text)), keptAs: nets.length === 0 ? null : nets.some((net) => net.keptAs === 'payload') ? 'payload' : 'pointer' });

const known = (value: number | string | Unknown | undefined) => (isUnknown(value) ? { unknown: value.reason } : value);

export type FindingJson = ReturnType<typeof findingJson>;
export type PathJson = ReturnType<typeof pathJson> & ReturnType<typeof planned>;

function findingJson(finding: Finding) {
  const { rule, severity, title, what, event, why, fix, docs, resource, property, fn, triggers, paths, when } = finding;
  const { file, line, column } = placeOf(finding);
  return {
    rule, severity, title, template: resource.stack.template, resource: resource.madeBy?.id ?? resource.id, label: resource.label, path: resource.path, property,
    file, line, column, function: fn?.id, trigger: names(triggers), framework: false,
    about: aboutWords(finding),
    concerns: paths.map(({ fn: { id }, kind, source, origin, originText }) => ({ function: id, kind, source, origin: origin ? name(origin) : originText })),
    message: what, event, why, fix, code: codeFor(finding)?.line, docs, when,
  };
}
