import { Qualifier } from '../model/graph';
import { memoized } from '../model/memoized';
import { Resource, ResourceSet } from '../model/resource';
import { isUnknown, Pointer, show, string, Value } from '../model/value';

/** The function that a value names, and the version or alias of it. */
export interface Invoked {
  readonly fn: Resource;
  readonly qualifier: Qualifier;
  /** The alias or version on the way, if one was named by a resource. */
  readonly through: readonly Resource[];
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
  switch (resource.type) {
    case 'AWS::Lambda::Function':
      return { fn: resource, qualifier: suffix ? suffixQualifier(app, value, suffix) : unqualifiedOn(resource), through: [] };
    case 'AWS::Lambda::Alias':
    case 'AWS::Lambda::Version': {
      // Versions that are said to be versions of each other CloudFormation would refuse.
      const inner = around.includes(resource) ? undefined : invokedBy(app, resource.properties.FunctionName, [...around, resource]);
      if (!inner) return undefined;
      if (target.attribute === 'FunctionName' && !suffix) return inner;
      return { fn: inner.fn, qualifier: qualifierOf(resource), through: [resource, ...inner.through] };
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

/** The qualifier that an alias or version resource stands for. */
export function qualifierOf(resource: Resource): Qualifier {
  if (resource.type === 'AWS::Lambda::Version') return { key: resource.key, resource };
  const name = string(resource.properties.Name);
  return { key: name ?? resource.key, resource };
}

/** The qualifier given as a property of its own, as in `AWS::Lambda::EventInvokeConfig` or `AWS::Lambda::Permission`. */
export function qualifierFrom(app: ResourceSet, fn: Resource, value: Value): Qualifier {
  if (value === undefined || value === null || value === '') return unqualified;
  const target = app.target(value);
  if (target.kind === 'resource' && (target.resource.type === 'AWS::Lambda::Alias' || target.resource.type === 'AWS::Lambda::Version')) return qualifierOf(target.resource);
  const known = string(value);
  if (known !== undefined) return { key: known, resource: aliases(app).get(`${fn.key}:${known}`) };
  return { key: `?${show(value)}`, unknown: isUnknown(value) ? value.reason : show(value) };
}

/** Aliases of the app by the function and their name. */
const aliases = memoized((app: ResourceSet) => new Map(app.ofType('AWS::Lambda::Alias').map((alias) => [`${invokedBy(app, alias.properties.FunctionName)?.fn.key}:${string(alias.properties.Name)}`, alias])));

/** `:live` behind an ARN, which may itself be a reference to a version. */
function suffixQualifier(app: ResourceSet, value: Value, suffix: string): Qualifier {
  const last = (value as { readonly parts?: readonly unknown[] }).parts?.at(-1);
  if (last instanceof Pointer) {
    const resource = app.byKey(last.resource.key);
    if (resource?.type === 'AWS::Lambda::Version' || resource?.type === 'AWS::Lambda::Alias') return qualifierOf(resource);
  }
  const name = suffix.replace(/^:/, '');
  if (name === '' || name === '$LATEST') return unqualified;
  return name.includes('(') || name.includes('${') ? { key: `?${name}`, unknown: name } : { key: name };
}

/** `name:alias` without an ARN around it. */
function byNameAndQualifier(app: ResourceSet, value: Value): Invoked | undefined {
  const text = string(value);
  const match = text === undefined ? undefined : /^([\w-]+):([\w$-]+)$/.exec(text);
  if (!match) return undefined;
  const fn = app.target(match[1]);
  return fn.kind === 'resource' && fn.resource.type === 'AWS::Lambda::Function' ? { fn: fn.resource, qualifier: { key: match[2] }, through: [] } : undefined;
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
