import { Folder } from './disk';
import { isJsonObject, Json, JsonObject, plainText } from './file';
import { Made } from './raw';
import { expandConnector } from './sam-connector';
import { expandFunction } from './sam-function';
import { withLogicalIds } from './sam-names';
import { expandApi, expandGraphQl, expandSimpleTable, expandStateMachine, expandWebSocketApi } from './sam-resources';

/** What a SAM template becomes: plain CloudFormation, and where each generated resource came from. */
export interface Expanded {
  readonly template: JsonObject;
  readonly made: Map<string, Made>;
  /** The types that SAM translated, by logical id. */
  readonly writtenAs: Map<string, string>;
}

/** True for a template that SAM translates before CloudFormation sees it. */
export function isSam(template: JsonObject): boolean {
  const transforms = ([] as Json[]).concat(template.Transform ?? []);
  if (transforms.some((transform) => typeof transform === 'string' && transform.startsWith('AWS::Serverless'))) return true;
  return isJsonObject(template.Resources) && Object.values(template.Resources).some((resource) => isJsonObject(resource) && plainText(resource.Type).startsWith('AWS::Serverless::'));
}

/** The template as it is being written out. */
export class Expansion {
  /** Without a prototype, as any name can be a logical id. */
  public readonly resources = Object.create(null) as { [id: string]: Json };
  public readonly made = new Map<string, Made>();
  /** What the template may call resources that SAM makes, such as `Fn.Alias`. */
  public readonly names = new Map<string, string>();

  constructor(public readonly template: JsonObject, public readonly file: string, public readonly folder: Folder, public readonly remarks: string[]) {}

  /** Adds what SAM generates for a resource; it exists under the same condition. `label` is how people know it. */
  public add(
    id: string, type: string, properties: JsonObject,
    from: { readonly id: string; readonly resource: JsonObject; readonly label?: string; readonly at?: readonly string[]; readonly metadata?: JsonObject },
  ): string {
    const { Condition: condition, DeletionPolicy: deletionPolicy } = from.resource;
    this.resources[id] = {
      Type: type, Properties: properties,
      ...(condition === undefined ? {} : { Condition: condition }), ...(deletionPolicy === undefined ? {} : { DeletionPolicy: deletionPolicy }),
      ...(from.metadata ? { Metadata: from.metadata } : {}),
    };
    if (id !== from.id) this.made.set(id, { label: from.label ?? id, by: from.id, at: from.at });
    return id;
  }

  public remark(id: string, text: string): void {
    this.remarks.push(`${this.file}: ${id}: ${text}`);
  }

  /** A resource of the template, as it stands so far. */
  public find(id: string): JsonObject | undefined {
    const resource = this.resources[id];
    return isJsonObject(resource) ? resource : undefined;
  }
}

/** Properties of the resource with those of `Globals` under them: maps are merged, lists joined, anything else overridden. */
export function withGlobals(template: JsonObject, section: string, own: Json | undefined): JsonObject {
  const globals = isJsonObject(template.Globals) ? template.Globals[section] : undefined;
  const properties = isJsonObject(own) ? own : {};
  return isJsonObject(globals) ? mergeGlobals(globals, properties) as JsonObject : properties;
}

function mergeGlobals(global: Json, own: Json): Json {
  if (isJsonObject(global) && isJsonObject(own) && !isIntrinsic(global) && !isIntrinsic(own)) {
    const merged = Object.assign(Object.create(null), global) as JsonObject;
    for (const [key, value] of Object.entries(own)) merged[key] = key in merged ? mergeGlobals(merged[key], value) : value;
    return merged;
  }
  return Array.isArray(global) && Array.isArray(own) ? [...global, ...own] : own;
}

export const isIntrinsic = (value: Json | undefined): boolean => isJsonObject(value) && Object.keys(value).length === 1 && /^(Ref$|Fn::|Condition$)/.test(Object.keys(value)[0]);

/** A map of the template, or an empty one: what stands there may be anything. */
export const mapOf = (value: Json | undefined): JsonObject => (isJsonObject(value) && !isIntrinsic(value) ? value : {});

/** Only the properties that are given. */
export const given = (properties: { readonly [key: string]: Json | undefined }): JsonObject => pick(properties, () => true);

/** Some of the properties, where they are given. */
export function pick(properties: { readonly [key: string]: Json | undefined }, wanted: (name: string) => boolean): JsonObject {
  const picked: JsonObject = {};
  for (const name of Object.keys(properties)) {
    const value = properties[name];
    if (value !== undefined && wanted(name)) picked[name] = value;
  }
  return picked;
}

export const arn = (id: string): JsonObject => ({ 'Fn::GetAtt': [id, 'Arn'] });
export const ref = (id: string): JsonObject => ({ Ref: id });

/** Writes a SAM template out as the CloudFormation that SAM makes of it, as far as it matters for failed events. */
export function expandSam(template: JsonObject, file: string, folder: Folder, remarks: string[]): Expanded {
  const expansion = new Expansion(template, file, folder, remarks);
  const resources = Object.entries(mapOf(template.Resources)).filter((entry): entry is [string, JsonObject] => isJsonObject(entry[1]));
  // What is not SAM's stays; events add to it (a bucket gets its notifications), so it must be there first.
  for (const [id, resource] of resources) if (!plainText(resource.Type).startsWith('AWS::Serverless::') || resource.Type === 'AWS::Serverless::Application') expansion.resources[id] = copy(resource);
  for (const [id, resource] of resources) {
    if (resource.Type === 'AWS::Serverless::SimpleTable') expandSimpleTable(expansion, id, resource);
    else if (resource.Type === 'AWS::Serverless::Api' || resource.Type === 'AWS::Serverless::HttpApi') expandApi(expansion, id, resource);
    else if (resource.Type === 'AWS::Serverless::WebSocketApi') expandWebSocketApi(expansion, id, resource);
    else if (resource.Type === 'AWS::Serverless::GraphQLApi') expandGraphQl(expansion, id, resource);
  }
  for (const [id, resource] of resources) {
    if (resource.Type === 'AWS::Serverless::Function') expandFunction(expansion, id, resource);
    else if (resource.Type === 'AWS::Serverless::StateMachine') expandStateMachine(expansion, id, resource);
  }
  for (const [id, resource] of resources) {
    if (resource.Type === 'AWS::Serverless::Connector') expandConnector(expansion, id, resource, mapOf(resource.Properties));
    for (const [name, connector] of Object.entries(mapOf(resource.Connectors))) {
      const properties = mapOf(mapOf(connector).Properties);
      expandConnector(expansion, `${id}${name}`, resource, { ...properties, Source: { Id: id, ...mapOf(properties.SourceReference) } }, id);
    }
  }
  const written: JsonObject = { ...template, Resources: expansion.resources };
  const writtenAs = new Map(resources.flatMap(([id, { Type: type }]) => (plainText(type).startsWith('AWS::Serverless::') ? [[id, plainText(type)] as const] : [])));
  return { template: expansion.names.size === 0 ? written : withLogicalIds(written, expansion.names) as JsonObject, made: expansion.made, writtenAs };
}

/** Events change resources of the template; the file itself must stay as it was read. */
const copy = (resource: JsonObject): JsonObject => ({ ...resource, ...(isJsonObject(resource.Properties) ? { Properties: { ...resource.Properties } } : {}) });
