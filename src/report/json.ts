import { brokenWords } from './broken-words';
import { codeFor } from './code';
import { AppReport } from './report';
import { Finding, placeOf } from '../model/finding';
import { Net, Outcome, Path } from '../model/graph';
import { Resource } from '../model/resource';
import { isUnknown, Unknown } from '../model/value';
import { visibleJson } from '../model/visible';

/** Everything, for programs. Fields are only ever added; `version` changes when one changes its meaning. */
export function json(reports: readonly AppReport[]): string {
  return visibleJson({
    version: 1,
    apps: reports.map(({ name }) => name),
    paths: reports.flatMap(({ plans }) => plans.map(({ path }) => pathJson(path))),
    findings: reports.flatMap(({ findings }) => findings.map(findingJson)),
    acknowledged: reports.flatMap(({ acknowledged }) => acknowledged.map(({ finding, reason }) => ({ ...findingJson(finding), reason }))),
    problems: reports.flatMap(({ problems }) => problems),
    remarks: reports.flatMap(({ remarks }) => remarks),
    broken: reports.flatMap(({ broken }) => broken.map(brokenWords)),
  });
}

/** Programs look resources up by their logical ids; one that SAM makes stands in no template and goes by what it is made for. */
const name = ({ madeBy, label, id }: Resource) => (madeBy ? label : id);

const names = (resources: readonly Resource[]) => [...new Set(resources.flatMap((resource) => [name(resource), resource.id]))];

export function pathJson(path: Path) {
  return {
    template: path.fn.stack.template, stack: path.fn.stack.name, function: path.fn.id, path: path.fn.path, kind: path.kind, source: path.source,
    qualifier: path.qualifier.key, trigger: names(path.triggers), origin: path.origin ? name(path.origin) : path.originText,
    fate: path.outcome.fate, because: path.outcome.because, ...kept(path.outcome),
    attempts: known(path.tries.attempts), maxAgeSeconds: known(path.tries.maxAge), docs: path.tries.link,
    deliveryFate: path.delivery?.fate ?? null,
    delivery: path.delivery && { fate: path.delivery.fate, because: path.delivery.because, ...kept(path.delivery) },
    framework: path.framework,
  };
}

const kept = ({ nets }: Outcome) => ({ keptIn: nets.map(({ rest }: Net) => (rest.resource ? name(rest.resource) : rest.text)), keptAs: nets.length === 0 ? null : nets.some((net) => net.keptAs === 'payload') ? 'payload' : 'pointer' });

const known = (value: number | string | Unknown | undefined) => (isUnknown(value) ? { unknown: value.reason } : value);

function findingJson(finding: Finding) {
  const { rule, severity, title, what, why, fix, docs, resource, property, fn, triggers, when } = finding;
  const { file, line, column } = placeOf(finding);
  return {
    rule, severity, title, template: resource.stack.template, resource: resource.madeBy?.id ?? resource.id, label: resource.label, path: resource.path, property,
    file, line, column, function: fn?.id, trigger: names(triggers), framework: false,
    message: what, why, fix, code: codeFor(finding)?.line, docs, when,
  };
}
