import { isJsonObject, Json, JsonObject, plainText } from './file';
import { crossStack, RawStack, unresolved } from './raw';
import { Resource } from '../model/resource';
import { at, isObject, Pointer, Properties, show, string, Text, Unknown, Value } from '../model/value';

/** The only place that understands Ref, GetAtt, Sub, Join, Split, Select, If, FindInMap and ImportValue. */
export interface Surroundings {
  /** The resource with that logical id, if it exists in this state of the conditions. */
  resource(stack: RawStack, id: string): Resource | undefined;
  condition(stack: RawStack, name: string): boolean;
  /** A value chosen for a parameter while conditions are tried out. */
  chosen(stack: RawStack, parameter: string): Value;
  /** What an export name leads to; `undefined` when no stack of the app exports it. */
  exported(name: string): { readonly stack: RawStack; readonly value: Json } | undefined;
  stack(name: string): RawStack | undefined;
  /** The stack of the app that has this name at deployment, if just one has. */
  deployed(name: string, region: string | undefined): RawStack | undefined;
}

/** Deep enough for any real template; what goes deeper refers to itself. */
const deepest = 60;

/** Characters; state machines and policies have less. Texts that are put into each other can grow without end. */
const longest = 1_000_000;

export class References {
  private depth = 0;
  private readonly followed = new Map<string, Value>();

  constructor(private readonly app: Surroundings) {}

  /** A map, whatever is written there; of one that a function makes at deployment nothing is known. */
  public properties(raw: Json | undefined, stack: RawStack): Properties {
    const resolved = isJsonObject(raw) ? this.resolve(raw, stack) : undefined;
    if (isObject(resolved)) return resolved;
    return resolved instanceof Unknown ? partly({}, resolved) : {};
  }

  /** What holds no reference is given back as it is, and not copied: that is most of a template. */
  public resolve(raw: Json | undefined, stack: RawStack): Value {
    if (typeof raw === 'string') return dynamic(raw);
    if (typeof raw !== 'object' || raw === null) return raw;
    if (Array.isArray(raw)) return this.items(raw, stack);
    const only = onlyKey(raw);
    return only !== undefined && isIntrinsic(only) ? this.deeper(only, raw[only], stack) : this.object(raw, stack);
  }

  private items(raw: readonly Json[], stack: RawStack): readonly Value[] {
    let changed: Value[] | undefined;
    for (let index = 0; index < raw.length; index += 1) {
      const value = this.resolve(raw[index], stack);
      if (value !== raw[index]) changed ??= raw.slice(0, index);
      if (value !== undefined) changed?.push(value);
    }
    return changed ?? raw;
  }

  private object(raw: JsonObject, stack: RawStack): Value {
    let changed: { [key: string]: Value } | undefined;
    let written: string | undefined;
    for (const key of Object.keys(raw)) {
      // A property of that name would change what all others are.
      const value = key === '__proto__' ? undefined : this.resolve(raw[key], stack);
      if (value !== raw[key]) changed ??= { ...raw };
      if (changed && value === undefined) delete changed[key];
      else if (changed) changed[key] = value;
      if (written === undefined && key.startsWith('Fn::') && (key === 'Fn::Transform' || key.startsWith('Fn::ForEach::'))) written = key;
    }
    return written === undefined ? changed ?? raw : partly((changed ?? raw) as Properties, new Unknown(`${written} may write it at deployment`));
  }

  private deeper(name: string, raw: Json, stack: RawStack): Value {
    if (this.depth > deepest) return new Unknown('the value refers to itself');
    this.depth += 1;
    try {
      return this.intrinsic(name, raw, stack);
    } finally {
      this.depth -= 1;
    }
  }

  private intrinsic(name: string, raw: Json, stack: RawStack): Value {
    switch (name) {
      case 'Ref': return typeof raw === 'string' ? this.ref(raw, stack) : new Unknown('a Ref without a name');
      case 'Fn::GetAtt': return this.getAtt(raw, stack);
      case crossStack: return this.acrossStacks(raw);
      case unresolved: return new Unknown(typeof raw === 'string' ? raw : `${name} is evaluated at deployment only`);
      case 'Fn::Sub': return this.sub(raw, stack);
      case 'Fn::Join': return this.join(raw, stack);
      case 'Fn::Split': return this.split(raw, stack);
      case 'Fn::Select': return this.select(raw, stack);
      case 'Fn::If': return this.choose(raw, stack);
      case 'Fn::FindInMap': return this.findInMap(raw, stack);
      case 'Fn::ImportValue': return this.importValue(raw, stack);
      case 'Fn::GetStackOutput': return this.stackOutput(raw, stack);
      case 'Fn::ToJsonString': return this.resolve(raw, stack);
      case 'Fn::GetAZs': return new Unknown('availability zones are known at deployment only');
      default: return new Unknown(`${name} is evaluated at deployment only`);
    }
  }

  /** What can name the same twice, as the next one can: in a few lines that would never end. */
  private once(key: string, work: () => Value): Value {
    if (this.followed.has(key)) return this.followed.get(key);
    this.followed.set(key, new Unknown('the value refers to itself'));
    const value = work();
    this.followed.set(key, value);
    return value;
  }

  private ref(name: string, stack: RawStack): Value {
    if (name === 'AWS::NoValue') return undefined;
    if (name === 'AWS::StackName' && stack.stackName) return stack.stackName;
    if (name === 'AWS::Region' && stack.info.region) return stack.info.region;
    if (name === 'AWS::AccountId' && stack.info.account) return stack.info.account;
    // Unknown, but the same everywhere in the stack: kept as text (without the colons that ARNs are split at), so that two ARNs with it compare equal.
    if (name.startsWith('AWS::')) return `\${${name.slice('AWS::'.length)}}`;
    const parameters = stack.template.Parameters;
    if (isJsonObject(parameters) && Object.hasOwn(parameters, name) && isJsonObject(parameters[name])) return this.parameter(name, parameters[name], stack);
    return this.pointer(stack, name, 'Ref');
  }

  private pointer(stack: RawStack, id: string, attribute: string): Value {
    const child = stack.children.get(id);
    if (child && attribute.startsWith('Outputs.')) return this.output(child, attribute.slice('Outputs.'.length));
    const resource = this.app.resource(stack, id);
    // How CDK takes a value over from another Region: a custom resource that reads what one there has written.
    if (resource?.type === 'Custom::CrossRegionExportReader') return this.exported(attribute);
    if (resource) return new Pointer(resource, attribute);
    const resources = stack.template.Resources;
    return new Unknown(isJsonObject(resources) && Object.hasOwn(resources, id) ? `${id} exists only under its condition` : `there is no parameter or resource named ${id}`);
  }

  private parameter(name: string, definition: JsonObject, stack: RawStack): Value {
    const chosen = this.app.chosen(stack, name);
    if (chosen !== undefined) return chosen;
    if (stack.parent && Object.hasOwn(stack.parent.parameters, name)) {
      const given = this.once(`parameter ${stack.info.name}/${name}`, () => plain(this.resolve(stack.parent!.parameters[name], stack.parent!.stack), 'a parameter'));
      return isList(definition) && typeof given === 'string' ? given.split(',').map((item) => item.trim()) : given;
    }
    const type = typeof definition.Type === 'string' ? definition.Type : 'String';
    if (type.startsWith('AWS::SSM::Parameter')) return new Unknown(`parameter ${name} is read from Systems Manager at deployment`);
    const fallback = definition.Default;
    if (fallback === undefined || fallback === null || (fallback === '' && type !== 'String')) return new Unknown(`parameter ${name} has no default`);
    if (isList(definition)) return plainText(fallback).split(',').map((item) => item.trim());
    return typeof fallback === 'object' ? new Unknown(`the default of parameter ${name} is not a plain value`) : fallback;
  }

  private output(stack: RawStack, name: string): Value {
    const outputs = stack.template.Outputs;
    const output = isJsonObject(outputs) && Object.hasOwn(outputs, name) ? outputs[name] : undefined;
    return isJsonObject(output) ? this.once(`output ${stack.info.name}/${name}`, () => plain(this.resolve(output.Value, stack), 'an output')) : new Unknown(`the stack ${stack.info.name} has no output ${name}`);
  }

  private getAtt(raw: Json, stack: RawStack): Value {
    const parts = typeof raw === 'string' ? raw.split('.') : Array.isArray(raw) ? raw.flatMap((part) => (typeof part === 'string' ? part.split('.') : [show(this.resolve(part, stack))])) : [];
    if (parts.length < 2) return new Unknown('a GetAtt without an attribute');
    return this.pointer(stack, parts[0], parts.slice(1).join('.'));
  }

  private acrossStacks(raw: Json): Value {
    // A template has no such function, but anybody can write one.
    const [stackName, id, attribute] = Array.isArray(raw) ? raw.map(plainText) : [];
    if (attribute === undefined) return new Unknown(`${crossStack} is evaluated at deployment only`);
    const stack = this.app.stack(stackName);
    if (stack && attribute === 'Ref') return this.ref(id, stack);
    return stack ? this.pointer(stack, id, attribute) : new Unknown(`the stack ${stackName} is not part of this app`);
  }

  private sub(raw: Json, stack: RawStack): Value {
    const [text, extra] = Array.isArray(raw) ? raw : [raw];
    if (typeof text !== 'string') return new Unknown('a Sub without a text');
    const own = isJsonObject(extra) ? extra : {};
    const values = new Map<string, Value>();
    const parts: Value[] = [];
    let end = 0;
    for (const match of text.matchAll(/\$\{([^}]*)\}/g)) {
      parts.push(text.slice(end, match.index));
      end = match.index + match[0].length;
      const name = match[1].trim();
      if (name.startsWith('!')) parts.push(`\${${name.slice(1)}}`);
      else if (values.has(name)) parts.push(values.get(name));
      else if (Object.hasOwn(own, name)) values.set(name, parts[parts.push(this.resolve(own[name], stack)) - 1]);
      else if (name.includes('.') && !name.startsWith('AWS::')) parts.push(this.getAtt(name, stack));
      else parts.push(this.ref(name, stack));
    }
    return concat([...parts, text.slice(end)]);
  }

  private join(raw: Json, stack: RawStack): Value {
    if (!Array.isArray(raw) || raw.length !== 2) return new Unknown('a Join needs a delimiter and a list');
    const items = this.resolve(raw[1], stack);
    if (!Array.isArray(items)) return items instanceof Unknown ? items : new Unknown('a Join of something that is not a list');
    const delimiter = plainText(raw[0]);
    return concat(items.flatMap((item: Value, index: number) => (index === 0 ? [item] : [delimiter, item])));
  }

  private split(raw: Json, stack: RawStack): Value {
    if (!Array.isArray(raw) || raw.length !== 2) return new Unknown('a Split needs a delimiter and a text');
    const delimiter = plainText(raw[0]);
    const whole = this.resolve(raw[1], stack);
    const known = string(whole);
    if (known !== undefined) return known.split(delimiter);
    if (!(whole instanceof Text) && !(whole instanceof Pointer)) return whole instanceof Unknown ? whole : new Unknown('a Split of something that is not a text');
    const items: Value[][] = [[]];
    for (const part of (whole instanceof Text ? whole.parts : [whole]).flatMap((p) => (p instanceof Pointer ? arnOf(p) : [p]))) {
      if (typeof part !== 'string') {
        items[items.length - 1].push(part);
        continue;
      }
      part.split(delimiter).forEach((piece, index) => {
        if (index > 0) items.push([]);
        items[items.length - 1].push(piece);
      });
    }
    return items.map(concat);
  }

  private select(raw: Json, stack: RawStack): Value {
    if (!Array.isArray(raw) || raw.length !== 2) return new Unknown('a Select needs an index and a list');
    const index = Number(string(this.resolve(raw[0], stack)));
    const items = this.resolve(raw[1], stack);
    if (items instanceof Unknown) return items;
    if (!Array.isArray(items) || !Number.isInteger(index)) return new Unknown('a Select of something that is not a list');
    return index < items.length ? items[index] as Value : new Unknown(`a Select of item ${index} of a list of ${items.length}`);
  }

  private choose(raw: Json, stack: RawStack): Value {
    if (!Array.isArray(raw) || raw.length !== 3 || typeof raw[0] !== 'string') return new Unknown('an If needs a condition and two values');
    return this.resolve(this.app.condition(stack, raw[0]) ? raw[1] : raw[2], stack);
  }

  private findInMap(raw: Json, stack: RawStack): Value {
    if (!Array.isArray(raw) || raw.length < 3) return new Unknown('a FindInMap needs a map and two keys');
    const keys = raw.slice(0, 3).map((key) => this.resolve(key, stack));
    const uncertain = keys.find((key) => string(key) === undefined);
    const fallback = isJsonObject(raw[3]) && 'DefaultValue' in raw[3] ? raw[3].DefaultValue : undefined;
    const mappings = stack.template.Mappings;
    if (uncertain === undefined && isJsonObject(mappings)) {
      const found = at(mappings as Value, ...keys.map((key) => string(key)!));
      if (found !== undefined) return found;
    }
    if (fallback !== undefined) return this.resolve(fallback, stack);
    return new Unknown(`the mapping ${show(keys[0])} is read with ${show(keys[1])}, ${show(keys[2])}, known at deployment only`);
  }

  private importValue(raw: Json, stack: RawStack): Value {
    return this.exported(show(this.resolve(raw, stack)));
  }

  private exported(name: string): Value {
    const found = this.app.exported(name);
    return found ? this.once(`export ${name}`, () => plain(this.resolve(found.value, found.stack), 'an export')) : new Unknown(`${name} is imported from a stack outside this app`);
  }

  private stackOutput(raw: Json, stack: RawStack): Value {
    const asked = this.resolve(raw, stack);
    const [name, output, region] = ['StackName', 'OutputName', 'Region'].map((key) => string(at(asked, key)));
    const found = name === undefined ? undefined : this.app.deployed(name, region);
    return found && output !== undefined ? this.output(found, output) : new Unknown(`${output ?? 'a value'} is an output of a stack outside this app`);
  }
}

function onlyKey(raw: JsonObject): string | undefined {
  let only: string | undefined;
  for (const key in raw) {
    if (only !== undefined) return undefined;
    only = key;
  }
  return only;
}

const isIntrinsic = (key: string) => key === 'Ref' || (key.startsWith('Fn::') && !key.startsWith('Fn::ForEach::'));

/** CloudFormation hands texts from stack to stack, and lists of them. */
function plain(value: Value, what: string): Value {
  const isText = (item: Value) => !Array.isArray(item) && !isObject(item);
  return isText(value) || (Array.isArray(value) && value.every(isText)) ? value : new Unknown(`${what} that is not a text`);
}

const isList = (definition: JsonObject) => typeof definition.Type === 'string' && /^(CommaDelimitedList|List<)/.test(definition.Type);

/** `{{resolve:ssm:…}}` and its like are read by CloudFormation, not by us. */
function dynamic(text: string): Value {
  return text.startsWith('{{resolve:') ? new Unknown(`${text} is read at deployment`) : text;
}

/** Puts pieces together; what is fully known becomes a plain string, a lone reference stays one. */
export function concat(values: readonly Value[]): Value {
  const parts: (string | Pointer | Unknown)[] = [];
  let length = 0;
  for (const value of values) {
    for (const part of value instanceof Text ? value.parts : [value]) {
      const piece = part instanceof Pointer || part instanceof Unknown ? part : isObject(part) || Array.isArray(part) ? new Unknown('not a text') : string(part) ?? '';
      if (typeof piece === 'string' && piece === '') continue;
      length += typeof piece === 'string' ? piece.length : 100;
      if (length > longest) return new Unknown(`a text of more than ${longest} characters`);
      const last = parts[parts.length - 1];
      if (typeof piece === 'string' && typeof last === 'string') parts[parts.length - 1] = last + piece;
      else parts.push(piece);
    }
  }
  if (parts.length === 0) return '';
  return parts.length === 1 ? parts[0] : new Text(parts);
}

/** Resources whose `Ref` is an ARN although the attribute is not called so. */
const refIsArn = new Set(['AWS::Lambda::Alias', 'AWS::Lambda::Version', 'AWS::SNS::Topic', 'AWS::StepFunctions::StateMachine', 'AWS::Events::Connection', 'AWS::MSK::Cluster', 'AWS::MSK::ServerlessCluster']);

/** `name` is the attribute that gives the last part of the ARN. */
const arnShapes: { readonly [type: string]: { readonly service: string; readonly prefix?: string; readonly name: string; readonly local?: boolean } } = {
  'AWS::SQS::Queue': { service: 'sqs', name: 'QueueName' },
  'AWS::SNS::Topic': { service: 'sns', name: 'TopicName' },
  'AWS::Lambda::Function': { service: 'lambda', prefix: 'function:', name: 'Ref' },
  'AWS::S3::Bucket': { service: 's3', name: 'Ref', local: true },
  'AWS::Kinesis::Stream': { service: 'kinesis', prefix: 'stream/', name: 'Ref' },
  'AWS::DynamoDB::Table': { service: 'dynamodb', prefix: 'table/', name: 'Ref' },
  'AWS::Events::EventBus': { service: 'events', prefix: 'event-bus/', name: 'Name' },
  'AWS::StepFunctions::StateMachine': { service: 'states', prefix: 'stateMachine:', name: 'Name' },
  'AWS::MSK::Cluster': { service: 'kafka', prefix: 'cluster/', name: 'Name' },
  'AWS::MSK::ServerlessCluster': { service: 'kafka', prefix: 'cluster/', name: 'Name' },
};

/** An ARN attribute, spelt out so that it can be split: the name in it becomes a reference to the same resource. */
function arnOf(pointer: Pointer): (string | Pointer | Unknown)[] {
  if (!refIsArn.has(pointer.resource.type) && !pointer.attribute.endsWith('Arn')) return [pointer];
  if (pointer.attribute === 'Ref' || pointer.attribute.endsWith('Arn')) {
    if (pointer.resource.type === 'AWS::Lambda::Alias' || pointer.resource.type === 'AWS::Lambda::Version') {
      return ['arn:${Partition}:lambda:${Region}:${AccountId}:function:', new Pointer(pointer.resource, 'FunctionName'), ':', new Pointer(pointer.resource, 'Qualifier')];
    }
    const shape = arnShapes[pointer.resource.type];
    if (shape) {
      const place = shape.local ? ':' : '${Region}:${AccountId}';
      return [`arn:\${Partition}:${shape.service}:${place}:${shape.prefix ?? ''}`, new Pointer(pointer.resource, shape.name)];
    }
  }
  return [pointer];
}

/** An object to which a macro or a loop adds properties at deployment: what is not there may be there then. */
function partly(known: Properties, unknown: Unknown): Properties {
  return new Proxy(known, { get: (object, key) => (typeof key === 'string' && !(key in object) ? unknown : Reflect.get(object, key)) });
}
