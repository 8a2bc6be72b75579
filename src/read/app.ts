import { Assumption, assumptions, comparisonKey, deepest, parameterKey } from './condition';
import { isJsonObject, Json, JsonObject, plainText } from './file';
import { labelOf } from './label';
import { programOf } from './program';
import { RawApp, RawStack } from './raw';
import { References } from './reference';
import { Acknowledgement, Arn, Place, Resource, ResourceSet, Stack, Target, World } from '../model/resource';
import { pieces, Pointer, Properties, show, Text, string, Unknown, Value } from '../model/value';

/** Characters. No name or ARN of AWS is longer, and patterns take their time with longer ones. */
const longest = 2_048;

/** The app once for every state of its conditions that is worth looking at; usually that is one. */
export function worlds(app: RawApp): World[] {
  const tries = assumptions(app);
  return tries.map((assumption) => ({ set: new Resources(app, assumption), when: tries.length > 1 ? [...assumption.words.values()].join(', ') : undefined }));
}

class Resources implements ResourceSet {
  public readonly resources: readonly Resource[];
  private readonly byId = new Map<RawStack, Map<string, Resource>>();
  private readonly byKeys = new Map<string, Resource>();
  private readonly byType = new Map<string, Resource[]>();
  private readonly conditions = new Map<string, boolean>();
  private asking = 0;
  private readonly references: References;
  private readonly sam = new Map<Stack, boolean>();
  private exports?: Map<string, { stack: RawStack; value: Json }>;
  private names?: Map<string, Resource>;
  private endings?: Map<string, { stack: RawStack; value: Json }[]>;

  constructor(private readonly app: RawApp, private readonly assumption: Assumption) {
    const stacks = new Map(app.stacks.map((stack) => [stack.info.name, stack]));
    this.references = new References({
      resource: (stack, id) => this.byId.get(stack)?.get(id),
      condition: (stack, name) => this.condition(stack, name),
      chosen: (stack, name) => this.assumption.parameters.get(parameterKey(stack, name)),
      exported: (name) => this.exported(name),
      stack: (name) => stacks.get(name),
      deployed: (name, region) => {
        const found = app.stacks.filter(({ stackName, info, parent }) => !parent && stackName === name && (!region || !info.region || info.region === region));
        return found.length === 1 ? found[0] : undefined;
      },
    });
    const all: Resource[] = [];
    for (const stack of app.stacks) {
      this.sam.set(stack.info, stack.sam);
      this.byId.set(stack, new Map());
      if (!this.exists(stack)) continue;
      const section = stack.template.Resources;
      if (!isJsonObject(section)) continue;
      for (const id of Object.keys(section)) {
        const raw = section[id];
        // Every type of CloudFormation has colons, and no name that JavaScript finds in all tables.
        if (!isJsonObject(raw) || typeof raw.Type !== 'string' || !raw.Type.includes('::')) continue;
        if (typeof raw.Condition === 'string' && !this.condition(stack, raw.Condition)) continue;
        const resource = new ReadResource(id, raw.Type, raw, stack, this.references, (by) => this.byId.get(stack)?.get(by));
        all.push(resource);
        this.byId.get(stack)!.set(id, resource);
        this.byKeys.set(resource.key, resource);
        const ofType = this.byType.get(raw.Type);
        if (ofType) ofType.push(resource);
        else this.byType.set(raw.Type, [resource]);
      }
    }
    this.resources = all;
  }

  public get remarks(): readonly string[] { return this.app.remarks; }

  public ofType(...types: readonly string[]): readonly Resource[] {
    return types.length === 1 ? this.byType.get(types[0]) ?? [] : types.flatMap((type) => this.byType.get(type) ?? []);
  }

  public byKey(key: string): Resource | undefined { return this.byKeys.get(key); }

  public isSam(stack: Stack): boolean { return this.sam.get(stack) ?? false; }

  public target(value: Value): Target {
    if (value === undefined || value === null || value === '') return { kind: 'none' };
    if (value instanceof Pointer) return { kind: 'resource', resource: this.byKeys.get(value.resource.key)!, attribute: value.attribute };
    if (value instanceof Unknown) return { kind: 'unknown', reason: value.reason };
    const parts: readonly (string | Pointer | Unknown)[] = pieces(value);
    if (parts.length === 0) return { kind: 'unknown', reason: 'not the name of anything' };
    const pointer = parts.find((part): part is Pointer => part instanceof Pointer);
    if (pointer) {
      const after = parts.slice(parts.indexOf(pointer) + 1);
      const suffix = show(after.length === 0 ? undefined : new Text(after)).replace(/\/invocations$/, '').replace(/\/response-streaming-invocations$/, '');
      return { kind: 'resource', resource: this.byKeys.get(pointer.resource.key)!, attribute: pointer.attribute, suffix: suffix || undefined };
    }
    return this.named(show(value));
  }

  /** A literal ARN, queue URL or name: of a resource of the app if one has that name. */
  private named(text: string): Target {
    if (text.length > longest) return { kind: 'external', text };
    const inner = /functions\/(arn:.+?)\/(?:response-streaming-)?invocations$/.exec(text)?.[1] ?? text;
    const arn = parseArn(inner) ?? parseQueueUrl(inner);
    if (!arn) {
      const only = this.byName(undefined, inner);
      return only ? { kind: 'resource', resource: only } : { kind: 'external', text: inner };
    }
    const name = nameInArn(arn);
    const resource = this.byName(arn.service, name.name);
    const elsewhere = resource?.stack.account !== undefined && /^\d{12}$/.test(arn.account) && resource.stack.account !== arn.account
      || resource?.stack.region !== undefined && /^[a-z]{2}-/.test(arn.region) && resource.stack.region !== arn.region;
    if (resource && !elsewhere) return { kind: 'resource', resource, attribute: 'Arn', suffix: name.rest };
    const unsure = /\(parameter .*\)|\(.* imported .*\)|\(.* deployment.*\)/.exec(inner)?.[0];
    return unsure && !name.name ? { kind: 'unknown', reason: unsure.slice(1, -1), text: inner } : { kind: 'external', text: inner, arn };
  }

  private byName(service: string | undefined, name: string): Resource | undefined {
    if (!this.names) {
      this.names = new Map();
      for (const [type, [itsService, property]] of Object.entries(nameProperties)) {
        for (const resource of this.ofType(type)) {
          const own = resource.properties[property];
          if (own === undefined || own instanceof Unknown) continue;
          const text = show(own);
          for (const key of [`${itsService}:${text}`, `:${text}`]) if (!this.names.has(key)) this.names.set(key, resource);
        }
      }
    }
    return this.names.get(`${service ?? ''}:${name}`);
  }

  /** A nested stack exists when the resource that creates it does. */
  private exists(stack: RawStack): boolean {
    if (!stack.parent) return true;
    const section = stack.parent.stack.template.Resources;
    const creator = isJsonObject(section) ? section[stack.parent.id] : undefined;
    const condition = isJsonObject(creator) ? creator.Condition : undefined;
    return this.exists(stack.parent.stack) && (typeof condition !== 'string' || this.condition(stack.parent.stack, condition));
  }

  private condition(stack: RawStack, name: string): boolean {
    const key = `${stack.info.name}/${name}`;
    const known = this.conditions.get(key);
    if (known !== undefined) return known;
    this.conditions.set(key, false); // a condition that asks itself is false
    if (this.asking > deepest) return false;
    this.asking += 1;
    const section = stack.template.Conditions;
    const result = isJsonObject(section) && Object.hasOwn(section, name) ? this.holds(section[name], stack) : true;
    this.asking -= 1;
    this.conditions.set(key, result);
    return result;
  }

  private holds(expression: Json, stack: RawStack): boolean {
    if (typeof expression === 'boolean') return expression;
    if (!isJsonObject(expression)) return false;
    const [key] = Object.keys(expression);
    const inner = expression[key];
    if (key === 'Condition') return this.condition(stack, plainText(inner));
    if (!Array.isArray(inner)) return false;
    switch (key) {
      case 'Fn::And': return inner.every((item) => this.holds(item, stack));
      case 'Fn::Or': return inner.some((item) => this.holds(item, stack));
      case 'Fn::Not': return !this.holds(inner[0], stack);
      case 'Fn::Equals': return this.equal(inner, stack);
      default: return false;
    }
  }

  private equal(operands: Json[], stack: RawStack): boolean {
    const assumed = this.assumption.comparisons.get(comparisonKey(stack, operands));
    if (assumed !== undefined) return assumed;
    const [left, right] = operands.map((operand) => string(this.references.resolve(operand, stack)));
    return left !== undefined && right !== undefined && left === right;
  }

  private exported(name: string): { stack: RawStack; value: Json } | undefined {
    if (!this.exports) {
      this.exports = new Map();
      for (const stack of this.app.stacks) {
        for (const [other, value] of crossRegionExports(stack)) this.exports.set(other, { stack, value });
        const outputs = stack.template.Outputs;
        if (!isJsonObject(outputs)) continue;
        for (const output of Object.values(outputs)) {
          if (!isJsonObject(output) || !isJsonObject(output.Export)) continue;
          this.exports.set(show(this.references.resolve(output.Export.Name, stack)), { stack, value: output.Value });
        }
      }
    }
    const exact = this.exports.get(name);
    if (exact) return exact;
    // `${NetworkStack}-Queue` here, `${StackName}-Queue` there: the same if nothing else can be meant.
    const loose = (text: string) => text.replace(/\$\{StackName\}|\(parameter [^)]*\)/g, '*');
    const ending = loose(name).split('*').pop();
    if (!ending || ending.length < 3) return undefined;
    if (!this.endings) {
      this.endings = new Map();
      for (const [other, found] of this.exports) {
        const [its, ...before] = loose(other).split('*').reverse();
        if (before.length > 0) this.endings.set(its, [...this.endings.get(its) ?? [], found]);
      }
    }
    const candidates = this.endings.get(ending) ?? [];
    return candidates.length === 1 ? candidates[0] : undefined;
  }
}

class ReadResource implements Resource {
  public readonly key: string;
  private resolved?: Properties;
  private shown?: string;

  constructor(
    public readonly id: string,
    public readonly type: string,
    private readonly raw: JsonObject,
    private readonly from: RawStack,
    private readonly references: References,
    private readonly sibling: (id: string) => Resource | undefined,
  ) {
    this.key = `${from.info.name}/${id}`;
  }

  public get writtenAs(): string { return this.from.writtenAs.get(this.id) ?? this.type; }
  public get stack(): Stack { return this.from.info; }
  public get label(): string { return this.shown ??= this.from.made.get(this.id)?.label ?? labelOf(this.id, this.path); }
  public get path(): string | undefined { return this.from.path(this.id); }
  public get properties(): Properties {
    return this.resolved ??= this.references.properties(this.raw.Properties, this.from);
  }
  public get updatePolicy(): Properties { return this.references.properties(this.raw.UpdatePolicy, this.from); }
  public get metadata(): Properties { return (isJsonObject(this.raw.Metadata) ? this.raw.Metadata : {}) as Properties; }
  public get acknowledged(): readonly Acknowledgement[] {
    return [...this.from.acknowledged(''), ...this.from.acknowledged(this.id)];
  }
  public get madeBy(): Resource | undefined {
    const by = this.from.made.get(this.id)?.by;
    return by === undefined ? undefined : this.sibling(by);
  }
  public get writtenAt(): readonly string[] {
    const made = this.from.made.get(this.id);
    return made?.at ?? ['Resources', made?.by ?? this.id];
  }
  public program(): string | undefined { return programOf(this.properties, this.metadata, this.from.info.template); }
  public place(...property: string[]): Place {
    return this.from.place([...this.writtenAt, ...(property.length > 0 ? ['Properties', ...property] : [])]);
  }
}

/** What the custom resource writes that CDK makes for readers in another Region. */
function crossRegionExports(stack: RawStack): [string, Json][] {
  const writers = isJsonObject(stack.template.Resources) ? Object.values(stack.template.Resources) : [];
  return writers.flatMap((writer) => {
    if (!isJsonObject(writer) || writer.Type !== 'Custom::CrossRegionExportWriter' || !isJsonObject(writer.Properties)) return [];
    const props = writer.Properties.WriterProps;
    return isJsonObject(props) && isJsonObject(props.exports) ? Object.entries(props.exports) : [];
  });
}

function parseArn(text: string): Arn | undefined {
  const parts = text.split(':');
  if (parts[0] !== 'arn' || parts.length < 6) return undefined;
  return { service: parts[2], region: parts[3], account: parts[4], resource: parts.slice(5).join(':') };
}

function parseQueueUrl(text: string): Arn | undefined {
  const match = /^https:\/\/sqs\.([^./]+)\.[^/]+\/([^/]+)\/(.+)$/.exec(text);
  return match ? { service: 'sqs', region: match[1], account: match[2], resource: match[3] } : undefined;
}

function nameInArn(arn: Arn): { name: string; rest?: string } {
  const [kind, ...rest] = arn.resource.split(/[:/]/);
  switch (arn.service) {
    case 'lambda': return { name: rest[0] ?? '', rest: rest[1] === undefined ? undefined : `:${rest[1]}` };
    case 'kinesis': case 'dynamodb': return { name: rest[0] ?? '' };
    case 'events': return { name: rest[rest.length - 1] ?? '' };
    case 'states': return { name: rest[0] ?? '' };
    case 'iam': return { name: rest[rest.length - 1] ?? '' };
    default: return { name: rest.length === 0 ? kind : arn.resource };
  }
}

const nameProperties: { readonly [type: string]: readonly [service: string, property: string] } = {
  'AWS::SQS::Queue': ['sqs', 'QueueName'],
  'AWS::SNS::Topic': ['sns', 'TopicName'],
  'AWS::Lambda::Function': ['lambda', 'FunctionName'],
  'AWS::S3::Bucket': ['s3', 'BucketName'],
  'AWS::Kinesis::Stream': ['kinesis', 'Name'],
  'AWS::DynamoDB::Table': ['dynamodb', 'TableName'],
  'AWS::DynamoDB::GlobalTable': ['dynamodb', 'TableName'],
  'AWS::Events::EventBus': ['events', 'Name'],
  'AWS::Events::Rule': ['events', 'Name'],
  'AWS::StepFunctions::StateMachine': ['states', 'StateMachineName'],
  'AWS::IAM::Role': ['iam', 'RoleName'],
};
