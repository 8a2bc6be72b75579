import { resourceAt } from './resource-at';
import { Qualifier } from '../model/graph';
import { memoized } from '../model/memoized';
import { Resource, ResourceSet, Target } from '../model/resource';
import { isUnknown, pieces, Pointer, show, string, Value } from '../model/value';

/** The function that a value names, and the version or alias of it. */
export interface Invoked {
  readonly fn: Resource;
  readonly qualifier: Qualifier;
}

export const unqualified: Qualifier = { key: '$LATEST' };

/** What an invocation without qualifier means on managed instances: https://docs.aws.amazon.com/lambda/latest/dg/lambda-managed-instances-version-publishing.html */
const published: Qualifier = { key: '$LATEST.PUBLISHED' };

const unqualifiedOn = (fn: Resource): Qualifier => (fn.properties.CapacityProviderConfig === undefined ? unqualified : published);

/**
 * Follows a function ARN, partial ARN, name, API Gateway invocation URI, alias or version to the function of the app.
 * Undefined when the value names something else or a function outside of the app.
 */
export function invokedBy(app: ResourceSet, value: Value, around: readonly Resource[] = []): Invoked | undefined {
  const target = app.target(value);
  if (target.kind !== 'resource') return byNameAndQualifier(app, value);
  const { resource, suffix } = target;
  const itself = (fn: Resource): Invoked => ({ fn, qualifier: suffix ? suffixQualifier(app, fn, value, suffix) : unqualifiedOn(fn) });
  switch (resource.type) {
    case 'AWS::Lambda::Function':
      return itself(resource);
    case 'AWS::Lambda::Alias':
    case 'AWS::Lambda::Version': {
      // Versions that are said to be versions of each other CloudFormation would refuse.
      const inner = around.includes(resource) ? undefined : invokedBy(app, resource.properties.FunctionName, [...around, resource]);
      if (!inner) return undefined;
      // A part of its ARN, which names the function only.
      if (target.attribute === 'FunctionName') return itself(inner.fn);
      return { fn: inner.fn, qualifier: qualifierOf(resource) };
    }
    default:
      return undefined;
  }
}

/** The functions that several values name, each of their qualifiers once. */
export function invokedAmong(app: ResourceSet, values: readonly Value[]): readonly Invoked[] {
  const found = new Map<string, Invoked>();
  for (const value of values) {
    const invoked = invokedBy(app, value);
    if (invoked) found.set(`${invoked.fn.key}|${invoked.qualifier.key}`, invoked);
  }
  return [...found.values()];
}

/** The qualifier that an alias or version resource stands for; a version has no name before it is deployed. */
export function qualifierOf(resource: Resource): Qualifier {
  return { key: string(resource.properties.Name) ?? resource.key, resource };
}

/** The qualifier given as a property of its own, as in `AWS::Lambda::EventInvokeConfig` or `AWS::Lambda::Permission`. */
export function qualifierFrom(app: ResourceSet, fn: Resource, value: Value): Qualifier {
  const target = app.target(value);
  if (target.kind === 'none') return unqualified;
  const made = madeQualifier(target);
  if (made) return made;
  const known = string(value);
  if (known !== undefined) return named(app, fn, known);
  return { key: `?${show(value)}`, unknown: isUnknown(value) ? value.reason : show(value) };
}

/** A version or alias by its name; an alias of the app is the same whether it is referred to or named. */
const named = (app: ResourceSet, fn: Resource, key: string): Qualifier => ({ key, resource: aliases(app).get(`${fn.key}:${key}`) });

const aliases = memoized((app: ResourceSet) => new Map(app.ofType('AWS::Lambda::Alias').map((alias) => [`${resourceAt(app, alias.properties.FunctionName)?.key}:${string(alias.properties.Name)}`, alias])));

function madeQualifier(target: Target): Qualifier | undefined {
  return target.kind === 'resource' && (target.resource.type === 'AWS::Lambda::Alias' || target.resource.type === 'AWS::Lambda::Version') ? qualifierOf(target.resource) : undefined;
}

/** `:live` behind an ARN, which may itself be a reference to a version. */
function suffixQualifier(app: ResourceSet, fn: Resource, value: Value, suffix: string): Qualifier {
  const [, behind] = pieces(value).filter((piece) => piece instanceof Pointer);
  const made = madeQualifier(app.target(behind));
  if (made) return made;
  const name = suffix.replace(/^:/, '');
  if (name === '') return unqualified;
  return name.includes('(') || name.includes('${') ? { key: `?${name}`, unknown: name } : named(app, fn, name);
}

/** `name:alias` without an ARN around it. */
function byNameAndQualifier(app: ResourceSet, value: Value): Invoked | undefined {
  const text = string(value);
  const match = text === undefined ? undefined : /^([\w-]+):([\w$-]+)$/.exec(text);
  if (!match) return undefined;
  const fn = app.target(match[1]);
  return fn.kind === 'resource' && fn.resource.type === 'AWS::Lambda::Function' ? { fn: fn.resource, qualifier: named(app, fn.resource, match[2]) } : undefined;
}

/** True when two qualifiers are the same, undefined when that cannot be told. */
export function sameQualifier(a: Qualifier, b: Qualifier): boolean | undefined {
  if (a.key === b.key) return true;
  if (a.unknown !== undefined || b.unknown !== undefined) return undefined;
  // Whether what is configured for $LATEST holds for what was published from it, AWS does not document.
  const latest = [unqualified.key, published.key];
  if (latest.includes(a.key) && latest.includes(b.key)) return undefined;
  return mayBe(a, b) || mayBe(b, a) ? undefined : false;
}

/** A version resource has no number before it is deployed, and an alias resource may have a name that is not told; either could turn out to be a text. */
function mayBe({ key, resource }: Qualifier, text: Qualifier): boolean {
  if (resource === undefined || key !== resource.key || text.resource || text.key.startsWith('$LATEST')) return false;
  return resource.type === 'AWS::Lambda::Version' ? /^\d+$/.test(text.key) : !/^\d+$/.test(text.key);
}
