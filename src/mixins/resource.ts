import { CfnElement, CfnResource, DefaultTokenResolver, Intrinsic, IPostProcessor, IResolvable, IResolveContext, Reference, StringConcat, Token, Tokenization } from 'aws-cdk-lib';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import { CfnPolicy, IRole, Role } from 'aws-cdk-lib/aws-iam';
import { CfnAlias, CfnFunction, CfnVersion, Function, FunctionBase, IFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnQueue, IQueue, Queue, QueueBase } from 'aws-cdk-lib/aws-sqs';
import { Construct, IConstruct } from 'constructs';

/** What is invoked: a function, or a version or alias of it. */
export type Invoked = CfnFunction | CfnVersion | CfnAlias;

export const isInvoked = (construct: IConstruct | undefined): construct is Invoked =>
  construct instanceof CfnFunction || construct instanceof CfnVersion || construct instanceof CfnAlias;

/** What the user has made, under which new constructs are put: the class of the second level, where there is one. */
export function owner(resource: CfnElement): Construct {
  const { scope } = resource.node;
  return scope instanceof Construct && scope.node.defaultChild === resource && !CfnElement.isCfnElement(scope) && resource.node.id === 'Resource' ? scope : resource;
}

/**
 * Whether a property, or one further in, has a value, by the names of CDK; an override counts. Nothing is resolved, as lazy values that were
 * resolved once do not change any more when the rest of the program goes on.
 */
export const isSet = (resource: CfnResource, ...path: readonly string[]): boolean => at(resource, path) !== undefined || has(overridesOf(resource), path);

/** The value of a property, or of one further in; that of an override first. */
export const valueAt = (resource: CfnResource, ...path: readonly string[]): unknown => at(overridesOf(resource), path) ?? at(resource, path);

export const isNumber = (value: unknown): value is number => typeof value === 'number' && !Token.isUnresolved(value);

const overridesOf = (resource: CfnResource): unknown => (resource as unknown as { readonly rawOverrides: { readonly Properties?: unknown } }).rawOverrides.Properties;

/** Overrides have the names of CloudFormation. */
const spelt = (value: object, name: string): string | undefined => [name, name.charAt(0).toUpperCase() + name.slice(1)].find((key) => key in value);

const at = (value: unknown, path: readonly string[]): unknown => path.reduce<unknown>((here, name) => {
  const key = typeof here === 'object' && here !== null ? spelt(here, name) : undefined;
  return key === undefined ? undefined : (here as { readonly [key: string]: unknown })[key];
}, value);

/** Also where an override takes a property away, which has no value then. */
function has(value: unknown, [name, ...rest]: readonly string[]): boolean {
  if (name === undefined) return true;
  const key = typeof value === 'object' && value !== null ? spelt(value, name) : undefined;
  return key !== undefined && has((value as { readonly [key: string]: unknown })[key], rest);
}

/** The targets of a rule as they are by now, which the class of the second level keeps in a box; undefined when nobody can tell. */
export function targetsOf({ targets }: CfnRule): readonly CfnRule.TargetProperty[] | undefined {
  const boxed = targets as { readonly get?: () => unknown } | undefined;
  const now = boxed && typeof boxed.get === 'function' ? boxed.get() ?? [] : targets;
  return Array.isArray(now) ? now : undefined;
}

/** The construct that an ARN or a name stands for; undefined when it is made elsewhere, or put together of several parts. */
export function referred(value: unknown): IConstruct | undefined {
  const token = Tokenization.reverse(value, { failConcat: false });
  return token && Reference.isReference(token) ? token.target : undefined;
}

/** The resource that is meant, where classes of the second level stand for theirs. */
export function referredResource(value: unknown): CfnResource | undefined {
  const construct = referred(value);
  const resource = construct && !CfnResource.isCfnResource(construct) ? construct.node.defaultChild : construct;
  return resource && CfnResource.isCfnResource(resource) ? resource : undefined;
}

/**
 * The function, version or alias of this app that is invoked by a name or ARN. Those of versions and aliases are put together of several
 * parts, such as `${fn.ref}:${version.attrVersion}`.
 */
export function invokedBy(value: unknown, scope: IConstruct): Invoked | undefined {
  const whole = referredResource(value);
  if (whole) return isInvoked(whole) ? whole : undefined;
  if (!Token.isUnresolved(value)) return undefined;
  const finder = new ReferenceFinder();
  Tokenization.resolve(value, { scope, resolver: finder, preparing: true });
  const resources = finder.found.map((construct) => (CfnResource.isCfnResource(construct) ? construct : construct.node.defaultChild));
  const qualified = new Set(resources.filter((found) => found instanceof CfnVersion || found instanceof CfnAlias));
  return qualified.size === 1 ? [...qualified][0] : undefined;
}

/** Collects what a value refers to. */
class ReferenceFinder extends DefaultTokenResolver {
  public readonly found: IConstruct[] = [];

  constructor() {
    super(new StringConcat());
  }

  public resolveToken(token: IResolvable, context: IResolveContext, postProcessor: IPostProcessor): unknown {
    if (Reference.isReference(token)) this.found.push(token.target);
    // Lazy values are left alone, see isSet.
    return Reference.isReference(token) || !(token instanceof Intrinsic) ? '' : super.resolveToken(token, context, postProcessor) as unknown;
  }
}

/** The function behind a version or alias. */
export function functionOf(invoked: Invoked): CfnFunction | undefined {
  if (invoked instanceof CfnFunction) return invoked;
  const fn = referredResource(invoked.functionName);
  return fn instanceof CfnFunction ? fn : undefined;
}

/**
 * As a class of the second level, to which rights can be granted for a resource. They come in the stack of that resource: the policy of a
 * role in another one would know what is new here, while this stack knows the role already, and stacks cannot wait for each other.
 */
export function asFunction(fn: CfnFunction, resource: CfnResource = fn): IFunction {
  const made = owner(fn);
  if (made instanceof FunctionBase && !(made.role instanceof Role && made.role.stack !== resource.stack)) return made;
  const scope = fn.stack === resource.stack ? fn : resource;
  const known = scope.node.tryFindChild('Function');
  return known ? known as unknown as IFunction : Function.fromFunctionAttributes(scope, 'Function', { functionArn: fn.attrArn, role: roleOf(scope, fn.role), sameEnvironment: true }) as IFunction;
}

/** Lambda looks whether the role may write before it takes a destination, so that a policy of its own has to be there. */
export function waitForPolicy(resource: CfnResource, fn: IFunction): void {
  // Those of the second level wait themselves, and what is for them with them.
  if (!fn.role || !CfnResource.isCfnResource(fn.node.scope!)) return;
  for (const policy of fn.role.node.findAll().filter((construct) => construct instanceof CfnPolicy)) {
    resource.addResourceDependency(policy);
    // CDK lets what stands below wait as well, but the policy waits for that.
    for (const below of resource.node.findAll()) if (below !== resource && CfnResource.isCfnResource(below)) below.removeResourceDependency(policy);
  }
}

/** Undefined when the role is made elsewhere: then it cannot be changed from here. */
export function roleOf(resource: CfnResource, arn: unknown): IRole | undefined {
  const role = referredResource(arn);
  if (!role) return undefined;
  const made = owner(role);
  if (made instanceof Role && made.stack === resource.stack) return made;
  // By name, so that what is granted becomes a policy of its own and the role stays as it is.
  const known = resource.node.tryFindChild('Role');
  return known ? known as unknown as IRole : Role.fromRoleName(resource, 'Role', role.ref);
}

export function asQueue(queue: CfnQueue): IQueue {
  const made = owner(queue);
  if (made instanceof QueueBase) return made;
  const known = queue.node.tryFindChild('Queue');
  if (known) return known as unknown as IQueue;
  const imported = Queue.fromQueueAttributes(queue, 'Queue', { queueArn: queue.attrArn, queueUrl: queue.ref, fifo: queue.fifoQueue === true });
  // Its retention is known.
  imported.node.defaultChild = queue;
  return imported;
}
