import { Addition, FileEdit, Templates } from './templates';
import { Unmendable } from './unmendable';
import { Resource } from '../model/resource';
import { Pointer, Value } from '../model/value';
import { isJsonObject, Json, JsonObject } from '../read/file';
import { isIntrinsic } from '../read/sam';

export const ref = (id: string): JsonObject => ({ Ref: id });
export const arn = (id: string): JsonObject => ({ 'Fn::GetAtt': [id, 'Arn'] });

export interface NewResource {
  readonly type: string;
  readonly properties: JsonObject;
  /** Whether it stays, with what is in it, when it is taken out of the template. */
  readonly retained?: boolean;
  readonly dependsOn?: string;
}

interface Statement {
  readonly actions: readonly string[];
  readonly resource: Json;
}

/** What one task changes in the files of an app. Nothing that exists is renamed, replaced or taken away. */
export class Draft {
  public readonly edits: FileEdit[] = [];
  public readonly additions: Addition[] = [];

  constructor(public readonly templates: Templates) {}

  /** A property of a resource; of what SAM makes of an event, a property of the event. */
  public set(resource: Resource, path: readonly (string | number)[], value: Json): void {
    const now = this.templates.at(resource, path);
    // Somebody decides there by conditions or parameters; a value instead would take that from them.
    if (isIntrinsic(now)) throw new Unmendable(`${path.join('.')} of ${resource.label} is what ${Object.keys(now as JsonObject)[0]} gives: change it where that is decided`);
    this.edits.push({ file: resource.stack.template, path: [...resource.writtenAt, 'Properties', ...path], value });
  }

  /** A new resource in the template of another one, under the same condition; one that was drafted under that name before is used again. */
  public add(beside: Resource, name: string, { type, properties, retained, dependsOn }: NewResource): string {
    const id = this.templates.idFor(beside, name);
    const condition = this.templates.conditionOf(beside);
    const value = {
      Type: type, ...condition === undefined ? {} : { Condition: condition }, ...dependsOn === undefined ? {} : { DependsOn: dependsOn }, ...retained ? { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' } : {}, Properties: properties,
    };
    this.edits.push({ file: beside.stack.template, path: ['Resources', id], value });
    return id;
  }

  /** Puts something behind what a list of a resource has; a single value becomes the first of the list. */
  public append(resource: Resource, path: readonly (string | number)[], now: Json | undefined, item: Json): void {
    this.templates.written(resource);
    // What it gives may be a list itself.
    if (isIntrinsic(now)) throw new Unmendable(`${path.join('.')} of ${resource.label} is what ${Object.keys(now as JsonObject)[0]} gives: add to it where that is decided`);
    this.additions.push({ file: resource.stack.template, path: [...resource.writtenAt, 'Properties', ...path], now, item });
  }

  /** A queue policy, which lets a service write for one source, where that exists. SQS keeps one policy for each queue, so the one that it has is added to. */
  public allowService(queue: { readonly id: string; readonly beside: Resource; readonly policy?: Resource }, principal: string, source: Resource, sourceArn: Json): void {
    const { beside, id } = queue;
    const allowed = {
      Effect: 'Allow', Principal: { Service: principal }, Action: 'sqs:SendMessage', Resource: arn(id), Condition: { ArnEquals: { 'aws:SourceArn': sourceArn } },
    };
    const condition = this.templates.conditionOf(source);
    const statement = condition === undefined || condition === this.templates.conditionOf(queue.policy ?? beside) ? allowed : { 'Fn::If': [condition, allowed, ref('AWS::NoValue')] };
    if (queue.policy) return this.appendStatement(queue.policy, ['PolicyDocument'], statement);
    this.addStatement(beside, `${id}Policy`, 'AWS::SQS::QueuePolicy', { Queues: [ref(id)] }, statement);
  }

  /**
   * Lets a role write. `of` is what has the role, such as the function.
   *
   * @returns the new policy. Lambda, EventBridge Pipes and others look whether the role may write when they are told where to; so what
   * tells them has to wait for it.
   */
  public allowRole(role: Value, of: Resource, name: string, { actions, resource }: Statement): string | undefined {
    const statement = { Effect: 'Allow', Action: actions.length === 1 ? actions[0] : [...actions], Resource: resource };
    if (!(role instanceof Pointer)) return undefined; // made elsewhere: the check says what to verify there
    const [stack, id] = [role.resource.key.slice(0, role.resource.key.lastIndexOf('/')), role.resource.id];
    if (stack !== of.stack.name) throw new Unmendable(`the role ${id} of ${of.label} is in another stack`);
    if (of.writtenAt.length === 2 && this.hasRoleOfSam(of)) {
      const { Policies: now } = this.templates.properties(of);
      if (!isIntrinsic(now)) {
        this.append(of, ['Policies'], now, { Statement: [statement] });
        return undefined;
      }
    }
    return this.addStatement(of, name, 'AWS::IAM::Policy', { PolicyName: name, Roles: [ref(id)] }, statement);
  }

  /** Has a resource wait for another one; what SAM makes of an event waits with its function. */
  public depend(resource: Resource, on: string | undefined): void {
    if (on === undefined) return;
    const waiting = resource.madeBy ?? resource;
    this.additions.push({ file: waiting.stack.template, path: [...waiting.writtenAt, 'DependsOn'], now: this.templates.written(waiting).DependsOn, item: on });
  }

  /** A role that SAM makes has the policies that the function asks for; one that `Globals` names is not of that kind. */
  public hasRoleOfSam(fn: Resource): boolean {
    const { Role: role } = fn.properties;
    return role instanceof Pointer && role.resource.id === `${fn.id}Role` && !this.templates.isWritten(fn.stack, role.resource.id);
  }

  private addStatement(beside: Resource, name: string, type: string, properties: JsonObject, statement: Json): string {
    const id = this.templates.idFor(beside, name);
    const condition = this.templates.conditionOf(beside);
    this.additions.push({
      file: beside.stack.template, path: ['Resources', id, 'Properties', 'PolicyDocument', 'Statement'], now: undefined, item: statement,
      around: { Type: type, ...condition === undefined ? {} : { Condition: condition }, Properties: { ...properties, PolicyDocument: { Version: '2012-10-17', Statement: [] } } },
    });
    return id;
  }

  public appendStatement(to: Resource, document: readonly string[], statement: Json): void {
    let here: Json | undefined = this.templates.properties(to);
    for (const step of document) here = isJsonObject(here) ? here[step] : undefined;
    if (!isJsonObject(here)) throw new Unmendable(`the policy in ${to.label} is not written out there`);
    this.append(to, [...document, 'Statement'], here.Statement, statement);
  }
}
