import { readFileSync } from 'node:fs';
import { Unmendable } from './unmendable';
import { Path } from '../model/graph';
import { Resource } from '../model/resource';
import { isJsonObject, Json, JsonObject, parseFile } from '../read/file';
import { RawApp } from '../read/raw';

/** A value at a place of a file. */
export interface FileEdit {
  readonly file: string;
  readonly path: readonly (string | number)[];
  readonly value: Json;
}

/** Something that is put behind what a list has, or is made a list for. */
export interface Addition {
  readonly file: string;
  readonly path: readonly (string | number)[];
  /** What stands there now. */
  readonly now: Json | undefined;
  readonly item: Json;
  /** What the list is in, when all of that is new. */
  readonly around?: JsonObject;
}

/** The files of an app, as their authors wrote them. */
export class Templates {
  private readonly parsed = new Map<string, { readonly text: string; readonly content: Json }>();
  private readonly claimed = new Map<string, string>();

  constructor(private readonly app: RawApp, public readonly paths: readonly Path[]) {}

  public text(file: string): string { return this.read(file).text; }

  /** What is written for a resource, or for the event that SAM makes it of. */
  public written({ writtenAt, stack, id }: Resource): JsonObject {
    const found = valueAt(this.read(stack.template).content, writtenAt);
    if (!isJsonObject(found)) throw new Unmendable(`${id} is not written out in ${stack.template}, but made by a loop or a macro`);
    return found;
  }

  public properties(resource: Resource): JsonObject {
    const { Properties: properties } = this.written(resource);
    if (properties !== undefined && properties !== null && !isJsonObject(properties)) throw new Unmendable(`the properties of ${resource.id} are no map`);
    return properties ?? {};
  }

  /** The condition under which a resource exists. */
  public conditionOf({ stack, id }: Resource): string | undefined {
    const condition = valueAt(this.expanded(stack.name), ['Resources', id, 'Condition']);
    return typeof condition === 'string' ? condition : undefined;
  }

  /** Whether a logical id stands in the file, and is not made by SAM. */
  public isWritten({ template }: Resource['stack'], id: string): boolean { return valueAt(this.read(template).content, ['Resources', id]) !== undefined; }

  /** What stands at a place now. */
  public at(resource: Resource, path: readonly (string | number)[]): Json | undefined { return valueAt(this.properties(resource), path); }

  /** What the alarms of a template do, where all of them do the same, and always. */
  public alarmActions(file: string): JsonObject {
    const resources = valueAt(this.read(file).content, ['Resources']);
    const alarms = Object.values(isJsonObject(resources) ? resources : {}).filter((resource): resource is JsonObject => isJsonObject(resource) && resource.Type === 'AWS::CloudWatch::Alarm');
    const actions = new Set(alarms.map(({ Condition: condition, Properties: properties }) => (
      JSON.stringify(isJsonObject(properties) && condition === undefined ? properties.AlarmActions ?? null : null)
    )));
    const [only] = actions;
    return actions.size === 1 && only !== 'null' ? { AlarmActions: JSON.parse(only) as Json } : {};
  }

  /** A logical id that nothing else has; the same one for the same thing, such as the queue of a function for all that cannot reach it. */
  public idFor(beside: Resource, name: string): string {
    const { template, name: stack } = beside.stack;
    const wanted = name.replace(/[^A-Za-z0-9]/g, '');
    for (let number = 1; ; number += 1) {
      const id = number === 1 ? wanted : `${wanted}${number}`;
      const by = this.claimed.get(`${template}|${id}`);
      if (by === name) return id;
      if (by !== undefined || this.isTaken(template, stack, id)) continue;
      this.claimed.set(`${template}|${id}`, name);
      return id;
    }
  }

  /** Logical ids are shared by resources and parameters, and SAM makes some that are not written down. */
  private isTaken(file: string, stack: string, id: string): boolean {
    const { content } = this.read(file);
    return ['Resources', 'Parameters', 'Conditions', 'Mappings', 'Outputs'].some((section) => valueAt(content, [section, id]) !== undefined) || valueAt(this.expanded(stack), ['Resources', id]) !== undefined;
  }

  private expanded(stack: string): JsonObject {
    return this.app.stacks.find(({ info }) => info.name === stack)!.template;
  }

  private read(file: string) {
    let read = this.parsed.get(file);
    if (!read) {
      const text = readFileSync(file, 'utf8');
      this.parsed.set(file, read = { text, content: parseFile(file, text).content });
    }
    return read;
  }
}

function valueAt(content: Json, path: readonly (string | number)[]): Json | undefined {
  let here: Json | undefined = content;
  for (const step of path) {
    if (Array.isArray(here)) here = here[Number(step)];
    else if (isJsonObject(here) && Object.hasOwn(here, step)) here = here[step];
    else return undefined;
  }
  return here;
}
