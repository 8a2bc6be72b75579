import fc from 'fast-check';
import { Template } from './cloudformation';
import { isJsonObject, Json, JsonObject } from '../../src/read/file';

/** Other ways to write down the same app. */

/** One value, by its number among all, is written in another way. */
export interface Wrap {
  readonly at: number;
  readonly how: number;
}

/** A few values, each written in another way. */
export const wraps: fc.Arbitrary<Wrap[]> = fc.array(fc.record({ at: fc.nat(), how: fc.nat() }), { minLength: 1, maxLength: 6 });

const noValue = { Ref: 'AWS::NoValue' };

/** What a template gets beside its resources for a wrapped value. */
interface Aside {
  readonly name: string;
  readonly parameters: { [name: string]: JsonObject };
  readonly mappings: { [name: string]: JsonObject };
}

type Way = (value: Json, aside: Aside) => Json;

const everywhere: readonly Way[] = [
  (value) => ({ 'Fn::If': ['Perhaps', value, value] }),
  (value) => ({ 'Fn::If': ['Always', value, noValue] }),
  (value) => ({ 'Fn::If': ['Never', noValue, value] }),
];

const escaped = (text: string) => text.replace(/\$\{/g, '${!');

const ofText: readonly Way[] = [
  ...everywhere,
  (value) => ({ 'Fn::Sub': escaped(String(value)) }),
  (value) => ({ 'Fn::Sub': ['${Whole}', { Whole: value }] }),
  (value) => ({ 'Fn::Join': ['', halves(String(value))] }),
  (value) => ({ 'Fn::Join': [String(value).includes(':') ? ':' : '.', String(value).split(String(value).includes(':') ? ':' : '.')] }),
  (value) => ({ 'Fn::Select': [1, ['other', String(value)]] }),
  (value) => ({ 'Fn::Select': ['0', { 'Fn::Split': ['|', String(value)] }] }),
  (value, { name, mappings }) => {
    mappings[name] = { [name]: { Value: value } };
    return { 'Fn::FindInMap': [name, name, 'Value'] };
  },
  (value, { name, parameters }) => {
    parameters[name] = { Type: typeof value === 'number' ? 'Number' : 'String', Default: typeof value === 'boolean' ? String(value) : value };
    return { Ref: name };
  },
];

/** CloudFormation takes it for the number or flag that it says; CDK does not. */
const quoted: Way = (value) => String(value);

const halves = (text: string): string[] => [text.slice(0, text.length / 2), text.slice(text.length / 2)];

const ofReference: readonly Way[] = [
  ...everywhere,
  (value) => ({ 'Fn::Sub': inSub(value) }),
  (value) => ({ 'Fn::Sub': ['${Whole}', { Whole: value }] }),
  (value) => ({ 'Fn::Join': ['', [value]] }),
  (value) => ({ 'Fn::Join': ['', ['', value, '']] }),
  (value) => ({ 'Fn::Select': [0, [value, 'other']] }),
  (value) => ({ 'Fn::Join': [':', { 'Fn::Split': [':', value] }] }),
  (value) => (isJsonObject(value) && Array.isArray(value['Fn::GetAtt']) ? { 'Fn::GetAtt': value['Fn::GetAtt'].join('.') } : value),
];

const ofMap: readonly Way[] = [...everywhere, (value) => ({ ...value as JsonObject, Nothing: noValue }), (value) => ({ ...value as JsonObject, Nothing: { 'Fn::If': ['Always', noValue, 'other'] } })];

const inSub = (value: Json): string => {
  const { Ref: ref, 'Fn::GetAtt': parts } = value as JsonObject;
  return ref === undefined ? `\${${(parts as string[]).join('.')}}` : `\${${String(ref)}}`;
};

/** The template with some values written in another way; each wrap counts the places anew, so that wraps come to stand in each other. */
export function wrapped(template: Template, chosen: readonly Wrap[], { typed = false } = {}): Template {
  const copy = JSON.parse(JSON.stringify(template)) as Template;
  const parameters: { [name: string]: JsonObject } = {};
  const mappings: { [name: string]: JsonObject } = {};
  chosen.forEach(({ at, how }, index) => {
    const all = Object.values(copy.Resources).flatMap(({ Type: type, Properties: properties }) => {
      const spots = placesIn((properties ?? {}) as JsonObject);
      // What SAM adds to a bucket it adds to a plain map.
      if (type === 'AWS::S3::Bucket' && copy.Transform !== undefined) return spots.filter(({ key }) => key !== 'NotificationConfiguration' && key !== 'LambdaConfigurations');
      return type === 'AWS::Serverless::Function' ? spots.filter(isForCloudFormation) : spots;
    });
    if (all.length === 0) return;
    const { holder, key, ways: its } = all[at % all.length];
    const ways = its === ofText && !typed ? [...its, quoted] : its;
    holder[key] = ways[how % ways.length](holder[key], { name: `Wrap${index}`, parameters, mappings });
  });
  return {
    ...copy,
    Parameters: { ...copy.Parameters as JsonObject, ...parameters, Mood: { Type: 'String', Default: 'good' } }, Mappings: mappings,
    Conditions: { ...copy.Conditions as JsonObject, Perhaps: { 'Fn::Equals': [{ Ref: 'Mood' }, 'bad'] }, Always: { 'Fn::Equals': ['a', 'a'] }, Never: { 'Fn::Not': [{ Condition: 'Always' }] } },
  };
}

/** What SAM itself reads has to stand there in plain; it hands on values and references. */
const isForCloudFormation = ({ holder, key, ways }: Spot) => (ways === ofText || ways === ofReference) && typeof key === 'string' && !forSam.has(key) && !('Statement' in holder);
const forSam = new Set(['Type', 'Bucket', 'UserPool', 'Trigger', 'RestApiId', 'ApiId', 'AutoPublishAlias', 'Method', 'Path', 'InlineCode', 'Events']);

interface Spot {
  readonly holder: { [key: string | number]: Json };
  readonly key: string | number;
  readonly ways: readonly Way[];
}

function placesIn(value: Json): Spot[] {
  if (!isJsonObject(value) && !Array.isArray(value)) return [];
  const holder = value as { [key: string]: Json };
  return Object.keys(holder).flatMap((key): Spot[] => {
    const inner = holder[key];
    if (key === 'Fn::If') return placesIn(inner).filter(({ holder: its, key: name }) => its !== inner as unknown || name !== '0');
    if (key.startsWith('Fn::') || key === 'Ref') return [];
    return [{ holder, key, ways: waysOf(inner) }, ...placesIn(inner)];
  });
}

function waysOf(value: Json): readonly Way[] {
  if (Array.isArray(value) || value === null) return everywhere;
  if (!isJsonObject(value)) return ofText;
  if (isReference(value)) return ofReference;
  return Object.keys(value).some((key) => key.startsWith('Fn::') || key === 'Ref') ? everywhere : ofMap;
}

const isReference = (value: JsonObject) => 'Ref' in value && !String(value.Ref).startsWith('AWS::') || Array.isArray(value['Fn::GetAtt']);

/** Every logical id of a resource is another one. */
export function renamed(template: Template, name: (id: string) => string): Template {
  const known = (id: string) => (id in template.Resources ? name(id) : id);
  const entries = Object.entries(template.Resources).map(([id, resource]) => [name(id), withReferences(resource, (ref) => ({ ...ref, id: known(ref.id) })) as JsonObject] as const);
  return { ...template, Resources: Object.fromEntries(entries) };
}

interface Reference { readonly id: string; readonly attribute?: string }

/** With what stands there instead of each reference; a value instead of a reference is put in its place. */
function withReferences(value: Json, change: (reference: Reference) => Reference | { readonly value: Json }): Json {
  if (Array.isArray(value)) return value.map((item) => withReferences(item, change));
  if (!isJsonObject(value)) return value;
  const { Ref: ref, 'Fn::GetAtt': parts } = value;
  if (typeof ref !== 'string' && !Array.isArray(parts)) return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withReferences(inner, change)]));
  const instead = change(typeof ref === 'string' ? { id: ref } : { id: String((parts as Json[])[0]), attribute: String((parts as Json[])[1]) });
  if ('value' in instead) return instead.value;
  return instead.attribute === undefined ? { Ref: instead.id } : { 'Fn::GetAtt': [instead.id, instead.attribute] };
}

/** Lists in which the order means nothing. */
const unordered = new Set(['Statement', 'LambdaConfigurations', 'Policies', 'Action']);

/** With every map, and every list of which the order means nothing, in another order. */
export function reordered<T extends Json>(value: T, order: (count: number) => readonly number[], key = ''): T {
  if (Array.isArray(value)) {
    const items = value.map((item: Json) => reordered(item, order));
    return (unordered.has(key) ? order(items.length).map((index) => items[index]) : items) as unknown as T;
  }
  if (!isJsonObject(value)) return value;
  const entries = Object.entries(value);
  return Object.fromEntries(order(entries.length).map((index) => [entries[index][0], reordered(entries[index][1], order, entries[index][0])])) as T;
}

/** What some resources refer to, directly or by others, and they themselves. */
export function closure(template: Template, first: readonly string[]): ReadonlySet<string> {
  const found = new Set(first);
  for (const id of found) {
    withReferences(template.Resources[id], (reference) => {
      if (reference.id in template.Resources) found.add(reference.id);
      return reference;
    });
  }
  return found;
}

/** The same resources in two templates: `lower` refers to nothing in `upper`, which gets what it needs of it by a reference of that kind. */
export function split(template: Template, lower: ReadonlySet<string>, by: 'exports' | 'outputs' | 'parameters'): { readonly [file: string]: Template } {
  const handed = new Map<string, Reference>();
  const nameOf = ({ id, attribute = 'Ref' }: Reference) => `${id}${attribute}`;
  const instead: { readonly [kind in typeof by]: (reference: Reference) => Json } = {
    exports: (reference) => ({ 'Fn::ImportValue': `lower-${nameOf(reference)}` }),
    outputs: (reference) => ({ 'Fn::GetAtt': ['Lower', `Outputs.${nameOf(reference)}`] }),
    parameters: (reference) => ({ Ref: nameOf(reference) }),
  };
  const entries = Object.entries(template.Resources);
  const below = Object.fromEntries(entries.filter(([id]) => lower.has(id)));
  const above = Object.fromEntries(entries.filter(([id]) => !lower.has(id)).map(([id, resource]) => [id, withReferences(resource, (reference) => {
    if (!lower.has(reference.id)) return reference;
    handed.set(nameOf(reference), reference);
    return { value: instead[by](reference) };
  }) as JsonObject]));
  const value = ({ id, attribute }: Reference): Json => (attribute === undefined ? { Ref: id } : { 'Fn::GetAtt': [id, attribute] });
  const each = (write: (reference: Reference, name: string) => Json): JsonObject => Object.fromEntries([...handed].map(([name, reference]) => [name, write(reference, name)]));
  const parameters = Object.keys((template.Parameters ?? {}) as JsonObject);
  const nested = (id: string, more: JsonObject): Template['Resources'] => ({
    [id]: { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: `./${id.toLowerCase()}.json`, Parameters: { ...Object.fromEntries(parameters.map((name) => [name, { Ref: name }])), ...more } } },
  });
  const outputs = each((reference, name) => ({ Value: value(reference), ...by === 'exports' ? { Export: { Name: `lower-${name}` } } : {} }));
  if (by === 'parameters') {
    return {
      'lower.json': { ...template, Resources: { ...below, ...nested('Upper', each((reference) => value(reference))) } },
      'upper.json': { ...template, Parameters: { ...template.Parameters as JsonObject, ...each(() => ({ Type: 'String' })) }, Resources: above },
    };
  }
  return {
    'lower.json': { ...template, Resources: below, Outputs: outputs },
    'upper.json': { ...template, Resources: by === 'outputs' ? { ...above, ...nested('Lower', {}) } : above },
  };
}
