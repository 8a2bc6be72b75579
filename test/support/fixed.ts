import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { Fixes, fixesOf } from '../../src/fix/fixes';
import { Path } from '../../src/model/graph';
import { isJsonObject, Json, JsonObject, parseFile } from '../../src/read/file';
import { readApp } from '../../src/read/template';

/** An app by the names of its files. */
export type Files = { readonly [name: string]: string };

/** What `fix --write` does to an app, and what the second run does. */
export interface Fixed {
  readonly first: Fixes;
  readonly second: Fixes;
  /** Where each event ends up: `ShipOrder ← sqs: lost → kept in OrdersDeadLetterQueue`. */
  readonly fates: readonly string[];
  /** New resources, as `SQS::Queue OrdersDeadLetterQueue`. */
  readonly added: readonly string[];
  /** Properties and attributes with another value, as `Orders.RedrivePolicy` or `Feed DependsOn`; those of a SAM event as `Fn.Events.Feed.DestinationConfig`. */
  readonly changed: readonly string[];
  /** Logical ids that are gone. */
  readonly gone: readonly string[];
  readonly files: Files;
  /** What CloudFormation or Lambda would refuse: see `undeployable` and `tooEarly`. */
  readonly undeployable: readonly string[];
  /** `sqs-no-redrive: because …` of what is left to people. */
  readonly left: readonly string[];
}

/** Fixes an app in a folder of its own; one file is read as a template, several as a folder. */
export function fixed(app: string | Files, wanted?: (rule: string) => boolean): Fixed {
  const folder = mkdtempSync(join(tmpdir(), 'failsafe-fix-'));
  try {
    const given: Files = typeof app === 'string' ? { [/^\s*\{/.test(app) ? 'app.json' : 'app.yaml']: app } : app;
    for (const [name, text] of Object.entries(given)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    const names = Object.keys(given);
    const input = names.length === 1 ? join(folder, names[0]) : folder;
    const first = fixesOf(input, wanted && (({ rule }) => wanted(rule)));
    if (first.problems.length > 0) throw first.problems[0];
    for (const { file, after } of first.files) writeFileSync(file, after);
    const files = { ...given, ...Object.fromEntries(first.files.map(({ file, after }) => [file.slice(folder.length + 1), after])) };
    const second = fixesOf(input, wanted && (({ rule }) => wanted(rule)));
    const before = new Map(names.map((name) => [name, resourcesIn(name, given[name])]));
    const after = new Map(names.map((name) => [name, resourcesIn(name, files[name])]));
    const pairs = names.map((name) => [before.get(name)!, after.get(name)!] as const);
    return {
      first, second, files,
      fates: fatesOf(first),
      added: pairs.flatMap(([old, now]) => Object.keys(now).filter((id) => !(id in old)).map((id) => `${String(now[id].Type).replace('AWS::', '')} ${id}`)).sort(),
      gone: pairs.flatMap(([old, now]) => Object.keys(old).filter((id) => now[id]?.Type !== old[id].Type)),
      changed: pairs.flatMap(([old, now]) => Object.keys(old).filter((id) => id in now).flatMap((id) => changes(id, old[id], now[id]))).sort(),
      undeployable: [...undeployable(input), ...pairs.flatMap(([old, now]) => tooEarly(old, now))],
      left: first.unmended.map(({ finding, because }) => `${finding.rule}${because === undefined ? '' : `: ${because}`}`).sort(),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function resourcesIn(name: string, text: string): { readonly [id: string]: JsonObject } {
  const { content } = parseFile(name, text);
  const resources = isJsonObject(content) ? content.Resources : undefined;
  return Object.fromEntries(Object.entries(isJsonObject(resources) ? resources : {}).filter((entry): entry is [string, JsonObject] => isJsonObject(entry[1])));
}

function changes(id: string, old: JsonObject, now: JsonObject): string[] {
  const differing = (one: Json | undefined, other: Json | undefined): string[] => {
    const [a, b] = [one, other].map((each) => (isJsonObject(each) ? each : {}));
    return [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((key) => !isDeepStrictEqual(a[key], b[key]));
  };
  return differing(old, now).flatMap((attribute) => {
    if (attribute !== 'Properties') return [`${id} ${attribute}`];
    return differing(old.Properties, now.Properties).flatMap((property) => {
      if (property !== 'Events') return [`${id}.${property}`];
      const [was, is] = [old, now].map(({ Properties: properties }) => (properties as JsonObject).Events as { readonly [name: string]: JsonObject });
      return Object.keys(is).flatMap((event) => differing(was[event]?.Properties, is[event].Properties).map((inner) => `${id}.${event}.${inner}`));
    });
  });
}

function fatesOf({ before, after }: Fixes): string[] {
  const ends = ({ outcome, delivery }: Path) => [outcome, ...delivery ? [delivery] : []]
    .map(({ fate, nets }) => `${fate}${nets.length > 0 ? ` in ${nets.map(({ rest }) => rest.text).join(' and ')}` : ''}`).join(', undelivered ');
  const now = new Map(after.graph.paths.map((path) => [path.id, path]));
  return before.graph.paths.map((path) => {
    const then = now.get(path.id);
    const [old, its] = [ends(path), then ? ends(then) : 'gone'];
    return `${path.fn.label} ← ${path.kind}: ${old === its ? old : `${old} → ${its}`}`;
  }).sort();
}

const pseudo = /^AWS::(AccountId|NoValue|NotificationARNs|Partition|Region|StackId|StackName|URLSuffix)$/;

/** References to nothing, to what is not always there, and in a circle; and two policies for one queue. */
export function undeployable(input: string): string[] {
  return readApp(input).app.stacks.flatMap(({ info, template }) => {
    const resources = isJsonObject(template.Resources) ? template.Resources as { readonly [id: string]: JsonObject } : {};
    const parameters = isJsonObject(template.Parameters) ? template.Parameters : {};
    const needs = new Map(Object.entries(resources).map(([id, resource]) => [id, referencesIn({ ...resource, Metadata: {} })]));
    const wrong: string[] = [];
    for (const [id, references] of needs) {
      if (!/^[A-Za-z0-9]+$/.test(id)) wrong.push(`${id} is no logical id`);
      if (id in parameters) wrong.push(`${id} is a parameter too`);
      for (const { to, when } of references) {
        if (pseudo.test(to) || to in parameters) continue;
        if (!(to in resources)) wrong.push(`${id} refers to ${to}, which does not exist`);
        const condition = resources[to]?.Condition;
        if (condition !== undefined && condition !== resources[id].Condition && !when.includes(String(condition))) wrong.push(`${id} refers to ${to}, which is there only with ${String(condition)}`);
      }
    }
    const policies = Object.values(resources).filter(({ Type: type }) => type === 'AWS::SQS::QueuePolicy').map(({ Properties: properties }) => JSON.stringify((properties as JsonObject).Queues));
    if (new Set(policies).size < policies.length) wrong.push('a queue has two policies');
    const circle = circleIn(new Map([...needs].map(([id, references]) => [id, references.map(({ to }) => to)])));
    if (circle) wrong.push(`circle: ${circle.join(' → ')}`);
    return wrong.map((each) => `${info.template.split('/').at(-1)}: ${each}`);
  });
}

/** Lambda and others look whether the role may write to a place when they are told of it: what tells them has to wait for a new policy of the role. */
function tooEarly(old: Readonly<Record<string, JsonObject>>, now: Readonly<Record<string, JsonObject>>): string[] {
  const tellers = /^AWS::(Lambda::(EventInvokeConfig|EventSourceMapping|Function)|Serverless::Function|Pipes::Pipe|Scheduler::Schedule)$/;
  const places = ({ Properties: properties }: JsonObject) => referencesIn((properties as JsonObject).PolicyDocument).map(({ to }) => to);
  const policies = Object.entries(now).filter(([id, { Type: type }]) => !(id in old) && type === 'AWS::IAM::Policy');
  return policies.flatMap(([policy, its]) => Object.entries(now).filter(([, { Type: type }]) => tellers.test(String(type)))
    .filter(([id, { Properties: properties }]) => !isDeepStrictEqual(old[id], now[id]) && referencesIn(writtenByRole(properties)).some(({ to }) => places(its).includes(to)))
    // SAM lets a role write that it makes itself.
    .filter(([id]) => !referencesIn((its.Properties as JsonObject).Roles).some(({ to }) => to === `${id}Role` && !(to in now)))
    .filter(([, { DependsOn: on }]) => !([] as Json[]).concat(on ?? []).includes(policy)).map(([id]) => `${id} does not wait for ${policy}`));
}

/** Rules write to their dead-letter queues by themselves; of the events of SAM, only those with a role of their own are told with one. */
function writtenByRole(properties: Json | undefined): Json | undefined {
  if (!isJsonObject(properties) || !isJsonObject(properties.Events)) return properties;
  const events = Object.values(properties.Events).map((event) => (isJsonObject(event) && isJsonObject(event.Properties) ? event.Properties : {}));
  return { ...properties, Events: events.map(({ DeadLetterConfig: dead, ...rest }) => (rest.RoleArn === undefined ? rest : { ...rest, dead: dead ?? null })) };
}

interface Reference { readonly to: string; readonly when: readonly string[] }

function referencesIn(value: Json | undefined, when: readonly string[] = []): Reference[] {
  if (Array.isArray(value)) return value.flatMap((item) => referencesIn(item, when));
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([key, inner]): Reference[] => {
    if (key === 'Fn::If' && Array.isArray(inner)) return [...referencesIn(inner[1], [...when, String(inner[0])]), ...referencesIn(inner[2], when)];
    if (key === 'Ref' && typeof inner === 'string') return [{ to: inner, when }];
    if (key === 'DependsOn') return ([] as Json[]).concat(inner).map((to) => ({ to: String(to), when }));
    if (key === 'Fn::GetAtt') return [{ to: String(Array.isArray(inner) ? inner[0] : inner).split('.')[0], when }];
    if (key === 'Fn::Sub') {
      const [text, own] = Array.isArray(inner) ? inner : [inner, {}];
      const names = [...String(text).matchAll(/\$\{([^!}][^}]*)\}/g)].map(([, name]) => name.split('.')[0]).filter((name) => !(isJsonObject(own) && name in own));
      return [...names.map((to) => ({ to, when })), ...referencesIn(own, when)];
    }
    return referencesIn(inner, when);
  });
}

function circleIn(needs: ReadonlyMap<string, readonly string[]>): string[] | undefined {
  const done = new Set<string>();
  const visit = (id: string, on: readonly string[]): string[] | undefined => {
    if (on.includes(id)) return [...on.slice(on.indexOf(id)), id];
    if (done.has(id)) return undefined;
    done.add(id);
    for (const to of needs.get(id) ?? []) {
      const found = visit(to, [...on, id]);
      if (found) return found;
    }
    return undefined;
  };
  for (const id of needs.keys()) {
    const found = visit(id, []);
    if (found) return found;
  }
  return undefined;
}
