import { Seed } from './corpus';
import { Random } from './random';
import { isJsonObject, Json, JsonObject } from '../../src/read/file';

/** Names that mean something to JavaScript, to YAML, to CloudFormation or to a terminal. */
const names = [
  '__proto__', 'constructor', 'prototype', 'toString', 'valueOf', 'hasOwnProperty', 'length', 'then', 'Ref', 'Fn::If', 'Fn::Sub', 'Fn::GetAtt', 'Fn::ForEach::X', 'Fn::Transform',
  'Condition', 'Type', 'Properties', '', ' ', '0', '-1', '<<', '*', '&a', '\u0000', '\u001b[31m', '\u009b31m', '\u202e', 'a\nb', '../x', 'a/b', 'a.b', '${a}', '💣', 'ﬀ', 'x'.repeat(300), '<script>', '"', '\'', '\\',
];

const texts = [
  ...names, 'arn', 'arn:', 'arn:aws:sqs:::', 'arn:aws:lambda:eu-west-1:111122223333:function:x:y', 'arn:aws:sqs:eu-west-1:111122223333:Orders', 'https://sqs.eu-west-1.amazonaws.com/111122223333/Orders',
  '${', '${}', '${!a}', '${AWS::Region}', '${__proto__}', '${constructor.name}', '{{resolve:ssm:x}}', '{{resolve:', '{', '[', '{"a":', '[[[[[[]]]]]]', '{"__proto__":{"x":1}}', '{"Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}',
  '{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","Parameters":{"FunctionName":"x"}}}}', 'true', 'false', 'null', 'NaN', 'Infinity', '-0', '1e999', '0x10', '007', '1_000', '.inf', '2001-01-01',
  'rate(1 minute)', 'rate(', 'cron(* * * * ? *)', 'P1D', '*', '**', '?', '$LATEST', '$context', 'Outputs.X', 'nested.yaml', '../outside.yaml', '/etc/passwd', 's3://b/k', 'https://x/y.yaml?z', 'file:///etc/passwd',
  'a,b', ',', 'x'.repeat(5_000), 'arn:'.repeat(500), '/functions/arn:'.repeat(200), '${a}'.repeat(100), 'a'.repeat(30) + '!', ' '.repeat(2_000),
];

/** A case is the same whatever cases came before it, so what all of them take from cannot be changed. */
export function frozen<T extends Json>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(frozen);
  return value;
}

const scalars: readonly Json[] = frozen<Json[]>([null, true, false, 0, 1, -1, 0.5, 1e21, -1e-7, Number.MAX_SAFE_INTEGER, 1209600, 43200, [], {}, [[]], [null], [{}], { a: null }]);

const intrinsics = ['Ref', 'Fn::GetAtt', 'Fn::Sub', 'Fn::Join', 'Fn::Split', 'Fn::Select', 'Fn::If', 'Fn::FindInMap', 'Fn::ImportValue', 'Fn::GetStackOutput', 'Fn::ToJsonString', 'Fn::GetAZs', 'Fn::Base64', 'Fn::Cidr', 'Fn::Transform', 'Fn::Length', 'Condition', 'Fn::Equals', 'Fn::And', 'Fn::Not', 'Fn::FailsafeCrossStack', 'Fn::FailsafeUnresolved'];

const pseudo = ['AWS::NoValue', 'AWS::Region', 'AWS::StackName', 'AWS::AccountId'];

/** Somewhere in a template: what holds it, and under which key. */
interface Spot { readonly holder: JsonObject | Json[]; readonly key: string | number }

const at = ({ holder, key }: Spot): Json => (holder as JsonObject)[key as string];

/** As JSON.parse writes it, which knows no key that is special. */
function put({ holder, key }: Spot, given: Json): void {
  const value = typeof given === 'object' && given !== null ? copy(given) : given;
  if (key === '__proto__') Object.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true });
  else (holder as JsonObject)[key as string] = value;
}

function spots(root: Json, all: Spot[] = [], depth = 0): Spot[] {
  if (typeof root !== 'object' || root === null || depth > 40 || all.length > 3_000) return all;
  for (const key of Array.isArray(root) ? root.keys() : Object.keys(root)) {
    const spot = { holder: root, key };
    all.push(spot);
    spots(at(spot), all, depth + 1);
  }
  return all;
}

export const copy = <T extends Json>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

/** A template with a few things about it that nobody would write, or everybody might. */
export function mutated(random: Random, seeds: readonly Seed[]): JsonObject {
  const template = copy(random.of(seeds).content);
  const turns = 1 + random.below(random.chance(0.2) ? 12 : 4);
  for (let turn = 0; turn < turns; turn += 1) mutate(template, random, seeds);
  return template;
}

function mutate(template: JsonObject, random: Random, seeds: readonly Seed[]): void {
  const all = spots(template);
  if (all.length === 0) return;
  // Resources are where it matters.
  const spot = random.of(all);
  const ids = isJsonObject(template.Resources) ? Object.keys(template.Resources) : [];
  const id = ids.length === 0 ? 'X' : random.of(ids);
  switch (random.below(17)) {
    case 0: remove(spot); break;
    case 1: put(spot, random.of(scalars)); break;
    case 2: put(spot, random.of(texts)); break;
    case 3: { // two of them change places
      const other = random.of(all);
      const [mine, its] = [copy(at(spot)), copy(at(other))];
      put(spot, its);
      put(other, mine);
      break;
    }
    case 4: put(spot, intrinsic(random, id, at(spot))); break;
    case 5: put(spot, reference(random, id)); break;
    case 6: rename(spot, random.chance(0.7) ? random.of(names) : id); break;
    case 7: put(spot, nested(at(spot), random.chance(0.1) ? 400 : 1 + random.below(30), random)); break;
    case 8: { // a piece of another template
      const theirs = spots(random.of(seeds).content);
      put(spot, copy(at(random.of(theirs))));
      break;
    }
    case 9: { // a resource of another kind
      const resource = isJsonObject(template.Resources) ? template.Resources[id] : undefined;
      const other = random.of(Object.values(random.of(seeds).content.Resources as JsonObject));
      if (isJsonObject(resource) && isJsonObject(other)) resource.Type = copy(other.Type ?? null);
      break;
    }
    case 10: { // too many of them
      const value = at(spot);
      if (Array.isArray(value) && value.length > 0) for (let count = random.below(100); count > 0; count -= 1) value.push(copy(random.of(value.slice(0, 5))));
      else put(spot, [copy(value), copy(value)]);
      break;
    }
    case 11: { // resources of another template
      const theirs = copy(random.of(seeds).content);
      for (const section of ['Parameters', 'Conditions', 'Mappings', 'Resources', 'Outputs', 'Globals', 'Transform']) {
        const [mine, its] = [template[section], theirs[section]];
        if (isJsonObject(its)) template[section] = isJsonObject(mine) ? { ...mine, ...its } : its;
      }
      break;
    }
    case 12: conditional(template, random, id, spot); break;
    case 13: exported(template, random, id, spot); break;
    case 14: looped(template, random, id); break;
    case 15: { // a whole template, or a section, of the wrong kind
      const section = random.of(['AWSTemplateFormatVersion', 'Transform', 'Globals', 'Parameters', 'Conditions', 'Mappings', 'Resources', 'Outputs', 'Metadata']);
      put({ holder: template, key: section }, random.of([...scalars, ...texts, 'AWS::Serverless-2016-10-31', ['AWS::LanguageExtensions', 'AWS::Serverless-2016-10-31']]));
      break;
    }
    default: { // what JavaScript finds on every object
      const value = at(spot);
      if (isJsonObject(value)) put({ holder: value, key: random.of(names.slice(0, 8)) }, copy(random.chance(0.5) ? value : random.of(scalars)));
      else put(spot, random.of(texts));
    }
  }
}

function reference(random: Random, id: string): Json {
  if (random.chance(0.5)) return { Ref: random.chance(0.2) ? random.of([...pseudo, ...names]) : id };
  return { 'Fn::GetAtt': [id, random.of(['Arn', 'Ref', 'Name', 'Outputs.X', 'StreamArn', ...names])] };
}

function remove({ holder, key }: Spot): void {
  if (Array.isArray(holder)) holder.splice(key as number, 1);
  else delete holder[key];
}

/** In its place, so that the order stays. */
function rename({ holder, key }: Spot, name: string): void {
  if (Array.isArray(holder)) return;
  const entries = Object.entries(holder);
  for (const each of Object.keys(holder)) delete holder[each];
  for (const [each, value] of entries) put({ holder, key: each === key ? name : each }, value);
}

function nested(value: Json, levels: number, random: Random): Json {
  let whole = value;
  const name = random.of(['a', 'Properties', 'Fn::Sub', 'Fn::Join', 'Fn::If', 'Fn::Not']);
  for (let level = 0; level < levels; level += 1) whole = random.chance(0.5) ? { [name]: whole } : [whole];
  return whole;
}

function intrinsic(random: Random, id: string, value: Json): Json {
  const name = random.of(intrinsics);
  const its = (): Json => (random.chance(0.5) ? copy(value) : random.chance(0.5) ? random.of([id, ...texts]) : random.of(scalars));
  switch (random.below(4)) {
    case 0: return { [name]: its() };
    case 1: return { [name]: [its(), its()] };
    case 2: return { [name]: [its(), its(), its()] };
    default: return { [name]: [random.of(['', ',', '${a}-${a}', id]), random.chance(0.5) ? { a: its() } : [its(), its()]] };
  }
}

function conditional(template: JsonObject, random: Random, id: string, spot: Spot): void {
  const conditions = isJsonObject(template.Conditions) ? template.Conditions : template.Conditions = {};
  const name = `C${random.below(6)}`;
  const other = `C${random.below(6)}`;
  conditions[name] = random.of<Json>([
    { 'Fn::Equals': [{ Ref: `P${random.below(4)}` }, random.of(['a', 'b', ''])] }, { 'Fn::And': [{ Condition: other }, { Condition: name }] }, { 'Fn::Or': [{ Condition: other }, { 'Fn::Not': [{ Condition: other }] }] },
    { Condition: other }, { 'Fn::Not': [] }, { 'Fn::Equals': [] }, { 'Fn::Equals': [{ 'Fn::If': [other, 'a', 'b'] }, 'a'] }, copy(random.of(scalars)),
  ]);
  if (random.chance(0.5)) put(spot, { 'Fn::If': [random.chance(0.1) ? random.of(names) : name, copy(at(spot)), random.chance(0.5) ? { Ref: 'AWS::NoValue' } : random.of(scalars)] });
  else if (isJsonObject(template.Resources) && isJsonObject(template.Resources[id])) template.Resources[id].Condition = random.chance(0.1) ? random.of(names) : name;
  const parameters = isJsonObject(template.Parameters) ? template.Parameters : template.Parameters = {};
  parameters[`P${random.below(4)}`] = {
    Type: random.of(['String', 'Number', 'CommaDelimitedList', 'AWS::SSM::Parameter::Value<String>', ...names.slice(0, 4)]),
    ...random.chance(0.6) ? { Default: random.of<Json>(['a', 'b', '', 'a,b', 3, null, {}]) } : {}, ...random.chance(0.3) ? { AllowedValues: ['a', 'b', { Ref: 'P1' }] } : {},
  };
}

/** Exports that import each other, and each twice. */
function exported(template: JsonObject, random: Random, id: string, spot: Spot): void {
  const outputs = isJsonObject(template.Outputs) ? template.Outputs : template.Outputs = {};
  for (let count = 1 + random.below(random.chance(0.1) ? 60 : 4); count > 0; count -= 1) {
    const other = { 'Fn::ImportValue': `E${random.chance(0.8) ? count - 1 : random.below(8)}` };
    outputs[`O${count}`] = { Value: random.of<Json>([{ Ref: id }, other, { 'Fn::Join': ['-', [other, other]] }, { 'Fn::Sub': ['${a}${a}', { a: other }] }, [other, other]]), Export: { Name: random.of<Json>([`E${count}`, { 'Fn::Sub': '${AWS::StackName}-E' }, other, 7]) } };
  }
  put(spot, { 'Fn::ImportValue': `E${random.below(8)}` });
}

function looped(template: JsonObject, random: Random, id: string): void {
  template.Transform = random.chance(0.9) ? 'AWS::LanguageExtensions' : ['AWS::LanguageExtensions', 'AWS::Serverless-2016-10-31'];
  if (!isJsonObject(template.Resources)) return;
  const list = random.of<Json>([['A', 'B'], Array.from({ length: random.below(80) }, (_, index) => `I${index}`), { Ref: 'P1' }, ['__proto__', 'constructor'], [], 'A', [null], ['${X}', '&{X}']]);
  const inner = random.chance(0.3) ? { 'Fn::ForEach::Inner': ['Y', list, { [`${id}\${X}\${Y}`]: copy(template.Resources[id] ?? null) }] } : { [`${id}\${X}`]: copy(template.Resources[id] ?? null) };
  template.Resources['Fn::ForEach::Loop'] = random.chance(0.9) ? ['X', list, inner] : copy(random.of(scalars));
}

const tokens = [
  '&a ', '*a', '*b', '<<: *a\n', '!Sub ', '!Ref ', '!GetAtt ', '!If ', '!!js/function ', '!!binary ', '!!set ', '!!python/object:os.system ', '!<tag:x> ', '!x!y ', '%TAG ! x\n---\n', '%YAML 1.1\n---\n', '---\n', '...\n', '? ', ': ', '- ', '| ', '>-\n', '\t', '\r\n', '\r',
  '\ufeff', '\u0000', '\u0085', '\u2028', '"', '\'', '`', '#', '{', '}', '[', ']', ',', '\\', '\\u0000', '\\ud800', '@', '%', '~', '__proto__: {a: 1}\n', 'constructor: {prototype: {a: 1}}\n', '  ', '\n', '\n\n', '0', '-', '.', '💣', '\ud83d',
];

/** The text of a template after an accident. */
export function damaged(random: Random, { text }: Seed): Buffer {
  let whole = text;
  for (let turn = 1 + random.below(5); turn > 0; turn -= 1) {
    const start = random.below(whole.length + 1);
    const length = random.chance(0.7) ? random.below(12) : random.below(400);
    const end = Math.min(whole.length, start + length);
    switch (random.below(9)) {
      case 0: whole = whole.slice(0, start) + whole.slice(end); break;
      case 1: whole = whole.slice(0, end) + whole.slice(start); break;
      case 2: whole = whole.slice(0, start); break;
      case 3: case 4: whole = whole.slice(0, start) + random.of(tokens) + whole.slice(start); break;
      case 5: whole = whole.slice(0, start) + random.of(tokens).repeat(1 + random.below(40)) + whole.slice(end); break;
      case 6: whole = whole.replace(/\n/g, random.of(['\r\n', '\r', '\n\n', ' '])); break;
      case 7: { // lines change places
        const lines = whole.split('\n');
        const [one, other] = [random.below(lines.length), random.below(lines.length)];
        [lines[one], lines[other]] = [lines[other], lines[one]];
        whole = lines.join('\n');
        break;
      }
      default: whole = whole.slice(0, start) + random.of(texts) + whole.slice(end);
    }
  }
  const bytes = Buffer.from(whole, random.chance(0.95) ? 'utf8' : random.chance(0.5) ? 'utf16le' : 'latin1');
  if (random.chance(0.15)) for (let turn = random.below(4); turn >= 0 && bytes.length > 0; turn -= 1) bytes[random.below(bytes.length)] = random.below(256);
  return bytes;
}
