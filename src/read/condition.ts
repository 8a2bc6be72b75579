import { isJsonObject, Json, JsonObject, plainText } from './file';
import { RawApp, RawStack } from './raw';
import { string, Unknown, Value } from '../model/value';

/** What one try of the conditions assumes: values of parameters, and answers of comparisons that cannot be computed. */
export interface Assumption {
  /** By `stack name / parameter`. */
  readonly parameters: ReadonlyMap<string, Value>;
  /** By `stack name / comparison`. */
  readonly comparisons: ReadonlyMap<string, boolean>;
  /** The same for people, by variable. */
  readonly words: ReadonlyMap<string, string>;
}

/** More states than this are not tried one by one; see `assumptions`. */
const allCombinations = 16;
const most = 48;

/** Conditions that ask the next one, and that the next one; further down nobody looks, and the answer is false. */
export const deepest = 200;

/** Types that have no part in how an event fails: a condition that only switches these is not worth trying out. */
const bystanders = /^AWS::(CDK::|RDS::|ECS::|ECR::|Logs::LogGroup|CloudWatch::Dashboard|AutoScaling::|ElastiCache::|WAF|Route53|CertificateManager::|ApiGateway::(Deployment|Stage|UsagePlan|ApiKey|Account|Model)|SSM::|CodeBuild::)/;

interface Variable {
  readonly key: string;
  readonly kind: 'parameter' | 'comparison';
  readonly values: readonly { readonly value: Value; readonly words: string }[];
}

/**
 * The states of the conditions worth trying, the default one first. All of them while they are few; then the default
 * and one change at a time, which still shows every branch of every condition.
 */
export function assumptions(app: RawApp): Assumption[] {
  const variables = [...findVariables(app).values()].filter((variable) => variable.values.length > 1);
  const combinations = variables.reduce((product, variable) => product * variable.values.length, 1);
  const base = variables.map(() => 0);
  const picks: number[][] = [];
  if (combinations <= allCombinations) {
    for (let n = 0; n < combinations; n += 1) {
      let rest = n;
      picks.push(variables.map((variable) => {
        const pick = rest % variable.values.length;
        rest = Math.floor(rest / variable.values.length);
        return pick;
      }));
    }
  } else {
    picks.push(base);
    variables.forEach((variable, index) => {
      for (let pick = 1; pick < variable.values.length && picks.length < most; pick += 1) picks.push(base.map((zero, i) => (i === index ? pick : zero)));
    });
  }
  return picks.map((pick) => assume(variables, pick));
}

function assume(variables: readonly Variable[], pick: readonly number[]): Assumption {
  const parameters = new Map<string, Value>();
  const comparisons = new Map<string, boolean>();
  const words = new Map<string, string>();
  variables.forEach((variable, index) => {
    const choice = variable.values[pick[index]];
    if (variable.kind === 'parameter') parameters.set(variable.key, choice.value);
    else comparisons.set(variable.key, choice.value === true);
    words.set(variable.key, choice.words);
  });
  return { parameters, comparisons, words };
}

/** The name under which a comparison that cannot be computed is remembered. */
export const comparisonKey = (stack: RawStack, comparison: Json) => `${stack.info.name}/${JSON.stringify(comparison)}`;
export const parameterKey = (stack: RawStack, parameter: string) => `${stack.info.name}/${parameter}`;

function findVariables(app: RawApp): Map<string, Variable> {
  const found = new Map<string, Variable>();
  for (const stack of app.stacks) {
    const conditions = stack.template.Conditions;
    if (!isJsonObject(conditions)) continue;
    const visited = new Set<string>();
    const visit = (name: string, depth = 0): void => {
      if (visited.has(name) || depth > deepest) return;
      visited.add(name);
      if (!Object.hasOwn(conditions, name)) return;
      eachComparison(conditions[name], (comparison) => addVariable(found, stack, comparison, name), (inner) => visit(inner, depth + 1));
    };
    usedConditions(stack.template).forEach((name) => visit(name));
  }
  return found;
}

function usedConditions(template: JsonObject): Set<string> {
  const used = new Set<string>();
  const walk = (node: Json): void => {
    if (Array.isArray(node)) return node.forEach(walk);
    if (!isJsonObject(node)) return;
    for (const key of Object.keys(node)) {
      const inner = node[key];
      if (key === 'Fn::If' && Array.isArray(inner) && typeof inner[0] === 'string') used.add(inner[0]);
      if (typeof inner === 'object') walk(inner);
    }
  };
  for (const section of [template.Resources, template.Outputs]) {
    if (!isJsonObject(section)) continue;
    for (const id of Object.keys(section)) {
      const entry = section[id];
      if (!isJsonObject(entry) || (typeof entry.Type === 'string' && bystanders.test(entry.Type))) continue;
      if (typeof entry.Condition === 'string' && section === template.Resources) used.add(entry.Condition);
      walk(entry.Properties ?? entry.Value ?? null);
    }
  }
  return used;
}

function eachComparison(expression: Json | undefined, compare: (operands: Json[]) => void, named: (name: string) => void): void {
  if (!isJsonObject(expression)) return;
  for (const key of Object.keys(expression)) {
    const inner = expression[key];
    if (key === 'Fn::Equals' && Array.isArray(inner)) compare(inner);
    else if (key === 'Condition' && typeof inner === 'string') named(inner);
    else if (Array.isArray(inner)) inner.forEach((item) => eachComparison(item, compare, named));
  }
}

/** A parameter given by the parent stack is the parent's parameter. */
function ownerOf(stack: RawStack, name: string): { readonly stack: RawStack; readonly name: string } | undefined {
  const given = stack.parent?.parameters[name];
  if (given === undefined) return { stack, name };
  return isJsonObject(given) && typeof given.Ref === 'string' ? ownerOf(stack.parent!.stack, given.Ref) : undefined;
}

function addVariable(found: Map<string, Variable>, stack: RawStack, operands: Json[], condition: string): void {
  if (operands.every((operand) => typeof operand !== 'object')) return; // a constant
  const reference = operands.find((operand) => isJsonObject(operand) && typeof operand.Ref === 'string') as { Ref: string } | undefined;
  const literal = operands.map((operand) => (typeof operand === 'object' ? undefined : string(operand))).find((text) => text !== undefined);
  const definitions = stack.template.Parameters;
  if (reference && literal !== undefined && isJsonObject(definitions) && isJsonObject(definitions[reference.Ref])) {
    const owner = ownerOf(stack, reference.Ref);
    if (!owner) return; // the parent fixes it: the comparison can be computed, or is unknown and then false
    const key = parameterKey(owner.stack, owner.name);
    const before = found.get(key)?.values ?? parameterStart(owner.stack, owner.name);
    const known = before.some(({ value }) => string(value) === literal);
    const named = known ? before : [...before, { value: literal, words: `${owner.name} is ${quote(literal)}` }];
    found.set(key, { key, kind: 'parameter', values: withOther(named, owner.stack, owner.name) });
    return;
  }
  const key = comparisonKey(stack, operands);
  found.set(key, { key, kind: 'comparison', values: [{ value: false, words: `${condition} is false` }, { value: true, words: `${condition} is true` }] });
}

const quote = (text: string) => (text === '' ? 'empty' : text);

type Choices = Variable['values'];

function definitionOf(stack: RawStack, name: string): JsonObject {
  const definitions = stack.template.Parameters;
  const definition = isJsonObject(definitions) ? definitions[name] : undefined;
  return isJsonObject(definition) ? definition : {};
}

function parameterStart(stack: RawStack, name: string): Choices {
  const { Default: fallback, Type: type } = definitionOf(stack, name);
  if (fallback === undefined || typeof fallback === 'object' || (typeof type === 'string' && type.startsWith('AWS::SSM::'))) return [];
  return [{ value: fallback, words: `${name} is ${quote(plainText(fallback))}` }];
}

/** Adds "anything else", unless the allowed values rule that out. */
function withOther(choices: Choices, stack: RawStack, name: string): Choices {
  const allowed = definitionOf(stack, name).AllowedValues;
  const literals = choices.filter(({ value }) => !(value instanceof Unknown));
  if (Array.isArray(allowed)) {
    const left = allowed.map(plainText).filter((text) => !literals.some(({ value }) => string(value) === text));
    if (left.length === 0) return literals;
    return [...literals, { value: left[0], words: left.length === 1 ? `${name} is ${left[0]}` : `${name} is one of ${left.join(', ')}` }];
  }
  return [...literals, { value: new Unknown(`parameter ${name} is chosen at deployment`), words: `${name} is something else` }];
}
